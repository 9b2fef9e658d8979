"""The codes that coders wrote into their sheets, and what to say of those that are none."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from godegrep.coding.codebook_log import older_codes
from godegrep.coding.workbook.layout import NO_CODE, labelled
from godegrep.core.text_by_language import in_language
from godegrep.study.codebook import Codebook
from godegrep.study.paths import CODEBOOK

_SHOWN = 12
_LONGEST = 60


class Given(NamedTuple):
    """What stands in a cell for codes: its sheet, row and heading, and the codebook's version."""

    sheet: str
    row: int
    heading: str
    value: str
    version: int


def unknown_codes(cells: Iterable[Given], codebook: Codebook) -> list[str]:
    """A line for each value that is no code, wherever and however often it stands.

    A code that the codebook has lost without a word in its log is most often a code that has got
    another name: its line says what to write there.
    """
    unknown: defaultdict[str, list[Given]] = defaultdict(list)
    known: dict[tuple[str, int], bool] = {}
    for cell in cells:
        key = cell.value, cell.version
        if key not in known:
            known[key] = code_of(cell.value, codebook, cell.version) is not None
        if not known[key]:
            unknown[labelled(cell.value) or cell.value].append(cell)
    return [f"{_places(there)}: {_what(there, codebook)}" for there in unknown.values()]


def _what(cells: Sequence[Given], codebook: Codebook) -> str:
    """What to say of a value that is no code: it was mistyped once, or its code is gone."""
    value = cells[0].value
    ids = [code.id for code in codebook.codes]
    gone = _renamed(cells, codebook) if labelled(value) else ""
    if gone and len(cells) > 1:
        return f"{_shown(value)} is no code of the codebook. {gone} If not, put it back there."
    near = difflib.get_close_matches(labelled(value) or value, ids, n=1)
    hint = f" Did you mean [{near[0]}]?" if near else ""
    return (
        f"{_shown(value)} is no code of the codebook; expected one of: {', '.join(ids)}.{hint} "
        "Choose from the list, write a new one under the column for new codes, or add it to "
        f"codebook.yaml. {gone}".rstrip()
    )


def _places(cells: Sequence[Given]) -> str:
    """Where they stand: of one the cell, of several the rows of the first sheet."""
    first = cells[0]
    if len(cells) == 1:
        return f"{first.sheet}, row {first.row}, column {first.heading!r}"
    rows = list(dict.fromkeys(str(cell.row) for cell in cells if cell.sheet == first.sheet))
    more = ["…"] if len(rows) > _SHOWN else []
    sheets = len({cell.sheet for cell in cells})
    elsewhere = f", and {sheets - 1} more sheets" if sheets > 1 else ""
    return f"{first.sheet}, rows {', '.join([*rows[:_SHOWN], *more])} ({len(rows)}){elsewhere}"


def _renamed(cells: Sequence[Given], codebook: Codebook) -> str:
    """What to write in the codebook where its code has another name today."""
    code, new = labelled(cells[0].value), _new_name(cells[0].value, codebook)
    raised = all(cell.version < codebook.version for cell in cells)
    version = codebook.version if raised else codebook.version + 1
    return (
        f"If the code has got another name, write in {CODEBOOK} `version: {version}` and under "
        f"`changes` `- {{version: {version}, rename: {code}, to: {new}}}`; if it was merged, "
        f"`merge: [{code}, …], into: {new}`; if it was split, `split: {code}, into: [{new}, …]`."
    )


def _new_name(value: str, codebook: Codebook) -> str:
    """The code that has the name of the old one, or else the id most like it."""
    name = value.partition("[")[0].strip().casefold()
    for code in codebook.codes:
        if name in {text.casefold() for text in code.name.values()}:
            return code.id
    ids = [code.id for code in codebook.codes]
    return (difflib.get_close_matches(labelled(value), ids, n=1) or ["NEW"])[0]


def _shown(value: str) -> str:
    """The value; a very long one may be an answer, and is not shown."""
    return repr(value) if len(value) <= _LONGEST else "a long text"


def code_of(value: str, codebook: Codebook, version: int) -> str | None:
    """The id of a code, "" for «none fits», None where there is no such code.

    The id in brackets decides; an id or a name that stands alone, in whatever case, will do if
    only one code has it.
    Codes that the codebook had in the row's version, by its log, are known as well.
    """
    ids = {code.id for code in codebook.codes} | older_codes(version, codebook) | {NO_CODE}
    wanted = labelled(value) or value
    if wanted not in ids:
        name = value.casefold()
        named = [
            code.id
            for code in codebook.codes
            if code.id.casefold() == name
            or any(in_language(code.name, lang).casefold() == name for lang in code.name)
        ]
        if len(named) != 1:
            return None
        wanted = named[0]
    return "" if wanted == NO_CODE else wanted
