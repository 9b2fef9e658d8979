"""Readers of formats: bytes in, plain tables out."""
