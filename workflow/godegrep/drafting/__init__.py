"""A first questionnaire, drafted from what an export tells, and a further wave beside it."""
