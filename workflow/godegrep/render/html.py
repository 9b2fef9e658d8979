"""The report as one self-contained web page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from godegrep.core.language import Language
from godegrep.core.resources import resource
from godegrep.core.vocabulary import ANSWERED, ASKED, COMPLETE, DONT_KNOW
from godegrep.document.numbering import footnotes
from godegrep.document.report import Colours, Report
from godegrep.document.runs import Number
from godegrep.document.statistic import P_VALUES, SHARES, Statistic
from godegrep.figures import draw
from godegrep.figures.palette import palette_css

TEMPLATES = resource("templates")
JOINT = ("trends", "register")
"""The parts that speak of all waves."""
_PLAIN = frozenset((Statistic.INTERVAL, Statistic.N)) | P_VALUES


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(report: Report, language: Language) -> str:
    """Draw a report as HTML.

    The page needs no network: styles and figures stand in it, each figure in a wide and a narrow
    drawing of which the style shows one.
    """
    drawings = {
        figure.id: [
            Markup(draw.draw(figure, language, width)) for width in (draw.WIDE, draw.NARROW)
        ]
        for figure in report.figures
    }
    # A municipality's own sheet lies a folder below the report.
    numbers = f"{report.municipality}.csv" if report.municipality else "numbers.csv"
    page = _environment().get_template("report.html.j2")
    return page.render(
        report=report,
        drawings=drawings,
        style=_style() + _colours(report.colours),
        word=language.message,
        tip=_Tips(language, report.level, numbers),
        footnotes=footnotes(report),
        numbers=numbers,
        home="../../../index.html" if report.municipality else "../../index.html",
    )


@dataclass(frozen=True)
class Entry:
    """A report in the list of all.

    `part` is a wave's name, `trends` or `register`, `language` nb, nn or en, `href` relative to
    the page.
    """

    part: str
    language: str
    href: str
    synthetic: bool


def render_index(entries: Sequence[Entry], title: str, language: Language) -> str:
    """Draw the list of all reports. Waves come first, in the order given."""
    parts: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.part in JOINT):
        parts.setdefault(entry.part, []).append(entry)
    languages = {entry.language for entry in entries}
    page = _environment().get_template("index.html.j2")
    return page.render(
        parts=parts,
        joint=JOINT,
        names={code: Language(code).message("language_name") for code in languages},
        title=title,
        language=language.code,
        synthetic=any(entry.synthetic for entry in entries),
        style=_style(),
        word=language.message,
    )


def _style() -> Markup:
    """The style sheet, which is the project's own and holds nothing of the data."""
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    return Markup(style + palette_css())


def _colours(colours: Colours) -> Markup:
    """The institute's colours on light ground; the schema has seen to it that they are colours."""
    rules = Markup(":root {{ --main: {main}; --link: {accent}; }}")
    rules = rules.format(main=colours.main, accent=colours.accent)
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

    @staticmethod
    def has(run: Number) -> bool:
        """Whether a number has a tooltip; intervals, bases and p-values speak for themselves."""
        return run.statistic not in _PLAIN

    def text(self, run: Number) -> str:
        """«62,0 %, 95 % KI 57–67, n = 229. Grunnlag: … Celle 2017/… i»; a link follows."""
        sentences = [", ".join(self._details(run)) + "."]
        base = run.base.removesuffix(f"+{DONT_KNOW}")
        if base in (ANSWERED, ASKED, COMPLETE):
            sentences.append(self._language.message(f"base_{base}"))
        return " ".join([*sentences, self._language.message("page_tip", cell=run.cell)])

    def _details(self, run: Number) -> Iterator[str]:
        """A share and its interval, and the base of any number."""
        message = self._language.message
        if run.statistic in SHARES and run.value is not None:
            yield self._language.percent(run.value, 1)
        if run.statistic in SHARES and run.low is not None and run.high is not None:
            interval = self._language.percent_interval(run.low, run.high)
            yield message("ci", level=self._level, interval=interval)
        yield message("n_equals", base=self._language.number(run.n))
