"""What a run prints: a line a step, the mistakes once, and nothing of Snakemake's own."""

import logging
from types import SimpleNamespace

import pytest
from snakemake_interface_logger_plugins.common import LogEvent
from snakemake_logger_plugin_godegrep import LONGEST, LogHandler


def handler(dryrun=False):
    return LogHandler(SimpleNamespace(stdout=True, dryrun=dryrun), None)


def record(message="", level=logging.INFO, **fields):
    made = logging.LogRecord("snakemake", level, "", 0, message, None, None)
    made.__dict__.update(fields)
    return made


def job(**fields):
    fields = {"rule_name": "tabulate", "rule_msg": "", "wildcards": {}, "reason": ""} | fields
    return record(event=LogEvent.JOB_INFO, **fields)


def printed(capsys, records, **settings):
    terminal = handler(**settings)
    for each in records:
        terminal.emit(each)
    return capsys.readouterr().out.splitlines()


def test_a_step_is_a_line_with_a_bar(capsys):
    run = [record(event=LogEvent.RUN_INFO, stats={"total": 2}), job(rule_msg="2017: tables"), job()]
    first, second = printed(capsys, run)
    assert first == "[##########          ] 1/2  2017: tables"
    assert second == "[####################] 2/2  tabulate"


def test_more_steps_than_were_planned_are_counted_on(capsys):
    run = [record(event=LogEvent.RUN_INFO, stats={"total": 1}), job(), job()]
    assert [line.split("] ")[1].split()[0] for line in printed(capsys, run)] == ["1/1", "2/2"]


def test_a_dry_run_names_rule_wildcards_and_reason(capsys):
    run = [job(wildcards={"wave": "2017"}, reason="Missing output files:\n a.parquet"), job()]
    assert printed(capsys, run, dryrun=True) == [
        "tabulate (wave=2017): Missing output files: a.parquet",
        "tabulate: asked for",
    ]


def test_a_long_reason_is_cut(capsys):
    (line,) = printed(capsys, [job(reason="x" * 500)], dryrun=True)
    assert line == f"tabulate: {'x' * (LONGEST - 1)}…"


def test_the_log_of_a_failed_job_is_told_once(capsys, tmp_path):
    log = tmp_path / "ingest.log"
    log.write_text("wave 2017: no column q1\nwave 2017: no column q2\n")
    run = [
        record(event=LogEvent.JOB_ERROR, level=logging.ERROR, log=[str(log)], rule_name="ingest"),
        record("RuleException: CalledProcessError", logging.ERROR, event=LogEvent.ERROR),
        record("Exiting because a job execution failed. Look below", logging.ERROR),
        record("At least one job did not complete successfully.", logging.ERROR),
    ]
    assert printed(capsys, run) == ["wave 2017: no column q1", "wave 2017: no column q2"]


def test_a_fault_without_a_log_names_the_step(capsys, tmp_path):
    run = [record(event=LogEvent.JOB_ERROR, log=[str(tmp_path / "none.log")], rule_name="ingest")]
    assert printed(capsys, run) == ["The step ingest failed; see above."]


@pytest.mark.parametrize(
    ("message", "fields", "shown"),
    [
        ("Nothing to be done (all requested files are present and up to date).", {}, True),
        ("This was a dry-run (flag -n).", {}, True),
        ("Building DAG of jobs...", {}, False),
        ("Select jobs to execute...", {}, False),
        ("The report: reports/index.html", {"for_the_user": True}, True),
        ("Directory cannot be locked.", {"level": logging.ERROR}, True),
        ("MissingInputException: x", {"level": logging.ERROR, "event": LogEvent.ERROR}, True),
        (None, {"event": LogEvent.PROGRESS, "done": 1, "total": 2}, False),
        ("Finished jobid: 1", {"event": LogEvent.JOB_FINISHED}, False),
    ],
)
def test_of_what_belongs_to_no_job(capsys, message, fields, shown):
    assert printed(capsys, [record(message, **fields)]) == ([message] if shown else [])
