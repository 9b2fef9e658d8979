"""How far the coding of a material has come, as its files tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from godegrep.coding.codes import decided_with_text
from godegrep.core.vocabulary import CONSENSUS
from godegrep.material.material import KINDS
from godegrep.study.codebook import Codebook
from godegrep.study.read import read_codebook


@dataclass(frozen=True)
class CodingState:
    """What the machine has suggested and people have decided; frames as in docs/data.md.

    `curves` is that of `cluster_numbers.csv`; `earlier` holds the decisions and the segments of
    each material that was coded before, the oldest first.
    """

    codebook: Codebook
    suggestions: pd.DataFrame
    clusters: pd.DataFrame
    curves: pd.DataFrame
    decisions: pd.DataFrame
    orphans: pd.DataFrame
    earlier: Sequence[tuple[pd.DataFrame, pd.DataFrame]] = ()

    def examples(self, segments: pd.DataFrame, coder: str) -> pd.DataFrame:
        """The coded segments that a coder may see: `segment`, `text`, `code`.

        They are the coder's own, agreed ones, and those of earlier materials: others code blind.
        """
        visible = self.decisions[self.decisions["coder"].isin([coder, CONSENSUS])]
        decisions = [*(before for before, _ in self.earlier), visible]
        return decided_with_text(decisions, [*(before for _, before in self.earlier), segments])


class StateFiles(Protocol):
    """The paths of what a `CodingState` holds."""

    codebook: Sequence[str]
    suggestions: str
    clusters: str
    curves: str
    decisions: str
    orphans: str
    earlier_decisions: Sequence[str]
    earlier_segments: Sequence[str]


def read_state(files: StateFiles) -> CodingState:
    """The state in these files."""
    earlier = zip(files.earlier_decisions, files.earlier_segments, strict=True)
    return CodingState(
        codebook=read_codebook(files.codebook),
        suggestions=pd.read_parquet(files.suggestions),
        clusters=pd.read_parquet(files.clusters),
        curves=pd.read_csv(files.curves, dtype={kind.context: str for kind in KINDS}),
        decisions=pd.read_parquet(files.decisions),
        orphans=pd.read_parquet(files.orphans),
        earlier=[(pd.read_parquet(first), pd.read_parquet(second)) for first, second in earlier],
    )
