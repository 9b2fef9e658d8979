"""The formats of exports: each module here registers one, and needs no mention elsewhere."""
