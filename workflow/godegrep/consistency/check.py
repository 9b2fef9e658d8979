"""What does not agree with itself in a printed report, ours or anybody's.

`check_document` looks through a `printed.Document` for shares that do not add up,
coefficients against their standard errors and stars, means that n and the scale do not allow,
percentages against their counts, intervals beside their estimates, and one quantity with two
values. Everything is judged within what rounding, and words such as «om lag», leave open.
"""

from godegrep.consistency.coefficients import check_coefficients
from godegrep.consistency.counts import check_counts
from godegrep.consistency.findings import Finding
from godegrep.consistency.intervals import check_intervals
from godegrep.consistency.means import check_means
from godegrep.consistency.printed import Document
from godegrep.consistency.quantities import check_quantities
from godegrep.consistency.shares import check_shares

__all__ = ["Finding", "check_document"]

CHECKS = (
    check_shares,
    check_coefficients,
    check_means,
    check_counts,
    check_intervals,
    check_quantities,
)


def check_document(document: Document) -> list[Finding]:
    """All that does not agree, in the order of the document."""
    findings = [finding for check in CHECKS for finding in check(document)]
    return sorted(findings, key=lambda finding: finding.position)
