"""The colours of the figures: which answer gets which, and how they look in light and in dark.

A tone is a name that stands in `report.json` and in the figures as the class `t-{tone}`:
`first6` … `first1`, `middle`, `second1` … `second6` for scales with two poles (blue, grey, orange
to brown), `step12` … `step0` for scales from much to little, `kind1` … `kind8` for answers without
an order, `missing` for «vet ikke», `single` for a figure of one colour, and those of the drawing
itself: `paper`, `ink`, `quiet`, `grid`, `hatch`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from godegrep.core.contrast import contrast, rgb
from godegrep.document.tones import KINDS, STEPS


class Tone(NamedTuple):
    """The colour of a tone, as `#rrggbb`, on light paper and on dark."""

    light: str
    dark: str


def ink_on(colour: str) -> str:
    """Black or white, whichever is easier to read on the colour; at least 4.5:1 on any."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, colour))


def visible(colour: str, paper: str, ink: str) -> str:
    """The colour with as much ink, in tenths, as it takes for a contrast of 3:1 to the paper."""
    mixtures = _ramp(colour, ink, count=11)
    return next(mixture for mixture in mixtures if contrast(mixture, paper) >= 3)


def _ramp(*anchors: str, count: int) -> list[str]:
    """So many colours from the first anchor to the last, evenly spaced between the anchors."""
    colours = []
    for i in range(count):
        position = i * (len(anchors) - 1) / (count - 1)
        left = min(int(position), len(anchors) - 2)
        share = position - left
        mixed = (
            round(255 * (a + (b - a) * share))
            for a, b in zip(rgb(anchors[left]), rgb(anchors[left + 1]), strict=True)
        )
        colours.append("#" + "".join(f"{channel:02x}" for channel in mixed))
    return colours


def _tones(name: str, numbers: Sequence[int], light: Sequence[str], dark: Sequence[str]) -> dict:
    return {
        f"{name}{number}": Tone(*pair)
        for number, pair in zip(numbers, zip(light, dark, strict=True), strict=True)
    }


_POLE = range(6, 0, -1)

PALETTE: dict[str, Tone] = {
    "paper": Tone("#ffffff", "#15191e"),
    "ink": Tone("#1c2630", "#e8ebee"),
    "quiet": Tone("#56616c", "#a3adb7"),
    "grid": Tone("#d9dee3", "#343b43"),
    "hatch": Tone("#b4bcc4", "#59626c"),
    "missing": Tone("#a3abb3", "#68717b"),
    "single": Tone("#6a97b8", "#4c7fa6"),
    **_tones(
        "first",
        _POLE,
        _ramp("#17486f", "#5b94bd", "#bfd8ea", count=6),
        _ramp("#98cbee", "#4b8abb", "#234f74", count=6),
    ),
    "middle": Tone("#dfdfdb", "#42474c"),
    **_tones(
        "second",
        range(1, 7),
        _ramp("#f6d3a4", "#dd8f3c", "#8c4a12", count=6),
        _ramp("#6f4519", "#c07a2c", "#f3be7f", count=6),
    ),
    **_tones(
        "step",
        STEPS,
        _ramp("#0f4a4e", "#4f9a97", "#d3e7e2", count=13),
        _ramp("#b9ebe2", "#4f9f9a", "#24474a", count=13),
    ),
    **_tones(
        "kind",
        KINDS,
        "#2b628f #e2a04f #5fae93 #a3466a #9d94cf #5b4632 #93c9ec #6f7420".split(),
        "#5fa3d9 #e5a858 #3f8a70 #d77a9c #776cb3 #c2a98e #a9dcf7 #7c8134".split(),
    ),
}
"""Every tone, in both schemes; nothing else in the project names a colour of a figure."""


def palette_css() -> str:
    """The style rules for the figures: the tones, the ink on them, and the dark scheme.

    `t-{tone}` colours a surface or text, `on-{tone}` the text upon it, `m-{tone}` marks and lines,
    with ink in the palest so that they stand out from the paper. Print is always light.
    """
    return "\n".join(
        [
            ".drawing { font-variant-numeric: tabular-nums; }",
            *_rules("light"),
            "@media screen and (prefers-color-scheme: dark) {",
            *_rules("dark"),
            "}",
            "",
        ]
    )


@cache
def colours(scheme: str) -> Mapping[str, str]:
    """The colour of each class of `palette_css` in a scheme: `light` or `dark`."""
    tones = {tone: getattr(pair, scheme) for tone, pair in PALETTE.items()}
    paper, ink = tones["paper"], tones["ink"]
    return {
        **{f"t-{tone}": colour for tone, colour in tones.items()},
        **{f"on-{tone}": ink_on(colour) for tone, colour in tones.items()},
        **{f"m-{tone}": visible(colour, paper, ink) for tone, colour in tones.items()},
    }


def _rules(scheme: str) -> list[str]:
    return [
        *(f".{name} {{ color: {colour}; }}" for name, colour in colours(scheme).items()),
        f".hollow {{ fill: {getattr(PALETTE['paper'], scheme)}; }}",
    ]
