"""All formats print the numbers of `numbers.csv`, and a wrong one in any of them is seen."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from support import report_results as made
from support.rendered import differences, expected, in_document, in_page, in_workbook, shown

from godegrep.core.language import Language
from godegrep.document.figures import Figure
from godegrep.document.report import Report
from godegrep.document.runs import Number
from godegrep.render import docx, html, xlsx
from godegrep.report.wave.compose import compose

pytestmark = pytest.mark.workflow


@pytest.fixture(scope="module", params=["nb", "nn", "en", "a map and diverging bars"])
def report(request: pytest.FixtureRequest) -> Report:
    if request.param == "a map and diverging bars":
        return compose(made.by_county())
    return compose(made.results(language=request.param, read=20))


def tables(report: Report) -> dict[str, list[str]]:
    """The numbers of each table as printed, by the name of its sheet."""
    found: dict[str, list[str]] = {}
    for block in (*report.figures, *report.tables):
        table = block.table if isinstance(block, Figure) else block
        if table:
            texts = found[block.number.replace("\u00a0", " ")] = []
            for run in (run for row in table.rows for run in row.cells):
                if isinstance(run, Number):
                    texts += [run.text, *([run.below.text] if run.below else [])]
    return found


def test_the_page_prints_them_all(report: Report) -> None:
    page = html.render(report, Language(report.language))
    assert len(in_page(page)) > 100
    assert differences(expected(report), in_page(page)) == []


def test_the_document_prints_them_all(report: Report) -> None:
    document = docx.render(report, Language(report.language))
    wanted = expected(report, figure_tables_last=True)
    assert differences(wanted, in_document(document)) == []


def test_the_workbook_shows_them_all(report: Report) -> None:
    language = Language(report.language)
    sheets, listed = in_workbook(xlsx.render(report, language), language)
    assert differences([row.text for row in report.numbers], listed) == []
    wanted = tables(report)
    assert sum(map(len, wanted.values())) > 50
    for name, texts in wanted.items():
        assert differences(texts, sheets[name]) == [], name


def changed(content: bytes, member: str, pattern: str, text: str) -> bytes:
    """The archive with one place of one member replaced."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(output, "w") as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if re.fullmatch(member, name):
                data, times = re.subn(pattern.encode(), text.encode(), data, count=1)
                assert times == 1, "nothing to plant in"
            target.writestr(name, data)
    return output.getvalue()


def planted_in_page(report: Report, language: Language) -> list[str]:
    page = html.render(report, language)
    wrong, times = re.subn(r'(data-cell="[^"]*">)\d', r"\g<1>99", page, count=1)
    assert times == 1
    return differences(expected(report), in_page(wrong))


def planted_in_text(report: Report, language: Language) -> list[str]:
    pattern = r'(<w:rStyle w:val="Number"/></w:rPr><w:t[^>]*>)\d'
    document = changed(docx.render(report, language), "word/document.xml", pattern, r"\g<1>99")
    return differences(expected(report, figure_tables_last=True), in_document(document))


def planted_in_figure(report: Report, language: Language) -> list[str]:
    document = changed(
        docx.render(report, language), "word/media/figure1.svg", r": \d+(.{1,2}%)", r": 99\g<1>"
    )
    return differences(expected(report, figure_tables_last=True), in_document(document))


def planted_in_sheet(report: Report, language: Language) -> list[str]:
    content = changed(
        xlsx.render(report, language), "xl/worksheets/sheet2.xml", r"<v>0\.\d+</v>", "<v>0.99</v>"
    )
    sheets, _ = in_workbook(content, language)
    name, texts = next(iter(tables(report).items()))
    return differences(texts, sheets[name])


@pytest.mark.parametrize(
    "plant", [planted_in_page, planted_in_text, planted_in_figure, planted_in_sheet]
)
def test_a_planted_number_is_caught(
    plant: Callable[[Any, Language], list[str]],
) -> None:
    report = compose(made.results(language="nb", read=20))
    told = plant(report, Language("nb"))
    assert len(told) == 1
    assert "99" in told[0]


def test_what_is_left_out_or_comes_twice_is_told() -> None:
    assert differences(["1", "2"], ["1"]) == ["«2» stands 1 times too seldom"]
    assert differences(["1"], ["1", "1"]) == ["«1» stands 1 times too often"]


# As Excel shows them with a Norwegian keyboard.
@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.145, "0 %", "15"),
        (0.1249, "0.0 %", "12,5"),
        (1935, "#,##0", "1\u00a0935"),
        (-1.3, '+0.0;"−"0.0;0.0', "−1,3"),
        (0, '+0.0;"−"0.0;0.0', "0,0"),
        (3.0, '+0.0;"−"0.0;0.0', "+3,0"),
        (0.0001, '[<0.001]"p < 0,001";"p = "0.000', "p < 0,001"),
        (0.0131, '[<0.001]"p < 0,001";"p = "0.000', "p = 0,013"),
        ("111–116", "@", "111–116"),
    ],
)
def test_formats_of_excel(value: float | str, number_format: str, text: str) -> None:
    assert shown(value, number_format, Language("nb")) == text
