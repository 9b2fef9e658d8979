"""Free texts put together from the sentences of `answers.yaml`, with the truth kept beside them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import exp
from typing import Any

from chance import normal, pick, shuffled, uniform
from offices import Office

ALTERNATIVES = re.compile(r"<([^>]*)>")
HOW_MANY_SENTENCES = {1: 70, 2: 22, 3: 6, 4: 2}
FORMS = {"prose": 60, "dashes": 17, "numbers": 9, "lines": 7, "semicolons": 7}
SHORT = {"prose": 0.10, "dashes": 0.3, "numbers": 0.25, "lines": 0.2, "semicolons": 0.4}
TYPING_ERRORS, NO_FULL_STOP, SMALL_FIRST_LETTER, REFERENCE = 0.08, 0.35, 0.12, 0.4


@dataclass(frozen=True)
class Answer:
    """An answer, and its sentences as they stand in it, each with its code (empty for none)."""

    text: str
    sentences: tuple[tuple[str, str], ...]


def expand(pattern: str) -> list[str]:
    """All sentences of a pattern: `<a|b>` is a or b."""
    parts = ALTERNATIVES.split(pattern)
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    return ["".join(choice) for choice in product(*choices)]


@dataclass
class Bank:
    """The sentences, dealt so that each pattern comes round once before any comes again."""

    material: Mapping[str, Any]
    dealt: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def codes(self, bank: str, language: str) -> set[str]:
        """The codes that have sentences in a language."""
        return {code for code, texts in self.material[bank].items() if language in texts}

    def _order(self, key: tuple[str, ...], patterns: Sequence[str]) -> Iterator[str]:
        decks = [shuffled(expand(pattern), *key) for pattern in shuffled(patterns, *key)]
        for turn in range(max(map(len, decks))):
            yield from (deck[turn] for deck in decks if turn < len(deck))

    def deal(self, *key: str) -> str:
        """The next sentence at this place of the material."""
        patterns: Any = self.material
        for part in key:
            patterns = patterns[part]
        order = list(self._order(key, patterns))
        self.dealt[key] += 1
        return order[(self.dealt[key] - 1) % len(order)]


def _typing_error(text: str, *key: object) -> str:
    """The text with two letters swapped, one lost or one doubled in one of its longer words."""
    words = list(re.finditer(r"[a-zæøå]{6,}", text))
    if not words:
        return text
    word = shuffled(words, "word", *key)[0]
    at = word.start() + 1 + int(uniform("letter", *key) * (len(word.group()) - 3))
    one, two = text[at], text[at + 1]
    violation = {two + one: 1.0, one: 1.0, one + one + two: 1.0}
    return text[:at] + pick(violation, "slip", *key) + text[at + 2 :]


def _join(sentences: Sequence[str], form: str) -> str:
    if form == "dashes":
        return "\n".join(f"- {sentence}" for sentence in sentences)
    if form == "numbers":
        return "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(sentences, 1))
    return {"prose": " ", "lines": "\n", "semicolons": "; "}[form].join(sentences)


def _as_typed(sentence: str, form: str, alone: bool, *key: object) -> str:
    if uniform("typing error", *key) < TYPING_ERRORS:
        sentence = _typing_error(sentence, *key)
    unstopped = form != "prose" or (alone and uniform("stop", *key) < NO_FULL_STOP)
    if unstopped:
        sentence = sentence.removesuffix(".")
    small = form == "semicolons" or (alone and uniform("small", *key) < SMALL_FIRST_LETTER)
    if small and sentence[:3].upper() != sentence[:3] and sentence[1:2].islower():
        sentence = sentence[0].lower() + sentence[1:]
    return sentence


def answer(
    office: Office, question: str, wave: str, target: Mapping[str, Any], bank: Bank
) -> Answer:
    """An answer of substance: one to four sentences on different codes, in one of several forms."""
    key = (wave, office.id, question)
    weights = dict(target["codes"]) | (target["codes_2021"] if wave == "2021" else {})
    known = bank.codes(target["bank"], office.language)
    weights = {
        code: weight * exp(0.8 * normal("code", office.id, code))
        for code, weight in weights.items()
        if code in known or not known or office.language != "en"
    }
    sentences = []
    count = min(pick(HOW_MANY_SENTENCES, "sentences", *key), len(weights))
    form = pick(FORMS, "form", *key) if count > 1 else "prose"
    for place in range(count):
        code = pick(weights, "code", place, *key)
        del weights[code]
        language = office.language if code in known else "nb"
        texts = bank.material[target["bank"]][code]
        short = "short" in texts and language == "nb"
        short = (
            short
            and uniform("short", place, *key) < SHORT[form]
            and (count == 1 or form != "prose")
        )
        sentence = bank.deal(target["bank"], code, "short" if short else language)
        if not short:
            sentence = _as_typed(sentence, form, count == 1, place, *key)
        sentences.append((sentence, code))
    return Answer(_join([text for text, _ in sentences], form), tuple(sentences))


def nothing(office: Office, question: str, wave: str, bank: Bank) -> Answer:
    """An answer without substance: «nei», «vet ikke», or in later questions «se over»."""
    later = question in ("good_practice", "change_which")
    refers = later and uniform("refers", wave, office.id, question) < REFERENCE
    kind = ("reference" if refers else "none") + ("_nn" if office.language == "nn" else "")
    text = bank.deal("nothing", kind)
    return Answer(text, ((text, ""),))


def free_texts(
    question: str, asked: Sequence[Office], wave: str, target: Mapping[str, Any], bank: Bank
) -> dict[str, Answer]:
    """The answers to an open question, by the id of the office."""
    count, empty = target["answers"][wave], target["empty"][wave]
    writing = sorted(
        asked, key=lambda o: normal("writes", o.id) + normal("writes", wave, o.id, question)
    )[-count:]
    if len(writing) < count:
        raise ValueError(f"{question} {wave}: {count} answers wanted, {len(asked)} asked")
    answers = {
        office.id: nothing(office, question, wave, bank)
        if place < empty
        else answer(office, question, wave, target, bank)
        for place, office in enumerate(writing)
    }
    personal = [line for line in bank.material["personal"] if line["question"] == question]
    bokmal = [o.id for o in reversed(writing) if o.language == "nb"]
    for line, office_id in zip(_of_wave(personal, wave), bokmal, strict=False):
        kept = answers[office_id]
        sentence = (line["text"], line["code"])
        if any(code == line["code"] for _, code in kept.sentences) or "\n" in kept.text:
            answers[office_id] = Answer(line["text"], (sentence,))
        else:
            first = kept.text if kept.text.endswith((".", "!", "?")) else f"{kept.text}."
            answers[office_id] = Answer(f"{first} {line['text']}", (*kept.sentences, sentence))
    return answers


def _of_wave(personal: Sequence[Mapping[str, str]], wave: str) -> list[Mapping[str, str]]:
    """Every second line is for 2017, the others for 2021."""
    return list(personal[0::2] if wave == "2017" else personal[1::2])
