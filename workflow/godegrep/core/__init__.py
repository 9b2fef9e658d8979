"""What every room stands on: texts, languages, files, numbers, errors; nothing of a study."""
