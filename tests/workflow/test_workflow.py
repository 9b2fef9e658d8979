"""The workflow as its user runs it: what is made, what is made again, and what stops it."""

import hashlib
import os
import re
import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from support.small_study import QUESTIONNAIRE, respondent_rows, write_rows, write_wave
from support.snakemake import snakemake

PARTS = ("2017", "2021", "trends")
PUBLISHED = (
    *("figures.zip", "index.html", "numbers.csv", "report.docx", "report.pdf", "tables.xlsx"),
)
pytestmark = pytest.mark.workflow


def jobs(study: Path) -> Counter[str]:
    """How many jobs of each rule the last run had, as Snakemake's own log of it says."""
    said = max((study / ".snakemake/log").iterdir()).read_text(encoding="utf-8")
    _, _, table = said.partition("Job stats:\n")
    counts = re.findall(r"^(\S+) +(\d+)$", table, flags=re.MULTILINE)
    return Counter({rule: int(count) for rule, count in counts if rule != "total"})


def contents(folder: Path) -> dict[str, str]:
    """Checksums of all files below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_bare_command_makes_every_report(finished):
    reports = finished / "reports"
    assert {str(path.relative_to(reports)) for path in reports.rglob("*") if path.is_file()} == {
        "index.html",
        *(f"{part}/SHA256SUMS" for part in PARTS),
        *(f"{part}/nb/{file}" for part in PARTS for file in PUBLISHED),
    }
    assert "<html lang" in (reports / "2017/nb/index.html").read_text()


def test_nothing_is_done_twice(study):
    run = snakemake(study)
    assert run.returncode == 0
    assert "Nothing to be done" in run.stdout
    assert not jobs(study)


def test_the_same_input_gives_the_same_bytes(study):
    before = contents(study / "reports") | contents(study / "results")
    run = snakemake(study, "--forceall", "reports/")
    assert run.returncode == 0, run.stdout
    after = contents(study / "reports") | contents(study / "results")
    ours = {name for name in before if "vectors" not in name}
    assert {name: after[name] for name in ours} == {name: before[name] for name in ours}


def test_a_new_wave_runs_its_own_jobs_and_the_trends(study):
    write_wave(study, "2024")
    config = study / "config.yaml"
    entry = config.read_text().split('  "2021":\n')[1].split("frame:\n  respondent")[0]
    config.write_text(
        config.read_text().replace(
            "frame:\n  respondent",
            '  "2024":\n' + entry.replace("2021", "2024") + "frame:\n  respondent",
        )
    )
    questions = study / "study/questionnaire.yaml"
    questions.write_text(re.sub(r'"2021": (\w+)', r'"2021": \1, "2024": \1', questions.read_text()))
    earlier = contents(study / "results/2017") | contents(study / "results/2021")
    run = snakemake(study)
    assert run.returncode == 0, run.stdout
    wave = (
        "ingest weight tabulate compare segment review suggest coding_workbook codes code_tables "
        "compare_codes compose check_disclosure publish"
    ).split()
    expected = Counter([*wave, "compose_trends", "publish", "index", "reports/"])
    # The changes to the new wave could give away what the one before withholds.
    expected.update(["check_disclosure"])
    assert jobs(study) == expected
    assert (contents(study / "results/2017") | contents(study / "results/2021")) == earlier


def test_a_persons_files_in_reports_are_left_alone(study):
    own = study / "reports/2017/nb/notat.txt"
    own.write_text("mitt")
    assert snakemake(study, "--forcerun", "publish", "reports/").returncode == 0
    assert own.read_text() == "mitt"


def test_what_a_person_wrote_into_a_published_file_is_not_lost(study):
    page = study / "reports/2017/nb/index.html"
    page.write_text(page.read_text() + "<!-- mitt -->")
    run = snakemake(study, "--forceall", "reports/")
    assert run.returncode == 1
    assert "reports/2017/nb/index.html has been changed by hand" in run.stdout.splitlines()[-1]
    assert "Traceback" not in run.stdout
    assert page.read_text().endswith("<!-- mitt -->")
    # What does not write it is done all the same.
    for other in (["--unlock"], ["reports/2021/SHA256SUMS"]):
        run = snakemake(study, *other)
        assert run.returncode == 0, run.stdout
    assert "has been changed by hand" not in snakemake(study, "--lint").stdout
    page.rename(page.with_name("index-rettet.html"))
    assert snakemake(study).returncode == 0
    assert page.with_name("index-rettet.html").exists()
    assert page.exists()


def test_the_checksums_of_what_is_published_are_right(finished):
    for part in PARTS:
        lines = (finished / f"reports/{part}/SHA256SUMS").read_text().splitlines()
        seals = {name: seal for seal, name in (line.split("  ") for line in lines)}
        assert seals == {
            name: seal
            for name, seal in contents(finished / "reports" / part).items()
            if name != "SHA256SUMS"
        }


def test_publishing_that_fails_half_way_leaves_the_pages_and_is_made_up_for(study, monkeypatch):
    before = contents(study / "reports/2017/nb")
    full = study / "sitecustomize.py"
    full.write_text(
        "import os, sys\n"
        "calls, sync = [], os.fsync\n"
        "def fsync(file):\n"
        "    calls.append(file)\n"
        "    if len(calls) > 2:\n"
        "        raise OSError('No space left on device')\n"
        "    sync(file)\n"
        "if sys.argv[0].endswith('publish.py'):\n"
        "    os.fsync = fsync\n"
    )
    with monkeypatch.context() as disk:
        disk.setenv("PYTHONPATH", str(study), prepend=os.pathsep)
        run = snakemake(study, "--forcerun", "publish", "--", "reports/2017/SHA256SUMS")
        assert run.returncode == 1
        assert "No space left" in run.stdout
    assert contents(study / "reports/2017/nb") == before
    assert snakemake(study).returncode == 0
    assert jobs(study)["publish"] == 1
    assert contents(study / "reports/2017/nb") == before
    assert (study / "reports/2017/SHA256SUMS").exists()


def test_a_run_that_fails_leaves_the_published_report(study):
    before = contents(study / "reports")
    rows = respondent_rows("2017")
    rows[3][1] = "7"
    header = ["kontor", "q1", "q2a", "q2b", "q3_1", "q3_2", "q4", "q5"]
    write_rows(study / "study/waves/2017/responses.csv", [header, *rows])
    run = snakemake(study)
    assert run.returncode == 1
    assert "Traceback" not in run.stdout
    told = [line for line in run.stdout.splitlines() if re.search(r"2017.*q1.*7", line)]
    assert len(told) == 1, run.stdout
    assert run.stdout.splitlines()[-1] == "The run stopped. Nothing in reports/ was changed."
    assert contents(study / "reports") == before


def spoil_config(study):
    config = study / "config.yaml"
    config.write_text(config.read_text().replace("[nb]", "[nb, xx]") + "colour: red\n")


def spoil_questionnaire(study):
    (study / "study/questionnaire.yaml").write_text(
        QUESTIONNAIRE.replace("type: grid", "type: map")
    )


def spoil_name(study):
    config = study / "config.yaml"
    config.write_text(config.read_text().replace('"2021":', '"../2021":'))


def lose_export(study):
    (study / "study/waves/2021/responses.csv").unlink()


def empty_export(study):
    (study / "study/waves/2021/responses.csv").write_text("")


def header_only(study):
    write_rows(study / "study/waves/2021/responses.csv", [["kontor", "q1"]])


def lose_column(study):
    path = study / "study/waves/2021/responses.csv"
    path.write_text(path.read_text().replace("q2b", "sp2b", 1))


def double_respondent(study):
    path = study / "study/waves/2021/responses.csv"
    path.write_text(path.read_text().replace("K05", "K06", 1))


def stranger(study):
    path = study / "study/waves/2021/responses.csv"
    path.write_text(path.read_text().replace("K05", "X99", 1))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            spoil_config,
            [r"config\.yaml line \d+: .*colour is not known", r"config\.yaml line 4: languages"],
        ),
        (
            spoil_questionnaire,
            [r'questionnaire\.yaml line 25: questions\[1\]\.type \(views\): "map" is not one of'],
        ),
        (spoil_name, [r"config\.yaml line 11: waves: .*\.\./2021"]),
        (lose_export, [r"2021.*responses\.csv"]),
        (empty_export, [r"responses\.csv: .*empty"]),
        (header_only, [r"responses\.csv.*no answers|2021.*no answers|no rows"]),
        (lose_column, [r"2021.*q2b.*sp2b"]),
        (double_respondent, [r"2021.*K06"]),
        (stranger, [r"2021.*X99"]),
    ],
)
def test_a_mistake_is_told_plainly_and_nothing_is_published(study, spoil, told):
    before = contents(study / "reports")
    spoil(study)
    run = snakemake(study)
    assert run.returncode != 0
    assert "Traceback" not in run.stdout, run.stdout
    for pattern in told:
        assert re.search(pattern, run.stdout), run.stdout
    assert contents(study / "reports") == before
    assert not list(study.rglob("*.part"))


def test_a_review_sheet_that_was_filled_in_where_it_lay_stops_the_run(study):
    sheet = study / "results/2017/review.xlsx"
    sheet.write_bytes(sheet.read_bytes() + b"filled in")
    run = snakemake(study)
    assert run.returncode == 1
    assert "results/2017/review.xlsx has been changed" in run.stdout.splitlines()[-1]
    assert sheet.read_bytes().endswith(b"filled in")


def fill_in(study: Path, coder: str, heading: str, text: str) -> Path:
    """Write a text into the first row of a coder's copy of the review sheet."""
    from openpyxl import load_workbook

    target = study / f"study/waves/2017/review/{coder}.xlsx"
    target.parent.mkdir(exist_ok=True)
    workbook = load_workbook(study / "results/2017/review.xlsx", rich_text=True)
    sheet = workbook["Koding"]
    column = {cell.value: cell.column for cell in sheet[1]}[heading]
    sheet.cell(2, column).value = text
    workbook.save(target)
    return target


@pytest.mark.parametrize(
    ("heading", "text", "told"),
    [
        ("Kode 1", "tull [nonsense]", r"kari\.xlsx.*Koding.*row 2.*nonsense"),
        ("Svaret", "et annet svar", r"kari\.xlsx.*Koding.*row 2"),
        ("Kode 2", "=1+1", r"kari\.xlsx.*Koding.*row 2.*formula"),
    ],
)
def test_a_slip_in_a_review_sheet_is_told(study, heading, text, told):
    before = contents(study / "reports")
    sheet = fill_in(study, "kari", heading, text)
    filled = sheet.read_bytes()
    run = snakemake(study)
    assert run.returncode == 1
    assert "Traceback" not in run.stdout
    assert re.search(told, run.stdout), run.stdout
    assert sheet.read_bytes() == filled
    assert contents(study / "reports") == before


def test_a_filled_in_sheet_wins_and_is_undone_when_it_goes(study):
    sheet = fill_in(study, "kari", "Kode 1", "debt")
    run = snakemake(study)
    assert run.returncode == 0, run.stdout
    codes = pd.read_parquet(study / "results/2017/codes.parquet")
    human = codes[codes["source"] == "human"]
    assert list(human["code"]) == ["debt"]
    assert list(human["coder"]) == ["kari"]
    assert set(codes.loc[codes["segment"] == human["segment"].iloc[0], "source"]) == {"human"}
    sheet.unlink()
    assert snakemake(study).returncode == 0
    codes = pd.read_parquet(study / "results/2017/codes.parquet")
    assert "human" not in set(codes["source"])


def test_two_coders_get_sheets_of_their_own_and_one_to_agree_in(study):
    from openpyxl import load_workbook

    sheet = fill_in(study, "kari", "Kode 1", "debt")
    fill_in(study, "Ola N", "Kode 1", "ingen kode passer [-]")
    run = snakemake(study)
    assert run.returncode == 0, run.stdout
    given = study / "results/2017/review"
    assert {path.name for path in given.glob("*.xlsx")} == {
        "kari.xlsx",
        "Ola N.xlsx",
        "konsensus.xlsx",
    }
    agreement = pd.read_csv(study / "results/2017/agreement.csv", keep_default_na=False)
    assert set(agreement["between"]) == {"people", "machine"}
    assert set(agreement["segments"]) == {1}
    rows = list(load_workbook(given / "konsensus.xlsx")["Koding"].values)
    assert len(rows) == 2
    # What a coder is given can take the place of what the coder handed in: nothing is lost.
    decisions = pd.read_parquet(study / "results/2017/decisions.parquet")
    shutil.copy(given / "kari.xlsx", sheet)
    assert snakemake(study).returncode == 0
    pd.testing.assert_frame_equal(
        pd.read_parquet(study / "results/2017/decisions.parquet"), decisions
    )
    shutil.copy(given / "kari.xlsx", sheet.with_suffix(".ods"))
    run = snakemake(study)
    assert run.returncode == 1
    assert "several sheets of one coder" in run.stdout
    assert "Traceback" not in run.stdout


def test_a_codebook_is_drafted_on_request_only(study):
    draft = study / "results/2017/codebook_draft.yaml"
    assert not draft.exists()
    before = (study / "study/codebook.yaml").read_bytes()
    assert snakemake(study, str(draft.relative_to(study))).returncode == 0
    assert draft.read_text().startswith("# Drafted from the clusters of 2017")
    assert (study / "study/codebook.yaml").read_bytes() == before


def test_tables_of_a_wave_have_the_documented_columns(finished):
    columns = (
        "cell wave question item break group category statistic n count weighted_base estimate se "
        "low high df deff effective_n base suppressed"
    ).split()
    for name in ("tables", "code_tables"):
        assert list(pd.read_parquet(finished / f"results/2017/{name}.parquet")) == columns
