"""Personal data in free text, replaced by typed masks.

Rules and lists, no language model: a name that stands in no list and follows no other name stays.
The masked text is safer to handle; it is not anonymous, and nothing here promises that it is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from godegrep.lists import words
from godegrep.normalise import clean


def mask(text: str) -> str:
    """The text with personal data replaced by masks, and cleaned (`godegrep.normalise.clean`).

    The masks: `[FNR]` national identity and D-numbers, those of the synthetic test series too;
    `[KONTO]` account numbers; `[KORT]` card numbers; `[DUF]` immigration numbers; `[TELEFON]`;
    `[EPOST]`; `[SAK]` case numbers; `[FØDSELSDATO]`; `[ADRESSE]` street addresses; `[NAVN]` names
    of persons; `[NUMMER]` other runs of nine digits and more. Eleven digits that begin with a date
    are masked even where their check digits are wrong: a mistyped number still points to a person.
    Masking what is masked changes nothing.
    """
    text = clean(text)
    # One replacement can bring the next to light; each shortens what is left to find, so this ends.
    while (masked := _mask_names(_mask_rules(text))) != text:
        text = masked
    return text


@dataclass(frozen=True)
class _Rule:
    """A kind of personal data: what it looks like, and what its digits must fulfil."""

    mask: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = lambda digits: True

    def replace(self, text: str) -> str:
        def replacement(match: re.Match[str]) -> str:
            if not self.holds(re.sub(r"\D", "", match["it"])):
                return match[0]
            start, end = match.span("it")
            return match[0][: start - match.start()] + self.mask + match[0][end - match.start() :]

        return self.pattern.sub(replacement, text)


def _rule(mask: str, pattern: str, holds: Callable[[str], bool] = lambda digits: True) -> _Rule:
    """A rule whose pattern names what is replaced `it`; without that name, all of it."""
    named = pattern if "(?P<it>" in pattern else f"(?P<it>{pattern})"
    return _Rule(mask, re.compile(named, re.VERBOSE), holds)


def _mask_rules(text: str) -> str:
    for rule in _RULES:
        text = rule.replace(text)
    return text


def is_birth_number(digits: str) -> bool:
    """Whether eleven digits begin with a day and a month of a national identity number.

    D-numbers add 40 to the day; the synthetic series add 40, 65 or 80 to the month
    (Skatteetaten, «Fødselsnummer» and «Testdata»). The check digits are not asked for: they are
    wrong in a mistyped number, and those given out from 2032 follow another rule.
    """
    day, month = int(digits[:2]), int(digits[2:4])
    return (day - 40 if day > 40 else day) in range(1, 32) and any(
        month - added in range(1, 13) for added in (0, 40, 65, 80)
    )


def is_account(digits: str) -> bool:
    """Whether eleven digits are a Norwegian account number (mod 11, weights 5432765432)."""
    weighted = sum(int(d) * w for d, w in zip(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=False))
    return (11 - weighted % 11) % 11 == int(digits[10])


def is_card(digits: str) -> bool:
    """Whether the digits pass the check of payment cards (Luhn, ISO/IEC 7812-1)."""
    doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _is_telephone(digits: str) -> bool:
    """Whether eight digits can be a subscriber's number and are not a date such as 20170612."""
    return not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])", digits)


def _is_case(digits: str) -> bool:
    """Whether the digits of `2017/1234` are not those of two years, or of a report's number."""
    return not re.fullmatch(r"((19|20)\d\d|\d\d)(19|20)\d\d", digits)


# A number that begins here, and one that ends here and is no amount, share, age or count.
_FROM = r"(?<![\d/§])(?<!\d[.,])(?<![Kk]r[ ])(?<![Kk]r\.[ ])(?<!NOK[ ])"
_TO = (
    r"(?!\d|[.,/]\d|[ ]?(?:%|,-|kr\b|kroner|NOK|mill|mrd|tusen|prosent|pst|år\b|personer|saker"
    r"|brukere|brukarar|mottakere|mottakarar|deltakere))"
)
_STREET = (
    r"(?:gata|gate|gaten|gt\.?|veien|vegen|vei|veg|vn\.?|allé|alleen|plass|stien|svingen|torget"
    r"|torg|kroken|ringen|tunet|bakken|brygge|terrasse|gåta|geaidnu)"
)
_NAME_PART = r"[A-ZÆØÅÁÄÖ][\wæøå.'-]*"

_RULES = (
    _rule("[EPOST]", r"[\w.+%'-]+[ ]?(?:@|\(at\)|\[at\])[ ]?[\w-]+(?:\.[\w-]+)+"),
    _rule("[KONTO]", r"\bNO\d\d[ ]?\d{4}[ ]?\d{4}[ ]?\d{3}\b"),
    _rule("[KONTO]", _FROM + r"\d{4}\.\d{2}\.\d{5}(?!\d)"),
    _rule("[KORT]", r"(?<!\d)(?:\d{4}[ -]?){3}\d{1,4}(?:[ -]?\d{1,3})?(?!\d)", is_card),
    _rule(
        "[FNR]",
        r"(?<!\d)\d{2}[.]?\d{2}[.]?\d{2}[ .-]{0,2}\d{3}[ ]?\d{2}(?!\d)"
        r"|(?<!\d)\d{2}[ ]\d{2}[ ]\d{2}[ -]{1,2}\d{5}(?!\d)",
        is_birth_number,
    ),
    _rule("[KONTO]", _FROM + r"\d{4}[ -]\d{2}[ -]\d{5}(?!\d)"),
    _rule("[KONTO]", r"(?<!\d)\d{11}(?!\d)", is_account),
    _rule("[DUF]", r"(?<!\d)(?:19|20)\d{2}[ ]?\d{6}[ ]?\d{2}(?!\d)"),
    _rule(
        "[SAK]",
        r"""\b(?i:saks?[ ]?-?(?:nr|nummer(?:et)?|id)|journal(?:post)?(?:nr|nummer|id)?|arkivsak|ref)
            \.?[ :]*(?P<it>(?:\d{2,4}/)?\d{3,9}(?:-\d+)?)(?!\d)""",
    ),
    _rule("[SAK]", r"\b[Ss]ak(?:en)?[ ](?P<it>\d{2,4}/\d{1,6}(?:-\d+)?)\b"),
    _rule("[SAK]", r"(?<![\d/])(?:(?:19|20)\d\d/\d{3,6}|\d\d/\d{4,6})(?:-\d+)?(?![\d/])", _is_case),
    _rule("[TELEFON]", r"(?:\+|\b00)[1-9]\d{0,2}(?:[ .-]?\d{2,4}){2,5}(?!\d)"),
    _rule(
        "[TELEFON]",
        r"\b(?i:tlf|telefon(?:nummer(?:et)?|en)?|mobil(?:nummer(?:et)?|en)?|mob|ring)\b\.?[ :]*"
        r"(?P<it>\d(?:[ .-]?\d){7})(?!\d)",
    ),
    _rule(
        "[TELEFON]",
        _FROM
        + r"""(?:[2-9]\d{7}|[2-9]\d(?P<sep>[ .-])\d\d(?P=sep)\d\d(?P=sep)\d\d
            |[2-9]\d\d[ .]\d\d[ .]\d{3}|[49]\d{3}[ ]\d{4})"""
        + _TO,
        _is_telephone,
    ),
    _rule(
        "[FØDSELSDATO]",
        r"""\b(?i:født|fødd|f\.|fødselsdato:?|born)[ ](?:(?:den|on)[ ])?
            (?P<it>\d{1,2}\.[ ]?(?:\d{1,2}\.?|[a-z]{3,9}\.?)[ ]?(?:\d{4}|\d{2}))(?!\d)""",
    ),
    _rule(
        "[ADRESSE]",
        rf"""\b(?:(?:{_NAME_PART}[ ]){{0,3}}
            (?:{_NAME_PART}s?[ ]{_STREET}|[A-ZÆØÅ][\wæøå-]*{_STREET})
            |Postboks|Pb\.)[ ]\d{{1,4}}(?:[ ]?[A-Za-z]\b)?{_TO}
            (?:[ ][A-ZÆØÅ][a-zæøå]+(?=,[ ]\d{{4}}[ ]))?
            (?:,?[ ]\d{{4}}[ ][A-ZÆØÅ][\wæøå-]+(?:[ ][A-Z](?![\wæøå]))?)?""",
    ),
    _rule(
        "[ADRESSE]", r"\b[Gg](?:nr|årdsnr)\.?[ ]?\d+,?[ ](?:og[ ])?[Bb](?:nr|ruksnr)\.?[ ]?\d+\b"
    ),
    _rule("[NUMMER]", r"(?<![\d/])\d{9,}" + _TO),
)


_WORD = re.compile(r"[^\W\d_][\w'’]*(?:-[A-ZÆØÅÁÄÖ][\w'’]*)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n•*–—]|(?:^|\s)-)[\s\"'«»“”(]*$")
_PLACE_BEFORE = re.compile(
    r"\b(?:i|på|fra|frå|til|ved|mot|hos|nær|utenfor|NAV|Nav|[Bb]ydel|[Bb]ydelen|[Ss]t\.)\s$"
)
_PLACE_AFTER = re.compile(
    r"\s(?:kommune|bydel|fylke|skole|skule|videregående|sykehus|senter|fengsel)"
)
_PARTICLES = {"von", "van", "de", "der", "den", "af", "av", "al", "el", "bin"}
# Classes of the words in a row: G given name, S surname, g and s such names that are words too,
# I an initial, C another capitalised word.
_FULL_NAME = re.compile(r"[GgI]*[Gg][GgI]*[GgSs]+|[GgI]*[Gg][GgI]*C[Ss]*|I+[Ss]")
_CAPITAL_BEFORE_SURNAME = re.compile(r"C[Ss]")


@cache
def _names(kind: str) -> tuple[frozenset[str], frozenset[str]]:
    """Names of a kind that are nothing else, and those that are words too."""
    ambiguous = words(kind) & words("names_that_are_words")
    return words(kind) - ambiguous, ambiguous


def _class(word: str, after: str) -> str:
    """The class of a word (see `_FULL_NAME`); empty where it cannot be part of a name."""
    if not word[0].isupper():
        return ""
    if len(word) == 1:
        return "I" if after == "." else ""
    if word.isupper():
        # Abbreviations are no names; a name in capitals needs both its parts in the lists.
        word = word.title()
        return {"G": "g", "S": "s"}.get(_listed(word), "")
    return _listed(word) or "C"


def _listed(word: str) -> str:
    for form in (word, word.removesuffix("s").rstrip("'’")):
        parts = form.split("-")
        for letter, kind in (("G", "given_names"), ("S", "surnames")):
            sure, ambiguous = _names(kind)
            if all(part in sure for part in parts):
                return letter
            if form in ambiguous:
                return letter.lower()
    return ""


def _mask_names(text: str) -> str:
    spans = sorted(set(_full_names(text)) | set(_lower_case_names(text)))
    pieces, position = [], 0
    for start, end in spans:
        if start >= position:
            pieces += [text[position:start], "[NAVN]"]
            position = end
    return "".join([*pieces, text[position:]])


def _rows(text: str) -> Iterator[list[tuple[int, int, str]]]:
    """Rows of neighbouring words that might be names: start, end and class of each."""
    row: list[tuple[int, int, str]] = []
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


def _full_names(text: str) -> Iterator[tuple[int, int]]:
    for row in _rows(text):
        kinds = "".join(kind for _, _, kind in row)
        taken: set[int] = set()
        for pattern in (_FULL_NAME, _CAPITAL_BEFORE_SURNAME):
            for match in pattern.finditer(kinds):
                first, last = match.start(), match.end() - 1
                if taken & set(range(first, last + 1)):
                    continue
                if pattern is _CAPITAL_BEFORE_SURNAME and (
                    _begins_sentence(text, row[first][0]) or _is_place(text, *row[last][:2])
                ):
                    continue
                taken |= set(range(first, last + 1))
                yield row[first][0], row[last][1]
        for place, (start, end, kind) in enumerate(row):
            if place not in taken and _stands_alone(text, start, end, kind):
                yield start, end


def _stands_alone(text: str, start: int, end: int, kind: str) -> bool:
    """Whether one word, with no other name beside it, is taken for a person's name."""
    word = text[start:end]
    if word.isupper() or kind in "IC":
        return False
    if kind == "G":
        return not _PLACE_AFTER.match(text, end)
    if kind == "S":
        return not _is_place(text, start, end)
    return kind == "g" and not _begins_sentence(text, start) and not _is_place(text, start, end)


def _begins_sentence(text: str, start: int) -> bool:
    return bool(_SENTENCE_START.search(text[max(0, start - 12) : start])) or start == 0


def _is_place(text: str, start: int, end: int) -> bool:
    return bool(
        _PLACE_BEFORE.search(text[max(0, start - 12) : start]) or _PLACE_AFTER.match(text, end)
    )


def _lower_case_names(text: str) -> Iterator[tuple[int, int]]:
    """Names written without capitals: a given name and a surname, neither of them a word."""
    given, surnames = _names("given_names")[0], _names("surnames")[0]
    found = list(_WORD.finditer(text))
    for first, second in pairwise(found):
        if (
            first[0].islower()
            and text[first.end() : second.start()] == " "
            and first[0].title() in given
            and second[0].title() in surnames
        ):
            yield first.start(), second.end()
