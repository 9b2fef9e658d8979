# results/{wave}/checked.parquet, study/waves/{wave}/review/*.xlsx → results/{wave}/codes.parquet


def sheets(wildcards):
    """The review sheets that people have filled in: their arrival and every edit is noticed."""
    folder = Path("study/waves") / wildcards.wave / "review"
    return [str(path) for path in review_sheets(folder)]


# A sheet that was filled in where it lay would be lost when it is written anew.
for wave in WAVES:
    sheet = f"results/{wave}/review.xlsx"
    if is_changed(sheet, f"results/{wave}/review.sha256"):
        sys.exit(
            f"{sheet} has been changed, and would be lost. Move it to study/waves/{wave}/review/ "
            "under your own name, such as kari.xlsx, or delete it; then run again."
        )


CODEBOOK_FILE = [CODEBOOK] if Path(CODEBOOK).exists() else []


rule segment:
    input:
        checked="results/{wave}/checked.parquet",
        questionnaire="results/{wave}/questionnaire.json",
        code=code("segment"),
    output:
        segments="results/{wave}/segments.parquet",
    log:
        "results/logs/{wave}/segment.log",
    script:
        "../../scripts/segment.py"


rule embed:
    input:
        segments="results/{wave}/segments.parquet",
        code=code("embed"),
    output:
        vectors="results/{wave}/vectors.npz",
    log:
        "results/logs/{wave}/embed.log",
    params:
        settings=settings("open"),
        cache="results/vectors",
    script:
        "../../scripts/embed.py"


rule review:
    input:
        sheets=sheets,
        segments="results/{wave}/segments.parquet",
        codebook=CODEBOOK_FILE,
        code=code("review"),
    output:
        decisions="results/{wave}/decisions.parquet",
        orphans="results/{wave}/orphans.parquet",
    log:
        "results/logs/{wave}/review.log",
    script:
        "../../scripts/review.py"


rule suggest:
    input:
        checked="results/{wave}/checked.parquet",
        questionnaire="results/{wave}/questionnaire.json",
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
        code=code("suggest"),
    output:
        suggestions="results/{wave}/suggestions.parquet",
        clusters="results/{wave}/clusters.parquet",
        sheet="results/{wave}/review.xlsx",
        seal="results/{wave}/review.sha256",
    log:
        "results/logs/{wave}/suggest.log",
    params:
        wave="{wave}",
        settings=lambda wildcards: {
            **settings("open"),
            "waves": {wildcards.wave: SETTINGS["waves"][wildcards.wave]},
        },
        language=LANGUAGES[0],
        cache="results/vectors",
    script:
        "../../scripts/suggest.py"


rule codes:
    input:
        checked="results/{wave}/checked.parquet",
        questionnaire="results/{wave}/questionnaire.json",
        segments="results/{wave}/segments.parquet",
        suggestions="results/{wave}/suggestions.parquet",
        decisions="results/{wave}/decisions.parquet",
        codebook=CODEBOOK_FILE,
        code=code("codes"),
    output:
        codes="results/{wave}/codes.parquet",
        agreement="results/{wave}/agreement.csv",
        tables="results/{wave}/code_tables.parquet",
    log:
        "results/logs/{wave}/codes.log",
    params:
        wave="{wave}",
        settings=settings("frame", "design", "breaks", "suppression"),
    script:
        "../../scripts/codes.py"
