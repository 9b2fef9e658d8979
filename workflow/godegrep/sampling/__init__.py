"""The frame, the design, the weights, and who answered."""
