"""Tests and effect sizes that know the design: arrays and frames, no study."""
