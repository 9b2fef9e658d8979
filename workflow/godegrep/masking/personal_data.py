"""Personal data in free text, replaced by typed masks.

Rules and lists, no language model: `person_names` finds names, this module all that has a form.
The masked text is safer to handle; it is not anonymous, and nothing here promises that it is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from godegrep.core.dictionaries import known_in
from godegrep.core.text import clean
from godegrep.masking.person_names import is_name, names


def mask(text: str, places: frozenset[str] = frozenset()) -> str:
    """The text with personal data replaced by masks, and cleaned (`godegrep.normalise.clean`).

    The masks: `[FNR]` national identity and D-numbers, those of the synthetic test series too;
    `[KONTO]` account numbers, IBAN too; `[KORT]` card numbers; `[DUF]` immigration numbers;
    `[TELEFON]`; `[EPOST]`; `[LINK]` handles, pages in social media and links with a name in them;
    `[SAK]` case numbers; `[FØDSELSDATO]`; `[ADRESSE]` streets, post boxes, postcodes with a place;
    `[NAVN]` names of persons; `[NUMMER]` passports, car plates, NAV's identities of its staff and
    other runs of nine digits and more; `[STED]` the names in `places`, such as those of
    municipalities and offices, as written or in capitals. Eleven digits that begin with a date
    are masked even where their check digits are wrong: a mistyped number still points to a person.
    Digits of other scripts become 0 to 9. Masking what is masked changes nothing.
    """
    text = _ascii_digits(clean(text))
    # One replacement can bring the next to light; each shortens what is left to find, so this ends.
    while (masked := _mask_names(_mask_rules(text))) != text:
        text = masked
    return _places(places).sub("[STED]", text) if places else text


@cache
def _places(names: frozenset[str]) -> re.Pattern[str]:
    forms = {re.escape(form) for name in names for form in (name, name.upper())}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})[sS]?(?!\w)")


def _ascii_digits(text: str) -> str:
    """The text with the digits of every script, full-width ones too, as 0 to 9."""
    return re.sub(r"[^\D0-9]", lambda digit: str(int(digit[0])), text)


@dataclass(frozen=True)
class _Rule:
    """A kind of personal data: what it looks like, and what must hold of what was found."""

    mask: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = lambda text: True

    def replace(self, text: str) -> str:
        def replacement(match: re.Match[str]) -> str:
            if not self.holds(match["it"]):
                return match[0]
            start, end = match.span("it")
            return match[0][: start - match.start()] + self.mask + match[0][end - match.start() :]

        return self.pattern.sub(replacement, text)


def _rule(mask: str, pattern: str, holds: Callable[[str], bool] = lambda text: True) -> _Rule:
    """A rule whose pattern names what is replaced `it`; without that name, all of it."""
    named = pattern if "(?P<it>" in pattern else f"(?P<it>{pattern})"
    return _Rule(mask, re.compile(named, re.VERBOSE), holds)


def _mask_names(text: str) -> str:
    pieces, position = [], 0
    for start, end in names(text):
        pieces += [text[position:start], "[NAVN]"]
        position = end
    return "".join([*pieces, text[position:]])


def _mask_rules(text: str) -> str:
    for rule in _RULES:
        text = rule.replace(text)
    return text


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def is_birth_number(digits: str) -> bool:
    """Whether eleven digits begin with a day and a month of a national identity number.

    D-numbers add 40 to the day; the synthetic series add 40, 65 or 80 to the month
    (Skatteetaten, «Fødselsnummer» and «Testdata»). The check digits are not asked for: they are
    wrong in a mistyped number, and those given out from 2032 follow another rule.
    """
    digits = _digits(digits)
    day, month = int(digits[:2]), int(digits[2:4])
    return (day - 40 if day > 40 else day) in range(1, 32) and any(
        month - added in range(1, 13) for added in (0, 40, 65, 80)
    )


def is_account(digits: str) -> bool:
    """Whether eleven digits are a Norwegian account number (mod 11, weights 5432765432)."""
    digits = _digits(digits)
    weighted = sum(int(d) * w for d, w in zip(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=False))
    return (11 - weighted % 11) % 11 == int(digits[10])


def is_card(digits: str) -> bool:
    """Whether the digits pass the check of payment cards (Luhn, ISO/IEC 7812-1)."""
    digits = _digits(digits)
    doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _is_telephone(digits: str) -> bool:
    """Whether eight digits can be a subscriber's number and are not a date such as 20170612."""
    return not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])", _digits(digits))


def _is_case(digits: str) -> bool:
    """Whether the digits of `2017/1234` are not those of two years, or of a report's number."""
    return not re.fullmatch(r"((19|20)\d\d|\d\d)(19|20)\d\d", _digits(digits))


def _is_iban(account: str) -> bool:
    """Whether an account number abroad passes its check (ISO 13616, mod 97)."""
    compact = account.replace(" ", "")
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def _is_mailbox(address: str) -> bool:
    """Whether «ola at nav.no» is no clause, such as «vi vet at nav.no er nede»."""
    mailbox = address.split()[0]
    return bool(re.search(r"[._\d]", mailbox)) or is_name(mailbox)


_SOCIAL = re.compile(r"(?:facebook|instagram|linkedin|twitter|tiktok|snapchat|youtube|fb|x)\.com/")


def _tells(link: str) -> bool:
    """Whether a link leads to someone's page or has a name in it."""
    return bool(_SOCIAL.search(link)) or any(map(is_name, re.findall(r"[^\W\d_]{3,}", link)))


# Dashes of every kind, and what people put between the groups of a number.
_DASH = "[-\u2010\u2011\u2012\u2013\u2212]"
_GAP = "[ .\u2010\u2011\u2012\u2013\u2212-]"
# A number that begins here, and one that ends here and is no amount, share, age or count.
_FROM = r"(?<![\d§])(?<!\d/)(?<!\d[.,])(?<![Kk]r[ ])(?<![Kk]r\.[ ])(?<!NOK[ ])"
_TO = (
    r"(?!\d|[.,/]\d|[ ]?(?:%|,-|kr\b|kroner|NOK|mill|mrd|tusen|prosent|pst|år\b|personer|saker"
    r"|brukere|brukarar|mottakere|mottakarar|deltakere))"
)
# What streets are also named after; these end other words too.
_LAND = (
    r"(?:ringen|tun|bakke|løkka|jordet|lia|haugen|hagen|åsen|toppen|vika|viken|marka|roa|gjerdet"
    r"|kollen|stubben|engen|enga|lunden|myra|neset|sletta|faret|grenda|kleiva|berget|ekra|bukta"
    r"|odden|dalen|løypa|kneika|brinken|rabben|høyden|høgda|geilen|lykkja"
    r"|stranda|flata|skogen|moen|parken|kanten)"
)
_STREET = (
    r"(?:gata|gate|gaten|gt\.?|veien|vegen|vei|veg|vn\.?|allé|alleen|alléen|plass|plassen|stien|sti"
    rf"|svingen|torget|torg|kroken|tunet|bakken|brygge|brygga|kaia|terrasse|gåta|geaidnu"
    rf"|tråkket|stredet|smauet|all?menningen|{_LAND})"
)
_NAME_PART = r"[A-ZÆØÅÁÄÖ][\wæøå.'-]{0,40}"
_PLACE = r"\d{4}[ ][A-ZÆØÅ][\wæøå-]{1,30}(?:[ ][A-Z](?![\wæøå]))?"
_LOCAL = r"(?<![\w.+%'-])[\w.+%'-]{1,64}"
_HOST = r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"


def _is_street(address: str) -> bool:
    """Whether «Endringen 1» or «Barnehagen 3» is no word of a dictionary with a number after it."""
    before_number = re.split(r"[ ]\d", address)[0]
    return " " in before_number or not (
        known_in(before_number) and re.search(_LAND + "$", before_number)
    )


_RULES = (
    _rule(
        "[LINK]", r"(?<![\w@])(?:https?://)?(?:[\w-]{1,63}\.){1,6}[a-z]{2,6}/[^\s<>]{1,500}", _tells
    ),
    _rule("[LINK]", rf"(?<![\w@.])(?:https?://|www\.){_HOST}", _tells),
    _rule("[EPOST]", rf"{_LOCAL}[ ]?(?:@|[(\[]a(?:t|lfa)?[)\]]|[{{]at[}}])[ ]?{_HOST}"),
    _rule(
        "[EPOST]",
        rf"{_LOCAL}[ ]?(?:@|[(\[]at[)\]])[ ]?[\w-]{{1,63}}(?:,|[ ]?[(\[](?:dot|punktum)[)\]][ ]?)"
        r"(?:no|com|net|org|se|dk)\b",
    ),
    _rule(
        "[EPOST]",
        rf"{_LOCAL}[ ](?:at|krøll-?alfa|alfakrøll)[ ](?:[\w-]{{1,63}}(?:\.|[ ](?:punktum|dot)[ ]))"
        r"{1,3}(?:no|com|net|org|se|dk)\b",
        _is_mailbox,
    ),
    _rule(
        "[EPOST]",
        r"""\b(?:[\w-]{1,40}[ ]){1,3}krøll-?alfa[ ](?:[\w-]{1,63}(?:\.|[ ](?:punktum|dot)[ ])){1,3}
            (?:no|com|net|org|se|dk)\b""",
    ),
    _rule("[LINK]", r"(?<![\w@.])@[A-Za-z_][\w.]{2,40}"),
    _rule("[KONTO]", r"\bNO\d\d[ ]?\d{4}[ ]?\d{4}[ ]?\d{3}\b"),
    _rule("[KONTO]", r"\b[A-Z]{2}\d\d(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,4})?\b", _is_iban),
    _rule("[KONTO]", _FROM + r"\d{4}\.\d{2}\.\d{5}(?!\d)"),
    _rule(
        "[KORT]",
        rf"(?<!\d)(?:\d{{4}}(?:[ ]|{_DASH})?){{3}}\d{{1,4}}(?:(?:[ ]|{_DASH})?\d{{1,3}})?(?!\d)"
        rf"|(?<!\d)3[47]\d\d[ ]\d{{6}}[ ]\d{{5}}(?!\d)",
        is_card,
    ),
    _rule(
        "[FNR]",
        rf"(?<!\d)\d{{2}}[./]?\d{{2}}[./]?\d{{2}}(?:{_GAP}|/){{0,2}}\d{{3}}[ ]?\d{{2}}(?!\d)"
        rf"|(?<!\d)\d{{2}}[ ]\d{{2}}[ ]\d{{2}}(?:{_GAP}){{1,3}}\d{{3}}[ ]?\d{{2}}(?!\d)"
        r"|(?<!\d)\d(?:[ ]\d){10}(?!\d)",
        is_birth_number,
    ),
    _rule("[FNR]", r"(?<!\d)[0-7]\d{5}[ ]?(?:[xX]{5}|\*{5})"),
    _rule(
        "[FNR]",
        rf"""\b(?i:fødsels?-?n(?:umme)?r|f\.?nr|person-?n(?:umme)?r|p\.?nr|d-?n(?:umme)?r)[a-zæøå]{{0,3}}
            [.:]?(?:[ ]er|[ ]is)?:?[ ]?(?P<it>\d(?:{_GAP}{{0,2}}\d){{4,11}})(?!\d)""",
    ),
    _rule("[KONTO]", _FROM + rf"\d{{4}}(?:[ ]|{_DASH})\d{{2}}(?:[ ]|{_DASH})\d{{5}}(?!\d)"),
    _rule("[KONTO]", r"(?<!\d)\d{11}(?!\d)", is_account),
    _rule(
        "[KONTO]",
        rf"""\b(?i:(?:bank)?konto(?:n(?:umme)?r)?)[a-zæøå]{{0,3}}\.?[: ]{{0,2}}(?i:nr\.?[ ])?
            (?P<it>\d(?:{_GAP}?\d){{10}})(?!\d)""",
    ),
    _rule("[DUF]", r"(?<!\d)(?:19|20)\d{2}[ ]?\d{6}[ ]?\d{2}(?!\d)"),
    _rule(
        "[SAK]",
        r"""\b(?i:[a-zæøå]{0,20}saks?[ ]?-?(?:nr|nummer(?:et)?|id)|case[ ](?:no|number)
            |journal(?:post)?[ ]?-?(?:nr|nummer|id)?|arkivsak|ref(?:eranse|erence)?
            |(?:gosys|arena|pesys|psys|infotrygd)(?:[ -]?(?:sak|oppgave|oppgåve|id))?
            |oppgave-?(?:id|nr))
            [.]?[ :]{0,3}(?P<it>(?:\d{2,4}/\d{1,2}|(?:\d{2,4}/)?[A-Z]?\d{3,12})(?:-\d+)?)(?!\d)""",
    ),
    _rule("[SAK]", r"\b[Ss]ak(?:en|a)?[ ](?P<it>\d{2,4}/\d{1,6}(?:-\d+)?)\b"),
    _rule("[SAK]", r"(?<![\d/])(?:(?:19|20)\d\d/\d{3,6}|\d\d/\d{4,6})(?:-\d+)?(?![\d/])", _is_case),
    _rule(
        "[NUMMER]",
        r"\b(?i:pass(?:nummer|nr)?)\.?[ ]?(?i:nr\.?)?[: ]{0,2}(?P<it>[A-Z]{0,3}\d{6,9})\b",
    ),
    _rule("[NUMMER]", r"\b[A-ZÆØÅ]\d{6}\b"),
    _rule("[NUMMER]", r"\b(?!KR|NR|TV|AD)[A-Z]{2}[ ]?\d{5}\b" + _TO),
    _rule(
        "[TELEFON]", rf"(?:[(]?\+|\b00)[1-9]\d{{0,2}}[)]?(?:{_GAP}?[(]?\d{{2,4}}[)]?){{2,5}}(?!\d)"
    ),
    _rule(
        "[TELEFON]",
        rf"""\b(?i:tlf|telefon(?:nummer(?:et)?|en)?|mobil(?:nummer(?:et)?|en)?|mob|ring(?:e|er)?|sms|phone
            |call|nummer(?:et)?(?:[ ](?:mitt|vårt|er)){{0,2}})\b\.?[ :]{{0,3}}
            (?P<it>\d(?:{_GAP}?\d){{7}})(?!\d)""",
    ),
    _rule(
        "[TELEFON]",
        _FROM
        + rf"""(?:[2-9]\d{{7}}|[2-9]\d(?P<sep>{_GAP})\d\d(?P=sep)\d\d(?P=sep)\d\d
            |[2-9]\d\d(?P<gap>{_GAP})\d\d(?P=gap)\d{{3}}|[49]\d{{3}}(?:[ ]|{_DASH})\d{{4}}
            |[49]\d\d[ ]\d{{5}})"""
        + _TO,
        _is_telephone,
    ),
    _rule(
        "[FØDSELSDATO]",
        r"""\b(?i:født|fødd|f\.|fødselsdato(?:en)?:?|born)[ ](?:(?:er|den|on)[ ])?
            (?P<it>\d{1,2}[./][ ]?(?:\d{1,2}[./]?|[a-z]{3,9}\.?)[ ]?(?:\d{4}|\d{2})|\d{6})(?!\d)""",
    ),
    _rule(
        "[ADRESSE]",
        rf"""\b(?:(?:{_NAME_PART}[ ]){{0,3}}
            (?:{_NAME_PART}[ ](?i:{_STREET})|[A-ZÆØÅ][\wæøå-]{{0,40}}{_STREET})
            |(?i:postboks|p\.?[ ]?b\.?|boks))[ ](?:nr\.?[ ])?\d{{1,4}}(?:[ ]?[A-Za-z]\b)?{_TO}
            (?!\.[ ][a-zæøå])(?:[ ][A-ZÆØÅ][a-zæøå]+(?=,[ ]\d{{4}}[ ]))?(?:,?[ ]{_PLACE})?""",
        _is_street,
    ),
    _rule(
        "[ADRESSE]",
        r"\b[a-zæøå]{3,40}(?:gata|gaten|gate)[ ]\d{1,3}(?:[ ]?[A-Ha-h]\b)?(?!\d)"
        + _TO
        + rf"(?:,?[ ]{_PLACE})?",
        lambda address: not known_in(address.split()[0]),
    ),
    _rule(
        "[ADRESSE]",
        rf"\b{_NAME_PART}(?:[ ]{_NAME_PART})?[ ]\d{{1,3}}(?:[ ]?[A-Za-z])?,?[ ]"
        rf"(?!20[12]|199){_PLACE}",
    ),
    _rule(
        "[ADRESSE]",
        rf"""\b(?i:bor|bur|budd|bodd|flytt(?:et|a)[ ]til|adresse[nr]?|adressa|lives)[ :]{{1,2}}
            (?:(?:er|i|på|in|at)[ ])?
            (?P<it>{_NAME_PART}(?:[ ]{_NAME_PART})?[ ]\d{{1,3}}(?:[ ]?[A-Ha-h])?)\b""",
    ),
    _rule(
        "[ADRESSE]", rf"(?<![\d.,] )(?<![\w/.,-])(?!(?:19|20)\d\d)(?!\d{{4}}[ ][A-Z]{{2}}){_PLACE}"
    ),
    _rule(
        "[ADRESSE]", r"\b[Gg](?:nr|årdsnr)\.?[ ]?\d+,?[ ](?:og[ ])?[Bb](?:nr|ruksnr)\.?[ ]?\d+\b"
    ),
    _rule("[NUMMER]", r"(?<![\d/])\d{9,}" + _TO),
)
