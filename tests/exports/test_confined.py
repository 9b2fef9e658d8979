"""Reading in a child process: nothing is lost on the way, and no file ends the parent."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal
from support.exports import limesurvey_csv, surveyxact_csv, surveyxact_xlsx

from godegrep.core.errors import Mistake
from godegrep.exports import confined, registry
from godegrep.exports.confined import ReaderFault
from godegrep.exports.detect import read_here
from godegrep.exports.export import Export, ExportColumn
from godegrep.exports.read import read_export
from godegrep.exports.registry import Format, register

pytestmark = pytest.mark.workflow


@pytest.fixture(params=["forked", "started"])
def way(request, monkeypatch) -> str:
    """Both ways of having a child."""
    if request.param == "forked" and not confined._may_fork():
        pytest.skip("a fork is not safe on this system")
    monkeypatch.setattr(confined, "_may_fork", lambda: request.param == "forked")
    return request.param


@pytest.fixture
def reader(tmp_path) -> Iterator[Callable[[Callable[[Path], Export]], Path]]:
    """Registers a reader for the test, and gives a file that it reads."""
    if not confined._may_fork():
        pytest.skip("only a forked child knows a format of the test's own")

    def register_it(read: Callable[[Path], Export]) -> Path:
        register(Format("Prøve", lambda path: path.suffix == ".prøve", read, priority=99))
        path = tmp_path / "svar.prøve"
        path.write_text("x")
        return path

    yield register_it
    registry.known_formats.pop("Prøve", None)


def assert_same(found: Export, expected: Export) -> None:
    assert_frame_equal(found.table, expected.table)
    assert (found.status is None) == (expected.status is None)
    if found.status is not None and expected.status is not None:
        assert_series_equal(found.status, expected.status, check_names=False)
    assert found.columns == expected.columns
    assert (found.tool, found.notes, found.files) == (
        expected.tool,
        expected.notes,
        expected.files,
    )


def test_what_the_child_found_is_what_the_parent_gets(way, tmp_path):
    for path in (
        surveyxact_xlsx(tmp_path / "svar.xlsx"),
        surveyxact_csv(tmp_path / "mappe", ";", "cp1252", identifying=True),
        limesurvey_csv(tmp_path / "lime.csv"),
    ):
        assert_same(read_export(path), read_here(path))


def test_every_field_is_brought_over(reader):
    whole = Export(
        "Prøve",
        pd.DataFrame({"": ["æ", ""], "a\nb": ["NA", "\U0001f600"]}, dtype="str"),
        tuple(
            ExportColumn(
                *(name, "Tekst", "q", "stamme", "single"),
                options={"1": "Ja", "": "tom"},
                missing=("9", "-1"),
                separator=";",
            )
            for name in ("", "a\nb")
        ),
        pd.Series(["complete", "partial"], dtype="str"),
        ("et notat",),
        (Path("b.csv"), Path("mappe/a.csv")),
    )
    assert_same(read_export(reader(lambda path: whole)), whole)
    empty = Export("Prøve", pd.DataFrame({"a": []}, dtype="str"), (ExportColumn("a"),))
    assert_same(read_export(reader(lambda path: empty)), empty)


def test_a_mistake_comes_through_line_by_line(way, tmp_path):
    path = tmp_path / "svar.csv"
    path.write_text("a;b\n1\n2\n")
    with pytest.raises(Mistake) as raised:
        read_export(path)
    assert len(raised.value.lines) == 2


def test_a_fault_keeps_its_traceback(reader):
    def read(path: Path) -> Export:
        return Export("Prøve", pd.DataFrame(), ())._no_such_thing

    with pytest.raises(ReaderFault, match="_no_such_thing"):
        read_export(reader(read))


def test_a_reader_that_aborts_is_told_plainly(reader, capfd):
    path = reader(lambda path: os.abort())
    with pytest.raises(Mistake, match=r"svar\.prøve: the file is damaged"):
        read_export(path)
    assert not capfd.readouterr().err


def test_memory_is_limited(reader, monkeypatch):
    monkeypatch.setattr(confined, "MEMORY", 100_000_000)
    path = reader(lambda path: bytearray(300_000_000) and None)
    with pytest.raises(Mistake, match="memory"):
        read_export(path)


@pytest.mark.workflow
def test_time_is_limited(reader, monkeypatch):
    monkeypatch.setattr(confined, "SECONDS", 1)

    def spin(path: Path) -> Export:
        while True:
            pass

    for read in (spin, lambda path: time.sleep(60)):
        with pytest.raises(Mistake, match="not read after 1 seconds"):
            read_export(reader(read))


def test_it_still_reads_where_no_limit_can_be_set(tmp_path, monkeypatch):
    import resource

    def refuse(*limit: object) -> None:
        raise ValueError

    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert len(read_export(limesurvey_csv(tmp_path / "a.csv")).table) == 4


def test_a_file_changed_while_it_is_read_is_refused(reader):
    def read(path: Path) -> Export:
        found = Export("Prøve", pd.DataFrame({"a": ["1"]}), (), files=(path,))
        path.write_text("changed")
        return found

    with pytest.raises(Mistake, match="changed while it was read"):
        read_export(reader(read))


def test_a_second_file_that_changes_counts_too_and_a_strangers_does_not(reader, tmp_path):
    second = tmp_path / "labels.csv"
    second.write_text("1")

    def read(path: Path) -> Export:
        second.write_text("more")
        return Export("Prøve", pd.DataFrame({"a": ["1"]}), (), files=files)

    files: tuple[Path, ...] = (tmp_path / "svar.prøve",)
    assert read_export(reader(read)).tool == "Prøve"
    files = (tmp_path / "svar.prøve", second)
    with pytest.raises(Mistake, match=r"labels\.csv: the file was changed"):
        read_export(reader(read))


def test_a_process_with_threads_is_not_forked():
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert not confined._may_fork()
    finally:
        stop.set()
        thread.join()


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    read_export(limesurvey_csv(tmp_path / "a.csv"))
    assert not list(folder.iterdir())
