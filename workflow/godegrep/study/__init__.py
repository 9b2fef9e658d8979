"""A study as its researcher wrote it: config, questionnaire, codebook and chapters."""
