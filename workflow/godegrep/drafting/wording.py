"""What the words of questions and options tell: ids, scales, missing kinds, language.

All of this is guesswork for a draft, which a person reads over; nothing here decides an answer.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from godegrep.answers.numerals import parse_numbers
from godegrep.normalise import tidy

_FOLDED = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "ð": "d", "þ": "th"})
_STOP_WORDS: dict[str, frozenset[str]] = {
    "nb": frozenset(
        """alle alt at av bare begge ble blir bli da de deg dem den denne der dere deres det dette
        din dine ditt du eller en enn er et ett etter for fra følgende før få får fått gjør går ha
        hadde han har hans hennes her hun hva hvem hver hvilke hvilken hvilket hvis hvor hvordan i
        ikke inn jeg kan kun litt man med meg mellom mer mest min mine mitt mot mye må ned noe noen
        nå når og også om opp oss over på samt seg selv sin sine sitt skal skulle slik som så til
        under ut uten var ved vi vil ville være vært å svært ganske velge velg valgt kryss oppgi
        angi vennligst utsagn utsagnene forhold synes mener tror ut fra hvilken grad mange antall
        års år disse denne beskriver best ligger slags huk pleier altså sist""".split()
    ),
    "nn": frozenset(
        """alle berre dei deg dykk då eit ein eg enn er frå før få ha har hadde ho ikkje inn kan
        kva kven korleis kor kvar kvifor kva slags med meg meir mest mykje må noko nokon nokre når
        og også om opp oss på seg sjølv skal slik som så til utan var ved vi vil vore å den det
        desse denne dette følgjande""".split()
    ),
    "en": frozenset(
        """a about all am an and any apply are as at be been but by can could did do does each for
        from had has have how if in into is it its just many me more most much my no nor not of
        often on one or other our out please select so some such than that the their them then
        there these they this those to under up very was we were what when where which who whom why
        will with would you your""".split()
    ),
}
_ALL_STOP_WORDS = frozenset().union(*_STOP_WORDS.values())
_MARKS: dict[str, frozenset[str]] = {
    "nb": frozenset("jeg ikke hva hvor hvordan hvilke hvilken hvilket noen noe fra dere".split()),
    "nn": frozenset("eg ikkje kva kor korleis nokon noko frå dykk dei vere meir".split()),
    "en": frozenset("the of you your what how do which is are to in have please".split()),
}
_KNOWN_IDS = {
    **dict.fromkeys(("ja", "yes", "true", "sann"), "yes"),
    **dict.fromkeys(("nei", "no", "false", "usann"), "no"),
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
_OTHER = re.compile(r"(annet|anna|andre|noe annet|noko anna|other)\b", re.IGNORECASE)
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


def words(text: str) -> list[str]:
    """The words that carry meaning, in order; what stands in parentheses is left out."""
    bare = re.sub(r"\([^()]*\)", " ", tidy(text))
    found = [
        word for word in re.findall(r"[^\W_]+", bare) if word.casefold() not in _ALL_STOP_WORDS
    ]
    every = re.findall(r"[^\W_]+", bare)
    few = len(every) <= 3 and sum(map(len, found)) < 4
    return (every if few else found) or re.findall(r"[^\W_]+", tidy(text))


def make_id(text: str, fallback: str, taken: Collection[str], length: int = 30) -> str:
    """An id of the text's first words, short, in small ascii letters, and not among `taken`."""
    if known := _KNOWN_IDS.get(tidy(text).casefold()):
        parts = [known]
    else:
        parts = [part for word in words(text) if (part := _ascii(word))]
    short = ("_".join(parts[:count]) for count in range(min(3, len(parts)), 0, -1))
    base = next((name for name in short if len(name) <= length), "".join(parts[:1])[:length])
    base = base or _ascii(fallback, "_").strip("_") or "item"
    longer = ("_".join(parts[:count]) for count in range(base.count("_") + 2, len(parts) + 1))
    for name in [base, *(name for name in longer if len(name) <= length + 10)]:
        if name not in taken:
            return name
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def make_option_id(text: str, fallback: str, taken: Collection[str], length: int = 26) -> str:
    """An id of an option's own words, «ikke» and «litt» too, since they are what tells it apart."""
    kind = missing_kind(text)
    bare = re.sub(r"\([^()]*\)", " ", tidy(text)).partition(":")[0]
    parts = [part for word in re.findall(r"[^\W_]+", bare) if (part := _ascii(word))]
    name = "_".join(parts[:1])[:length]
    for count in range(2, min(5, len(parts)) + 1):
        longer = "_".join(parts[:count])
        name = longer if len(longer) <= length else name
    name = kind or _KNOWN_IDS.get(tidy(text).casefold(), name) or make_id("", fallback, ())
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}_{number}", number + 1
    return unique


def _ascii(word: str, other: str = "") -> str:
    folded = unicodedata.normalize("NFKD", word.casefold().translate(_FOLDED))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", other, plain)


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
    return _KNOWN_IDS.get(tidy(text).casefold(), "")


def is_exclusive(text: str) -> bool:
    """Whether a choice can only stand alone, such as «ingen av disse»."""
    return bool(_EXCLUSIVE.fullmatch(tidy(text).strip(" .:*"))) or bool(missing_kind(text))


def is_other(text: str) -> bool:
    """Whether an option is «Annet, spesifiser» or the like."""
    return bool(_OTHER.match(tidy(text)))


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
