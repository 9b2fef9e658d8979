# results/{wave}/checked.parquet → results/{wave}/export/, when it is asked for by name


# It holds the answers of each respondent. No report depends on it, and nothing publishes it.
rule export:
    input:
        checked="results/{wave}/checked.parquet",
        questionnaire="results/{wave}/questionnaire.json",
        segments="results/{wave}/segments.parquet",
        decisions="results/{wave}/decisions.parquet",
        codes=CODEBOOK_FILE,
    output:
        sav="results/{wave}/export/answers.sav",
        answers="results/{wave}/export/answers.csv",
        codebook="results/{wave}/export/codebook.csv",
    log:
        "results/logs/{wave}/export.log",
    params:
        code=code("export"),
        wave="{wave}",
        language=LANGUAGES[0],
        title=dict(STUDY.config.report.title),
        variables=settings("frame")["frame"]["variables"],
    script:
        "../../scripts/export.py"


# The coded answers for NVivo, MAXQDA, ATLAS.ti and others; a project comes back as a review sheet.
rule exchange:
    input:
        checked="results/{wave}/checked.parquet",
        questionnaire="results/{wave}/questionnaire.json",
        segments="results/{wave}/segments.parquet",
        suggestions="results/{wave}/suggestions.parquet",
        decisions="results/{wave}/decisions.parquet",
        codes="results/{wave}/codes.parquet",
        codebook=CODEBOOK_FILE,
    output:
        project="results/{wave}/export/codes.qdpx",
        qdc="results/{wave}/export/codebook.qdc",
        matrix="results/{wave}/export/codes.csv",
        cases="results/{wave}/export/codes_by_group.csv",
    log:
        "results/logs/{wave}/exchange.log",
    params:
        code=code("exchange"),
        wave="{wave}",
        language=LANGUAGES[0],
        title=dict(STUDY.config.report.title),
    script:
        "../../scripts/exchange.py"
