"""PC-Axis files (`.px`), the other format in which PxWeb gives a table.

The format: https://www.scb.se/en/services/statistical-programs-for-px-files/px-file-format/
A file is a row of `KEYWORD[language]("variable")=value;`, the last being DATA. Here the file's main
language is read, and the marks for missing figures are kept.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from godegrep.core.errors import Mistake
from godegrep.core.untrusted_files import MAXIMUM_BYTES
from godegrep.register.formats.cube import Cube, Dimension, check_size

_HEAD = re.compile(
    r"""\s*(?P<keyword>[A-Z][A-Z0-9_-]*)(?:\[(?P<language>[^\]]*)\])?"""
    r"""(?:\((?P<of>(?:"[^"]*"|[^")])*)\))?\s*=""",
    re.ASCII,
)
_VALUE = re.compile(r'(?:"[^"]*"|[^";])*;')
_STRINGS = re.compile(r'"(?:[^"]|"")*"(?:\s+"(?:[^"]|"")*")*')
_PIECES = re.compile(r'"((?:[^"]|"")*)"')
_CELL = re.compile(r'"[^"]*"|[^\s",;]+')
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d{1,2})?", re.ASCII)
_PERIODS = re.compile(r'TLIST\s*\([^,)]*,\s*"(\d{4})"\s*-\s*"(\d{4})"\s*\)')
NIL = "-"
"""The mark for nothing, which is a figure: zero."""
Keywords = Mapping[tuple[str, str], str]


def read_px(path: Path) -> Cube:
    """Read a `.px` file; raises Mistake where it is not sound."""
    if path.stat().st_size > MAXIMUM_BYTES:
        raise Mistake(f"{path}: over {MAXIMUM_BYTES / 1e9:.0f} GB. Ask for fewer categories.")
    text = _decoded(path)
    keywords, data = _statements(path, text)
    names = (
        *_strings(keywords.get(("STUB", ""), "")),
        *_strings(keywords.get(("HEADING", ""), "")),
    )
    if not names:
        raise Mistake(f"{path}: neither STUB nor HEADING names a variable. Fetch it again.")
    dimensions = tuple(_dimension(path, keywords, name) for name in names)
    check_size(path, dimensions)
    values, marks = _cells(path, data, keywords, names, dimensions)
    return Cube(
        title=_text(keywords, "TITLE") or _text(keywords, "DESCRIPTION"),
        source=_text(keywords, "SOURCE"),
        updated=next((v for (k, _), v in keywords.items() if k == "LAST-UPDATED"), "").strip('"'),
        dimensions=dimensions,
        values=values,
        marks=marks,
    )


def _decoded(path: Path) -> str:
    """The text, by what the bytes are first: files are saved as UTF-8 that still say Latin-1."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Mistake(f"{path}: UTF-16. Save it as UTF-8.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    named = re.search(rb'CODEPAGE\s*=\s*"([^"]*)"', content[:2000])
    dos = b'CHARSET="ANSI"' not in content[:2000].replace(b" ", b"")
    codepage = named[1].decode("ascii", "replace") if named else "cp850" if dos else "cp1252"
    if codepage.lower() in ("iso-8859-1", "latin-1", "latin1"):
        codepage = "cp1252"  # the same letters, and more where Latin-1 has control characters
    try:
        return content.decode(codepage)
    except (ValueError, LookupError):  # A name with a NUL in it is a ValueError.
        return content.decode("latin-1")


def _statements(path: Path, text: str) -> tuple[Keywords, str]:
    """The keywords of the main language, each with what it is of and its value, and the DATA."""
    keywords: dict[tuple[str, str], str] = {}
    at = 0
    while head := _HEAD.match(text, at):
        if head["keyword"] == "DATA":
            return keywords, text[head.end() :]
        value = _VALUE.match(text, head.end())
        if value is None:
            break
        if head["language"] is None:
            of = _strings(head["of"] or "")
            keywords[head["keyword"], of[0] if of else ""] = value[0][:-1]
        at = value.end()
    rest = text[at:].lstrip()
    if not rest:
        raise Mistake(f"{path}: no DATA in it: not a .px file, or truncated. Fetch it again.")
    line = text.count("\n", 0, len(text) - len(rest)) + 1
    raise Mistake(
        f'{path}, line {line}: not KEYWORD("variable")=value; as a .px file has it. Fetch it again.'
    )


def _strings(value: str) -> list[str]:
    """The texts of a list; one that goes on over several lines is put together."""
    return [
        "".join(piece.replace('""', '"') for piece in _PIECES.findall(run[0]))
        for run in _STRINGS.finditer(value)
    ]


def _text(keywords: Keywords, name: str) -> str:
    return " ".join(_strings(keywords.get((name, ""), "")))


def _dimension(path: Path, keywords: Keywords, name: str) -> Dimension:
    labels = _strings(keywords.get(("VALUES", name), ""))
    codes = _strings(keywords.get(("CODES", name), ""))
    if not labels and not codes:
        labels = _periods(keywords.get(("TIMEVAL", name), ""))
    codes = codes or labels
    labels = labels or codes
    if not codes:
        raise Mistake(f"{path}: no VALUES for the variable {name!r}. Fetch it again.")
    if len(codes) != len(labels):
        raise Mistake(
            f"{path}: the variable {name!r} has {len(labels)} VALUES and {len(codes)} CODES. "
            "Fetch it again."
        )
    code = _strings(keywords.get(("VARIABLECODE", name), ""))
    return Dimension(code[0] if code else name, name, tuple(codes), tuple(labels))


def _periods(value: str) -> list[str]:
    """The years of a TLIST, whether listed or from the first to the last."""
    span = _PERIODS.search(value)
    if span:
        return [str(year) for year in range(int(span[1]), int(span[2]) + 1)]
    return _strings(value)


def _cells(
    path: Path,
    text: str,
    keywords: Keywords,
    names: tuple[str, ...],
    dimensions: tuple[Dimension, ...],
) -> tuple[np.ndarray, dict[int, str]]:
    shape = [len(dimension.codes) for dimension in dimensions]
    tokens = _CELL.findall(text)
    keyed = [name for name in names if ("KEYS", name) in keywords]
    if not keyed:
        places = np.arange(int(np.prod(shape)))
        values = np.full(shape, np.nan)
    else:
        tokens, places = _unkeyed(path, tokens, keywords, keyed, names, dimensions)
        values = np.zeros(shape)  # rows with nothing but zeros are left out of such a file
    if len(tokens) != len(places):
        raise Mistake(
            f"{path}: {len(tokens)} cells in DATA, where the variables make {len(places)}. "
            "The file is broken off, or was edited; fetch it again."
        )
    flat = values.reshape(-1)
    marks: dict[int, str] = {}
    for place, token in zip(places.tolist(), tokens, strict=True):
        bare = token.strip('"')
        if bare == NIL:
            flat[place] = 0.0
            continue
        if _NUMBER.fullmatch(bare):
            flat[place] = float(bare)
        else:
            marks[place] = _mark(path, keywords, bare)
            flat[place] = np.nan
    return values, marks


def _mark(path: Path, keywords: Keywords, token: str) -> str:
    """What the file shows for one to six dots; other marks are as they stand."""
    if set(token) == {"."} and len(token) <= 6:
        return _text(keywords, f"DATASYMBOL{len(token)}") or token
    if any(letter.isalnum() for letter in token):
        raise Mistake(f"{path}: {token!r} in DATA is neither a number nor a mark. Fetch it again.")
    return token


def _unkeyed(
    path: Path,
    tokens: list[str],
    keywords: Keywords,
    keyed: list[str],
    names: tuple[str, ...],
    dimensions: tuple[Dimension, ...],
) -> tuple[list[str], np.ndarray]:
    """The cells of a file with KEYS, whose rows begin with their categories, and their places."""
    if keyed != list(names[: len(keyed)]):
        raise Mistake(f"{path}: KEYS must be of the first variables of STUB. Fetch it again.")
    rows = dimensions[: len(keyed)]
    width = int(np.prod([len(dimension.codes) for dimension in dimensions[len(keyed) :]]))
    step = len(keyed) + width
    known = [
        {
            key: place
            for place, key in enumerate(
                row.codes if "CODES" in keywords["KEYS", name] else row.labels
            )
        }
        for name, row in zip(keyed, rows, strict=True)
    ]
    cells: list[str] = []
    places: list[np.ndarray] = []
    for start in range(0, len(tokens), step):
        keys = [key.strip('"') for key in tokens[start : start + len(keyed)]]
        if any(key not in of_key for key, of_key in zip(keys, known, strict=False)):
            raise Mistake(f"{path}: DATA has a row of {keys}, which KEYS do not know.")
        row = 0
        for key, of_key in zip(keys, known, strict=False):
            row = row * len(of_key) + of_key[key]
        cells += tokens[start + len(keyed) : start + step]
        places.append(np.arange(width) + row * width)
    return cells, np.concatenate(places) if places else np.arange(0)
