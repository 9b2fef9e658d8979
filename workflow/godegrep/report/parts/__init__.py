"""What all parts of a report share: prose, cells, shares, covers."""
