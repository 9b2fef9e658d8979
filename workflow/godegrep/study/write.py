"""Writing a study's YAML files, and adding to them without touching what a person wrote.

ruamel.yaml keeps comments, quotes and order. Short mappings (a text, an option, an item) stand on
one line, as in the example study.
"""

import re
import textwrap
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

_ONE_LINE = {
    *("text", "title", "columns", "separator", "asked_if", "unit", "note", "codes", "fieldwork"),
    *("suppression", "languages", "breaks", "strata"),
}
_PLAIN = re.compile(r"[A-Za-zÆØÅæøå](?:[\w .()/«»…–+%;!§&-]*[\w.()/»…%!])?")


def _yaml(text: str = "") -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    list_in_mapping = re.search(r"^\w+:[^\n]*\n(?:\s*#[^\n]*\n|\s*\n)*( *)- ", text, re.MULTILINE)
    offset = len(list_in_mapping[1]) if list_in_mapping else 2
    yaml.indent(mapping=2, sequence=offset + 2, offset=offset)
    return yaml


def load(text: str) -> CommentedMap:
    """The content of a YAML file with its comments; `dump` writes it back."""
    document: CommentedMap = _yaml(text).load(text)
    return document


def dump(document: CommentedMap, like: str = "") -> str:
    """A loaded or styled document as text, its lists indented as in the text `like`."""
    out = StringIO()
    _yaml(like).dump(document, out)
    return out.getvalue()


def styled(value: Any, one_line: bool = False) -> Any:
    """Plain lists and mappings in the style of the study's files, ready for `dump`.

    A text is quoted unless it begins with a letter and holds nothing that means something in YAML,
    so that no reader takes it for a number or a mapping.
    """
    if isinstance(value, Mapping):
        mapping = CommentedMap()
        for key, part in value.items():
            single = one_line or key in _ONE_LINE
            mapping[styled(str(key))] = (
                _rows(part) if _are_rows(key, part) else styled(part, single)
            )
        if one_line:
            mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list | tuple):
        sequence = CommentedSeq(styled(part, one_line) for part in value)
        if one_line or not value:
            sequence.fa.set_flow_style()
        return sequence
    if isinstance(value, str) and not _PLAIN.fullmatch(value):
        return DoubleQuotedScalarString(value)
    return value


def _are_rows(key: str, part: Any) -> bool:
    return key in ("items", "options", "themes") and isinstance(part, list) and bool(part)


def _rows(part: Iterable[Mapping[str, Any]]) -> CommentedSeq:
    """Items, options and themes: one a line."""
    return CommentedSeq(styled(row, one_line=True) for row in part)


def append(mapping: CommentedMap, key: str, value: Any) -> None:
    """Add an entry at the end of a mapping, before the blank lines and remarks that follow it."""
    holder, last = mapping, list(mapping)[-1] if mapping else None
    while last is not None and isinstance(holder[last], CommentedMap) and holder[last]:
        if holder[last].fa.flow_style():
            break
        holder, last = holder[last], list(holder[last])[-1]
    mapping[key] = value
    after = holder.ca.items.pop(last, None)
    end = value if isinstance(value, CommentedMap) and value else mapping
    if after:
        end.ca.items[list(end)[-1] if end is value else key] = after


def comment(lines: Iterable[str]) -> str:
    """Lines as comments at the top of a file, the long ones broken at 100 characters."""
    out = []
    for line in lines:
        rest = "# " + "  " * line.startswith("- ")
        out += textwrap.wrap(
            line, 100, initial_indent="# ", subsequent_indent=rest, break_long_words=False
        )
    return "".join(f"{line}\n" for line in out)


def mark(question: CommentedMap, key: str, remark: str) -> None:
    """Write a remark behind one entry of a question."""
    question.yaml_add_eol_comment(remark, key)


def new_file(document: CommentedMap, top: Iterable[str]) -> str:
    """A styled document as a new YAML file, with comment lines at its top.

    A blank line parts its questions.
    """
    for key in list(document)[1:]:
        if (
            not isinstance(document[key], CommentedMap | CommentedSeq)
            or document[key].fa.flow_style()
        ):
            continue
        document.yaml_set_comment_before_after_key(key, before="\n")
    questions = document.get("questions")
    for place in range(1, len(questions or ())):
        questions.yaml_set_comment_before_after_key(place, before="\n")
    head = comment(top)
    body = _without_empty_comments(dump(document))
    return head + ("\n" if head else "") + body


def new_codebook(
    codes: Iterable[Mapping[str, Any]], remarks: Iterable[str], top: Iterable[str]
) -> str:
    """Codes as a new `codebook.yaml`, with comment lines at its top and one above each code."""
    document = styled({"version": 1})
    document["codes"] = CommentedSeq(styled(code) for code in codes)
    for place, remark in enumerate(remarks):
        document["codes"].yaml_set_comment_before_after_key(place, before=f"\n{remark}", indent=2)
    for code in document["codes"]:
        for key in ("name", "definition", "questions"):
            code[key].fa.set_flow_style()
    return f"{comment(top)}\n{_without_empty_comments(dump(document))}"


def _without_empty_comments(text: str) -> str:
    """The text with blank lines in place of the comments that stand for them."""
    return re.sub(r"^ *#[ ]*$", "", text, flags=re.MULTILINE)
