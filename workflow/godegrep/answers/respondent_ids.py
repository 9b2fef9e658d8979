"""Whose answers a row of an export holds, and which rows name nobody who can be told apart."""

import pandas as pd

from godegrep.core.columns import each_once
from godegrep.core.errors import Mistake
from godegrep.core.text import tidy
from godegrep.exports.export import Export
from godegrep.study.config import Wave

BLANK_ID, DOUBLE_ID, STRANGE_ID = "id_blank", "id_twice", "id_not_in_frame"


def respondents_of(export: Export, frame: pd.DataFrame | None, wave: Wave) -> pd.Series:
    """The id of each row's respondent: the named column, or the number of the row.

    Raises Mistake where the config names no column of the export, but has to.
    """
    if not wave.respondent:
        if frame is not None:
            raise Mistake(
                f"wave {wave.name}: it has a frame but no `respondent` in config.yaml; name the "
                f"column of {wave.export} that names the respondent."
            )
        return pd.Series([str(row) for row in range(1, len(export.table) + 1)], dtype="str")
    if wave.respondent not in export.table.columns:
        likely = [column.name for column in export.columns if column.kind == "identifying"]
        candidates = [*likely, *(name for name in export.table.columns if name not in likely)]
        raise Mistake(
            f"wave {wave.name}, {wave.export}: no column {wave.respondent!r}, which config.yaml "
            f"names as respondent. There are: {', '.join(candidates)}."
        )
    return each_once(export.table[wave.respondent], tidy)


def misnamed(
    respondents: pd.Series, frame: pd.DataFrame | None, column: str
) -> tuple[pd.DataFrame, pd.Series]:
    """Rows whose respondent is blank, stands twice or is not in the frame; and who can be used.

    The first has a row for each such row of the export, with `item` (empty), `column`, `row` (1 is
    the first answer), `value` and `why`. The second is true for the one row that stands for each
    respondent: of several the first.
    """
    blank = respondents == ""
    double = respondents.duplicated(keep=False) & ~blank
    known = respondents.isin(frame["respondent"]) if frame is not None else ~blank
    strange = ~known & ~blank
    parts = [
        pd.DataFrame(
            {
                "item": "",
                "column": column,
                "row": respondents.index[rows] + 1,
                "value": respondents[rows],
                "why": why,
            }
        )
        for rows, why in ((blank, BLANK_ID), (double, DOUBLE_ID), (strange, STRANGE_ID))
    ]
    return pd.concat(parts, ignore_index=True), known & ~respondents.duplicated()
