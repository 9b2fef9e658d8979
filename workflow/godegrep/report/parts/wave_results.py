"""What a wave's report is made of; all frames are as in docs/data.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from godegrep.core.language import Language
from godegrep.core.text_by_language import Text, in_language
from godegrep.sampling.weighting import Weighting
from godegrep.study.chapters import OwnChapter
from godegrep.study.codebook import NO_CODES, Codebook
from godegrep.study.config import WaveReportSettings
from godegrep.study.logo import Logo
from godegrep.study.questionnaire import Questionnaire


@dataclass(frozen=True)
class ClosedResults:
    """What is known of the closed questions.

    `answers` is `checked.parquet`, `weighting` is `weighting.json`.
    """

    tables: pd.DataFrame
    answers: pd.DataFrame
    weighting: Weighting = field(default_factory=Weighting)
    tests: pd.DataFrame | None = None
    problems: pd.DataFrame | None = None


@dataclass(frozen=True)
class OpenResults:
    """What is known of the open questions, as far as it has come."""

    segments: pd.DataFrame | None = None
    clusters: pd.DataFrame | None = None
    codes: pd.DataFrame | None = None
    remarks: pd.DataFrame | None = None
    code_tables: pd.DataFrame | None = None
    agreement: pd.DataFrame | None = None
    co_occurrence: pd.DataFrame | None = None
    saturation: pd.DataFrame | None = None

    @property
    def coded(self) -> bool:
        """Whether a person has coded any open answer."""
        return self.codes is not None and bool((self.codes["source"] == "human").any())


@dataclass(frozen=True)
class WaveChange:
    """The changes to this wave from the one before; `questionnaire` knows both waves.

    `changes` has the columns of `trends.parquet`.
    """

    changes: pd.DataFrame
    questionnaire: Questionnaire
    transitions: pd.DataFrame | None = None
    transition_tests: pd.DataFrame | None = None
    codes: pd.DataFrame | None = None


@dataclass(frozen=True)
class Provenance:
    """What the results were made of and with: software to version, data file to checksum."""

    versions: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WaveResults:
    """All that a report of one wave is composed of; `questionnaire` is the wave's view.

    What a study does not have may be left out.
    """

    wave: str
    language: Language
    config: WaveReportSettings
    questionnaire: Questionnaire
    closed: ClosedResults
    open: OpenResults = OpenResults()
    change: WaveChange | None = None
    codebook: Codebook = NO_CODES
    provenance: Provenance = Provenance()
    logo: Logo | None = None
    chapters: Sequence[OwnChapter] = ()

    def text(self, text: Text) -> str:
        """A text of the study in the report's language."""
        return in_language(text, self.language.code)

    @property
    def synthetic(self) -> bool:
        """Whether the answers are made up."""
        return self.config.wave(self.wave).synthetic
