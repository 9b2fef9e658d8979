"""The researcher's own chapters: numbers with their cells, mistakes with their lines."""

import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from support import report_results as made
from support.reports import own, two_waves

from godegrep.core.errors import Mistake
from godegrep.document.codec import to_json
from godegrep.document.numbering import footnotes
from godegrep.document.report import Chapter, Report
from godegrep.document.runs import plain
from godegrep.report.parts.wave_results import WaveChange, WaveResults
from godegrep.report.wave.compose import compose
from godegrep.study.chapters import OwnChapter, typed_by_hand
from godegrep.study.typed_numbers import typed_numbers


def report(*chapters: OwnChapter, **results: Any) -> Report:
    whole = made.results(read=20, **results) if results else usual()
    return compose(replace(whole, chapters=chapters))


@cache
def usual() -> WaveResults:
    return made.results(read=20)


def blocks(composed: Report, chapter: str = "chapter-intro") -> list[Any]:
    (named,) = (one for one in composed.chapters if one.id == chapter)
    return list(named.blocks)


def said(text: str, **results: Any) -> str:
    return plain(blocks(report(own(text), **results))[0].runs)


def mistake(text: str, **results: Any) -> str:
    with pytest.raises(Mistake) as caught:
        report(own(text), **results)
    return "\n".join(caught.value.lines)


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        # 50 of 100 say yes; 60 of 100 say up of a; 25 choose x; 0–6 in turn have the mean 2,96.
        ('{{ share("need", "yes") }}', "50 prosent"),
        ('{{ share("trend.a", "up") }}', "60 prosent"),
        ('{{ share("trend.a", "more") }}', "60 prosent"),
        ('{{ share("means.x") }}', "25 prosent"),
        ('Ja: {{ share("need", "yes", words=true) }}', "Ja: om lag halvparten"),
        ('{{ share("need", "yes", words=true) }}', "Om lag halvparten"),
        ('Se opp. {{ share("need", "yes", words=true) }}', "Se opp. Om lag halvparten"),
        ('Det er ca. {{ how_many("close") }}', "Det er ca. de fleste"),
        ('{{ how_many("close", detail=true) }}', "De fleste (13 av 20)"),
        # Every second respondent is small: 30 of the 60 that say up.
        ('{{ share("trend.a", "up", by="size", group="s") }}', "60 prosent"),
        ('{{ mean("cases") }}', "3,0"),
        ("{{ n() }} av {{ n('need') }}", "100 av 100"),
        ('I {{ wave }} {{ typed("2,5 millioner") }}', "I 2030 2,5 millioner"),
        ("<b>rå</b> &amp; {{ n() }}", "<b>rå</b> & 100"),
    ],
)
def test_a_macro_prints_the_cell(asked: str, printed: str) -> None:
    assert said(asked).replace("\u00a0", " ") == printed


def test_each_number_has_its_cell_and_is_listed() -> None:
    composed = report(own('Av {{ n("need") }} sier {{ share("need", "yes", detail=true) }} ja.'))
    numbers = [run for run in blocks(composed)[0].runs if run.type == "number"]
    assert [run.statistic for run in numbers] == ["n", "share", "interval", "n"]
    assert {run.cell for run in numbers} == {"2030/need/yes/share"}
    listed = [one for one in composed.numbers if one.place.startswith("chapter-intro/")]
    assert [one.text for one in listed] == [run.text for run in numbers]


def test_markdown_becomes_blocks() -> None:
    text = """
Et *uthevet* og **sterkt {{ n() }}** ord[^a] med [lenke](https://example.org).

## Første del

1. en
2. to {{ n() }}

### Under

> Noen sa det.

[^a]: Noten, n = {{ n("need") }}.
"""
    composed = report(own(text))
    runs = blocks(composed)[0].runs
    assert [run.text for run in runs if run.emphasis] == ["uthevet"]
    assert [run.text for run in runs if run.strong] == ["sterkt ", "100"]
    assert [run.href for run in runs if run.type == "text" and run.href] == ["https://example.org"]
    assert [block.type for block in blocks(composed)[1:]] == ["list", "heading", "quotes"]
    assert blocks(composed)[1].ordered
    assert composed.chapters[0].sections[1].title == "Første del"
    (note,) = footnotes(composed)
    assert (note.text, plain(note.runs)) == ("1", "Noten, n = 100.")
    assert "footnote" in [run.type for run in runs]


def test_a_figure_stands_once_and_is_referred_to_where_it_was() -> None:
    composed = report(own('{{ figure("need") }}\n\nSe {{ see("need") }}. {{ see("one") }}.'))
    assert [block.type for block in blocks(composed)] == ["figure", "paragraph"]
    assert blocks(composed)[0].number.endswith("1.1")
    text = plain(blocks(composed)[1].runs).replace("\u00a0", " ")
    assert text == "Se figur 1.1. Kapittel 3."
    everywhere = [
        getattr(block, "id", "") for part in composed.chapters for block in part_blocks(part)
    ]
    assert everywhere.count("fig-need") == 1
    left = [plain(runs) for block in blocks(composed, "theme-one") for runs in made.lines(block)]
    assert "«Trengs det noe?» vises i figur\u00a01.1." in left


def part_blocks(part: Chapter) -> list[Any]:
    return list(part.blocks)


def test_chapters_stand_where_they_say() -> None:
    first, last = own("a", "b"), own("b", "a", at_end=True)
    instead = own('{{ table("need") }}', "c", replaces="one")
    away = own("d", "d", waves=("1999",))
    composed = report(first, last, instead, away)
    assert [part.id for part in composed.chapters] == [
        *("chapter-b", "about", "chapter-c", "theme-two", "chapter-a", "methods", "data-notes")
    ]
    # What the summary refers to is gone with its theme; the chapter in its place is named.
    targets = {
        run.target
        for block in composed.summary.blocks
        for item in block.items
        for run in item
        if run.type == "reference"
    }
    assert "chapter-c" in targets
    ids = [
        block.id
        for part in composed.chapters
        for block in part_blocks(part)
        if hasattr(block, "id")
    ]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "x\n{{ share('ned', 'yes') }}",
            "line 3: share('ned', 'yes'): there is no item 'ned'. Do ",
        ),
        ("{{ share('need', 'yess') }}", "no answer to need 'yess'. Do you mean yes?"),
        ("{{ share('need', 'yes', by='siz', group='s') }}", "no break 'siz'"),
        (
            "{{ share('need', 'yes', by='size', group='x') }}",
            "no group of size 'x'. There are: s, b",
        ),
        ("{{ share() }}", "share(): share() missing 1 required positional argument: 'item'"),
        ("{{ mean('need') }}", "no number question 'need'. There are: cases"),
        ("{{ change('need', 'yes') }}", "no wave before"),
        ("{{ how_many('clos') }}", "no code 'clos'. Do you mean close?"),
        ("{{ table('x') }}", "no table 'x'"),
        ("{{ figure('cases') }}", "no figure 'cases'"),
        (
            "{{ figure('need') }}\n\n{{ figure('need') }}",
            "line 4: figure('need'): it already stands",
        ),
        ("{{ see('xyz') }}", "no figure, table or chapter 'xyz'"),
        (
            "x\n\n{{ shar('need') }}",
            "line 4: there is no macro or variable 'shar'. Do you mean share?",
        ),
        ("x\n{% if %}", "line 3: "),
        ("{% include 'config.yaml' %}", "no loader"),
        ("{{ share.__globals__ }}", "unsafe"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        (
            "Her: {{ figure('need') }}",
            "line 2: a table, figure or quote stands in a paragraph of its",
        ),
        ("![bilde](x.png)", "line 2: a picture cannot be drawn"),
        ("[x](javascript:alert(1)) [y](fil.md)", "the link fil.md leads nowhere"),
        ("- a\n  - b", "line 2: a point of a list holds one paragraph"),
        ("{{ quote('r001/which/0-5') }}", "no such answer that may be quoted"),
        ("{{ quote(code='clos') }}", "no code 'clos'. Do you mean close?"),
        ("{{ quote(code='close', question='need') }}", "no open question 'need'. There are: which"),
        ("{{ n }}", "line 2: this is no text; a macro is asked with brackets, as in n()"),
    ],
)
def test_what_is_not_there_is_told_with_its_line(text: str, told: str) -> None:
    lines = mistake(text)
    assert lines.startswith("study/chapters/intro.md.j2, line ")
    assert told in lines
    assert made.HIDDEN not in lines


def test_all_mistakes_are_told_at_once() -> None:
    assert len(mistake("{{ n('a') }}\n{{ n('b') }}\n\n![x](y)").splitlines()) == 3


def test_what_is_withheld_is_not_printed() -> None:
    frame = made.answers(size=("s",) * 97 + ("b",) * 3)
    group = 'by="size", group="b"'
    text = f'{{{{ share("trend.c", "down", {group}) }}}} og {{{{ n("trend.c", {group}) }}}}'
    assert said(text, frame=frame) == "(holdt tilbake) og (holdt tilbake)"


def test_only_released_answers_are_quoted_and_none_twice() -> None:
    text = '{{ quote(code="close") }}\n\n{{ quote(code="close") }}\n\n{{ quote("r000/which/0-5") }}'
    quotes = [quote for block in blocks(report(own(text))) for quote in block.quotes]
    assert len({quote.segment for quote in quotes}) == 3
    assert plain(quotes[2].runs) == "Svar nummer 0"
    assert made.HIDDEN not in json.dumps(to_json(tuple(quotes)))
    assert made.UNREAD not in json.dumps(to_json(tuple(quotes)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I 2017 svarte 62 prosent av 453.", ["62 prosent", "453"]),
        ("§ 18 a, kapittel 5, figur 2.1, 3. mai 2017, 2016–2017, covid-19, B1, nr. 131", []),
        ("1. punkt\n2. annet", []),
        ("tre kontorer, to av tre, tjue prosent", ["to av tre", "tjue prosent"]),
        ("[x](https://a.no/12/2) og `n = 5` og note[^1]", []),
        ("1 000, 0,5 % og 57–67", ["1 000", "0,5 %", "57–67"]),
        ("2017 prosent", ["2017 prosent"]),
        ('{{ 62 }} {{ "3,5" }} {{ typed("12") }} {{ share("a", "b2") }}', ["62", "3,5"]),
        ("{# 62 #}", []),
    ],
)
def test_numbers_typed_by_hand_are_found(text: str, found: list[str]) -> None:
    assert [number for _, number in typed_numbers(text)] == found


def test_a_typed_number_is_told_with_its_line() -> None:
    (line,) = typed_by_hand(own("\n\n{{ n() }} er\n62 prosent"))
    assert line.startswith("study/chapters/intro.md.j2, line 5: serious: the number '62 prosent'")


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("{{ change('trend.a', 'more') }}", "−40 prosentpoeng"),
        (
            "{{ change('trend.a', 'more', detail=true) }}",
            r"−40 prosentpoeng \(95 % KI .*, p . 0,0.*\)",
        ),
    ],
)
def test_a_change_is_that_of_the_trends(asked: str, printed: str) -> None:
    results = of_two_waves()
    composed = compose(replace(results, chapters=[own(asked)]))
    text = plain(blocks(composed)[0].runs).replace("\u00a0", " ")
    assert re.fullmatch(printed, text), text
    frame = results.change.changes
    rows = frame[(frame["item"] == "trend.a") & (frame["category"] == "more")]
    assert rows["estimate"].item() == pytest.approx(-0.4)


@cache
def of_two_waves() -> WaveResults:
    """The second of two waves, in which 20 of 100 say up of a, instead of 60."""
    study, frame = two_waves()
    later = made.answers(up=("up",) * 20 + ("same",) * 60 + ("down",) * 20)
    return made.results(
        study,
        later,
        wave="2031",
        questionnaire=study.questionnaire.view("2031"),
        change=WaveChange(frame, study.questionnaire),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{{ share("need", "yes")|int }}', "line 2: share('need', 'yes'): it is not printed"),
        ("{{ n()|length }}", "line 2: n(): it is not printed"),
        ("Se her.[^x]", "line 2: there is no footnote [^x]."),
        ("Se her.\n\n[^x]: Tapt.", "line 4: no text refers to this footnote."),
        ("{{ lipsum() }}", "there is no macro or variable 'lipsum'"),
        ("{% for i in range(9) %}x{% endfor %}", "there is no macro or variable 'range'"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "calls itself without end"),
    ],
)
def test_nothing_asked_for_is_lost_or_goes_on_without_end(text: str, told: str) -> None:
    assert told in mistake(text)


def test_a_character_that_macros_use_is_a_text_where_somebody_types_it() -> None:
    assert said("Tegn \U000f0009 her.") == "Tegn \U000f0009 her."
