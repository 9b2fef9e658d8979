"""How it was done: method, appendix, provenance."""
