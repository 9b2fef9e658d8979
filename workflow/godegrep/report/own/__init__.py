"""The researcher's own chapters."""
