"""What a wave's report is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from godegrep.core.language import Language
from godegrep.core.text_by_language import Text, in_language
from godegrep.sampling.weighting import Weighting
from godegrep.study.codebook import Codebook
from godegrep.study.config import WaveReportSettings
from godegrep.study.logo import Logo
from godegrep.study.questionnaire import Questionnaire

if TYPE_CHECKING:
    from godegrep.study.chapters import OwnChapter


@dataclass(frozen=True)
class Trends:
    """Changes up to this wave: `frame` as `trends.parquet`; `questionnaire` knows both waves.

    `transitions` and `transition_tests` are this wave's, as in docs/data.md.
    """

    frame: pd.DataFrame
    questionnaire: Questionnaire
    transitions: pd.DataFrame | None = None
    transition_tests: pd.DataFrame | None = None


@dataclass(frozen=True)
class WaveResults:
    """All that a report of one wave is composed of; frames as in docs/data.md.

    `questionnaire` is the wave's view; `answers` is `checked.parquet`, `weighting` is
    `weighting.json`; `versions` maps software to
    version, `files` maps data file to checksum. What a study does not have may be left out.
    """

    wave: str
    language: Language
    config: WaveReportSettings
    questionnaire: Questionnaire
    codebook: Codebook
    tables: pd.DataFrame
    answers: pd.DataFrame
    weighting: Weighting = field(default_factory=Weighting)
    code_tables: pd.DataFrame | None = None
    clusters: pd.DataFrame | None = None
    segments: pd.DataFrame | None = None
    codes: pd.DataFrame | None = None
    remarks: pd.DataFrame | None = None
    agreement: pd.DataFrame | None = None
    co_occurrence: pd.DataFrame | None = None
    saturation: pd.DataFrame | None = None
    code_changes: pd.DataFrame | None = None
    problems: pd.DataFrame | None = None
    trends: Trends | None = None
    tests: pd.DataFrame | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    logo: Logo | None = None
    chapters: Sequence["OwnChapter"] = ()

    def text(self, text: Text) -> str:
        """A text of the study in the report's language."""
        return in_language(text, self.language.code)

    @property
    def coded(self) -> bool:
        """Whether a person has coded any open answer."""
        return self.codes is not None and bool((self.codes["source"] == "human").any())

    @property
    def synthetic(self) -> bool:
        """Whether the answers are made up."""
        return self.config.wave(self.wave).synthetic
