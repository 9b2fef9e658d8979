"""godegrep: from a survey tool's export to a report in which every number can be traced."""

from importlib import import_module
from typing import Any

_HOMES = {
    "Calibration": "sampling.calibration",
    "Design": "estimation.estimates",
    "tabulate": "estimation.estimates",
    "table": "tabulation.notebook",
    "change": "inference.panel",
    "compare": "tabulation.tests",
    "cluster": "coding.clusters",
    "expected_spending": "register.models.notebook",
    "suggest": "coding.suggestions",
    "mask": "masking.personal_data",
    "snakefile": "core.resources",
}
__all__ = [
    "Calibration",
    "Design",
    "change",
    "cluster",
    "compare",
    "expected_spending",
    "mask",
    "snakefile",
    "suggest",
    "table",
    "tabulate",
]


def __getattr__(name: str) -> Any:
    """Import the public names when they are used: spaCy and scikit-learn take seconds to load."""
    if name in _HOMES:
        return getattr(import_module(f"godegrep.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'godegrep' has no attribute {name!r}")
