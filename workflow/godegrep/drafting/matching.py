"""Finding the question of a study that a drafted question is, and telling why it is none.

Both are in the form of `questionnaire.yaml`. Nothing is changed here: `crosswalk` joins.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from godegrep.core.numbers import parse_numbers
from godegrep.core.text import tidy
from godegrep.drafting.likeness import alike, hints_at, is_name, options_differ, quoted, share_alike
from godegrep.drafting.wording import missing_kind, yes_or_no
from godegrep.exports.export import Export

ALIKE = 0.75
"""Similarity of wording, from 0 to 1, from which a question may be a reworded one."""
ALIKE_SAME_COLUMN = 0.5
"""The same, where the export's column has the same name as in an earlier wave."""
MANY_OPTIONS = 5
OPTIONS_ALIKE = 0.3
"""The share of like options from which a question with a like name is mentioned."""


def texts_of(value: Any) -> list[str]:
    """A text in all its languages."""
    return [str(text) for text in value.values()] if isinstance(value, Mapping) else [str(value)]


def wordings_of(question: Mapping[str, Any]) -> list[str]:
    """A question's text in all languages and all waves."""
    changes = question.get("reworded", {}).values()
    return texts_of(question["text"]) + [text for c in changes for text in texts_of(c["text"])]


def likeness(texts: Iterable[str], text: str) -> float:
    """How alike a text is to the nearest of several, from 0 to 1."""
    return max(alike(candidate, text) for candidate in texts)


def columns_of(question: Mapping[str, Any]) -> set[str]:
    """Every column that any wave has for a question or one of its items."""
    joined = question.get("columns", {})
    of_items = (item.get("columns", {}).items() for item in question.get("items", ()))
    boxes = (column for by_wave in of_items for wave, column in by_wave if wave not in joined)
    return {str(column) for column in (*joined.values(), *boxes)}


def options_of(question: Mapping[str, Any], document: Mapping[str, Any]) -> list[Any]:
    """A question's options, its own or those of its scale."""
    if "options" in question:
        return list(question["options"])
    scale = document.get("scales", {}).get(question.get("scale"), {})
    return list(scale.get("options", ()))


def meanings_of(options: Iterable[Any]) -> dict[str, Any]:
    """Each text or code of an option, small letters, with the option."""
    meanings: dict[str, Any] = {}
    for option in options:
        texts = texts_of(option.get("text", option["id"]))
        if "code" in option:
            texts.append(str(option["code"]))
        for codes in option.get("codes", {}).values():
            texts += [str(code) for code in (codes if isinstance(codes, list) else [codes])]
        meanings |= {tidy(text).casefold(): option for text in texts}
    return meanings


@dataclass
class Matcher:
    """What is needed to match a wave's questions with those of the content of a questionnaire.

    `language` is that of the draft, `gathered` its grids whose text is made up. `scale_codes` holds
    what the wave's raw values of each scale mean, as far as questions have been joined.
    """

    document: Mapping[str, Any]
    export: Export
    wave: str
    language: str
    gathered: Collection[str] = ()
    scale_codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def text(self, part: Mapping[str, Any]) -> str:
        """The text of a drafted question or item."""
        return str(part["text"][self.language])

    def is_wordless(self, question: Mapping[str, Any]) -> bool:
        """Whether the export gives no wording but only the name of a column."""
        columns = columns_of(question)
        text = self.text(question)
        return is_name(text) and (text in columns or "[" in "".join(columns))

    def lacks_wording(self, question: Mapping[str, Any]) -> bool:
        """Whether the draft's text of a question cannot be compared with other waves'."""
        return self.is_wordless(question) or question["id"] in self.gathered

    def match(self, question: Mapping[str, Any], free: Mapping[str, Any]) -> tuple[Any, list[str]]:
        """The question of the study that this one is, or None and the near ones that it is not."""
        columns = columns_of(question)
        wordless = self.lacks_wording(question)
        near, hinted, by_options = [], [], []
        for candidate in free.values():
            same_column = bool(columns & columns_of(candidate))
            near_by = likeness(wordings_of(candidate), self.text(question))
            enough = ALIKE_SAME_COLUMN if same_column else ALIKE
            if near_by >= enough or (wordless and same_column):
                near.append(((near_by, same_column), candidate))
            elif any(self.hints(question, text) for text in wordings_of(candidate)):
                hinted.append(candidate)
            elif wordless and self.many_options_alike(candidate, question):
                by_options.append(candidate)
        why_not = []
        for (near_by, _), candidate in sorted(near, key=lambda pair: pair[0], reverse=True):
            obstacle = self.obstacle(candidate, question)
            if not obstacle:
                return candidate, []
            how = "has the wording of" if near_by == 1 else "is worded much like"
            why_not.append(f"{how} {candidate['id']}, but {obstacle}; {self.remedy(candidate)}")
        match, more = self.by_name(question, hinted)
        if match is None:
            more += [
                f"may be {candidate['id']}, by its options; {self.remedy(candidate)}"
                for candidate in by_options
            ]
        return match, why_not + more

    def hints(self, question: Mapping[str, Any], text: str) -> bool:
        """Whether one of two questions is but a name, and the other may be what it names."""
        asked = self.text(question)
        return (is_name(asked) and hints_at(asked, text)) or (
            is_name(text) and hints_at(text, asked)
        )

    def by_name(self, question: Mapping[str, Any], hinted: Iterable[Any]) -> tuple[Any, list[str]]:
        """The one question that a bare name points to and whose options agree, if there is one."""
        obstacles = [(candidate, self.obstacle(candidate, question)) for candidate in hinted]
        free = [candidate for candidate, obstacle in obstacles if not obstacle]
        if len(free) == 1 and free[0]["type"] != "open":
            return free[0], []
        maybe = [f"may be {candidate['id']}; {self.remedy(candidate)}" for candidate in free]
        for candidate, obstacle in obstacles:
            if obstacle and self.options_alike(candidate, question) >= OPTIONS_ALIKE:
                maybe.append(f"may be {candidate['id']}, but {obstacle}; {self.remedy(candidate)}")
        return None, maybe

    def many_options_alike(self, candidate: Mapping[str, Any], question: Mapping[str, Any]) -> bool:
        """Whether two single questions have so many options alike that they may be one."""
        if {candidate["type"], question["type"]} != {"single"}:
            return False
        options = len(options_of(candidate, self.document))
        return options >= MANY_OPTIONS and self.options_alike(candidate, question) >= 0.5

    def remedy(self, candidate: Mapping[str, Any]) -> str:
        """What to do where a question was not joined."""
        return (
            f"so it is a new question. If it is the same, give {candidate['id']} the columns and "
            f"codes of {self.wave}"
        )

    def options_alike(self, candidate: Mapping[str, Any], question: Mapping[str, Any]) -> float:
        """The share of the wave's options that the other question has in like words."""
        texts = sorted(set(self.labels(question).values()) or self.values(question))
        known = [
            t
            for o in options_of(candidate, self.document)
            for t in texts_of(o.get("text", o["id"]))
        ]
        return share_alike(known, texts)

    def labels(self, question: Mapping[str, Any]) -> dict[str, str]:
        """The raw values of a question and the texts that the tool gives them."""
        return {
            value: text
            for name in sorted(columns_of(question))
            for value, text in self.export.column(name).options.items()
        }

    def values(self, question: Mapping[str, Any]) -> set[str]:
        """The raw values that occur."""
        return {
            tidy(value)
            for name in columns_of(question)
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
            before = [
                texts_of(o.get("text", o["id"]))[0] for o in options_of(candidate, self.document)
            ]
            return f"its options differ ({options_differ(before, sorted(map(tidy, texts)))})"
        known = {str(meanings[tidy(text).casefold()]["id"]) for text in labels.values()}
        lost = [
            texts_of(option.get("text", option["id"]))[0]
            for option in options_of(candidate, self.document)
            if str(option["id"]) not in known
        ]
        if labels and lost:
            return f"its options differ (only before: {quoted(lost)})"
        so_far = self.scale_codes.get(str(candidate.get("scale")), {})
        for value, text in labels.items():
            if so_far.get(value, text) != text:
                return f"the code {value} of its scale stands for «{so_far[value]}» elsewhere"
        return ""

    def meanings(self, candidate: Mapping[str, Any], question: Mapping[str, Any]) -> dict[str, Any]:
        """The options of a question of the study by the texts and codes that stand for them.

        «Kan ikke svare» stands for «vet ikke» where the one is the only such text of the export and
        the other the only such option: neither counts as an answer. `true` stands for «Ja».
        """
        options = options_of(candidate, self.document)
        known = meanings_of(options)
        texts = set(self.labels(question).values()) or self.values(question)
        strange = [text for text in texts if tidy(text).casefold() not in known]
        for kind in {missing_kind(text) for text in strange} - {""}:
            same_kind = [option for option in options if option.get("missing") == kind]
            alone = [text for text in texts if missing_kind(text) == kind]
            if len(same_kind) == len(alone) == 1:
                known[tidy(alone[0]).casefold()] = same_kind[0]
        for text in strange:
            meaning = yes_or_no(text)
            same = [
                o for o in options if meaning in map(yes_or_no, texts_of(o.get("text", o["id"])))
            ]
            if meaning and len(same) == 1:
                known[tidy(text).casefold()] = same[0]
        return known
