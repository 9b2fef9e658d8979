import itertools
import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.boxes import box
from support.figure_blocks import (
    ALL,
    KINDS,
    NB,
    SCALE,
    SCHEMES,
    bars,
    block,
    check_layout,
    labelled,
    row,
    value,
)

from godegrep.core.contrast import contrast, rgb
from godegrep.document.figures import Category, Value
from godegrep.figures.draw import NARROW, WIDE, draw, layout
from godegrep.figures.drawing import Label, Mark, Rule
from godegrep.figures.palette import PALETTE, ink_on, palette_css, visible
from godegrep.figures.text_width import text_width, wrap
from godegrep.report.parts.tones import tones
from godegrep.study.questionnaire import Group, Option

LONG_WORDS = (
    "Arbeidsavklaringspengeordningsforskriftsendringer",
    "minoritetsladningsbærerdiffusjonskoeffisientmålingsapparatur",
    "Fylkestrafikksikkerhetsutvalgssekretariatslederfunksjonene",
    "ÅÆØÅÆØÅÆØÅÆØÅÆØÅÆØÅÆØÅÆØÅÆØÅÆØÅÆØÅÆØÅÆØÅÆØÅÆØ",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
)


# --- Figures to draw -------------------------------------------------------------------------


def stacked(*shares, label="Flyktninger"):
    values = [value(str(i), share) for i, share in enumerate(shares)]
    return block("stacked", [row(label, *values)], len(shares))


texts = st.one_of(
    st.just(""),
    st.lists(
        st.one_of(
            st.sampled_from(LONG_WORDS),
            st.sampled_from(["Økt", "bruk", "av", "og/eller", "vilkår-", "NAV-kontoret", "«i»"]),
            st.text("abcæøåW i-/\u00ad\u00a0.", min_size=1, max_size=30),
        ),
        max_size=25,
    ).map(" ".join),
)


@st.composite
def blocks(draw_from):
    kind = draw_from(st.sampled_from(ALL))
    count = 1 if kind == "bars" else draw_from(st.integers(1, 7))
    rows = []
    for _ in range(draw_from(st.integers(0, 12))):
        n = draw_from(st.one_of(st.none(), st.integers(0, 10**7)))
        parts = draw_from(st.lists(st.integers(0, 100), min_size=count, max_size=count))
        shares = [
            part / max(sum(parts) if kind in ("stacked", "diverging") else 100, 1) for part in parts
        ]
        signs = draw_from(st.lists(st.sampled_from([1, -1]), min_size=count, max_size=count))
        values = []
        for i, (share, sign) in enumerate(zip(shares, signs, strict=True)):
            if draw_from(st.integers(0, 9)) == 0:
                share = None
            one = value(str(i), share, draw_from(st.sampled_from([0.0, 0.02, 0.3])))
            if kind == "change" and share is not None:
                change = sign * share
                text = NB.number(100 * change, 1, signed=True)
                ends = {"low": change - 0.1, "high": change + 0.02}
                one = replace(one, value=change, text=text, **ends)
            values.append(one)
        rows.append(row(draw_from(texts), *values, n=n))
    labels = draw_from(st.lists(texts, min_size=count, max_size=count))
    drawn = labelled(block(kind, rows, count), labels)
    if kind == "diverging" and draw_from(st.booleans()):
        *others, last = drawn.categories
        drawn = replace(drawn, categories=(*others, replace(last, tone="missing")))
    return drawn


# --- Where things stand ----------------------------------------------------------------------


@pytest.mark.workflow
@pytest.mark.parametrize("width", [WIDE, NARROW])
@settings(max_examples=60, deadline=None)
@given(drawn=blocks())
def test_no_label_overlaps_or_leaves_the_canvas(width, drawn):
    check_layout(layout(drawn, NB, width))


@pytest.mark.workflow
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", ALL)
def test_a_grid_of_twelve_items_with_the_longest_words(kind, width):
    count = 1 if kind == "bars" else 7
    rows = [
        row(
            " ".join(itertools.islice(itertools.cycle(LONG_WORDS), i)),
            *(value(str(j), 1 / 7) for j in range(count)),
        )
        for i in range(12)
    ]
    drawing = layout(labelled(block(kind, rows, count), itertools.cycle(LONG_WORDS)), NB, width)
    check_layout(drawing)
    shown = " ".join(s.text for s in drawing.shapes if isinstance(s, Label))
    assert "Arbeids-" in shown or "Arbeidsavklaringspengeordnings" in shown


def test_the_check_of_layouts_sees_what_it_should():
    drawing = layout(stacked(0.5, 0.5), NB, WIDE)
    first = next(part for part in drawing.parts if part.title)
    label = next(shape for shape in first.shapes if isinstance(shape, Label))
    wrong = Label(label.x, label.y, "et tall som ikke får plass " * 20, label.style)
    for extra in (wrong, Label(-5, 20, "ute")):
        spoilt = type(drawing)(
            **{**vars(drawing), "parts": (*drawing.parts, type(first)((extra,)))}
        )
        with pytest.raises(AssertionError):
            check_layout(spoilt)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=7))
@example([1, 1, 9, 50, 50, 50, 50])
def test_segments_are_as_long_as_their_shares(parts):
    shares = [part / sum(parts) for part in parts]
    drawing = layout(stacked(*shares), NB, WIDE)
    ticks = [s.x1 for s in drawing.shapes if isinstance(s, Rule)]
    left, length = min(ticks), max(ticks) - min(ticks)
    done = 0.0
    for bar, share in zip(bars(drawing), shares, strict=True):
        assert bar.x == pytest.approx(left + done * length)
        # Up to one unit is left for the hair of paper between neighbours.
        assert -1e-9 <= share * length - bar.width <= 1 + 1e-9
        done += share


def test_labels_stand_only_where_they_fit():
    drawing = layout(stacked(0.005, 0.02, 0.205, 0.77), NB, WIDE)
    assert [s.text for s in drawing.shapes if isinstance(s, Label) and "on-" in s.style] == [
        "21",
        "77",
    ]
    assert len(bars(drawing)) == 4


def test_an_answer_that_nobody_gave_has_no_bar():
    assert len(bars(layout(stacked(0.4, 0.0, 0.6), NB, WIDE))) == 2


def test_bars_and_whiskers_end_at_their_values():
    rows = [row("a", value("0", 0.6, 0.1)), row("b", value("0", 0.3, 0.05))]
    drawing = layout(block("bars", rows), NB, WIDE)
    first, second = bars(drawing)
    assert second.width == pytest.approx(first.width / 2)
    whisker = next(s for s in drawing.shapes if isinstance(s, Rule) and s.style == "t-ink")
    per_point = first.width / 60
    assert (whisker.x1 - first.x) == pytest.approx(50 * per_point)
    assert (whisker.x2 - first.x) == pytest.approx(70 * per_point)


def test_a_short_scale_is_used_where_all_values_are_small():
    def ends(share):
        drawing = layout(block("bars", [row("a", value("0", share))]), NB, WIDE)
        return [s.text for s in drawing.shapes if isinstance(s, Label) and s.anchor == "middle"][-1]

    assert [ends(share) for share in (0.05, 0.2, 0.4, 0.47, 0.9)] == [
        *("10\u00a0%", "25\u00a0%", "50\u00a0%", "100\u00a0%", "100\u00a0%")
    ]


def test_a_change_is_hollow_where_the_interval_includes_zero():
    def change(share, low, high):
        return row("a", Value("0", "cell", share, "x", low, high))

    rows = [change(0.05, 0.01, 0.09), change(0.02, -0.01, 0.05), change(-0.1, -0.2, 0.0)]
    drawing = layout(block("change", rows), NB, WIDE)
    marks = [s for part in drawing.parts if part.title for s in part.shapes if isinstance(s, Mark)]
    assert [mark.hollow for mark in marks] == [False, True, True]
    zero = next(s for s in drawing.shapes if isinstance(s, Rule) and s.style == "t-quiet")
    assert [mark.x > zero.x1 for mark in marks] == [True, True, False]
    shown = [s.text for s in drawing.shapes if isinstance(s, Label)]
    assert {"−20", "0", "+20", NB.message("figure_clear")} <= set(shown)
    assert NB.message("figure_clear") not in str(layout(block("change", rows[1:]), NB, WIDE))


def test_changes_of_different_answers_are_not_joined():
    drawing = layout(block("change", [row("a", value("0", 0.3), value("1", 0.5))], 2), NB, WIDE)
    assert not [s for s in drawing.shapes if isinstance(s, Rule) and (s.x1 - s.x2) * (s.y1 - s.y2)]


@pytest.mark.parametrize("kind", KINDS)
def test_withheld_rows_are_hatched_and_say_so(kind):
    rows = [row("a", value("0", 0.4)), row("b", value("0", None), n=3)]
    drawing = layout(block(kind, rows), NB, WIDE)
    assert len(bars(drawing, hatched=True)) == 1
    assert "b: for få svar" in [part.title for part in drawing.parts]
    assert drawing.svg().count("<pattern ") == 1
    assert layout(block(kind, rows[:1]), NB, WIDE).svg().count("<pattern ") == 0


def test_narrow_figures_put_labels_above_the_bars():
    wide, narrow = (layout(stacked(0.4, 0.6), NB, width) for width in (WIDE, NARROW))
    for drawing, above in ((wide, False), (narrow, True)):
        label = next(s for s in drawing.shapes if isinstance(s, Label) and s.text == "Flyktninger")
        assert (box(label).bottom <= bars(drawing)[0].y) == above
    assert "n\u00a0=\u00a0231" in [s.text for s in narrow.shapes if isinstance(s, Label)]


def test_a_label_beyond_five_lines_is_cut_and_told_in_full():
    text = " ".join(["sosialhjelpsmottakere"] * 40)
    drawing = layout(stacked(0.4, 0.6, label=text), NB, WIDE)
    lines = [s.text for s in drawing.shapes if isinstance(s, Label) and s.text.startswith("sosial")]
    assert len(lines) == 5
    assert lines[-1].endswith("…")
    assert text in [part.title for part in drawing.parts]


# --- The SVG ---------------------------------------------------------------------------------


def test_titles_tell_item_answer_share_interval_and_base():
    svg = draw(stacked(0.31, 0.69), NB, WIDE)
    told = "Flyktninger – Svar 0: 31\u00a0% (konfidensintervall 27–35, n\u00a0=\u00a0231)"
    assert f"<title>{told}</title>" in svg


def test_titles_of_changes_tell_the_unit():
    change = Value("0", "cell", 0.045, "+5", -0.01, 0.1)
    svg = draw(block("change", [row("a", change, n=None)]), NB, WIDE)
    assert "<title>a: +5\u00a0prosentpoeng (konfidensintervall −1 til 10)</title>" in svg


def test_an_svg_is_named_by_title_and_description_with_ids_of_its_own():
    figures = [stacked(0.4, None), replace(stacked(0.4, None), id="fig-y")]
    svgs = [draw(drawn, NB, width) for drawn in figures for width in (WIDE, NARROW)]
    seen = [id_ for svg in svgs for id_ in re.findall(r' id="([^"]+)"', svg)]
    assert len(seen) == len(set(seen)) == 12
    for svg in svgs:
        root = ElementTree.fromstring(svg)
        ids = {element.get("id"): element.text for element in root.iter()}
        assert root.get("role") == "img"
        assert [ids[name] for name in root.get("aria-labelledby").split()] == [
            "Tittel",
            "Beskrivelse",
        ]
        assert re.search(r"url\(&#39;#(.+?)&#39;\)|url\('#(.+?)'\)", svg)


HOSTILE = """<script>alert("1")</script>'"&amp; </svg>]]> <img src=x onerror='y'>"""


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_labels_stay_text(kind, width):
    drawn = replace(
        block(kind, [row(HOSTILE, value("0", 0.9, text=HOSTILE))]),
        id='x" onload="z',
        caption=HOSTILE,
        description=HOSTILE,
        categories=tuple(Category(str(i), HOSTILE, 'first6" onload="z') for i in range(2)),
    )
    root = ElementTree.fromstring(draw(drawn, NB, width))
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "text", "rect", "line", "path", "defs", "pattern"}
    assert not any("onload" in element.attrib for element in root.iter())
    assert root[0].text == HOSTILE


@settings(max_examples=20, deadline=None)
@given(blocks())
def test_the_same_figure_gives_the_same_bytes_of_well_formed_svg(drawn):
    first = draw(drawn, NB, WIDE)
    assert first == draw(drawn, NB, WIDE)
    assert ElementTree.fromstring(first).get("viewBox").startswith("0 0 760 ")
    assert "nan" not in first


def test_an_unknown_category_is_a_fault():
    with pytest.raises(KeyError, match="9"):
        draw(block("stacked", [row("a", value("9", 0.4))], 2), NB, WIDE)


def test_every_class_of_a_figure_has_a_rule():
    css = palette_css()
    for kind in KINDS:
        rows = [row("a", value("0", 0.2), value("1", 0.3)), row("b", value("0", None))]
        svg = draw(block(kind, rows, 2), NB, WIDE)
        used = set(" ".join(re.findall(r'class="([^"]+)"', svg)).split())
        assert {name for name in used if f".{name} {{" not in css} == set()


# --- Colours ---------------------------------------------------------------------------------

CHANGE = [
    Option("mi", {"nb": "Økt mye"}),
    Option("si", {"nb": "Økt litt"}),
    Option("no", {"nb": "Ingen endring"}),
    Option("sd", {"nb": "Redusert litt"}),
    Option("md", {"nb": "Redusert mye"}),
    Option("dk", {"nb": "Vet ikke"}, missing="dont_know"),
]
POLES = [Group("up", {}, ("mi", "si")), Group("down", {}, ("sd", "md"))]


def test_a_scale_with_two_poles_diverges():
    assert tones(CHANGE, True, POLES) == {
        "mi": "first6",
        "si": "first3",
        "no": "middle",
        "sd": "second3",
        "md": "second6",
        "dk": "missing",
    }
    even = [option for option in CHANGE if option.id != "no"]
    assert "middle" not in tones(even, True, POLES).values()


def test_an_ordered_scale_without_poles_runs_from_much_to_little():
    options = CHANGE[:4]
    expected = ["step12", "step8", "step4", "step0"]
    assert list(tones(options, True, ()).values()) == expected
    one_sided = [Group("up", {}, ("mi", "si"))]
    assert list(tones(options, True, one_sided).values()) == expected
    assert tones(options[:1], True, ()) == {"mi": "step12"}


def test_answers_without_order_differ_in_kind():
    found = tones(CHANGE, False, POLES)
    assert [found[i] for i in ("mi", "si", "no", "dk")] == ["kind1", "kind2", "kind3", "missing"]


@given(st.integers(0, 14), st.booleans(), st.integers(0, 7), st.integers(0, 7))
def test_every_tone_is_in_the_palette(count, ordered, first, second):
    options = [Option(str(i), {}) for i in range(count)]
    ids = tuple(option.id for option in options)
    groups = [Group("a", {}, ids[:first]), Group("b", {}, ids[max(count - second, 0) :])]
    found = tones(options, ordered, groups)
    assert set(found) == set(ids)
    assert set(found.values()) <= set(PALETTE)
    if count <= 7:
        assert len(set(found.values())) == count


@pytest.mark.parametrize("scheme", SCHEMES)
def test_contrast_of_text(scheme):
    colours = {tone: getattr(pair, scheme) for tone, pair in PALETTE.items()}
    for colour in colours.values():
        assert contrast(ink_on(colour), colour) >= 4.5
    assert contrast(colours["ink"], colours["paper"]) >= 7
    assert contrast(colours["quiet"], colours["paper"]) >= 4.5
    # A whisker crosses the end of its bar; both stand on paper.
    assert contrast(colours["single"], colours["paper"]) >= 3
    assert contrast(colours["single"], colours["ink"]) >= 3
    for colour in colours.values():
        mark = visible(colour, colours["paper"], colours["ink"])
        assert contrast(mark, colours["paper"]) >= 3
        assert (mark == colour) == (contrast(colour, colours["paper"]) >= 3)


def test_contrast_as_the_recommendation_computes_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#0000ff", "#ffffff") == pytest.approx(8.59, abs=0.005)


# Machado, Oliveira and Fernandes (2009), severity 1, for linear RGB.
VISION = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def lab(colour, vision):
    channels = np.array(rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = TO_XYZ @ np.clip(VISION[vision] @ linear, 0, 1) / (TO_XYZ @ np.ones(3))
    x, y, z = np.where(seen > 216 / 24389, np.cbrt(seen), (24389 / 27 * seen + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize(
    ("names", "least"),
    [
        (["first6", "first3", "middle", "second3", "second6", "missing"], 16),
        (list(SCALE), 16),
        (["step12", "step9", "step6", "step3", "step0"], 13),
        ([f"step{i}" for i in range(12, -1, -2)], 8),
        ([f"kind{i}" for i in range(1, 9)], 12),
    ],
)
def test_tones_of_one_figure_are_told_apart(names, least, vision, scheme):
    seen = {name: lab(getattr(PALETTE[name], scheme), vision) for name in names}
    for one, other in itertools.combinations(names, 2):
        assert np.linalg.norm(seen[one] - seen[other]) >= least, (one, other)


# --- Widths and lines ------------------------------------------------------------------------


def test_text_width():
    # Advance widths of DejaVu Sans, in units of 2048: a 1255, space 651, 1 1303.
    assert text_width("a", 2048) == pytest.approx(1255, rel=0.02)
    assert text_width("a 1", 2048) == pytest.approx(1255 + 651 + 1303, rel=0.02)
    assert text_width("\u0301\u00ad", 10) == 0
    assert text_width("語", 10) == pytest.approx(13)


@given(texts, st.integers(30, 300))
def test_lines_fit_and_no_letter_is_lost(text, width):
    lines = wrap(text, width, 13)
    assert all(text_width(line, 13) <= width for line in lines)
    letters = re.compile(r"[\s\-\u00ad]")
    kept = letters.sub("", "".join(lines))
    assert kept == letters.sub("", text)


def test_long_words_are_divided_where_a_reader_would():
    assert wrap("sosialhjelpsmottakere", 100, 13) == ["sosialhjelps-", "mottakere"]
    assert wrap("kommunehelsetjenesteloven", 120, 13) == ["kommunehelse-", "tjenesteloven"]
    assert wrap("uføre\u00adtrygdede", 70, 13) == ["uføre-", "trygdede"]
    assert wrap("uføre\u00adtrygdede", 200, 13) == ["uføretrygdede"]
    assert wrap("rus/psykiatri", 70, 13) == ["rus/", "psykiatri"]
    assert wrap("5\u00a0000–20\u00a0000 innbyggere", 120, 13) == [
        "5\u00a0000–20\u00a0000",
        "innbyggere",
    ]
    assert wrap("", 70, 13) == []
    assert wrap("en to tre fire fem", 50, 13, most_lines=2) == ["en to", "tre…"]
