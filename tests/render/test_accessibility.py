"""The page in a browser: axe-core finds nothing, narrow or wide, light or dark; no network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import report_results as made
from support.browser import CHROMIUM, schemes_asked_for, violations
from support.reports import own

from godegrep.core.language import Language
from godegrep.render.html import Entry, render, render_index
from godegrep.report.wave.compose import compose

CHAPTER = """
Et *ord*[^a] med [lenke](https://example.org), {{ share("need", "yes", detail=true) }}.

[^a]: {{ n() }} svar.

## Del

1. {{ see("need") }}

### Under

> Sitat.

{{ table("need") }}
"""
LOGO = {
    "type": "image/svg+xml",
    "data": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSI5IiBoZWlnaHQ9IjkiLz4=",
}
pytestmark = [
    pytest.mark.workflow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def page_of(language: str, folder: Path) -> Path:
    """Everything that a page can show, in a file."""
    results = made.results(
        made.study(institute="Instituttet", date="2030-05-03", figures={"diverging": ["trend"]}),
        language=language,
        read=20,
        logo=LOGO,
        chapters=[own(CHAPTER)],
    )
    path = folder / f"{language}.html"
    path.write_text(render(compose(results), Language(language)))
    return path


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_axe_finds_nothing(language: str, browser: Any, tmp_path: Path) -> None:
    path = page_of(language, tmp_path)
    for width, scheme in ((1300, "light"), (1300, "dark"), (390, "light")):
        page = browser.new_page(
            bypass_csp=True, viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        asked = schemes_asked_for(page)
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        assert violations(page) == []
        assert set(asked) <= {"file", "data"}
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_axe_finds_nothing_in_the_index(language: str, browser: Any, tmp_path: Path) -> None:
    entry = Entry("2030", language, "x.html", True)
    path = tmp_path / "index.html"
    path.write_text(render_index([entry], "Prøve", Language(language)))
    page = browser.new_page(bypass_csp=True)
    page.goto(path.as_uri())
    assert violations(page) == []


def test_axe_would_find_something(browser: Any, tmp_path: Path) -> None:
    path = page_of("nb", tmp_path)
    spoilt = path.read_text().replace('<html lang="nb">', "<html>")
    bad = "<img src='data:,'><p style='color:#999'>blek tekst</p></main>"
    path.write_text(spoilt.replace("</main>", bad))
    page = browser.new_page(bypass_csp=True)
    page.goto(path.as_uri())
    found = {rule for rule, *_ in violations(page)}
    assert {"html-has-lang", "image-alt", "color-contrast"} <= found


def test_a_numbers_note_opens_by_keyboard_and_closes_by_escape(
    browser: Any, tmp_path: Path
) -> None:
    page = browser.new_page()
    page.goto(page_of("nb", tmp_path).as_uri())
    number = page.locator("main .number").first
    number.focus()
    assert number.locator(".tip").is_visible()
    page.keyboard.press("Escape")
    assert not number.locator(".tip").is_visible()


def test_all_tables_are_open_in_print(browser: Any, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(page_of("nb", tmp_path).as_uri())
    assert not page.locator("main details table").first.is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert all(table.is_visible() for table in page.locator("main details table").all())
    assert not page.locator("nav").is_visible()
