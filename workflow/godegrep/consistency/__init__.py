"""What does not agree with itself in a printed report, ours or anybody's."""
