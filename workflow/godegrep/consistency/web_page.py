"""A finished report as a web page."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from godegrep.consistency.passages import Passage, tidied


class _Collector(HTMLParser):
    """Collects the blocks of a page; scripts, styles, drawings and tooltips are no part of it."""

    BLOCKS = frozenset("p li h1 h2 h3 h4 h5 h6 figcaption caption blockquote dt dd div".split())
    SKIPPED = frozenset(("script", "style", "svg", "head", "template"))
    VOID = frozenset("br img hr meta link input col source wbr".split())

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.passages: list[Passage] = []
        self._texts: list[str] = []
        self._hidden: list[str] = []
        self._tables: list[list[list[str]]] = []
        self._captions: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block, a row or a cell."""
        if tag in self.VOID:
            self._texts.append(" ")
            return
        if self._hidden:
            self._hidden.append(tag)
            return
        if tag in self.SKIPPED or ("role", "tooltip") in attrs:
            self._hidden.append(tag)
        elif tag == "table":
            self._flush()
            self._tables.append([])
        elif tag == "tr" and self._tables:
            self._tables[-1].append([])
        elif tag in ("td", "th") and self._tables:
            self._texts = []
            self._span = int(dict(attrs).get("colspan") or 1)
        elif tag in self.BLOCKS and not self._tables:
            self._flush()
        elif tag == "caption":
            self._texts = []

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened, and keep what stood in it."""
        if self._hidden:
            if tag in self._hidden:
                while self._hidden.pop() != tag:
                    pass
            return
        if tag in ("td", "th") and self._tables and self._tables[-1]:
            self._tables[-1][-1] += [tidied("".join(self._texts)), *[""] * (self._span - 1)]
            self._texts = []
        elif tag == "caption":
            self._flush()
        elif tag == "table" and self._tables:
            rows = [row for row in self._tables.pop() if row]
            if rows:
                self.passages.append((self._place("table"), rows))
            self._texts = []
        elif tag in self.BLOCKS and not self._tables:
            self._flush()

    def handle_data(self, data: str) -> None:
        """Keep a text that shows."""
        if not self._hidden:
            self._texts.append(data)

    def _place(self, kind: str) -> str:
        alike = sum(
            isinstance(content, str) == (kind == "paragraph") for _, content in self.passages
        )
        return f"{kind} {alike + 1}"

    def _flush(self) -> None:
        text = tidied("".join(self._texts))
        self._texts = []
        if text:
            self.passages.append((self._place("paragraph"), text))


def read_page(path: Path) -> Iterator[Passage]:
    """The passages of a web page."""
    page = _Collector()
    page.feed(path.read_text(encoding="utf-8", errors="replace"))
    page.close()
    yield from page.passages
