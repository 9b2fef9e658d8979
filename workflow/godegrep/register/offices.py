"""Which municipalities an office answers for, and the index that it thereby has."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.geography.municipalities import is_known, successors, to_code
from godegrep.sampling.frame import MUNICIPALITY

_PARTS = re.compile(r"[\s,;]+")


def municipalities_of(text: str | None, year: int) -> tuple[list[str], str]:
    """An office's municipalities in the numbers of a year, sorted, and what is wrong with them.

    `text` is one number or several, of any year, with spaces, commas or semicolons between. Wrong
    are `no_municipality`, `unknown_municipality` and `split` (one of them was split, and nobody
    knows which part the office has); else the second text is empty.
    """
    written = [] if pd.isna(text) else [part for part in _PARTS.split(str(text).strip()) if part]
    codes = [to_code(part) or "" for part in written]
    if not codes:
        return [], "no_municipality"
    if not all(is_known(code) for code in codes):
        return [], "unknown_municipality"
    numbers_then = [successors(code, year) for code in codes]
    numbers = sorted({number for later in numbers_then for number in later})
    return numbers, "split" if any(len(later) != 1 for later in numbers_then) else ""


def offices_of(answers: pd.DataFrame, wave: str) -> pd.DataFrame:
    """Everyone invited, `respondent`, and the `municipality` that the frame writes for each.

    `answers` is the wave's `checked.parquet`. Raises Mistake where the frame does not tell.
    """
    if MUNICIPALITY not in answers:
        raise Mistake(
            f"config.yaml: register: practice: municipality names a column that the frame of wave "
            f"{wave} does not have; correct it, or add the column."
        )
    return answers[["respondent", MUNICIPALITY]].rename(columns={MUNICIPALITY: "municipality"})


def municipality_pairs(offices: pd.DataFrame, year: int) -> pd.DataFrame:
    """Which office answers for which municipality, a row a pair: `respondent`, `municipality`.

    `offices` are as from `offices_of`; the numbers are those of the year. An office of which that
    is not sure has no row.
    """
    written = zip(offices["respondent"], offices["municipality"], strict=True)
    read = [(office, *municipalities_of(text, year)) for office, text in written]
    pairs = [(office, number) for office, numbers, why in read if not why for number in numbers]
    return pd.DataFrame(pairs, columns=["respondent", "municipality"], dtype="str")


def only_municipality(pairs: pd.DataFrame) -> pd.Series:
    """The municipality of each office that answers for one alone, by respondent."""
    return pairs.drop_duplicates("respondent", keep=False).set_index("respondent")["municipality"]


@dataclass(frozen=True, eq=False)
class Joined:
    """Offices with their index: `offices` has a row a respondent, in the order given.

    Columns: `respondent`, `municipalities` (their number), `index` (NaN where there is none),
    `cluster` (offices that share a municipality, directly or through others, are one cluster),
    `offices` (in the cluster), and `why` there is no index: `no_municipality`,
    `unknown_municipality`, `split`, `no_index`, or empty.
    """

    offices: pd.DataFrame

    def told(self) -> dict[str, int]:
        """How many offices are joined, how many not and why, and how many share or have several."""
        frame = self.offices
        joined = frame[frame["why"] == ""]
        return {
            "offices": len(frame),
            "joined": len(joined),
            "clusters": int(joined["cluster"].nunique()),
            "several_municipalities": int((joined["municipalities"] > 1).sum()),
            "shared_municipality": int(joined["cluster"].duplicated(keep=False).sum()),
            **{str(why): int(count) for why, count in frame["why"].value_counts().items() if why},
        }


def join(offices: pd.DataFrame, index: pd.DataFrame, population: pd.Series, year: int) -> Joined:
    """Give each office the index of its municipality, or of its municipalities.

    `offices` has `respondent` and `municipality`: one number, or several with spaces or commas
    between, of any year; they are carried to `year`, the year of the numbers of `index`, which has
    `municipality` and `index` of one year of spending. An office with several municipalities gets
    the mean of their indices, weighted by `population` (by municipality). Where one of them has no
    index, or was split between several, the office has none.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    known = index.set_index("municipality")["index"]
    rows = [_with_index(text, known, population, year) for text in offices["municipality"]]
    codes = sorted({code for municipalities, _, _ in rows for code in municipalities})
    pairs = [
        (i, codes.index(code))
        for i, (municipalities, _, _) in enumerate(rows)
        for code in municipalities
    ]
    size = len(rows) + len(codes)
    graph = coo_array(
        (np.ones(len(pairs)), ([i for i, _ in pairs], [len(rows) + j for _, j in pairs])),
        shape=(size, size),
    )
    parts = connected_components(graph, directed=False)[1][: len(rows)]
    table = pd.DataFrame(
        {
            "respondent": offices["respondent"].to_numpy(),
            "municipalities": [len(municipalities) for municipalities, _, _ in rows],
            "index": [value for _, value, _ in rows],
            "cluster": [f"{part:04d}" for part in parts],
            "why": [why for _, _, why in rows],
        }
    )
    return Joined(table.assign(offices=table.groupby("cluster")["cluster"].transform("size")))


def _with_index(
    text: str | None, known: pd.Series, population: pd.Series, year: int
) -> tuple[list[str], float, str]:
    """An office's municipalities, its index, and why it has none."""
    numbers, why = municipalities_of(text, year)
    if why:
        return numbers, np.nan, why
    values = known.reindex(numbers).to_numpy(dtype=np.float64)
    people = population.reindex(numbers).to_numpy(dtype=np.float64)
    if len(numbers) == 1:
        people = np.ones(1)
    value = float(values @ people / people.sum())
    return numbers, value, "" if np.isfinite(value) else "no_index"
