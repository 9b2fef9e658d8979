"""Files mutated at random: each is read or refused with plain lines, and nothing else happens.

    PYTHONPATH=tests python tests/exports/test_fuzz.py [SECONDS] [SEED]

goes on for longer than the test does, and keeps what it finds in `fuzz-findings/`.
"""

import io
import json
import random
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.exports import limesurvey_csv, surveyxact_csv, surveyxact_xlsx, write_csv
from support.tool_exports import CODEBOOK, CODES, LSS, NETTSKJEMA, SHORT_ANSWER

from godegrep.core.errors import Mistake
from godegrep.exports.export import Export
from godegrep.exports.read import read_export

TRICKS = (
    *(b"", b"\0", b"\xff", b"\xef\xbb\xbf", b'"', b'""', b";", b",", b"\t", b"\r", b"\n", b"<"),
    *(b"\xff\xfe", b"{", b"]", b"\xc3", b"\xe5", b"[a]", b"-1", b"1e308", b"NaN", b"Q1[SQ001]"),
    *(b"99999999999999999999", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff", b"&#0;", b"]]>"),
)

BESIDE = {"skjema.lss": [CODES, SHORT_ANSWER], "kodebok.json": NETTSKJEMA}
"""Files that tell of the export that lies beside them."""


def samples(folder: Path) -> dict[str, bytes]:
    """One small file of each format, by file name."""
    files = [
        surveyxact_xlsx(folder / "surveyxact.xlsx"),
        surveyxact_csv(folder / "three", ";", "cp1252", identifying=True) / "dataset.csv",
        limesurvey_csv(folder / "limesurvey.csv"),
        write_csv(folder / "plain.csv", [["a", "b"], ["blå", "1,5"], ["NA", ""]], "utf-16"),
    ]
    told = {"skjema.lss": LSS.encode(), "kodebok.json": json.dumps(CODEBOOK).encode()}
    written = {file.name: file.read_bytes() for file in files}
    return written | statistical(folder) | as_text() | told


def statistical(folder: Path) -> dict[str, bytes]:
    """The same small table as SPSS and Stata keep it."""
    import pandas as pd
    import pyreadstat

    table = pd.DataFrame({"a": [1.0, 2.0, None, 9.0], "b": ["ja", "nei", "", "blåbær"]})
    labels: dict[str, dict[float | str, str]] = {"a": {1.0: "Ja", 9.0: "Vet ikke"}}
    pyreadstat.write_sav(
        table, folder / "a.sav", variable_value_labels=labels, missing_ranges={"a": [9]}
    )
    pyreadstat.write_sav(table, folder / "a.zsav", variable_value_labels=labels, compress=True)
    pyreadstat.write_dta(table, folder / "a.dta", variable_value_labels=labels)
    return {name: (folder / name).read_bytes() for name in ("a.sav", "a.zsav", "a.dta")}


def as_text() -> dict[str, bytes]:
    """Small texts in the shapes of the other tools."""
    return {
        "records.json": '[{"a": 1, "b": "blå"}, {"a": null, "c": ["x", "y"]}]'.encode(),
        "qualtrics.csv": (
            b'StartDate,Q1,Q2_1\nStart Date,Hva?,"Hvilke? - A"\n'
            b'"{""ImportId"":""startDate""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n'
            b"2021-01-01,ja,A\n"
        ),
        "surveymonkey.csv": (b"Respondent ID,Hva?,Hvilke?,\n,Response,A,B\n1,ja,A,\n2,nei,,B\n"),
        "google.csv": b'Tidsmerke,Hva?,Hvilke?\n2021/01/01,ja,"A, B"\n',
        "forms.csv": b"ID;Starttidspunkt;Hva?;Hvilke?\n1;2021;ja;A;B\n",
        "kobo.csv": b"start;q1;q2;q2/a;q2/b;_id\n2021;ja;a b;1;1;7\n",
        "nettskjema.csv": b'"$submission_id";"$created";"q1";"q2.1"\n1;2021;ja;1\n',
    }


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A few random changes: bytes flipped, cut out, doubled, or replaced by something awkward."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        place = chance.randrange(len(changed) + 1)
        length = chance.choice((1, 2, 8, 64))
        match chance.randrange(6):
            case 0 if changed:
                changed[place % len(changed)] ^= 1 << chance.randrange(8)
            case 1:
                del changed[place : place + length]
            case 2:
                changed[place:place] = changed[place : place + length] * chance.choice((1, 3, 50))
            case 3:
                changed[place : place + length] = chance.choice(TRICKS)
            case 4:
                changed[place:place] = chance.choice(TRICKS)
            case _ if chance.random() < 0.2:
                del changed[place:]
    return bytes(changed)


def mutated_zip(content: bytes, chance: random.Random) -> bytes:
    """The same for what is packed in a zip, so that the change comes as far as the parser."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w", 8) as new:
        names = old.namelist()
        victims = set(chance.sample(names, k=chance.choice((1, 1, 2))))
        for name in names:
            member = old.read(name)
            new.writestr(name, mutated(member, chance) if name in victims else member)
    return output.getvalue()


def mutants(files: dict[str, bytes], chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Changed files without end, each of the samples in turn."""
    while True:
        for name, content in files.items():
            packed = name.endswith(".xlsx") and chance.random() < 0.8
            yield name, (mutated_zip if packed else mutated)(content, chance)


def try_to_read(path: Path, content: bytes) -> None:
    """Read a file; raises AssertionError for what comes out wrong, and every fault as it is."""
    path.write_bytes(content)
    if path.name in BESIDE:
        path = write_csv(path.with_name(f"{path.stem}-svar.csv"), BESIDE[path.name])
    try:
        export = read_export(path)
    except Mistake as mistake:
        lines = mistake.lines
    else:
        lines = ["read"]
        check_table(export)
    assert lines
    assert all(line and len(line) < 20_000 for line in lines)


def check_table(export: Export) -> None:
    """Whatever stands in it: texts only, and each column described."""
    assert export.table.columns.is_unique
    assert not export.table.isna().any(axis=None)
    assert {column.name for column in export.columns} == set(export.table.columns)
    assert all(type(value) is str for value in export.table.to_numpy().ravel())


@pytest.mark.workflow
def test_mutated_files_are_read_or_refused(tmp_path):
    chance = random.Random(3)
    for number, (name, content) in enumerate(mutants(samples(tmp_path), chance)):
        if number == 150:
            break
        path = tmp_path / f"{number}" / name
        path.parent.mkdir()
        try_to_read(path, content)


def main(seconds: float, seed: int) -> None:
    import tempfile

    kept = Path("fuzz-findings")
    faults: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        files = samples(Path(folder))
        place = Path(folder) / "now"
        place.mkdir()
        until = time.monotonic() + seconds
        tried = 0
        for name, content in mutants(files, random.Random(seed)):
            if time.monotonic() > until:
                break
            tried += 1
            begun = time.process_time()
            try:
                (place / name).mkdir(exist_ok=True)
                try_to_read(place / name / name, content)
                fault = ""
            except Exception as error:
                fault = str(error).strip().splitlines()[-1] if str(error) else repr(error)
                fault = f"{name}: {type(error).__name__}: {fault}"[:200]
            if time.process_time() - begun > 2:
                fault = f"{name}: slow"
            if fault and not faults.get(fault):
                kept.mkdir(exist_ok=True)
                (kept / f"{len(faults)}-{name}").write_bytes(content)
                print(len(faults), fault, flush=True)
            if fault:
                faults[fault] = faults.get(fault, 0) + 1
    print(f"{tried} files, {sum(faults.values())} faults of {len(faults)} kinds")


if __name__ == "__main__":
    main(
        *(
            type_(value)
            for type_, value in zip((float, int), [*sys.argv[1:], "60", "1"], strict=False)
        )
    )
