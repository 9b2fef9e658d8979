"""Reading `study/chapters/`: the researcher's own chapters, with what stands at their head."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from ruamel.yaml.error import YAMLError

from godegrep.core.errors import Mistake
from godegrep.core.plain_yaml import load_with_positions
from godegrep.study.typed_numbers import typed_numbers


@dataclass(frozen=True)
class OwnChapter:
    """A chapter as written: `text` keeps the lines of `file`, the front matter's being empty.

    It stands in the reports of `waves`, or of all; in the place of the theme `replaces`, or before
    the report's own chapters, or (`at_end`) after them, before the methods. `head` has the line of
    each of these settings.
    """

    file: str
    name: str
    text: str
    title: str = ""
    waves: tuple[str, ...] = ()
    replaces: str = ""
    at_end: bool = False
    head: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def id(self) -> str:
        """The id of the chapter in the report."""
        return f"chapter-{self.name}"

    def at(self, setting: str) -> str:
        """The file and line of a setting."""
        return f"{self.file}, line {self.head.get(setting, 1)}"


def typed_by_hand(own: OwnChapter) -> list[str]:
    """A line for each number that is typed into a chapter instead of asked for."""
    try:
        found = typed_numbers(own.text)
    except TemplateError:
        return []  # Composing the report tells what is wrong.
    return [
        f"{own.file}, line {line}: serious: the number {number!r} is typed by hand, and nothing "
        "keeps it true. Ask for it, as in {{ share(…) }} or {{ n(…) }}; where it comes from "
        f"elsewhere, write {{{{ typed({number!r}) }}}}."
        for line, number in found
    ]


CHAPTERS = "study/chapters"
_NAME = re.compile(r"(?P<name>[^.]+)(?:\.(?P<language>nb|nn|en))?\.md\.j2")
_HEAD = re.compile(r"---\s*\n(.*?)^---\s*\n", re.DOTALL | re.MULTILINE)
_KEYS = ("title", "waves", "replaces", "place")


def chapter_files(folder: Path, language: str, first: str) -> list[Path]:
    """The chapters in one language, by name; those that name none are in the language `first`.

    Raises Mistake for a Markdown file that is not named as a chapter is.
    """
    files = sorted(folder.glob("*.md*"))
    odd = [path for path in files if not _NAME.fullmatch(path.name) and path.stem != "README"]
    if odd:
        raise Mistake(
            f"{path}: not read; name it NAME.md.j2, or NAME.nn.md.j2 for another language."
            for path in odd
        )
    named = [(path, _NAME.fullmatch(path.name)) for path in files]
    return [path for path, match in named if match and (match["language"] or first) == language]


def read_chapters(paths: Iterable[str | Path]) -> list[OwnChapter]:
    """The chapters in these files; raises Mistake with all that is wrong at their heads."""
    read, violations = [], []
    for path in map(Path, paths):
        try:
            read.append(_read(path))
        except Mistake as mistake:
            violations += mistake.lines
    if violations:
        raise Mistake(violations)
    return read


def chapter_messages(folder: Path, languages: Sequence[str]) -> list[str]:
    """A line for each number typed into a chapter, and each chapter that a language does not have.

    Raises Mistake as `chapter_files` and `read_chapters` do.
    """
    files = {language: chapter_files(folder, language, languages[0]) for language in languages}
    lines = [
        line
        for own in read_chapters(path for paths in files.values() for path in paths)
        for line in typed_by_hand(own)
    ]
    names = {language: {path.name.split(".")[0] for path in files[language]} for language in files}
    for name in sorted(set().union(*names.values())):
        lacking = [language for language in languages if name not in names[language]]
        lines += [
            f"{folder / name}: note: there is no {folder / name}.{language}.md.j2, so that the "
            f"report in {language} goes without this chapter."
            for language in lacking
        ]
    return lines


def _read(path: Path) -> OwnChapter:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Mistake(f"{path}: not UTF-8; save it as UTF-8.") from None
    head: dict[str, Any] = {}
    lines: dict[str, int] = {}
    match = _HEAD.match(text)
    if match:
        head, lines = _head(match, path)
        text = "\n" * match[0].count("\n") + text[match.end() :]
    name = _NAME.fullmatch(path.name)
    assert name, path
    return OwnChapter(
        file=str(path),
        name=re.sub(r"[^a-z0-9]+", "-", name["name"].casefold()).strip("-") or "own",
        text=text,
        title=str(head.get("title", "")),
        waves=_names(head.get("waves", ())),
        replaces=str(head.get("replaces", "")),
        at_end=head.get("place") == "end",
        head=lines,
    )


def _head(match: re.Match[str], path: Path) -> tuple[dict[str, Any], dict[str, int]]:
    """What stands at a chapter's head, and the line of each setting in the file."""
    try:
        head, positions = load_with_positions(match[1])
    except YAMLError:
        head, positions = "", {}
    head = {} if head is None else head
    if not isinstance(head, dict):
        raise Mistake(
            f"{path}, line 1: what stands between the two lines --- is not YAML; such as "
            "title: Innledning."
        )
    above = match.string[: match.start(1)].count("\n")
    lines = {str(key): positions.get((str(key),), (1, 1))[0] + above for key in head}
    violations = [
        f"{path}, line {lines[str(key)]}: {key} is not known here; known are: {', '.join(_KEYS)}."
        for key in head
        if key not in _KEYS
    ]
    if head.get("place", "end") != "end":
        violations.append(
            f"{path}, line {lines['place']}: place: {head['place']} is not known; there is `end` "
            "alone."
        )
    if violations:
        raise Mistake(violations)
    return head, lines


def _names(value: Any) -> tuple[str, ...]:
    names: Sequence[Any] = value if isinstance(value, list | tuple) else [value]
    return tuple(str(name) for name in names)
