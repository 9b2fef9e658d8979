"""Municipalities and counties, and how they were joined and split."""
