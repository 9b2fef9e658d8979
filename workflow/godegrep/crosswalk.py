"""A further wave beside the questions that a study has already.

The crosswalk says of each question whether it is the `same`, `reworded` or `new`, and never joins
two questions whose options differ or whose wording is merely alike without saying so. It works on
the content of `questionnaire.yaml` and only adds to it: columns, codes, rewordings, items and
questions.
"""

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from godegrep.draft import Draft
from godegrep.raw_text import parse_numbers, tidy
from godegrep.readers.export import Export
from godegrep.wording import missing_kind

Document = MutableMapping[str, Any]
Style = Callable[[Any], Any]
ALIKE = 0.75
"""Similarity of wording, from 0 to 1, from which a question may be a reworded one."""
ALIKE_SAME_COLUMN = 0.5
"""The same, where the export's column has the same name as in an earlier wave."""
_NOTE = {
    "nb": "Spørsmålet hadde en annen ordlyd.",
    "nn": "Spørsmålet hadde ei anna ordlyding.",
    "en": "The question was worded differently.",
}


@dataclass
class Crosswalk:
    """What became of each question: ids under `same`, `reworded`, `new`, `gone`; what to decide.

    `joined` holds the draft's own ids of the questions that were matched.
    """

    same: list[str] = field(default_factory=list)
    reworded: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    joined: set[str] = field(default_factory=set)
    decisions: list[str] = field(default_factory=list)


def extend(
    document: Document, drafted: Draft, export: Export, wave: str, style: Style
) -> Crosswalk:
    """Add a wave to the content of `questionnaire.yaml`, in place; returns what became of it.

    `drafted` is the draft of the new wave by itself. A question is matched by its wording, or by
    the name of its column where the wording is alike. It is joined only if its options agree: every
    label of the export is an option's text, or, without labels, every value that occurs stands for
    an option. A wording that differs is written down as `reworded`, not comparable, for a person to
    decide. `style` makes plain lists and mappings ready for the document.
    """
    return _Walker(document, drafted, export, wave, style).walk()


def alike(first: str, second: str) -> float:
    """How alike two texts are, word for word, from 0 to 1; case and punctuation do not count."""
    old, new = (re.findall(r"\w+", tidy(text).casefold()) for text in (first, second))
    return SequenceMatcher(None, old, new, autojunk=False).ratio()


def difference(first: str, second: str) -> str:
    """The second text with what changed from the first: `[-old-]` and `{+new+}`, word by word."""
    old, new = tidy(first).split(), tidy(second).split()
    parts = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts += old[i:j]
            continue
        parts += [f"[-{' '.join(old[i:j])}-]"] if j > i else []
        parts += [f"{{+{' '.join(new[k:m])}+}}"] if m > k else []
    return " ".join(parts)


def _texts(value: Any) -> list[str]:
    return [str(text) for text in value.values()] if isinstance(value, Mapping) else [str(value)]


def _wordings(question: Mapping[str, Any]) -> list[str]:
    changes = question.get("reworded", {}).values()
    return _texts(question["text"]) + [text for c in changes for text in _texts(c["text"])]


def _likeness(texts: Iterable[str], text: str) -> float:
    return max(alike(candidate, text) for candidate in texts)


def _columns(question: Mapping[str, Any]) -> set[str]:
    """Every column that any wave has for a question or one of its items."""
    parts = [question, *question.get("items", ())]
    return {str(column) for part in parts for column in part.get("columns", {}).values()}


def _options(question: Mapping[str, Any], document: Mapping[str, Any]) -> list[Any]:
    if "options" in question:
        return list(question["options"])
    scale = document.get("scales", {}).get(question.get("scale"), {})
    return list(scale.get("options", ()))


def _meanings(options: Iterable[Any]) -> dict[str, Any]:
    """Each text or code of an option, small letters, with the option."""
    found: dict[str, Any] = {}
    for option in options:
        texts = _texts(option.get("text", option["id"]))
        if "code" in option:
            texts.append(str(option["code"]))
        for codes in option.get("codes", {}).values():
            texts += [str(code) for code in (codes if isinstance(codes, list) else [codes])]
        found |= {tidy(text).casefold(): option for text in texts}
    return found


@dataclass
class _Walker:
    """One pass over a draft; `scale_codes` holds what the raw values of each scale mean so far."""

    document: Document
    drafted: Draft
    export: Export
    wave: str
    style: Style
    result: Crosswalk = field(default_factory=Crosswalk)
    scale_codes: dict[str, dict[str, str]] = field(default_factory=dict)
    wordless: list[str] = field(default_factory=list)

    def walk(self) -> Crosswalk:
        questions = self.document["questions"]
        free = {str(question["id"]): question for question in questions}
        ids: dict[str, str] = {}
        place = 0
        for question in self.drafted.document["questions"]:
            match, why_not = self.match(question, free)
            if match is None:
                added = self.new_question(question, ids)
                before = questions[place - 1] if place else self.document["themes"][0]
                added["theme"] = str(before["theme"] if place else before["id"])
                questions.insert(place, self.style(added))
                place += 1
                self.result.new.append(added["id"])
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
                "The export has no wording of these, so they could not be matched with questions "
                "of earlier waves; export again with the full texts as headings: "
                + ", ".join(self.wordless)
            )
        return self.result

    def text(self, part: Mapping[str, Any]) -> str:
        """The text of a drafted question or item."""
        return str(part["text"][self.drafted.language])

    def is_wordless(self, question: Mapping[str, Any]) -> bool:
        """Whether the export gives no wording but only the name of a column."""
        text = self.text(question)
        return text in _columns(question) or (
            not re.search(r"\s", text) and "[" in "".join(_columns(question))
        )

    def match(self, question: Mapping[str, Any], free: Mapping[str, Any]) -> tuple[Any, list[str]]:
        """The question of the study that this one is, or None and the near ones that it is not."""
        columns = _columns(question)
        wordless = self.is_wordless(question)
        near = []
        for candidate in free.values():
            same_column = bool(columns & _columns(candidate))
            likeness = _likeness(_wordings(candidate), self.text(question))
            enough = ALIKE_SAME_COLUMN if same_column else ALIKE
            if likeness >= enough or (wordless and same_column):
                near.append(((likeness, same_column), candidate))
        why_not = []
        for (likeness, _), candidate in sorted(near, key=lambda pair: pair[0], reverse=True):
            obstacle = self.obstacle(candidate, question)
            if not obstacle:
                return candidate, []
            how = "has the wording of" if likeness == 1 else "is worded much like"
            why_not.append(
                f"{how} {candidate['id']}, but {obstacle}; so it is a new question. If it is the "
                f"same, give {candidate['id']} the columns and codes of {self.wave}"
            )
        if wordless:
            self.wordless.append(str(question["id"]))
        return None, why_not

    def labels(self, question: Mapping[str, Any]) -> dict[str, str]:
        """The raw values of a question and the texts that the tool gives them."""
        return {
            value: text
            for name in sorted(_columns(question))
            for value, text in self.export.column(name).options.items()
        }

    def values(self, question: Mapping[str, Any]) -> set[str]:
        """The raw values that occur."""
        return {
            tidy(value)
            for name in _columns(question)
            for value in self.export.table[name].unique()
            if value.strip()
        }

    def obstacle(self, candidate: Mapping[str, Any], question: Mapping[str, Any]) -> str:
        """What keeps two questions from being one, or an empty text."""
        old, new = candidate["type"], question["type"]
        differ = f"one is {old} and the other {new}"
        # Rows answered with yes and no look like tick boxes in an export without labels.
        yes_no = old == "grid" and new == "multiple" and not self.labels(question)
        if old != new and not yes_no and {old, new} & {"multiple", "grid", "open"}:
            return differ
        if old in ("multiple", "open"):
            return ""
        meanings = self.meanings(candidate, question)
        if old == "number":
            values = self.values(question)
            strange = values - set(parse_numbers(values))
            return differ if {v for v in strange if v.casefold() not in meanings} else ""
        labels = self.labels(question)
        texts = set(labels.values()) or self.values(question)
        unknown = sorted(text for text in texts if tidy(text).casefold() not in meanings)
        if unknown:
            return f"{candidate['id']} has no option {_quoted(unknown)}"
        known = {str(meanings[tidy(text).casefold()]["id"]) for text in labels.values()}
        lost = [
            _texts(option.get("text", option["id"]))[0]
            for option in _options(candidate, self.document)
            if str(option["id"]) not in known
        ]
        if labels and lost:
            return f"it lacks the option {_quoted(lost)}"
        so_far = self.scale_codes.get(str(candidate.get("scale")), {})
        for value, text in labels.items():
            if so_far.get(value, text) != text:
                return f"the code {value} of its scale stands for «{so_far[value]}» elsewhere"
        return ""

    def meanings(self, candidate: Mapping[str, Any], question: Mapping[str, Any]) -> dict[str, Any]:
        """The options of a question of the study by the texts and codes that stand for them.

        «Kan ikke svare» stands for «vet ikke» where the one is the only such text of the export and
        the other the only such option: neither counts as an answer.
        """
        options = _options(candidate, self.document)
        found = _meanings(options)
        texts = set(self.labels(question).values()) or self.values(question)
        strange = [text for text in texts if tidy(text).casefold() not in found]
        for kind in {missing_kind(text) for text in strange} - {""}:
            same_kind = [option for option in options if option.get("missing") == kind]
            alone = [text for text in texts if missing_kind(text) == kind]
            if len(same_kind) == len(alone) == 1:
                found[tidy(alone[0]).casefold()] = same_kind[0]
        return found

    def join(self, match: Document, question: Mapping[str, Any]) -> None:
        """Give a question of the study the columns, codes and wording of the new wave."""
        name, text, decisions = str(match["id"]), self.text(question), self.result.decisions
        self.add_codes(match, question)
        if "items" in match:
            self.join_items(match, question)
        for key in ("columns", "separator"):
            if key in question:
                self.put(match, key, question[key][self.wave])
        wordless = self.is_wordless(question)
        if wordless:
            decisions.append(
                f"{name}: joined by the name of the column alone, since the export has no wording; "
                "see that it is the same question."
            )
        if wordless or _likeness(_texts(match["text"]), text) == 1:
            self.result.same.append(name)
            return
        closest = max(_texts(match["text"]), key=lambda candidate: alike(candidate, text))
        wording = {self.drafted.language: text}
        self.put(match, "reworded", {"text": wording, "comparable": False, "note": dict(_NOTE)})
        self.result.reworded.append(name)
        decisions.append(
            f"{name}: reworded: {difference(closest, text)} — not compared with other waves "
            "unless you set `comparable: true` under `reworded`."
        )

    def put(self, part: Document, key: str, value: Any) -> None:
        """Add this wave to a mapping by wave."""
        added = self.style({key: {self.wave: value}})[key]
        if key not in part:
            part[key] = added
        for wave in added:
            part[key][wave] = added[wave]

    def add_codes(self, match: Document, question: Mapping[str, Any]) -> None:
        """Write down the wave's raw values where the option does not stand for them already."""
        if match["type"] not in ("single", "grid"):
            return
        labels = self.labels(question)
        meanings = self.meanings(match, question)
        if "scale" in match:
            self.scale_codes.setdefault(str(match["scale"]), {}).update(labels)
        elif not labels and any(value.isdigit() for value in self.values(question)):
            self.result.decisions.append(
                f"{match['id']}: the export has codes without labels; they are taken to mean the "
                "same as before."
            )
        for value, text in sorted((labels or {v: v for v in self.values(question)}).items()):
            option = meanings[tidy(text).casefold()]
            codes = option.get("codes", {}).get(self.wave)
            known = {str(option.get("code", "")), *_texts(option.get("text", option["id"]))}
            if value not in known and missing_kind(text) and text not in known:
                self.result.decisions.append(
                    f"{match['id']}: «{text}» is taken for its option {option['id']}."
                )
            if codes is None and value not in known:
                self.put(option, "codes", [value])
            elif codes is not None and value not in [str(code) for code in codes]:
                codes.append(value)

    def join_items(self, match: Document, question: Mapping[str, Any]) -> None:
        """Join rows or choices of the same text; any other becomes one of its own."""
        free = list(match["items"])
        for item in question["items"]:
            text = self.text(item)
            same = [old for old in free if _likeness(_texts(old["text"]), text) == 1]
            if same:
                free.remove(same[0])
                if "columns" in item:
                    self.put(same[0], "columns", item["columns"][self.wave])
                continue
            taken = {str(old["id"]) for old in match["items"]}
            name = item["id"] if item["id"] not in taken else self.with_wave(item["id"])
            match["items"].append(self.style({"items": [{**item, "id": name}]})["items"][0])
            near = [old for old in free if _likeness(_texts(old["text"]), text) >= ALIKE]
            hint = f", worded much like {near[0]['id']}: see whether they are one" if near else ""
            self.result.decisions.append(f"{match['id']}.{name}: new in {self.wave}{hint}.")

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


def _quoted(texts: Iterable[str]) -> str:
    return ", ".join(f"«{text}»" for text in list(texts)[:5])
