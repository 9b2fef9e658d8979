# study/waves/{wave}/ (an export, a frame) → results/{wave}/checked.parquet, problems.csv;
# checked.parquet → sample.parquet, weighting.json


def frame_of(wildcards):
    """The csv of everyone invited, where the wave has one."""
    frame = STUDY.config.wave(wildcards.wave).frame
    return [frame] if frame else []


# Of the questionnaire it gets the view of one wave: a question or a column added for another wave
# leaves it as it is.
rule ingest:
    input:
        export=lambda wildcards: STUDY.config.wave(wildcards.wave).export,
        frame=frame_of,
    output:
        questionnaire="results/{wave}/questionnaire.json",
        answers="results/{wave}/answers.parquet",
        unknown="results/{wave}/unknown.csv",
        sources="results/{wave}/sources.json",
        checked="results/{wave}/checked.parquet",
        problems="results/{wave}/problems.csv",
    log:
        "results/logs/{wave}/ingest.log",
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        code=code("ingest"),
        questionnaire=lambda wildcards: to_dict(STUDY.questionnaire.view(wildcards.wave)),
        wave=lambda wildcards: stored(STUDY.config.wave(wildcards.wave)),
        settings=settings("frame")["frame"],
        weight=STUDY.config.design.weight_column,
        municipality=PRACTICE.municipality if PRACTICE else "",
    message:
        "{wildcards.wave}: answers, masked and checked"
    script:
        "../../scripts/ingest.py"


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
    message:
        "{wildcards.wave}: weights"
    script:
        "../../scripts/weight.py"
