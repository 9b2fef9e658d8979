"""Whether a codebook holds together: what a schema cannot see, all of it at once."""

from collections import defaultdict
from collections.abc import Iterator

from godegrep.study.checks import there_are
from godegrep.study.codebook import Code, Codebook, CodeChange
from godegrep.study.questionnaire import Questionnaire
from godegrep.study.yaml import Violation


def log_violations(codebook: Codebook) -> Iterator[Violation]:
    """What is wrong with the log, naming each entry by its place."""
    before = 0
    for place, change in enumerate(codebook.changes):
        where = f"changes[{place}] ({change.kind} {', '.join(change.old)})"
        for text in (
            *_version_violations(change, codebook.version, before),
            *_trace_violations(change, codebook, codebook.changes[place + 1 :]),
        ):
            yield ("changes", place), f"{where}: {text}"
        before = max(before, change.version)


def _version_violations(change: CodeChange, current: int, before: int) -> Iterator[str]:
    if change.version > current:
        yield (
            f"version {change.version}, but the codebook's `version` is {current}; raise it to "
            f"{change.version}, so that sheets made before the change are known as such."
        )
    if change.version < before:
        yield (
            f"version {change.version} stands after version {before}; write the oldest change "
            "first."
        )


def _trace_violations(
    change: CodeChange, codebook: Codebook, later: tuple[CodeChange, ...]
) -> Iterator[str]:
    """Old codes that are still there, and new ones that are not."""
    today = {code.id for code in codebook.codes}
    for code in change.old:
        again = code in change.new or any(code in other.new for other in later)
        if code in today and not again:
            yield (
                f"{code} still stands under `codes`; take it out there, or the change out of the "
                "log."
            )
    for code in change.new:
        if code not in today and not any(code in other.old for other in later):
            yield (
                f"{code} does not stand under `codes`, nor does a later change name it; define it."
            )


def codebook_violations(codebook: Codebook, questionnaire: Questionnaire) -> Iterator[Violation]:
    """What is wrong with a codebook.

    Ids and names that stand twice, questions that do not exist or are not open, parents that do not
    exist or go in a circle, a log that does not fit the codes.
    """
    codes = {code.id: code for code in codebook.codes}
    places = _places(codebook)
    for name, here in sorted(places.items()):
        if len(here) > 1:
            yield (
                ("codes", here[1]),
                f"the code {name} stands {len(here)} times; give each an id of its own.",
            )
    yield from _same_names(codebook, places)
    for place, code in enumerate(codebook.codes):
        for inner, text in _reference_violations(code, codes, questionnaire):
            yield ("codes", place, inner), f"{code.id}: {text}"
    for start, circle in _circles(codes):
        yield (
            ("codes", places[start][0], "parent"),
            f"{start} is its own ancestor: {circle}; take one `parent` out.",
        )
    yield from log_violations(codebook)


def _places(codebook: Codebook) -> dict[str, list[int]]:
    """Where each id stands in the list of codes."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, code in enumerate(codebook.codes):
        places[code.id].append(place)
    return dict(places)


def _reference_violations(
    code: Code, codes: dict[str, Code], questionnaire: Questionnaire
) -> Iterator[tuple[str, str]]:
    opens = [question.id for question in questionnaire if question.type == "open"]
    for name in code.questions:
        if name not in opens:
            yield "questions", f"{name} is not an open question; {there_are(opens)}"
    if code.parent and code.parent not in codes:
        yield (
            "parent",
            f"the parent {code.parent} is not in the codebook; define it, or leave `parent` out.",
        )


def _same_names(codebook: Codebook, places: dict[str, list[int]]) -> Iterator[Violation]:
    """Coders choose by name, so that two codes of one name are taken for each other."""
    ids: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for code in codebook.codes:
        for language, name in code.name.items():
            ids[language, " ".join(name.casefold().split())].add(code.id)
    for alike in sorted({tuple(sorted(same)) for same in ids.values() if len(same) > 1}):
        last = max(places[code][-1] for code in alike)
        yield (
            ("codes", last, "name"),
            f"{' and '.join(alike)} have the same name; coders could not tell them apart.",
        )


def _circles(codes: dict[str, Code]) -> Iterator[tuple[str, str]]:
    """Each circle once, from the first of its codes by name."""
    told: set[frozenset[str]] = set()
    for start in sorted(codes):
        line = [start]
        while (parent := codes[line[-1]].parent) in codes and parent not in line:
            line.append(parent)
        if parent == start and frozenset(line) not in told:
            told.add(frozenset(line))
            yield start, " → ".join([*line, start])
