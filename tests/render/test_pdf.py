"""The PDF: tagged, with the report's texts and numbers and nothing taken for markup."""

import base64
import io
from dataclasses import replace
from itertools import zip_longest

import pytest
from pypdf import PdfReader
from support.report_results import edited, results, study

from godegrep.consistency.tagged_pdf import parts
from godegrep.core.language import Language
from godegrep.document.blocks import paragraph
from godegrep.document.report import Logo
from godegrep.document.report import section as section_of
from godegrep.document.runs import Number, Text
from godegrep.render.pdf import render
from godegrep.report.wave.compose import compose

pytestmark = pytest.mark.workflow

HOSTILE = '#panic("x") *ikke fet* _ikke kursiv_ $x^2$ <label> @ref \\ " // slutt'
DOT = base64.b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
).decode()
# A PNG of four red pixels: bytes that are no text in UTF-8.
RED = (
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJ"
    "RU5ErkJggg=="
)


def texts(content):
    """The texts of headings, paragraphs, captions, list items and cells, one each, in order."""
    found = []
    for _, part in parts(PdfReader(io.BytesIO(content))):
        found += [part] if isinstance(part, str) else [cell for row in part for cell in row]
    return [text for text in found if text.strip()]


def paragraphs(*texts):
    """A section of paragraphs."""
    return section_of("own", [paragraph([Text(text)]) for text in texts])


def composed(language="nb"):
    return compose(results(study(), language=language))


@pytest.fixture(scope="module")
def report():
    return composed()


@pytest.fixture(scope="module")
def pdf(report):
    return render(report, Language("nb"))


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def words(pdf):
    """The text of all pages, without the spaces and hyphens that lines break at."""
    text = "".join(page.extract_text() for page in read(pdf).pages)
    return squeezed(text)


def squeezed(text):
    return "".join(text.split()).replace("-", "").replace("\u00ad", "").replace("\u2010", "")


def test_the_document_is_tagged_and_says_that_it_is_pdf_ua(report, pdf):
    reader = read(pdf)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("nb")
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert reader.metadata.title == f"{report.title} – {report.subtitle}"


def test_the_same_report_gives_the_same_bytes(report, pdf):
    assert render(report, Language("nb")) == pdf


def test_every_chapter_and_section_is_a_bookmark_in_order(report, pdf):
    def titles(outline):
        for entry in outline:
            if isinstance(entry, list):
                yield from titles(entry)
            else:
                yield squeezed(entry.title)

    expected = [squeezed(report.summary.title)] if report.summary.blocks else []
    for chapter in report.chapters:
        expected.append(squeezed(chapter.number + chapter.title))
        expected += [
            squeezed(section.number + section.title)
            for section in chapter.sections
            if section.title
        ]
    found = [title for title in titles(read(pdf).outline) if title in expected]
    assert found == expected


def tagged(reader, kind):
    """The structure elements of a kind, in reading order."""

    def walk(element):
        element = element.get_object() if hasattr(element, "get_object") else element
        if not isinstance(element, dict):
            return
        if element.get("/S") == kind:
            yield element
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            yield from walk(kid)

    return list(walk(reader.trailer["/Root"]["/StructTreeRoot"]))


def test_figures_have_their_alternative_texts_and_tables_their_headings(report, pdf):
    reader = read(pdf)
    figures, tables = report.figures, report.tables
    texts = {str(figure["/Alt"]) for figure in tagged(reader, "/Figure") if "/Alt" in figure}
    assert {figure.description for figure in figures} <= texts
    printed = [figure.table for figure in figures if figure.table] + tables
    assert len(tagged(reader, "/Table")) == len(printed)
    assert len(tagged(reader, "/TH")) == sum(len(table.columns) for table in printed)


def test_every_number_and_the_banner_are_printed(report, pdf):
    text = words(pdf)
    assert report.banner
    assert squeezed(report.banner) in text
    drawn = tuple(f"/{figure.id}" for figure in report.figures)
    printed = [number for number in report.numbers if not number.place.endswith(drawn)]
    assert len(printed) > 50
    assert [number for number in printed if squeezed(number.text) not in text] == []


def test_text_is_never_taken_for_markup(report):
    hostile = replace(report.chapters[0], sections=(paragraphs(HOSTILE),))
    changed = replace(
        report,
        chapters=(hostile,),
        title=HOSTILE,
        institute=HOSTILE,
        summary=replace(report.summary, blocks=()),
    )
    assert words(render(changed, Language("nb"))).count(squeezed(HOSTILE)) >= 3


@pytest.mark.parametrize("language", ["nn", "en"])
def test_the_other_languages(language):
    report = composed(language)
    reader = read(render(report, Language(language)))
    assert str(reader.trailer["/Root"]["/Lang"]).startswith(language)


@pytest.mark.parametrize(("kind", "data"), [("image/svg+xml", DOT), ("image/png", RED)])
def test_a_logo_stands_on_the_title_page_with_its_text(report, kind, data):
    logo = Logo(kind, data, "Instituttets logo")
    reader = read(render(replace(report, logo=logo), Language("nb")))
    assert "Instituttets logo" in {str(figure.get("/Alt")) for figure in tagged(reader, "/Figure")}
    assert len(reader.pages[0].images) == (kind == "image/png")


def said(report):
    """The texts of a report in the order of the PDF, from its first heading on; no drawings."""
    if report.summary.blocks:
        yield report.summary.title
        for block in report.summary.blocks:
            yield from said_of(block)
    for chapter in report.chapters:
        yield chapter.number + chapter.title
        for section in chapter.sections:
            if section.title:
                yield section.number + section.title
            for block in section.blocks:
                yield from said_of(block)


def line(runs):
    """The text of runs; a footnote is said where its mark stands."""
    return "".join(line(run.runs) if run.type == "footnote" else run.text for run in runs)


def said_of(block):
    kind = block.type
    if kind in ("paragraph", "note", "heading"):
        yield line(block.runs)
    elif kind == "list":
        yield from map(line, block.items)
    elif kind == "quotes":
        yield from (line(quote.runs) for quote in block.quotes)
    elif kind == "table":
        yield block.number + block.caption
        yield from said_of_table(block)
    else:
        yield block.number + block.caption
        yield block.base + line(block.source)
        if block.table:
            yield block.table.number
            yield from said_of_table(block.table)


def said_of_table(table):
    yield from (column.title for column in table.columns)
    for row in table.rows:
        yield row.label
        for cell in row.cells:
            below = cell.below.text if isinstance(cell, Number) and cell.below else ""
            yield cell.text + below
    yield from table.notes


def disagreements(report, pdf):
    """Texts that the PDF does not say as the report has them, both sides."""
    wanted = [squeezed(text) for text in said(report) if squeezed(text)]
    found = [squeezed(text) for text in texts(pdf)]
    found = found[found.index(wanted[0]) :]
    pairs = zip_longest(wanted, found, fillvalue="")
    return [(one, other) for one, other in pairs if one != other]


def test_read_back_it_says_what_the_report_says_in_order(report, pdf):
    assert len(list(said(report))) > 100
    assert disagreements(report, pdf) == []


def test_a_wrong_number_is_seen(report, pdf):
    wrong = edited(report, plant)
    ((wanted, found),) = disagreements(report, render(wrong, Language("nb")))
    assert wanted != found
    assert found.startswith("98,7")


def plant(content):
    """A wrong number in the first table that stands by itself."""
    table = next(
        block
        for chapter in content["chapters"]
        for section in chapter["sections"]
        for block in section["blocks"]
        if block["type"] == "table" and block["rows"]
    )
    cells = (cell for row in table["rows"] for cell in row["cells"])
    next(cell for cell in cells if cell["type"] == "number")["text"] = "98,7"
