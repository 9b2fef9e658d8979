"""Numbers that somebody typed into a chapter, where a macro would have carried its cell along."""

import re

from jinja2 import Environment, nodes

_UNITS = r"prosent(?:poeng)?|pst\.?|per ?cent|percent(?:age points?)?|%"
_COUNTS = (
    r"en|én|ein|ett|eitt|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|femten|tjue|tretti|"
    r"førti|femti|seksti|sytti|åtti|nitti|hundre|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundred"
)
_IN_WORDS = rf"\b(?:{_COUNTS}) (?:(?:{_UNITS})(?!\w)|(?:av|of|out of|in) (?:{_COUNTS})\b)"
_DIGITS = r"\d+(?:[.,\u00a0]?\d+| \d{3}(?!\d))*"
_IN_DIGITS = (
    rf"(?<![\w.,])(?<!\w[-–])[+−–-]?{_DIGITS}(?:[-–]{_DIGITS})?(?:\s?(?:{_UNITS})(?!\w))?(?!\w)"
)
_NUMBER = re.compile(f"{_IN_WORDS}|{_IN_DIGITS}", re.IGNORECASE)

_MONTHS = (
    "januar februar mars april mai juni juli august september oktober november desember "
    "january february march may june july october december"
).replace(" ", "|")
_NOT_MEANT = re.compile(
    "|".join(
        [
            r"`[^`\n]*`",  # code
            r"\]\([^)\n]*\)|<https?:[^>\n]*>|https?://\S+",  # where links lead
            r"\[\^[^\]\n]+\]:?",  # a footnote's mark
            r"(?m:^\s*\d+[.)] )",  # a point of a list
            # Laws, and where in a book.
            r"§§?\s*\d+(?:[-–]\d+)*(?:\s?[a-z]\b)?",
            r"\b(?:kap(?:ittel|\.)|kapitla?|avsnitt|figur|tabell|vedlegg|side|s\.|nr\.|bokstav|ledd"
            r"|chapter|section|figure|table|annex|page|pp?\.|no\.)\s*\d+(?:[.-–-]\d+)*(?:\s?[a-z]\b)?",
            # Days, and years: alone, as spans, and in references (Hansen 2014, 12).
            rf"\b\d{{1,2}}\.\s(?:{_MONTHS})\b(?:\s\d{{4}})?",
            rf"\b(?:{_MONTHS})\s\d{{1,2}}\b(?:,\s\d{{4}})?",
            rf"(?<![\d.,])(?:1[89]|20)\d\d(?:[-–/](?:(?:1[89]|20)\d\d|\d\d))?(?![\d]|[.,]\d|\s?(?:{_UNITS}))",
        ]
    ),
    re.IGNORECASE,
)


def typed_numbers(source: str) -> list[tuple[int, str]]:
    """The numbers typed into a chapter's source, each with its line, counted from 1.

    `source` is Markdown with Jinja. Numbers in digits count, and such in words as say a share
    («tjue prosent», «to av tre»); years, dates, paragraphs of laws, numbers of figures and what
    links lead to do not. What macros print, `typed(…)` among them, is not typed.
    """
    environment = Environment()
    found: list[tuple[int, str]] = []
    for line, kind, value in environment.lex(source):
        if kind == "data":
            blank = _NOT_MEANT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), value)
            for match in _NUMBER.finditer(blank):
                found.append((line + value.count("\n", 0, match.start()), match[0]))
    for output in environment.parse(source).find_all(nodes.Output):
        for part in output.nodes:
            if isinstance(part, nodes.TemplateData | nodes.Call) or part.find(nodes.Call):
                continue
            constants = [part] if isinstance(part, nodes.Const) else part.find_all(nodes.Const)
            for constant in constants:
                if re.search(r"\d", str(constant.value)):
                    found.append((constant.lineno, str(constant.value)))
    return sorted(found, key=lambda pair: pair[0])
