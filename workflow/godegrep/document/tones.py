"""The tones of a figure's categories, by name."""

STEPS = range(12, -1, -1)
KINDS = range(1, 9)
