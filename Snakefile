import os
import re
import sys
import time
from pathlib import Path

from snakemake.logging import logger
from snakemake.utils import min_version

from godegrep.code_digest import CodeDigests
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

min_version("9.20")

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
DIGESTS = CodeDigests(Path(".snakemake/godegrep/code.json"))
CODEBOOK_FILE = [CODEBOOK] if Path(CODEBOOK).exists() else []


wildcard_constraints:
    wave="|".join(map(re.escape, WAVES)),
    material="|".join(map(re.escape, MATERIALS)),
    part="|".join(map(re.escape, PARTS)),
    lang="nb|nn|en",
    coder="[^/]+",
    municipality="[^/]+",


include: "workflow/rules/common.smk"
include: "workflow/rules/answers.smk"
include: "workflow/rules/tables.smk"
include: "workflow/rules/open_answers.smk"
include: "workflow/rules/reports.smk"
include: "workflow/rules/export.smk"
include: "workflow/rules/sheets.smk"


if REGISTER:

    include: "workflow/rules/register.smk"
    include: "workflow/rules/spending.smk"


localrules:
    index,
    publish,
    publish_sheet,


# A target without files of its own: one that is deleted from reports/ is made again.
rule reports:
    name:
        "reports/"
    default_target: True
    input:
        expand("reports/{part}/{lang}/{file}", part=PARTS, lang=LANGUAGES, file=FORMATS.values()),
        expand("reports/{part}/{file}", part=PARTS, file=CHECKSUMS),
        "reports/index.html",
        TO_FILL_IN,
        ["results/register/panel.parquet"] if REGISTER else [],
        ["results/register/classes.parquet"] if EXPECTED else [],
        lambda wildcards: kept_up_to_date(),
    message:
        "All reports are up to date"


STARTED = time.time()


def tell(text):
    """Print a line on the terminal, where most of what Snakemake says goes to the log alone."""
    logger.info(text, extra={"for_the_user": True})


# What does not stop a run is told when it has ended, where it is seen.
onsuccess:
    for line in [*chapter_messages(Path(CHAPTERS), LANGUAGES), *sheet_messages()]:
        tell(line)
    if Path("reports/index.html").exists():
        tell("The reports: reports/index.html")


onerror:
    manifests = {part: Path("reports", part, CHECKSUMS) for part in PARTS}
    renewed = [
        part
        for part, file in manifests.items()
        if file.exists() and file.stat().st_mtime >= STARTED
    ]
    others = f" but for {', '.join(renewed)}, finished before it stopped" if renewed else ""
    tell(f"The run stopped. Nothing in reports/ was changed{others}.")


DIGESTS.remember()
