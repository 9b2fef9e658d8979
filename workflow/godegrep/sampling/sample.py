"""A wave's answers, and those who gave them as a sample of everyone invited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats, Integers
from godegrep.core.files import read_json
from godegrep.core.vocabulary import ANSWERED_STATUS
from godegrep.sampling.bases import in_bases
from godegrep.sampling.design import Sample, sample
from godegrep.sampling.weighting import MEMBERS, POPULATION, START, STRATUM, Weighting, strata
from godegrep.study.questionnaire import Questionnaire


@dataclass(frozen=True, eq=False)
class SampledWave:
    """What is tabulated, tested and compared of a wave.

    `answers` is `checked.parquet`: everyone invited. `sample` is who answered, at least in part:
    the rows of its `frame` are theirs, each answer in its base (see `bases.in_bases`).
    """

    answers: pd.DataFrame
    sample: Sample
    weighting: Weighting

    @classmethod
    def of(
        cls,
        answers: pd.DataFrame,
        table: pd.DataFrame,
        weighting: Weighting,
        questionnaire: Questionnaire,
    ) -> "SampledWave":
        """From `checked.parquet`, `sample.parquet` and `weighting.json`.

        The `questionnaire` is the wave's view, or one that knows more waves.
        """
        rows = answers[answers["respondent"].isin(table["respondent"])]
        table = table.set_index("respondent").loc[rows["respondent"]].set_axis(rows.index)
        columns = {
            STRATUM: table["stratum"],
            POPULATION: table["population"],
            MEMBERS: table["members"],
            START: table["start_weight"],
        }
        frame = in_bases(rows.assign(**columns), questionnaire)
        drawn = sample(frame, weighting.design)
        if weighting.cells:
            weights: Floats = table["weight"].to_numpy(dtype=np.float64)
            cells: Integers = table["cell"].to_numpy(dtype=np.intp)
            residuals = weighting.residuals(cells, weights)
            drawn = replace(drawn, weights=weights, residuals=residuals)
        return cls(answers, drawn, weighting)

    @classmethod
    def unweighted(cls, answers: pd.DataFrame, questionnaire: Questionnaire) -> "SampledWave":
        """Those who answered, as if they were drawn at random and nothing were known of others."""
        weighting = Weighting()
        rows = answers[answers["status"].isin(ANSWERED_STATUS)].assign(**{STRATUM: ""})
        drawn = sample(in_bases(rows, questionnaire), weighting.design)
        return cls(answers, drawn, weighting)

    @property
    def rows(self) -> pd.DataFrame:
        """The answers of those who answered, each in its base."""
        return self.sample.frame

    @property
    def strata(self) -> pd.Series:
        """The stratum of everyone invited, by respondent."""
        return strata(self.answers, self.weighting.strata).set_axis(self.answers["respondent"])

    def with_columns(self, columns: Mapping[str, pd.Series]) -> "SampledWave":
        """The same with columns more, each of which has a value for everyone invited."""
        drawn = replace(self.sample, frame=self.rows.assign(**columns))
        return replace(self, answers=self.answers.assign(**columns), sample=drawn)


def read_sampled_wave(files: Sequence[str], questionnaire: Questionnaire) -> SampledWave:
    """Read a wave from `checked.parquet`, `sample.parquet` and `weighting.json`, in this order."""
    checked, table, weighting = files
    return SampledWave.of(
        pd.read_parquet(checked),
        pd.read_parquet(table),
        Weighting.from_dict(read_json(weighting)),
        questionnaire,
    )
