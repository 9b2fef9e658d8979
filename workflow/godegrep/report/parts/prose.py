"""Sentences about closed answers, from the catalogues' messages and the cells of the tables."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from godegrep.core.language import Language
from godegrep.document.cell import Cell
from godegrep.document.runs import Number, Run, Text, alike, number_run
from godegrep.document.statistic import Statistic
from godegrep.report.parts.cells import SMALL_BASE
from godegrep.report.parts.test_results import TestResult
from godegrep.study.config import Suppression

_FIRST_MARK = 0xE000
_MARKS = re.compile(r"([\ue000-\uf8ff])")
VARIANTS = {
    "single_top": 2,
    "single_top_words": 2,
    "grid_top": 3,
    "grid_top_words": 3,
    "grid_bottom": 3,
    "multiple_top": 2,
    "multiple_top_words": 2,
    "multiple_bottom": 2,
    "then_follow": 3,
    "no_difference": 3,
    "no_difference_large": 3,
    "difference_grid": 3,
    "difference_answer": 3,
    "difference_item": 3,
}
"""How many ways a message can be put: `grid_top_1`, `grid_top_2`, …"""
Filling = str | Run | Sequence[Run]
"""What may fill a placeholder of a message."""


@dataclass(frozen=True)
class Finding:
    """A sentence that may stand in the summary, and the figure or table that it is about.

    `kind` is share, difference, theme or change; `strength` is comparable within a kind.
    """

    kind: str
    theme: str
    strength: float
    runs: list[Run]
    target: str


@dataclass
class Prose:
    """Turns messages and cells into runs; `unit` is what a respondent is called."""

    language: Language
    unit: Mapping[str, str]
    level: float = 0.95
    _spoken: dict[str, int] = field(default_factory=dict)

    def say(self, key: str, count: float | None = None, /, **values: Filling) -> list[Run]:
        """A message as runs, its first letter a capital; a number may fill a placeholder.

        `count` chooses between the plural forms of a message that has them.
        """
        return _sentence(self.fill(key, count, **values))

    def fill(self, key: str, count: float | None = None, /, **values: Filling) -> list[Run]:
        """A message as runs, to stand inside a sentence."""
        parts: list[Sequence[Run]] = []
        words: dict[str, object] = dict(self.unit)
        for name, value in values.items():
            if isinstance(value, str):
                words[name] = value
            else:
                words[name] = chr(_FIRST_MARK + len(parts))
                parts.append([value] if isinstance(value, Run) else value)
        return _weave(self.language.message(key, count, **words), parts)

    def vary(self, key: str, /, **values: Filling) -> list[Run]:
        """The next of `key_1`, `key_2`, …, so that sentences do not all begin alike."""
        turn = self._spoken.get(key, 0)
        self._spoken[key] = turn + 1
        return self.say(f"{key}_{turn % VARIANTS[key] + 1}", **values)

    def join(self, parts: Sequence[Sequence[Run]]) -> list[Run]:
        """A list in running text."""
        marks = [chr(_FIRST_MARK + index) for index in range(len(parts))]
        return _weave(self.language.join(marks), parts)

    def either(self, parts: Sequence[str]) -> str:
        """A list of alternatives in running text."""
        if len(parts) < 2:
            return "".join(parts)
        return self.language.message("join_or", first=", ".join(parts[:-1]), last=parts[-1])

    def withheld_where(self, rule: Suppression) -> str:
        """The rules in force of what is not printed, as they stand in a sentence."""
        message = self.language.message
        rules = [message("withheld_base", number=rule.minimum_base)]
        if rule.minimum_count > 1:
            rules.append(message("withheld_count", number=rule.minimum_count))
        if rule.dominance.base > rule.minimum_base:
            share = self.language.percent(rule.dominance.share)
            rules.append(message("withheld_dominance", share=share, number=rule.dominance.base))
        return self.either(rules)

    def quoted(self, label: str) -> str:
        """A label of the questionnaire inside a sentence."""
        return self.language.message("quoted", text=label.strip().rstrip("."))

    def asked(self, sentence: Sequence[Run], question: str) -> list[Run]:
        """A sentence that does not name the question, as it can stand far from it."""
        return [*sentence, Text(" "), *self.say("asked", question=self.quoted(question))]

    def tested(self, tested: TestResult) -> list[Run]:
        """«p = 0,01, Cramérs V = 0,21, n = 229»: a p-value never stands alone."""
        cell = Cell(tested.id, tested.n)
        effect = self.language.message(
            f"effect_{tested.effect_name}", number=self.language.number(tested.effect, 2)
        )
        return self.fill(
            "tested",
            p=number_run(self.language.p_value(tested.p), cell, Statistic.P_ADJUSTED, tested.p),
            effect=number_run(effect, cell, tested.effect_name, tested.effect),
            number=number_run(self.language.number(tested.n), cell, Statistic.N, tested.n),
        )

    def share(self, cell: Cell) -> Number:
        """«62 prosent», or «7 av 12» where few have answered."""
        if cell.n < SMALL_BASE:
            return self.count_of(cell)
        assert cell.estimate is not None
        return number_run(self.language.percent(cell.estimate, words=True), cell)

    def count_of(self, cell: Cell) -> Number:
        """«7 av 12»."""
        return number_run(
            self.language.message("count_of", count=cell.count, base=cell.n),
            cell,
            Statistic.COUNT,
            cell.count,
        )

    def fraction(self, cell: Cell) -> Number | None:
        """«om lag fire av fem», where the share is near a simple fraction of enough answers."""
        words = self.language.fraction_words(cell.estimate or 0) if cell.n >= SMALL_BASE else None
        return number_run(words, cell, Statistic.FRACTION) if words else None

    def base(self, cell: Cell) -> Number:
        """The number of answers."""
        return number_run(self.language.number(cell.n), cell, Statistic.N, cell.n)

    def bases(self, cells: Sequence[Cell]) -> Number:
        """The number of answers to several items: «229», or «223–231»."""
        fewest = min(cells, key=lambda cell: cell.n)
        most = max(cells, key=lambda cell: cell.n)
        if fewest.n == most.n:
            return self.base(fewest)
        span = self.language.interval(fewest.n, most.n)
        run = number_run(span, fewest, Statistic.N, fewest.n)
        return replace(run, low=fewest.n, high=most.n)

    def level_text(self) -> str:
        """«95 %»."""
        return self.language.percent(self.level)

    def with_base(self, cell: Cell) -> list[Run]:
        """«62 prosent (95 % KI 57–67, n = 229)»; where few have answered «7 av 12»."""
        return self._explained([self.share(cell)], cell)

    def in_words(self, cell: Cell) -> list[Run]:
        """«om lag tre av fem (62 prosent, 95 % KI 57–67, n = 229)», or the same without words."""
        words = self.fraction(cell)
        if words is None:
            return self.with_base(cell)
        return self.bracketed(words, self._detail(cell, True))

    def briefly(self, cell: Cell) -> list[Run]:
        """«om lag tre av fem (62 prosent, n = 229)», or the share with its base alone."""
        words = self.fraction(cell)
        base = self.fill("n_equals", base=self.base(cell))
        if words is None:
            return (
                [self.share(cell)]
                if cell.n < SMALL_BASE
                else self.bracketed(self.share(cell), base)
            )
        return self.bracketed(words, [self.share(cell), Text(", "), *base])

    def bracketed(self, first: Run, inner: Sequence[Run]) -> list[Run]:
        """A number with what explains it."""
        return [first, Text(" "), *self.fill("in_brackets", inner=inner)]

    def to_decimals(self, cell: Cell, digits: int) -> list[Run]:
        """«3,42 (95 % KI 3,31–3,53, n = 229)»."""
        assert cell.estimate is not None
        printed = number_run(self.language.number(cell.estimate, digits), cell)
        detail = self.fill("n_equals", base=self.base(cell))
        if cell.low is not None and cell.high is not None:
            ends = self.language.interval(cell.low, cell.high, digits)
            detail = [*self.confidence(printed.interval(ends)), Text(", "), *detail]
        return self.bracketed(printed, detail)

    def confidence(self, interval: Run) -> list[Run]:
        """«95 % KI 57–67»."""
        return self.fill("ci", level=self.level_text(), interval=interval)

    def _explained(self, runs: list[Run], cell: Cell) -> list[Run]:
        if cell.n < SMALL_BASE:
            return runs
        return [*runs, Text(" "), *self.fill("in_brackets", inner=self._detail(cell, False))]

    def _detail(self, cell: Cell, with_share: bool) -> list[Run]:
        share: list[Run] = [self.share(cell), Text(", ")] if with_share else []
        base = self.fill("n_equals", base=self.base(cell))
        if cell.low is None or cell.high is None:
            return [*share, *base]
        ends = self.language.percent_interval(cell.low, cell.high)
        interval = number_run(ends, cell, Statistic.INTERVAL)
        return [*share, *self.confidence(interval), Text(", "), *base]


def decimals(value: float) -> int:
    """How many decimals a mean is printed with: one, and none from a thousand up."""
    return 0 if abs(value) >= 1000 else 1


def lower_first(text: str) -> str:
    """The text as it stands inside a sentence: «kommunestørrelse», but «NAV-kontor»."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """The text as it stands at the head of a sentence."""
    return text[:1].upper() + text[1:]


def _weave(template: str, parts: Sequence[Sequence[Run]]) -> list[Run]:
    """Put runs in the place of their marks."""
    runs: list[Run] = []
    for piece in _MARKS.split(template):
        if _MARKS.fullmatch(piece):
            runs += parts[ord(piece) - _FIRST_MARK]
        elif piece:
            runs.append(Text(piece))
    return runs


_QUOTED_END = re.compile(r"([?!][»”])\.$")


def _sentence(runs: list[Run]) -> list[Run]:
    """The runs with a capital at the beginning, stretches of text joined.

    A quoted question ends the sentence by itself: «…?» and no full stop.
    """
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        # Only text that looks alike: a stretch in bold stays by itself.
        if isinstance(last, Text) and isinstance(run, Text) and alike(last, run):
            joined[-1] = replace(last, text=last.text + run.text)
        else:
            joined.append(run)
    if joined:
        joined[0] = replace(joined[0], text=upper_first(joined[0].text))
    if joined and isinstance(joined[-1], Text):
        joined[-1] = replace(joined[-1], text=_QUOTED_END.sub(r"\1", joined[-1].text))
    return joined
