"""A further wave beside the questions that a study has already.

The crosswalk says of each question whether it is the `same`, `changed` or `new`, and never joins
two questions whose options differ or whose wording is merely alike without saying so. It works on
the content of `questionnaire.yaml` and only adds to it: columns, codes, rewordings, items and
questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from godegrep.drafting.guesses import GRID, GUESSED, Draft
from godegrep.drafting.join import Crosswalk, Document, Joiner, Style, with_wave
from godegrep.drafting.matching import Matcher
from godegrep.exports.export import Export
from godegrep.study.write import mark


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
    return _Walker(document, drafted, Joiner(matcher, wave, drafted.language, style)).walk()


@dataclass
class _Walker:
    """One pass over a draft, from the first question to the last."""

    document: Document
    drafted: Draft
    joiner: Joiner
    wordless: list[str] = field(default_factory=list)

    @property
    def result(self) -> Crosswalk:
        """What became of the questions so far."""
        return self.joiner.result

    def walk(self) -> Crosswalk:
        questions = self.document["questions"]
        free = {str(question["id"]): question for question in questions}
        ids: dict[str, str] = {}
        place = 0
        for question in self.drafted.document["questions"]:
            match, why_not = self.joiner.matcher.match(question, free)
            if match is None:
                match = self.insert(place, question, ids)
                self.result.decisions += [f"{match['id']}: {line}." for line in why_not]
            else:
                del free[str(match["id"])]
                self.result.joined.add(str(question["id"]))
                self.joiner.join(match, question)
            place = questions.index(match) + 1
            ids[question["id"]] = str(match["id"])
        self.result.gone = list(free)
        self.decide_on_wordless()
        return self.result

    def insert(self, place: int, question: Mapping[str, Any], ids: Mapping[str, str]) -> Document:
        """Put a drafted question among those of the study; returns it."""
        questions = self.document["questions"]
        added = self.new_question(question, ids)
        added["theme"] = self.theme(question, questions[place - 1] if place else None)
        questions.insert(place, self.joiner.style(added))
        if "asked_if" in added and question["id"] in self.drafted.routed:
            mark(questions[place], "asked_if", GUESSED)
        self.result.new.append(added["id"])
        self.wordless += [added["id"]] if self.joiner.matcher.is_wordless(question) else []
        inserted: Document = questions[place]
        return inserted

    def decide_on_wordless(self) -> None:
        """Name the new questions of which the export has only a name."""
        if self.wordless:
            self.result.decisions.append(
                "The export has only a name for these, so their wording could not be compared "
                "with that of earlier waves; if the tool can, export again with the full texts "
                f"as headings: {', '.join(self.wordless)}"
            )

    def theme(self, question: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
        """The theme of a new question: background, or that of the question before it."""
        themes = [str(theme["id"]) for theme in self.document["themes"]]
        if question["theme"] == "background" and "background" in themes:
            return "background"
        return str(before["theme"]) if before else themes[0]

    def new_question(self, question: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
        """A drafted question as one of this study, its id unique and its options its own."""
        taken = {str(old["id"]) for old in self.document["questions"]}
        added = dict(question)
        if added["id"] in taken:
            added["id"] = with_wave(question["id"], self.joiner.wave)
        if "scale" in added:
            scale = self.drafted.document["scales"][added.pop("scale")]
            added |= {key: scale[key] for key in ("ordered", "options") if key in scale}
        universe = added.pop("asked_if", None)
        if universe:
            parent, dot, item = universe["item"].partition(".")
            if parent in ids and ids[parent] in self.result.new:
                added["asked_if"] = {**universe, "item": ids[parent] + dot + item}
        return added
