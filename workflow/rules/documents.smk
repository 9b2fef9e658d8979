# results/{part}/{lang}/report.json → index.html, report.docx, figures.zip, report.pdf, tables.xlsx

from godegrep.render.docx_template import NAME as WORD_TEMPLATE


def own_template(wildcards):
    """The institute's Word template, where the study has one."""
    return [WORD_TEMPLATE] if Path(WORD_TEMPLATE).is_file() else []


# `part` is a wave, trends, or register. All formats in all languages by one job: starting a job
# costs more than drawing a format, and Word and the archive share their pictures.
rule render:
    input:
        reports=expand("results/{{part}}/{lang}/report.json", lang=LANGUAGES),
        template=own_template,
    output:
        pages=expand("results/{{part}}/{lang}/index.html", lang=LANGUAGES),
        documents=expand("results/{{part}}/{lang}/report.docx", lang=LANGUAGES),
        archives=expand("results/{{part}}/{lang}/figures.zip", lang=LANGUAGES),
        papers=expand("results/{{part}}/{lang}/report.pdf", lang=LANGUAGES),
        workbooks=expand("results/{{part}}/{lang}/tables.xlsx", lang=LANGUAGES),
    log:
        "results/logs/{part}/render.log",
    params:
        code=code("render"),
    script:
        "../../scripts/render.py"
