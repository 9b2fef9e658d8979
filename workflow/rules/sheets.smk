# results/{wave}/checked.parquet, results/register/ → reports/{wave}/{lang}/kommune/{municipality}.html

from godegrep.register.descriptions import register_descriptions
from godegrep.geography.municipalities import number_message

SHEET = "{wave}/{lang}/kommune/{municipality}"
RECORDED = sorted(Path("reports").glob("*/*/kommune/*.sha256"))
# Who wants a sheet no more deletes it; what a person has laid there is that person's.
ASKED_FOR = [page for file in RECORDED if (page := file.with_suffix(".html")).exists()]
BESIDE = [one.name for one in STUDY.config.frame.variables if one.name in STUDY.config.breaks]
if REGISTER and REGISTER.sheets.beside is not None:
    BESIDE = list(REGISTER.sheets.beside)


def why_no_sheet(wave, language, municipality):
    """What a municipality's sheet lacks, and what to do; empty where it can be made."""
    if wave not in WAVES:
        return f"config.yaml has no wave {wave}; there are: {', '.join(WAVES)}."
    if language not in ("nb", "nn", "en"):
        return f"The language is nb, nn or en, not {language}."
    if not PRACTICE:
        return (
            "config.yaml has no register: practice:, which names the frame's column with the "
            "municipality of each office; see docs/register-statistics.md."
        )
    if not STUDY.config.wave(wave).frame:
        return f"The wave {wave} has no frame, so that nobody knows which office is whose."
    return number_message(municipality, REGISTER.year)


def why_not(path):
    """`why_no_sheet` of a sheet that lies in reports/."""
    return why_no_sheet(path.parts[1], path.parts[2], path.stem)


def kept_up_to_date():
    """The sheets that were asked for before, but for those that can no longer be made."""
    return [path for path in ASKED_FOR if not why_not(path)]


def sheet_messages():
    """A line for each sheet that stays as it was."""
    return [
        f"{path} is as it was: {why_not(path)} Delete it, if it is wanted no more."
        for path in ASKED_FOR
        if why_not(path)
    ]


def drawn_sheet(wildcards):
    """The page and its numbers; stops where no sheet can be made."""
    sheet = SHEET.format(**wildcards)
    if why := why_no_sheet(wildcards.wave, wildcards.lang, wildcards.municipality):
        sys.exit(f"reports/{sheet}.html cannot be made. {why}")
    stop_if_edited(f"reports/{sheet}.sha256")
    return [f"results/{sheet}.html", f"results/{sheet}.csv"]


rule municipality_tables:
    input:
        sampled=SAMPLED,
        published="results/{wave}/tables.parquet",
        questionnaire="results/{wave}/questionnaire.json",
    output:
        tables="results/{wave}/municipality_tables.parquet",
        offices="results/{wave}/offices.csv",
    log:
        "results/logs/{wave}/municipality_tables.log",
    params:
        code=code("municipality_tables"),
        wave="{wave}",
        settings=settings(*TABLE_SETTINGS),
        sheets={"year": REGISTER.year if REGISTER else 0, "beside": BESIDE},
    message:
        "{wildcards.wave}: tables of municipalities"
    script:
        "../../scripts/municipality_tables.py"


rule municipality_sheet:
    input:
        offices="results/{wave}/offices.csv",
        checked="results/{wave}/checked.parquet",
        questionnaire="results/{wave}/questionnaire.json",
        tables="results/{wave}/municipality_tables.parquet",
        descriptions=register_descriptions(Path()),
        spending=(
            ["results/register/index.parquet", "results/register/fit.json"] if EXPECTED else []
        ),
        logo=LOGO,
    output:
        report=f"results/{SHEET}.json",
    log:
        f"results/logs/{SHEET}.log",
    params:
        code=code("municipality_sheet"),
        wave="{wave}",
        language="{lang}",
        municipality="{municipality}",
        settings=lambda wildcards: {
            **settings(*TABLE_SETTINGS, "report", "design", "tests", "open"),
            "waves": [stored(STUDY.config.wave(wildcards.wave))],
        },
        register=settings("register")["register"],
        beside=BESIDE,
    message:
        "{wildcards.wave}: {wildcards.municipality}'s sheet"
    script:
        "../../scripts/municipality_sheet.py"


rule render_sheet:
    input:
        report=f"results/{SHEET}.json",
    output:
        page=f"results/{SHEET}.html",
        numbers=f"results/{SHEET}.csv",
    log:
        f"results/logs/{SHEET}_render.log",
    params:
        code=code("render_sheet"),
    message:
        "{wildcards.wave}: {wildcards.municipality}'s page"
    script:
        "../../scripts/render_sheet.py"


# On request, and from then on with the report for as long as the sheet lies there.
use rule publish as publish_sheet with:
    input:
        rendered=drawn_sheet,
        looked_through=[],
    output:
        published=[f"reports/{SHEET}.html", f"reports/{SHEET}.csv"],
        checksums=f"reports/{SHEET}.sha256",
    log:
        f"results/logs/{SHEET}_publish.log",
    wildcard_constraints:
        wave="[^/]+",
        lang="[^/]+",
    params:
        code=code("publish"),
    message:
        "{wildcards.wave}: {wildcards.municipality}'s sheet in reports/"
