"""The Word document: its order, Word's own parts, the institute's template, nothing left of it."""

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from support import report_results as made

from godegrep.core.errors import Mistake
from godegrep.core.language import Language
from godegrep.render.docx import render
from godegrep.render.docx_columns import column_widths
from godegrep.render.docx_parts import NAMESPACES
from godegrep.render.docx_template import STYLES, default_template
from godegrep.report.wave.compose import compose

pytestmark = pytest.mark.workflow

W = f"{{{NAMESPACES['w']}}}"
# CT_PPr, CT_RPr, CT_TblPr, CT_TrPr, CT_SectPr of ECMA-376, part 1, as far as they are used. Word
# refuses a document whose elements stand in another order.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs suppressAutoHyphens "
    "spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b i color sz szCs u vertAlign lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption "
    "tblDescription",
    "sectPr": "headerReference footerReference type pgSz pgMar cols vAlign titlePg docGrid",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol "
    "listSeparator",
    "style": "name basedOn next link uiPriority semiHidden qFormat pPr rPr tblPr tblStylePr",
    "lvl": "start numFmt pStyle lvlText lvlJc pPr",
}


class Opened:
    """The files of a document, and its body as XML."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.files = {name: archive.read(name) for name in archive.namelist()}
        self.body = ET.fromstring(self.files["word/document.xml"])

    def paragraphs(self, style: str) -> list[str]:
        return [
            text_of(paragraph)
            for paragraph in self.body.iter(f"{W}p")
            if (found := paragraph.find(f"{W}pPr/{W}pStyle")) is not None
            and found.get(f"{W}val") == style
        ]

    def instructions(self) -> list[str]:
        return [(element.text or "").strip() for element in self.body.iter(f"{W}instrText")]


def text_of(element: ET.Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def report_in(language: str) -> dict[str, Any]:
    return compose(made.results(language=language, read=20))


@pytest.fixture(scope="module", params=["nb", "nn", "en"])
def drawn(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Opened]:
    report = report_in(request.param)
    return report, Opened(render(report, Language(request.param)))


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return report_in("nb")


def blocks(report: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [
        block
        for chapter in report["chapters"]
        for section in chapter["sections"]
        for block in section["blocks"]
        if block["type"] == kind
    ]


def test_headings_contents_and_title_page(drawn: tuple[dict[str, Any], Opened]) -> None:
    report, opened = drawn
    titles = [chapter["title"] for chapter in report["chapters"]]
    assert opened.paragraphs("Heading1")[1:-1] == titles
    assert opened.paragraphs("Heading1")[0] == report["summary"]["title"]
    listed = [re.sub(r"^\d+", "", entry) for entry in opened.paragraphs("TOC1")]
    assert listed == opened.paragraphs("Heading1")
    assert opened.paragraphs("Title") == [report["title"]]
    assert opened.paragraphs("Banner") == [report["banner"]]
    assert report["banner"].encode() in b"".join(
        content for name, content in opened.files.items() if name.startswith("word/header")
    )


def test_captions_count_and_read_right_without_updating(
    drawn: tuple[dict[str, Any], Opened],
) -> None:
    report, opened = drawn
    numbered = [*blocks(report, "figure"), *blocks(report, "table")]
    tables = [block["table"] for block in blocks(report, "figure")]
    expected = sorted(f"{block['number']} {block['caption']}" for block in [*numbered, *tables])
    assert sorted(opened.paragraphs("Caption")) == expected
    counted = [line for line in opened.instructions() if line.startswith("SEQ ")]
    first = [block for block in numbered if block["number"].endswith(".1")]
    assert len(counted) == len(numbered)
    assert sum(line.endswith("\\r 1") for line in counted) == len(first)


def test_every_reference_has_its_bookmark(drawn: tuple[dict[str, Any], Opened]) -> None:
    opened = drawn[1]
    names = [mark.get(f"{W}name") for mark in opened.body.iter(f"{W}bookmarkStart")]
    assert len(names) == len(set(names))
    wanted = {line.split()[1] for line in opened.instructions() if "REF _" in line}
    wanted |= {str(link.get(f"{W}anchor")) for link in opened.body.iter(f"{W}hyperlink")}
    assert wanted <= set(names)
    assert any(line.startswith("REF ") for line in opened.instructions())


def test_fields_are_closed(drawn: tuple[dict[str, Any], Opened]) -> None:
    depth = 0
    for mark in drawn[1].body.iter(f"{W}fldChar"):
        depth += {"begin": 1, "separate": 0, "end": -1}[str(mark.get(f"{W}fldCharType"))]
        assert depth >= 0
    assert depth == 0


def test_elements_stand_in_the_order_of_the_schema(drawn: tuple[dict[str, Any], Opened]) -> None:
    for name, content in drawn[1].files.items():
        if not name.startswith("word/") or not name.endswith(".xml") or "theme" in name:
            continue
        for element in ET.fromstring(content).iter():
            order = ORDER.get(element.tag.removeprefix(W), "").split()
            if order:
                places = [order.index(child.tag.removeprefix(W)) for child in element]
                assert places == sorted(places), (name, element.tag, [e.tag for e in element])


def test_tables_repeat_their_heading_and_split_no_row(
    drawn: tuple[dict[str, Any], Opened],
) -> None:
    tables = list(drawn[1].body.iter(f"{W}tbl"))
    assert tables
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [
            place == 0 for place in range(len(rows))
        ]
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert table.find(f"{W}tblPr/{W}tblDescription") is not None


def test_figures_are_sharp_and_described(drawn: tuple[dict[str, Any], Opened]) -> None:
    report, opened = drawn
    described = {
        element.get("descr") for element in opened.body.iter(f"{{{NAMESPACES['wp']}}}docPr")
    }
    assert described == {block["description"] for block in blocks(report, "figure")}
    relations = ET.fromstring(opened.files["word/_rels/document.xml.rels"])
    targets = {relation.get("Id"): relation.get("Target") for relation in relations}
    r, asvg = NAMESPACES["r"], NAMESPACES["asvg"]
    for blip in opened.body.iter(f"{{{asvg}}}svgBlip"):
        drawing = opened.files[f"word/{targets[blip.get(f'{{{r}}}embed')]}"].decode()
        assert "class=" not in drawing
        assert "currentColor" not in drawing
    pictures = [content for name, content in opened.files.items() if name.endswith(".png")]
    widths = [int.from_bytes(content[16:20], "big") for content in pictures]
    assert set(widths) == {1520}  # 16 cm at 240 dots an inch


def test_language_and_properties(drawn: tuple[dict[str, Any], Opened]) -> None:
    report, opened = drawn
    locale = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}[report["language"]]
    styles = ET.fromstring(opened.files["word/styles.xml"])
    assert {element.get(f"{W}val") for element in styles.iter(f"{W}lang")} == {locale}
    core = opened.files["docProps/core.xml"].decode()
    assert report["title"].replace("<", "&lt;").replace(">", "&gt;") in core
    assert "python" not in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", core)) == {"1980-01-01T00:00:00Z"}
    assert not {"docProps/app.xml", "docProps/thumbnail.jpeg"} & set(opened.files)


def test_the_same_report_gives_the_same_bytes(report: dict[str, Any]) -> None:
    assert render(report, Language("nb")) == render(report, Language("nb"))


def test_markup_and_control_characters_stay_text(report: dict[str, Any]) -> None:
    odd = "<w:p/> & \x00\x0b «]]>»"
    report = {**report, "title": odd}
    opened = Opened(render(report, Language("nb")))
    assert opened.paragraphs("Title") == ["<w:p/> & \ufffd\ufffd «]]>»"]


def own_template(*, drop: str = "") -> bytes:
    """An institute's template: our styles, and a text, an author and a header of its own."""
    document = default_template({"main": "#102030", "accent": "#405060"}, "en")
    document.add_paragraph("Hemmelig utkast")
    document.sections[0].header.paragraphs[0].text = "Instituttets topptekst"
    document.core_properties.author = document.core_properties.last_modified_by = "Kari Nordmann"
    document.styles["Heading 1"].font.name = "Instituttskrift"
    if drop:
        document.styles.element.remove(document.styles[drop].element)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def test_an_own_template_gives_styles_and_header_and_no_text(report: dict[str, Any]) -> None:
    opened = Opened(render(report, Language("nb"), own_template()))
    whole = b"".join(opened.files.values()).decode("utf-8", "replace")
    assert "Instituttets topptekst" in whole
    assert "Instituttskrift" in opened.files["word/styles.xml"].decode()
    assert report["banner"] in whole
    assert "Hemmelig utkast" not in whole
    assert "Nordmann" not in whole
    assert "en-GB" not in opened.files["word/styles.xml"].decode()


def test_a_report_is_a_template_for_the_next(report: dict[str, Any]) -> None:
    first = render(report, Language("nb"))
    real = {**report, "title": "Ny tittel", "banner": ""}
    opened = Opened(render(real, Language("nb"), first))
    whole = b"".join(opened.files.values()).decode("utf-8", "replace")
    assert report["banner"] not in whole
    assert whole.count("Ny tittel") >= 2
    assert opened.paragraphs("Title") == ["Ny tittel"]
    figures = len(blocks(report, "figure"))
    assert sum(name.endswith(".png") for name in opened.files) == figures


@pytest.mark.parametrize("name", ["Banner", "Report Table"])
def test_a_missing_style_is_named(report: dict[str, Any], name: str) -> None:
    with pytest.raises(Mistake) as mistake:
        render(report, Language("nb"), own_template(drop=name))
    assert f"the {STYLES[name]} style «{name}» is missing" in mistake.value.lines[0]
    assert "study/template.docx" in mistake.value.lines[0]


def test_what_is_no_document_is_refused(report: dict[str, Any]) -> None:
    with pytest.raises(Mistake, match="not a Word document"):
        render(report, Language("nb"), b"%PDF-1.7")


def test_footnotes_headings_lists_links_and_quotes(report: dict[str, Any]) -> None:
    def text(words: str, **more: Any) -> dict[str, Any]:
        return {"type": "text", "text": words, **more}

    note = {"type": "footnote", "text": "1", "id": "note-1", "runs": [text("Se kilden.")]}
    own = [
        {"type": "heading", "runs": [text("Mellomtittel")]},
        {
            "type": "paragraph",
            "runs": [text("Prosa"), note, text(" lenke", href="https://a.no/?b&c")],
        },
        {"type": "list", "ordered": True, "items": [[text("én")], [text("to")]]},
        {
            "type": "quotes",
            "quotes": [{"runs": [text("Sitat")], "segment": "", "language": "en"}],
        },
    ]
    section = {"id": "s", "number": "", "title": "", "blocks": own}
    chapter = {"id": "egen", "number": "1", "title": "Eget", "sections": [section]}
    opened = Opened(render({**report, "chapters": [chapter]}, Language("nb")))
    assert opened.paragraphs("Heading3") == ["Mellomtittel"]
    assert opened.paragraphs("ListNumber") == ["én", "to"]
    assert opened.paragraphs("Quote") == ["Sitat"]
    assert "Se kilden." in opened.files["word/footnotes.xml"].decode()
    assert 'w:lang w:val="en-GB"' in opened.files["word/document.xml"].decode()
    assert b'Target="https://a.no/?b&amp;c"' in opened.files["word/_rels/document.xml.rels"]


def test_a_page_is_turned_for_a_wide_table() -> None:
    def row(cells: int) -> dict[str, Any]:
        return {"label": "Kontor", "cells": [{"type": "text", "text": "12,5"}] * cells}

    narrow = column_widths(["Gruppe", "Ja"], [row(1)], 9072, 14000)
    assert narrow[1] is False
    assert sum(narrow[0]) <= 9072
    names = ["Gruppe", *["Arbeidsavklaringspenger"] * 7]
    widths, turned = column_widths(names, [row(7)], 9072, 14000)
    assert turned
    assert 9072 < sum(widths) <= 14000
