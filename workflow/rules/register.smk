# study/register/ (descriptions, and the files that they name) → results/register/

from godegrep.readers.register import FOLDER, read_register, register_descriptions

try:
    TABLES = read_register(Path())
except Mistake as mistake:
    sys.exit(str(mistake))


rule register_panel:
    input:
        descriptions=register_descriptions(Path()),
        figures=[f"{FOLDER}/{table.file}" for table in TABLES],
        code=code("register_panel"),
    output:
        panel="results/register/panel.parquet",
        carried_over="results/register/carried_over.csv",
        missing="results/register/missing.csv",
    log:
        "results/logs/register/panel.log",
    params:
        settings={
            name: value
            for name, value in SETTINGS["register"].items()
            if name in ("year", "years", "ratios", "sizes")
        },
    script:
        "../../scripts/register_panel.py"


rule register_classes:
    input:
        index="results/register/index.parquet",
        panel="results/register/panel.parquet",
        code=code("register_classes"),
    output:
        classes="results/register/classes.parquet",
    log:
        "results/logs/register/classes.log",
    params:
        limits=SETTINGS["register"].get("classes", {}),
        each=SETTINGS["register"].get("cases", {}).get("each", 1),
    script:
        "../../scripts/register_classes.py"
