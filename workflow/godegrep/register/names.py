"""The variables of the register that `config.yaml` names, held against its tables."""

from collections.abc import Iterator, Sequence

from godegrep.register.description import RegisterTable
from godegrep.study.checks import there_are
from godegrep.study.register_settings import Expected, RegisterSettings
from godegrep.study.yaml import Violation

SIZE_GROUP = "size_group"
_OF_ROWS = ("municipality", "name", "year")


def variable_violations(
    settings: RegisterSettings, tables: Sequence[RegisterTable]
) -> Iterator[Violation]:
    """The names under `register` that are no variable of the tables, nor reckoned from them."""
    known = [variable.id for table in tables for variable in table.variables]
    for place, ratio in enumerate(settings.ratios):
        for part, name in (("of", ratio.of), ("per", ratio.per)):
            yield from _unknown(("register", "ratios", place, part), name, known)
        known.append(ratio.id)
    if settings.sizes:
        yield from _unknown(("register", "sizes", "by"), settings.sizes.by, known)
    if settings.expected:
        groups = [SIZE_GROUP] if settings.sizes else []
        yield from _of_expected(settings.expected, known, [*_OF_ROWS, *groups])
    for place, growth in enumerate(settings.growth):
        for number, group in enumerate(growth.groups):
            for part, name in (("count", group.count), ("amount", group.amount)):
                here = ("register", "growth", place, "groups", number, part)
                yield from _unknown(here, name, known)


def _of_expected(
    expected: Expected, known: Sequence[str], others: Sequence[str]
) -> Iterator[Violation]:
    """`others` are the panel's columns that are no variables: rows may be clustered by them."""
    here = ("register", "expected")
    yield from _unknown((*here, "outcome"), expected.outcome.variable, known)
    for place, term in enumerate(expected.regressors):
        yield from _unknown((*here, "regressors", place), term.variable, known)
    yield from _unknown((*here, "population"), expected.population, known)
    yield from _unknown((*here, "clusters"), expected.clusters, [*others, *known])


def _unknown(place: tuple[str | int, ...], name: str, known: Sequence[str]) -> Iterator[Violation]:
    if name and name not in known:
        setting = ".".join(part for part in place if isinstance(part, str))
        yield place, f"{setting}: there is no variable {name}; {there_are(known)}"
