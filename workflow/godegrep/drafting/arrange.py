"""Putting drafted questions in order: options that several share become scales; themes."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from godegrep.core.ids import make_id
from godegrep.drafting.wording import heading, missing_kind, scale_family, yes_or_no

LARGE_GRID = 5
_BACKGROUND = re.compile(
    r"\b(kjønn(et)?|gender|sex|jente eller gutt|mann eller kvinne|(din )?alder(en)?|hvor gammel|age"
    r"|født|born|utdann(ing|else|elsen|ingen|ing(en)?a)|education\w*|sivilstatus|fylke|kommune"
    r"|bosted|arbeidssted|country|municipality|county|i jobb|stilling|arbeidssituasjon\w*"
    r"|arbeidserfaring\w*|skole|income|inntekt)\b",
    re.IGNORECASE,
)
_NOT_BACKGROUND = re.compile(r'^["«“]|\b(mener|synes|tror|enig|think|agree)\b', re.IGNORECASE)
_HEADINGS = {
    "nb": ("Bakgrunn", "Spørsmål"),
    "nn": ("Bakgrunn", "Spørsmål"),
    "en": ("Background", "Questions"),
}
Question = dict[str, Any]


def share_scales(
    questions: Sequence[Question], language: str
) -> tuple[dict[str, Any], list[Question]]:
    """The options that several single questions or grids have alike, by name; the questions with
    `scale` in their place."""

    def key(question: Mapping[str, Any]) -> str:
        return repr(question["options"])

    shared = Counter(key(q) for q in questions if q["type"] in ("single", "grid"))
    scales: dict[str, Any] = {}
    names: dict[str, str] = {}
    arranged = []
    for question in questions:
        if question["type"] not in ("single", "grid") or shared[key(question)] < 2:
            arranged.append(question)
            continue
        if key(question) not in names:
            answers = [option["text"][language] for option in question["options"]]
            name = _scale_name([a for a in answers if not missing_kind(a)]) or question["id"]
            names[key(question)] = make_id(name, "scale", scales) if name in scales else name
            scale: dict[str, Any] = {"ordered": True} if question.get("ordered") else {}
            scales[names[key(question)]] = {**scale, "options": question["options"]}
        arranged.append(
            {
                part: content
                for old, value in question.items()
                if old != "ordered"
                for part, content in [
                    ("scale", names[key(question)]) if old == "options" else (old, value)
                ]
            }
        )
    return scales, arranged


def _scale_name(answers: Sequence[str]) -> str:
    if {yes_or_no(answer) for answer in answers} == {"yes", "no"}:
        return "yes_no"
    return scale_family(answers)


def give_themes(
    questions: Sequence[Question], language: str
) -> tuple[list[dict[str, Any]], list[Question]]:
    """Themes, and the questions each with its theme.

    A theme begins at the first question, and at each large grid. Questions of background have a
    theme of their own, with the open fields that belong to them.
    """
    background, general = _HEADINGS[language]
    themes: list[dict[str, Any]] = []
    names = {"background"}

    def begin(text: str) -> str:
        for theme in themes:
            if theme["title"][language] == text:
                return str(theme["id"])
        name = make_id(text, "theme", names)
        names.add(name)
        themes.append({"id": name, "title": {language: text}})
        return name

    current = ""
    by_id: dict[str, str] = {}
    themed = []
    for question in questions:
        text = question["text"][language]
        large = question["type"] == "grid" and len(question["items"]) >= LARGE_GRID
        about = question["type"] in ("single", "number") and bool(_BACKGROUND.search(text))
        follows = by_id.get(question.get("asked_if", {}).get("item", "").partition(".")[0])
        if (about and not _NOT_BACKGROUND.search(text)) or follows == "background":
            theme = "background"
        else:
            if large or not current:
                current = begin(heading(text) if large else general)
            theme = current
        by_id[question["id"]] = theme
        start = {"id": question["id"], "type": question["type"], "theme": theme}
        themed.append(start | question)
    if "background" in by_id.values():
        themes.append({"id": "background", "title": {language: background}})
    return themes, themed
