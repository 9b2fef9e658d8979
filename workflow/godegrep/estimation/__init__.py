"""Estimates, intervals and tests that know the survey's design."""
