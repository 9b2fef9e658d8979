"""The command `godegrep`: what is done by hand, beside Snakemake."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from godegrep.core.errors import Mistake, together

if TYPE_CHECKING:
    import pandas as pd

    from godegrep.study.config import Wave
    from godegrep.study.questionnaire import Questionnaire
    from godegrep.study.study import Study


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code.

    A mistake of the user is told in plain lines on standard error, with exit code 1; any other
    exception is a fault and keeps its traceback.
    """
    options = _parser().parse_args(arguments)
    try:
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except Mistake as mistake:
        print(*mistake.lines, sep="\n", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="godegrep",
        description="Reports are made by `snakemake reports/`; this is what is done by hand.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    new_wave = commands.add_parser(
        "new-wave",
        help="make a survey tool's export a wave of the study, or start a study with it",
        description=(
            "Read an export, draft or extend study/questionnaire.yaml, add the wave to "
            "config.yaml, and say what was done and what is left to decide."
        ),
    )
    new_wave.add_argument("wave", metavar="WAVE", help="the name of the wave, such as 2024")
    new_wave.add_argument(
        "export", metavar="EXPORT", type=Path, help="the file from the survey tool (or its folder)"
    )
    check = commands.add_parser(
        "check",
        help="print every problem in the study's files and answers",
        description="Read and check all waves, print every problem, write nothing.",
    )
    check_report = commands.add_parser(
        "check-report",
        help="print what does not agree with itself in a finished report",
        description=(
            "Read a report, ours or anybody's (docx, pdf, html, txt), and tell shares that do not "
            "add up, coefficients against their stars, means that n does not allow, percentages "
            "against counts, and one quantity with two values. Exit code 1 if there is any."
        ),
    )
    check_report.add_argument("report", metavar="FILE", type=Path, help="the report")
    refresh = commands.add_parser(
        "refresh-register",
        help="fetch the register tables anew from their publishers",
        description=(
            "Fetch the tables of study/register/ that say where, or those named. The one command "
            "that uses the network."
        ),
    )
    refresh.add_argument(
        "tables", metavar="NAME", nargs="*", help="a table: the name of its .yaml (default: all)"
    )
    new_wave.set_defaults(run=_new_wave)
    check.set_defaults(run=_check)
    check_report.set_defaults(run=_check_report)
    refresh.set_defaults(run=_refresh_register)
    for command in (new_wave, check, refresh):
        command.add_argument(
            "--study",
            metavar="DIR",
            type=Path,
            default=Path(),
            help="the study's folder (default: here)",
        )
    return parser


def _new_wave(options: argparse.Namespace) -> int:
    from godegrep.drafting.new_wave import new_wave

    print(*new_wave(options.wave, options.export, options.study), sep="\n")
    return 0


def _refresh_register(options: argparse.Namespace) -> int:
    from datetime import date

    from godegrep.register.refresh import refresh

    print(*refresh(options.study, options.tables, date.today()), sep="\n")
    return 0


class _Block(NamedTuple):
    """Lines of `godegrep check` under a heading; `fatal` where they stop a run."""

    heading: str
    lines: Sequence[str] = ()
    fatal: bool = False


def _check(options: argparse.Namespace) -> int:
    """Every problem of the study, what stops a run first; exit code 1 if something does."""
    from godegrep.study.read import read_unchecked
    from godegrep.study_check import mistakes

    study, violations = read_unchecked(options.study)
    lines = mistakes(options.study)
    if violations:
        raise Mistake(lines)
    blocks = [_Block("What stops a run:", lines, bool(lines))] if lines else []
    blocks += _of_register(study, options.study, lines)
    for wave in study.config.waves:
        blocks += _of_wave(study, wave, options.study, lines)
    blocks += _of_chapters(study, options.study)
    _print(sorted(blocks, key=lambda block: not block.fatal))
    return int(any(block.fatal for block in blocks))


def _print(blocks: Iterable[_Block]) -> None:
    """Print the blocks, each line once and those of one kind as one."""
    told: set[str] = set()
    for block in blocks:
        new = [line for line in together(block.lines) if line not in told]
        if block.lines and not new:
            continue
        told.update(new)
        print(block.heading, *new, sep="\n  ")


def _of_register(study: "Study", folder: Path, lines: Sequence[str]) -> list[_Block]:
    """Whether the register tables, if the study has any, make a panel."""
    from godegrep.register.descriptions import FOLDER, read_register
    from godegrep.register.panel import missing, panel
    from godegrep.register.read import read_figures

    settings = study.config.register
    if settings is None or any("register" in line for line in lines):
        return []
    try:
        pairs = [
            (table, read_figures(folder / FOLDER / table.file, table))
            for table in read_register(folder)
        ]
        whole, log = panel(pairs, settings)
    except Mistake as mistake:
        return [_Block("The register cannot be read:", mistake.lines, fatal=True)]
    return [
        _Block(
            f"Register: {whole['municipality'].nunique()} municipalities, "
            f"{whole['year'].min()}–{whole['year'].max()}; {len(log)} entries on what was carried "
            f"over, {len(missing(whole))} figures missing."
        )
    ]


def _of_wave(study: "Study", wave: "Wave", folder: Path, lines: Sequence[str]) -> list[_Block]:
    """What is wrong with a wave's answers and review sheets; `lines` have been told before."""
    from godegrep.answers.checks import check
    from godegrep.answers.ingest import ingest
    from godegrep.answers.problems import FATAL
    from godegrep.answers.problems import lines as told
    from godegrep.exports.read import read_export
    from godegrep.masking.personal_data import mask
    from godegrep.sampling.frame import read_frame

    if any(file in line for file in (wave.export, wave.frame) if file for line in lines):
        return [_Block(f"Wave {wave.name} cannot be read before that.")]
    view, weight = study.questionnaire.view(wave.name), study.config.design.weight_column
    try:
        known = study.config.frame
        frame = read_frame(folder / wave.frame, known, weight) if wave.frame else None
        answers, unknown = ingest(read_export(folder / wave.export), frame, view, wave, mask)
    except Mistake as mistake:
        return [_Block(f"Wave {wave.name} cannot be read:", mistake.lines, fatal=True)]
    checked, problems = check(answers, unknown, view, wave.name, wave.export)
    answered = int(answers["status"].isin(["partial", "complete"]).sum())
    none = ["No problems."] if problems.empty else []
    return [
        _Block(f"Wave {wave.name}: {len(answers)} rows, {answered} answered.", none),
        *(
            _Block(f"Wave {wave.name}, {severity}: {len(group)}", told(group), severity == FATAL)
            for severity, group in problems.groupby("severity", sort=False)
        ),
        *_of_sheets(study, wave.name, view, checked, folder),
    ]


def _of_sheets(
    study: "Study", wave: str, view: "Questionnaire", checked: "pd.DataFrame", folder: Path
) -> list[_Block]:
    """How the wave's review sheets can be read."""
    from godegrep.coding.codes import choices
    from godegrep.coding.workbook.files import coders_of, review_sheets
    from godegrep.coding.workbook.read import read_reviews
    from godegrep.material.segments import long_answers, segment_answers
    from godegrep.study.materials import review_folder

    place = folder / review_folder(wave)
    if not review_sheets(place):
        return []
    try:
        coders = coders_of(place)
        segments = segment_answers(long_answers(checked, view))
        given, _, notes = read_reviews(review_sheets(place), segments, study.codebook)
    except Mistake as mistake:
        heading = f"Review sheets of wave {wave} cannot be read:"
        return [_Block(heading, mistake.lines, fatal=True)]
    coded = choices(given).groupby(level="coder").size()
    lines = [f"Review sheet of {coder}: {coded.get(coder, 0)} segments coded." for coder in coders]
    return [_Block(f"Review sheets of wave {wave}:", [*lines, *notes])]


def _of_chapters(study: "Study", folder: Path) -> list[_Block]:
    """What is worth a look in the study's own chapters; what stops a run has been told."""
    from godegrep.study.chapters import CHAPTERS, chapter_messages

    try:
        lines = chapter_messages(folder / CHAPTERS, study.config.report.languages)
    except Mistake:
        return []
    return [_Block("Chapters:", lines)] if lines else []


def _check_report(options: argparse.Namespace) -> int:
    """Every disagreement in a report; exit code 1 if there is one."""
    from godegrep.consistency.check import check_document
    from godegrep.consistency.read import read_document

    found = check_document(read_document(options.report))
    for finding in found:
        print(f"{finding.place}: {finding.text} [{finding.kind}]")
    print(
        f"{len(found)} found. Each is worth a look; none is proof of a mistake."
        if found
        else "Nothing found that does not agree with itself."
    )
    return 1 if found else 0
