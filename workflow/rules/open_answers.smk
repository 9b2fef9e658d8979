# results/{wave}/checked.parquet, study/waves/{wave}/review/* → results/{wave}/codes.parquet


def sheets(wildcards):
    """The review sheets that people have filled in: their arrival and every edit is noticed."""
    return [str(path) for path in review_sheets(Path(REVIEWS.format(wave=wildcards.wave)))]


# A sheet that was filled in where it lay would be lost when it is written anew.
for wave in WAVES:
    written = Path("results", wave)
    for sheet in [written / "review.xlsx", *sorted(written.glob("review/*.xlsx"))]:
        if is_changed(sheet, sheet.with_suffix(".sha256")):
            sys.exit(
                f"{sheet} has been changed, and would be lost. Move it to "
                f"study/waves/{wave}/review/ under the coder's name, such as kari.xlsx, or delete "
                "it; then run again."
            )


rule segment:
    input:
        checked="results/{wave}/checked.parquet",
        questionnaire="results/{wave}/questionnaire.json",
    output:
        segments="results/{wave}/segments.parquet",
    log:
        "results/logs/{wave}/segment.log",
    params:
        code=code("segment"),
    script:
        "../../scripts/segment.py"


rule embed:
    input:
        segments="results/{wave}/segments.parquet",
    output:
        vectors="results/{wave}/vectors.npz",
    log:
        "results/logs/{wave}/embed.log",
    params:
        code=code("embed"),
        settings=settings("open"),
        cache="results/vectors",
    script:
        "../../scripts/embed.py"


rule review:
    input:
        sheets=sheets,
        segments="results/{wave}/segments.parquet",
        codebook=CODEBOOK_FILE,
    output:
        decisions="results/{wave}/decisions.parquet",
        orphans="results/{wave}/orphans.parquet",
    log:
        "results/logs/{wave}/review.log",
    params:
        code=code("review"),
    script:
        "../../scripts/review.py"


rule suggest:
    input:
        segments="results/{wave}/segments.parquet",
        vectors="results/{wave}/vectors.npz",
        decisions="results/{wave}/decisions.parquet",
        earlier_segments=lambda wildcards: expand(
            "results/{wave}/segments.parquet", wave=before(wildcards.wave)
        ),
        earlier_decisions=lambda wildcards: expand(
            "results/{wave}/decisions.parquet", wave=before(wildcards.wave)
        ),
        codebook=CODEBOOK_FILE,
    output:
        suggestions="results/{wave}/suggestions.parquet",
        clusters="results/{wave}/clusters.parquet",
        curves="results/{wave}/cluster_numbers.csv",
    log:
        "results/logs/{wave}/suggest.log",
    params:
        code=code("suggest"),
        settings=settings("open"),
        cache="results/vectors",
    script:
        "../../scripts/suggest.py"


# The sheet for whoever has none yet.
rule sheet:
    input:
        checked="results/{wave}/checked.parquet",
        questionnaire="results/{wave}/questionnaire.json",
        segments="results/{wave}/segments.parquet",
        suggestions="results/{wave}/suggestions.parquet",
        clusters="results/{wave}/clusters.parquet",
        curves="results/{wave}/cluster_numbers.csv",
        decisions="results/{wave}/decisions.parquet",
        orphans="results/{wave}/orphans.parquet",
        earlier_segments=lambda wildcards: expand(
            "results/{wave}/segments.parquet", wave=before(wildcards.wave)
        ),
        earlier_decisions=lambda wildcards: expand(
            "results/{wave}/decisions.parquet", wave=before(wildcards.wave)
        ),
        codebook=CODEBOOK_FILE,
    output:
        sheet="results/{wave}/review.xlsx",
        recorded="results/{wave}/review.sha256",
    log:
        "results/logs/{wave}/sheet.log",
    params:
        code=code("sheet"),
        wave="{wave}",
        settings=lambda wildcards: wave_settings(wildcards.wave)[0],
        language=LANGUAGES[0],
        coder="",
    script:
        "../../scripts/sheet.py"


# The sheet of a coder who has handed one in, with what that coder has decided; and the one in which
# coders agree on what they coded differently.
use rule sheet as coder_sheet with:
    output:
        sheet="results/{wave}/review/{coder}.xlsx",
        recorded="results/{wave}/review/{coder}.sha256",
    log:
        "results/logs/{wave}/sheet_{coder}.log",
    params:
        wave="{wave}",
        settings=lambda wildcards: wave_settings(wildcards.wave)[0],
        language=LANGUAGES[0],
        coder="{coder}",


# On request: a codebook to begin with, a code a cluster.
rule codebook_draft:
    input:
        segments="results/{wave}/segments.parquet",
        clusters="results/{wave}/clusters.parquet",
        codebook=CODEBOOK_FILE,
    output:
        draft="results/{wave}/codebook_draft.yaml",
    log:
        "results/logs/{wave}/codebook_draft.log",
    params:
        code=code("codebook_draft"),
        wave="{wave}",
        language=LANGUAGES[0],
    script:
        "../../scripts/codebook_draft.py"


rule codes:
    input:
        sampled=SAMPLED,
        questionnaire="results/{wave}/questionnaire.json",
        segments="results/{wave}/segments.parquet",
        suggestions="results/{wave}/suggestions.parquet",
        decisions="results/{wave}/decisions.parquet",
        codebook=CODEBOOK_FILE,
    output:
        codes="results/{wave}/codes.parquet",
        agreement="results/{wave}/agreement.csv",
        tables="results/{wave}/code_tables.parquet",
    log:
        "results/logs/{wave}/codes.log",
    params:
        code=code("codes"),
        wave="{wave}",
        settings={**TABLES_SETTINGS, **settings("open")},
    script:
        "../../scripts/codes.py"


# What the codes tell besides who has them.
rule code_results:
    input:
        sampled=SAMPLED,
        questionnaire="results/{wave}/questionnaire.json",
        segments="results/{wave}/segments.parquet",
        codes="results/{wave}/codes.parquet",
        code_tables="results/{wave}/code_tables.parquet",
        codebook=CODEBOOK_FILE,
    output:
        tables="results/{wave}/segment_tables.parquet",
        co_occurrence="results/{wave}/co_occurrence.csv",
        curves="results/{wave}/saturation.csv",
    log:
        "results/logs/{wave}/code_results.log",
    params:
        code=code("code_results"),
        wave="{wave}",
        settings=TABLES_SETTINGS,
    script:
        "../../scripts/code_results.py"


def of_both_waves(file):
    """A file of each of the two waves that are compared."""
    return lambda wildcards: expand(
        "results/{wave}/{file}.parquet", wave=with_the_one_before(wildcards.wave), file=file
    )


rule compare_codes:
    input:
        first=sampled_before,
        second=SAMPLED,
        segments=of_both_waves("segments"),
        codes=of_both_waves("codes"),
        tables=of_both_waves("code_tables"),
        codebook=CODEBOOK_FILE,
    output:
        changes="results/{wave}/code_changes.parquet",
    log:
        "results/logs/{wave}/compare_codes.log",
    params:
        code=code("compare_codes"),
        waves=lambda wildcards: with_the_one_before(wildcards.wave),
        questionnaire=comparable,
        settings=lambda wildcards: {
            **TABLES_SETTINGS,
            **settings("tests", "open"),
            "waves": compared_waves(wildcards),
        },
        cache="results/vectors",
    script:
        "../../scripts/compare_codes.py"
