"""What the report says of the codes besides who has them."""

from dataclasses import replace

import pandas as pd
import pytest
from support import report_results as made
from support.sampled import sampled

from godegrep.coding.agreement import agreement
from godegrep.coding.codes import merge_codes
from godegrep.core.language import Language
from godegrep.document.blocks import Block
from godegrep.document.numbering import printed_numbers
from godegrep.document.report import Summary, chapter
from godegrep.document.runs import plain
from godegrep.report.open.codes import CodeResults
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.prose import Prose
from godegrep.report.parts.wave_results import WaveChange
from godegrep.report.wave.compose import compose
from godegrep.study.questionnaire import Question
from godegrep.tabulation.codes import code_tables

FIRST, SECOND = made.WAVE, "2034"
PAIR = {
    **{"question": "which", "n": 49, "first": "close", "second": "early"},
    **{"first_count": 20, "second_count": 30, "both": 9, "jaccard": 9 / 41, "expected": 600 / 49},
    **{"segments": 1, "segments_jaccard": 0.02, "suppressed": ""},
}
CHANGE = {
    **{"item": "which", "question": "which", "category": "close", "first": FIRST},
    **{"second": SECOND, "estimate_first": 0.2, "estimate_second": 0.45, "estimate": 0.25},
    **{"low": 0.1, "high": 0.4, "p": 0.001, "p_adjusted": 0.002, "n_first": 60, "n_second": 50},
    **{"n_both": 30, "cell_first": "2030/which/close/share"},
    **{"cell_second": "2034/which/close/share", "suppressed": "", "drift_p": 0.004, "drifts": True},
}


def results(language="nb", **frames):
    code_changes = frames.pop("code_changes", None)
    results = made.results(language=language, **frames)
    if code_changes is not None:
        change = WaveChange(pd.DataFrame(), results.questionnaire, codes=code_changes)
        results = replace(results, change=change)
    config = results.config
    prose = Prose(Language(language), config.report.unit[language], config.design.level)
    return CodeResults(results, Cells(made.WAVE, results.closed.tables), prose)


def which() -> Question:
    return made.study().questionnaire.view(made.WAVE).question("which")


def said(blocks: list[Block]) -> str:
    return " ".join(plain(block.runs) for block in blocks if block.type == "paragraph")


def test_the_commonest_pair_is_named_with_what_was_to_be_expected():
    blocks = results(co_occurrence=pd.DataFrame([PAIR])).co_occurrence(which())
    assert "Tett og Tidlig det vanligste paret (9 av 49)" in said(blocks)
    assert "ville 12,2 vært å vente" in said(blocks)


def test_several_pairs_make_a_table_the_commonest_first():
    rarer = {**PAIR, "second": "close", "first": "early", "both": 6}
    _, table = results(co_occurrence=pd.DataFrame([rarer, PAIR])).co_occurrence(which())
    assert [row.label for row in table.rows] == ["Tett og Tidlig", "Tidlig og Tett"]
    assert [cell.text for cell in table.rows[0].cells] == ["9", "12,2", "22"]


@pytest.mark.parametrize("pair", [{"both": 4}, {"suppressed": "count", "both": None}])
def test_pairs_of_few_and_withheld_ones_are_not_printed(pair):
    assert results(co_occurrence=pd.DataFrame([{**PAIR, **pair}])).co_occurrence(which()) == []


def test_the_methods_tell_how_soon_the_codes_were_seen():
    curve = pd.DataFrame({"answers": range(1, 31), "question": "which", "low": 1.0, "high": 4.0})
    curve["codes"] = [min(4.0, 0.5 * t) for t in range(1, 21)] + [4.0] * 9 + [4.25]
    _, table = results(saturation=curve).saturation()
    (row,) = table.rows
    assert [cell.text for cell in row.cells] == ["30", "4", "8", "0,3"]
    assert row.cells[2].below.text == "1–4"


def test_few_answers_have_no_curve():
    short = pd.DataFrame({"answers": range(1, 9), "question": "which", "codes": 1.0})
    assert results(saturation=short.assign(low=1.0, high=1.0)).saturation() == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", "Les noen svar fra begge undersøkelsene"),
        ("nn", "Les nokre svar frå begge undersøkingane"),
        ("en", "Read some answers from both surveys"),
    ],
)
def test_a_change_is_told_with_its_interval_and_a_drift_with_a_warning(language, words):
    (section,) = results(language, code_changes=pd.DataFrame([CHANGE])).changes()
    text = said(section.blocks)
    assert words in text
    assert "10–40" in text
    listed = printed_numbers(Summary("", ()), [chapter("c", "", [section])])
    numbers = {number.cell for number in listed}
    assert numbers == {
        "2030/which/close/share",
        "2034/which/close/share",
        "2030-2034/which/close/share",
    }


def test_what_is_withheld_or_unclear_is_not_told_as_a_change():
    hidden = {**CHANGE, "suppressed": "base", "estimate": float("nan")}
    assert results(code_changes=pd.DataFrame([hidden])).changes() == []
    unclear = {**CHANGE, "p_adjusted": 0.2, "drifts": False}
    (section,) = results(code_changes=pd.DataFrame([unclear])).changes()
    assert "ingen klar endring" in said(section.blocks)
    assert "likner mindre" not in said(section.blocks)


def test_the_report_has_them_in_their_places():
    curve = pd.DataFrame({"answers": range(1, 21), "question": "which", "codes": 2.0})
    report = compose(
        made.results(
            read=49, co_occurrence=pd.DataFrame([PAIR]), saturation=curve.assign(low=2.0, high=2.0)
        )
    )
    by_chapter = {c.id: str(c.sections) for c in report.chapters}
    assert "det vanligste paret" in by_chapter["theme-two"]
    assert "table-saturation" in by_chapter["methods"]


def test_published_suggestions_are_told_with_how_often_they_are_right() -> None:
    known = made.results(read=20)
    parts = known.open.segments
    first = pd.DataFrame({"segment": parts["segment"], "rank": 1, "code": "close", "score": 0.5})
    codes = merge_codes([made.review(parts, 20)], first, published=True)
    study = (known.questionnaire, known.codebook, known.config, made.WAVE)
    of_wave = sampled(known.closed.answers, known.questionnaire, known.config)
    counted = code_tables(codes, parts, of_wave, *study)
    agreed = agreement(codes, first, parts)
    told = made.texts(
        compose(made.changed(known, codes=codes, agreement=agreed, code_tables=counted))
    )
    waiting = len(parts) - 20
    (note,) = [text for text in told if "teller maskinens første forslag" in text]
    assert note.startswith(f"{waiting} av {len(parts)} enheter")
    assert "i 65\u00a0prosent (95\u00a0% KI" in note  # 13 of 20
    assert "n\u00a0=\u00a020)" in note
    assert any(text.startswith("Der ingen har kodet, er maskinens") for text in told)
    assert not any("teller maskinens" in text for text in made.texts(compose(known)))
