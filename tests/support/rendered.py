"""Reading the printed numbers back from a finished report, whatever its format.

Each reader returns the texts of the numbers in the order in which they stand, and knows nothing of
how they were written: what a page, a document or a workbook shows is compared with `numbers.csv`.
"""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

from godegrep.core.language import MINUS, Language
from godegrep.document.figures import FigureKind
from godegrep.document.report import Report

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SVG_BLIP = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER_STYLES = ("number", "interval")
_UNIT = re.compile(r"[ \u00a0][^\d%]+$")
"""«prosentpoeng», which a drawing says and does not print."""


def expected(report: Report, *, figure_tables_last: bool = False) -> list[str]:
    """The texts of the numbers that a format of a report must show, in its order.

    On paper the tables of the figures stand after all chapters. A share of zero has no length in a
    bar that fills 100 %, and is read from the table alone.
    """
    kinds = (FigureKind.STACKED, FigureKind.DIVERGING)
    filled = {figure.id for figure in report.figures if figure.kind in kinds}
    drawn = [
        row
        for row in report.numbers
        if row.value != 0 or row.place.rpartition("/")[2] not in filled
    ]
    if figure_tables_last:
        drawn.sort(key=lambda row: row.place.endswith("/table"))
    return [row.text for row in drawn]


def differences(wanted: Sequence[str], found: Sequence[str]) -> list[str]:
    """Where a format shows other numbers than it should, one line each; none where all agree."""
    if len(wanted) == len(found):
        return [
            f"number {place}: «{shown}» where «{text}» belongs"
            for place, (text, shown) in enumerate(zip(wanted, found, strict=True), 1)
            if text != shown
        ]
    more, fewer = Counter(found) - Counter(wanted), Counter(wanted) - Counter(found)
    return [
        *(f"«{text}» stands {times} times too often" for text, times in more.items()),
        *(f"«{text}» stands {times} times too seldom" for text, times in fewer.items()),
    ]


def in_page(page: str) -> list[str]:
    """The numbers of a web page: of its text and tables, and of the wide drawings."""
    reader = _Page()
    reader.feed(page)
    return reader.numbers


class _Page(HTMLParser):
    """Collects the texts of all elements that name a cell, and the titles of a drawing's parts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.numbers: list[str] = []
        self._open = ""
        self._drawing = ""
        self._in_part = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember what the next text belongs to."""
        found = dict(attrs)
        if tag == "div" and found.get("class") in ("wide", "narrow"):
            self._drawing = str(found["class"])
        self._in_part = tag == "g" or (tag == "title" and self._in_part)
        part = tag == "title" and self._in_part and self._drawing == "wide"
        self._open = "part" if part else "number" if found.get("data-cell") else ""

    def handle_endtag(self, tag: str) -> None:
        """A drawing ends with its division."""
        if tag == "div":
            self._drawing = ""

    def handle_data(self, data: str) -> None:
        """Keep the text of a number."""
        if self._open == "number":
            self.numbers.append(data.strip())
        elif self._open == "part":
            self.numbers += _told(data)
        self._open = ""


def in_document(content: bytes) -> list[str]:
    """The numbers of a Word document: runs in the styles of numbers, and the drawings."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    styles = {
        style.get(f"{_W}styleId")
        for style in ET.fromstring(files["word/styles.xml"]).iter(f"{_W}style")
        if str(style.find(f"{_W}name").get(f"{_W}val")).lower() in _NUMBER_STYLES  # type: ignore[union-attr]
    }
    drawings = {
        relation.get("Id"): posixpath.join("word", str(relation.get("Target")))
        for relation in ET.fromstring(files["word/_rels/document.xml.rels"])
    }
    notes = {
        note.get(f"{_W}id"): note
        for note in ET.fromstring(files.get("word/footnotes.xml", b"<none/>"))
    }

    def numbers(part: ET.Element) -> Iterator[str]:
        for element in part.iter():
            if element.tag == f"{_W}r":
                style = element.find(f"{_W}rPr/{_W}rStyle")
                if style is not None and style.get(f"{_W}val") in styles:
                    yield "".join(text.text or "" for text in element.iter(f"{_W}t"))
            elif element.tag == f"{_W}footnoteReference":
                yield from numbers(notes[element.get(f"{_W}id")])
            elif element.tag == _SVG_BLIP:
                drawing = files[drawings[element.get(f"{_R}embed")]]
                for title in ET.fromstring(drawing).findall(f"{_SVG}g/{_SVG}title"):
                    yield from _told(title.text or "")

    return list(numbers(ET.fromstring(files["word/document.xml"])))


def _told(title: str) -> list[str]:
    """The number in a part's title: «Oslo: 67 % (n = 15)»; none where too few have answered."""
    said = title.rpartition(": ")[2].partition(" (")[0]
    return [_UNIT.sub("", said)] if re.search(r"\d", said) else []


def in_workbook(content: bytes, language: Language) -> tuple[dict[str, list[str]], list[str]]:
    """The numbers of a workbook as Excel shows them.

    Returns those of each sheet with a table, row by row and each followed by its interval, and the
    texts of the sheet that lists all numbers. Percent signs are left out, as tables print none.
    """
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(content))
    sheets: dict[str, list[str]] = {}
    for sheet in workbook.worksheets[1:-1]:
        rows: list[tuple[Any, ...]] = list(sheet.iter_rows(min_row=5, max_row=sheet.max_row))
        names = [cell.value for cell in rows[0]]
        width = names.index(None) if None in names else len(names)
        blocks = _blocks(names)
        texts = sheets[sheet.title] = []
        for row in rows[1:]:
            if not any(cell.value is not None for cell in row):
                break
            for column in range(1, width):
                cell = row[column]
                if _is_number(cell):
                    texts.append(shown(cell.value, cell.number_format, language))
                low = blocks.get(str(names[column]))
                if low is not None and row[low].value is not None:
                    ends = [
                        shown(row[place].value, row[place].number_format, language)
                        for place in (low, low + 1)
                    ]
                    key = "interval_from_minus" if ends[0].startswith(MINUS) else "interval"
                    texts.append(language.message(key, low=ends[0], high=ends[1]))
    listed = workbook.worksheets[-1].iter_rows(min_row=6, min_col=2, max_col=2, values_only=True)
    return sheets, [str(row[0]) for row in listed if row[0] is not None]


def _is_number(cell: Any) -> bool:
    """Whether a cell holds a number, or a text with one, such as the range «111–116»."""
    if isinstance(cell.value, str):
        return bool(re.fullmatch(r"[\d\u00a0]+–[\d\u00a0]+", cell.value))
    return cell.value is not None


def _blocks(names: Sequence[str | None]) -> dict[str, int]:
    """The column of the lower limit of each column of the table, which stands before the gap."""
    if None not in names:
        return {}
    gap = names.index(None)
    return {
        str(own): place
        for own in names[1:gap]
        for place in range(gap + 1, len(names) - 1)
        if str(names[place]).startswith(f"{own}, ")
        and names[place] != names[place + 1]
        and not str(names[place - 1]).startswith(f"{own}, ")
    }


def shown(value: float | str, number_format: str, language: Language) -> str:
    """What Excel shows of a value in one of our formats, in the language, without a per cent sign.

    `0.0 %`, `#,##0`, `+0.0;"−"0.0;0.0`, `"p = "0.000`, `[<0.001]"p < 0,001";"p = "0.000`.
    """
    if isinstance(value, str):
        return value
    condition = re.match(r"\[([<>])([\d.]+)\]\"([^\"]*)\";(.*)", number_format)
    if condition:
        sign, limit, text, number_format = condition.groups()
        if value < float(limit) if sign == "<" else value > float(limit):
            return text
    sections = number_format.split(";")
    section = (
        sections[1 if value < 0 else 2 if value == 0 else 0]
        if len(sections) == 3
        else (sections[0])
    )
    before = "".join(re.findall(r'"([^"]*)"', section))
    decimals = len(section.partition(".")[2].strip("% "))
    number = language.number(100 * value if "%" in section else value, decimals)
    if len(sections) == 3:
        number = number.lstrip(MINUS)
        before = "+" if section.startswith("+") else before
    return before + number
