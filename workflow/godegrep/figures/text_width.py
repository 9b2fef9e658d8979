"""How wide a text becomes, and how it is broken into lines.

A report may be read in any sans-serif font, so widths are those of DejaVu Sans, the widest that a
browser falls back to: what fits here fits in Arial, Segoe UI or Roboto, which run about 12 per cent
narrower.
"""

import re
import unicodedata

# Advance widths in thousandths of the font size, rounded up to tens.
_WIDTHS = {
    letter: width
    for width, letters in {
        280: "'ijlìíîï",
        300: "IÌÍÎÏ",
        320: " ,.\u00a0·‘’",
        340: "/:;\\|¦",
        360: "f",
        370: "-",
        400: "()[]tŧ",
        410: "!¡²³¹",
        420: "r",
        460: '"',
        480: "ªº",
        500: "*J`¨°´¸",
        520: "“”„",
        530: "szšž",
        550: "cçč",
        560: "?L_§¯–",
        580: "k",
        600: "vxyýÿ",
        620: "FTaeo«»¿àáâãäåèéêëðòóôõöø",
        640: "ß$0123456789bdghnpqu{}¢£¤¥µ¶ñùúûüþđŋ",
        670: "EKPSYÈÉÊËÝÞŠ",
        690: "ABVXZÀÁÂÃÄÅŽ",
        730: "CRÇ",
        740: "UÙÚÛÜ",
        760: "NHÑ",
        790: "&DGOQÐÒÓÔÕÖØ",
        820: "w",
        840: "#+<=>^~¬±×÷−≤≥",
        870: "M",
        960: "%",
        980: "m¼½¾",
        990: "Wæ",
        1000: "©®Æ—…",
        1020: "@",
    }.items()
    for letter in letters
}
_UNKNOWN, _FULL_WIDTH = 900, 1300
_SOFT_HYPHEN = "\u00ad"
_VOWELS = frozenset("aeiouyæøåáéèêóòôäöü")
# Written with two letters, spoken as one: «helse-tjeneste», not «helset-jeneste».
_ONE_SOUND = frozenset({"bj", "fj", "gj", "hj", "kj", "sj", "tj"})


def text_width(text: str, size: float) -> float:
    """The width of one line of text, in the unit of the font size."""
    return sum(_letter_width(letter) for letter in text) * size / 1000


def _letter_width(letter: str) -> int:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if letter == _SOFT_HYPHEN or unicodedata.category(letter) in ("Mn", "Cf", "Cc"):
        return 0
    wide = unicodedata.east_asian_width(letter) in ("W", "F") or ord(letter) > 0xFFFF
    return _FULL_WIDTH if wide else _UNKNOWN


def wrap(text: str, width: float, size: float, most_lines: int | None = None) -> list[str]:
    """Break a text into lines no wider than `width`; an empty text gives no line.

    Lines break at spaces and after hyphens and strokes. A word wider than a whole line is divided
    with a hyphen (see `_divide`). Beyond `most_lines` the text is cut and ends in «…».
    """
    lines: list[str] = []
    line = ""
    for word in re.split(r"[ \t\r\n]+", text.strip()):
        glue = " " if line else ""
        for part in _parts(word, width, size):
            if line and text_width(_printed(line + glue + part), size) > width:
                lines.append(line)
                line, glue = "", ""
            line, glue = line + glue + part, ""
            if line.endswith(_SOFT_HYPHEN):
                lines.append(_printed(line))
                line = ""
    lines += [line] if line else []
    if most_lines is not None and len(lines) > most_lines:
        lines = [*lines[: most_lines - 1], _cut(lines[most_lines - 1], width, size)]
    return lines


def _printed(line: str) -> str:
    """A line as it stands at the end: with the hyphen of a divided word."""
    return line[:-1] + "-" if line.endswith(_SOFT_HYPHEN) else line


def _parts(word: str, width: float, size: float) -> list[str]:
    """A word in the pieces that may stand alone on a line; a soft hyphen ends a divided one."""
    pieces: list[str] = []
    for part in re.findall(r"[^-/–]*[-/–]+|[^-/–]+", word):
        rest = part.replace(_SOFT_HYPHEN, "") if text_width(part, size) <= width else part
        while text_width(rest, size) > width:
            first, rest = _divide(rest, width, size)
            pieces.append(first + _SOFT_HYPHEN)
        pieces.append(rest.replace(_SOFT_HYPHEN, ""))
    return pieces


def _divide(word: str, width: float, size: float) -> tuple[str, str]:
    """Divide a word so that the first part and a hyphen fit.

    The best place is a soft hyphen of the author's, then the joint of a compound with a binding s
    («sosialhjelps-mottakere») in the last half of the line, then before a consonant and a vowel.
    Where none fits, the word is divided at the last letter that does.
    """
    fits = max(
        (i for i in range(1, len(word)) if text_width(word[:i] + "-", size) <= width), default=1
    )
    letters = word.lower()

    def starts_syllable(i: int) -> bool:
        if letters[i : i + 2] in _ONE_SOUND:
            return letters[i + 2] in _VOWELS
        joined = letters[i - 1 : i + 1] in _ONE_SOUND
        return letters[i] not in _VOWELS and letters[i + 1] in _VOWELS and not joined

    inside = range(3, min(fits, len(word) - 3) + 1)
    soft = [i for i in range(1, fits + 1) if word[i] == _SOFT_HYPHEN]
    syllables = [i for i in inside if starts_syllable(i) and _VOWELS & set(letters[:i])]
    joints = [i for i in syllables if 2 * i > fits and letters[i - 1] == "s"]
    place = (soft or joints or syllables or [fits])[-1]
    return word[:place].replace(_SOFT_HYPHEN, ""), word[place:].lstrip(_SOFT_HYPHEN)


def _cut(line: str, width: float, size: float) -> str:
    while line and text_width(line + "…", size) > width:
        line = line.rpartition(" ")[0] or line[:-1]
    return line.rstrip(" ,;:-") + "…"
