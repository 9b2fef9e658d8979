"""Ids from words: short, plain, and the same for the same text."""

import re
import unicodedata
from collections.abc import Collection

from godegrep.core.text import tidy

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

KNOWN_IDS = {
    **dict.fromkeys(("ja", "yes", "true", "sann"), "yes"),
    **dict.fromkeys(("nei", "no", "false", "usann"), "no"),
}


def words(text: str) -> list[str]:
    """The words that carry meaning, in order; what stands in parentheses is left out."""
    bare = re.sub(r"\([^()]*\)", " ", tidy(text))
    meaningful = [
        word for word in re.findall(r"[^\W_]+", bare) if word.casefold() not in _ALL_STOP_WORDS
    ]
    every = re.findall(r"[^\W_]+", bare)
    few = len(every) <= 3 and sum(map(len, meaningful)) < 4
    return (every if few else meaningful) or re.findall(r"[^\W_]+", tidy(text))


def make_id(text: str, fallback: str, taken: Collection[str], length: int = 30) -> str:
    """An id of the text's first words, short, in small ascii letters, and not among `taken`."""
    if known := KNOWN_IDS.get(tidy(text).casefold()):
        parts = [known]
    else:
        parts = [part for word in words(text) if (part := in_ascii(word))]
    short = ("_".join(parts[:count]) for count in range(min(3, len(parts)), 0, -1))
    base = next((name for name in short if len(name) <= length), "".join(parts[:1])[:length])
    base = base or in_ascii(fallback, "_").strip("_") or "item"
    longer = ("_".join(parts[:count]) for count in range(base.count("_") + 2, len(parts) + 1))
    for name in [base, *(name for name in longer if len(name) <= length + 10)]:
        if name not in taken:
            return name
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def in_ascii(word: str, other: str = "") -> str:
    """The word in small ascii letters and digits; `other` takes the place of anything else."""
    folded = unicodedata.normalize("NFKD", word.casefold().translate(_FOLDED))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", other, plain)
