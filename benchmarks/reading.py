"""Times the reading of an export against the bare reader that it stands on, in the same run.

    .venv/bin/python benchmarks/reading.py [--rows 100000] [--columns 150]
        [--shape survey|codes|numbers|texts] [csv sav xlsx]

Here: the look at the file, the child process, the format found, every cell as text, every column
described. There: calamine's cells, pandas with `dtype=str`, pyreadstat's data frame at its
quickest, with dates as plain numbers. The bare reader runs in a
child process too, so that both begin with the same memory. Each is timed three times, in turn.
Prints the least CPU seconds of all processes, the least seconds on the clock, the ratio of each,
and the most memory that a child took. Then what a later stage takes to read the same from Parquet.
"""

import os
import resource
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from benchmark import parser, sized

from godegrep.exports.detect import formats
from godegrep.exports.read import read_export

_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="xl/workbook.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
        "</Relationships>"
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="worksheets/sheet1.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="Svar" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
}


TURNS = sized(3, 1)
SHAPES = {
    "survey": [*["code"] * 9, *["box"] * 2, "amount", "share", "day", "text"],
    "codes": [*["code"] * 14, "text"],
    "numbers": [*["share"] * 14, "text"],
    "texts": ["text"],
}
"""The kinds of the columns of each shape, over and over."""
OPTIONS = {**{code: f"Svar {code}" for code in range(1, 6)}, 8: "Vet ikke", 9: "Ikke aktuelt"}


def answers(rows: int, columns: int, shape: str = "survey") -> pd.DataFrame:
    """Synthetic answers, a tenth of them blank, in columns that are named after their kinds.

    A code is 1 to 5, or 8 or 9 for «vet ikke» and «ikke aktuelt»; an amount is whole kroner, all
    different, and a share has two decimals; a day is one of some weeks', in SPSS's seconds; every
    text is short and stands once.
    """
    chance = np.random.default_rng(1)
    draw: dict[str, Callable[[], np.ndarray]] = {
        "code": lambda: chance.choice(list(OPTIONS), rows),
        "box": lambda: chance.integers(0, 2, rows),
        "amount": lambda: chance.integers(100_000, 2_000_000, rows),
        "share": lambda: np.round(chance.gamma(2, 900, rows), 2),
        "day": lambda: 86400 * chance.integers(161_000, 161_060, rows),
    }
    table = {}
    for place in range(columns):
        kind = SHAPES[shape][place % len(SHAPES[shape])]
        if kind == "text":
            answered = "svar nummer " + pd.Series(np.arange(rows).astype("str"))
        else:
            answered = pd.Series(draw[kind](), dtype="float64").mask(chance.random(rows) < 0.1)
        table[f"{kind}{place}"] = answered
    return pd.DataFrame(table)


def write_xlsx(table: pd.DataFrame, path: Path) -> None:
    """A workbook as survey tools write it, in a tenth of the time that a library takes."""
    names = [_letters(place) for place in range(1, table.shape[1] + 1)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in _PARTS.items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                b"<sheetData>"
            )
            for line in _sheet_rows(table, names):
                sheet.write(line.encode())
            sheet.write(b"</sheetData></worksheet>")


def _sheet_rows(table: pd.DataFrame, names: list[str]) -> Iterator[str]:
    rows = [list(table.columns), *table.astype("object").to_numpy().tolist()]
    for number, row in enumerate(rows, start=1):
        cells = [
            f'<c r="{name}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
            if type(value) is str
            else f'<c r="{name}{number}"><v>{value:.15g}</v></c>'
            for name, value in zip(names, row, strict=True)
            if value == value
        ]
        yield f'<row r="{number}">{"".join(cells)}</row>'


def _letters(place: int) -> str:
    letters = ""
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def write_sav(table: pd.DataFrame, path: Path) -> None:
    """An SPSS file in which 8 and 9 are declared missing, and days are dates."""
    import pyreadstat

    coded = [name for name in table if name.startswith("code")]
    pyreadstat.write_sav(
        table,
        path,
        variable_value_labels=dict.fromkeys(coded, OPTIONS),
        missing_ranges={name: [{"lo": 8, "hi": 9}] for name in coded},
        variable_format={name: "DATE11" for name in table if name.startswith("day")},
    )


def bare_xlsx(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(path) as workbook:
        workbook.get_sheet_by_index(0).to_python()


def bare_csv(path: Path) -> None:
    pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)


def bare_sav(path: Path) -> None:
    import pyreadstat

    pyreadstat.read_sav(path, user_missing=True, disable_datetime_conversion=True)


def in_a_child(work: Callable[[Path], object], path: Path) -> None:
    child = os.fork()
    if child == 0:
        work(path)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise RuntimeError(f"the bare reader of {path.name} failed")


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """CPU seconds of this process and its children, and seconds on the clock."""
    cpu, clock = _cpu_seconds(), time.perf_counter()
    work()
    return _cpu_seconds() - cpu, time.perf_counter() - clock


def _cpu_seconds() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--rows", type=int, default=sized(100_000, 200))
    arguments.add_argument("--columns", type=int, default=sized(150, 15))
    arguments.add_argument("--shape", choices=list(SHAPES), default="survey")
    arguments.add_argument("formats", nargs="*", default=["csv", "sav", "xlsx"])
    asked = arguments.parse_args()
    write = {
        "csv": lambda table, path: table.astype("object").to_csv(path, sep=";", index=False),
        "sav": write_sav,
        "xlsx": write_xlsx,
    }
    bare = {"csv": bare_csv, "sav": bare_sav, "xlsx": bare_xlsx}
    formats()  # imports what is imported at first use
    import pyarrow.csv  # noqa: F401
    import pyreadstat  # noqa: F401

    table = answers(asked.rows, asked.columns, asked.shape)
    print(f"{asked.rows} rows × {asked.columns} columns, shape: {asked.shape}")
    with tempfile.TemporaryDirectory() as folder:
        for name in asked.formats:
            path = Path(folder) / f"answers.{name}"
            write[name](table, path)
            times = [
                (
                    measured(lambda name=name, path=path: in_a_child(bare[name], path)),
                    measured(lambda path=path: read_export(path)),
                )
                for _ in range(TURNS)
            ]
            there, here = (np.min(turns, axis=0) for turns in zip(*times, strict=True))
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
            print(
                f"{name:5} {path.stat().st_size / 1e6:6.0f} MB: godegrep {here[0]:6.2f} CPU s, "
                f"{here[1]:6.2f} s; bare {there[0]:6.2f} CPU s, {there[1]:6.2f} s; ratio "
                f"{here[0] / there[0]:.2f} and {here[1] / there[1]:.2f}; at most {memory:.0f} MB"
            )
            path.unlink()
        path = Path(folder) / "answers.parquet"
        table.astype("str").to_parquet(path)
        print(f"parquet: {measured(lambda: pd.read_parquet(path))[0]:.2f} CPU s")


if __name__ == "__main__":
    main()
