"""`.px` and JSON-stat: what was written is read back, and what is not sound is refused plainly."""

import json
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.paths import SHARED

from godegrep.core.errors import Mistake
from godegrep.register.formats.cube import Cube
from godegrep.register.formats.jsonstat import read_jsonstat
from godegrep.register.formats.px import read_px

SHARED_FILES = SHARED / "data" / "pxweb"
SMALL = """CHARSET="ANSI";
CODEPAGE="iso-8859-1";
LANGUAGE="no";
LANGUAGES="no","en";
TITLE="Sosialhjelp; mottakere, "
"etter region og år";
STUB="region","kjønn";
HEADING="år";
VARIABLECODE("region")="Region";
VALUES("region")="Halden","Nes, Akershus";
VALUES[en]("region")="Halden","Nes (Akershus)";
CODES("region")="0101","0236";
VALUES("kjønn")="Begge","Kvinner";
CODES("kjønn")="0","2";
TIMEVAL("år")=TLIST(A1,"2014"-"2016");
DATASYMBOL3=":";
NOTE="DATA= står i noten; den er ikke data";
DATA=
1 2.5 -3
"-" "." ".."
"..." 5e1 0
7 8 9;
"""


def at(cube: Cube, *codes: str) -> tuple[float, str]:
    """The value and the mark of the cell with these categories."""
    place = tuple(
        dimension.codes.index(code) for dimension, code in zip(cube.dimensions, codes, strict=True)
    )
    flat = int(np.ravel_multi_index(place, cube.values.shape))
    return float(cube.values[place]), cube.marks.get(flat, "")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8", "utf-8-sig"])
def test_a_px_file_in_any_usual_encoding(tmp_path, encoding):
    path = tmp_path / "small.px"
    path.write_bytes(SMALL.replace("\n", "\r\n").encode(encoding))
    cube = read_px(path)
    assert cube.title == "Sosialhjelp; mottakere, etter region og år"
    assert [dimension.id for dimension in cube.dimensions] == ["Region", "kjønn", "år"]
    assert cube.dimensions[0].labels == ("Halden", "Nes, Akershus")
    assert cube.dimensions[2].codes == ("2014", "2015", "2016")
    assert at(cube, "0101", "0", "2015") == (2.5, "")
    assert at(cube, "0101", "2", "2014") == (0.0, "")
    assert [at(cube, "0101", "2", year)[1] for year in ("2015", "2016")] == [".", ".."]
    assert at(cube, "0236", "0", "2014")[1] == ":"
    assert at(cube, "0236", "0", "2015") == (50.0, "")


def test_a_dos_file_without_a_charset(tmp_path):
    path = tmp_path / "dos.px"
    text = SMALL.replace('CHARSET="ANSI";\nCODEPAGE="iso-8859-1";\n', "")
    path.write_bytes(text.encode("cp850"))
    assert read_px(path).dimensions[1].id == "kjønn"


def test_keys_name_the_rows_and_rows_left_out_are_zero(tmp_path):
    path = tmp_path / "keys.px"
    text = SMALL[: SMALL.index("DATA=\n")]
    text += 'KEYS("region")=CODES;\nKEYS("kjønn")=VALUES;\n'
    text += 'DATA=\n"0236","Kvinner",7 ":" 9\n"0101","Begge",1 2 3;'
    path.write_text(text, encoding="utf-8")
    cube = read_px(path)
    assert at(cube, "0236", "2", "2014") == (7, "")
    assert at(cube, "0236", "2", "2015")[1] == ":"
    assert at(cube, "0101", "0", "2016") == (3, "")
    assert at(cube, "0101", "2", "2016") == (0, "")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("7 8 9;", "7 8;", "11 cells in DATA, where the variables make 12"),
        ("7 8 9;", "7 8 nan;", "'nan' in DATA is neither"),
        ("7 8 9;", "7 8 ni;", "'ni' in DATA is neither"),
        ("DATA=\n1 2.5 -3", "", "line 19"),
        ('STUB="region","kjønn";\nHEADING="år";', "", "neither STUB nor HEADING"),
        ('CODES("region")="0101","0236";', 'CODES("region")="0101";', "2 VALUES and 1 CODES"),
        ('VALUES("kjønn")="Begge"', 'VALUES("kjønn)="Begge"', "line 13"),
        ('"0101","0236"', '"0101","0101"', "'0101' twice"),
    ],
)
def test_what_is_not_sound_px_is_a_plain_line(tmp_path, old, new, told):
    path = tmp_path / "broken.px"
    assert old in SMALL
    path.write_text(SMALL.replace(old, new), encoding="utf-8")
    with pytest.raises(Mistake, match=told) as caught:
        read_px(path)
    assert len(caught.value.lines) == 1
    assert str(path) in caught.value.lines[0]


names = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters='"'), min_size=1
).filter(lambda text: text == text.strip())
cells = st.one_of(
    st.integers(-(10**9), 10**9).map(float),
    st.floats(-1e99, 1e99).filter(lambda value: value == 0 or abs(value) > 1e-99),
    st.sampled_from([".", "..", "...", ":"]),
)


@st.composite
def tables(draw):
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    ids = draw(st.lists(names, min_size=len(sizes), max_size=len(sizes), unique=True))
    codes = [draw(st.lists(names, min_size=n, max_size=n, unique=True)) for n in sizes]
    count = int(np.prod(sizes))
    return ids, codes, draw(st.lists(cells, min_size=count, max_size=count))


def test_all_on_one_line_and_data_in_a_note(tmp_path):
    path = tmp_path / "line.px"
    text = 'STUB="a";VALUES("a")="x","y";NOTE="see\nDATA=9 9 9;";DATA=1 "-";'
    path.write_text(text, encoding="utf-8")
    assert read_px(path).values.tolist() == [1, 0]
    path.write_text(text[: text.index("DATA=1")], encoding="utf-8")
    with pytest.raises(Mistake, match="no DATA"):
        read_px(path)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_px_file_is_read_or_refused_and_never_a_fault(tmp_path_factory, data):
    content = bytearray(SMALL.encode("latin-1"))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content) - 1))
        content[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=4))
    path = tmp_path_factory.mktemp("px") / "damaged.px"
    path.write_bytes(content)
    with suppress(Mistake):
        read_px(path)


def quoted(texts) -> str:
    return ",".join(f'"{text}"' for text in texts)


def check(cube: Cube, ids, codes, content):
    assert [dimension.id for dimension in cube.dimensions] == ids
    assert [list(dimension.codes) for dimension in cube.dimensions] == codes
    numbers = [value if isinstance(value, float) else np.nan for value in content]
    np.testing.assert_array_equal(cube.values.ravel(), numbers)
    assert cube.marks == {
        place: mark for place, mark in enumerate(content) if isinstance(mark, str)
    }


@settings(max_examples=60, deadline=None)
@given(tables())
def test_px_reads_back_what_was_written(tmp_path_factory, table):
    ids, codes, content = table
    lines = [f"STUB={quoted(ids)};"]
    for name, own in zip(ids, codes, strict=True):
        lines.append(f'VALUES("{name}")={quoted(own)};')
    written = " ".join(repr(cell) if isinstance(cell, float) else f'"{cell}"' for cell in content)
    path = tmp_path_factory.mktemp("px") / "table.px"
    path.write_text("\n".join([*lines, f"DATA=\n{written};"]), encoding="utf-8", newline="")
    check(read_px(path), ids, codes, content)


@settings(max_examples=60, deadline=None)
@given(tables(), st.booleans(), st.booleans(), st.booleans())
def test_jsonstat_reads_back_what_was_written(tmp_path_factory, table, sparse, old, listed):
    ids, codes, content = table
    if old and {"id", "size", "role"} & set(ids):
        return
    values = [cell if isinstance(cell, float) else None for cell in content]
    marks = {str(place): cell for place, cell in enumerate(content) if isinstance(cell, str)}
    dimensions = {
        name: {
            "label": name,
            "category": {
                "index": own if listed else {code: place for place, code in enumerate(own)}
            },
        }
        for name, own in zip(ids, codes, strict=True)
    }
    shape = {"id": ids, "size": [len(own) for own in codes]}
    value = {str(place): cell for place, cell in enumerate(values) if cell is not None}
    document = {
        "class": "dataset",
        "value": value if sparse and value else values,
        "status": marks,
    }
    if old:
        del document["class"]
        document = {"dataset": {**document, "dimension": {**dimensions, **shape}}}
    else:
        document |= {"dimension": dimensions, **shape}
    path = tmp_path_factory.mktemp("json") / "table.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    check(read_jsonstat(path), ids, codes, content)


DATASET = {
    "class": "dataset",
    "id": ["Region"],
    "size": [2],
    "dimension": {"Region": {"category": {"index": ["0101", "0104"]}}},
    "value": [1, None],
}


def test_one_status_for_all_and_a_list_of_them(tmp_path):
    path = tmp_path / "table.json"
    for status, marks in (("p", {0: "p", 1: "p"}), (["", ":"], {1: ":"}), ({"1": ".."}, {1: ".."})):
        path.write_text(json.dumps({**DATASET, "status": status}), encoding="utf-8")
        assert read_jsonstat(path).marks == marks


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"value": [1]}, "1 values for 2 cells"),
        ({"value": ["1", "2"]}, "'1' is not a number"),
        ({"value": {"5": 1}}, "a position outside"),
        ({"value": [float("nan"), 1]}, "nan is not a number"),
        ({"value": []}, "no `value`"),
        ({"size": [3]}, "but says 3"),
        ({"size": [2, 1]}, "not sound JSON-stat"),
        ({"dimension": {}}, "not sound JSON-stat"),
        ({"class": "collection"}, "a JSON-stat collection"),
    ],
)
def test_what_is_not_sound_jsonstat_is_a_plain_line(tmp_path, change, told):
    path = tmp_path / "broken.json"
    path.write_text(json.dumps({**DATASET, **change}), encoding="utf-8")
    with pytest.raises(Mistake, match=told) as caught:
        read_jsonstat(path)
    assert len(caught.value.lines) == 1


@pytest.mark.parametrize("content", ["", "[1]", "{", "[" * 100_000, "null", "9" * 5000, "\xff"])
def test_what_is_no_table_at_all_is_a_plain_line(tmp_path, content):
    path = tmp_path / "broken.json"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(Mistake):
        read_jsonstat(path)


def test_more_cells_than_memory_holds_are_refused(tmp_path):
    path = tmp_path / "large.json"
    category = {"category": {"index": [str(place) for place in range(10_000)]}}
    document = {
        "id": ["a", "b"],
        "size": [10_000, 10_000],
        "dimension": {"a": category, "b": category},
        "value": {"0": 1},
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(Mistake, match="100000000 cells"):
        read_jsonstat(path)


@pytest.mark.skipif(not SHARED_FILES.exists(), reason="the real files of ../shared are not here")
class TestRealFiles:
    def test_every_file_is_read_or_refused_with_a_plain_line(self):
        read, refused = set(), {}
        for path in sorted(SHARED_FILES.rglob("*")):
            if path.suffix not in (".px", ".json"):
                continue
            try:
                (read_px if path.suffix == ".px" else read_jsonstat)(path)
                read.add(path.name)
            except Mistake as mistake:
                refused[path.name] = mistake.lines
        assert [name for name, lines in refused.items() if len(lines) != 1] == []
        assert {path.name for path in SHARED_FILES.rglob("*.px")} <= read
        assert {"05300_jsonstat2.json", "cantabria.json", "galicia.json", "ons.json"} <= read

    def test_marks_of_statistics_norway(self):
        cube = read_jsonstat(SHARED_FILES / "ssb" / "05300_jsonstat2.json")
        assert at(cube, "02", "01", "Avstand", "1991") == (39, "")
        assert at(cube, "01", "08", "Avstand", "2021")[1] == "."
        assert sorted(set(cube.marks.values())) == [".", ".."]

    def test_letters_of_latin_1(self):
        cube = read_px(SHARED_FILES / "px" / "TAB005.px")
        assert cube.dimensions[0].labels[1] == "Upplands Väsby"
