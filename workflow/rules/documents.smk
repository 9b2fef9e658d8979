# results/{part}/{lang}/report.json → report.docx, report.pdf, tables.xlsx, figures.zip

from godegrep.writers.docx_template import NAME as WORD_TEMPLATE


def own_template(wildcards):
    """The institute's Word template, where the study has one."""
    return [WORD_TEMPLATE] if Path(WORD_TEMPLATE).is_file() else []


rule render_docx:
    input:
        report="results/{part}/{lang}/report.json",
        template=own_template,
        templates=TEMPLATES,
        catalogue=catalogue,
        code=code("render_docx"),
    output:
        document="results/{part}/{lang}/report.docx",
    log:
        "results/logs/{part}/render_docx_{lang}.log",
    script:
        "../../scripts/render_docx.py"


rule render_pdf:
    input:
        report="results/{part}/{lang}/report.json",
        templates=TEMPLATES,
        catalogue=catalogue,
        code=code("render_pdf"),
    output:
        document="results/{part}/{lang}/report.pdf",
    log:
        "results/logs/{part}/render_pdf_{lang}.log",
    script:
        "../../scripts/render_pdf.py"


rule render_xlsx:
    input:
        report="results/{part}/{lang}/report.json",
        catalogue=catalogue,
        code=code("render_xlsx"),
    output:
        workbook="results/{part}/{lang}/tables.xlsx",
    log:
        "results/logs/{part}/render_xlsx_{lang}.log",
    script:
        "../../scripts/render_xlsx.py"


rule render_figures:
    input:
        report="results/{part}/{lang}/report.json",
        templates=TEMPLATES,
        catalogue=catalogue,
        code=code("render_figures"),
    output:
        archive="results/{part}/{lang}/figures.zip",
    log:
        "results/logs/{part}/render_figures_{lang}.log",
    script:
        "../../scripts/render_figures.py"
