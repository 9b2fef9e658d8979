"""A further wave beside the questions that a study has already.

The crosswalk says of each question whether it is the `same`, `changed` or `new`, and never joins
two questions whose options differ or whose wording is merely alike without saying so. It works on
the content of `questionnaire.yaml` and only adds to it: columns, codes, rewordings, items and
questions.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from godegrep.core.text import tidy
from godegrep.drafting.guesses import GRID, GUESSED, Draft
from godegrep.drafting.likeness import alike, difference, is_name
from godegrep.drafting.matching import ALIKE, Matcher, columns_of, likeness, texts_of, wordings_of
from godegrep.drafting.wording import missing_kind, yes_or_no
from godegrep.exports.export import Export
from godegrep.study.write import mark

Document = MutableMapping[str, Any]
Style = Callable[[Any], Any]
_NOTE_CHOICES = {
    "nb": "Spørsmålet hadde ikke de samme svaralternativene.",
    "nn": "Spørsmålet hadde ikkje dei same svaralternativa.",
    "en": "The question did not have the same choices.",
}
_NOTE = {
    "nb": "Spørsmålet hadde en annen ordlyd.",
    "nn": "Spørsmålet hadde ei anna ordlyding.",
    "en": "The question was worded differently.",
}


@dataclass
class Crosswalk:
    """What became of each question: ids under `same`, `changed`, `new`, `gone`; what to decide.

    `joined` holds the draft's own ids of the questions that were matched.
    """

    same: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    joined: set[str] = field(default_factory=set)
    decisions: list[str] = field(default_factory=list)


def extend(
    document: Document, drafted: Draft, export: Export, wave: str, style: Style
) -> Crosswalk:
    """Add a wave to the content of `questionnaire.yaml`, in place; returns what became of it.

    `drafted` is the draft of the new wave by itself. A question is matched by its wording, or by
    the name of its column where the wording is alike; where either wave has no more than a name for
    it, by that name, if it points to one question only. It is joined only if its options agree:
    every label of the export is an option's text, or, without labels, every value that occurs
    stands for an option. A wording that differs is written down as `reworded`, not comparable, for
    a person to decide. `style` makes plain lists and mappings ready for the document.
    """
    gathered = {question for question, _ in drafted.guesses.get(GRID, ())}
    matcher = Matcher(document, export, wave, drafted.language, gathered)
    return _Walker(document, drafted, wave, style, matcher).walk()


@dataclass
class _Walker:
    """One pass over a draft, from the first question to the last."""

    document: Document
    drafted: Draft
    wave: str
    style: Style
    matcher: Matcher
    result: Crosswalk = field(default_factory=Crosswalk)
    wordless: list[str] = field(default_factory=list)

    def walk(self) -> Crosswalk:
        questions = self.document["questions"]
        free = {str(question["id"]): question for question in questions}
        ids: dict[str, str] = {}
        place = 0
        for question in self.drafted.document["questions"]:
            match, why_not = self.matcher.match(question, free)
            if match is None:
                added = self.new_question(question, ids)
                added["theme"] = self.theme(question, questions[place - 1] if place else None)
                questions.insert(place, self.style(added))
                if "asked_if" in added and question["id"] in self.drafted.routed:
                    mark(questions[place], "asked_if", GUESSED)
                place += 1
                self.result.new.append(added["id"])
                self.wordless += [added["id"]] if self.matcher.is_wordless(question) else []
                self.result.decisions += [f"{added['id']}: {line}." for line in why_not]
            else:
                del free[str(match["id"])]
                self.result.joined.add(str(question["id"]))
                place = questions.index(match) + 1
                self.join(match, question)
            ids[question["id"]] = str(added["id"] if match is None else match["id"])
        self.result.gone = list(free)
        if self.wordless:
            self.result.decisions.append(
                "The export has no more than a name for these, so their wording could not be "
                "compared with earlier waves'; if the tool can, export again with the full texts "
                f"as headings: {', '.join(self.wordless)}"
            )
        return self.result

    def theme(self, question: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
        """The theme of a new question: background, or that of the question before it."""
        themes = [str(theme["id"]) for theme in self.document["themes"]]
        if question["theme"] == "background" and "background" in themes:
            return "background"
        return str(before["theme"]) if before else themes[0]

    def join(self, match: Document, question: Mapping[str, Any]) -> None:
        """Give a question of the study the columns, codes and wording of the new wave."""
        name, text, decisions = str(match["id"]), self.matcher.text(question), self.result.decisions
        self.add_codes(match, question)
        for key in ("columns", "separator"):
            if key in question:
                self.put(match, key, question[key][self.wave])
        if "items" in match:
            self.join_items(match, question)
        earlier = self.earlier_columns(match)
        if self.matcher.lacks_wording(question) and columns_of(question) & earlier:
            decisions.append(
                f"{name}: joined by the names of its columns alone, since the export has no "
                "wording; see that it is the same question."
            )
            self.result.same.append(name)
            return
        closest = max(wordings_of(match), key=lambda candidate: alike(candidate, text))
        reworded = alike(closest, text) < 1 or closest not in texts_of(match["text"])
        if not reworded and not self.choices_differ(match):
            self.result.same.append(name)
            return
        reason = "its choices are not all the same"
        if reworded:
            note = _NOTE
            named = is_name(text) or is_name(closest)
            reason = (
                f"matched by its name alone, «{text}» for «{closest}»"
                if named
                else f"reworded: {difference(closest, text)}"
            )
        else:
            note = _NOTE_CHOICES
        wording = {self.drafted.language: text}
        self.put(match, "reworded", {"text": wording, "comparable": False, "note": dict(note)})
        self.result.changed.append(name)
        decisions.append(
            f"{name}: {reason} — not compared with other waves unless you set `comparable: true` "
            "under `reworded`."
        )

    def earlier_columns(self, match: Mapping[str, Any]) -> set[str]:
        """The columns that earlier waves have for a question or its items."""
        parts = [match, *match.get("items", ())]
        return {
            str(column)
            for part in parts
            for wave, column in part.get("columns", {}).items()
            if wave != self.wave
        }

    def choices_differ(self, match: Mapping[str, Any]) -> bool:
        """Whether a question of several choices lost or gained one since an earlier wave.

        Respondents' own words are no choice of the form's where no tool tells of one.
        """
        if match["type"] != "multiple":
            return False
        joined = set(match.get("columns", {}))
        choices = [item for item in match["items"] if not (joined and item.get("own_words"))]
        offered = [set(item.get("columns", {})) for item in choices]
        offered = [by if by & joined else by | joined for by in offered]
        others = set().union(*offered) - {self.wave}
        return any((self.wave in by) != (wave in by) for by in offered for wave in others)

    def put(self, part: Document, key: str, value: Any, wave: str = "") -> None:
        """Add a wave, or else this one, to a mapping by wave."""
        added = self.style({key: {wave or self.wave: value}})[key]
        if key not in part:
            part[key] = added
        for name in added:
            part[key][name] = added[name]

    def add_codes(self, match: Document, question: Mapping[str, Any]) -> None:
        """Write down the wave's raw values where the option does not stand for them already."""
        if match["type"] not in ("single", "grid"):
            return
        labels = self.matcher.labels(question)
        meanings = self.matcher.meanings(match, question)
        if "scale" in match:
            self.matcher.scale_codes.setdefault(str(match["scale"]), {}).update(labels)
        elif not labels and any(value.isdigit() for value in self.matcher.values(question)):
            self.result.decisions.append(
                f"{match['id']}: the export has codes without labels; they are taken to mean the "
                "same as before."
            )
        for value, text in sorted(
            (labels or {v: v for v in self.matcher.values(question)}).items()
        ):
            option = meanings[tidy(text).casefold()]
            codes = option.get("codes", {}).get(self.wave)
            known = {str(option.get("code", "")), *texts_of(option.get("text", option["id"]))}
            unlike = value not in known and text not in known
            if unlike and (missing_kind(text) or yes_or_no(text)):
                self.result.decisions.append(
                    f"{match['id']}: «{text}» is taken for its option {option['id']}."
                )
            if codes is None and value not in known:
                self.put(option, "codes", [value])
            elif codes is not None and value not in [str(code) for code in codes]:
                codes.append(value)

    def join_items(self, match: Document, question: Mapping[str, Any]) -> None:
        """Join rows or choices of the same text; any other becomes one of its own.

        Where the export has no wording, the name of the column tells them apart, as it does for
        whole questions.
        """
        free = list(match["items"])
        joined = set(match.get("columns", {}))
        wordless = self.matcher.is_wordless(question)
        for item in question["items"]:
            text = self.matcher.text(item)
            same = [old for old in free if likeness(texts_of(old["text"]), text) == 1]
            if wordless and not same and "columns" in item:
                name = item["columns"][self.wave]
                same = [old for old in free if name in old.get("columns", {}).values()]
            if same:
                free.remove(same[0])
                if "columns" in item:
                    self.put(same[0], "columns", item["columns"][self.wave])
                elif joined & same[0].get("columns", {}).keys():
                    self.put(same[0], "columns", text)
                continue
            taken = {str(old["id"]) for old in match["items"]}
            name = item["id"] if item["id"] not in taken else self.with_wave(item["id"])
            added = {**item, "id": name}
            if self.wave in joined and not item.get("own_words"):
                added.setdefault("columns", {self.wave: text})
            match["items"].append(self.style({"items": [added]})["items"][0])
            near = [old for old in free if likeness(texts_of(old["text"]), text) >= ALIKE]
            hint = f", worded much like {near[0]['id']}: see whether they are one" if near else ""
            self.result.decisions.append(f"{match['id']}.{name}: new in {self.wave}{hint}.")
        for old in free:
            named = joined & old.get("columns", {}).keys()
            if self.wave in joined and not named and not old.get("own_words"):
                # Without this the choice would count as offered now, and as left by everyone.
                for wave in sorted(joined - {self.wave}):
                    self.put(old, "columns", texts_of(old["text"])[0], wave)
        lost = [str(old["id"]) for old in free if "columns" in old or "columns" in question]
        if lost:
            self.result.decisions.append(
                f"{match['id']}: of its rows or choices, {self.wave} lacks {', '.join(lost)}."
            )

    def new_question(self, question: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
        """A drafted question as one of this study, its id unique and its options its own."""
        taken = {str(old["id"]) for old in self.document["questions"]}
        added = dict(question)
        if added["id"] in taken:
            added["id"] = self.with_wave(question["id"])
        if "scale" in added:
            scale = self.drafted.document["scales"][added.pop("scale")]
            added |= {key: scale[key] for key in ("ordered", "options") if key in scale}
        universe = added.pop("asked_if", None)
        if universe:
            parent, dot, item = universe["item"].partition(".")
            if parent in ids and ids[parent] in self.result.new:
                added["asked_if"] = {**universe, "item": ids[parent] + dot + item}
        return added

    def with_wave(self, name: str) -> str:
        """An id that the wave's name tells apart."""
        return f"{name}_{re.sub('[^a-z0-9]', '_', self.wave.lower())}"
