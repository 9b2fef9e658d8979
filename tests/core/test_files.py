"""Files are whole or not there, and equal content gives equal bytes."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from godegrep.core.files import (
    read_json,
    read_vectors,
    replacing,
    stable_zip,
    write_bytes,
    write_csv,
    write_json,
    write_parquet,
    write_text,
    write_vectors,
)

FRAME = pd.DataFrame(
    {
        "text": ["blåbær, «syltetøy»", None, 'med "hermetegn"\nog linjeskift'],
        "number": [0.1, None, 1e-9],
        "words": [["a", "å"], [], None],
    }
)


def test_a_broken_off_writer_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_text("old", path)

    def break_off() -> None:
        with replacing(path) as handle:
            handle.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["table.csv"]


def test_readers_see_the_old_file_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_bytes(b"old", path)
    with replacing(path) as handle:
        handle.write(b"new")
        assert path.read_bytes() == b"old"
        assert len(list(tmp_path.iterdir())) == 2
    assert path.read_bytes() == b"new"


def test_missing_folders_are_made(tmp_path: Path) -> None:
    write_text("æ", tmp_path / "a" / "b" / "c.txt")
    assert (tmp_path / "a" / "b" / "c.txt").read_bytes() == "æ".encode()


def test_parquet_keeps_types_and_bytes(tmp_path: Path) -> None:
    write_parquet(FRAME, tmp_path / "one.parquet")
    write_parquet(FRAME.set_index(pd.Index([9, 8, 7])), tmp_path / "two.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()
    back = pd.read_parquet(tmp_path / "one.parquet")
    pd.testing.assert_frame_equal(back[["text", "number"]], FRAME[["text", "number"]])
    assert list(back["words"][0]) == ["a", "å"]


def test_csv_is_for_programs(tmp_path: Path) -> None:
    write_csv(FRAME[["text", "number"]], tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_bytes().decode() == (
        'text,number\n"blåbær, «syltetøy»",0.1\n,\n"med ""hermetegn""\nog linjeskift",1e-09\n'
    )


def test_json_keeps_order_and_letters(tmp_path: Path) -> None:
    value = {"ø": [1, 2.5, None, True], "a": {"z": "æ", "b": ""}}
    write_json(value, tmp_path / "value.json")
    text = (tmp_path / "value.json").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert text.index("ø") < text.index('"a"')
    assert read_json(tmp_path / "value.json") == value


def test_json_without_nan(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json({"share": float("nan")}, tmp_path / "value.json")
    assert list(tmp_path.iterdir()) == []


def test_vectors_come_back_in_order(tmp_path: Path) -> None:
    vectors = np.arange(6, dtype=np.float64).reshape(3, 2)
    for name in ("one.npz", "two.npz"):
        write_vectors(["a/ø", "b", ""], [vectors[:2], vectors[2:]], tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    np.testing.assert_array_equal(read_vectors(tmp_path / "one.npz"), vectors)
    with np.load(tmp_path / "one.npz") as stored:
        assert stored["segment"].tolist() == ["a/ø", "b", ""]
        assert stored["vector"].dtype == np.float32
    write_vectors([], [np.zeros((0, 2))], tmp_path / "none.npz")
    assert read_vectors(tmp_path / "none.npz").shape == (0, 2)
    with pytest.raises(ValueError, match="1 names for 3"):
        write_vectors(["a"], [vectors], tmp_path / "wrong.npz")


def archive(names: list[str], year: int) -> bytes:
    output = io.BytesIO()
    core = f'<p><dcterms:created xsi:type="W3CDTF">{year}-01-02T03:04:05Z</dcterms:created></p>'
    with zipfile.ZipFile(output, "w") as target:
        for name in names:
            content = core if name == "docProps/core.xml" else f"{name} in <dcterms:created>"
            target.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), content)
    return output.getvalue()


def test_zip_forgets_when_and_in_which_order() -> None:
    names = ["xl/workbook.xml", "docProps/core.xml", "[Content_Types].xml"]
    one, two = stable_zip(archive(names, 2020)), stable_zip(archive(names[::-1], 2026))
    assert one == two
    with zipfile.ZipFile(io.BytesIO(one)) as content:
        assert content.namelist()[0] == "[Content_Types].xml"  # where Office looks for it
        assert content.read("xl/workbook.xml") == b"xl/workbook.xml in <dcterms:created>"
        assert b">1980-01-01T00:00:00Z</dcterms:created>" in content.read("docProps/core.xml")
