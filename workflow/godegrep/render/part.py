"""Writing the reports of a part of the study, one a language, each in all formats."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

from godegrep.core.files import write_bytes, write_csv, write_json, write_text
from godegrep.core.language import Language
from godegrep.document.codec import to_json
from godegrep.document.numbering import numbers_table
from godegrep.document.report import Report
from godegrep.render import docx, figure_archive, html, pdf, xlsx

KINDS = ("reports", "numbers", "pages", "documents", "archives", "papers", "workbooks")
"""What is written of each report: the report as data, its numbers, and the formats."""


def write_reports(
    reports: Iterable[Report], outputs: SimpleNamespace, template: Sequence[str | Path] = ()
) -> None:
    """Write the reports to the files that `outputs` names: for each of `KINDS` one a language.

    `template` holds the path of the institute's Word template, where the study has one. Raises
    Mistake for one that Word cannot read.
    """
    styles = Path(template[0]).read_bytes() if template else None
    for place, report in enumerate(reports):
        _write(report, {kind: getattr(outputs, kind)[place] for kind in KINDS}, styles)


def _write(report: Report, files: Mapping[str, str], styles: bytes | None) -> None:
    language = Language(report.language)
    write_json(to_json(report), files["reports"])
    write_csv(numbers_table(report), files["numbers"])
    write_text(html.render(report, language), files["pages"])
    write_bytes(docx.render(report, language, styles), files["documents"])
    write_bytes(figure_archive.render(report, language), files["archives"])
    write_bytes(pdf.render(report, language), files["papers"])
    write_bytes(xlsx.render(report, language), files["workbooks"])
