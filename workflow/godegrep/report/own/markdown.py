"""Markdown as blocks of the report: headings, paragraphs, lists, emphasis, links, quotes, notes.

CommonMark and footnotes, read by markdown-it-py; HTML in it is text like any other.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from godegrep.core.ids import make_id
from godegrep.document.blocks import Block, Heading, Paragraph, Quote, Quotes, bullets
from godegrep.document.report import Section, section
from godegrep.document.runs import Reference, Run, Text, alike, footnote_run, plain
from godegrep.report.parts.prose import upper_first

if TYPE_CHECKING:
    from markdown_it.token import Token

FIRST_MARK = 0xF0000
"""The first of the private characters that stand for what macros put into the text."""
_MARK = re.compile("([\U000f0000-\U000ffffd])")
_NO_NOTE = re.compile(r"\[\^[^\]\s]+\]")
_SPACES = re.compile(r" {2,}")
_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?:^|[.?!][»”)]*\s+)$")
_ABBREVIATED = re.compile(
    r"\b(?:bl\.a|f\.eks|ca|jf|dvs|osv|mv|pga|evt|nr|kap|s|e\.g|i\.e|cf|no|pp?)\.\s+$", re.IGNORECASE
)
_NOT_DRAWN = {
    "image": "a picture",
    "fence": "a block of code",
    "code_block": "an indented block, which Markdown takes for code",
    "hr": "a line across the page",
}


_STYLES: Mapping[str, Mapping[str, Any]] = {
    "strong_open": {"strong": True},
    "strong_close": {"strong": False},
    "em_open": {"emphasis": True},
    "em_close": {"emphasis": False},
    "link_close": {"href": ""},
}
"""What begins and ends a style of the text."""


@dataclass(frozen=True)
class Inserted:
    """What a macro puts in the place of its mark: runs within a text, or blocks of their own."""

    runs: Sequence[Run] = ()
    blocks: Sequence[Block] = ()


_NOTHING = Inserted()


@dataclass
class Written:
    """A text as `title` (its `#` heading) and sections; `violations` are (line, what is wrong)."""

    title: str = ""
    sections: list[Section] = field(default_factory=list)
    violations: list[tuple[int, str]] = field(default_factory=list)


def read_markdown(text: str, inserted: Mapping[str, Inserted], language: str) -> Written:
    """Read a text in which each mark stands for what `inserted` says.

    `#` is the title, `##` begins a section, `###` is a heading within one. `language` is that of
    quotations.
    """
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": False}).use(footnote_plugin)
    notes: dict[str, Any] = {}
    written = _Reader(inserted, language).read(parser.parse(text, notes))
    unused = [key for key, used in notes.get("footnotes", {}).get("refs", {}).items() if used < 0]
    for line, content in enumerate(text.splitlines(), 1):
        if content.startswith(tuple(f"[^{key.removeprefix(':')}]:" for key in unused)):
            written.violations.append((line, "no text refers to this footnote"))
    return written


class _Reader:
    def __init__(self, inserted: Mapping[str, Inserted], language: str) -> None:
        self.inserted = inserted
        self.language = language
        self.written = Written()
        self.notes: dict[int, list[Run]] = {}

    def read(self, tokens: Sequence["Token"]) -> Written:
        body = []
        for token, inside in _parts(tokens):
            if token.type == "footnote_block_open":
                self._footnotes(inside)
            else:
                body.append((token, inside))
        for token, inside in body:
            self._part(token, inside)
        return self.written

    def _violation(self, token: "Token", what: str) -> None:
        self.written.violations.append((token.map[0] + 1 if token.map else 1, what))

    def _add(self, *blocks: Block) -> None:
        if not self.written.sections:
            self.written.sections.append(section("text", []))
        last = self.written.sections[-1]
        self.written.sections[-1] = replace(last, blocks=(*last.blocks, *blocks))

    def _part(self, token: "Token", inside: Sequence["Token"]) -> None:
        kind = token.type
        if kind == "heading_open":
            self._heading(token, inside)
        elif kind == "paragraph_open":
            self._paragraph(inside[0])
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self._list(token, inside)
        elif kind == "blockquote_open":
            self._quotation(inside)
        else:
            self._violation(token, f"{_NOT_DRAWN.get(kind, kind)} cannot be drawn in a report")

    def _heading(self, token: "Token", inside: Sequence["Token"]) -> None:
        runs = self._runs(inside[0])
        text = plain(runs)
        if not all(isinstance(run, Text) for run in runs):
            self._violation(token, "a heading holds words alone; let the number stand in the text")
        elif token.tag == "h1":
            if self.written.title:
                self._violation(
                    token, "a second title; a chapter has one #, and ## for its sections"
                )
            self.written.title = text
        elif token.tag == "h2":
            taken = [written.id for written in self.written.sections]
            name = make_id(text, "section", ["text", *taken])
            self.written.sections.append(section(name, [], text))
        elif token.tag == "h3":
            self._add(Heading(tuple(runs)))
        else:
            self._violation(token, "a heading below ###; the report has three levels")

    def _paragraph(self, inline: "Token") -> None:
        marks = [
            mark
            for mark in _MARK.findall(inline.content)
            if self.inserted.get(mark, _NOTHING).blocks
        ]
        if not marks:
            self._add(Paragraph(tuple(self._runs(inline))))
        elif _MARK.sub("", inline.content).strip() or len(marks) < len(
            _MARK.findall(inline.content)
        ):
            self._violation(inline, "a table, figure or quote stands in a paragraph of its own")
        else:
            for mark in marks:
                self._add(*self.inserted[mark].blocks)

    def _list(self, token: "Token", inside: Sequence["Token"]) -> None:
        items = []
        for item, parts in _parts(inside):
            paragraphs = list(_parts(parts))
            if [part.type for part, _ in paragraphs] != ["paragraph_open"]:
                self._violation(item, "a point of a list holds one paragraph, and no further list")
                continue
            items.append(self._runs(paragraphs[0][1][0]))
        self._add(bullets(items, ordered=token.type == "ordered_list_open"))

    def _quotation(self, inside: Sequence["Token"]) -> None:
        quotes = []
        for part, parts in _parts(inside):
            if part.type != "paragraph_open":
                self._violation(part, "a quotation holds paragraphs alone")
                continue
            runs = self._runs(parts[0])
            quotes.append(Quote(tuple(runs), "", self.language))
        self._add(Quotes(tuple(quotes)))

    def _footnotes(self, inside: Sequence["Token"]) -> None:
        for note, parts in _parts(inside):
            runs: list[Run] = []
            for part in parts:
                if part.type == "inline":
                    runs += [*([Text(" ")] if runs else []), *self._runs(part)]
            self.notes[int(note.meta["id"])] = runs

    # --- Within a line ------------------------------------------------------------------------

    def _runs(self, inline: "Token") -> list[Run]:
        """A line's runs; what stands at the head of a sentence begins with a capital."""
        runs: list[Run] = []
        style = Text("")
        for child in inline.children or ():
            kind = child.type
            if kind in _STYLES:
                style = replace(style, **_STYLES[kind])
            elif kind == "link_open":
                style = replace(style, href=self._href(inline, str(child.attrs["href"])))
            elif kind == "footnote_ref":
                runs.append(footnote_run(self.notes[int(child.meta["id"])]))
            elif kind in ("text", "code_inline", "softbreak", "hardbreak", "text_special"):
                self._weave(inline, child.content if child.content else " ", style, runs)
            elif kind != "footnote_anchor":
                self._violation(inline, f"{_NOT_DRAWN.get(kind, kind)} cannot be drawn in a report")
        return runs

    def _href(self, inline: "Token", target: str) -> str:
        if not _LINK.match(target):
            self._violation(inline, f"the link {target} leads nowhere; one begins with https://")
        return target

    def _weave(self, inline: "Token", text: str, style: Text, runs: list[Run]) -> None:
        """Add a stretch of text to the runs, with what macros put into it."""
        for piece in _MARK.split(_SPACES.sub(" ", text)):
            if piece not in self.inserted:
                for footnote in _NO_NOTE.findall(piece):
                    self._violation(inline, f"there is no footnote {footnote}")
                if piece:
                    _append(runs, replace(style, text=piece))
                continue
            put = self.inserted[piece]
            if put.blocks:
                self._violation(inline, "a table, figure or quote stands in a paragraph of its own")
            head = _at_head(runs)
            for place, run in enumerate(put.runs):
                _append(runs, _styled(run, style, capital=head and not place))


def _at_head(runs: Sequence[Run]) -> bool:
    """Whether what comes next stands at the head of a sentence."""
    before = "".join(run.text or "…" for run in runs)
    return bool(_SENTENCE_END.search(before)) and not _ABBREVIATED.search(before)


def _styled(run: Run, style: Text, *, capital: bool) -> Run:
    """The run as the text about it looks."""
    strong, emphasis = run.strong or style.strong, run.emphasis or style.emphasis
    text = upper_first(run.text) if capital else run.text
    if isinstance(run, Reference):
        capital = capital or run.capital
        return replace(run, text=text, strong=strong, emphasis=emphasis, capital=capital)
    return replace(run, text=text, strong=strong, emphasis=emphasis)


def _append(runs: list[Run], run: Run) -> None:
    """Add a run; text goes on in the run before it where the two look alike."""
    last = runs[-1] if runs else None
    if isinstance(last, Text) and isinstance(run, Text) and alike(last, run):
        runs[-1] = replace(last, text=last.text + run.text)
    else:
        runs.append(run)


def _parts(tokens: Sequence["Token"]) -> Iterator[tuple["Token", Sequence["Token"]]]:
    """The parts that tokens consist of, each with what stands between its opening and its close."""
    start = depth = 0
    for place, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start], tokens[start + 1 : place]
            start = place + 1
