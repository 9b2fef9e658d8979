"""From an export's raw text to checked answers."""
