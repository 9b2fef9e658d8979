"""Exports of survey tools, read into one shape."""
