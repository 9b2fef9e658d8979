"""The report of a wave."""
