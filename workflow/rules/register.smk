# study/register/ (descriptions, and the files that they name) → results/register/

from godegrep.register.descriptions import FOLDER
from godegrep.register.descriptions import read_register
from godegrep.register.descriptions import register_descriptions

try:
    TABLES = read_register(Path())
except Mistake as mistake:
    sys.exit(str(mistake))


rule register_panel:
    input:
        descriptions=register_descriptions(Path()),
        figures=[f"{FOLDER}/{table.file}" for table in TABLES],
    output:
        panel="results/register/panel.parquet",
        carried_over="results/register/carried_over.csv",
        missing="results/register/missing.csv",
    log:
        "results/logs/register/panel.log",
    params:
        code=code("register_panel"),
        settings={
            name: stored(getattr(REGISTER, name)) for name in ("year", "years", "ratios", "sizes")
        },
    message:
        "register: figures by municipality"
    script:
        "../../scripts/register_panel.py"
