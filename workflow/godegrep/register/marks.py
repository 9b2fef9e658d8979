"""Why a figure is missing: the marks that statistics offices print instead of one.

Statistics Norway's standard marks (https://www.ssb.no, «Standardtegn i tabeller»): `.` no figure
is possible, `..` the data are lacking or too uncertain, `...` they are not in yet, `:` the figure
is withheld for confidentiality. `-` is nothing, which is zero.
"""

MARKS = {
    ".": "not_applicable",
    "..": "not_available",
    "...": "not_yet",
    ":": "confidential",
}
NIL = ("-", "–")
BLANK = "blank"
"""No figure, and no mark that would tell why."""
OTHER = "other_mark"
"""A mark that is not a standard one."""
NO_ROW = "no_row"
"""The source has no row of this municipality and year."""
PART_MISSING = "part_missing"
"""Of the municipalities that merged, some have a figure and some do not."""
SPLIT = "split"
"""The municipality got a part of one that was split: nobody knows how much."""
NO_WEIGHT = "no_weight"
"""The variable by which a rate is averaged is missing where municipalities merged."""
ZERO_BASE = "zero_base"
"""A ratio to nothing."""
