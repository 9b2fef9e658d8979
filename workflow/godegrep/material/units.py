"""Where an answer is cut into units of meaning: a spaCy component that sets sentence starts.

spaCy's tokenizer for Norwegian gives the words with their places, and knows most abbreviations.
Where a rule is in doubt it does not cut: a unit with two practices can get two codes, half a
practice gets a wrong one.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from godegrep.core.word_lists import words

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

_DASHES = "-–—"
_BULLET = _DASHES + "•·*▪●"
_LEADING = re.compile(
    rf"(?:[\s,;]|-*>|[+/|](?=\s)|[{_BULLET}](?=\s|[^\W\d])"
    r"|\(?(?:\d{1,2}|[a-h]|i{1,3}|iv)[.)]\s+(?=\S)"
    r"|(?:og|samt|and)\s)+"
)
_TRAILING = re.compile(rf"(?:[\s,;]|\s[+/|{_BULLET}])+$")
_ENUMERATOR = re.compile(r"(?<![\w§.,])(?<!§ )\(?(\d{1,2}|[a-h]|i{1,3}|iv)[.)](?=\s)")
_NEXT_POINT = {"i": "ii", "ii": "iii", "iii": "iv", **dict(pairwise("abcdefgh"))}
_MARK_BETWEEN = re.compile(r"(?<=\s)(?:[+/|•·*▪●]|[-–—]|-+>)(?=\s)")
_END = re.compile(r"[.!?]+|…")
_CLOSING = set(")]»”\"'’")
_CONJUNCTIONS = {"og", "samt", "and"}
_WE = {"vi", "me", "jeg", "eg", "we"}
_POINT_BACK = {"det", "dette", "da", "då", "it", "this"}
"""«…, og det virker» tells of what stands before it, and begins no unit of its own."""
_COPULAS = {"er", "var", "is", "are", "was", "were"}
_OBSERVE = {
    "ser",
    "tror",
    "trur",
    "mener",
    "meiner",
    "opplever",
    "erfarer",
    "merker",
    "merkar",
    "see",
}
"""Verbs after «og vi» by which a clause tells of what stands before it."""
_LONG_LINE = 50
"""A line of this many characters that goes on in small letters was wrapped, not ended."""


def cut(answer: str) -> list[tuple[int, int]]:
    """Where the units of an answer start and end; bullets and marks between units are in none.

    Every letter and digit of the answer is in a unit, but for the numbers and letters that count
    the points of a list and the `og` between two units. A blank answer has no units; one without
    letters and digits, such as «-», is one.
    """
    spans = ((unit.start_char, unit.end_char) for unit in pipeline()(answer).sents)
    units = [_trim(answer, *span) for span in spans if re.search(r"\w", answer[slice(*span)])]
    if units or not answer.strip():
        return units
    return [(len(answer) - len(answer.lstrip()), len(answer.rstrip()))]


def _trim(answer: str, start: int, end: int) -> tuple[int, int]:
    leading = _LEADING.match(answer, start, end)
    if leading and re.search(r"\w", answer[leading.end() : end]):
        start = leading.end()
    return start, end - len(answer[start:end]) + len(_TRAILING.sub("", answer[start:end]))


@cache
def pipeline() -> "Language":
    """The spaCy pipeline whose sentences (`doc.sents`) are the units."""
    import spacy
    from spacy.language import Language
    from spacy.symbols import ORTH
    from spacy.tokenizer import Tokenizer

    Language.component("units", func=_set_starts)
    nlp = spacy.blank("nb")
    assert isinstance(nlp.tokenizer, Tokenizer)
    known = {rule for rule in nlp.tokenizer.rules if re.fullmatch(r"[^\W\d_][\w.]+\.", rule)}
    for abbreviation in sorted(known | words("abbreviations") | words("final_abbreviations")):
        for form in (abbreviation, abbreviation[0].upper() + abbreviation[1:]):
            nlp.tokenizer.add_special_case(form, [{ORTH: form}])
    nlp.add_pipe("units")
    return nlp


def _set_starts(doc: "Doc") -> "Doc":
    tokens = [token for token in doc if not token.is_space]
    starts = {token.i for token in _after_marks(doc.text, tokens)}
    sentence: list[Token] = []
    for token in tokens:
        if token.i in starts and sentence:
            starts |= {point.i for point in _within(sentence)}
            sentence = []
        sentence.append(token)
    starts |= {point.i for point in _within(sentence)}
    for token in doc:
        token.is_sent_start = token.i in starts
    return doc


def _after_marks(text: str, tokens: list["Token"]) -> Iterator["Token"]:
    """Tokens that begin a unit by lines, points of a list, semicolons and ends of sentences."""
    points = dict(_list_points(text))
    begins_with_bullet = re.match(rf"\s*[{_BULLET}]\s?\w", text) is not None
    marks = _marks_between(text)
    for last, token in pairwise(tokens):
        end = last.idx + len(last)
        gap = text[end : token.idx]
        if any(start <= last.idx < stop for start, stop in points.items()):
            continue
        if (
            token.idx in points
            or last.text == ";"
            or ("\n" in gap and _line_ends_unit(text, end, token))
            or token.idx in marks
            or (begins_with_bullet and gap and token.text in _BULLET)
            or ("\n" not in gap and _sentence_ends(text, last, token, bool(gap)))
        ):
            yield token


def _marks_between(text: str) -> set[int]:
    """Where «a + b + c» is parted by a mark that stands at least twice in its line.

    Two dashes that frame a part of a sentence, which has a verb, part no list.
    """
    places = set()
    for line in re.finditer(r"[^\n]+", text):
        marks = list(_MARK_BETWEEN.finditer(text, *line.span()))
        spoken = set(re.findall(r"\w+", line[0].lower()))
        for match in marks:
            alike = sum(mark[0] == match[0] for mark in marks)
            if alike > 1 and not (match[0] in _DASHES and spoken & words("finite_verbs")):
                places.add(match.start())
    return places


def _list_points(text: str) -> Iterator[tuple[int, int]]:
    """Where the numbers or letters of a list stand that runs on: `1. … 2. …`, `a) … b) …`."""
    expected = ""
    for match in _ENUMERATOR.finditer(text):
        before = text[: match.start()]
        if match[1] in ("1", "a", "i") and re.search(r"(?:^|[:.!?;\n])\s*$", before):
            expected = match[1]
        if match[1] == expected:
            yield match.span()
            number = expected.isdigit()
            expected = str(int(expected) + 1) if number else _NEXT_POINT.get(expected, "")


def _line_ends_unit(text: str, end: int, token: "Token") -> bool:
    """Whether a unit ends with its line.

    Words that lead to a list stay with its first point; a wrapped sentence goes on.
    """
    line = text[:end].rpartition("\n")[2].strip()
    goes_on = token.text[0].islower()
    if line.endswith(":"):
        return False
    if line.endswith(","):
        return not goes_on
    return not (goes_on and len(line) >= _LONG_LINE and not _END.search(line[-1]))


def _sentence_ends(text: str, last: "Token", token: "Token", apart: bool) -> bool:
    """Whether a sentence ends between two tokens of a line; `apart`: there is space between."""
    while last.text in _CLOSING and last.i:
        last = last.nbor(-1)
    first = token.text[0]
    begins = first.isupper() or first in '«"“(§' or first.isdigit()
    if _END.fullmatch(last.text):
        if begins:
            return apart or first.isupper()
        return apart and token.is_alpha and last.text != "…" and not _may_be_abbreviated(last)
    if last.lower_ in words("final_abbreviations") or re.fullmatch(r"\d{1,4}\.", last.text):
        return apart and first.isupper()
    if re.fullmatch(r"[a-z]\.", last.text) and last.i and last.nbor(-1).is_digit:
        return apart and first.isupper()  # § 20 a.
    return apart and first.isupper() and _stop_is_missing(last, token)


def _stop_is_missing(last: "Token", token: "Token") -> bool:
    """Whether a capital letter begins a unit although no mark stands before it.

    «Vi» after a word in small letters, and the name of one practice after that of another.
    """
    if not last.is_alpha or not last.text[1:].islower():
        return False
    if token.lower_ in _WE:
        return last.is_lower
    return bool(_PRACTICE.fullmatch(token.lower_) and _PRACTICE.fullmatch(last.lower_))


def _may_be_abbreviated(stop: "Token") -> bool:
    """Whether the full stop, with a small letter after it, may belong to the word before it."""
    if len(stop) > 1:
        return True
    if stop.text != "." or not stop.i:
        return False
    word = stop.nbor(-1).lower_
    return len(word) < 6 and word[-1] not in "aeiouyæøå"


def _within(sentence: list["Token"]) -> Iterator["Token"]:
    """Commas and conjunctions of a sentence at which a new unit begins."""
    yield from _run_on(sentence)
    points = [
        position
        for position, token in enumerate(sentence)
        if 0 < position < len(sentence) - 1
        and (token.text == "," or token.lower_ in _CONJUNCTIONS)
        and sentence[position - 1].text != ","
    ]
    if not points:
        return
    parts = [
        _content(sentence[start:stop])
        for start, stop in zip([0, *points], [*points, len(sentence)], strict=True)
    ]
    if _is_list_of_practices(parts, [sentence[point].text for point in points]):
        yield from (sentence[point] for point in points)
        return
    chain = False
    for number, point in enumerate(points, start=1):
        before = [word for part in parts[:number] for word in part]
        comma = sentence[point].text == ","
        conjunction = not comma or sentence[point + 1].lower_ in _CONJUNCTIONS
        if _is_new_clause(before, parts[number], comma, conjunction) or (
            chain and conjunction and _begins_with_verb(parts[number])
        ):
            chain |= not conjunction
            yield sentence[point]


def _run_on(sentence: list["Token"]) -> Iterator["Token"]:
    """«vi gjør dette vi gjør det vi gjør mer»: sentences that nothing parts."""
    if not sentence or sentence[0].lower_ not in _WE or any(t.is_punct for t in sentence[:-1]):
        return
    subjects = [
        token
        for last, token, verb in zip(sentence, sentence[1:], sentence[2:], strict=False)
        if token.lower_ == sentence[0].lower_
        and verb.lower_ in words("finite_verbs")
        and last.lower_ not in words("finite_verbs") | words("subordinators") | _CONJUNCTIONS
    ]
    if len(subjects) > 1:
        yield from subjects


def _content(tokens: list["Token"]) -> list[str]:
    """The words of a part of a sentence, small letters, without the comma and `og` before it.

    Without «vi har:» too: what leads to a list by a verb and a colon.
    """
    for position, token in enumerate(tokens):
        if token.text == ":" and tokens[position - 1].lower_ in words("finite_verbs"):
            tokens = tokens[position + 1 :]
            break
    content = [token.lower_ for token in tokens if re.search(r"\w", token.text)]
    return content[1:] if content and content[0] in _CONJUNCTIONS else content


def _is_new_clause(before: list[str], part: list[str], comma: bool, conjunction: bool) -> bool:
    """Whether a part is a clause of its own, as what stands before it is.

    «Vi følger opp tett, stiller vilkår og bruker jobbklubb»; with a subject, «og vi bruker …», a
    conjunction is asked for, unless «vi» or a word such as «dessuten» begins it. A verb after
    «som», «at», «når» may belong to the subordinate clause.
    """
    finite = words("finite_verbs")
    if len(part) < 2 or len(before) < 2:
        return False
    if before[0] == part[0] and before[0] in ("at", "å"):
        return True
    if part[1] in _OBSERVE or part[0] in _POINT_BACK | words("subordinators"):
        return False
    if comma and part[0] in words("connectives"):
        return part[1] in finite
    if not (finite & set(before) or _speaks_of_us(before)):
        return False
    if part[0] in _WE and before[0] in _WE:
        return len(part) > 2
    if words("subordinators") & set(_without_asking(before)):
        return False
    if part[0] in words("subjects"):
        return conjunction and (part[1] in finite or part[0] in _WE) and len(part) > 2
    return _begins_with_verb(part) or _goes_on_after_have(before, part, conjunction)


def _speaks_of_us(part: list[str]) -> bool:
    return bool(_WE & set(part[:-1]))


def _without_asking(part: list[str]) -> list[str]:
    """The words without «om» in «spør om barnas situasjon», where it begins no clause."""
    return [
        word
        for word, following in zip(part, [*part[1:], ""], strict=True)
        if word != "om" or following in words("subjects")
    ]


def _begins_with_verb(part: list[str]) -> bool:
    return len(part) > 1 and part[0] in words("finite_verbs") - _COPULAS


def _goes_on_after_have(before: list[str], part: list[str], conjunction: bool) -> bool:
    """Whether a part goes on after «har»: «… og laget nye rutiner».

    Not «Vi har, i samarbeid med skolen, laget nye rutiner»: after a comma alone, «har» must have
    had its participle.
    """
    done = words("participles")
    has_verb = bool({"har", "have"} & set(before))
    return part[0] in done and has_verb and (conjunction or bool(done & set(before)))


# What a practice is named by: words for what is done, held, made or used.
_PRACTICE = re.compile(
    r".*(?:(?<!flykt)(?<!slekt)ing(?:en|a|er|ar)?|else|skap|asjon|arbeid(?:et)?|team(?:et)?|møter?|kurs(?:et)?"
    r"|klubb(?:en|er)?|program(?:met)?|vilkår|krav|rutine[rn]?|rutinar|tilbud|tilbod|tiltak|vedtak"
    r"|plan(?:er|ar)?|plikt(?:en)?|samtale[rn]?|samtalar|metode[rn]?|metodikk|praksis|plass(?:er)?"
    r"|kontakt|bistand|støtte|prosjekt(?:er)?|nettverk|intervju|standard|kompetanse|mottak|kontroll"
    r"|kvp|bruk|dialog|tilgjengelighet|terskel|fokus|meetings?|follow-up|programmes?|courses?)"
)


def _is_list_of_practices(parts: list[list[str]], marks: list[str]) -> bool:
    """Whether each part names a practice of its own.

    Not «samarbeid med skole, barnevern og helse»: after a preposition, single words belong to it.
    """
    if any(not part for part in parts) or any(
        words("subordinators") & set(_without_asking(part)) - words("prepositions")
        for part in parts
    ):
        return False
    begin_none = words("subjects") | words("appositions")
    if any(_finite(part) or part[0] in begin_none for part in parts[1:]):
        return False
    if _has_verb(parts[0]) and parts[0][0] not in _WE:
        return False
    prepositions = [bool(words("prepositions") & set(part)) for part in parts]
    governed = any(
        len(part) == 1 and any(prepositions[:number]) for number, part in enumerate(parts)
    )
    if governed:
        return False
    several = all(len(part) > 1 for part in parts)
    if all(_PRACTICE.fullmatch(_head(part)) for part in parts):
        return "," in marks or several
    if several and len(parts) > 2 and not _finite(parts[0]):
        return not prepositions[0] or all(_is_modified(part) for part in parts)
    bare = not _finite(parts[0]) and not any(prepositions) and max(map(len, parts)) <= 3
    return bare and marks.count(",") > 1


def _is_modified(part: list[str]) -> bool:
    """Whether two words stand before a preposition: «kort vei til hjelp», not «lege i byen»."""
    return any(word in words("prepositions") for word in part[2:]) and not (
        words("prepositions") & set(part[:2])
    )


def _finite(part: list[str]) -> bool:
    """Whether a part holds a listed finite verb, other than a noun after a preposition."""
    return any(
        word in words("finite_verbs") and before not in words("prepositions")
        for before, word in pairwise(["", *part])
    )


def _has_verb(part: list[str]) -> bool:
    """Whether a part holds a verb: a listed one, or by its ending one that is not the head."""
    before_head = part[: part.index(_head(part))]
    return _finite(part) or any(
        re.fullmatch(r"\w{3,}[ea]r", word) and word not in words("nb") for word in before_head
    )


def _head(part: list[str]) -> str:
    """The word that a noun phrase is about: the last one before a preposition."""
    prepositions = words("prepositions")
    stop = next((n for n, word in enumerate(part) if n and word in prepositions), len(part))
    return part[stop - 1]
