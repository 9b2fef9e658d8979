"""The codebook: codes, and how they changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from godegrep.core.text_by_language import Text, text_by_language


@dataclass(frozen=True)
class Code:
    """A practice or topic that open answers are coded to; `questions` is empty where all apply."""

    id: str
    name: Text
    definition: Text
    include: Text = field(default_factory=dict)
    exclude: Text = field(default_factory=dict)
    parent: str = ""
    examples: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


MERGE, RENAME, SPLIT = "merge", "rename", "split"


@dataclass(frozen=True)
class CodeChange:
    """An entry of the codebook's log: what became of the `old` codes in this version.

    `kind` is `merge` (several old codes, one new), `rename` (one and one) or `split` (one old code,
    several new).
    """

    version: int
    kind: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class Codebook:
    """The codes of a study, and the log of what they were before, the oldest change first."""

    version: int
    codes: tuple[Code, ...]
    changes: tuple[CodeChange, ...] = ()

    def code(self, code_id: str) -> Code:
        """The code with this id; raises KeyError."""
        for code in self.codes:
            if code.id == code_id:
                return code
        raise KeyError(code_id)


NO_CODES = Codebook(1, ())


def codebook_from_dict(document: Mapping[str, Any]) -> Codebook:
    """Build the codebook from the content of `codebook.yaml` (already schema-checked)."""
    return Codebook(
        int(document.get("version", 1)),
        tuple(
            Code(
                id=str(code["id"]),
                name=text_by_language(code["name"]),
                definition=text_by_language(code["definition"]),
                include=text_by_language(code.get("include")),
                exclude=text_by_language(code.get("exclude")),
                parent=str(code.get("parent", "")),
                examples=tuple(str(example) for example in code.get("examples", ())),
                questions=tuple(str(question) for question in code.get("questions", ())),
            )
            for code in document.get("codes") or ()
        ),
        tuple(_change(entry) for entry in document.get("changes") or ()),
    )


def _change(entry: Mapping[str, Any]) -> CodeChange:
    kind = next(kind for kind in (MERGE, RENAME, SPLIT) if kind in entry)
    old, new = entry[kind], entry["to" if kind == RENAME else "into"]
    old, new = ([one] if isinstance(one, str) else one for one in (old, new))
    return CodeChange(int(entry["version"]), kind, tuple(old), tuple(new))
