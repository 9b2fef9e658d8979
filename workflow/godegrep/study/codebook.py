"""The codebook: codes, and how they changed.

The types are the source of the schema and the defaults of `codebook.yaml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from godegrep.core.schema import Form, read, schema_of
from godegrep.core.text_by_language import Text, text_form
from godegrep.study.forms import Id

SomeText = Annotated[
    Text, text_form("A text, or the same text by language (nb, nn, en).", minLength=1)
]
Definition = Annotated[
    Text,
    text_form(
        "Write what the answers with this code have in common, or the same by language (nb, nn, "
        "en); coders, and the machine, go by it.",
        pattern=r"\S",
    ),
]


@dataclass(frozen=True)
class Code:
    """A practice or topic that open answers are coded to; `questions` is empty where all apply."""

    id: Id
    name: SomeText
    definition: Definition
    include: SomeText = field(default_factory=dict)
    exclude: SomeText = field(default_factory=dict)
    parent: Annotated[str, "The id of a wider code."] = ""
    examples: tuple[str, ...] = ()
    questions: Annotated[
        tuple[str, ...], "The open questions that it applies to; all where left out."
    ] = ()


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


def _change(written: Mapping[str, Any]) -> CodeChange:
    kind = next(kind for kind in (MERGE, RENAME, SPLIT) if kind in written)
    old, new = written[kind], written["to" if kind == RENAME else "into"]
    old, new = ([code] if isinstance(code, str) else code for code in (old, new))
    return CodeChange(int(written["version"]), kind, tuple(old), tuple(new))


_ONE = schema_of(Id)
_SEVERAL = {
    "type": "array",
    "minItems": 2,
    "uniqueItems": True,
    "items": _ONE,
    "description": "A list of two codes or more.",
}
_LATER = {
    "type": "integer",
    "minimum": 2,
    "description": "The version of the codebook that the change came with, 2 or higher.",
}


def _change_schema(kind: str, old: Any, to: str, new: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["version", kind, to],
        "properties": {"version": _LATER, kind: old, to: new},
    }


Change = Annotated[
    CodeChange,
    Form(
        {
            "description": "One of {version: 2, merge: [a, b], into: c}, {version: 2, rename: a, "
            "to: b}, {version: 2, split: a, into: [b, c]}.",
            "oneOf": [
                _change_schema(MERGE, _SEVERAL, "into", _ONE),
                _change_schema(RENAME, _ONE, "to", _ONE),
                _change_schema(SPLIT, _ONE, "into", _SEVERAL),
            ],
        },
        _change,
    ),
]
MAY_BE_EMPTY = {"type": ["array", "null"]}


@dataclass(frozen=True)
class Codebook:
    """The codes of a study, and the log of what they were before, the oldest change first."""

    version: Annotated[
        int,
        {"minimum": 1},
        "Raised by one whenever codes are merged, renamed or split. Review sheets remember the "
        "version that they were made with.",
    ] = 1
    codes: Annotated[tuple[Code, ...], MAY_BE_EMPTY] = ()
    changes: Annotated[
        tuple[Change, ...],
        MAY_BE_EMPTY,
        "The log of what became of codes, by which older codings are carried over; the oldest "
        "change first.",
    ] = ()
    SCHEMA: ClassVar = {"required": ["codes"]}

    def code(self, code_id: str) -> Code:
        """The code with this id; raises KeyError."""
        for code in self.codes:
            if code.id == code_id:
                return code
        raise KeyError(code_id)


NO_CODES = Codebook()


def codebook_from_dict(document: Mapping[str, Any]) -> Codebook:
    """The codebook from the content of `codebook.yaml`, which its schema has been held against."""
    return read(Codebook, document)
