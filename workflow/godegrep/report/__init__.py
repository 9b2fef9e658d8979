"""The report composed: its chapters, sentences, tables and figures."""
