"""Fetching a register table anew from the publisher's API: the one place that uses the network.

The address and the query are the researcher's own, in `study/register/`. What comes back is read
before it takes the place of the old file, so that an error page or half an answer changes nothing.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

from godegrep.core.errors import Mistake
from godegrep.core.files import write_bytes, write_json
from godegrep.core.untrusted_files import MAXIMUM_BYTES
from godegrep.register.description import RegisterTable
from godegrep.register.descriptions import FOLDER, read_descriptions, register_descriptions
from godegrep.register.read import read_figures

SECONDS = 120
"""For the publisher to begin its answer, and between its pieces."""
_MEANING = {
    400: "the query does not fit the table; create it again on the publisher's pages",
    403: "the query asks for more cells than the publisher gives at a time, or is not allowed",
    404: "there is no such table; check the address",
    413: "the query asks for more cells than the publisher gives at a time; split it",
    429: "too many queries in a short time; wait a minute and try again",
}


def refresh(folder: Path, names: Sequence[str], today: date) -> list[str]:
    """Fetch the tables named, or all that say how; returns a line on each.

    A file that is fetched is written in one step, and beside it `{file}.fetched.json` with the
    address, the date, the size and the checksums (SHA-256) of the answer and the query. Tables are
    fetched one after another: where one cannot be, the others are fetched all the same, and Mistake
    then tells of every one that was not.
    """
    tables = read_descriptions(register_descriptions(folder))
    wanted = [table for table in tables if (table.name in names if names else table.url)]
    lines = [
        f"{FOLDER}/{name}.yaml: there is no such table; "
        f"there are: {', '.join(table.name for table in tables) or 'none'}."
        for name in names
        if name not in {table.name for table in tables}
    ]
    lines += [
        f"{table.shown}: it does not say where to fetch its figures. Give it refresh: {{url: …}}, "
        f"or put a new {table.file} in its place."
        for table in wanted
        if not table.url
    ]
    if lines:
        raise Mistake(lines)
    if not wanted:
        raise Mistake(f"{FOLDER}: no table says where it is fetched (refresh: {{url: …}}).")
    done, failed = [], []
    for table in wanted:
        try:
            done.append(_refresh(folder / FOLDER, table, today))
        except Mistake as mistake:
            failed += mistake.lines
    if failed:
        raise Mistake([*done, *failed])
    return done


def _refresh(folder: Path, table: RegisterTable, today: date) -> str:
    query = _query(folder, table)
    content = _fetched(table, query)
    checksum = sha256(content).hexdigest()
    with TemporaryDirectory() as scratch:
        trial = Path(scratch) / table.file
        trial.write_bytes(content)
        try:
            figures = read_figures(trial, table)
        except Mistake as mistake:
            raise Mistake(
                [
                    f"{table.shown}: {table.url} gave {len(content)} bytes that are not the table; "
                    f"{FOLDER}/{table.file} is unchanged:",
                    *(f"  {line.replace(str(trial), table.file)}" for line in mistake.lines),
                ]
            ) from None
    path = folder / table.file
    same = path.is_file() and sha256(path.read_bytes()).hexdigest() == checksum
    if not same:
        write_bytes(content, path)
    write_json(
        {
            "url": table.url,
            "fetched": today.isoformat(),
            "bytes": len(content),
            "sha256": checksum,
            "query_sha256": sha256(query).hexdigest() if query else None,
        },
        folder / f"{table.file}.fetched.json",
    )
    years = f"{figures['year'].min()}–{figures['year'].max()}"
    return f"{table.name}: {len(figures)} figures, {years}, " + (
        "as before." if same else f"written to {FOLDER}/{table.file}."
    )


def _query(folder: Path, table: RegisterTable) -> bytes:
    if not table.query:
        return b""
    path = folder / table.query
    try:
        content = path.read_bytes()
        json.loads(content)
    except FileNotFoundError:
        raise Mistake(
            f"{table.shown}: there is no file {FOLDER}/{table.query}. Save the query there."
        ) from None
    except ValueError:
        raise Mistake(f"{FOLDER}/{table.query}: not JSON. Save the query again.") from None
    return content


def _fetched(table: RegisterTable, query: bytes) -> bytes:
    request = urllib.request.Request(
        table.url,
        data=query or None,
        headers={
            "User-Agent": "godegrep",
            **({"Content-Type": "application/json"} if query else {}),
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            content: bytes = answer.read(MAXIMUM_BYTES + 1)
            expected = int(answer.headers.get("Content-Length") or len(content))
    except urllib.error.HTTPError as error:
        meaning = _MEANING.get(error.code, "try again later")
        raise Mistake(f"{table.shown}: {table.url} answered {error.code}: {meaning}.") from None
    except (OSError, ValueError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise Mistake(
            f"{table.shown}: {table.url} gave no answer ({reason}). Is there a network? "
            f"{FOLDER}/{table.file} is unchanged."
        ) from None
    if len(content) < min(expected, MAXIMUM_BYTES):
        raise Mistake(
            f"{table.shown}: {table.url} stopped after {len(content)} of {expected} bytes. Try "
            f"again; {FOLDER}/{table.file} is unchanged."
        )
    if len(content) > MAXIMUM_BYTES:
        raise Mistake(f"{table.shown}: {table.url} gave over {MAXIMUM_BYTES / 1e9:.0f} GB.")
    return content
