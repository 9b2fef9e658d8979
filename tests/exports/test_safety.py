"""Hostile files, made here: each is refused with a plain line, soon, and in little memory."""

import io
import os
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from support.exports import surveyxact_xlsx

from godegrep.core import untrusted_files
from godegrep.core.errors import Mistake
from godegrep.core.untrusted_files import check_workbook
from godegrep.exports.read import read_export

pytestmark = pytest.mark.workflow

SHEET = "xl/worksheets/sheet1.xml"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
MB = 1_000_000


def workbook_with(path: Path, member: str, *content: bytes, method: int = 8) -> Path:
    """A workbook in which one member is replaced or added, written piece by piece."""
    whole = io.BytesIO()
    Workbook().save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", method, compresslevel=1) as new:
        for name in old.namelist():
            if name != member:
                new.writestr(name, old.read(name))
        with new.open(member, "w", force_zip64=True) as target:
            for piece in content:
                target.write(piece)
    return path


def sheet(cells: str) -> bytes:
    return f"{XML}<worksheet><sheetData>{cells}</sheetData></worksheet>".encode()


def cell_at(reference: str, row: str = '<row r="1">') -> bytes:
    return sheet(f"{row}<c r={reference}><v>1</v></c></row>")


def many_cells(path: Path) -> Path:
    """Two million cells in one place, that do not pack well."""
    noise = os.urandom(3000).hex().encode()
    piece = b"".join(b'<c r="A1"><v>%s</v></c>' % noise[place : place + 4] for place in range(5996))
    return workbook_with(path, SHEET, sheet("")[:-24], *[piece] * 300)


def large_cell(megabytes: int, method: int) -> Callable[[Path], Path]:
    """One cell with a text of so many MB; method 0 does not pack it, so that no ratio tells."""
    start = sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>')[:-24]
    content = [b"a" * MB] * megabytes
    return lambda path: workbook_with(path, SHEET, start, *content, method=method)


def understated(path: Path) -> Path:
    """A sheet of 60 MB of which the zip says that it has 1000 bytes."""
    gap = [b" " * MB] * 60
    workbook_with(path, SHEET, sheet("")[:60], *gap, sheet("")[60:])
    content = bytearray(path.read_bytes())
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(SHEET.encode()))
    content[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(content)
    return path


def locked(path: Path) -> Path:
    content = bytearray(surveyxact_xlsx(path).read_bytes())
    place = -1
    while (place := content.find(b"PK\x01\x02", place + 1)) >= 0:
        content[place + 8] |= 1
    path.write_bytes(content)
    return path


def written(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def workbook(member: str, *content: bytes) -> Callable[[Path], Path]:
    return lambda path: workbook_with(path, member, *content)


def truncated(path: Path) -> Path:
    content = surveyxact_xlsx(path).read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    return path


def damaged(path: Path) -> Path:
    content = bytearray(surveyxact_xlsx(path).read_bytes())
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("xl/worksheets/sheet2.xml").header_offset
    content[place + 100 : place + 160] = b"\xaa" * 60
    path.write_bytes(content)
    return path


def without_a_workbook(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hei.txt", "hei")
    return path


def without_contents(path: Path) -> Path:
    """A workbook whose list of sheets is overwritten where it begins."""
    workbook_with(path, "xl/workbook.xml", b"<workbook/>" * 90)
    with zipfile.ZipFile(path) as archive:
        header = archive.getinfo("xl/workbook.xml").header_offset
    content = bytearray(path.read_bytes())
    start = header + 30 + sum(struct.unpack("<HH", content[header + 26 : header + 30]))
    content[start : start + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    return path


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 4000
WIDE = ";".join(f"q{place}" for place in range(100_000)).encode()
HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "far.xlsx": (workbook(SHEET, cell_at('"XFD1048576"')), r"1,048,576 and column 16,384"),
    "far-quoted-otherwise.xlsx": (workbook(SHEET, cell_at("'xfd1048576'")), "column 16,384"),
    "far-row.xlsx": (
        workbook(SHEET, sheet('<row r="1"><c r="Z1"/></row><row r="9999999"/>')),
        "row 9,999,999",
    ),
    "far-column.xlsx": (workbook(SHEET, cell_at('"ABCD1"')), "column 19,010"),
    "far-in-a-sheet-elsewhere.xlsx": (
        workbook("xl/media/picture.png", cell_at('"XFD1048576"')),
        "column 16,384",
    ),
    "ratio.xlsx": (workbook(SHEET, sheet('<row r="1">' + '<c r="A1"/>' * 600_000)), "times its"),
    "many-cells.xlsx": (many_cells, "several cells for one place"),
    "cell.xlsx": (large_cell(60, method=8), "times its size"),
    "cell-stored.xlsx": (large_cell(60, method=0), "a text of over 1,000,000 characters"),
    "understated.xlsx": (understated, "damaged"),
    "dtd.xlsx": (
        workbook(SHEET, b'<!DOCTYPE x [<!ENTITY a "b">]>' + sheet("")),
        "declares a document type",
    ),
    "dtd-late.xlsx": (
        workbook("xl/styles.xml", f"{XML}<!--{' ' * 3000}--><!DOCTYPE x>".encode()),
        "declares a document type",
    ),
    "utf16.xlsx": (workbook(SHEET, sheet("").decode().encode("utf-16")), "not in UTF-8"),
    "utf7.xlsx": (workbook(SHEET, b'<?xml version="1.0" encoding="UTF-7"?><a/>'), "but UTF-7"),
    "path.xlsx": (workbook("../../outside.xml", b"<x/>"), "leads out"),
    "path-absolute.xlsx": (workbook("/etc/outside.xml", b"<x/>"), "leads out"),
    "path-windows.xlsx": (workbook("..\\outside.xml", b"<x/>"), "leads out"),
    "locked.xlsx": (locked, "password"),
    "old.xls": (written(OLE), "password"),
    "renamed.xlsx": (written(OLE), "old .xls file"),
    "truncated.xlsx": (truncated, "truncated or damaged"),
    "damaged.xlsx": (damaged, "truncated or damaged"),
    "no-workbook.xlsx": (without_a_workbook, "not a workbook"),
    "contents.xlsx": (without_contents, "damaged"),
    "no-sheet.xlsx": (workbook("xl/workbook.xml", b"<workbook/>"), "without a sheet"),
    "text.xlsx": (written(b"a;b\n1;2\n"), "truncated or damaged"),
    "nul.csv": (written(b"a;b\n1;2\n1;\x00\n"), "line 3: a NUL byte"),
    "zeros.csv": (written(b"\0" * 60 * MB), "line of over 16 MB"),
    "mixed.csv": (written("a;b\nblå;1\n".encode() + "blå;2\n".encode("cp1252")), "line 2: some"),
    "uneven.csv": (written(b"a;b\n" + b"1\n" * 300_000), "and 299980 rows more"),
    "uneven-millions.csv": (written(b"a;b\n" + b"1;1;1\n" * 5_000_000), "and over 399981 rows"),
    "wide-and-long.csv": (written((WIDE + b"\n") * 40), "100,000 columns"),
    "semicolons.csv": (written(b";" * 15 * MB + b"\n"), "columns"),
    "field.csv": (written(b"a;b\n1;" + b"x" * 10 * MB + b"\n"), "line 2: field larger"),
    "quote.csv": (written(b'a;b\n1;"x\n' + b"1;2\n" * 500_000), "line 2: field larger"),
    "wide.csv": (written(WIDE + b"\n" + WIDE + b"\n"), "100,000 columns"),
    "line.csv": (written(b"a" * 60 * MB), "line of over 16 MB"),
    "blank.csv": (written(b"\n" * MB), "the file is empty"),
}
READ_ALL = """
import resource, sys
from pathlib import Path
from godegrep.core.errors import Mistake
from godegrep.exports.detect import formats
from godegrep.exports.read import read_export

def used():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in both)

formats()
for path in sys.stdin.read().split():
    before = used()
    try:
        read_export(path)
        said = "nothing"
    except Mistake as mistake:
        said = " ".join(mistake.lines)[-300:]
    peak = max(resource.getrusage(who).ru_maxrss
               for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(Path(path).name, f"{used() - before:.3f}", peak, said, sep="\\t")
"""


def read_all(paths: list[Path]) -> dict[str, tuple[float, int, str]]:
    """By file: CPU seconds, the highest memory so far in kB, and what was said."""
    # The shell between: a process takes over the peak memory of the one that it was started by.
    run = subprocess.run(
        ["sh", "-c", '"$0" -c "$1"; exit $?', sys.executable, READ_ALL],
        input="\n".join(map(str, paths)),
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(untrusted_files.__file__).parents[2])},
    )
    assert run.returncode == 0
    for path in paths:
        path.unlink()
    lines = (line.split("\t") for line in run.stdout.splitlines())
    return {name: (float(cpu), int(peak), said) for name, cpu, peak, said in lines}


@pytest.fixture(scope="module")
def refusals(tmp_path_factory) -> dict[str, tuple[float, int, str]]:
    folder = tmp_path_factory.mktemp("hostile")
    return read_all([make(folder / name) for name, (make, _) in HOSTILE.items()])


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_plain_line(refusals, name):
    seconds, _, said = refusals[name]
    assert name in said
    assert HOSTILE[name][1] in said
    assert seconds < 1.0


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory in other units")
def test_no_refusal_takes_much_memory(refusals):
    assert max(peak for _, peak, _ in refusals.values()) < 200_000


@pytest.mark.workflow
@pytest.mark.parametrize("method", [8, 0])
def test_a_gigabyte_cell(tmp_path, method):
    path = large_cell(1000, method)(tmp_path / "svar.xlsx")
    seconds, peak, said = read_all([path])["svar.xlsx"]
    assert re.search("times its size|a text of over", said)
    assert seconds < 1.0
    assert peak < 200_000


@pytest.mark.parametrize("size", [18, 20, 50, 1 << 19])
def test_a_cell_is_found_across_the_pieces_that_are_read(tmp_path, monkeypatch, size):
    monkeypatch.setattr(untrusted_files, "_CHUNK", size)
    cells = '<row r="1"><c r="A1"/></row><row r="2"><c r="XFD1048576"/></row>'
    path = workbook_with(tmp_path / "svar.xlsx", SHEET, sheet(cells))
    with pytest.raises(Mistake, match="1,048,576"):
        check_workbook(path)


@given(
    st.lists(st.tuples(st.integers(1, 18_278), st.integers(1, 9_999_999)), max_size=30),
    st.sampled_from(['"', "'"]),
)
def test_the_extent_is_that_of_the_references(places, quote):
    text = "".join(
        f"<c r={quote}{get_column_letter(column)}{row}{quote} t='s'/>" for column, row in places
    )
    found = untrusted_files._extent(f" {text}{' ' * 20}".encode())
    assert found == (
        max((row for _, row in places), default=0),
        max((column for column, _ in places), default=0),
        len(places),
    )


def test_what_an_answer_says_is_no_reference(tmp_path):
    book = Workbook()
    book.active.append(["kode", 'se "XFD1048576"', "ref=A1", "<c r='ZZ9'>"])
    book.save(tmp_path / "svar.xlsx")
    assert len(read_export(tmp_path / "svar.xlsx").table.columns) == 4


def test_large_but_honest_files_are_read(tmp_path):
    path = tmp_path / "svar.csv"
    long = "et langt svar " * 5000
    path.write_text("a;b\n" + f'1;"{long}"\n' * 20, encoding="utf-8")
    assert set(read_export(path).table["b"]) == {long}
    names = [f"q{place}" for place in range(5000)]
    path.write_text(";".join(names) + "\n" + ";" * 4999 + "\n", encoding="utf-8")
    assert list(read_export(path).table.columns) == names


def test_a_pipe_is_no_export(tmp_path):
    os.mkfifo(tmp_path / "svar.csv")
    with pytest.raises(Mistake, match="neither a file nor a folder"):
        read_export(tmp_path / "svar.csv")


def test_the_limit_of_files_in_a_workbook(tmp_path, monkeypatch):
    monkeypatch.setattr(untrusted_files, "MAXIMUM_MEMBERS", 3)
    with pytest.raises(Mistake, match="files in the workbook"):
        check_workbook(surveyxact_xlsx(tmp_path / "svar.xlsx"))


def test_the_limits_of_size(tmp_path, monkeypatch):
    path = surveyxact_xlsx(tmp_path / "svar.xlsx")
    monkeypatch.setattr(untrusted_files, "MAXIMUM_UNPACKED", 1000)
    with pytest.raises(Mistake, match="unpacks to"):
        check_workbook(path)
    monkeypatch.setattr(untrusted_files, "MAXIMUM_BYTES", 3)
    (tmp_path / "svar.csv").write_text("a;b\n")
    with pytest.raises(Mistake, match="GB are read"):
        untrusted_files.check_text(tmp_path / "svar.csv")
