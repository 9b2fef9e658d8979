"""Everything that would stop a run and can be told before one: the study's files, held together."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from godegrep.core.checksums import checksum
from godegrep.core.errors import Mistake, together
from godegrep.study.chapters import CHAPTERS
from godegrep.study.materials import review_folder
from godegrep.study.paths import CODEBOOK, CONFIG, QUESTIONNAIRE

if TYPE_CHECKING:
    from godegrep.study.codebook import Codebook
    from godegrep.study.register_settings import RegisterSettings
    from godegrep.study.study import Study
    from godegrep.study.yaml import Violation

STAMP = ".snakemake/godegrep/checked"
"""Holds the digest of what was found to be sound."""
_REGISTER = "study/register"


def check_before_a_run(folder: Path = Path()) -> None:
    """Raise Mistake with all that is wrong in a study, if its files have changed since the last."""
    stamp, digest = folder / STAMP, _digest(folder)
    if stamp.is_file() and stamp.read_text("utf-8") == digest:
        return
    if lines := mistakes(folder):
        raise Mistake(lines)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest, encoding="utf-8")


def mistakes(folder: Path) -> list[str]:
    """A line for each mistake in the study's files, those of one kind together.

    Where a file cannot be read, or does not follow its schema, nothing else is looked at; where the
    questionnaire has a mistake, the chapters are not, which might ask for what it lacks.
    """
    from godegrep.report.own.rehearsal import chapter_mistakes
    from godegrep.study.read import check_files, read_unchecked

    try:
        study, lines = read_unchecked(folder)
    except Mistake as mistake:
        return mistake.lines
    lines += _lines_of(lambda: check_files(study, folder))
    lines += _of_config(study, folder)
    if not any(line.startswith(QUESTIONNAIRE) for line in lines):
        lines += chapter_mistakes(study, folder / CHAPTERS)
    for wave in study.config.waves:
        lines += _of_sheets(folder / review_folder(wave.name), study.codebook)
    return together(lines)


def _lines_of(check: Callable[[], object]) -> list[str]:
    """What a check that raises Mistake has to say."""
    try:
        check()
    except Mistake as mistake:
        return mistake.lines
    return []


def _of_config(study: "Study", folder: Path) -> list[str]:
    """The settings that name what other files have, each with its line in config.yaml."""
    from godegrep.study.yaml import read_written

    written = read_written(folder / CONFIG, CONFIG)
    try:
        return [written.line(*violation) for violation in _violations(study, folder)]
    except Mistake as mistake:
        return mistake.lines


def _violations(study: "Study", folder: Path) -> "Iterator[Violation]":
    """Raises Mistake where the register's descriptions or a frame cannot be read."""
    from godegrep.exports.read import read_export
    from godegrep.sampling.frame_columns import column_violations

    if study.config.register:
        yield from _of_register(study.config.register, folder)
    frames = {wave.name: folder / wave.frame for wave in study.config.waves if wave.frame}
    columns = {
        wave: list(read_export(frame).table.columns)
        for wave, frame in frames.items()
        if frame.is_file()
    }
    yield from column_violations(study.config, columns)


def _of_register(settings: "RegisterSettings", folder: Path) -> "Iterator[Violation]":
    from godegrep.register.descriptions import read_register
    from godegrep.register.models.model import model_of
    from godegrep.register.names import variable_violations

    yield from variable_violations(settings, read_register(folder))
    if expected := settings.expected:
        for line in _lines_of(lambda: model_of(expected)):
            yield ("register", "expected"), f"register.expected: {line}"


def _of_sheets(folder: Path, codebook: "Codebook") -> list[str]:
    from godegrep.coding.workbook.files import coders_of, review_sheets
    from godegrep.coding.workbook.read import sheet_mistakes

    return [*_lines_of(lambda: coders_of(folder)), *sheet_mistakes(review_sheets(folder), codebook)]


def _digest(folder: Path) -> str:
    """The digest of all that `mistakes` reads, and of the code that reads it.

    Of the code and of what the study's other files name, size and time will do.
    """
    read = [folder / name for name in (CONFIG, QUESTIONNAIRE, CODEBOOK)]
    read += sorted((folder / CHAPTERS).glob("*.md*"))
    lines = [f"{path} {checksum(path)}" for path in read if path.is_file()]
    waves, register = folder / "study/waves", folder / _REGISTER
    others = [*waves.glob("*/*"), *waves.glob("*/review/*"), *register.glob("*")]
    code = Path(__file__).parent.rglob("*.py")
    lines += [f"{path} {_state(path)}" for path in (*sorted(others), *sorted(code))]
    return sha256("\n".join(lines).encode()).hexdigest()


def _state(path: Path) -> str:
    state = path.stat()
    return f"{state.st_size} {state.st_mtime_ns}"
