"""Sentences about what was answered to one question."""

from collections.abc import Sequence
from dataclasses import dataclass

from godegrep.document.cell import Cell
from godegrep.document.runs import Run, Text, number_run
from godegrep.report.parts.prose import Filling, Prose, decimals

CLOSE = 0.15
"""Opposite answers nearer each other than this are worth a sentence."""


@dataclass(frozen=True)
class ItemShare:
    """The share that a sentence is about, for one item; `label` is the item's text."""

    label: str
    cell: Cell


def single(prose: Prose, rows: Sequence[ItemShare]) -> list[list[Run]]:
    """The commonest answer with its interval, the next ones, and those that nobody gave.

    `rows` are the options of a single question, label = the option's text.
    """
    ranked = _ranked(rows)
    top, rest = ranked[0], [row for row in ranked[1:] if row.cell.count]
    answer = prose.quoted(top.label)
    if top.cell.count == top.cell.n:
        return [prose.say("single_all", base=prose.base(top.cell), answer=answer)]
    share = prose.in_words(top.cell)
    sentences = [prose.vary(_top(prose, "single", top), share=share, answer=answer)]
    if rest:
        sentences.append(_the_others(prose, top, rest, len(rows)))
    silent = [prose.quoted(row.label) for row in rows if not row.cell.count]
    if 0 < len(silent) <= 2:
        sentences.append(prose.say("nobody", list=prose.either(silent)))
    return sentences


def _the_others(prose: Prose, top: ItemShare, rest: Sequence[ItemShare], options: int) -> list[Run]:
    """The next answers; of two options, the other one."""
    first = rest[0]
    if options == 2 and top.cell.count + first.cell.count == top.cell.n:
        share, answer = prose.share(first.cell), prose.quoted(first.label)
        return prose.say("single_other", share=share, answer=answer)
    return prose.vary("then_follow", list=_listed(prose, rest[:2]))


def combined(prose: Prose, groups: Sequence[ItemShare]) -> list[Run]:
    """«I alt svarer 32 prosent «Økt» og 4 prosent «Gått ned».» of groups of options."""
    return prose.say(
        "combined",
        list=prose.join(
            [[prose.share(row.cell), Text(" " + prose.quoted(row.label))] for row in groups]
        ),
    )


def mean(prose: Prose, question: str, mean: Cell, median: Cell | None, unit: str) -> list[Run]:
    """The mean of a number question with its interval, and the median."""
    assert mean.estimate is not None
    digits = decimals(mean.estimate)
    printed = number_run(prose.language.number(mean.estimate, digits), mean)
    detail: list[Run] = prose.fill("n_equals", base=prose.base(mean))
    if mean.low is not None and mean.high is not None:
        ends = prose.language.interval(mean.low, mean.high, digits)
        detail = [*prose.confidence(printed.interval(ends)), Text(", "), *detail]
    values: dict[str, Filling] = {
        "question": prose.quoted(question),
        "mean": [printed, Text(f"\u00a0{unit}" if unit else "")],
        "detail": prose.fill("in_brackets", inner=detail),
    }
    if median is None or median.estimate is None:
        return prose.say("mean", **values)
    digits = 0 if median.estimate.is_integer() else digits
    middle = number_run(prose.language.number(median.estimate, digits), median)
    return prose.say("mean_and_median", median=middle, **values)


def ranking(prose: Prose, kind: str, answer: str, rows: Sequence[ItemShare]) -> list[list[Run]]:
    """The top of several items with its interval, the next ones, and the bottom.

    `kind` is `grid` (share who give `answer` about each item) or `multiple` (who chose it).
    """
    ranked = _ranked(rows)
    top, between, bottom = ranked[0], ranked[1:-1], ranked[-1]
    quoted = prose.quoted(answer) if answer else ""
    share, item = prose.in_words(top.cell), prose.quoted(top.label)
    sentences = [prose.vary(_top(prose, kind, top), share=share, item=item, answer=quoted)]
    if between:
        sentences.append(prose.vary("then_follow", list=_listed(prose, between[:2])))
    if len(ranked) > 1 and bottom.cell.estimate != top.cell.estimate:
        sentences.append(_bottom(prose, kind, quoted, bottom))
    return sentences


def _bottom(prose: Prose, kind: str, answer: str, bottom: ItemShare) -> list[Run]:
    item = prose.quoted(bottom.label)
    if not bottom.cell.count:
        return prose.say(f"{kind}_bottom_zero", item=item, answer=answer)
    share = prose.share(bottom.cell)
    return prose.vary(f"{kind}_bottom", item=item, share=share, answer=answer)


def balance(
    prose: Prose, lead: str, against: str, pairs: Sequence[tuple[str, Cell, Cell]]
) -> list[list[Run]]:
    """How many items have more answers of one kind than of its opposite, and where it is close.

    `pairs` holds, for each item, its label and the two cells; `lead` is the commoner answer.
    """
    more = sum((first.estimate or 0) > (second.estimate or 0) for _, first, second in pairs)
    total = len(pairs)
    if total < 2 or not more:
        return []
    names = {"lead": prose.quoted(lead), "against": prose.quoted(against)}
    words = {"total": prose.language.count_word(total), **names}
    if more == total:
        sentences = [prose.say("balance_both" if total == 2 else "balance_all", **words)]
    else:
        some = prose.language.count_word(more, neuter=True)
        sentences = [prose.say("balance_some", some=some, **words)]
    label, first, second = min(pairs, key=lambda pair: _apart(*pair[1:]))
    if total > 2 and _apart(first, second) < CLOSE:
        shares = {"one": prose.share(first), "other": prose.share(second)}
        sentences.append(prose.say("balance_close", item=prose.quoted(label), **shares))
    return sentences


def _apart(first: Cell, second: Cell) -> float:
    return abs((first.estimate or 0) - (second.estimate or 0))


def _ranked(rows: Sequence[ItemShare]) -> list[ItemShare]:
    """The largest share first."""
    return sorted(rows, key=lambda row: -(row.cell.estimate or 0))


def _top(prose: Prose, kind: str, top: ItemShare) -> str:
    """A share in words may open a sentence, one in digits should not."""
    return f"{kind}_top_words" if prose.fraction(top.cell) else f"{kind}_top"


def _listed(prose: Prose, rows: Sequence[ItemShare]) -> list[Run]:
    return prose.join(
        [
            prose.fill("item_share", item=prose.quoted(row.label), share=prose.share(row.cell))
            for row in rows
        ]
    )
