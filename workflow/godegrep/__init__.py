"""godegrep: from a survey tool's export to a report in which every number can be traced."""

from importlib import import_module
from typing import Any

_HOMES = {
    "Calibration": "statistics.weighting",
    "Design": "statistics.estimates",
    "tabulate": "statistics.estimates",
    "table": "readers.results",
    "change": "statistics.panel",
    "compare": "tabulation.tests_table",
    "cluster": "coding.clusters",
    "expected_spending": "register.spending",
    "suggest": "coding.suggestions",
    "mask": "masking.personal_data",
}
__all__ = [
    "Calibration",
    "Design",
    "change",
    "cluster",
    "compare",
    "expected_spending",
    "mask",
    "suggest",
    "table",
    "tabulate",
]


def __getattr__(name: str) -> Any:
    """Import the public names when they are used: spaCy and scikit-learn take seconds to load."""
    if name in _HOMES:
        return getattr(import_module(f"godegrep.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'godegrep' has no attribute {name!r}")
