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
    message:
        "{wildcards.wave}: answers for SPSS and Stata"
    script:
        "../../scripts/export.py"


# A material with its codings for NVivo, MAXQDA, ATLAS.ti and others; a project comes back as a
# review sheet.
rule exchange:
    input:
        segments="results/{material}/segments.parquet",
        texts="results/{material}/texts.parquet",
        material="results/{material}/material.json",
        suggestions="results/{material}/suggestions.parquet",
        decisions="results/{material}/decisions.parquet",
        codebook=CODEBOOK_FILE,
    output:
        project="results/{material}/export/codes.qdpx",
        qdc="results/{material}/export/codebook.qdc",
    log:
        "results/logs/{material}/exchange.log",
    params:
        code=code("exchange"),
        language=LANGUAGES[0],
        title=dict(STUDY.config.report.title),
    message:
        "{wildcards.material}: codes for other programs"
    script:
        "../../scripts/exchange.py"


rule code_matrix:
    input:
        checked="results/{wave}/checked.parquet",
        questionnaire="results/{wave}/questionnaire.json",
        segments="results/{wave}/segments.parquet",
        codes="results/{wave}/codes.parquet",
        codebook=CODEBOOK_FILE,
    output:
        matrix="results/{wave}/export/codes.csv",
        cases="results/{wave}/export/codes_by_group.csv",
    log:
        "results/logs/{wave}/code_matrix.log",
    params:
        code=code("code_matrix"),
    message:
        "{wildcards.wave}: who has which code"
    script:
        "../../scripts/code_matrix.py"
