"""The section on which municipalities are high or low, and which are proposed for a visit."""

from typing import Any

import pandas as pd

from godegrep.document.blocks import Block, paragraph, section
from godegrep.register.models.classes import CHANGES, LEVELS, REASONS
from godegrep.report.register.parts import Parts


def classes_section(parts: Parts) -> dict[str, Any]:
    """How many are in each class, by which limits, and the cases."""
    results, word = parts.results, parts.word
    classes, limits = results.classes, results.thresholds
    assert classes is not None
    assert limits is not None
    years = {"first": str(limits.first), "last": str(limits.last)}
    said = parts.prose.say(
        "register_classes",
        high=parts.language.number(limits.high),
        low=parts.language.number(limits.low),
        change=parts.language.number(limits.change),
        **years,
    )
    blocks: list[Block] = [paragraph(said), _counts(parts, classes, years)]
    cases = classes[classes["case"].notna()]
    if len(cases):
        blocks += [paragraph(parts.prose.say("register_cases")), _cases(parts, cases, years)]
    return section("classes", blocks, word("register_classes_title"))


def _counts(parts: Parts, classes: pd.DataFrame, years: dict[str, str]) -> Block:
    """Municipalities by level and change."""
    word, known = parts.word, classes.dropna(subset=["level", "change"])
    counts = pd.crosstab(known["level"], known["change"])
    counts = counts.reindex(index=list(LEVELS), columns=list(CHANGES), fill_value=0)
    rows = []
    for level in LEVELS:
        runs = [
            parts.number(
                f"register/classes.{level}.{change}//count",
                counts.loc[level, change],
                0,
                len(known),
                "count",
            )
            for change in CHANGES
        ]
        rows.append(parts.row(word(f"register_level_{level}"), runs))
    return parts.table(
        "table-register-classes",
        word("register_classes_caption", **years),
        [
            word("register_col_level", year=years["last"]),
            *(word(f"register_change_{change}") for change in CHANGES),
        ],
        rows,
    )


def _cases(parts: Parts, cases: pd.DataFrame, years: dict[str, str]) -> Block:
    """The proposed municipalities by why they are proposed, with both indices."""
    word = parts.word
    order = {reason: place for place, reason in enumerate(REASONS)}
    cases = cases.assign(order=cases["case"].map(order))
    rows = []
    for case in cases.sort_values(["order", "size_group", "rank"]).to_dict("records"):
        cell = f"register/index.{case['municipality']}"
        runs = [
            parts.number(f"{cell}/{years[end]}/index", case[f"index_{end}"], 0, 1, "index")
            for end in ("first", "last")
        ]
        last = f"{cell}/{years['last']}/difference"
        runs.append(parts.number(last, case["difference"], 0, 1, "difference", signed=True))
        why = word("register_case_" + case["case"])
        rows.append(parts.row(f"{parts.place(case['municipality'])}: {why}", runs))
    return parts.table(
        "table-register-cases",
        word("register_cases_caption"),
        [
            word("register_col_municipality"),
            years["first"],
            years["last"],
            word("register_col_difference_points"),
        ],
        rows,
    )
