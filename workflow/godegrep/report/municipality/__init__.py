"""A municipality's own sheet."""
