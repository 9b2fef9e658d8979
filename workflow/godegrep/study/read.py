"""Reading a study's folder: YAML checked against the schemas, and against itself."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from godegrep.core.errors import Mistake
from godegrep.study.checks import questionnaire_violations, study_violations
from godegrep.study.codebook import Codebook, codebook_from_dict
from godegrep.study.codebook_checks import codebook_violations
from godegrep.study.paths import CODEBOOK, CONFIG, QUESTIONNAIRE
from godegrep.study.study import Study, study_from_dicts
from godegrep.study.yaml import read_yaml, schema_violations


def read_codebook(paths: Sequence[str | Path]) -> Codebook:
    """The codebook in the file named, or an empty one where none is named.

    A job is given a list, because a study need not have a codebook; `read_study` has checked it.
    """
    documents = [read_yaml(Path(path), CODEBOOK) for path in paths]
    return codebook_from_dict(documents[0] if documents else {})


def read_study(folder: Path | str = ".") -> Study:
    """Read and check `config.yaml`, the questionnaire and the codebook of a study's folder.

    Raises Mistake with every breach of the schemas, or, where there is none, with everything in
    which the three files do not fit each other.
    """
    folder = Path(folder)
    lines: list[str] = []
    documents: list[Any] = []
    for name, schema in (
        (CONFIG, "config.schema.json"),
        (QUESTIONNAIRE, "questionnaire.schema.json"),
        (CODEBOOK, "codebook.schema.json"),
    ):
        if name == CODEBOOK and not (folder / name).exists():
            documents.append({"codes": []})
            continue
        try:
            document = read_yaml(folder / name, name)
        except Mistake as mistake:
            lines += mistake.lines
            continue
        lines += schema_violations(document, schema, name)
        documents.append(document)
    if lines:
        raise Mistake(lines)
    study = study_from_dicts(*documents)
    waves = {wave.name for wave in study.config.waves}
    lines += questionnaire_violations(documents[1], study.questionnaire, waves)
    lines += study_violations(study)
    violations = codebook_violations(study.codebook, study.questionnaire)
    lines += [f"{CODEBOOK}: {violation}" for violation in violations]
    if "register" in documents[0]:
        from godegrep.study.register_checks import register_violations

        lines += register_violations(documents[0]["register"], study)
    if lines:
        raise Mistake(lines)
    return study


def check_files(study: Study, folder: Path | str = ".") -> None:
    """Raise Mistake with all exports and frames that the config names and the folder lacks."""
    lines = [
        f"{CONFIG}: waves.{wave.name}.{key}: there is no file {path}. "
        "Lay it there, or correct the path."
        for wave in study.config.waves
        for key, path in (("export", wave.export), ("frame", wave.frame))
        if path and not (Path(folder) / path).exists()
    ]
    if study.config.report.logo and not (Path(folder) / study.config.report.logo).is_file():
        lines.append(f"{CONFIG}: logo: there is no file {study.config.report.logo}.")
    if lines:
        raise Mistake(lines)
