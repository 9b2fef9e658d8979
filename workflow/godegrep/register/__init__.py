"""Figures on municipalities beside the survey: from the publishers' tables to a panel.

A *register table* (`study/register/NAME.yaml`) describes a file of figures; `figures` takes its
variables from it, `carry` carries them over the reforms to the municipality numbers of one year,
and `panel` lays all tables side by side. `municipalities` holds the facts about the reforms.
"""
