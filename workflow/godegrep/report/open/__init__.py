"""The open questions and their codes."""
