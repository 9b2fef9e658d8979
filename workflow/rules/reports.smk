# results/{wave}/*.parquet → results/{part}/{lang}/report.json and its formats; → reports/{part}/{lang}/

from godegrep.study.paths import WORD_TEMPLATE

LOGO = [STUDY.config.report.logo] if STUDY.config.report.logo else []
FORMATS = {
    "pages": "index.html",
    "documents": "report.docx",
    "archives": "figures.zip",
    "papers": "report.pdf",
    "workbooks": "tables.xlsx",
    "numbers": "numbers.csv",
}
CHECKSUMS = "SHA256SUMS"


def drawn(part):
    """What is made of a part, a wave, trends, or register: of each kind a file a language."""
    files = {"reports": "report.json", **FORMATS}
    return {
        kind: [f"results/{part}/{language}/{file}" for language in LANGUAGES]
        for kind, file in files.items()
    }


def own_template(wildcards):
    """The institute's Word template, where the study has one."""
    return [WORD_TEMPLATE] if Path(WORD_TEMPLATE).is_file() else []


def own_chapters(wildcards=None):
    """The researcher's own chapters by language."""
    return {
        language: [str(path) for path in chapter_files(Path(CHAPTERS), language, LANGUAGES[0])]
        for language in LANGUAGES
    }


def since_the_wave_before(*files):
    """Files about the changes since the wave before, where there is one."""
    return lambda wildcards: [
        f"results/{wildcards.wave}/{file}" for file in files if before(wildcards.wave)
    ]


# All formats in all languages by one job: starting a job costs more than drawing a format, and Word
# and the archive share their pictures.
rule compose:
    input:
        lambda wildcards: sum(own_chapters().values(), []),
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
        code_changes=since_the_wave_before("code_changes.parquet"),
        changes=since_the_wave_before("changes.parquet"),
        transitions=since_the_wave_before("transitions.parquet", "transition_tests.parquet"),
        # For their checksums: what of them concerns the wave comes by params and the wave's view.
        study=[ancient(CONFIG), ancient(QUESTIONNAIRE)],
        codebook=CODEBOOK_FILE,
        logo=LOGO,
        template=own_template,
    output:
        **drawn("{wave}"),
    log:
        "results/logs/{wave}/compose.log",
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        code=code("compose"),
        wave="{wave}",
        settings=compared_settings("report", "design", "tests", "open"),
        compared=comparable,
        chapters=own_chapters,
    message:
        "{wildcards.wave}: the report in all formats"
    script:
        "../../scripts/compose.py"


rule compose_trends:
    input:
        [CONFIG, QUESTIONNAIRE],
        changes=expand("results/{wave}/changes.parquet", wave=WAVES[1:]),
        tables=expand("results/{wave}/tables.parquet", wave=WAVES),
        logo=LOGO,
        template=own_template,
    output:
        **drawn("trends"),
        trends="results/trends.parquet",
    log:
        "results/logs/trends/compose.log",
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        code=code("compose_trends"),
        waves=WAVES,
        languages=LANGUAGES,
    message:
        "trends: the report in all formats"
    script:
        "../../scripts/compose_trends.py"


def all_changes(file):
    """The changes to this wave and from it."""
    return lambda wildcards: [
        f"results/{wave}/{file}"
        for earlier, wave in zip(WAVES, WAVES[1:])
        if wildcards.wave in (earlier, wave)
    ]


rule check_disclosure:
    input:
        sampled=SAMPLED,
        questionnaire="results/{wave}/questionnaire.json",
        segments="results/{wave}/segments.parquet",
        codes="results/{wave}/codes.parquet",
        codebook=CODEBOOK_FILE,
        tables="results/{wave}/tables.parquet",
        code_tables="results/{wave}/code_tables.parquet",
        changes=all_changes("changes.parquet"),
        code_changes=all_changes("code_changes.parquet"),
        transitions=since_the_wave_before("transitions.parquet"),
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
        settings=compared_settings(),
    message:
        "{wildcards.wave}: is anything given away?"
    script:
        "../../scripts/check_disclosure.py"


def looked_through(wildcards):
    """The waves that a part of the report shows, each found to disclose nothing.

    A new wave has the one before looked through again, as their changes could give it away; what
    was published of it stays as it is, hence `ancient`.
    """
    waves = {"trends": WAVES, "register": PRACTICE_WAVES}.get(wildcards.part, [wildcards.part])
    return [ancient(f"results/{wave}/withheld.csv") for wave in waves]


def stop_if_edited(manifest):
    """Stop before any job where a person has changed a published file: it would be lost."""
    if edited := changed_files(manifest):
        sys.exit(
            "\n".join(
                f"{file} has been changed by hand, and would be lost. Save it under another name, "
                f"such as {file.stem}-rettet{file.suffix}, or delete it; then run again."
                for file in edited
            )
        )


def rendered(wildcards):
    """What is published of a part."""
    stop_if_edited(f"reports/{wildcards.part}/{CHECKSUMS}")
    files = expand("{lang}/{file}", lang=LANGUAGES, file=FORMATS.values())
    return [f"results/{wildcards.part}/{file}" for file in files]


# Last and quick: a run that fails before it leaves the published report as it was. `update`, since
# Snakemake would else delete what is published before the job begins. The checksums are let go, so
# that a run that failed in here is made up for.
rule publish:
    input:
        rendered=rendered,
        looked_through=looked_through,
    output:
        published=update(
            expand("reports/{{part}}/{lang}/{file}", lang=LANGUAGES, file=FORMATS.values())
        ),
        checksums=f"reports/{{part}}/{CHECKSUMS}",
    log:
        "results/logs/{part}/publish.log",
    params:
        code=code("publish"),
    message:
        "{wildcards.part}: into reports/"
    script:
        "../../scripts/publish.py"


rule index:
    input:
        expand("reports/{part}/{lang}/index.html", part=PARTS, lang=LANGUAGES),
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
    message:
        "The page that leads to all reports"
    script:
        "../../scripts/index.py"
