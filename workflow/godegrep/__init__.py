"""godegrep: from a survey tool's export to a report in which every number can be traced."""

from importlib import import_module
from typing import Any

_HOMES = {
    "Calibration": "weighting",
    "Design": "estimates",
    "tabulate": "estimates",
    "table": "readers.results",
    "change": "panel",
    "compare": "tests_table",
    "cluster": "clusters",
    "expected_spending": "register.spending",
    "suggest": "suggestions",
    "mask": "personal_data",
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
