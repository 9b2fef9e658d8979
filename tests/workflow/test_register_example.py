"""The register tables of the example: made from a seed, and what the workflow makes of them."""

import json
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from support.paths import ROOT
from support.small_study import write_study

from godegrep.core.errors import Mistake
from godegrep.core.schema import read, stored
from godegrep.geography.municipalities import in_use
from godegrep.register.descriptions import read_register
from godegrep.register.models.classes import class_table
from godegrep.study.register_settings import ClassSettings, PanelSettings

pytestmark = pytest.mark.workflow

REGISTER = ROOT / "study" / "register"
SETTINGS = {
    "year": 2020,
    "years": [2012, 2021],
    "sizes": {"by": "inhabitants", "limits": [5000, 20000, 50000]},
    "ratios": [
        {"id": "rate", "text": "x", "unit": "x", "of": "spending", "per": "inhabitants"},
    ],
}


def main_of(script: str) -> Callable[..., None]:
    """The `main` of a rule's script, without what only the workflow knows."""
    main: Callable[..., None] = runpy.run_path(str(ROOT / "scripts" / f"{script}.py"))["main"]
    return main


def make_panel(folder: Path) -> pd.DataFrame:
    tables = read_register(ROOT)
    main_of("register_panel")(
        [REGISTER / f"{table.name}.yaml" for table in tables],
        [REGISTER / table.file for table in tables],
        stored(read(PanelSettings, SETTINGS)),
        *(folder / name for name in ("panel.parquet", "carried_over.csv", "missing.csv")),
    )
    return pd.read_parquet(folder / "panel.parquet")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A folder with the panel of the example and its logs."""
    folder = tmp_path_factory.mktemp("register")
    make_panel(folder)
    return folder


def test_the_figures_are_those_that_the_script_makes(tmp_path):
    command = [sys.executable, str(ROOT / "tests/synthetic/make_register.py"), str(tmp_path)]
    subprocess.run(command, check=True, env={"PYTHONPATH": str(ROOT / "workflow")})
    written = sorted((tmp_path / "study/register").iterdir())
    assert [path.name for path in written] == [
        *("economy.json", "need.csv", "people.px", "recipients.csv"),
    ]
    for path in written:
        here = REGISTER / path.name
        assert path.read_bytes() == here.read_bytes(), f"run make_register.py: {here.name}"
    assert all(table.synthetic for table in read_register(ROOT))


def test_the_panel_of_the_example(made):
    found = pd.read_parquet(made / "panel.parquet")
    assert len(found) == 356 * 10
    assert set(found["municipality"]) == in_use(2020)
    told = found[["rate__why"]].value_counts().to_dict()
    assert told[("split",)] == 5 * 8
    assert set(told) == {("split",), ("not_available",)}
    known = found.dropna(subset=["rate"])
    np.testing.assert_allclose(known["rate"], known["spending"] / known["inhabitants"])
    assert set(found["size_group"].dropna()) == {0, 1, 2, 3}
    assert (found.groupby("municipality")["size_group"].nunique() == 1).all()
    log = pd.read_csv(made / "carried_over.csv", dtype=str)
    # Recipients come in the numbers of 2020 already.
    assert not log["variable"].str.startswith("recipients").any()
    empty = pd.read_csv(made / "missing.csv")
    variables = [column for column in found if f"{column}__why" in found]
    assert len(empty) == int(found[variables].isna().to_numpy().sum())


def test_the_same_figures_give_the_same_bytes(made, tmp_path):
    make_panel(tmp_path)
    for path in made.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()


def test_classes_from_an_index(made):
    found = pd.read_parquet(made / "panel.parquet")
    index = found.dropna(subset=["rate"])[["municipality", "year"]].assign(
        index=100 * found["rate"] / found["rate"].mean()
    )
    limits = ClassSettings(first=2020, change=10)
    classes = class_table(index, found, limits, 1)
    assert classes["municipality"].is_unique
    assert classes.set_index("municipality").loc["0301", "name"] == "Oslo - Oslove"
    assert (classes.loc[classes["change"] == "increase", "difference"] >= 10).all()
    cases = classes.dropna(subset=["case"])
    assert len(cases) <= 16
    assert not cases.duplicated(["size_group", "case", "rank"]).any()


def test_a_study_without_descriptions_is_told(tmp_path):
    with pytest.raises(Mistake, match="no table is described here"):
        read_register(tmp_path)


@pytest.mark.workflow
def test_the_workflow_makes_the_panel_and_tells_mistakes(tmp_path):
    study = write_study(tmp_path / "study")
    shutil.copytree(REGISTER, study / "study/register")
    config = study / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text + f"register: {json.dumps(SETTINGS)}\n", encoding="utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        snakemake = Path(sys.executable).parent / "snakemake"
        command = [snakemake, "-s", ROOT / "Snakefile", "--directory", study, *arguments]
        return subprocess.run(command, text=True, capture_output=True)

    done = run("results/register/panel.parquet")
    assert done.returncode == 0, done.stderr
    assert len(pd.read_csv(study / "results/register/missing.csv")) > 0
    again = run("results/register/panel.parquet", "-n")
    assert "Nothing to be done" in again.stdout + again.stderr
    path = study / "study/register/need.csv"
    kept = path.read_text(encoding="utf-8")
    path.write_text(kept.replace("0301;2013;", "0399;2013;"), encoding="utf-8")
    stopped = run("results/register/panel.parquet")
    assert stopped.returncode == 1
    told = (study / "results/logs/register/panel.log").read_text(encoding="utf-8")
    assert "no municipality has had since 2004: 0399" in told
    path.unlink()
    assert "there is no file study/register/need.csv" in run("-n").stderr
