"""Hold two commits against each other: do they make the same of the example and of other exports?

    python tests/compare_commits.py OLD NEW [--export FILE ...] [--keep FOLDER]

OLD and NEW are revisions as git knows them, or `.` for the working tree. Each is checked out into a
folder of its own and makes the reports of its example; for each FILE it drafts a study with
`godegrep new-wave` and makes its reports too. Then tables, drafts, review sheets and reports in
every format are compared, whole and exactly. Told apart is what differs in nothing but where code
lies: names of modules, paths of code, revisions, and checksums that are of no file of the study.
The exit code is 1 where anything else differs, or where a run fails.
"""

import argparse
import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from openpyxl import load_workbook
from pyarrow import parquet
from pypdf import PdfReader
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
WORKING_TREE, WAVE, EXAMPLE = ".", "2024", "example"
DRAFTS = ("*.yaml", "*.txt", "study/*.yaml")
RESULTS = ("**/*.parquet", "*/*.csv", "*/review.xlsx", "*/review/*.xlsx")
COMPARED = (*DRAFTS, *(f"results/{pattern}" for pattern in RESULTS), "reports/**/*.*")
NAMES_OF_CODE = re.compile(
    r"\bgodegrep(?:\.\w+)+|\b(?:workflow|scripts)/[\w./-]+|\bSnakefile\b|\b[0-9a-f]{40}\b"
)
CHECKSUM = re.compile(r"\b[0-9a-f]{64}\b")
SHOWN, WIDEST = 3, 160

Parts = dict[str, list[str]]
"""What a file says: its parts, such as columns, sheets or pages, and the lines of each."""


# --- Making -----------------------------------------------------------------------------------


def run(folder: Path, *command: str | Path, tree: Path = ROOT) -> str:
    """What a command says; where it fails, the whole comparison ends with it."""
    own = {"PYTHONPATH": str(tree / "workflow"), "OMP_NUM_THREADS": "1"}
    ran = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if ran.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{ran.stdout}")
    return ran.stdout


@contextmanager
def checked_out(revision: str, folder: Path) -> Iterator[Path]:
    """The tree of a revision, which is removed afterwards; the working tree stays where it is."""
    if revision == WORKING_TREE:
        yield ROOT
        return
    run(ROOT, "git", "worktree", "add", "--quiet", "--detach", folder, revision)
    try:
        yield folder
    finally:
        run(ROOT, "git", "worktree", "remove", "--force", folder)


def command_of(tree: Path) -> list[str]:
    """The tree's own command `godegrep`: the one that is installed belongs to another tree."""
    project = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, function = project["scripts"]["godegrep"].split(":")
    code = f"import sys; from {module} import {function}; sys.exit({function}())"
    return [sys.executable, "-c", code]


def make(tree: Path, exports: Sequence[Path], folder: Path) -> None:
    """The example and the studies drafted from exports, with their reports, side by side."""
    said = run(folder, sys.executable, "-c", "import godegrep; print(godegrep.__file__)", tree=tree)
    if tree not in Path(said.strip()).parents:
        sys.exit(f"Python imports {said.strip()} instead of the package in {tree}.")
    snakemake = [Path(sys.executable).parent / "snakemake", "-s", tree / "Snakefile"]
    shutil.copytree(tree / "study", folder / EXAMPLE / "study")
    shutil.copy(tree / "config.yaml", folder / EXAMPLE)
    for number, export in enumerate(exports, 1):
        study = folder / f"{number}-{export.stem}"
        study.mkdir()
        draft = [*command_of(tree), "new-wave", WAVE, export.resolve(), "--study", study]
        said = run(folder, *draft, tree=tree)
        (study / "said.txt").write_text(said.replace(str(folder), ""), encoding="utf-8")
    for study in sorted(folder.iterdir()):
        print(f"{folder.name}: {study.name}", file=sys.stderr, flush=True)
        for target in targets(study):
            run(study, *snakemake, "--directory", study, target, tree=tree)


def targets(study: Path) -> list[str]:
    """What is to be made one after the other.

    The encoder's last digit depends on which texts come together, and waves that are encoded side
    by side come to the shared cache in an order of chance. So they are encoded in their own.
    """
    waves = YAML(typ="safe").load((study / "config.yaml").read_text(encoding="utf-8"))["waves"]
    return [*(f"results/{wave}/suggestions.parquet" for wave in waves), "reports/"]


# --- Reading ----------------------------------------------------------------------------------


def columns(path: Path) -> Parts:
    """The columns of a table: type and values as Python writes them, so that no bit is lost."""
    table = parquet.read_table(path)
    return {
        name: [str(column.type), *map(repr, column.to_pylist())]
        for name, column in zip(table.column_names, table.columns, strict=True)
    }


def fields(path: Path) -> Parts:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        heads, *rows = csv.reader(handle)
    return {head: [row[place] for row in rows] for place, head in enumerate(heads)}


def cells(path: Path) -> Parts:
    return {
        sheet.title: [
            f"{cell.coordinate} {cell.value!r}"
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        for sheet in load_workbook(path)
    }


def pages(path: Path) -> Parts:
    read = enumerate(PdfReader(path).pages, 1)
    return {f"page {number}": page.extract_text().splitlines() for number, page in read}


def members(path: Path) -> Parts:
    """What an archive holds: markup by its elements, anything else by its checksum."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    return {
        name: elements(content.decode())
        if name.endswith((".xml", ".rels", ".svg"))
        else [hashlib.sha256(content).hexdigest()]
        for name, content in contents.items()
    }


def elements(markup: str) -> list[str]:
    """Each tag with the text that follows it."""
    return markup.replace("<", "\n<").splitlines()


READERS: dict[str, Callable[[Path], Parts]] = {
    ".parquet": columns,
    ".csv": fields,
    ".xlsx": cells,
    ".pdf": pages,
    ".docx": members,
    ".zip": members,
    ".html": lambda path: {"page": elements(path.read_text(encoding="utf-8"))},
    ".yaml": lambda path: {"text": path.read_text(encoding="utf-8").splitlines()},
    ".txt": lambda path: {"text": path.read_text(encoding="utf-8").splitlines()},
}


# --- Comparing --------------------------------------------------------------------------------


class Verdict(NamedTuple):
    """How a file fared: equal, of one text but for the names of code, or different; and where."""

    outcome: str
    where: list[str]


EQUAL, NAMES, DIFFERENT = "equal", "names of code", "different"


def differences(old: Parts, new: Parts) -> list[str]:
    """A line for each part that is not the same."""
    found = [f"{part}: only in OLD" for part in old if part not in new]
    found += [f"{part}: only in NEW" for part in new if part not in old]
    for part, lines in old.items():
        pairs = enumerate(zip_longest(lines, new.get(part, lines)), 1)
        unlike = [(place, before, after) for place, (before, after) in pairs if before != after]
        for place, before, after in unlike[:1]:
            said = f"{shortened(before)} | {shortened(after)}"
            found.append(f"{part}, line {place} ({len(unlike)} in all): {said}")
    return found


def shortened(line: str | None) -> str:
    """A line as it can be shown; «–» where there is none."""
    return "–" if line is None else line if len(line) <= WIDEST else line[:WIDEST] + "…"


def without_names(parts: Parts, of_study: frozenset[str]) -> Parts:
    """The parts with signs for what names code. A checksum of the study's own files stays."""

    def sign(found: re.Match[str]) -> str:
        return found[0] if found[0] in of_study else "CHECKSUM"

    return {
        NAMES_OF_CODE.sub("CODE", part): [
            CHECKSUM.sub(sign, NAMES_OF_CODE.sub("CODE", line)) for line in lines
        ]
        for part, lines in parts.items()
    }


def compared(old: Path, new: Path, of_study: frozenset[str]) -> Verdict:
    """Hold a file against its counterpart."""
    missing = [side for side, path in (("OLD", old), ("NEW", new)) if not path.exists()]
    if missing:
        return Verdict(DIFFERENT, [f"not in {missing[0]}"])
    if old.read_bytes() == new.read_bytes():
        return Verdict(EQUAL, [])
    read = READERS[old.suffix]
    sides = read(old), read(new)
    found = differences(*sides)
    if not found:
        return Verdict(EQUAL, [])
    but_for_names = differences(*(without_names(side, of_study) for side in sides))
    return Verdict(DIFFERENT, but_for_names) if but_for_names else Verdict(NAMES, found)


def checksums(study: Path) -> Iterator[str]:
    """The checksums of what a study is made from, which the report prints."""
    for path in (study / "config.yaml", *sorted((study / "study").rglob("*"))):
        if path.is_file():
            yield hashlib.sha256(path.read_bytes()).hexdigest()


def names_of_files(studies: Iterable[Path]) -> list[Path]:
    """The files of one study to be compared, by their paths in it, on either side."""
    found = {
        path.relative_to(study)
        for study in studies
        for pattern in COMPARED
        for path in study.glob(pattern)
        if path.suffix in READERS
    }
    return sorted(found, key=lambda name: (name.parts[0], name.name, name))


def verdicts(old: Path, new: Path) -> Iterator[tuple[str, str, Verdict]]:
    """Kind, name and verdict of every file of every study."""
    for study in sorted({path.name for side in (old, new) for path in side.iterdir()}):
        sides = old / study, new / study
        of_study = frozenset(checksum for side in sides for checksum in checksums(side))
        for name in names_of_files(sides):
            kind = f"{name.parts[0]} {name.name}" if len(name.parts) > 1 else name.name
            verdict = compared(sides[0] / name, sides[1] / name, of_study)
            yield kind, f"{study}/{name}", verdict


def tell(old: Path, new: Path) -> bool:
    """Print a line for each kind of file, and what differs; whether nothing does."""
    kinds: dict[str, list[tuple[str, Verdict]]] = {}
    for kind, name, verdict in verdicts(old, new):
        kinds.setdefault(kind, []).append((name, verdict))
    print(f"{'':36}{'compared':>9}{EQUAL:>7}{NAMES:>15}{DIFFERENT:>11}")
    for kind, files in sorted(kinds.items()):
        outcomes = [verdict.outcome for _, verdict in files]
        counts = [outcomes.count(outcome) for outcome in (EQUAL, NAMES, DIFFERENT)]
        print(f"{kind:36}{len(files):9}{counts[0]:7}{counts[1]:15}{counts[2]:11}")
        unlike = [(name, verdict) for name, verdict in files if verdict.where]
        for name, verdict in sorted(unlike, key=lambda one: one[1].outcome)[:SHOWN]:
            for line in verdict.where[:SHOWN]:
                print(f"    {verdict.outcome}: {name}: {line}")
    found = [verdict.outcome for files in kinds.values() for _, verdict in files]
    return DIFFERENT not in found and bool(found)


def main() -> int:
    """Make both sides and compare them; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("old", metavar="OLD", help="a revision, or . for the working tree")
    parser.add_argument("new", metavar="NEW", help="likewise")
    parser.add_argument("--export", metavar="FILE", type=Path, nargs="+", action="extend")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="a new folder for what is made")
    options = parser.parse_args()
    with ExitStack() as stack:
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory())).resolve()
        made = (options.keep or temporary / "made").resolve()
        # Where Python keeps no bytecode, compiling the libraries is most of what a job does.
        os.environ["PYTHONDONTWRITEBYTECODE"] = ""
        os.environ["PYTHONPYCACHEPREFIX"] = str(temporary / "bytecode")
        for side in ("old", "new"):
            (made / side).mkdir(parents=True)
            revision = getattr(options, side)
            tree = stack.enter_context(checked_out(revision, temporary / side))
            make(tree, options.export or [], made / side)
        return 0 if tell(made / "old", made / "new") else 1


if __name__ == "__main__":
    sys.exit(main())
