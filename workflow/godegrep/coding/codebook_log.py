"""What became of codes: older codings carried over into the codebook of today.

A codebook lives: codes are merged, renamed, split. Its log says how, by version, and a review sheet
remembers the version that it was made with. What can be known is carried over; what became of a
coding under a code that was split only a person can say.
"""

from collections.abc import Iterable
from typing import NamedTuple

from godegrep.study.codebook import SPLIT, Codebook


class Carried(NamedTuple):
    """The codes that an older coding stands for today, and those to choose among after a split."""

    codes: tuple[str, ...]
    offered: tuple[str, ...]


def carry_forward(codes: Iterable[str], version: int, codebook: Codebook) -> Carried:
    """Carry the codes of one coding, made with this version of the codebook, over to its newest.

    A code that was merged or renamed becomes the new one; of a code that was split the parts are
    offered, and none is chosen. Codes that the log does not name stay as they are.
    """
    kept, offered = dict.fromkeys(codes), dict[str, None]()
    for change in codebook.changes:
        if change.version <= version:
            continue
        new = dict.fromkeys(change.new)
        hit, hit_offered = kept.keys() & change.old, offered.keys() & change.old
        kept = {code: None for code in kept if code not in hit}
        offered = {code: None for code in offered if code not in hit_offered}
        if hit and change.kind == SPLIT:
            offered |= new
        elif hit:
            kept |= new
        if hit_offered:
            offered |= new
    return Carried(tuple(kept), tuple(offered))


def older_codes(version: int, codebook: Codebook) -> set[str]:
    """The codes that the codebook had in this version and has no longer."""
    named = {old for change in codebook.changes if change.version > version for old in change.old}
    return named - {code.id for code in codebook.codes}
