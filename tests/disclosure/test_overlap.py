"""Transitions together with the tables of both waves, under an attack of the tests' own."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from godegrep import tabulate
from godegrep.disclosure.audit import disclosures
from godegrep.disclosure.differencing import Answered, few_once, systems_of_transitions
from godegrep.disclosure.scenario import Asked, Scenario
from godegrep.disclosure.suppression import close, suppress
from godegrep.estimation.cells import WITHHELD
from godegrep.study.config import Dominance, Suppression

pytestmark = pytest.mark.workflow

RULE = Suppression(minimum_base=5, minimum_count=2, dominance=Dominance(base=1))
OPTIONS = ("a", "b", "c")


def wave(name, answers):
    """The table of all, and what is known: who answered; `answers` maps respondent to answer."""
    frame = pd.DataFrame({"q": answers})
    table = tabulate(frame, "q")
    table["wave"] = name
    table["cell"] = [f"{name}{cell}" for cell in table["cell"]]
    known = Scenario(
        pd.DataFrame(index=frame.index), {"q": Asked(frame["q"].notna().to_numpy(), OPTIONS)}
    )
    return table, Answered(name, pd.Series(frame.index), known)


def moves_between(first, second):
    frame = pd.DataFrame({"1": first, "q": second}).dropna(subset="q")
    frame["1"] = frame["1"].astype(pd.CategoricalDtype(list(OPTIONS)))
    table = tabulate(frame, "q", "1")
    table["wave"] = "2"
    table["cell"] = [f"2{cell}" for cell in table["cell"]]
    return table


def two_waves(seed, once):
    """60 respondents of whom most stay with their answer; `once` more answer one time each."""
    rng = np.random.default_rng(seed)
    ids = [f"r{k}" for k in range(60 + 2 * once)]
    then = pd.Series(rng.choice(OPTIONS, len(ids), p=[0.6, 0.32, 0.08]), ids)
    moved = pd.Series(rng.choice(OPTIONS, len(ids)), ids)
    now = then.where(rng.random(len(ids)) < 0.85, moved)
    return then[ids[: 60 + once]], now[ids[:60] + ids[60 + once :]]


def everything(first, second, rule=RULE):
    (before, then), (after, now) = wave("1", first), wave("2", second)
    before, after = (
        suppress(table, rule, [one.scenario]) for table, one in ((before, then), (after, now))
    )
    transitions = suppress(moves_between(first, second), rule)
    return pd.concat([before, after, transitions], ignore_index=True), (then, now)


def widths(table, first, second):
    """How uncertain each withheld move is, by an own program over pairs and single answers."""
    both = len(set(first.index) & set(second.index))
    size = len(OPTIONS)
    cells = size * size

    def row(pairs=None, before=None, after=None):
        parts = [np.zeros(cells) if pairs is None else np.ravel(pairs)]
        parts += [np.zeros(size) if one is None else one for one in (before, after)]
        return np.concatenate(parts).astype(float)

    one = np.ones(size)
    facts = [
        (row(np.ones((size, size))), both),
        (row(before=one), len(first) - both),
        (row(after=one), len(second) - both),
    ]
    withheld = []
    for line in table.to_dict("records"):
        answer = np.array([option == line["category"] for option in OPTIONS])
        if line["break"]:
            given = np.array([option == line["group"] for option in OPTIONS])
            if line["suppressed"]:
                withheld += [(line["cell"], row(np.outer(given, answer)))] if line["n"] else []
                continue
            facts += [
                (row(np.outer(given, answer)), line["count"]),
                (row(np.outer(given, one)), line["n"]),
            ]
        elif not line["suppressed"]:
            pairs = np.outer(answer, one) if line["wave"] == "1" else np.outer(one, answer)
            side = {"before" if line["wave"] == "1" else "after": answer}
            facts.append((row(pairs, **side), line["count"]))

    def width(known, goal):
        matrix, right = np.array([a for a, _ in known]), [float(b) for _, b in known]
        ends = [
            linprog(sign * goal, A_eq=matrix, b_eq=right, bounds=(0, None)).fun for sign in (1, -1)
        ]
        return -ends[1] - ends[0]

    totals = facts[:3] + [fact for fact in facts[3:] if (fact[0][cells:] != 0).any()]
    return {cell: (width(facts, goal), width(totals, goal)) for cell, goal in withheld}


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize(("seed", "once"), [(0, 0), (1, 8), (2, 20), (3, 0), (4, 5)])
def test_no_move_is_had_from_the_totals_of_both_waves(seed, once, count):
    rule = replace(RULE, minimum_count=count)
    first, second = two_waves(seed, once)
    table, panel = everything(first, second, rule)
    closed = close(table, rule, list(systems_of_transitions(table, *panel)))
    waves = table["break"] == ""
    pd.testing.assert_frame_equal(closed[waves], table[waves])
    found = widths(closed, first, second)
    assert found
    for now, at_most in found.values():
        assert now >= min(count, at_most) - 1e-6
    assert disclosures(closed, rule, [], further=list(systems_of_transitions(closed, *panel))) == []


def test_a_wave_of_which_one_group_is_withheld_stays_as_it_is():
    """By `suppress` a second group would go with it; but the wave's tables are out already."""
    first, second = two_waves(1, 20)
    table, panel = everything(first, second)
    region = pd.Series(np.where(np.arange(80) < 7, "x", "y"), second.index, name="g")
    split = tabulate(pd.DataFrame({"q": second, "g": region}), "q", "g")
    split = split.assign(wave="2", cell="2" + split["cell"])
    split.loc[split["group"] == "x", "suppressed"] = "by hand"
    split[WITHHELD] = split[WITHHELD].mask(split["suppressed"] != "")
    table = pd.concat([split, table], ignore_index=True)
    now = replace(panel[1], scenario=replace(panel[1].scenario, groups=region.to_frame()))
    closed = close(table, RULE, list(systems_of_transitions(table, panel[0], now)))
    waves = table["break"] != "1"
    pd.testing.assert_frame_equal(closed[waves], table[waves])
    left = disclosures(
        closed, RULE, [], further=list(systems_of_transitions(closed, panel[0], now))
    )
    assert left == []


def test_the_totals_of_a_whole_panel_give_the_one_withheld_row():
    first = pd.Series(["a"] * 30 + ["b"] * 20 + ["c"] * 3, [f"r{k}" for k in range(53)])
    second = pd.Series(["a"] * 20 + ["b"] * 18 + ["c"] * 12 + ["a", "b", "c"], first.index)
    table, panel = everything(first, second)
    hidden = (table["group"] == "c") & (table["break"] == "1")
    table.loc[hidden, "suppressed"] = "base"
    table.loc[~hidden, "suppressed"] = ""
    table.loc[~hidden & (table["break"] == "1"), "count"] = [20, 10, 0, 0, 8, 12]
    lines = disclosures(
        table,
        Suppression(3, 1, dominance=Dominance(base=1)),
        [],
        further=list(systems_of_transitions(table, *panel)),
    )
    assert any("2/q/a/share@1=c is withheld, but can be worked out" in line for line in lines)


def test_few_who_answered_once_are_told():
    first, second = two_waves(1, 3)
    _, panel = everything(first, second)
    assert few_once(*panel, ["q"], 5) == {"q"}
    assert few_once(*panel, ["q"], 3) == set()
