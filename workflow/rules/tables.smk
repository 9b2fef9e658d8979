# results/{wave}/checked.parquet → results/{wave}/tables.parquet, changes.parquet; results/trends.parquet

DESIGN = settings("frame", "design", "breaks", "suppression")


rule tabulate:
    input:
        checked="results/{wave}/checked.parquet",
        questionnaire="results/{wave}/questionnaire.json",
        code=code("tabulate"),
    output:
        tables="results/{wave}/tables.parquet",
    log:
        "results/logs/{wave}/tabulate.log",
    params:
        wave="{wave}",
        settings=DESIGN,
    script:
        "../../scripts/tabulate.py"


# From the wave before to this one: a later wave leaves the changes of earlier ones as they are.
rule compare:
    input:
        first=lambda wildcards: f"results/{before(wildcards.wave)[-1]}/checked.parquet",
        second="results/{wave}/checked.parquet",
        code=code("compare"),
    output:
        changes="results/{wave}/changes.parquet",
    log:
        "results/logs/{wave}/compare.log",
    params:
        waves=lambda wildcards: with_the_one_before(wildcards.wave),
        questionnaire=lambda wildcards: to_dict(
            STUDY.questionnaire.among(with_the_one_before(wildcards.wave))
        ),
        settings=lambda wildcards: {
            **DESIGN,
            "waves": {w: SETTINGS["waves"][w] for w in with_the_one_before(wildcards.wave)},
        },
    script:
        "../../scripts/compare.py"


rule trends:
    input:
        changes=expand("results/{wave}/changes.parquet", wave=WAVES[1:]),
        code=code("trends"),
    output:
        trends="results/trends.parquet",
    log:
        "results/logs/trends.log",
    script:
        "../../scripts/trends.py"
