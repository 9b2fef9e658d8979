"""The columns of the frames that the settings name."""

from collections.abc import Iterator, Mapping, Sequence

from godegrep.study.config import Config
from godegrep.study.yaml import Violation


def column_violations(config: Config, columns: Mapping[str, Sequence[str]]) -> Iterator[Violation]:
    """The columns that `config.yaml` names and frames do not have; `columns` are those by wave."""
    for place, name, waves in _named(config, list(columns)):
        lacking = [wave for wave in waves if name not in columns[wave]]
        if lacking:
            setting = ".".join(part for part in place if isinstance(part, str))
            files = ", ".join(config.wave(wave).frame for wave in lacking)
            there = ", ".join(columns[lacking[0]])
            yield place, f"{setting}: there is no column {name!r} in {files}; there are: {there}."


def _named(
    config: Config, waves: Sequence[str]
) -> Iterator[tuple[tuple[str | int, ...], str, Sequence[str]]]:
    """Where a column is named in the settings, its name, and the waves whose frames need it."""
    yield ("frame", "respondent"), config.frame.respondent, waves
    for variable in config.frame.variables:
        place = ("frame", "variables", variable.name)
        yield place, variable.county_of or variable.name, waves
    for number, name in enumerate(config.frame.mask):
        yield ("frame", "mask", number), name, waves
    if practice := config.register and config.register.practice:
        held = [wave for wave in waves if wave in practice.years]
        yield ("register", "practice", "municipality"), practice.municipality, held
