"""Codings go out of the workflow, are made in another program, and come back in."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from support.snakemake import snakemake

EXPORT = "results/2017/export"
SPACE = "{urn:QDA-XML:project:1.0}"
USER = "11111111-1111-4111-8111-111111111111"
pytestmark = pytest.mark.workflow


def make(study: Path, *targets: str) -> None:
    run = snakemake(study, *targets)
    assert run.returncode == 0, run.stdout


def code_all(sent: Path, back: Path) -> None:
    """Save a project as another program would, each suggestion taken over by a user of its own."""
    with zipfile.ZipFile(sent) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    root = ET.fromstring(files["project.qde"])
    ET.SubElement(root.find(f"{SPACE}Users"), f"{SPACE}User", {"guid": USER, "name": "KH"})
    for coding in root.iter(f"{SPACE}Coding"):
        coding.set("creatingUser", USER)
    files["project.qde"] = ET.tostring(root)
    with zipfile.ZipFile(back, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def test_a_project_coded_elsewhere_is_a_coder_s_sheet(study):
    for sheet in (study / "study/waves/2017/review").glob("*"):
        sheet.unlink()
    make(study, f"{EXPORT}/codes.qdpx", f"{EXPORT}/codes.csv")
    empty = pd.read_csv(study / EXPORT / "codes.csv")
    assert empty.drop(columns="respondent").sum(axis=None) == 0

    review = study / "study/waves/2017/review"
    review.mkdir(exist_ok=True)
    code_all(study / EXPORT / "codes.qdpx", review / "Kari Å.qdpx")
    make(study, f"{EXPORT}/codes.csv", f"{EXPORT}/answers.sav", "results/2017/review/Kari Å.xlsx")

    codes = pd.read_parquet(study / "results/2017/codes.parquet")
    segments = pd.read_parquet(study / "results/2017/segments.parquet")
    assert set(codes["coder"]) == {"Kari Å"}
    assert set(codes["segment"]) == set(segments.loc[segments["kind"] == "practice", "segment"])
    matrix = pd.read_csv(study / EXPORT / "codes.csv", index_col="respondent")
    given = codes.merge(segments, on="segment")
    for row in given[given["code"] != ""].to_dict("records"):
        assert matrix.loc[row["respondent"], f"{row['question']}.{row['code']}"] == 1
    coded = sum(matrix.sum())
    answers = pd.read_csv(study / EXPORT / "answers.csv")
    names = [column.replace(".", "_") for column in matrix]
    assert answers[names].sum(axis=None) == coded > 0
    groups = pd.read_csv(study / EXPORT / "codes_by_group.csv")
    for _, cases in groups.groupby("variable"):
        assert cases[list(matrix)].sum(axis=None) == coded
