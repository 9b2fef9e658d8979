"""The report as data: its runs and blocks, and the cells that its numbers come from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from godegrep.language import Language
from godegrep.questionnaire import Questionnaire, Text, in_language
from godegrep.study import Codebook, Config

Run = dict[str, Any]
"""A stretch of text, or one printed number: see `text_run` and `number_run`."""
Block = dict[str, Any]
"""A paragraph, figure, table, list, note or group of quotes."""

SMALL_BASE = 20
"""Below this unweighted base the prose gives counts and no per cent."""


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


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


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
            low=_number(row["low"]),
            high=_number(row["high"]),
            df=_number(row["df"]),
            statistic=str(row["statistic"]),
            group=group,
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
    return {"type": "strong", "text": text}


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
        "low": cell.low if whole else None,
        "high": cell.high if whole else None,
        "statistic": statistic,
    }


def reference_run(target: str) -> Run:
    """A reference to a figure or table by its id; `number_parts` fills in its number."""
    return {"type": "reference", "text": "", "target": target}


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


def section(section_id: str, blocks: Sequence[Block], title: str = "") -> dict[str, Any]:
    """A section of a chapter; one without a title is led by its figure's caption."""
    return {"id": section_id, "number": "", "title": title, "blocks": list(blocks)}


def chapter(chapter_id: str, title: str, sections: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A chapter; `number_parts` gives it its number."""
    return {"id": chapter_id, "number": "", "title": title, "sections": list(sections)}


def _blocks(chapters: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, Block]]:
    for part in chapters:
        for own in part["sections"]:
            for block in own["blocks"]:
                yield part["id"], own["id"], block


def number_parts(chapters: Sequence[dict[str, Any]], language: Language) -> None:
    """Number chapters, titled sections, figures and tables, in place."""
    for index, part in enumerate(chapters, 1):
        part["number"] = str(index)
        counts = {"section": 0, "figure": 0, "table": 0}
        for own in part["sections"]:
            if own["title"]:
                counts["section"] += 1
                own["number"] = f"{index}.{counts['section']}"
            for block in own["blocks"]:
                kind = block["type"]
                if kind in ("figure", "table"):
                    counts[kind] += 1
                    number = language.message(
                        f"{kind}_number", chapter=str(index), number=str(counts[kind])
                    )
                    block["number"] = number
                    if kind == "figure" and block.get("table"):
                        block["table"]["number"] = language.message(
                            "table_of_figure", chapter=str(index), number=str(counts[kind])
                        )


def fill_references(summary: Block, chapters: Sequence[Mapping[str, Any]]) -> None:
    """Give the summary's references the numbers of what they refer to, in place."""
    numbers = {block["id"]: block["number"] for _, _, block in _blocks(chapters) if "id" in block}
    for block in summary["blocks"]:
        for item in block["items"]:
            for run in item:
                if run["type"] == "reference":
                    run["text"] = numbers[run["target"]]


def _numbers_in(value: Any) -> Iterator[dict[str, Any]]:
    """The printed numbers below a part of the report, in reading order."""
    if isinstance(value, Mapping):
        if value.get("cell") and value.get("text"):
            yield dict(value)
            yield from _numbers_in(value.get("below"))
        else:
            for part in value.values():
                yield from _numbers_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _numbers_in(part)


def printed_numbers(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each number that the report prints, once a place, in reading order.

    Returns dictionaries with `number` (1, 2, …), `text` as printed, `cell`, `value`, `n`, `low`,
    `high` and `place` (chapter/section/block). In a figure `value` is the share that is drawn.
    """
    places: list[tuple[str, Any]] = [("summary", report["summary"])]
    for chapter_id, section_id, block in _blocks(report["chapters"]):
        name = block.get("id") or block["type"]
        place = f"{chapter_id}/{section_id}/{name}"
        if block["type"] == "figure":
            places += [
                (place, [block["rows"], block["source"]]),
                (f"{place}/table", block["table"]),
            ]
        else:
            places.append((place, block))
    found: list[dict[str, Any]] = []
    for place, part in places:
        for number in _numbers_in(part):
            found.append(
                {
                    "number": len(found) + 1,
                    "text": number["text"],
                    "cell": number["cell"],
                    "value": number.get("value", number.get("share")),
                    "n": number.get("n"),
                    "low": number.get("low"),
                    "high": number.get("high"),
                    "place": place,
                }
            )
    return found


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

    def text(self, text: Text) -> str:
        """A text of the study in the report's language."""
        return in_language(text, self.language.code)

    @property
    def synthetic(self) -> bool:
        """Whether the answers are made up."""
        return self.config.wave(self.wave).synthetic
