# study/waves/{wave}/ (an export, a frame) → results/{wave}/checked.parquet, problems.csv


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
