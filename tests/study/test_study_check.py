"""Mistakes in a study's files, each told before a job starts."""

from pathlib import Path

import pytest
from support import review_sheets
from support.paths import ROOT
from support.planted import (
    CHAPTER,
    CODEBOOK,
    CONFIG,
    QUESTIONNAIRE,
    Planted,
    plant,
    write_whole,
)
from support.small_study import write_study
from support.snakemake import snakemake

from godegrep.cli import main
from godegrep.coding.codes import review_frame
from godegrep.core.errors import Mistake
from godegrep.study.codebook import codebook_from_dict
from godegrep.study_check import STAMP, check_before_a_run, mistakes


def of_chapter(asked: str, remedy: str, at: str = "") -> Planted:
    return Planted(CHAPTER, "", f"\n{asked}\n", remedy, at or asked)


def of_head(written: str, remedy: str) -> Planted:
    return Planted(CHAPTER, "title: Innledning", f"title: Innledning\n{written}", remedy, written)


PLANTED = [
    of_chapter('{{ share("neded", "yes") }}', "Do you mean needed?"),
    of_chapter('{{ share("needed", "yess") }}', "Do you mean yes?"),
    of_chapter('{{ share("needed") }}', "There are: yes, no."),
    of_chapter('{{ n("needed", by="siz", group="small") }}', "There are: size."),
    of_chapter('{{ n("needed", by="size", group="smal") }}', "There are: small, large."),
    of_chapter('{{ mean("needed") }}', "There are: staff."),
    of_chapter('{{ share("staff", "yes") }}', "no answers to choose from"),
    of_chapter('{{ how_many("det") }}', "Do you mean debt?"),
    of_chapter('{{ how_many("debt", "needed") }}', "There are: practice."),
    of_chapter(
        '{% if wave == "2021" %}{{ change("practice") }}{% endif %}', "what is not compared"
    ),
    of_chapter('{{ change("needed", "yes") }}', "no wave before it to change from. (In the"),
    of_chapter('{{ figure("staff") }}', "There are: needed, views"),
    of_chapter('{{ table("needed", by="needed") }}', "There are: needed, views"),
    of_chapter('{{ see("neded") }}', "Do you mean needed"),
    of_chapter('{{ figure("needed") }}', "refer to it with see(…)"),
    of_chapter('{{ quote(code="det") }}', "Do you mean debt?"),
    of_chapter("{{ quote() }}", "name a segment, or a code"),
    of_chapter('{{ shar("needed") }}', "Do you mean share?"),
    of_chapter("{{ share() }}", "missing 1 required positional argument: 'item'"),
    of_chapter("{{ n()|length }}", "without filter"),
    of_chapter("{% if %}", "Expected an expression"),
    of_chapter("![bilde](x.png)", "a picture cannot be drawn"),
    of_chapter('Her: {{ figure("views") }}', "stands in a paragraph of its own"),
    of_head("titel: x", "known are: title, waves, replaces, place"),
    of_head("replaces: wrk", "Do you mean work?"),
    of_head("waves: [1999]", "There are: 2017, 2021."),
    of_head("place: top", "there is `end` alone"),
    Planted(
        CONFIG,
        "institute: Prøveinstituttet",
        "how_many: [{at_least: 0.5, text: {nb: mange}}]",
        "write one with at_least: 0",
    ),
    Planted(CONFIG, "breaks: [size]", "breaks: [size, siz]", "nor a single question (needed)"),
    Planted(CONFIG, "strata: [size]", "strata: [siz]", "there are: size."),
    Planted(CONFIG, "frame:\n  respondent: kontor", "frame:\n  respondent: navn", "kontor, size"),
    Planted(CONFIG, "municipality: kommune", "municipality: komune", "kontor, size, kommune"),
    Planted(CONFIG, '{"2017": 2017}', '{"2018": 2017}', "there are: 2017, 2021."),
    Planted(CONFIG, "questions: [needed]", "questions: [staff]", "there are: channels, needed"),
    Planted(CONFIG, "of: spending", "of: spendings", "there are: need, people, spending."),
    Planted(CONFIG, "{by: people,", "{by: folk,", "there are: need, people, per_head"),
    Planted(CONFIG, "outcome: per_head", "outcome: head", "there are: need, people, per_head"),
    Planted(CONFIG, "[need]", "[needs]", "there are: need, people, per_head"),
    Planted(CONFIG, "population: people", "population: peple", "there are: need, people"),
    Planted(CONFIG, "{count: need}", "{count: ned}", "there are: need, people, per_head"),
    Planted(QUESTIONNAIRE, "theme: need\n", "theme: ned\n", "there are: need, work.", "theme: ned"),
    Planted(QUESTIONNAIRE, "type: number", "type: numbr", "is not one of: single", "type: numbr"),
    Planted(QUESTIONNAIRE, "scale: yes_no", "scale: yesno", "there are: agree, yes_no."),
    Planted(CODEBOOK, "version: 1", "version: 1\nname: x", "known are: version, codes", "name: x"),
    Planted(
        CODEBOOK,
        "",
        "changes: [{version: 2, rename: old, to: debt}]\n",
        "raise it to 2",
    ),
    Planted(
        CODEBOOK,
        "{id: debt,",
        "{id: debt, parent: money,",
        "define it, or leave `parent` out",
    ),
]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.new.strip()[:40])
def test_a_mistake_is_one_line_with_its_place_and_what_mends_it(
    tmp_path: Path, planted: Planted
) -> None:
    plant(write_whole(tmp_path), planted)
    text = (tmp_path / planted.file).read_text(encoding="utf-8")
    at = planted.at or planted.new.splitlines()[-1]
    number = text[: text.rindex(at)].count("\n") + 1
    told = mistakes(tmp_path)
    assert len(told) == 1, told
    (line,) = told
    assert planted.file in line
    assert f"line {number}:" in line
    assert planted.remedy in line
    assert len(line) < 400


def test_no_mistake_no_line(tmp_path: Path) -> None:
    assert mistakes(write_whole(tmp_path)) == []
    assert mistakes(ROOT) == []
    assert mistakes(ROOT / "tests/studies/version_0_1") == []


def test_all_is_told_at_once(tmp_path: Path) -> None:
    write_whole(tmp_path)
    for planted in (PLANTED[0], PLANTED[1], PLANTED[28], PLANTED[33], PLANTED[-1]):
        plant(tmp_path, planted)
    told = mistakes(tmp_path)
    assert [line.split(" ")[0].rstrip(",").removeprefix(f"{tmp_path}/") for line in told] == [
        *(CONFIG, CODEBOOK, CONFIG, CHAPTER, CHAPTER)
    ]


def test_a_code_with_another_name_is_told_to_who_asks_for_it(tmp_path: Path) -> None:
    plant(write_whole(tmp_path), Planted(CODEBOOK, "version: 1", "version: 2"))
    change = "changes: [{version: 2, rename: money, to: debt}]\n"
    plant(tmp_path, Planted(CODEBOOK, "", change))
    plant(tmp_path, of_chapter('{{ how_many("money") }}', ""))
    (line,) = mistakes(tmp_path)
    assert "the code 'money' is debt since version 2 of the codebook; write debt." in line


def test_a_code_that_sheets_name_and_the_codebook_has_lost_is_one_line(tmp_path: Path) -> None:
    write_whole(tmp_path)
    codes = [("money", "Økonomisk rådgivning"), ("follow_up", "Tett oppfølging")]
    old = codebook_from_dict(
        {"codes": [{"id": code, "name": name, "definition": "Noe."} for code, name in codes]}
    )
    segments = review_sheets.SEGMENTS["segment"]
    for coder in ("kari", "ola"):
        rows = [
            {"segment": segment, "code": "money", "coder": coder, **review_sheets.NOTHING}
            for segment in segments
        ]
        sheet = tmp_path / f"study/waves/2017/review/{coder}.xlsx"
        sheet.parent.mkdir(exist_ok=True)
        review_sheets.write(sheet, codebook=old, decisions=review_frame(rows), coder=coder)
    (line,) = mistakes(tmp_path)
    assert "study/waves/2017/review/kari.xlsx: sheet 'Koding', rows 2, 3" in line
    assert "and 1 more sheets: 'Økonomisk rådgivning [money]' is no code of the codebook" in line
    assert "`version: 2` and under `changes` `- {version: 2, rename: money, to: debt}`" in line
    plant(tmp_path, Planted(CODEBOOK, "version: 1", "version: 2"))
    plant(tmp_path, Planted(CODEBOOK, "", "changes: [{version: 2, rename: money, to: debt}]\n"))
    assert mistakes(tmp_path) == []


def test_nothing_is_looked_at_again_before_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path)
    check_before_a_run(tmp_path)
    looked: list[Path] = []
    monkeypatch.setattr("godegrep.study_check.mistakes", lambda folder: looked.append(folder) or [])
    check_before_a_run(tmp_path)
    assert looked == []
    plant(tmp_path, PLANTED[0])
    check_before_a_run(tmp_path)
    assert looked == [tmp_path]


def test_what_is_wrong_is_told_again_until_it_is_mended(tmp_path: Path) -> None:
    plant(write_whole(tmp_path), PLANTED[0])
    for _ in range(2):
        with pytest.raises(Mistake, match="Do you mean needed"):
            check_before_a_run(tmp_path)
    assert not (tmp_path / STAMP).exists()


def test_what_stops_a_run_is_printed_first_and_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(write_study(tmp_path), Planted(QUESTIONNAIRE, "{nb: Nei}, code: 2", "{nb: Nei}, code: 3"))
    (tmp_path / "study/chapters").mkdir()
    (tmp_path / CHAPTER).write_text("# En\n\n{{ n('x') }} er 62 prosent\n", encoding="utf-8")
    assert main(["check", "--study", str(tmp_path)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "What stops a run:"
    assert "line 3: n('x'): there is no item 'x'" in said[1]
    assert said[2].startswith("Wave 2017, fatal:")
    lines = [line for line in said if line.startswith("  ")]
    assert len(lines) == len(set(lines))
    assert any("serious: the number '62 prosent' is typed by hand" in line for line in said)


@pytest.mark.workflow
def test_snakemake_tells_before_it_plans_anything(tmp_path: Path) -> None:
    plant(write_whole(tmp_path), PLANTED[0])
    run = snakemake(tmp_path, "-n", "reports/")
    assert run.returncode != 0
    assert "share('neded', 'yes'): there is no item 'neded'. Do you mean needed?" in run.stdout
    assert "rule " not in run.stdout
