"""The words that stand in the pipeline's files for what an answer, a base or a statistic is."""

ANSWERED, ASKED, COMPLETE = "answered", "asked", "complete"
UNREACHED = ("not_asked", "not_reached")
DONT_KNOW = "dont_know"

RESPONSE = "response"
ANSWERED_STATUS = ("partial", "complete")

SHARES = ("share", "combined")
"""The statistics that say which part of the base gave an answer."""

MISSING_KINDS = (
    "not_asked",
    "not_reached",
    "dont_know",
    "does_not_apply",
    "refused",
    "blank",
)
SELECTED, NOT_SELECTED = "selected", "not_selected"
NO_ANSWER = "no_answer"
"""The category of those in a base of all asked who gave no answer that counts."""
CONSENSUS = "konsensus"
"""The coder whose sheet holds what several coders agreed on; it counts alone for its segments."""
