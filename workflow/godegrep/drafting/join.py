"""What the questions of a study get from a new wave: its columns, codes and wording."""

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from godegrep.core.text import tidy
from godegrep.drafting.likeness import alike, difference, is_name
from godegrep.drafting.matching import ALIKE, Matcher, columns_of, likeness, texts_of, wordings_of
from godegrep.drafting.wording import missing_kind, yes_or_no

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


@dataclass
class Joiner:
    """Joins questions of a wave with those of the study, and notes what became of them."""

    matcher: Matcher
    wave: str
    language: str
    style: Style
    result: Crosswalk = field(default_factory=Crosswalk)

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
                "wording; check that it is the same question."
            )
            self.result.same.append(name)
            return
        reason, note = self.difference(match, text)
        if not reason:
            self.result.same.append(name)
            return
        wording = {self.language: text}
        self.put(match, "reworded", {"text": wording, "comparable": False, "note": dict(note)})
        self.result.changed.append(name)
        decisions.append(
            f"{name}: {reason} — not compared with other waves unless you set `comparable: true` "
            "under `reworded`."
        )

    def difference(self, match: Document, text: str) -> tuple[str, Mapping[str, str]]:
        """Why a question is not the same as in earlier waves, and the note that says so."""
        closest = max(wordings_of(match), key=lambda candidate: alike(candidate, text))
        if alike(closest, text) == 1 and closest in texts_of(match["text"]):
            differ = self.choices_differ(match)
            return "its choices are not all the same" if differ else "", _NOTE_CHOICES
        if is_name(text) or is_name(closest):
            return f"matched by its name alone, «{text}» for «{closest}»", _NOTE
        return f"reworded: {difference(closest, text)}", _NOTE

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
            self.add_code(str(match["id"]), meanings[tidy(text).casefold()], value, text)

    def add_code(self, question: str, option: Document, value: str, text: str) -> None:
        """Write down a raw value of an option, where the option does not stand for it already."""
        codes = option.get("codes", {}).get(self.wave)
        known = {str(option.get("code", "")), *texts_of(option.get("text", option["id"]))}
        unlike = value not in known and text not in known
        if unlike and (missing_kind(text) or yes_or_no(text)):
            self.result.decisions.append(
                f"{question}: «{text}» is taken as its option {option['id']}."
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
        for item in question["items"]:
            same = self.same_item(item, free, self.matcher.is_wordless(question))
            if same is None:
                self.add_item(match, item, free)
            else:
                free.remove(same)
                self.add_column(match, same, item)
        self.keep_lost(match, free)
        lost = [str(old["id"]) for old in free if "columns" in old or "columns" in question]
        if lost:
            self.result.decisions.append(
                f"{match['id']}: of its rows or choices, {self.wave} lacks {', '.join(lost)}."
            )

    def same_item(
        self, item: Mapping[str, Any], free: Sequence[Document], wordless: bool
    ) -> Document | None:
        """The row or choice of the study that a drafted one is."""
        text = self.matcher.text(item)
        same = [old for old in free if likeness(texts_of(old["text"]), text) == 1]
        if wordless and not same and "columns" in item:
            name = item["columns"][self.wave]
            same = [old for old in free if name in old.get("columns", {}).values()]
        return same[0] if same else None

    def add_column(self, match: Document, same: Document, item: Mapping[str, Any]) -> None:
        """Give a row or choice its column in the wave, or the text by which it stands in one."""
        if "columns" in item:
            self.put(same, "columns", item["columns"][self.wave])
        elif set(match.get("columns", {})) & same.get("columns", {}).keys():
            self.put(same, "columns", self.matcher.text(item))

    def add_item(self, match: Document, item: Mapping[str, Any], free: Sequence[Document]) -> None:
        """Add a row or choice that the study does not have, under an id of its own."""
        text = self.matcher.text(item)
        taken = {str(old["id"]) for old in match["items"]}
        name = item["id"] if item["id"] not in taken else with_wave(item["id"], self.wave)
        added = {**item, "id": name}
        if self.wave in match.get("columns", {}) and not item.get("own_words"):
            added.setdefault("columns", {self.wave: text})
        match["items"].append(self.style({"items": [added]})["items"][0])
        near = [old for old in free if likeness(texts_of(old["text"]), text) >= ALIKE]
        hint = f", worded much like {near[0]['id']}: check if they are the same" if near else ""
        self.result.decisions.append(f"{match['id']}.{name}: new in {self.wave}{hint}.")

    def keep_lost(self, match: Document, lost: Sequence[Document]) -> None:
        """Name the waves that offered a choice which this one does not.

        Else the choice would count as offered now, and as left by everyone.
        """
        joined = set(match.get("columns", {}))
        for old in lost:
            named = joined & old.get("columns", {}).keys()
            if self.wave in joined and not named and not old.get("own_words"):
                for wave in sorted(joined - {self.wave}):
                    self.put(old, "columns", texts_of(old["text"])[0], wave)


def with_wave(name: str, wave: str) -> str:
    """An id that the wave's name tells apart."""
    return f"{name}_{re.sub('[^a-z0-9]', '_', wave.lower())}"
