"""What changed between the waves."""
