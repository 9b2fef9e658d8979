"""Estimates and intervals that know the design: arrays and frames, no study."""
