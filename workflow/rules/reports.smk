# results/{wave}/*.parquet → results/{wave}/{lang}/report.json, index.html → reports/{wave}/{lang}/

TEMPLATES = sorted(str(path) for path in (WORKFLOW / "templates").rglob("*") if path.is_file())


def catalogue(wildcards):
    """The messages of the language."""
    return str(WORKFLOW / "locale" / f"{wildcards.lang}.yaml")


def changes(wildcards):
    """The changes since the wave before, where there is one."""
    return [f"results/{wildcards.wave}/changes.parquet"] if before(wildcards.wave) else []


def transitions(wildcards):
    """Who moved from which answer to which since the wave before, and the tests of it."""
    there = with_the_one_before(wildcards.wave)[1:]
    files = ["transitions", "transition_tests"]
    return expand("results/{wave}/{file}.parquet", wave=there, file=files)


REPORT_SETTINGS = settings(
    "title",
    "institute",
    "unit",
    "frame",
    "design",
    "breaks",
    "suppression",
    "tests",
    "open",
    "how_many",
)


rule compose:
    input:
        questionnaire="results/{wave}/questionnaire.json",
        checked="results/{wave}/checked.parquet",
        sources="results/{wave}/sources.json",
        problems="results/{wave}/problems.csv",
        tables="results/{wave}/tables.parquet",
        tests="results/{wave}/tests.parquet",
        segments="results/{wave}/segments.parquet",
        clusters="results/{wave}/clusters.parquet",
        codes="results/{wave}/codes.parquet",
        decisions="results/{wave}/decisions.parquet",
        code_tables="results/{wave}/code_tables.parquet",
        agreement="results/{wave}/agreement.csv",
        changes=changes,
        transitions=transitions,
        codebook=CODEBOOK_FILE,
        catalogue=catalogue,
        code=code("compose"),
    output:
        report="results/{wave}/{lang}/report.json",
    log:
        "results/logs/{wave}/compose_{lang}.log",
    params:
        wave="{wave}",
        language="{lang}",
        settings=lambda wildcards: {
            **REPORT_SETTINGS,
            "waves": {
                wave: SETTINGS["waves"][wave] for wave in with_the_one_before(wildcards.wave)
            },
        },
        compared=lambda wildcards: to_dict(
            STUDY.questionnaire.among(with_the_one_before(wildcards.wave))
        ),
    script:
        "../../scripts/compose.py"


rule compose_trends:
    input:
        trends="results/trends.parquet",
        study=[CONFIG, QUESTIONNAIRE],
        catalogue=catalogue,
        code=code("compose_trends"),
    output:
        report="results/trends/{lang}/report.json",
    log:
        "results/logs/trends/compose_{lang}.log",
    params:
        language="{lang}",
    script:
        "../../scripts/compose_trends.py"


# `part` is a wave, trends, or register.
rule render:
    input:
        report="results/{part}/{lang}/report.json",
        templates=TEMPLATES,
        catalogue=catalogue,
        code=code("render"),
    output:
        page="results/{part}/{lang}/index.html",
        numbers="results/{part}/{lang}/numbers.csv",
    log:
        "results/logs/{part}/render_{lang}.log",
    script:
        "../../scripts/render.py"


def all_changes(wildcards):
    """The changes to this wave and from it."""
    there = with_the_one_before(wildcards.wave)[1:] + WAVES[WAVES.index(wildcards.wave) + 1 :][:1]
    return expand("results/{wave}/changes.parquet", wave=there)


rule check_disclosure:
    input:
        checked="results/{wave}/checked.parquet",
        questionnaire="results/{wave}/questionnaire.json",
        segments="results/{wave}/segments.parquet",
        codes="results/{wave}/codes.parquet",
        codebook=CODEBOOK_FILE,
        tables="results/{wave}/tables.parquet",
        code_tables="results/{wave}/code_tables.parquet",
        changes=all_changes,
        transitions=lambda wildcards: transitions(wildcards)[:1],
        numbers=expand("results/{{wave}}/{lang}/numbers.csv", lang=LANGUAGES),
        code=code("check_disclosure"),
    output:
        withheld="results/{wave}/withheld.csv",
    log:
        "results/logs/{wave}/check_disclosure.log",
    params:
        settings=DESIGN,
    script:
        "../../scripts/check_disclosure.py"


def looked_through(wildcards):
    """The waves that a part of the report shows, each found to disclose nothing.

    A new wave has the one before looked through again, as their changes could give it away; what
    was published of it stays as it is, hence `ancient`.
    """
    waves = {"trends": WAVES, "register": PRACTICE_WAVES}.get(wildcards.part, [wildcards.part])
    return [ancient(f"results/{wave}/withheld.csv") for wave in waves]


# Last and quick: a run that fails before it leaves the published report as it was.
rule publish:
    input:
        rendered=expand("results/{{part}}/{lang}/{file}", lang=LANGUAGES, file=PUBLISHED),
        looked_through=looked_through,
        code=code("publish"),
    output:
        published=expand("reports/{{part}}/{lang}/{file}", lang=LANGUAGES, file=PUBLISHED),
    log:
        "results/logs/{part}/publish.log",
    script:
        "../../scripts/publish.py"


rule index:
    input:
        reports=expand("reports/{part}/{lang}/index.html", part=PARTS, lang=LANGUAGES),
        templates=TEMPLATES,
        code=code("index"),
    output:
        page="reports/index.html",
    log:
        "results/logs/index.log",
    params:
        parts=PARTS,
        languages=LANGUAGES,
        settings={**settings("title", "institute"), "waves": SETTINGS["waves"]},
    script:
        "../../scripts/index.py"
