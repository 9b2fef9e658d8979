"""The report drawn: web page, Word, PDF, Excel."""
