"""The command `godegrep`: what is done by hand, beside Snakemake."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from godegrep.core.errors import Mistake

if TYPE_CHECKING:
    import pandas as pd

    from godegrep.study.questionnaire import Questionnaire
    from godegrep.study.register_settings import RegisterSettings
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


def _register_is_sound(settings: "RegisterSettings | None", folder: Path) -> bool:
    """Whether the register tables, if the study has any, make a panel; tells how not."""
    from godegrep.register.panel import missing, panel
    from godegrep.register.read import FOLDER, read_figures, read_register

    if settings is None:
        return True
    try:
        pairs = [
            (table, read_figures(folder / FOLDER / table.file, table))
            for table in read_register(folder)
        ]
        found, log = panel(pairs, settings)
    except Mistake as mistake:
        print("The register cannot be read:", *mistake.lines, sep="\n  ")
        return False
    print(
        f"Register: {found['municipality'].nunique()} municipalities, "
        f"{found['year'].min()}–{found['year'].max()}; {len(log)} entries on what was carried "
        f"over, {len(missing(found))} figures missing."
    )
    return True


def _check(options: argparse.Namespace) -> int:
    """Every problem of every wave; exit code 1 if one of them would stop the run."""
    from godegrep.answers.checks import check
    from godegrep.answers.ingest import ingest
    from godegrep.answers.problems import FATAL, lines
    from godegrep.exports.read import read_export
    from godegrep.masking.personal_data import mask
    from godegrep.sampling.frame import read_frame
    from godegrep.study.chapters import CHAPTERS, chapter_messages
    from godegrep.study.read import read_study

    folder: Path = options.study
    study = read_study(folder)
    known, weight = study.config.frame, study.config.design.weight_column
    stopped = not _register_is_sound(study.config.register, folder)
    for wave in study.config.waves:
        view = study.questionnaire.view(wave.name)
        try:
            frame = read_frame(folder / wave.frame, known, weight) if wave.frame else None
            answers, unknown = ingest(read_export(folder / wave.export), frame, view, wave, mask)
        except Mistake as mistake:
            print(f"Wave {wave.name} cannot be read:", *mistake.lines, sep="\n  ")
            stopped = True
            continue
        checked, problems = check(answers, unknown, view, wave.name, wave.export)
        stopped |= bool((problems["severity"] == FATAL).any())
        answered = int(answers["status"].isin(["partial", "complete"]).sum())
        print(f"Wave {wave.name}: {len(answers)} rows, {answered} answered.")
        if problems.empty:
            print("  No problems.")
        for severity, found in problems.groupby("severity", sort=False):
            print(f"  {severity}: {len(found)}")
            print(*(f"    {line}" for line in lines(found)), sep="\n")
        stopped |= not _check_reviews(study, wave.name, view, checked, folder)
    for line in chapter_messages(folder / CHAPTERS, study.config.report.languages):
        print(line)
    return 1 if stopped else 0


def _check_reviews(
    study: "Study", wave: str, view: "Questionnaire", checked: "pd.DataFrame", folder: Path
) -> bool:
    """Print how the wave's review sheets can be read; False if one of them would stop the run."""
    from godegrep.coding.codes import choices
    from godegrep.coding.workbook.files import coders_of, review_sheets
    from godegrep.coding.workbook.read import read_reviews
    from godegrep.material.segments import long_answers, segment_answers
    from godegrep.study.materials import review_folder

    place = folder / review_folder(wave)
    if not review_sheets(place):
        return True
    try:
        coders = coders_of(place)
        segments = segment_answers(long_answers(checked, view))
        given, _, notes = read_reviews(review_sheets(place), segments, study.codebook)
    except Mistake as mistake:
        print("  Review sheets cannot be read:")
        print(*(f"    {line}" for line in mistake.lines), sep="\n")
        return False
    coded = choices(given).groupby(level="coder").size()
    for coder in coders:
        print(f"  Review sheet of {coder}: {coded.get(coder, 0)} segments coded.")
    for note in notes:
        print(f"    {note}")
    return True


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
