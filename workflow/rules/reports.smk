# results/{wave}/*.parquet → results/{wave}/{lang}/report.json, numbers.csv; → reports/{wave}/{lang}/

LOGO = [STUDY.config.report.logo] if STUDY.config.report.logo else []


def own_chapters(wildcards):
    """The researcher's own chapters in the language."""
    return [str(path) for path in chapter_files(Path(CHAPTERS), wildcards.lang, LANGUAGES[0])]


def changes(wildcards, file="changes"):
    """The changes since the wave before, where there is one."""
    return [f"results/{wildcards.wave}/{file}.parquet"] if before(wildcards.wave) else []


def transitions(wildcards):
    """Who moved from which answer to which since the wave before, and the tests of it."""
    there = with_the_one_before(wildcards.wave)[1:]
    files = ["transitions", "transition_tests"]
    return expand("results/{wave}/{file}.parquet", wave=there, file=files)


rule compose:
    input:
        questionnaire="results/{wave}/questionnaire.json",
        checked="results/{wave}/checked.parquet",
        weighting="results/{wave}/weighting.json",
        sources="results/{wave}/sources.json",
        problems="results/{wave}/problems.csv",
        tables="results/{wave}/tables.parquet",
        tests="results/{wave}/tests.parquet",
        segments="results/{wave}/segments.parquet",
        clusters="results/{wave}/clusters.parquet",
        codes="results/{wave}/codes.parquet",
        decisions="results/{wave}/decisions.parquet",
        sheets=sheets,
        code_tables="results/{wave}/code_tables.parquet",
        agreement="results/{wave}/agreement.csv",
        co_occurrence="results/{wave}/co_occurrence.csv",
        saturation="results/{wave}/saturation.csv",
        code_changes=lambda wildcards: changes(wildcards, "code_changes"),
        changes=changes,
        transitions=transitions,
        # For their checksums: what of them concerns the wave comes by params and the wave's view.
        study=[ancient(CONFIG), ancient(QUESTIONNAIRE)],
        codebook=CODEBOOK_FILE,
        chapters=own_chapters,
        logo=LOGO,
    output:
        report="results/{wave}/{lang}/report.json",
    log:
        "results/logs/{wave}/compose_{lang}.log",
    params:
        code=code("compose"),
        wave="{wave}",
        language="{lang}",
        settings=lambda wildcards: {
            **settings("report", "design", "tests", "open"),
            **TABLES_SETTINGS,
            "waves": compared_waves(wildcards),
        },
        compared=lambda wildcards: to_dict(
            STUDY.questionnaire.among(with_the_one_before(wildcards.wave))
        ),
    script:
        "../../scripts/compose.py"


rule compose_trends:
    input:
        trends="results/trends.parquet",
        tables=expand("results/{wave}/tables.parquet", wave=WAVES),
        study=[CONFIG, QUESTIONNAIRE],
        logo=LOGO,
    output:
        report="results/trends/{lang}/report.json",
    log:
        "results/logs/trends/compose_{lang}.log",
    params:
        code=code("compose_trends"),
        language="{lang}",
        waves=WAVES,
    script:
        "../../scripts/compose_trends.py"


rule render_numbers:
    input:
        reports=expand("results/{{part}}/{lang}/report.json", lang=LANGUAGES),
    output:
        numbers=expand("results/{{part}}/{lang}/numbers.csv", lang=LANGUAGES),
    log:
        "results/logs/{part}/render_numbers.log",
    params:
        code=code("render_numbers"),
    script:
        "../../scripts/render_numbers.py"


def all_changes(wildcards, file="changes"):
    """The changes to this wave and from it."""
    there = with_the_one_before(wildcards.wave)[1:] + WAVES[WAVES.index(wildcards.wave) + 1 :][:1]
    return expand("results/{wave}/{file}.parquet", wave=there, file=file)


rule check_disclosure:
    input:
        sampled=SAMPLED,
        questionnaire="results/{wave}/questionnaire.json",
        segments="results/{wave}/segments.parquet",
        codes="results/{wave}/codes.parquet",
        codebook=CODEBOOK_FILE,
        tables="results/{wave}/tables.parquet",
        code_tables="results/{wave}/code_tables.parquet",
        changes=all_changes,
        code_changes=lambda wildcards: all_changes(wildcards, "code_changes"),
        transitions=lambda wildcards: transitions(wildcards)[:1],
        first=sampled_before,
        first_tables=lambda wildcards: expand(
            "results/{wave}/tables.parquet", wave=before(wildcards.wave)[-1:]
        ),
        numbers=expand("results/{{wave}}/{lang}/numbers.csv", lang=LANGUAGES),
    output:
        withheld="results/{wave}/withheld.csv",
    log:
        "results/logs/{wave}/check_disclosure.log",
    params:
        code=code("check_disclosure"),
        waves=lambda wildcards: with_the_one_before(wildcards.wave),
        compared=comparable,
        settings=lambda wildcards: {**TABLES_SETTINGS, "waves": compared_waves(wildcards)},
    script:
        "../../scripts/check_disclosure.py"


def looked_through(wildcards):
    """The waves that a part of the report shows, each found to disclose nothing.

    A new wave has the one before looked through again, as their changes could give it away; what
    was published of it stays as it is, hence `ancient`.
    """
    waves = {"trends": WAVES, "register": PRACTICE_WAVES}.get(wildcards.part, [wildcards.part])
    return [ancient(f"results/{wave}/withheld.csv") for wave in waves]


# Snakemake deletes a job's old outputs: what a person has written into one of them would be lost.
manifests = [f"reports/{part}/{CHECKSUMS}" for part in PARTS]
manifests += sorted(Path("reports").glob("*/*/kommune/*.sha256"))
edited = [file for manifest in manifests for file in changed_files(manifest)]
if edited:
    sys.exit(
        "\n".join(
            f"{file} has been changed by hand, and would be lost. Save it under another name, such "
            f"as {file.stem}-rettet{file.suffix}, or delete it; then run again."
            for file in edited
        )
    )


# Last and quick: a run that fails before it leaves the published report as it was. `update`, since
# Snakemake would else delete what is published before the job begins. The checksums are let go, so
# that a run that failed in here is made up for.
rule publish:
    input:
        rendered=expand("results/{{part}}/{lang}/{file}", lang=LANGUAGES, file=PUBLISHED),
        looked_through=looked_through,
    output:
        published=update(expand("reports/{{part}}/{lang}/{file}", lang=LANGUAGES, file=PUBLISHED)),
        checksums=f"reports/{{part}}/{CHECKSUMS}",
    log:
        "results/logs/{part}/publish.log",
    params:
        code=code("publish"),
    script:
        "../../scripts/publish.py"


rule index:
    input:
        reports=expand("reports/{part}/{lang}/index.html", part=PARTS, lang=LANGUAGES),
    output:
        page="reports/index.html",
    log:
        "results/logs/index.log",
    params:
        code=code("index"),
        parts=PARTS,
        languages=LANGUAGES,
        title=dict(STUDY.config.report.title),
        synthetic=[wave.name for wave in STUDY.config.waves if wave.synthetic],
    script:
        "../../scripts/index.py"
