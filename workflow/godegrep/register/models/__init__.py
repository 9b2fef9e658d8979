"""Expected spending, growth and classes."""
