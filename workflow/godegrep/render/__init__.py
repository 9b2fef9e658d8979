"""Writers of formats: tables and models in, files out."""
