"""The numbers of a report's parts, and the list of the numbers that it prints."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from godegrep.core.language import Language

if TYPE_CHECKING:
    import pandas as pd

    from godegrep.document.blocks import Block, Run

NUMBERS = ("number", "text", "cell", "value", "n", "low", "high", "place")
"""The columns of `numbers.csv`."""


def blocks(chapters: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, "Block"]]:
    """The blocks of chapters in reading order, each with the ids of its chapter and section."""
    for part in chapters:
        for own in part["sections"]:
            for block in own["blocks"]:
                yield part["id"], own["id"], block


def number_parts(
    summary: "Block",
    chapters: Sequence[dict[str, Any]],
    language: Language,
    instead: Mapping[str, str],
) -> None:
    """Number chapters, titled sections, figures, tables and footnotes, in place.

    References get the numbers of what they refer to, or of what stands there `instead`. Raises
    KeyError for one that leads nowhere.
    """
    message = language.message
    numbers: dict[str, str] = {}
    for index, part in enumerate(chapters, 1):
        part["number"] = str(index)
        numbers[part["id"]] = message("chapter_reference", number=part["number"])
        counts = {"section": 0, "figure": 0, "table": 0}
        for own in part["sections"]:
            if own["title"]:
                counts["section"] += 1
                own["number"] = f"{index}.{counts['section']}"
                numbers[f"{part['id']}-{own['id']}"] = message(
                    "section_reference", number=own["number"]
                )
            for block in own["blocks"]:
                kind = block["type"]
                if kind not in ("figure", "table"):
                    continue
                counts[kind] += 1
                number = str(counts[kind])
                block["number"] = message(f"{kind}_number", chapter=str(index), number=number)
                numbers[block["id"]] = message(
                    f"{kind}_reference", chapter=str(index), number=number
                )
                if kind == "figure" and block.get("table"):
                    block["table"]["number"] = message(
                        "table_of_figure", chapter=str(index), number=number
                    )
    noted = 0
    for run in _runs([summary["blocks"], *chapters]):
        if run["type"] == "reference":
            if run["target"] not in numbers:
                run["target"] = instead[run["target"]]
            text = numbers[run["target"]]
            run["text"] = text[:1].upper() + text[1:] if run.pop("capital", False) else text
        if run["type"] == "footnote":
            noted += 1
            run["text"], run["id"] = str(noted), f"note-{noted}"


def footnotes(report: Mapping[str, Any]) -> list["Run"]:
    """The footnotes of a report in their order."""
    return [run for run in _runs(report["chapters"]) if run["type"] == "footnote"]


def _runs(value: Any) -> Iterator["Run"]:
    """The references and footnotes below a part of the report, in reading order."""
    if isinstance(value, Mapping):
        if value.get("type") in ("reference", "footnote"):
            yield value  # type: ignore[misc]
        for part in value.values():
            yield from _runs(part)
    elif isinstance(value, list):
        for part in value:
            yield from _runs(part)


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
    for chapter_id, section_id, block in blocks(report["chapters"]):
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


def numbers_table(report: dict[str, Any]) -> "pd.DataFrame":
    """The numbers of a report with the columns of `numbers.csv`."""
    import pandas as pd

    return pd.DataFrame(report["numbers"], columns=list(NUMBERS)).astype({"n": "Int64"})
