"""The steps from export to report, and which follow on which."""

from collections.abc import Collection, Mapping

AFTER: Mapping[str, tuple[str, ...]] = {
    "ingest": (),
    "weight": ("ingest",),
    "tabulate": ("weight",),
    "compare": ("tabulate",),
    "segment": ("ingest",),
    "review": ("segment",),
    "suggest": ("review",),
    "codes": ("weight", "suggest"),
    "code_tables": ("codes",),
    "compare_codes": ("code_tables",),
    "compose": ("compare", "compare_codes"),
    "check_disclosure": ("compose",),
    "publish": ("check_disclosure",),
}
"""The rules of the workflow that make a report, in an order in which they can be run, each with the
last before it: what these need in turn goes without saying.
"""
OF_OPEN_ANSWERS = frozenset(
    ("segment", "review", "suggest", "codes", "code_tables", "compare_codes")
)
OF_CHANGES = frozenset(("compare", "compare_codes"))


def without(left_out: Collection[str]) -> dict[str, tuple[str, ...]]:
    """`AFTER` without the steps that a report does not take.

    What follows on one that is left out follows on what that one follows on.
    """
    needs: dict[str, set[str]] = {}
    for step, before in AFTER.items():
        needs[step] = {
            needed for other in before for needed in ({other} - set(left_out) or needs[other])
        }
    kept = [step for step in AFTER if step not in left_out]
    return {
        step: tuple(name for name in kept if name in _last(needs[step], needs)) for step in kept
    }


def _last(steps: Collection[str], needs: Mapping[str, Collection[str]]) -> set[str]:
    """Those that none of the others comes after."""
    implied: set[str] = set()
    waiting = [needed for step in steps for needed in needs[step]]
    while waiting:
        step = waiting.pop()
        if step not in implied:
            implied.add(step)
            waiting += needs[step]
    return set(steps) - implied
