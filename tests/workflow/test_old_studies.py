"""What a researcher made with an older version still gives what that version gave."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from support.paths import ROOT
from support.snakemake import snakemake

STUDY = ROOT / "tests/studies/version_0_1"
WAVES = ("2019", "2023")
pytestmark = pytest.mark.workflow


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Iterator[Path]:
    """The study with its reports."""
    folder = tmp_path_factory.mktemp("old")
    study = Path(shutil.copytree(STUDY, folder / "study"))
    with pytest.MonkeyPatch.context() as environment:
        # Where Python keeps no bytecode, compiling the libraries is most of what a job does.
        environment.setenv("PYTHONDONTWRITEBYTECODE", "")
        environment.setenv("PYTHONPYCACHEPREFIX", str(folder / "bytecode"))
        run = snakemake(study)
        assert run.returncode == 0, run.stdout
        yield study
    shutil.rmtree(folder / "bytecode")


def same(found: Path | io.StringIO, expected: Path) -> None:
    """Cell by cell, in the same order."""
    tables = (pd.read_csv(file, dtype={"text": str}) for file in (found, expected))
    # A later numpy may sum in another order: the last bits of a number are no promise.
    pd.testing.assert_frame_equal(*tables, rtol=1e-9, atol=0)


@pytest.mark.parametrize("part", [*WAVES, "trends"])
def test_every_printed_number_is_the_same(study, part):
    same(study / f"reports/{part}/nb/numbers.csv", STUDY / f"expected/{part}/numbers.csv")


@pytest.mark.parametrize("wave", WAVES)
def test_what_people_coded_counts_as_it_did(study, wave):
    codes = pd.read_parquet(study / f"results/{wave}/codes.parquet").to_csv(index=False)
    same(io.StringIO(codes), STUDY / f"expected/{wave}/codes.csv")


def test_a_project_for_other_programs_is_read_back_as_its_coder_left_it(study, tmp_path):
    back = Path(shutil.copytree(study, tmp_path / "study"))
    reviews = back / "study/waves/2019/review"
    (reviews / "kari.xlsx").unlink()
    shutil.copy(STUDY / "codes.qdpx", reviews / "kari.qdpx")
    decided = "results/2019/decisions.parquet"
    run = snakemake(back, decided)
    assert run.returncode == 0, run.stdout
    assert "review" in run.stdout
    by = ["coder", "segment", "code"]
    decisions = (pd.read_parquet(folder / decided).sort_values(by) for folder in (back, study))
    pd.testing.assert_frame_equal(*(rows.reset_index(drop=True) for rows in decisions))
