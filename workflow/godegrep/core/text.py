"""One spelling for each text, so that equal answers compare, mask and embed as equal."""

import re
import unicodedata
from collections.abc import Iterable

# Stay although they are control characters: they carry the shape of an answer.
_KEPT = {"\n", "\t"}
# Control (Cc), format (Cf: zero-width, direction, soft hyphen), surrogate, private, unassigned.
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
_WORD = re.compile(r"\w+")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """The text in Unicode NFC, without characters that no reader sees.

    Line ends become a line feed and every other kind of space one ordinary space. Control,
    zero-width and direction characters are dropped, NUL and lone surrogates with them (halves of a
    surrogate pair are joined first): they hide personal data from a rule, cut a text short or stop
    an encoder. Nothing visible is lost, and cleaning twice is cleaning once.
    """
    # Printable text holds nothing that is dropped or replaced, and most texts are that.
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    text = _LINE_ENDS.sub("\n", text)
    kept = (
        " " if unicodedata.category(character) == "Zs" else character
        for character in text
        if character in _KEPT or unicodedata.category(character) not in _DROPPED
    )
    return unicodedata.normalize("NFC", "".join(kept))


def normalise(text: str) -> str:
    """The cleaned text (see `clean`) with single spaces, no blank ends of lines, no blank lines."""
    lines = (" ".join(line.split()) for line in clean(text).split("\n"))
    return "\n".join(line for line in lines if line)


def words_of(text: str) -> str:
    """The words of a text, equal for texts that differ in case, spaces and punctuation alone.

    Side by side they read as the same quote. A text without words comes back as it is.
    """
    return " ".join(_WORD.findall(normalise(text).casefold())) or text


def tidy(text: str) -> str:
    """The cleaned text (see `clean`) on one line, with single spaces."""
    return " ".join(clean(text).split())


def as_texts(values: Iterable[str], name: str) -> list[str]:
    """The values as a list. Raises TypeError, by the name, where one is no text or all are one."""
    if isinstance(values, str):
        raise TypeError(f"{name}: one text; expected a list of texts")
    texts = list(values)
    for position, value in enumerate(texts):
        if not isinstance(value, str):
            raise TypeError(
                f"{name}: number {position} is {value!r}, no text; leave out what is missing, or "
                "give an empty text for it"
            )
    return texts
