"""What publishers' files look like."""
