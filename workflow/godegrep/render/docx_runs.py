"""Runs of a report in a Word document, with Word's own references and footnotes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from godegrep.document.runs import Footnote, Number, Reference, Run, Text
from godegrep.render import docx_parts as parts
from godegrep.render.docx_context import DocxContext

NUMBERED = re.compile(r"(?P<label>.*?)(?P<chapter>\d+)\.(?P<number>\d+)")
"""«Figur 2.1»."""
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


class RunWriter:
    """Writes runs; `numbers` are those of the figures and tables, by id, that Word counts."""

    def __init__(self, context: DocxContext, numbers: Mapping[str, str]) -> None:
        self.context, self.numbers = context, numbers
        self.notes: dict[int, str] = {}

    def runs(self, runs: Sequence[Run], language: str = "") -> str:
        """Runs one after the other, in the language of the document where none is named."""
        return "".join(self.run(run, language) for run in runs)

    def run(self, run: Run, language: str = "") -> str:
        """One run."""
        if isinstance(run, Number):
            return self.number(run, "Number")
        if isinstance(run, Footnote):
            return self._footnote(run)
        if isinstance(run, Reference):
            return self._reference(run)
        if run.href:
            text = parts.run(run.text, self.context.styles["hyperlink"], language=language)
            return parts.web_link(self.context.web_relation(run.href), text)
        return _styled(run, run.text, language=language)

    def number(self, run: Number, style: str) -> str:
        """A number in a character style by its name."""
        return _styled(run, run.text, self.context.styles[style.lower()])

    def write_notes(self) -> None:
        """Add the footnotes that have been referred to."""
        if self.notes:
            content = parts.footnotes(self.notes).encode()
            self.context.add_file("footnotes.xml", _FOOTNOTES, content, "footnotes")

    def _reference(self, run: Reference) -> str:
        """«figur 2.1», whose number Word counts; a reference to anything else is a link."""
        match, number = NUMBERED.fullmatch(run.text), self.numbers.get(run.target, "")
        if match is None or number.lower() != run.text.lower():
            return parts.link(self.context.bookmark(run.target), _styled(run, run.text))
        counted = _styled(run, f"{match['chapter']}.{match['number']}")
        bookmark = self.context.bookmark(f"{run.target}#")
        return _styled(run, match["label"]) + parts.field(f"REF {bookmark} \\h", counted)

    def _footnote(self, run: Footnote) -> str:
        number, mark = len(self.notes) + 1, self.context.styles["footnote reference"]
        properties = f'<w:rPr><w:rStyle w:val="{mark}"/></w:rPr>'
        # The addresses of links are kept by file, and the notes stand in another.
        unlinked = [
            replace(inner, href="") if isinstance(inner, Text) else inner for inner in run.runs
        ]
        self.notes[number] = self.context.paragraph(
            "footnote text",
            f"<w:r>{properties}<w:footnoteRef/></w:r>{parts.run(' ')}{self.runs(unlinked)}",
        )
        return f'<w:r>{properties}<w:footnoteReference w:id="{number}"/></w:r>'


def _styled(run: Run, text: str, style: str = "", language: str = "") -> str:
    """A text that looks as the run says."""
    return parts.run(text, style, strong=run.strong, emphasis=run.emphasis, language=language)
