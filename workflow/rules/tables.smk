# results/{wave}/sample.parquet → tables, tests, changes, transitions (.parquet) beside it


rule tabulate:
    input:
        sampled=SAMPLED,
        questionnaire="results/{wave}/questionnaire.json",
    output:
        tables="results/{wave}/tables.parquet",
        tests="results/{wave}/tests.parquet",
    log:
        "results/logs/{wave}/tabulate.log",
    params:
        code=code("tabulate"),
        wave="{wave}",
        settings=settings(*TABLE_SETTINGS, "tests"),
    message:
        "{wildcards.wave}: tables and tests"
    script:
        "../../scripts/tabulate.py"


# From the wave before to this one: a later wave leaves the changes of earlier ones as they are.
rule compare:
    input:
        first=sampled_before,
        second=SAMPLED,
        tables=of_compared_waves("tables.parquet"),
    output:
        changes="results/{wave}/changes.parquet",
        transitions="results/{wave}/transitions.parquet",
        tests="results/{wave}/transition_tests.parquet",
    log:
        "results/logs/{wave}/compare.log",
    params:
        code=code("compare"),
        waves=lambda wildcards: with_the_one_before(wildcards.wave),
        questionnaire=comparable,
        settings=compared_settings("tests"),
    message:
        "{wildcards.wave}: changes since the wave before"
    script:
        "../../scripts/compare.py"
