# results/{wave}/checked.parquet → results/{material}/segments.parquet; with what people decided
# → codes.parquet; → results/{wave}/code_tables.parquet and what else the codes tell of a wave


def sheets(wildcards):
    """The review sheets that people have filled in: their arrival and every edit is noticed."""
    name = wildcards.get("material") or wildcards.wave
    return [str(path) for path in review_sheets(review_folder(name))]


def of_earlier(file):
    """A file of each material that this one's suggestions may learn from."""
    return lambda wildcards: expand(
        "results/{earlier}/{file}.parquet",
        earlier=earlier_materials(wildcards.material, STUDY.config),
        file=file,
    )


def unedited_workbook(wildcards):
    """Nothing; stops where a sheet was filled in where it lies: it would be lost when written anew."""
    coder = wildcards.get("coder", "")
    name = f"review/{coder}.xlsx" if coder else "review.xlsx"
    sheet = Path("results", wildcards.material, name)
    if is_changed(sheet, sheet.with_suffix(".sha256")):
        sys.exit(
            f"{sheet} has been changed, and would be lost. Move it to "
            f"{review_folder(wildcards.material)}/ under the coder's name, such as kari.xlsx, or "
            "delete it; then run again."
        )
    return []


# The one rule of coding that knows of waves: their open answers are a material.
rule segment:
    input:
        checked="results/{wave}/checked.parquet",
        questionnaire="results/{wave}/questionnaire.json",
    output:
        segments="results/{wave}/segments.parquet",
        texts="results/{wave}/texts.parquet",
        material="results/{wave}/material.json",
        vectors="results/{wave}/vectors.npz",
    log:
        "results/logs/{wave}/segment.log",
    resources:
        mem_mb=3000,
        runtime=60,
    params:
        code=code("segment"),
        wave="{wave}",
        synthetic=lambda wildcards: STUDY.config.wave(wildcards.wave).synthetic,
        encoder=STUDY.config.open.encoder,
        cache="results/vectors",
    message:
        "{wildcards.wave}: units of the open answers"
    script:
        "../../scripts/segment.py"


rule review:
    input:
        sheets=sheets,
        segments="results/{material}/segments.parquet",
        codebook=CODEBOOK_FILE,
    output:
        decisions="results/{material}/decisions.parquet",
        orphans="results/{material}/orphans.parquet",
    log:
        "results/logs/{material}/review.log",
    params:
        code=code("review"),
    message:
        "{wildcards.material}: what coders decided"
    script:
        "../../scripts/review.py"


rule suggest:
    input:
        segments="results/{material}/segments.parquet",
        vectors="results/{material}/vectors.npz",
        decisions="results/{material}/decisions.parquet",
        earlier_segments=of_earlier("segments"),
        earlier_decisions=of_earlier("decisions"),
        codebook=CODEBOOK_FILE,
    output:
        suggestions="results/{material}/suggestions.parquet",
        clusters="results/{material}/clusters.parquet",
        curves="results/{material}/cluster_numbers.csv",
    log:
        "results/logs/{material}/suggest.log",
    resources:
        mem_mb=3000,
        runtime=60,
    params:
        code=code("suggest"),
        settings=settings("open"),
        cache="results/vectors",
    message:
        "{wildcards.material}: clusters and suggestions"
    script:
        "../../scripts/suggest.py"


# The workbook for whoever has none yet.
rule coding_workbook:
    input:
        unedited_workbook,
        segments="results/{material}/segments.parquet",
        texts="results/{material}/texts.parquet",
        material="results/{material}/material.json",
        suggestions="results/{material}/suggestions.parquet",
        clusters="results/{material}/clusters.parquet",
        curves="results/{material}/cluster_numbers.csv",
        decisions="results/{material}/decisions.parquet",
        orphans="results/{material}/orphans.parquet",
        earlier_segments=of_earlier("segments"),
        earlier_decisions=of_earlier("decisions"),
        codebook=CODEBOOK_FILE,
    output:
        workbook="results/{material}/review.xlsx",
        recorded="results/{material}/review.sha256",
    log:
        "results/logs/{material}/coding_workbook.log",
    params:
        code=code("coding_workbook"),
        coder=lambda wildcards: wildcards.get("coder", ""),
        language=LANGUAGES[0],
    message:
        "{wildcards.material}: a sheet to fill in"
    script:
        "../../scripts/coding_workbook.py"


# The workbook of a coder who has handed one in, with what that coder has decided; and the one in
# which coders agree on what they coded differently.
use rule coding_workbook as coder_workbook with:
    output:
        workbook="results/{material}/review/{coder}.xlsx",
        recorded="results/{material}/review/{coder}.sha256",
    log:
        "results/logs/{material}/coding_workbook_{coder}.log",
    message:
        "{wildcards.material}: {wildcards.coder}'s sheet"


# On request: a codebook to begin with, a code a cluster.
rule codebook_draft:
    input:
        segments="results/{material}/segments.parquet",
        clusters="results/{material}/clusters.parquet",
        codebook=CODEBOOK_FILE,
    output:
        draft="results/{material}/codebook_draft.yaml",
    log:
        "results/logs/{material}/codebook_draft.log",
    params:
        code=code("codebook_draft"),
        material="{material}",
        language=LANGUAGES[0],
    message:
        "{wildcards.material}: a first codebook"
    script:
        "../../scripts/codebook_draft.py"


rule codes:
    input:
        segments="results/{material}/segments.parquet",
        suggestions="results/{material}/suggestions.parquet",
        decisions="results/{material}/decisions.parquet",
    output:
        codes="results/{material}/codes.parquet",
        agreement="results/{material}/agreement.csv",
    log:
        "results/logs/{material}/codes.log",
    params:
        code=code("codes"),
        settings=settings("design", "open"),
    message:
        "{wildcards.material}: codes and agreement"
    script:
        "../../scripts/codes.py"


rule code_tables:
    input:
        sampled=SAMPLED,
        questionnaire="results/{wave}/questionnaire.json",
        segments="results/{wave}/segments.parquet",
        codes="results/{wave}/codes.parquet",
        codebook=CODEBOOK_FILE,
    output:
        tables="results/{wave}/code_tables.parquet",
        by_segment="results/{wave}/segment_tables.parquet",
        co_occurrence="results/{wave}/co_occurrence.csv",
        saturation="results/{wave}/saturation.csv",
    log:
        "results/logs/{wave}/code_tables.log",
    params:
        code=code("code_tables"),
        wave="{wave}",
        settings=settings(*TABLE_SETTINGS),
    message:
        "{wildcards.wave}: tables of the codes"
    script:
        "../../scripts/code_tables.py"


rule compare_codes:
    input:
        first=sampled_before,
        second=SAMPLED,
        segments=of_compared_waves("segments.parquet"),
        codes=of_compared_waves("codes.parquet"),
        tables=of_compared_waves("code_tables.parquet"),
        codebook=CODEBOOK_FILE,
    output:
        changes="results/{wave}/code_changes.parquet",
    log:
        "results/logs/{wave}/compare_codes.log",
    params:
        code=code("compare_codes"),
        waves=lambda wildcards: with_the_one_before(wildcards.wave),
        questionnaire=comparable,
        settings=compared_settings("tests", "open"),
        cache="results/vectors",
    message:
        "{wildcards.wave}: changes in the codes"
    script:
        "../../scripts/compare_codes.py"
