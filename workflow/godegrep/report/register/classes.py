"""The section on which municipalities are high or low, and which are proposed for a visit."""

import pandas as pd

from godegrep.document.blocks import Block, paragraph
from godegrep.document.report import Section, section
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Table, row, table
from godegrep.register.models.classes import CHANGES, LEVELS, REASONS
from godegrep.report.register.text import RegisterText


def classes_section(texts: RegisterText) -> Section:
    """How many are in each class, by which limits, and the cases."""
    results, word = texts.results, texts.word
    classes, limits = results.classes, results.thresholds
    assert classes is not None
    assert limits is not None
    years = {"first": str(limits.first), "last": str(limits.last)}
    sentence = texts.prose.say(
        "register_classes",
        high=texts.language.number(limits.high),
        low=texts.language.number(limits.low),
        change=texts.language.number(limits.change),
        **years,
    )
    blocks: list[Block] = [paragraph(sentence), _counts(texts, classes, years)]
    cases = classes[classes["case"].notna()]
    if len(cases):
        blocks += [paragraph(texts.prose.say("register_cases")), _cases(texts, cases, years)]
    return section("classes", blocks, word("register_classes_title"))


def _counts(texts: RegisterText, classes: pd.DataFrame, years: dict[str, str]) -> Table:
    """Municipalities by level and change."""
    word, known = texts.word, classes.dropna(subset=["level", "change"])
    counts = pd.crosstab(known["level"], known["change"])
    counts = counts.reindex(index=list(LEVELS), columns=list(CHANGES), fill_value=0)
    rows = []
    for level in LEVELS:
        runs = [
            texts.number(
                f"register/classes.{level}.{change}//count",
                counts.loc[level, change],
                0,
                len(known),
                Statistic.COUNT,
            )
            for change in CHANGES
        ]
        rows.append(row(word(f"register_level_{level}"), runs))
    return table(
        "table-register-classes",
        word("register_classes_caption", **years),
        [
            word("register_col_level", year=years["last"]),
            *(word(f"register_change_{change}") for change in CHANGES),
        ],
        rows,
        collapsed=False,
    )


def _cases(texts: RegisterText, cases: pd.DataFrame, years: dict[str, str]) -> Table:
    """The proposed municipalities by why they are proposed, with both indices."""
    word = texts.word
    order = {reason: place for place, reason in enumerate(REASONS)}
    cases = cases.assign(order=cases["case"].map(order))
    rows = []
    for case in cases.sort_values(["order", "size_group", "rank"]).to_dict("records"):
        cell = f"register/index.{case['municipality']}"
        runs = [
            texts.number(f"{cell}/{years[end]}/index", case[f"index_{end}"], 0, 1, Statistic.INDEX)
            for end in ("first", "last")
        ]
        last = f"{cell}/{years['last']}/difference"
        runs.append(texts.number(last, case["difference"], 0, 1, Statistic.DIFFERENCE, signed=True))
        why = word("register_case_" + case["case"])
        rows.append(row(f"{texts.place(case['municipality'])}: {why}", runs))
    return table(
        "table-register-cases",
        word("register_cases_caption"),
        [
            word("register_col_municipality"),
            years["first"],
            years["last"],
            word("register_col_difference_points"),
        ],
        rows,
        collapsed=False,
    )
