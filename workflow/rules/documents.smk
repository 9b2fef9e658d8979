# results/{part}/{lang}/report.json → report.docx, report.pdf, tables.xlsx, figures.zip

from godegrep.writers.docx_template import NAME as WORD_TEMPLATE


def own_template(wildcards):
    """The institute's Word template, where the study has one."""
    return [WORD_TEMPLATE] if Path(WORD_TEMPLATE).is_file() else []


rule render_docx:
    input:
        reports=expand("results/{{part}}/{lang}/report.json", lang=LANGUAGES),
        template=own_template,
        templates=TEMPLATES,
        catalogues=CATALOGUES,
        code=code("render_docx"),
    output:
        documents=expand("results/{{part}}/{lang}/report.docx", lang=LANGUAGES),
    log:
        "results/logs/{part}/render_docx.log",
    script:
        "../../scripts/render_docx.py"


rule render_pdf:
    input:
        reports=expand("results/{{part}}/{lang}/report.json", lang=LANGUAGES),
        templates=TEMPLATES,
        catalogues=CATALOGUES,
        code=code("render_pdf"),
    output:
        documents=expand("results/{{part}}/{lang}/report.pdf", lang=LANGUAGES),
    log:
        "results/logs/{part}/render_pdf.log",
    script:
        "../../scripts/render_pdf.py"


rule render_xlsx:
    input:
        reports=expand("results/{{part}}/{lang}/report.json", lang=LANGUAGES),
        catalogues=CATALOGUES,
        code=code("render_xlsx"),
    output:
        workbooks=expand("results/{{part}}/{lang}/tables.xlsx", lang=LANGUAGES),
    log:
        "results/logs/{part}/render_xlsx.log",
    script:
        "../../scripts/render_xlsx.py"


rule render_figures:
    input:
        reports=expand("results/{{part}}/{lang}/report.json", lang=LANGUAGES),
        templates=TEMPLATES,
        catalogues=CATALOGUES,
        code=code("render_figures"),
    output:
        archives=expand("results/{{part}}/{lang}/figures.zip", lang=LANGUAGES),
    log:
        "results/logs/{part}/render_figures.log",
    script:
        "../../scripts/render_figures.py"
