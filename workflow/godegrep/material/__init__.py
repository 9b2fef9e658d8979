"""What can be coded: units of text and their vectors."""
