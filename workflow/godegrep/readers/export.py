"""One interface for the exports of all survey tools, and the registry of the formats.

A format is one module in `formats/`. It ends with a call of `register`, and needs no mention
anywhere else: `read_export` imports every module of that folder and asks each format, the most
particular first, whether a file is one of its own. A tool that exports one plain table, as csv or
xlsx, is a `layout` instead; `docs/formats.md` shows both.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pandas as pd

from godegrep.errors import Mistake

STATUSES = ("not_started", "partial", "complete", "refused")
KINDS = ("single", "multiple", "number", "open", "identifying", "technical", "unknown")


@dataclass(frozen=True)
class ExportColumn:
    """What the tool knows of one column.

    `label` is the column's own text, `stem` the text that it shares with the other rows of its
    grid or the other boxes of its question, and `question` the tool's name for that question.
    `options` maps a raw value to its text. `kind` is one of `KINDS`; `unknown` where the tool does
    not tell. `missing` are the raw values that the file itself declares to be no answers (99 «Vet
    ikke», Stata's `.a`), each apart; which kind of missing they are, their texts in `options` tell.
    `separator` is what joins the choices of a multiple question that stands in one column; its
    `options` are then those choices, as far as the tool tells.
    """

    name: str
    label: str = ""
    question: str = ""
    stem: str = ""
    kind: str = "unknown"
    options: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    separator: str = ""


@dataclass(frozen=True)
class Export:
    """The export of a survey tool.

    `table` has one row an answer and one column a column of the export; all values are texts as
    they stood, an empty text where nothing stood, and a column may be categorical. `columns`
    describes the same columns in the order in which they were asked, as far as the tool tells.
    `status` gives each row's status (one of `STATUSES`), or is None when the tool does not tell.
    `notes` are remarks for the researcher. `files` are the files that were read, the one to name in
    `config.yaml` first, and `sheet` the sheet of a workbook that holds the answers.
    """

    tool: str
    table: pd.DataFrame
    columns: tuple[ExportColumn, ...]
    status: pd.Series | None = None
    notes: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    sheet: str = ""

    def column(self, name: str) -> ExportColumn:
        """The description of a column; raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class Format:
    """A format that exports come in.

    `detect` looks at the file (or folder) and says whether it is of this format; it must be quick,
    and must not raise for a file of another format. Formats with a higher `priority` are asked
    first.
    """

    tool: str
    detect: Callable[[Path], bool]
    read: Callable[[Path], Export]
    priority: int = 10


_formats: dict[str, Format] = {}


def register(entry: Format) -> None:
    """Make a format known; a second one of the same name takes the first one's place."""
    _formats[entry.tool] = entry


def load_formats() -> None:
    """Import every module in `formats/`, so that all formats and layouts are registered."""
    import godegrep.readers.formats as folder

    for module in iter_modules(folder.__path__):
        import_module(f"{folder.__name__}.{module.name}")


def formats() -> list[Format]:
    """All formats, in the order in which they are asked."""
    load_formats()
    return sorted(_formats.values(), key=lambda entry: (-entry.priority, entry.tool))


def read_export(path: str | Path) -> Export:
    """Read the export of any supported tool; the format is found from the file itself.

    The file is parsed in a child process with limits (see `readers.confined`). Raises Mistake if
    there is no such file, if no format knows it, or if it cannot be read.
    """
    from godegrep.readers.confined import read_confined

    path = Path(path)
    if not path.exists():
        raise Mistake(f"{path}: there is no such file. Check the path of the export.")
    if not path.is_file() and not path.is_dir():
        raise Mistake(f"{path}: neither a file nor a folder. Check the path of the export.")
    if path.is_file() and path.stat().st_size == 0:
        raise Mistake(f"{path}: the file is empty. Export the answers from the survey tool again.")
    return read_confined(path)


def read_here(path: Path) -> Export:
    """What `read_export` does, in this process and without its limits.

    Raises Mistake if no format knows the file, or if it cannot be read.
    """
    known = formats()
    for entry in known:
        if entry.detect(path):
            return entry.read(path)
    tools = ", ".join(sorted(entry.tool for entry in known))
    raise Mistake(
        f"{path}: not a format that is known here ({tools}). "
        "Export the answers again as xlsx or csv."
    )


def unique_names(headings: Sequence[str]) -> tuple[list[str], list[str]]:
    """Column names of which none is empty or stands twice, and notes on those that were changed.

    The second of two equal headings gets the suffix `` (2)``; an empty one is called `column_5`
    after its place.
    """
    names: list[str] = []
    notes = []
    taken = set(headings)
    seen: Counter[str] = Counter()
    for place, heading in enumerate(headings, start=1):
        seen[heading] += 1
        name = heading or f"column_{place}"
        if heading and seen[heading] > 1:
            number = seen[heading]
            while (name := f"{heading} ({number})") in taken:
                number += 1
            notes.append(f"column {place}: the heading {heading!r} stands twice; here {name!r}.")
        elif not heading:
            notes.append(f"column {place}: no heading; here {name!r}.")
        taken.add(name)
        names.append(name)
    return names, notes


_IDENTIFYING = re.compile(
    r"(resp(ondent)?|user|bruker|response|submission)?[-_]?\s?(id|token|nøkkel|key)"
    r"|\$?submission_id|org\.?(anisasjons)?\s?(nr|nummer)|kontor(nr|nummer)|skole(nr|nummer)"
    r"|(for|etter|full(t )?)?\s?navn|forn|ettern|(first|last|sur|full)?\s?name"
    r"|e[-_ ]?(post|mail)( ?adr(esse|ess)?)?|email address|tlf|telefon(nummer)?|mobil(nummer)?"
    r"|phone( number)?|f[øo]dselsnummer|fnr|personnummer|ip[-_ ]?add?r(esse|ess)?",
    re.IGNORECASE,
)


def is_identifying(heading: str) -> bool:
    """Whether a heading is one for ids, names, e-mail addresses and the like."""
    return bool(_IDENTIFYING.fullmatch(heading.strip().rstrip(":*").strip()))


def to_table(
    headings: Sequence[str], rows: pd.DataFrame | Iterable[Sequence[str]]
) -> tuple[pd.DataFrame, list[str]]:
    """A table of texts with unique column names, and notes on headings that were changed."""
    names, notes = unique_names(headings)
    cells = rows if isinstance(rows, pd.DataFrame) else list(rows)
    table = pd.DataFrame(cells, columns=range(len(names)), dtype="str")
    return table.set_axis(names, axis=1).reset_index(drop=True), notes
