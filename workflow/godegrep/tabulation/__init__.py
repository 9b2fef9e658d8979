"""The tables of a wave and of all waves, in the rows that the workflow's files hold."""
