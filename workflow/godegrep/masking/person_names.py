"""Where names of persons stand in a text: by lists of names, by the words beside them, by shape.

A word that begins with a capital letter gets a class from the lists; names are patterns of such
classes. A name in no list is found beside one that is, after a word such as «kollega», «Dr.» or
«heter», or where two words in a row are in no dictionary.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from godegrep.core.dictionaries import known_in
from godegrep.core.word_lists import words

_WORD = re.compile(r"[^\W\d_][\w'’]*(?:-[A-ZÆØÅÁÄÖ][\w'’]*)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n•*–—]|(?:^|\s)-)[\s\"'«»“”(]*$")
_PLACE_BEFORE = re.compile(
    r"\b(?:i|på|fra|frå|til|ved|mot|hos|nær|utenfor|NAV|Nav|[Bb]ydel|[Bb]ydelen|[Ss]t\.)\s$"
)
_PLACE_AFTER = re.compile(
    r"\s(?:kommune|bydel|fylke|skole|skule|videregående|sykehus|senter|fengsel)"
)
_PARTICLES = {"von", "van", "de", "der", "den", "af", "av", "al", "el", "bin"}
_NO_PLACE = re.compile(r".{2,}(?<![ÅåoOs])(?<!Aa)sens?")
"""Son of someone: «til Hansen» is to a person; «til Åsen», «til Fossen» may be to a place."""
_MONTHS = {"April", "August", "June", "Mai", "May"}
_ROLE = (
    r"\w*(?:kollega(?:en)?|leder(?:en)?|leiar(?:en)?|saksbehandler(?:en)?|sakshandsamar(?:en)?"
    r"|veileder(?:en)?|rettleiar(?:en)?|rådgiver(?:en)?|rådgjevar(?:en)?|konsulent(?:en)?"
    r"|koordinator(?:en)?|spesialist(?:en)?|lege(?:n)?|psykolog(?:en)?|manager|colleague"
    r"|counsellor|caseworker)"
)
# What an unlisted name follows. The words are bounded, so that none is looked for in vain for long.
_BEFORE_NAME = re.compile(
    rf"(?:\b(?i:{_ROLE}|familien|ekteparet|sønnen|dattera|datteren|samboeren|ektefellen|heter"
    r"|heiter|heitte|kalles|kaller[ ](?:seg|ham|henne)|ved[ ]navn|med[ ]namn|mvh\.?|hilsen"
    r"|helsing|regards,?|named|hr\.?|fru|dr\.?|prof\.?|mrs?\.?|ms\.?|miss)[ ,]{0,2}[ \n]"
    r"|(?<!\w)(?i:v/|c/o)[ ]?)$",
    re.VERBOSE,
)
_BEFORE_LOWER_CASE = re.compile(
    rf"\b(?i:{_ROLE}|takk|takk[ ]til|spør|spør[ ]etter|ring|ringe|kontakt|kontakte|hilsen|helsing"
    r"|mvh\.?|heter|heiter|med|hos)[ ,\n]{1,2}$",
    re.VERBOSE,
)
_AND_NAME = re.compile(r" (?:og|and) ([A-ZÆØÅÁ][a-zæøåáäöéü]{2,})(?![\w-])")
_NAME_AND = re.compile(r"(?<![\w-])([A-ZÆØÅÁ][a-zæøåáäöéü]{2,}) (?:og|and) $")
_LOOK_BACK = 40
_LAST_PART = 6
"""A compound's last part has at least this many letters; shorter ones end many names."""
_INITIALS = re.compile(r"(?<![\w.])[A-ZÆØÅ]\.[ ]?(?:[A-ZÆØÅ]\.[ ]?){0,2}[A-ZÆØÅ]\.(?![\w.])")
_NO_INITIALS = {"AS", "BA", "MA", "US", "UK", "PS", "NB", "NN", "EU", "USA"}

# Classes of the words in a row: G given name, S surname, g and s such names that are words too;
# P, Q, p, q the same in capital letters; I an initial, C another word with a capital.
_FULL_NAME = re.compile(
    r"[GgPI]{0,4}[GgP][GgPI]{0,4}[GgPSsQq]{1,4}C?[SsQq]{0,2}"
    r"|[GgPI]{0,4}[GgP][GgPI]{0,4}C{1,2}[Ss]{0,2}"
    r"|I{1,4}[SsQ]|[Pp]{1,4}Q|P[Qq]"
)
_CAPITAL_BEFORE_SURNAME = re.compile(r"C[Ss]")
_UNLISTED = re.compile(r"CC+")
_IN_CAPITALS = str.maketrans("GSgs", "PQpq")


_Span = tuple[int, int]
_Row = list[tuple[int, int, str]]
"""Words in a row: start, end and class of each."""


def names(text: str) -> list[_Span]:
    """Where names of persons stand, in order and apart."""
    rows = list(_rows(text))
    marked = {
        *_in_rows(text, rows),
        *_after_a_title(text, rows),
        *_in_lower_case(text),
        *_initials(text),
    }
    marked |= {span for start, end in marked for span in _joined(text, start, end)}
    spans: list[_Span] = []
    for start, end in sorted(marked, key=lambda span: (span[0], -span[1])):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans


@cache
def _names(kind: str) -> tuple[frozenset[str], frozenset[str]]:
    """Names of a kind that are nothing else, and those that are words too."""
    ambiguous = words(kind) & words("names_that_are_words")
    return words(kind) - ambiguous, ambiguous


def is_name(word: str) -> bool:
    """Whether a word, in whatever case, is a name that is no other word."""
    return word.title() in _names("given_names")[0] | _names("surnames")[0]


def _class(word: str, after: str) -> str:
    """The class of a word (see `_FULL_NAME`); empty where it cannot be part of a name."""
    if not word[0].isupper():
        return ""
    if len(word) == 1:
        return "I" if after == "." else ""
    if word.isupper():
        return _listed(word.title()).translate(_IN_CAPITALS)
    return _listed(word) or "C"


@cache
def _listed(word: str) -> str:
    """The class that the lists give a word, in the genitive too; empty where it is in none."""
    for form in (word, word.removesuffix("s").rstrip("'’")):
        parts = form.split("-")
        for letter, kind in (("G", "given_names"), ("S", "surnames")):
            sure, ambiguous = _names(kind)
            if all(part in sure for part in parts) or (
                len(parts) > 1 and all(part in sure | ambiguous for part in parts)
            ):
                return letter
            if form in ambiguous:
                return letter.lower()
    return ""


def _rows(text: str) -> Iterator[_Row]:
    """Rows of neighbouring words that might be names."""
    row: _Row = []
    end = -1
    for match in _WORD.finditer(text):
        kind = _class(match[0], text[match.end() : match.end() + 1])
        gap = text[end : match.start()] if row else ""
        follows = gap == " " or (gap == ". " and row[-1][2] == "I")
        if row and follows and match[0] in _PARTICLES:
            end = match.end()
            continue
        if row and not (kind and follows):
            yield row
            row = []
        if kind:
            row.append((match.start(), match.end(), kind))
            end = match.end()
    if row:
        yield row


def _in_rows(text: str, rows: list[_Row]) -> Iterator[_Span]:
    for row in rows:
        kinds = "".join(kind for _, _, kind in row)
        taken: set[int] = set()
        for pattern in (_FULL_NAME, _CAPITAL_BEFORE_SURNAME, _UNLISTED):
            for match in pattern.finditer(kinds):
                places = range(match.start(), match.end())
                parts = [row[place] for place in places]
                if taken.isdisjoint(places) and _holds(text, pattern, parts):
                    taken |= set(places)
                    yield parts[0][0], _last(text, parts)
        for place, (start, end, kind) in enumerate(row):
            if place not in taken and _stands_alone(text, start, end, kind):
                yield start, end


def _holds(text: str, pattern: re.Pattern[str], parts: _Row) -> bool:
    """Whether words of these classes are a person's name where they stand."""
    if pattern is _FULL_NAME:
        return True
    first, last = parts[0], parts[-1]
    if _is_place(text, *last[:2]) or _is_place(text, *first[:2]):
        return False
    if pattern is _CAPITAL_BEFORE_SURNAME and not _begins_sentence(text, first[0]):
        return True
    return (
        not any(_is_word(text[start:end]) for start, end, kind in parts if kind == "C")
        and last[2] in "CS"
    )


def _last(text: str, parts: _Row) -> int:
    """Where a name ends: not with a word that a dictionary knows after a surname."""
    *_, (_, end, kind_before), (start, last, kind) = [(0, 0, ""), *parts]
    return (
        end
        if kind == "C" and kind_before and kind_before in "SsQq" and _is_word(text[start:last])
        else last
    )


def _is_word(text: str) -> bool:
    """Whether a dictionary knows a word or, as in a compound, its last part."""
    return any(known_in(text[start:]) for start in range(max(len(text) - _LAST_PART + 1, 1)))


def _stands_alone(text: str, start: int, end: int, kind: str) -> bool:
    """Whether one word, with no other name beside it, is taken for a person's name."""
    if kind == "P":
        return end - start > 4 or text.isupper()
    if kind == "Q":
        return text.isupper()
    if kind == "G":
        return not _PLACE_AFTER.match(text, end)
    if kind == "S":
        return bool(_NO_PLACE.fullmatch(text[start:end])) or not _is_place(text, start, end)
    if kind != "g" or _is_place(text, start, end) or text[start:end] in _MONTHS:
        return False
    return not _begins_sentence(text, start) or _acts(text, start, end)


def _acts(text: str, start: int, end: int) -> bool:
    """Whether a word that begins a sentence is followed as a person is, by a verb or a name."""
    following = re.match(r" (og |and )?([^\W\d_]+)", text[end : end + _LOOK_BACK])
    if not following:
        return False
    if following[1]:
        return _class(following[2], "") in ("G", "g")
    return following[2] in words("finite_verbs")


def _begins_sentence(text: str, start: int) -> bool:
    return bool(_SENTENCE_START.search(text[max(0, start - 12) : start])) or start == 0


def _is_place(text: str, start: int, end: int) -> bool:
    return bool(
        _PLACE_BEFORE.search(text[max(0, start - 12) : start]) or _PLACE_AFTER.match(text, end)
    )


def _after_a_title(text: str, rows: list[_Row]) -> Iterator[_Span]:
    """Unlisted names after a title, a role or «heter»: «Dr. Vikøren», «min kollega Xylander»."""
    for row in rows:
        start, _, kind = row[0]
        before = text[max(0, start - _LOOK_BACK) : start]
        if kind in "CGgSs" and _BEFORE_NAME.search(before):
            unlisted = [
                part for part in row[:3] if part[2] != "C" or not _is_word(text[part[0] : part[1]])
            ]
            if unlisted and unlisted[0] == row[0]:
                yield start, unlisted[-1][1]


def _joined(text: str, start: int, end: int) -> Iterator[_Span]:
    """A name in no list, and in no dictionary, that «og» joins with a name: «Kari og Xylander»."""
    before = max(0, start - _LOOK_BACK)
    for match in (_AND_NAME.match(text, end), _NAME_AND.search(text[before:start])):
        if match and not _is_word(match[1]):
            at = 0 if match.string is text else before
            yield at + match.start(1), at + match.end(1)


def _initials(text: str) -> Iterator[_Span]:
    for match in _INITIALS.finditer(text):
        if re.sub(r"\W", "", match[0]) not in _NO_INITIALS:
            yield match.span()


def _in_lower_case(text: str) -> Iterator[_Span]:
    """Names written without capitals: a given name before a surname, or after «spør», «takk».

    One of a pair may be a word too; a name that stands alone may not.
    """
    lower = [match for match in _WORD.finditer(text) if match[0].islower()]
    classes = [_listed(match[0].title()) for match in lower]
    pairs = zip(pairwise(lower), pairwise(classes), strict=True)
    for (first, second), (given, surname) in pairs:
        if text[first.end() : second.start()] == " " and given in ("G", "g") and surname == "S":
            yield first.start(), second.end()
    for word, kind in zip(lower, classes, strict=True):
        before = text[max(0, word.start() - _LOOK_BACK) : word.start()]
        if kind == "G" and _BEFORE_LOWER_CASE.search(before):
            yield word.span()
