# results/{wave}/sample.parquet → tables, tests, changes, transitions (.parquet) beside it; results/trends.parquet

TABLES_SETTINGS = settings("frame", "breaks", "suppression")


rule tabulate:
    input:
        sampled=SAMPLED,
        questionnaire="results/{wave}/questionnaire.json",
    output:
        tables="results/{wave}/tables.parquet",
    log:
        "results/logs/{wave}/tabulate.log",
    params:
        code=code("tabulate"),
        wave="{wave}",
        settings=TABLES_SETTINGS,
    script:
        "../../scripts/tabulate.py"


rule tests:
    input:
        sampled=SAMPLED,
        tables="results/{wave}/tables.parquet",
        questionnaire="results/{wave}/questionnaire.json",
    output:
        tests="results/{wave}/tests.parquet",
    log:
        "results/logs/{wave}/tests.log",
    params:
        code=code("tests"),
        wave="{wave}",
        settings={**TABLES_SETTINGS, **settings("tests")},
    script:
        "../../scripts/tests.py"


def comparable(wildcards):
    """What the two waves that are compared asked."""
    return to_dict(STUDY.questionnaire.among(with_the_one_before(wildcards.wave)))


def compared_waves(wildcards):
    """Where the two waves that are compared come from."""
    return wave_settings(*with_the_one_before(wildcards.wave))


# From the wave before to this one: a later wave leaves the changes of earlier ones as they are.
rule compare:
    input:
        first=sampled_before,
        second=SAMPLED,
        tables=lambda wildcards: expand(
            "results/{wave}/tables.parquet", wave=with_the_one_before(wildcards.wave)
        ),
    output:
        changes="results/{wave}/changes.parquet",
    log:
        "results/logs/{wave}/compare.log",
    params:
        code=code("compare"),
        waves=lambda wildcards: with_the_one_before(wildcards.wave),
        questionnaire=comparable,
        settings=lambda wildcards: {
            **TABLES_SETTINGS,
            **settings("tests"),
            "waves": compared_waves(wildcards),
        },
    script:
        "../../scripts/compare.py"


rule transitions:
    input:
        first=sampled_before,
        second=SAMPLED,
        tables=lambda wildcards: expand(
            "results/{wave}/tables.parquet", wave=with_the_one_before(wildcards.wave)
        ),
    output:
        transitions="results/{wave}/transitions.parquet",
        tests="results/{wave}/transition_tests.parquet",
    log:
        "results/logs/{wave}/transitions.log",
    params:
        code=code("transitions"),
        waves=lambda wildcards: with_the_one_before(wildcards.wave),
        questionnaire=comparable,
        settings=lambda wildcards: {
            **TABLES_SETTINGS,
            **settings("tests"),
            "waves": compared_waves(wildcards),
        },
    script:
        "../../scripts/transitions.py"


rule trends:
    input:
        changes=expand("results/{wave}/changes.parquet", wave=WAVES[1:]),
    output:
        trends="results/trends.parquet",
    log:
        "results/logs/trends.log",
    params:
        code=code("trends"),
    script:
        "../../scripts/trends.py"
