# study/waves/{wave}/ (an export, a frame) → results/{wave}/checked.parquet, problems.csv;
# checked.parquet → sample.parquet, weighting.json


def frame_of(wildcards):
    """The csv of everyone invited, where the wave has one."""
    frame = STUDY.config.wave(wildcards.wave).frame
    return [frame] if frame else []


# The view of one wave: a question or a column added for another wave leaves it as it is.
rule questionnaire:
    output:
        questionnaire="results/{wave}/questionnaire.json",
    log:
        "results/logs/{wave}/questionnaire.log",
    params:
        code=code("questionnaire"),
        view=lambda wildcards: to_dict(STUDY.questionnaire.view(wildcards.wave)),
    script:
        "../../scripts/questionnaire.py"


rule ingest:
    input:
        export=lambda wildcards: STUDY.config.wave(wildcards.wave).export,
        frame=frame_of,
        questionnaire="results/{wave}/questionnaire.json",
    output:
        answers="results/{wave}/answers.parquet",
        unknown="results/{wave}/unknown.csv",
        sources="results/{wave}/sources.json",
    log:
        "results/logs/{wave}/ingest.log",
    params:
        code=code("ingest"),
        wave=lambda wildcards: stored(STUDY.config.wave(wildcards.wave)),
        settings=settings("frame")["frame"],
        weight=STUDY.config.design.weight_column,
        municipality=PRACTICE.municipality if PRACTICE else "",
    script:
        "../../scripts/ingest.py"


rule check:
    input:
        answers="results/{wave}/answers.parquet",
        unknown="results/{wave}/unknown.csv",
        questionnaire="results/{wave}/questionnaire.json",
    output:
        checked="results/{wave}/checked.parquet",
        problems="results/{wave}/problems.csv",
    log:
        "results/logs/{wave}/check.log",
    params:
        code=code("check"),
        wave="{wave}",
        export=lambda wildcards: STUDY.config.wave(wildcards.wave).export,
    script:
        "../../scripts/check.py"


# Once, for all that is tabulated, tested, compared and told of weights.
rule weight:
    input:
        checked="results/{wave}/checked.parquet",
    output:
        sample="results/{wave}/sample.parquet",
        weighting="results/{wave}/weighting.json",
    log:
        "results/logs/{wave}/weight.log",
    params:
        code=code("weight"),
        settings=settings("design")["design"],
    script:
        "../../scripts/weight.py"


# A wave as `read_sampled_wave` reads it.
SAMPLED = [
    "results/{wave}/checked.parquet",
    "results/{wave}/sample.parquet",
    "results/{wave}/weighting.json",
]


def sampled_before(wildcards):
    """The wave that this one is compared with, where there is one."""
    return expand(SAMPLED, wave=before(wildcards.wave)[-1:])
