"""The report as one self-contained web page."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from godegrep.core.language import Language
from godegrep.core.resources import resource
from godegrep.core.vocabulary import ANSWERED, ASKED, COMPLETE, DONT_KNOW
from godegrep.document.numbering import footnotes
from godegrep.figures import draw
from godegrep.figures.palette import palette_css

TEMPLATES = resource("templates")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(report: Mapping[str, Any], language: Language) -> str:
    """Draw a report, as `compose` or `compose_trends` returns it, as HTML.

    The page needs no network: styles and figures stand in it, each figure in a wide and a narrow
    drawing of which the style shows one.
    """
    drawings = {
        block["id"]: [
            Markup(draw.draw(block, language, width)) for width in (draw.WIDE, draw.NARROW)
        ]
        for chapter in report["chapters"]
        for section in chapter["sections"]
        for block in section["blocks"]
        if block["type"] == "figure"
    }
    # A municipality's own sheet lies a folder below the report.
    municipality = report.get("municipality")
    numbers = f"{municipality}.csv" if municipality else "numbers.csv"
    page = _environment().get_template("report.html.j2")
    return page.render(
        report=report,
        drawings=drawings,
        style=_style() + _colours(report["colours"]),
        word=language.message,
        tip=_Tips(language, report["level"], numbers),
        footnotes=footnotes(report),
        numbers=numbers,
        home="../../../index.html" if municipality else "../../index.html",
    )


def render_index(entries: Sequence[Mapping[str, Any]], title: str, language: Language) -> str:
    """Draw the list of all reports.

    Each entry has `wave` (a wave's name, `trends` or `register`), `language` (nb, nn, en),
    `href` relative to the page, and `synthetic` (bool). Waves come first, in the order given.
    """
    waves: dict[str, list[Mapping[str, Any]]] = {}
    for entry in sorted(entries, key=lambda entry: entry["wave"] in ("trends", "register")):
        waves.setdefault(entry["wave"], []).append(entry)
    names = {
        entry["language"]: Language(entry["language"]).message("language_name") for entry in entries
    }
    page = _environment().get_template("index.html.j2")
    return page.render(
        waves=waves,
        names=names,
        title=title,
        language=language.code,
        synthetic=any(entry["synthetic"] for entry in entries),
        style=_style(),
        word=language.message,
    )


def _style() -> Markup:
    """The style sheet, which is the project's own and holds nothing of the data."""
    own = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    return Markup(own + palette_css())


def _colours(colours: Mapping[str, str]) -> Markup:
    """The institute's colours on light ground; the schema has seen to it that they are colours."""
    rules = Markup(":root {{ --main: {main}; --link: {accent}; }}").format(**colours)
    return Markup("@media print, (prefers-color-scheme: light) { %s }\n") % rules


class _Tips:
    """What a number's tooltip says; counts the tooltips to give each an id.

    `numbers` is the file beside the page in which every number has a row.
    """

    def __init__(self, language: Language, level: str, numbers: str) -> None:
        self._language, self._level, self.numbers = language, level, numbers
        self._count = 0

    def id(self) -> str:
        """The id of the next tooltip."""
        self._count += 1
        return f"tip-{self._count}"

    def text(self, run: Mapping[str, Any]) -> str:
        """«62,0 %, 95 % KI 57–67, n = 229. Grunnlag: … Celle 2017/… i»; a link follows."""
        said = []
        share = run["statistic"] in ("share", "combined", "response")
        if share and run["value"] is not None:
            said.append(self._language.percent(run["value"], 1))
        if share and run["low"] is not None and run["high"] is not None:
            interval = self._language.percent_interval(run["low"], run["high"])
            said.append(self._language.message("ci", level=self._level, interval=interval))
        said.append(self._language.message("n_equals", base=self._language.number(run["n"])))
        sentences = [", ".join(said) + "."]
        base = run["base"].removesuffix(f"+{DONT_KNOW}")
        if base in (ANSWERED, ASKED, COMPLETE):
            sentences.append(self._language.message(f"base_{base}"))
        return " ".join([*sentences, self._language.message("page_tip", cell=run["cell"])])
