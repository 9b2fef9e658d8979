import os
import re
import sys
import time
from pathlib import Path

from godegrep.code_digest import code_digest
from godegrep.core.errors import Mistake
from godegrep.core.resources import pipeline
from godegrep.study.questionnaire import to_dict
from godegrep.study.chapters import CHAPTERS
from godegrep.study.chapters import chapter_files
from godegrep.study.chapters import chapter_messages
from godegrep.coding.workbook.files import review_sheets
from godegrep.coding.workbook.files import sheets_to_fill_in
from godegrep.study.materials import earlier_materials
from godegrep.study.materials import materials
from godegrep.study.materials import review_folder
from godegrep.study.paths import CODEBOOK
from godegrep.core.schema import stored
from godegrep.study.paths import CONFIG
from godegrep.study.paths import QUESTIONNAIRE
from godegrep.study.read import check_files
from godegrep.study.read import read_study
from godegrep.study_check import check_before_a_run
from godegrep.core.checksums import changed_files
from godegrep.core.checksums import is_changed

# Two threads in each of two jobs are four times slower than one in each.
os.environ.setdefault("OMP_NUM_THREADS", "1")

try:
    check_before_a_run()
    STUDY = read_study()
    check_files(STUDY)
    MATERIALS = materials(STUDY.config)
    TO_FILL_IN = [
        f"results/{material}/{sheet}"
        for material in MATERIALS
        for sheet in sheets_to_fill_in(review_folder(material))
    ]
    chapter_messages(Path(CHAPTERS), STUDY.config.report.languages)
except Mistake as mistake:
    sys.exit(str(mistake))

WAVES = [wave.name for wave in STUDY.config.waves]
LANGUAGES = list(STUDY.config.report.languages)
PARTS = [*WAVES, "trends"] if len(WAVES) > 1 else WAVES
REGISTER = STUDY.config.register
PRACTICE = REGISTER.practice if REGISTER else None
PRACTICE_WAVES = [wave for wave in WAVES if PRACTICE and wave in PRACTICE.years]
# What the page of the register's statistics is about.
EXPECTED = REGISTER.expected if REGISTER else None
GROWTH = REGISTER.growth if REGISTER else ()
if EXPECTED or GROWTH:
    PARTS = [*PARTS, "register"]
CODEBOOK_FILE = [CODEBOOK] if Path(CODEBOOK).exists() else []
PUBLISHED = [
    "figures.zip",
    "index.html",
    "numbers.csv",
    "report.docx",
    "report.pdf",
    "tables.xlsx",
]
CHECKSUMS = "SHA256SUMS"


wildcard_constraints:
    wave="|".join(map(re.escape, WAVES)),
    material="|".join(map(re.escape, MATERIALS)),
    part="|".join(map(re.escape, PARTS)),
    lang="nb|nn|en",
    coder="[^/]+",
    municipality="[^/]+",


def code(script):
    """A digest of what a script runs on: Snakemake itself follows the script only."""
    return code_digest(pipeline() / "scripts" / f"{script}.py")


def settings(*names):
    """Those parts of config.yaml that a rule depends on, so that other edits rerun nothing.

    Each is whole, with the defaults of what is left out; the script reads it back by its type.
    """
    return {name: stored(getattr(STUDY.config, name)) for name in names}


def wave_settings(*waves):
    """What config.yaml says of these waves alone."""
    return [stored(STUDY.config.wave(wave)) for wave in waves]


def before(wave):
    """The waves before this one, in the order of time."""
    return WAVES[: WAVES.index(wave)]


def with_the_one_before(wave):
    """A wave and the one that it is compared with, where there is one."""
    return [*before(wave)[-1:], wave]


STARTED = time.time()


# Snakemake says much about a job that stopped; what the user is to mend stands last, and alone.
onerror:
    logs = [
        path for path in Path("results/logs").rglob("*.log") if path.stat().st_mtime >= STARTED
    ]
    lines = [path.read_text(encoding="utf-8") for path in sorted(logs)]
    print("\n" + "".join(lines), file=sys.stderr)


# What does not stop a run is told when it has ended, where it is seen.
onsuccess:
    for line in [*chapter_messages(Path(CHAPTERS), LANGUAGES), *sheet_messages()]:
        print(line, file=sys.stderr)


rule reports:
    default_target: True
    input:
        expand("reports/{part}/{lang}/{file}", part=PARTS, lang=LANGUAGES, file=PUBLISHED),
        expand("reports/{part}/{file}", part=PARTS, file=CHECKSUMS),
        "reports/index.html",
        expand("results/{wave}/transitions.parquet", wave=WAVES[1:]),
        TO_FILL_IN,
        ["results/register/panel.parquet"] if REGISTER else [],
        ["results/register/classes.parquet"] if EXPECTED else [],
        lambda wildcards: kept_up_to_date(),


rule reports_folder:
    name:
        "reports/"
    input:
        rules.reports.input,


include: "workflow/rules/answers.smk"
include: "workflow/rules/tables.smk"
include: "workflow/rules/open_answers.smk"
include: "workflow/rules/reports.smk"
include: "workflow/rules/documents.smk"
include: "workflow/rules/export.smk"
include: "workflow/rules/sheets.smk"


if REGISTER:

    include: "workflow/rules/register.smk"
    include: "workflow/rules/spending.smk"
