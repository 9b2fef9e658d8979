"""All formats of one report: the same numbers in each, and nothing that must not be seen in any."""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from html import unescape
from typing import Any

import pytest
from support import report_results as made
from support.formats import everything
from support.reports import own
from support.sampled import sampled

from godegrep.core.language import Language
from godegrep.document.codec import from_json, to_json
from godegrep.document.numbering import numbers_table
from godegrep.document.report import Report
from godegrep.document.runs import Footnote, Number, Reference, Run
from godegrep.report.parts.wave_results import WaveResults
from godegrep.report.wave.compose import compose

pytestmark = pytest.mark.workflow

FORMATS = ("html", "docx", "pdf", "xlsx", "csv", "zip")
SHOWN = ("word/document.xml", "word/footnotes.xml")
PLANTED = "8642"
"""The only mean of a group that is too small; it would be printed as 8 642."""


@cache
def results() -> WaveResults:
    """A report in which a group, answers that nobody has read, and one that is hidden are kept."""
    frame = made.answers(size=("s",) * 97 + ("b",) * 3)
    frame.loc[frame["frame.size"] == "b", "cases"] = float(PLANTED)
    chapter = own(
        'Ja: {{ share("need", "yes", detail=true) }}, '
        '{{ mean("cases", by="size", group="b") }}.[^a]'
        '\n\n[^a]: Av {{ n("need") }}.\n\n{{ table("need") }}\n\n{{ quote(code="close") }}'
    )
    study = made.study(institute="Instituttet", date="2030-05-03")
    return replace(made.results(study, frame, read=20), chapters=[chapter])


@cache
def report() -> Report:
    return from_json(Report, json.loads(json.dumps(to_json(compose(results())))))


def drawn(form: str, composed: Report) -> bytes:
    """The report's file in a format."""
    from godegrep.render import docx, figure_archive, html, pdf, xlsx

    language = Language("nb")
    if form == "html":
        return html.render(composed, language).encode()
    if form == "csv":
        return numbers_table(composed).to_csv(index=False).encode()
    writers = {"docx": docx, "pdf": pdf, "xlsx": xlsx, "zip": figure_archive}
    return writers[form].render(composed, language)  # type: ignore[attr-defined]


@cache
def of_report(form: str) -> bytes:
    return drawn(form, report())


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_withheld_hidden_or_unread_is_in_any_format(form: str) -> None:
    tables = results().closed.tables
    suppressed = tables[tables["suppressed"] != ""]
    assert len(suppressed)
    text = everything(form, of_report(form)).replace("\u00a0", " ")
    squeezed = re.sub(r"[\s\u00ad]", "", text)
    for mark in (made.HIDDEN, made.UNREAD):
        assert re.sub(r"\s", "", mark) not in squeezed
    assert not re.search(rf"\b{PLANTED[0]}[ .,]?{PLANTED[1:]}\b", text)
    assert not [cell for cell in suppressed["cell"] if f'"{cell}"' in text or f",{cell}," in text]
    # Nor who said what: segments are named by respondent.
    assert not re.search(r"\br\d{3}/which", text)


def test_what_is_withheld_would_be_seen() -> None:
    """The same search finds the marks in a report of which nothing is withheld."""
    shown = made.changed(results(), tables=results().closed.tables.assign(suppressed=""))
    assert PLANTED not in json.dumps(to_json(report()))
    whole = made.tables(
        sampled(made.answers().assign(cases=float(PLANTED)), shown.questionnaire, shown.config),
        shown.questionnaire,
        shown.config,
        made.WAVE,
    )
    composed = compose(made.changed(shown, tables=whole))
    for form in FORMATS[:-1]:  # no figure shows means
        text = everything(form, drawn(form, composed)).replace("\u00a0", " ")
        assert re.search(rf"\b{PLANTED[0]}[ .,]?{PLANTED[1:]}\b", text), form


def plain(text: str) -> str:
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_every_number_stands_in_each_document(form: str) -> None:
    """In the prose as a whole sentence, so that a number counts only in its place."""
    text = plain(shown(form, of_report(form)))
    for sentence in sentences(report()):
        assert plain(sentence) in text, sentence


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_a_wrong_number_in_one_format_is_caught(form: str) -> None:
    wrong = made.edited(report(), plant)
    text = plain(shown(form, drawn(form, wrong)))
    assert [sentence for sentence in sentences(report()) if plain(sentence) not in text]


def plant(content: dict[str, Any]) -> None:
    runs = content["chapters"][0]["sections"][0]["blocks"][0]["runs"]
    next(run for run in runs if run["type"] == "number")["text"] = "99 prosent"


def shown(form: str, content: bytes) -> str:
    """What a reader sees of a document's prose, tooltips left out."""
    if form == "html":
        page = content.decode()
        page = re.sub(r'<span class="tip".*?</span>', "", page)
        return unescape(re.sub(r"<[^>]+>", "", page))
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [
                name for name in archive.namelist() if re.match(r"word/(document|footnotes)", name)
            ]
            xml = "".join(archive.read(name).decode() for name in names)
        xml = re.sub(r"<w:instrText.*?</w:instrText>", "", xml)
        return unescape(re.sub(r"<[^>]+>", "", xml))
    from pypdf import PdfReader

    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def sentences(composed: Report) -> Iterator[str]:
    """The stretches of prose around each number, from one reference or footnote to the next."""
    for block in composed.blocks:
        for line in made.lines(block):
            if any(isinstance(run, Number) for run in line):
                yield from _stretches(line)


def _stretches(line: Sequence[Run]) -> Iterator[str]:
    stretch = ""
    for run in line:
        if isinstance(run, Reference | Footnote):
            yield stretch
            stretch = ""
        else:
            stretch += run.text
    yield stretch


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_report_gives_the_same_bytes(form: str) -> None:
    assert drawn(form, report()) == of_report(form)
