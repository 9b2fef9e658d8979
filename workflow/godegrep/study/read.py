"""Reading a study's folder: YAML checked against the schemas, and against itself."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from godegrep.core.errors import Mistake
from godegrep.study.checks import config_violations, wave_violations
from godegrep.study.codebook import Codebook, codebook_from_dict
from godegrep.study.codebook_checks import codebook_violations
from godegrep.study.config import Config
from godegrep.study.paths import CODEBOOK, CONFIG, QUESTIONNAIRE
from godegrep.study.questionnaire import Questionnaire
from godegrep.study.questionnaire_checks import questionnaire_violations
from godegrep.study.register_checks import register_violations
from godegrep.study.study import Study, study_from_dicts
from godegrep.study.yaml import Violation, Written, read_written, read_yaml, type_violations


def read_codebook(paths: Sequence[str | Path]) -> Codebook:
    """The codebook in the file named, or an empty one where none is named.

    A job is given a list, because a study need not have a codebook; `read_study` has checked it.
    """
    documents = [read_yaml(Path(path), CODEBOOK) for path in paths]
    return codebook_from_dict(documents[0] if documents else {})


def read_study(folder: Path | str = ".") -> Study:
    """Read and check `config.yaml`, the questionnaire and the codebook of a study's folder.

    Raises Mistake with every breach of the schemas, or, where there is none, with everything in
    which the three files do not fit each other; each with its line.
    """
    study, lines = read_unchecked(folder)
    if lines:
        raise Mistake(lines)
    return study


def read_unchecked(folder: Path | str = ".") -> tuple[Study, list[str]]:
    """A study that follows the schemas, and a line for all in which its files do not fit.

    Raises Mistake with every breach of the schemas.
    """
    files = _read_files(Path(folder))
    study = study_from_dicts(*(written.content for written in files))
    return study, list(_lines(study, *files))


def _read_files(folder: Path) -> list[Written]:
    lines: list[str] = []
    files: list[Written] = []
    for name, kind in ((CONFIG, Config), (QUESTIONNAIRE, Questionnaire), (CODEBOOK, Codebook)):
        if name == CODEBOOK and not (folder / name).exists():
            files.append(Written(name, {"codes": []}, {}))
            continue
        try:
            files.append(read_written(folder / name, name))
        except Mistake as mistake:
            lines += mistake.lines
            continue
        lines += type_violations(files[-1], kind)
    if lines:
        raise Mistake(lines)
    return files


def _lines(
    study: Study, config: Written, questionnaire: Written, codebook: Written
) -> Iterator[str]:
    """All in which the files do not fit themselves or each other."""
    waves = [wave.name for wave in study.config.waves]
    register = study.config.register
    for written, violations in (
        (
            questionnaire,
            questionnaire_violations(questionnaire.content, study.questionnaire, waves),
        ),
        (config, config_violations(study)),
        (questionnaire, wave_violations(study)),
        (codebook, codebook_violations(study.codebook, study.questionnaire)),
        (config, register_violations(register, study) if register else ()),
    ):
        yield from (written.line(place, text) for place, text in violations)


def check_files(study: Study, folder: Path | str = ".") -> None:
    """Raise Mistake with all exports and frames that the config names and the folder lacks."""
    folder = Path(folder)
    violations: list[Violation] = [
        (
            ("waves", wave.name, key),
            f"waves.{wave.name}.{key}: there is no file {path}. Lay it there, or correct the path.",
        )
        for wave in study.config.waves
        for key, path in (("export", wave.export), ("frame", wave.frame))
        if path and not (folder / path).exists()
    ]
    logo = study.config.report.logo
    if logo and not (folder / logo).is_file():
        violations.append((("logo",), f"logo: there is no file {logo}."))
    if violations:
        config = read_written(folder / CONFIG, CONFIG)
        raise Mistake(config.line(place, text) for place, text in violations)
