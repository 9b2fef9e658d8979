"""The report as data: what is in it, what must not be, and where its numbers come from."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support import report_results as made
from support.reports import blocks, two_waves
from support.sampled import sampled_waves

from godegrep.answers import checks
from godegrep.core.language import Language
from godegrep.core.vocabulary import MISSING_KINDS
from godegrep.document.codec import from_json, to_json
from godegrep.document.figures import Value
from godegrep.document.numbering import NUMBERS, numbers_table, parts_of
from godegrep.document.report import Report
from godegrep.document.runs import Number, plain
from godegrep.document.statistic import Statistic
from godegrep.report.changes.page import compose_trends
from godegrep.report.methods.appendix import missing_counts
from godegrep.report.parts.cells import Cells, published_end
from godegrep.report.parts.wave_results import WaveChange
from godegrep.report.wave.compose import compose
from godegrep.study.config import Weights
from godegrep.tabulation.tables import tables
from godegrep.tabulation.transitions import panel_of, transitions, withhold_transitions
from godegrep.tabulation.trends import trends


def cells(part: Any) -> list[Number | Value]:
    """Whatever names a cell, anywhere below the report's text."""
    shown = [number for number in parts_of(part) if isinstance(number, Number | Value)]
    return [number for number in shown if number.cell and number.text]


@pytest.fixture(scope="module")
def report() -> Report:
    return compose(made.results(read=20))


# --- Shape -------------------------------------------------------------------------------------


def test_a_report_has_a_chapter_for_the_survey_each_theme_and_the_methods(
    report: Report,
) -> None:
    assert [chapter.id for chapter in report.chapters] == [
        "about",
        "theme-one",
        "theme-two",
        "methods",
        "data-notes",
    ]
    assert [chapter.number for chapter in report.chapters] == list("12345")
    assert [b.number for b in blocks(report, "figure")] == [
        "Figur\N{NO-BREAK SPACE}1.1",
        "Figur\N{NO-BREAK SPACE}2.1",
        "Figur\N{NO-BREAK SPACE}2.2",
        "Figur\N{NO-BREAK SPACE}3.1",
        "Figur\N{NO-BREAK SPACE}3.2",
        "Figur\N{NO-BREAK SPACE}4.1",
    ]
    assert [b.kind for b in blocks(report, "figure")] == [
        "bars",
        "stacked",
        "bars",
        "bars",
        "bars",
        "steps",
    ]


def test_a_report_survives_json_and_is_the_same_each_time(report: Report) -> None:
    again = compose(made.results(read=20))
    assert from_json(Report, json.loads(json.dumps(to_json(report), allow_nan=False))) == again


def test_references_of_the_summary_lead_to_blocks(report: Report) -> None:
    numbers = {block.id: block.number for block in blocks(report, "figure", "table")}
    found = [
        run
        for block in report.summary.blocks
        for item in block.items
        for run in item
        if run.type == "reference"
    ]
    assert found
    assert all(run.text == numbers[run.target] for run in found)


def test_figure_rows_stand_in_the_order_of_the_headline(report: Report) -> None:
    figure = next(b for b in blocks(report, "figure") if b.id == "fig-trend")
    assert [row.label for row in figure.rows] == ["C", "A", "B"]
    assert all(sum(v.value for v in row.values) == pytest.approx(1) for row in figure.rows)


# --- Numbers -----------------------------------------------------------------------------------


def test_every_number_is_listed_once_and_leads_to_its_cell(report: Report) -> None:
    table = numbers_table(report)
    assert list(table.columns) == list(NUMBERS)
    assert list(table["number"]) == list(range(1, len(table) + 1))
    printed = [
        (run.text, run.cell) for part in (report.summary, report.chapters) for run in cells(part)
    ]
    assert sorted(zip(table["text"], table["cell"], strict=True)) == sorted(printed)


def test_printed_shares_are_those_of_the_tables() -> None:
    results = made.results(read=20)
    report = compose(results)
    tables = pd.concat([results.closed.tables, results.open.code_tables]).set_index("cell")
    checked = 0
    for run in cells(report.chapters):
        if not isinstance(run, Number) or run.cell not in tables.index:
            continue
        if run.statistic in (Statistic.SHARE, Statistic.COMBINED):
            row = tables.loc[run.cell]
            assert (run.value, run.n) == (row["estimate"], row["n"])
            digits = run.text.replace(",", ".").split("\u00a0")[0]
            if digits.replace(".", "").isdigit():
                assert float(digits) == pytest.approx(100 * row["estimate"], abs=0.5 + 1e-9)
                checked += 1
    assert checked > 40


def test_prose_of_closed_questions_has_no_digits_outside_numbers(report: Report) -> None:
    for block in blocks(report, "paragraph"):
        loose = "".join(run.text for run in block.runs if run.type == "text")
        if "svarer" in loose:
            assert not any(letter.isdigit() for letter in loose.replace("95\u00a0% KI", ""))


# --- What must not be printed ------------------------------------------------------------------


def test_suppressed_cells_are_not_printed() -> None:
    results = made.results()
    tables = results.closed.tables.copy()
    withheld = (tables["group"] == "b") & (tables["question"] != "response")
    tables.loc[withheld, "suppressed"] = "base"
    tables.loc[withheld, "n"] = 987654
    assert withheld.sum() > 10
    report = compose(made.changed(results, tables=tables))
    ids = set(tables.loc[withheld, "cell"])
    assert not ids & {run.cell for run in cells(report)}
    assert "987" not in json.dumps(to_json(report))
    rows = [row for table in blocks(report, "table") for row in table.rows if row.label == "Store"]
    assert rows
    assert all(cell.text == ":" for row in rows for cell in row.cells)


def test_a_suppressed_cell_is_as_good_as_absent() -> None:
    tables = made.results().closed.tables.copy()
    tables.loc[tables["item"] == "need", "suppressed"] = "base"
    found = Cells(made.WAVE, tables)
    assert found.get("need", "yes") is None
    assert found.withheld("need")
    assert found.get("trend.a", "up") is not None


def test_only_what_a_person_has_read_and_not_hidden_is_quoted(report: Report) -> None:
    quotes = [plain(quote.runs) for block in blocks(report, "quotes") for quote in block.quotes]
    assert len(quotes) == 4
    assert set(quotes) <= {f"Svar nummer {i}" for i in range(20)} - {"Svar nummer 1"}
    for planted in (made.HIDDEN, made.UNREAD):
        assert planted not in json.dumps(to_json(report), ensure_ascii=False)


def test_suggested_codes_are_not_reported_as_themes() -> None:
    report = compose(made.results(read=0))
    assert not [b for b in blocks(report, "figure") if b.id == "fig-which"]
    assert "Tett" not in json.dumps(to_json(report), ensure_ascii=False)


def test_clusters_are_marked_as_sorted_by_a_machine_without_quotes_or_small_ones() -> None:
    results = made.results(read=0)
    assert results.open.segments is not None
    ids, answers = results.open.segments["segment"].tolist(), results.open.segments["text"].tolist()
    clusters = pd.DataFrame(
        {
            "question": "which",
            "cluster": [1, 2, 3, 4],
            "keywords": [["ofte", "møte"], ["kurs"], ["jobb"], ["sjelden"]],
            "respondents": [40, 30, 20, 3],
            "typical": [ids[:3], ids[3:6], ids[6:9], ids[9:12]],
            "stability": [0.75, 0.74, 0.49, 1.0],
        }
    )
    report = compose(made.changed(results, clusters=clusters))
    said = made.texts(report)
    assert "Gruppe 1 (40 respondenter; stabil). Stikkord: ofte, møte." in said
    assert "Gruppe 2 (30 respondenter; noe ustabil). Stikkord: kurs." in said
    assert "Gruppe 3 (20 respondenter; ustabil). Stikkord: jobb." in said
    assert not any("sjelden" in text for text in said)
    assert len(blocks(report, "note")) == 1
    assert not blocks(report, "quotes")
    printed = json.dumps(to_json(report), ensure_ascii=False)
    assert not [answer for answer in answers if f'"{answer}"' in printed]
    small = compose(made.changed(results, clusters=clusters[3:]))
    assert not blocks(small, "note")


# --- Sentences that the data warrant -----------------------------------------------------------


def test_a_clear_difference_is_told_and_a_chance_one_is_not() -> None:
    apart = ("yes", "no") * 50
    told = made.texts(compose(made.results(frame=made.answers(need=apart))))
    assert any("«Små» svarer 100" in text and "mot 0" in text for text in told)
    alike = made.texts(compose(made.results()))
    assert any("klare forskjeller etter størrelse" in text for text in alike)
    assert not any("i gruppen «Store»" in text and "svarer" in text for text in alike)


def test_groups_too_small_to_compare_are_passed_over_in_silence() -> None:
    few = ("s",) * 80 + ("b",) * 20
    told = made.texts(compose(made.results(frame=made.answers(size=few))))
    assert not any("forskjell" in text and "etter størrelse" in text for text in told)


def test_no_difference_is_not_claimed_for_groups_too_small_to_compare() -> None:
    alike = "etter størrelse mellom grupper med minst 30 svar."
    few = ("s", "b") * 45 + ("m",) * 10
    sizes = made.results(frame=made.answers(size=few))
    assert any(alike in text for text in made.texts(compose(sizes)))
    assert not any(alike in text for text in made.texts(compose(made.results())))


def test_only_those_who_took_part_have_missing_answers() -> None:
    frame = made.answers(silent=25)
    took_part = frame["status"].isin(["partial", "complete"])
    assert (frame.loc[~took_part, "need__why"] == "not_reached").sum() == 25
    frame.loc[:2, ["need", "need__why"]] = [None, "blank"]
    counts = missing_counts(frame, ["need", "which"])
    assert counts.loc["need"].to_dict() == {
        kind: 3 if kind == "blank" else 0 for kind in MISSING_KINDS
    }
    assert counts.loc["which", "not_asked"] == 50


def test_a_finding_in_the_summary_names_the_question_it_answers() -> None:
    points = made.texts(replace(compose(made.results()), chapters=()))
    shares = [point for point in points if "svarer" in point]
    assert shares
    assert all("?»" in point for point in shares)


def test_a_partly_coded_question_says_how_far_the_coding_has_come() -> None:
    assert any(
        "20 av 50 svar er lest og kodet" in t for t in made.texts(compose(made.results(read=20)))
    )
    everything = made.texts(compose(made.results(read=50)))
    assert not any("lest og kodet i sin helhet" in text for text in everything)


def test_every_kind_of_problem_has_its_words() -> None:
    source = Path(checks.__file__).read_text(encoding="utf-8")
    kinds = set(re.findall(r'kind="([^"]+)"[, ]', source)) | {"unknown code"}
    assert len(kinds) > 5
    problems = pd.DataFrame(
        [{"severity": "note", "kind": kind, "item": "need", "count": 3} for kind in sorted(kinds)]
    )
    report = compose(made.results(problems=problems))
    [table] = [block for block in blocks(report, "table") if block.id == "table-notes"]
    assert {row.label for row in table.rows} == {"Trengs det noe?"}
    told = [[cell.text for cell in row.cells] for row in table.rows]
    assert all(said.startswith("Merknad: ") and number == "3" for said, number in told)
    assert len({said for said, _ in told}) == len(kinds)


def test_problems_are_counted_by_question_and_few_are_withheld_as_in_its_tables() -> None:
    rows = [
        ("note", "many blanks", "need", 4),
        ("serious", "out of bounds", "need", 1),
        ("serious", "out of bounds", "need", 2),
        ("note", "answered very fast", "", 1),
        ("serious", "exclusive choice with others", "trend.a", 1),
    ]
    problems = pd.DataFrame(rows, columns=["severity", "kind", "item", "count"])
    study = made.study(suppression={"minimum_count": 3})
    report = compose(made.results(study, problems=problems))
    [table] = [block for block in blocks(report, "table") if block.id == "table-notes"]
    assert [(row.label, row.cells[1].text) for row in table.rows] == [
        ("Hvordan går det?", ":"),
        ("Trengs det noe?", "3"),
        ("Besvarelsene som helhet", "1"),
        ("Trengs det noe?", "4"),
    ]


# --- Thin studies ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_language_has_every_sentence(language: str) -> None:
    report = compose(made.results(language=language, read=20))
    assert len(report.numbers) == len(compose(made.results(read=20)).numbers)
    assert not any("{" in text for text in made.texts(report))


def test_the_design_is_told_with_clusters_and_how_far_the_weights_go() -> None:
    """93 invited of s for 80 answers, 32 of b for 20: 1.1625 and 1.6, 1.25 in the mean."""
    study = made.study()
    config = replace(
        study.config,
        design=replace(
            study.config.design, strata=("size",), clusters="place", weights=Weights("response")
        ),
    )
    rows = made.answers(size=("s",) * 80 + ("b",) * 20)
    rows["frame.place"] = [f"{size}{k % 30}" for k, size in enumerate(rows["frame.size"])]
    results = made.results(replace(study, config=config), rows)
    told = " ".join(made.texts(compose(results)))
    assert "Når gjennomsnittet er 1, går vektene fra 0,93 til 1,28." in told
    assert "Svar med samme place regnes som én klynge" in told


@pytest.mark.parametrize(
    ("margins", "said"),
    [
        (("size",), "slik at størrelse fordeler seg som blant alle inviterte (raking)"),
        (("size", "place"), "slik at størrelse og place, hver for seg, fordeler seg som"),
    ],
)
def test_the_margins_of_a_raking_are_told(margins, said) -> None:
    study = made.study()
    config = replace(
        study.config, design=replace(study.config.design, weights=Weights("rake", margins))
    )
    rows = made.answers()
    rows["frame.place"] = ["x", "y", "z", "x", "y"] * 25
    report = compose(made.results(replace(study, config=config), rows))
    assert said in " ".join(made.texts(report))


def test_nobody_answered() -> None:
    report = compose(made.results(frame=made.answers(up=(), need=(), size=(), silent=20)))
    assert [b.id for b in blocks(report, "figure")] == ["fig-response-size", "fig-steps"]
    told = made.texts(report)
    assert sum(text.startswith("Ingen har svart på spørsmålet") for text in told) == 5


def test_too_few_answered() -> None:
    frame = made.answers(("up",) * 3, ("yes",) * 3, ("s",) * 3)
    told = made.texts(compose(made.results(frame=frame)))
    assert sum(text.startswith("For få har svart på spørsmålet") for text in told) == 5


def test_without_frame_breaks_groups_and_codebook() -> None:
    bare = made.study(waves={made.WAVE: {"export": "x.csv"}}, frame={"respondent": ""}, breaks=[])
    bare = replace(bare, codebook=replace(bare.codebook, codes=()))
    frame = made.answers(silent=0).drop(columns="frame.size")
    report = compose(made.results(bare, frame))
    assert report.banner == ""
    told = made.texts(report)
    assert "100 respondenter har svart på undersøkelsen." in told[0]
    assert not any("inviter" in text or " etter " in text for text in told[:-8])


def test_synthetic_answers_are_marked(report: Report) -> None:
    assert report.banner.startswith("Syntetiske data")
    sources = [
        "".join(run.text for run in block.source)
        for block in blocks(report, "figure")
        if not block.id.startswith(("fig-response", "fig-steps"))
    ]
    assert all("Syntetiske svar." in source for source in sources)


# --- Changes -----------------------------------------------------------------------------------


def test_changes_are_told_where_they_are_clear() -> None:
    study, frame = two_waves()
    report = compose_trends(study, frame, {}, Language("nb"))
    told = [text.replace("\u00a0", " ") for text in made.texts(report)]
    fall = "Andelen som svarer «Mer» om «A», gikk ned fra 60 prosent i 2030 til 20 prosent i 2031"
    assert any(fall in text and "−40 prosentpoeng" in text for text in told)
    assert "Det er ingen klar endring i svarene på «Trengs det noe?»" in told
    assert "«Hvor mange saker?»" in told
    assert [b.id for b in blocks(report, "figure")] == ["fig-change-trend"]


def test_a_waves_report_has_the_changes_up_to_it() -> None:
    study, frame = two_waves()
    results = made.results(change=WaveChange(frame.assign(second=made.WAVE), study.questionnaire))
    chapters = [chapter.id for chapter in compose(results).chapters]
    assert f"changes-{made.WAVE}-{made.WAVE}" in chapters
    assert "changes" not in "".join(c.id for c in compose(made.results()).chapters)


def panel(
    earlier: pd.DataFrame, later: pd.DataFrame, language: str = "nb", base: str = "answered"
) -> tuple[Any, pd.DataFrame, pd.DataFrame]:
    """The report of 2031 with its changes since the wave before, the moves, and their tests."""
    study, _ = two_waves(base)
    answers = {made.WAVE: earlier, "2031": later}
    waves = sampled_waves(answers, study.questionnaire, study.config)
    frame = trends(waves, study.questionnaire, study.config)
    moves, tests = transitions(waves, study.questionnaire, study.config)
    tabled = [
        tables(of_wave, study.questionnaire.view(wave), study.config, wave)
        for wave, of_wave in waves.items()
    ]
    known = panel_of(waves, study.questionnaire, study.config)
    moves, tests = withhold_transitions(moves, tests, tabled, known, study.config)
    results = made.results(
        study,
        later,
        language,
        wave="2031",
        questionnaire=study.questionnaire.view("2031"),
        change=WaveChange(frame, study.questionnaire, moves, tests),
    )
    return compose(results), moves, tests


THEN = made.answers()
FEWER = made.answers(up=("up",) * 20 + ("same",) * 60 + ("down",) * 20)


def moves_tables(report: Report) -> list[Any]:
    return [b for b in blocks(report, "table") if b.id.startswith("table-moves-")]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_who_moved_is_told_where_a_change_is_clear(language: str) -> None:
    report, transitions, tests = panel(THEN, FEWER, language)
    (table,) = moves_tables(report)
    assert table.id == "table-moves-trend.a"
    assert len(table.columns) == 1 + 3 + 1
    assert table.collapsed
    # Of 60 «up» 20 stayed and 40 went to «same»; 20 «same» stayed; 20 «down» stayed.
    values = [[run.value for run in row.cells] for row in table.rows]
    assert values == [
        [pytest.approx(1 / 3), pytest.approx(2 / 3), 0, 60],
        [0, 1, 0, 20],
        [0, 0, 1, 20],
    ]
    listed = numbers_table(report)
    there = listed[listed["place"].str.endswith(table.id)]
    assert len(there) == 12
    assert set(there["cell"]) <= set(transitions["cell"])
    test = tests.set_index("item").loc["trend.a"]
    told = listed[listed["cell"] == test["cell"]]
    assert list(told["value"]) == [test["p_adjusted"], test["effect"], 100]
    assert not any("{" in text for text in made.texts(report))


def test_the_moves_of_a_withheld_answer_are_withheld_whole() -> None:
    then = made.answers(up=("up",) * 60 + ("same",) * 37 + ("down",) * 3)
    then.loc[10:29, "trend.a"] = None  # and so the totals less the moves are not those three alone
    report, transitions, _ = panel(then, FEWER)
    (table,) = moves_tables(report)
    rows = {row.label: [run.text for run in row.cells] for row in table.rows}
    assert rows["Ned"] == [":"] * 4
    assert rows["Opp"][-1] == "40"
    assert any("færre enn 5" in note for note in table.notes)
    hidden = set(transitions.loc[transitions["suppressed"] != "", "cell"])
    assert not hidden & set(numbers_table(report)["cell"])


@pytest.mark.workflow
def test_who_gave_no_answer_has_a_row_where_the_base_is_all_asked() -> None:
    then = THEN.copy()
    then.loc[:9, ["trend.a", "trend.a__why"]] = [None, "blank"]
    report, _, _ = panel(then, FEWER, base="asked")
    (table,) = moves_tables(report)
    assert [column.title for column in table.columns[1:-1]] == [row.label for row in table.rows]
    assert table.rows[-1].label == "Ikke svart"
    assert [run.value for run in table.rows[-1].cells] == [1, 0, 0, 0, 10]


@pytest.mark.workflow
def test_moves_do_not_give_away_the_few_who_answered_one_time_only() -> None:
    then = THEN.copy()
    then.loc[:1, "trend.a"] = None
    report, _, _ = panel(then, FEWER)
    assert "fig-change-trend" in [block.id for block in blocks(report, "figure")]
    assert not moves_tables(report)


def test_the_appendix_holds_steps_settings_files_and_versions() -> None:
    report = compose(made.results(files={"svar.csv": "abc"}, versions={"godegrep": "1"}))
    tables = {block.id: block.rows for block in blocks(report, "table")}
    (steps,) = [block for block in blocks(report, "figure") if block.kind == "steps"]
    rules = [row.cells[0].text for row in steps.table.rows]
    assert rules == [row.step for row in steps.rows]
    assert rules[:3] == ["ingest", "weight", "tabulate"]
    assert "compare" not in rules
    settings = {row.label: row.cells[0].text for row in tables["table-settings"]}
    assert settings["breaks"] == "size"
    assert settings["suppression.minimum_base"] == "5"
    assert [row.cells[0].text for row in tables["table-files"]] == ["abc"]


# --- Sums ---------------------------------------------------------------------------------------


def notes_of(report: Report, figure: str) -> list[str]:
    table = next(b.table for b in blocks(report, "figure") if b.id == figure)
    return [note for note in table.notes if "100" in note]


def test_a_table_says_where_its_shares_do_not_add_to_100() -> None:
    # 33,3 three times is 99,9; 60, 20 and 20 are 100.
    thirds = made.answers(
        up=["up", "same", "down"] * 33, need=["yes"] * 99, size=["s", "b", "s"] * 33
    )
    (note,) = notes_of(compose(made.results(frame=thirds)), "fig-trend")
    assert "avrunding" in note
    assert not notes_of(compose(made.results()), "fig-trend")


def test_a_table_of_all_asked_adds_up_with_those_who_did_not_answer() -> None:
    study = made.study()
    asked = tuple(
        replace(question, base="asked") if question.id == "need" else question
        for question in study.questionnaire
    )
    study = replace(study, questionnaire=replace(study.questionnaire, questions=asked))
    frame = made.answers()
    silent = frame.index[:10]
    frame.loc[silent, "need"] = None
    frame.loc[silent, "need__why"] = "blank"
    report = compose(made.results(study, frame))
    table = next(b.table for b in blocks(report, "figure") if b.id == "fig-need")
    assert "Ikke svart" in [row.label for row in table.rows]
    assert not notes_of(report, "fig-need")


@pytest.mark.parametrize(
    ("value", "statistic", "published"),
    [
        (0.57449, "share", 0.57),
        (0.575, "combined", 0.58),
        (0.0, "share", 0.0),
        (0.004, "share", 0.001),
        (-0.0049, "share", -0.001),
        (-0.066, "combined", -0.07),
        (12.34567, "mean", 12.345),
        (float("nan"), "share", None),
    ],
)
def test_an_end_of_an_interval_is_published_as_it_is_printed(value, statistic, published) -> None:
    assert published_end(value, statistic) == published
