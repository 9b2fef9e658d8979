"""The page: complete, self-contained, escaped, and traceable."""

import re
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from support import report_results as made

from godegrep.core.language import Language
from godegrep.document.numbering import parts_of
from godegrep.document.report import Report
from godegrep.document.runs import Number
from godegrep.document.statistic import Statistic
from godegrep.render.html import Entry, render, render_index
from godegrep.report.wave.compose import compose


class Page(HTMLParser):
    """What a page consists of: tags with attributes in order, texts, cells."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.printed: list[tuple[str, str]] = []
        self._cell = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        self._cell = found.get("data-cell") or ""

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.printed.append((data.strip(), self._cell))
            self._cell = ""
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module", params=["nb", "nn", "en"])
def drawn(request: pytest.FixtureRequest) -> tuple[Report, str]:
    report = compose(made.results(language=request.param, read=20))
    return report, render(report, Language(request.param))


def test_a_page_has_language_title_banner_and_landmarks(drawn: tuple[Report, str]) -> None:
    report, html = drawn
    page = Page(html)
    assert page.all("html") == [{"lang": report.language}]
    for tag in ("title", "header", "nav", "main", "footer", "h1"):
        assert len(page.all(tag)) >= 1, tag
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert "".join(page.text).count(report.banner) == 2
    assert page.all("a")[0]["href"] == "#content"


def test_headings_do_not_skip_a_level(drawn: tuple[Report, str]) -> None:
    levels = [int(tag[1]) for tag, _ in Page(drawn[1]).tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_every_reference_leads_somewhere(
    drawn: tuple[Report, str],
) -> None:
    page = Page(drawn[1])
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((attributes.get(name) or "").split()) <= set(ids)
        if (attributes.get("href") or "").startswith("#"):
            assert str(attributes["href"])[1:] in ids


def test_tables_have_captions_and_headings_with_scope(drawn: tuple[Report, str]) -> None:
    page = Page(drawn[1])
    assert len(page.all("caption")) == len(page.all("table")) > 5
    assert all(heading.get("scope") in ("col", "row") for heading in page.all("th"))


def test_a_page_needs_no_network(drawn: tuple[Report, str]) -> None:
    html = drawn[1]
    page = Page(html)
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "")
    assert not page.all("link")
    assert not page.all("img")
    assert "url(" not in html
    assert not any("src" in attributes for attributes in page.all("script"))
    assert len(html) < 3_000_000


def test_every_number_of_the_page_is_in_the_list_of_numbers(
    drawn: tuple[Report, str],
) -> None:
    report, html = drawn
    listed = {(number.text, number.cell) for number in report.numbers}
    printed = Page(html).printed
    assert len(printed) > 100
    assert set(printed) <= listed


def test_numbers_in_the_text_are_reached_by_keyboard_and_explained(
    drawn: tuple[Report, str],
) -> None:
    page = Page(drawn[1])
    numbers = [tag for tag in page.all("span") if tag.get("class") == "number"]
    assert numbers
    assert all(tag["tabindex"] == "0" and tag["aria-describedby"] for tag in numbers)
    text = "".join(page.text)
    for tag in numbers:
        assert str(tag["data-cell"]) in text


def test_each_figure_is_drawn_wide_and_narrow_with_its_table(
    drawn: tuple[Report, str],
) -> None:
    report, html = drawn
    page = Page(html)
    figures = report.figures
    assert len(page.all("figure")) == len(figures)
    assert len(page.all("svg")) == 2 * len(figures)


def test_texts_of_the_study_are_escaped() -> None:
    html = render(compose(made.results()), Language("nb"))
    assert "Prøve &lt;b&gt;1&lt;/b&gt;" in html
    assert "<b>1</b>" not in html
    planted = made.study()
    theme = replace(planted.questionnaire.themes[0], title={"nb": "<script>alert(1)</script>"})
    questionnaire = replace(
        planted.questionnaire, themes=(theme, *planted.questionnaire.themes[1:])
    )
    html = render(
        compose(made.results(replace(planted, questionnaire=questionnaire))), Language("nb")
    )
    assert "<script>alert" not in html


def test_real_answers_have_no_banner() -> None:
    real = made.study(waves={made.WAVE: {"export": "x.csv", "respondent": "id", "frame": "f.csv"}})
    html = render(compose(made.results(real)), Language("nb"))
    assert "yntetisk" not in html
    assert 'class="banner"' not in html


def test_the_index_leads_to_every_report() -> None:
    entries = [
        Entry(part, language, f"{part}/{language}/index.html", True)
        for part in ("trends", "2030")
        for language in ("nb", "en")
    ]
    page = Page(render_index(entries, "Prøve", Language("nb")))
    assert [link["href"] for link in page.all("a")] == [
        "2030/nb/index.html",
        "2030/en/index.html",
        "trends/nb/index.html",
        "trends/en/index.html",
    ]
    assert "Det er ikke laget noen rapporter ennå." in render_index([], "Prøve", Language("nb"))


def test_a_number_shows_its_share_interval_base_and_cell_with_the_way_to_its_row() -> None:
    html = render(compose(made.results()), Language("nb"))
    notes = {
        note.replace("\u00a0", " ")
        for note in re.findall(r'role="tooltip" id="tip-\d+">(.*?)</span>', html)
    }
    cell = f"{made.WAVE}/need/yes/share"
    assert (
        "50,0 %, 95 % KI 46–54, n = 100. Grunnlag: de som har svart på spørsmålet. "
        f'Celle {cell} i <a href="numbers.csv">numbers.csv</a>'
    ) in notes


def test_intervals_bases_and_p_values_explain_themselves() -> None:
    apart = made.answers(need=("yes", "no") * 50)
    report = compose(made.results(frame=apart))
    plain = [
        (run.text, run.cell)
        for block in report.blocks
        for run in parts_of(getattr(block, "runs", ()))
        if isinstance(run, Number)
        and run.statistic in (Statistic.INTERVAL, Statistic.N, Statistic.P_ADJUSTED)
    ]
    html = render(report, Language("nb"))
    assert any(text.startswith("p\u00a0") for text, _ in plain)
    for text, cell in plain:
        assert f'<span class="whole" data-cell="{cell}">{escape(text)}</span>' in html
