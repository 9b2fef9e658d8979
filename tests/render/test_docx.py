"""The Word document: its order, Word's own parts, the institute's template, nothing left of it."""

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from support import report_results as made

from godegrep.core.errors import Mistake
from godegrep.core.language import Language
from godegrep.document.blocks import Heading, Paragraph, Quote, Quotes, bullets
from godegrep.document.report import Colours, Report, chapter, section
from godegrep.document.runs import Footnote, Text
from godegrep.document.tables import Table, row, table
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


def report_in(language: str) -> Report:
    return compose(made.results(language=language, read=20))


@pytest.fixture(scope="module", params=["nb", "nn", "en"])
def drawn(request: pytest.FixtureRequest) -> tuple[Report, Opened]:
    report = report_in(request.param)
    return report, Opened(render(report, Language(request.param)))


@pytest.fixture(scope="module")
def report() -> Report:
    return report_in("nb")


def test_headings_contents_and_title_page(drawn: tuple[Report, Opened]) -> None:
    report, opened = drawn
    titles = [chapter.title for chapter in report.chapters]
    assert opened.paragraphs("Heading1")[1:-1] == titles
    assert opened.paragraphs("Heading1")[0] == report.summary.title
    listed = [re.sub(r"^\d+", "", entry) for entry in opened.paragraphs("TOC1")]
    assert listed == opened.paragraphs("Heading1")
    assert opened.paragraphs("Title") == [report.title]
    assert opened.paragraphs("Banner") == [report.banner]
    assert report.banner.encode() in b"".join(
        content for name, content in opened.files.items() if name.startswith("word/header")
    )


def test_captions_count_and_read_right_without_updating(
    drawn: tuple[Report, Opened],
) -> None:
    report, opened = drawn
    numbered = [*report.figures, *report.tables]
    tables = [figure.table for figure in report.figures if figure.table]
    expected = sorted(f"{block.number} {block.caption}" for block in [*numbered, *tables])
    assert sorted(opened.paragraphs("Caption")) == expected
    counted = [line for line in opened.instructions() if line.startswith("SEQ ")]
    first = [block for block in numbered if block.number.endswith(".1")]
    assert len(counted) == len(numbered)
    assert sum(line.endswith("\\r 1") for line in counted) == len(first)


def test_every_reference_has_its_bookmark(drawn: tuple[Report, Opened]) -> None:
    opened = drawn[1]
    names = [mark.get(f"{W}name") for mark in opened.body.iter(f"{W}bookmarkStart")]
    assert len(names) == len(set(names))
    wanted = {line.split()[1] for line in opened.instructions() if "REF _" in line}
    wanted |= {str(link.get(f"{W}anchor")) for link in opened.body.iter(f"{W}hyperlink")}
    assert wanted <= set(names)
    assert any(line.startswith("REF ") for line in opened.instructions())


def test_fields_are_closed(drawn: tuple[Report, Opened]) -> None:
    depth = 0
    for mark in drawn[1].body.iter(f"{W}fldChar"):
        depth += {"begin": 1, "separate": 0, "end": -1}[str(mark.get(f"{W}fldCharType"))]
        assert depth >= 0
    assert depth == 0


def test_elements_stand_in_the_order_of_the_schema(drawn: tuple[Report, Opened]) -> None:
    for name, content in drawn[1].files.items():
        if not name.startswith("word/") or not name.endswith(".xml") or "theme" in name:
            continue
        for element in ET.fromstring(content).iter():
            order = ORDER.get(element.tag.removeprefix(W), "").split()
            if order:
                places = [order.index(child.tag.removeprefix(W)) for child in element]
                assert places == sorted(places), (name, element.tag, [e.tag for e in element])


def test_tables_repeat_their_heading_and_split_no_row(
    drawn: tuple[Report, Opened],
) -> None:
    tables = list(drawn[1].body.iter(f"{W}tbl"))
    assert tables
    for drawn_table in tables:
        rows = drawn_table.findall(f"{W}tr")
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [
            place == 0 for place in range(len(rows))
        ]
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert drawn_table.find(f"{W}tblPr/{W}tblDescription") is not None


def test_figures_are_sharp_and_described(drawn: tuple[Report, Opened]) -> None:
    report, opened = drawn
    described = {
        element.get("descr") for element in opened.body.iter(f"{{{NAMESPACES['wp']}}}docPr")
    }
    assert described == {figure.description for figure in report.figures}
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


def test_language_and_properties(drawn: tuple[Report, Opened]) -> None:
    report, opened = drawn
    locale = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}[report.language]
    styles = ET.fromstring(opened.files["word/styles.xml"])
    assert {element.get(f"{W}val") for element in styles.iter(f"{W}lang")} == {locale}
    core = opened.files["docProps/core.xml"].decode()
    assert report.title.replace("<", "&lt;").replace(">", "&gt;") in core
    assert "python" not in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", core)) == {"1980-01-01T00:00:00Z"}
    assert not {"docProps/app.xml", "docProps/thumbnail.jpeg"} & set(opened.files)


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    assert render(report, Language("nb")) == render(report, Language("nb"))


def test_markup_and_control_characters_stay_text(report: Report) -> None:
    odd = "<w:p/> & \x00\x0b «]]>»"
    report = replace(report, title=odd)
    opened = Opened(render(report, Language("nb")))
    assert opened.paragraphs("Title") == ["<w:p/> & \ufffd\ufffd «]]>»"]


def own_template(*, drop: str = "") -> bytes:
    """An institute's template: our styles, and a text, an author and a header of its own."""
    document = default_template(Colours("#102030", "#405060"), "en")
    document.add_paragraph("Hemmelig utkast")
    document.sections[0].header.paragraphs[0].text = "Instituttets topptekst"
    document.core_properties.author = document.core_properties.last_modified_by = "Kari Nordmann"
    document.styles["Heading 1"].font.name = "Instituttskrift"
    if drop:
        document.styles.element.remove(document.styles[drop].element)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def test_an_own_template_gives_styles_and_header_and_no_text(report: Report) -> None:
    opened = Opened(render(report, Language("nb"), own_template()))
    whole = b"".join(opened.files.values()).decode("utf-8", "replace")
    assert "Instituttets topptekst" in whole
    assert "Instituttskrift" in opened.files["word/styles.xml"].decode()
    assert report.banner in whole
    assert "Hemmelig utkast" not in whole
    assert "Nordmann" not in whole
    assert "en-GB" not in opened.files["word/styles.xml"].decode()


def test_a_report_is_a_template_for_the_next(report: Report) -> None:
    first = render(report, Language("nb"))
    real = replace(report, title="Ny tittel", banner="")
    opened = Opened(render(real, Language("nb"), first))
    whole = b"".join(opened.files.values()).decode("utf-8", "replace")
    assert report.banner not in whole
    assert whole.count("Ny tittel") >= 2
    assert opened.paragraphs("Title") == ["Ny tittel"]
    figures = len(report.figures)
    assert sum(name.endswith(".png") for name in opened.files) == figures


@pytest.mark.parametrize("name", ["Banner", "Report Table"])
def test_a_missing_style_is_named(report: Report, name: str) -> None:
    with pytest.raises(Mistake) as mistake:
        render(report, Language("nb"), own_template(drop=name))
    assert f"the {STYLES[name]} style «{name}» is missing" in mistake.value.lines[0]
    assert "study/template.docx" in mistake.value.lines[0]


def test_what_is_no_document_is_refused(report: Report) -> None:
    with pytest.raises(Mistake, match="not a Word document"):
        render(report, Language("nb"), b"%PDF-1.7")


def test_footnotes_headings_lists_links_and_quotes(report: Report) -> None:
    mark = Footnote("1", "note-1", (Text("Se kilden."),))
    own = [
        Heading((Text("Mellomtittel"),)),
        Paragraph((Text("Prosa"), mark, Text(" lenke", href="https://a.no/?b&c"))),
        bullets([[Text("én")], [Text("to")]], ordered=True),
        Quotes((Quote((Text("Sitat"),), "", "en"),)),
    ]
    only = chapter("egen", "Eget", [section("s", own)])
    opened = Opened(render(replace(report, chapters=(only,)), Language("nb")))
    assert opened.paragraphs("Heading3") == ["Mellomtittel"]
    assert opened.paragraphs("ListNumber") == ["én", "to"]
    assert opened.paragraphs("Quote") == ["Sitat"]
    assert "Se kilden." in opened.files["word/footnotes.xml"].decode()
    assert 'w:lang w:val="en-GB"' in opened.files["word/document.xml"].decode()
    assert b'Target="https://a.no/?b&amp;c"' in opened.files["word/_rels/document.xml.rels"]


def test_a_page_is_turned_for_a_wide_table() -> None:
    def columns(names: list[str]) -> Table:
        cells = [Text("12,5")] * (len(names) - 1)
        return table("t", "Tabell", names, [row("Kontor", cells)])

    narrow = column_widths(columns(["Gruppe", "Ja"]), 9072, 14000)
    assert narrow[1] is False
    assert sum(narrow[0]) <= 9072
    names = ["Gruppe", *["Arbeidsavklaringspenger"] * 7]
    widths, turned = column_widths(columns(names), 9072, 14000)
    assert turned
    assert 9072 < sum(widths) <= 14000
