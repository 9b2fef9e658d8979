"""The closed questions."""
