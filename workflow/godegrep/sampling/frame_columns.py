"""The columns of a wave's frame that the settings name."""

from collections.abc import Collection, Iterator

from godegrep.study.config import Config, Wave
from godegrep.study.yaml import Violation


def column_violations(config: Config, wave: Wave, columns: Collection[str]) -> Iterator[Violation]:
    """The columns that `config.yaml` names and the wave's frame does not have."""
    for place, name in _named(config, wave.name):
        if name not in columns:
            setting = ".".join(part for part in place if isinstance(part, str))
            yield (
                place,
                f"{setting}: {wave.frame} has no column {name!r}; it has: {', '.join(columns)}.",
            )


def _named(config: Config, wave: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The names of columns, and where in the settings they stand."""
    yield ("frame", "respondent"), config.frame.respondent
    for variable in config.frame.variables:
        yield ("frame", "variables", variable.name), variable.county_of or variable.name
    for place, name in enumerate(config.frame.mask):
        yield ("frame", "mask", place), name
    practice = config.register.practice if config.register else None
    if practice and wave in practice.years:
        yield ("register", "practice", "municipality"), practice.municipality
