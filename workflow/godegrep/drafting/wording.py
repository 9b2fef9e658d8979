"""What the words of questions and options tell: ids, scales, missing kinds, language.

All of this is guesswork for a draft, which a person reads over; nothing here decides an answer.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from godegrep.core.ids import KNOWN_IDS, in_ascii, make_id
from godegrep.core.numbers import parse_numbers
from godegrep.core.text import tidy
from godegrep.exports.headings import is_other

_MARKS: dict[str, frozenset[str]] = {
    "nb": frozenset("jeg ikke hva hvor hvordan hvilke hvilken hvilket noen noe fra dere".split()),
    "nn": frozenset("eg ikkje kva kor korleis nokon noko frå dykk dei vere meir".split()),
    "en": frozenset("the of you your what how do which is are to in have please".split()),
}

_MISSING = (
    (
        "dont_know",
        r"vet ikke|veit ikke|veit ikkje|husker ikke|hugsar ikkje|kan (ikke|ikkje) svare"
        r"|don.?t know|do not know|cannot answer",
    ),
    (
        "does_not_apply",
        r"(er )?(ikke|ikkje) (relevant|aktuelt?)( for meg)?|uaktuelt|not (applicable|relevant)"
        r"|does not apply|n/?a",
    ),
    (
        "refused",
        r"(ønsker|ønskjer|vil) (ikke|ikkje) (å )?svare?|(prefer|rather) not (to )?(say|answer)"
        r"|(ønsker|ønskjer|vil) (ikke|ikkje) (å )?oppgi|(ikke|ikkje) oppgitt"
        r"|do not wish to (answer|declare)|refus(al|ed)",
    ),
    ("blank", r"(ikke|ikkje) (be)?svart?|ubesvart|no answer|not answered|missing"),
    ("not_asked", r"(ikke|ikkje) (stilt|spurt)|not asked|filter"),
)
_EXCLUSIVE = re.compile(
    r"ingen(ting)?( spesielle| særlige)?( av (disse|delene|alternativene|dei|de)( over)?)?"
    r"|none( of (these|the above))?",
    re.IGNORECASE,
)

_FAMILIES = {
    "agreement": r"\b(u?enig|(dis)?agree)\b",
    "extent": r"\bgrad\b|\bextent\b",
    "frequency": r"\b(aldri|sjelden|sjeldan|ofte|alltid|av og til|noen ganger|nokre gonger|daglig"
    r"|ukentlig|månedlig|never|rarely|seldom|sometimes|often|always|daily|weekly|monthly)\b",
    "importance": r"\b(u?viktig|(un)?important)\b",
    "satisfaction": r"\b(mis)?(fornøyd|nøgd)\b|\b(dis)?satisfied\b",
    "likelihood": r"\b(u?sannsynlig|(un)?likely)\b",
    "favour": r"\b(un)?favou?rabl[ye]\b",
    "change": r"\b(økt|økte|auka|redusert|uendret|uendra|increased|decreased|unchanged)\b",
    "quality": r"\b(bra|godt?|gode|dårlig|dårleg|bedre|verre|good|bad|poor|better|worse)\b",
}
_RANKS = (
    (r"^(aldri|never|ikke i det hele tatt|ikkje i det heile|not at all)", -4),
    (r"(helt|sterkt|svært|heilt|strongly|very) (uenig|dis|mis|dårlig|dårleg|lite|bad|poor)", -3),
    (r"^ikke |^ikkje |\bliten?\b|(low|small) extent|^(sjelden|sjeldan|rarely|seldom)\b", -2),
    (r"(litt|delvis|noe|noko|somewhat|slightly) (uenig|dis|mis)", -1),
    (r"^neither", 0),
    (r"^very unfav", -3),
    (r"^somewhat unfav", -1),
    (r"unfavou?rabl", -2),
    (r"\bmyk?j?e (ned|mindre|verre)|\bmuch (less|worse)", -3),
    (r"\b(litt|noe|noko) (ned|mindre|verre)|(somewhat|slightly) (less|worse)", -1),
    (r"\b(økt|auka|opp) myk?j?e|\bmyk?j?e (mei?r|opp|bedre)|\bmuch (more|better)", 3),
    (r"\b(økt|auka|opp) litt|\blitt (mer|meir|opp|bedre|betre)", 1),
    (r"uenig|disagree|misfornøyd|misnøgd|dissatisfied|dårlig|dårleg|\bbad\b|\bpoor\b", -2),
    (r"verken|hverken|nøytral|neither|neutral|uendre|unchanged|sometimes|av og til|i noen grad", 0),
    (r"(litt|delvis|noe|noko|somewhat|slightly) ", 1),
    (r"(helt|sterkt|svært|heilt|veldig|strongly|very) |^(alltid|always)", 3),
    (r"enig|agree|fornøyd|nøgd|satisfied|\bstor\b|large extent|viktig|important|ofte|often", 2),
    (r"godt?\b|bra\b", 2),
)


def make_option_id(text: str, fallback: str, taken: Collection[str], length: int = 26) -> str:
    """An id of an option's own words, «ikke» and «litt» too, since they are what tells it apart."""
    kind = missing_kind(text)
    bare = re.sub(r"\([^()]*\)", " ", tidy(text)).partition(":")[0]
    parts = [part for word in re.findall(r"[^\W_]+", bare) if (part := in_ascii(word))]
    name = "_".join(parts[:1])[:length]
    for count in range(2, min(5, len(parts)) + 1):
        longer = "_".join(parts[:count])
        name = longer if len(longer) <= length else name
    name = kind or KNOWN_IDS.get(tidy(text).casefold(), name) or make_id("", fallback, ())
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}_{number}", number + 1
    return unique


def heading(text: str, length: int = 70) -> str:
    """A question as a heading: without what stands in parentheses, cut at a word if it is long."""
    bare = tidy(re.sub(r"\([^()]*\)", " ", tidy(text))).rstrip(":")
    if len(bare) <= length:
        return bare
    return bare[:length].rsplit(" ", 1)[0].rstrip(" ,;–-") + " …"


def language_of(texts: Iterable[str]) -> str:
    """nb, nn or en: the language whose most telling words occur most often; nb if none does."""
    tokens = [token for text in texts for token in re.findall(r"[^\W\d_]+", text.casefold())]
    counts = {name: sum(token in marks for token in tokens) for name, marks in _MARKS.items()}
    best = max(counts, key=lambda name: (counts[name], name == "nb"))
    return best


def missing_kind(text: str) -> str:
    """The kind of missing value that an option's text stands for, or an empty text.

    «Ikke relevant/vet ikke» counts as don't know, whichever stands first.
    """
    bare = tidy(text).casefold().strip(" .:*()")
    kinds = []
    for part in [bare] if _kind(bare) else re.split(r"\s*(?:/|,|\beller\b|\bor\b)\s*", bare):
        kinds.append(_kind(part))
    if not all(kinds):
        return ""
    return "dont_know" if "dont_know" in kinds else kinds[0]


def _kind(text: str) -> str:
    return next((kind for kind, pattern in _MISSING if re.fullmatch(pattern, text)), "")


def yes_or_no(text: str) -> str:
    """`yes` or `no` where a text says that, in any of the ways of tools; else an empty text."""
    return KNOWN_IDS.get(tidy(text).casefold(), "")


def is_exclusive(text: str) -> bool:
    """Whether a choice can only stand alone, such as «ingen av disse»."""
    return bool(_EXCLUSIVE.fullmatch(tidy(text).strip(" .:*"))) or bool(missing_kind(text))


def scale_family(texts: Sequence[str]) -> str:
    """What an ordered scale measures (agreement, extent, …, number), or an empty text.

    At least three options, most of which have a word of one family, or of which all that lie
    between the ends are numbers, are taken for ordered; so are «uenig» and «enig» alone.
    """
    if len(texts) < 3:
        pattern = _FAMILIES["agreement"]
        both = len(texts) == 2 and all(re.search(pattern, text, re.IGNORECASE) for text in texts)
        return "agreement" if both else ""
    numbers = [bool(re.match(r"(under |over |mer enn |mindre enn )?\d", text)) for text in texts]
    # «1, 2, 3, 4, Svært ofte» has an anchor at one end; «1, …, 6, Ikke fått karakter» does not.
    if all(numbers) or (len(texts) > 3 and all(numbers[1:-1]) and not numbers[0]):
        return "number"
    for family, pattern in _FAMILIES.items():
        hits = sum(bool(re.search(pattern, text, re.IGNORECASE)) for text in texts)
        if hits >= max(2, 0.6 * len(texts)):
            return family
    return ""


def in_order(texts: Iterable[str]) -> list[str]:
    """Texts of which no order is known: by their numbers, by their place on a scale, by letter."""

    def key(text: str) -> tuple[int, float, str]:
        number = parse_numbers([text]).get(text)
        if number is None and (leading := re.match(r"\D{0,12}?(\d+)", text)):
            number = float(leading[1]) - (0.5 if re.match("(under|mindre)", text.casefold()) else 0)
        if number is None:
            lower = text.casefold()
            number = next((rank for pattern, rank in _RANKS if re.search(pattern, lower)), 0)
        last = 2 * bool(missing_kind(text)) + is_other(text)
        return last, number, text.casefold()

    return sorted(texts, key=key)
