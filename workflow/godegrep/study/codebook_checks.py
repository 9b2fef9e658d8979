"""Whether a codebook holds together: what a schema cannot see, all of it at once."""

from collections import defaultdict
from collections.abc import Iterator

from godegrep.study.codebook import Code, Codebook
from godegrep.study.questionnaire import Questionnaire


def log_violations(codebook: Codebook) -> Iterator[str]:
    """What is wrong with the log, a plain sentence each, naming the entry by its place."""
    today = {code.id for code in codebook.codes}
    before = 0
    for place, change in enumerate(codebook.changes):
        where = f"changes[{place}] ({change.kind} {', '.join(change.old)})"
        later = codebook.changes[place + 1 :]
        if change.version > codebook.version:
            yield (
                f"{where}: version {change.version}, but the codebook's `version` is "
                f"{codebook.version}; raise it to {change.version}, so that sheets made before the "
                "change are known as such."
            )
        if change.version < before:
            yield (
                f"{where}: version {change.version} stands after version {before}; write the "
                "oldest change first."
            )
        before = max(before, change.version)
        for code in change.old:
            again = code in change.new or any(code in one.new for one in later)
            if code in today and not again:
                yield (
                    f"{where}: {code} still stands under `codes`; take it out there, or the change "
                    "out of the log."
                )
        for code in change.new:
            if code not in today and not any(code in one.old for one in later):
                yield (
                    f"{where}: {code} does not stand under `codes`, nor does a later change name "
                    "it; define it."
                )


def codebook_violations(codebook: Codebook, questionnaire: Questionnaire) -> Iterator[str]:
    """What is wrong with a codebook, a plain sentence each.

    Ids and names that stand twice, questions that do not exist or are not open, parents that do not
    exist or go in a circle, a log that does not fit the codes.
    """
    codes = {code.id: code for code in codebook.codes}
    opens = sorted(question.id for question in questionnaire if question.type == "open")
    for name, count in _counted(code.id for code in codebook.codes):
        yield f"the code {name} stands {count} times; give each an id of its own."
    yield from _same_names(codebook)
    for code in codebook.codes:
        for name in code.questions:
            if name not in opens:
                yield (
                    f"{code.id}: {name} is not an open question; "
                    f"there are: {', '.join(opens) or 'none'}."
                )
        if code.parent and code.parent not in codes:
            yield (
                f"{code.id}: the parent {code.parent} is not in the codebook; define it, or leave "
                "`parent` out."
            )
    yield from _circles(codes)
    yield from log_violations(codebook)


def _counted(names: Iterator[str]) -> list[tuple[str, int]]:
    counts: defaultdict[str, int] = defaultdict(int)
    for name in names:
        counts[name] += 1
    return sorted((name, count) for name, count in counts.items() if count > 1)


def _same_names(codebook: Codebook) -> Iterator[str]:
    """Coders choose by name, so that two codes of one name are taken for each other."""
    ids: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for code in codebook.codes:
        for language, name in code.name.items():
            ids[language, " ".join(name.casefold().split())].add(code.id)
    told = sorted({tuple(sorted(found)) for found in ids.values() if len(found) > 1})
    for found in told:
        yield f"{' and '.join(found)} have the same name; coders could not tell them apart."


def _circles(codes: dict[str, Code]) -> Iterator[str]:
    """Each circle once, from the first of its codes by name."""
    told: set[frozenset[str]] = set()
    for start in sorted(codes):
        line = [start]
        while (parent := codes[line[-1]].parent) in codes and parent not in line:
            line.append(parent)
        if parent == start and frozenset(line) not in told:
            told.add(frozenset(line))
            circle = " → ".join([*line, start])
            yield f"{start} is its own ancestor: {circle}; take one `parent` out."
