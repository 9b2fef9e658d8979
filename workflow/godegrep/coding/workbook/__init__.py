"""The workbooks in which people code: their layout, their rows, their words."""
