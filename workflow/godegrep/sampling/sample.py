"""A wave's respondents as a sample of everyone invited: strata, clusters, weights, populations."""

import pandas as pd

from godegrep.core.vocabulary import ANSWERED_STATUS
from godegrep.sampling.bases import in_bases
from godegrep.sampling.design import Design
from godegrep.sampling.weighting import Calibration
from godegrep.study.config import Config
from godegrep.study.questionnaire import Questionnaire

STRATUM, WEIGHT, POPULATION = "design.stratum", "design.weight", "design.population"
MEMBERS = "design.members"
GIVEN_WEIGHT = "weight"
"""The column of `answers.parquet` that holds the weight given with the frame or the export."""
METHODS = {"poststratify": "poststratify", "rake": "rake", "calibrate": "linear"}


def strata(answers: pd.DataFrame, config: Config) -> pd.Series:
    """The stratum of each row: the strata variables of the config, joined."""
    stratum = pd.Series("", index=answers.index)
    for name in config.design.strata:
        if f"frame.{name}" in answers.columns:
            values = answers[f"frame.{name}"].fillna("").astype(str)
            stratum = stratum.str.cat(values, sep="/")
    return stratum


def respondents(
    answers: pd.DataFrame, questionnaire: Questionnaire, config: Config
) -> pd.DataFrame:
    """The rows that answered, at least in part, their answers in their bases (`bases.in_bases`).

    Adds the columns of the design: `STRATUM`, see `strata`; `POPULATION`
    is the number invited in it, or of its clusters, `MEMBERS` then the number invited in the
    cluster; and `WEIGHT` is the weight given, or the number invited in the stratum over the number
    who answered, or 1.
    """
    stratum = strata(answers, config)
    answered = answers["status"].isin(ANSWERED_STATUS)
    added = pd.DataFrame({STRATUM: stratum, POPULATION: stratum.map(stratum.value_counts())})
    if config.design.weights.kind == "response":
        added[WEIGHT] = 1 / answered.groupby(stratum).transform("mean").where(answered)
    elif config.design.weights.kind == "column":
        added[WEIGHT] = answers[GIVEN_WEIGHT]
    else:
        added[WEIGHT] = 1.0
    if clusters := _clusters(config, answers):
        added[POPULATION] = answers[clusters].groupby(stratum).transform("nunique")
        added[MEMBERS] = answers.groupby(clusters)[clusters].transform("size")
    return in_bases(pd.concat([answers, added], axis=1)[answered], questionnaire)


def design_of(config: Config, answers: pd.DataFrame) -> Design:
    """The design of the `respondents` of a wave; a finite population needs a frame.

    Those who answered are taken as drawn at random from those invited, in each stratum and, where
    there are clusters, in each cluster that answered at all. Post-stratification, raking and
    calibration bring the weights, 1 to begin with, to the counts of everyone invited.

    A stratum in which a single respondent of several answered must not stop a study, and to join it
    with another takes a decision that nobody made: it is measured against the whole sample's mean
    (`lonely="adjust"`), which makes the intervals wider, never narrower, on the average.
    """
    framed = bool(answers.columns.str.startswith("frame.").any())
    finite = config.design.finite_population and framed
    clusters = _clusters(config, answers)
    kind, names = config.design.weights.kind, config.design.weights.names
    margins = [f"frame.{name}" for name in names]
    calibration = None
    if kind in METHODS and framed:
        crossed = [tuple(margins)] if kind == "poststratify" and len(margins) > 1 else margins
        calibration = Calibration.to_frame(METHODS[kind], answers, crossed)
    return Design(
        weights=WEIGHT if kind in ("response", "column") else None,
        strata=STRATUM,
        clusters=((clusters, "respondent") if finite else clusters) if clusters else None,
        population=((POPULATION, MEMBERS) if clusters else POPULATION) if finite else None,
        level=config.design.level,
        lonely="adjust",
        calibration=calibration,
    )


def _clusters(config: Config, answers: pd.DataFrame) -> str:
    """The column of the clusters, or nothing."""
    name = f"frame.{config.design.clusters}"
    return name if config.design.clusters and name in answers.columns else ""
