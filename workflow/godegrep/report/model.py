"""The report as data: its runs and blocks, and the cells that its numbers come from."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from godegrep.language import Language, cut, rounded
from godegrep.questionnaire import Questionnaire, Text, in_language
from godegrep.report.cover import Logo
from godegrep.statistics.cells import SHARES
from godegrep.study import Codebook, Config

if TYPE_CHECKING:
    from godegrep.report.chapters import OwnChapter

Run = dict[str, Any]
"""A stretch of text, a printed number, a reference or a footnote: see docs/report-model.md."""
Block = dict[str, Any]
"""A paragraph, heading, figure, table, list, note or group of quotes."""

SMALL_BASE = 20
"""Below this unweighted base the prose gives counts and no per cent."""
NEXT_TO_0 = 0.001


@dataclass(frozen=True)
class Cell:
    """One row of `tables.parquet` that may be printed, or a count that stands in no table."""

    id: str
    n: int
    count: int = 0
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    df: float | None = None
    statistic: str = "count"
    group: str = ""
    base: str = ""


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def published_end(value: Any, statistic: str) -> float | None:
    """An end of an interval as it is printed: of a share, or of its change, in whole per cent.

    Where a stratum is a group that is withheld, further digits would tell its variance. An end next
    to 0 stays on its side of it. Those of other figures are cut off and not rounded, so that fewer
    digits are printed as if none were missing.
    """
    if pd.isna(value):
        return None
    if statistic not in SHARES:
        return float(cut(value, 3))
    end = float(rounded(value, 2))
    return end if end or not value else math.copysign(NEXT_TO_0, value)


class Cells:
    """The cells of one wave by what they say; a suppressed one is as good as absent.

    `frames` have the columns of `tables.parquet` (see docs/data.md).
    """

    def __init__(self, wave: str, *frames: pd.DataFrame | None) -> None:
        self.wave = wave
        self._cells: dict[tuple[str, str, str, str, str], Cell] = {}
        self._withheld: set[tuple[str, str, str]] = set()
        self._groups: dict[str, dict[str, None]] = {}
        self._categories: dict[str, dict[str, None]] = {}
        for frame in frames:
            if frame is not None:
                for row in frame.to_dict("records"):
                    self._add(row)

    def _add(self, row: Mapping[Any, Any]) -> None:
        by, group, item = str(row["break"]), str(row["group"]), str(row["item"])
        self._groups.setdefault(by, {})[group] = None
        if row["suppressed"]:
            if row["n"]:
                self._withheld.add((item, by, group))
            return
        self._categories.setdefault(item, {})[str(row["category"])] = None
        estimate = _number(row["estimate"])
        if estimate is None and row["statistic"] != "response":
            return
        key = (item, str(row["category"]), str(row["statistic"]), by, group)
        self._cells[key] = Cell(
            id=str(row["cell"]),
            n=int(row["n"]),
            count=0 if pd.isna(row["count"]) else int(row["count"]),
            estimate=estimate,
            low=published_end(row["low"], str(row["statistic"])),
            high=published_end(row["high"], str(row["statistic"])),
            df=_number(row["df"]),
            statistic=str(row["statistic"]),
            group=group,
            base=str(row["base"]),
        )

    def get(
        self, item: str, category: str, statistic: str = "share", by: str = "", group: str = ""
    ) -> Cell | None:
        """The cell, or None where there is none or it must not be printed."""
        return self._cells.get((item, category, statistic, by, group))

    def withheld(self, item: str, by: str = "", group: str = "") -> bool:
        """Whether anything of this row was suppressed."""
        return (item, by, group) in self._withheld

    def groups(self, by: str) -> list[str]:
        """The groups of a break, in the order of the tables."""
        return list(self._groups.get(by, ()))

    def categories(self, item: str) -> list[str]:
        """The categories of an item that may be printed, in the order of the tables."""
        return list(self._categories.get(item, ()))

    def note(self, item: str, category: str, statistic: str, count: int, n: int = 0) -> Cell:
        """A count that stands in no table, with an id of the same form."""
        return Cell(f"{self.wave}/{item}/{category}/{statistic}", n or count, count)


def text_run(text: str) -> Run:
    """A stretch of plain text."""
    return {"type": "text", "text": text}


def strong_run(text: str) -> Run:
    """A stretch of text that stands out."""
    return {**text_run(text), "strong": True}


def number_run(text: str, cell: Cell, statistic: str = "", value: float | None = None) -> Run:
    """One printed number with its cell; `value` where it is not the cell's estimate."""
    statistic = statistic or cell.statistic
    whole = statistic == cell.statistic or statistic == "interval"
    if value is None and statistic != "interval":
        value = cell.estimate if cell.estimate is not None else cell.count
    return {
        "type": "number",
        "text": text,
        "cell": cell.id,
        "value": value,
        "n": cell.n,
        "base": cell.base,
        "low": cell.low if whole else None,
        "high": cell.high if whole else None,
        "statistic": statistic,
    }


def footnote_run(runs: Sequence[Run]) -> Run:
    """A footnote's mark with its text; `number_parts` gives it its number."""
    return {"type": "footnote", "text": "", "id": "", "runs": list(runs)}


def reference_run(target: str, *, capital: bool = False) -> Run:
    """A reference to a figure, table, chapter or section; `number_parts` fills in its number.

    `capital` is for the head of a sentence.
    """
    return {"type": "reference", "text": "", "target": target, "capital": capital}


def plain(runs: Sequence[Run]) -> str:
    """The runs as one text."""
    return "".join(run["text"] for run in runs)


def paragraph(*sentences: Sequence[Run]) -> Block:
    """A paragraph of sentences, with a space between them."""
    runs: list[Run] = []
    for sentence in sentences:
        if sentence:
            runs += [*([text_run(" ")] if runs else []), *sentence]
    return {"type": "paragraph", "runs": runs}


def bullets(items: Sequence[Sequence[Run]], *, ordered: bool = False) -> Block:
    """A list of points."""
    return {"type": "list", "ordered": ordered, "items": [list(item) for item in items]}


def quote(text: str, segment: str, language: str) -> Block:
    """One of the quotes of a block: what a respondent wrote, word for word."""
    return {"runs": [text_run(text)], "segment": segment, "language": language}


def section(section_id: str, blocks: Sequence[Block], title: str = "") -> dict[str, Any]:
    """A section of a chapter; one without a title is led by its figure's caption."""
    return {"id": section_id, "number": "", "title": title, "blocks": list(blocks)}


def chapter(chapter_id: str, title: str, sections: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A chapter; `number_parts` gives it its number."""
    return {"id": chapter_id, "number": "", "title": title, "sections": list(sections)}


@dataclass(frozen=True)
class Trends:
    """Changes up to this wave: `frame` as `trends.parquet`; `questionnaire` knows both waves.

    `transitions` and `transition_tests` are this wave's, as in docs/data.md.
    """

    frame: pd.DataFrame
    questionnaire: Questionnaire
    transitions: pd.DataFrame | None = None
    transition_tests: pd.DataFrame | None = None


@dataclass(frozen=True)
class Material:
    """All that a report of one wave is composed of; frames as in docs/data.md.

    `questionnaire` is the wave's view; `answers` is `checked.parquet`; `versions` maps software to
    version, `files` maps data file to checksum. What a study does not have may be left out.
    """

    wave: str
    language: Language
    config: Config
    questionnaire: Questionnaire
    codebook: Codebook
    tables: pd.DataFrame
    answers: pd.DataFrame
    code_tables: pd.DataFrame | None = None
    clusters: pd.DataFrame | None = None
    segments: pd.DataFrame | None = None
    codes: pd.DataFrame | None = None
    remarks: pd.DataFrame | None = None
    agreement: pd.DataFrame | None = None
    together: pd.DataFrame | None = None
    saturation: pd.DataFrame | None = None
    code_changes: pd.DataFrame | None = None
    problems: pd.DataFrame | None = None
    trends: Trends | None = None
    tests: pd.DataFrame | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    logo: Logo | None = None
    chapters: Sequence["OwnChapter"] = ()

    def text(self, text: Text) -> str:
        """A text of the study in the report's language."""
        return in_language(text, self.language.code)

    @property
    def coded(self) -> bool:
        """Whether a person has coded any open answer."""
        return self.codes is not None and bool((self.codes["source"] == "human").any())

    @property
    def synthetic(self) -> bool:
        """Whether the answers are made up."""
        return self.config.wave(self.wave).synthetic
