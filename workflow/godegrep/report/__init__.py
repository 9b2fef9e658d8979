"""The report as data: its chapters, sentences, tables and numbers."""
