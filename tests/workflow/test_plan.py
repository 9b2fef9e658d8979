"""What a run of the example would do, as `snakemake -n` tells it."""

import pytest
from support.paths import ROOT
from support.snakemake import snakemake

MOST_JOBS, MOST_LINES = 35, 60
pytestmark = pytest.mark.workflow


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """The lines of a dry run from scratch."""
    study = tmp_path_factory.mktemp("example")
    for name in ("config.yaml", "study"):
        (study / name).symlink_to(ROOT / name)
    run = snakemake(study, "-n", "reports/")
    assert run.returncode == 0, run.stdout
    return run.stdout.splitlines()


def test_the_example_takes_few_jobs_and_few_lines(planned):
    jobs = [line for line in planned if "Missing output files" in line or "updated by" in line]
    assert jobs[-1].startswith("reports/:")
    assert 30 <= len(jobs) <= MOST_JOBS
    assert len(planned) <= MOST_LINES


def test_each_job_is_named_with_its_reason(planned):
    assert any(line.startswith("ingest (wave=2017): Missing output files:") for line in planned)


def test_every_rule_says_in_few_words_what_it_makes():
    for file in [ROOT / "Snakefile", *(ROOT / "workflow/rules").glob("*.smk")]:
        for rule in file.read_text(encoding="utf-8").split("\nrule ")[1:]:
            if "script:" in rule:
                _, _, message = rule.partition("    message:\n")
                assert message, rule[:60]
                text = message.splitlines()[0].strip().strip('"')
                assert len(text.replace("{wildcards.", "").replace("}", "")) <= 50, text
