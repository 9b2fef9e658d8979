"""Figures with the longest texts of real questionnaires: no label collides or is clipped."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from support.figure_blocks import ALL, NB, block, check_layout, labelled, row, value
from support.paths import SHARED

from godegrep.document.figures import FigureRow
from godegrep.figures.draw import NARROW, WIDE, layout

DATA = SHARED / "data"
MOST = 8
pytestmark = [
    pytest.mark.workflow,
    pytest.mark.skipif(not DATA.exists(), reason="there is no ../shared/data"),
]


def texts() -> Iterator[str]:
    """The stretches of letters in the headings and first rows of tables and texts."""
    for path in sorted(DATA.rglob("*")):
        if path.suffix in (".csv", ".json", ".txt", ".md", ".yaml", ".xml"):
            with path.open("rb") as handle:
                head = handle.read(50_000).decode("utf-8", "replace")
            yield from re.findall(r"[^\W\d][^\n\r;\"\t<>{}|]{3,400}", head)


@cache
def longest() -> tuple[list[str], list[str]]:
    """The longest texts, and those with the longest words."""
    found = sorted(set(texts()))
    by_length = sorted(found, key=lambda text: (-len(text), text))
    by_word = sorted(found, key=lambda text: (-max(map(len, text.split())), text))
    return by_length[:MOST], by_word[:MOST]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", ALL)
def test_the_longest_labels(kind: str, width: int) -> None:
    for labels in longest():
        assert len(labels) == MOST
        count = 1 if kind == "bars" else 5
        rows = [row(label, *(value(str(i), 0.2) for i in range(count))) for label in labels]
        check_layout(layout(labelled(block(kind, rows, count), labels), NB, width))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_longest_names_on_tiles(width: int) -> None:
    for labels in longest():
        rows = [
            replace(row(label, value("0", 0.1 * i)), tile=(i % 5, i // 5))
            for i, label in enumerate(labels)
        ]
        check_layout(layout(labelled(block("tiles", rows), labels), NB, width))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_longest_names_of_steps(width: int) -> None:
    for labels in longest():
        steps = [
            FigureRow(label, step=label, text=label, after=after)
            for label, after in zip(labels, [(), *((one,) for one in labels)], strict=False)
        ]
        check_layout(layout(block("steps", steps, 0), NB, width))
