"""`register` in `config.yaml`: the statistics on municipalities beside the survey."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from godegrep.core.schema import Form, read, schema_of
from godegrep.core.text_by_language import Text
from godegrep.study.forms import VariableId

Year = Annotated[int, {"minimum": 2004}]


@dataclass(frozen=True)
class Ratio:
    """A variable calculated from two others of the panel: `times` · `of` / `per`."""

    id: VariableId
    text: Text
    unit: Text
    of: Annotated[VariableId, "The variable that is divided."]
    per: Annotated[VariableId, "The variable that it is divided by."]
    times: Annotated[
        float,
        {"exclusiveMinimum": 0},
        "What the quotient is multiplied by, such as 100 for per cent.",
    ] = 1.0


@dataclass(frozen=True)
class Sizes:
    """Size groups of municipalities, by a variable's last value."""

    by: Annotated[VariableId, "The variable, such as the number of inhabitants."]
    limits: Annotated[
        tuple[float, ...],
        {"minItems": 1},
        "Where each group but the first begins, rising, such as [5000, 20000, 50000].",
    ]


@dataclass(frozen=True)
class Term:
    """A variable of the panel, to a power: the urbanity criterion is population^1.2.

    `text` is what the report calls it; without one, it has the variable's.
    """

    id: VariableId
    variable: VariableId
    power: Annotated[float, "Such as 1.2 for the urbanity criterion."] = 1.0
    text: Text = field(default_factory=dict)

    SCHEMA: ClassVar = {"required": ["variable"]}


def _term(written: str | Mapping[str, Any]) -> Term:
    written = {"variable": written} if isinstance(written, str) else written
    return read(Term, {"id": written["variable"], **written})


TermSetting = Annotated[
    Term,
    Form(
        {
            "description": "A variable of the panel; or an id with a variable, the power that it "
            "is raised to, and a text.",
            "oneOf": [schema_of(VariableId), schema_of(Term)],
        },
        _term,
    ),
]


Covariance = Literal["cluster", "hc1", "hc3", "wild"]


@dataclass(frozen=True)
class Expected:
    """Spending is predicted by pooled least squares with an effect of each year."""

    outcome: TermSetting
    regressors: Annotated[tuple[TermSetting, ...], {"minItems": 1}]
    years: Annotated[
        tuple[int, ...],
        {"minItems": 1, "uniqueItems": True},
        "The years that are estimated from, the first being the reference. Left out: all of the "
        "panel.",
    ] = ()
    covariance: Annotated[
        Covariance,
        "How uncertain the coefficients are: cluster (the years of one group go together), hc1 or "
        "hc3 (every row by itself), or wild (a bootstrap of the clusters, for few of them).",
    ] = "cluster"
    clusters: Annotated[
        str,
        "By what rows are clustered: municipality, or a column of the panel such as size_group.",
    ] = "municipality"
    population: Annotated[
        VariableId,
        "The number of inhabitants: chance is larger in small places, and weights are by it.",
    ] = ""
    weighted: Annotated[bool, "Weight the rows by the population."] = False
    fixed_effects: Annotated[
        bool,
        "Give each municipality a level of its own, so that only what varies within it counts.",
    ] = False
    replications: Annotated[int, {"minimum": 99}, "Of the bootstrap."] = 1999
    seed: Annotated[int, {"minimum": 0}, "Of the bootstrap."] = 1


@dataclass(frozen=True)
class GrowingGroup:
    """Recipients whose number and payments are followed: variables of the panel."""

    count: Annotated[VariableId, "How many there are in the group."]
    amount: Annotated[VariableId, "What they were paid in all."] = ""


@dataclass(frozen=True)
class GrowthSettings:
    """Groups whose part in growth is told."""

    id: VariableId
    text: Text
    groups: Annotated[tuple[GrowingGroup, ...], {"minItems": 2}]


@dataclass(frozen=True)
class PracticeSettings:
    """Answers of the survey beside the index."""

    municipality: Annotated[
        str,
        "The frame's column with the office's municipality number, or several with spaces or "
        "commas between.",
    ]
    years: Annotated[
        Mapping[str, int], "For each wave, the year whose index its answers are held against."
    ]
    questions: Annotated[
        tuple[str, ...],
        {"minItems": 1},
        "The ids of the closed questions that are tried; p-values are adjusted for all of them.",
    ]


@dataclass(frozen=True)
class SheetSettings:
    """What stands on a municipality's own sheet, which is made when it is asked for by name."""

    beside: Annotated[
        tuple[str, ...] | None,
        {"uniqueItems": True},
        "Variables of the frame whose groups stand beside the municipality. Left out: those of "
        "breaks.",
    ] = None
    own_answers: Annotated[
        bool,
        "true: the sheet shows the municipality's own answers, however few its offices are; it is "
        "then for that municipality alone.",
    ] = False


@dataclass(frozen=True)
class ClassSettings:
    """When a municipality's index (100 = spends as expected) is high or low, and has changed."""

    first: Annotated[
        int | None, "The year from which change is reckoned. Left out: the index's first."
    ] = None
    last: Annotated[int | None, "The year whose level counts. Left out: the index's last."] = None
    high: Annotated[float, "High from this index up."] = 110.0
    low: Annotated[float, "Low from this index down."] = 90.0
    change: Annotated[float, {"exclusiveMinimum": 0}, "So many points up or down are a change."] = (
        5.0
    )


@dataclass(frozen=True)
class CaseSettings:
    """Municipalities to visit: the extremes by level and by change in each size group."""

    each: Annotated[int, {"minimum": 1}, "How many of each kind in each group."] = 1


@dataclass(frozen=True)
class PanelSettings:
    """The panel: in which year's numbers, over which years, with which variables besides."""

    year: Annotated[Year, "The year whose municipality numbers everything is carried over to."]
    years: Annotated[
        tuple[int, ...],
        {"minItems": 2, "maxItems": 2},
        "The first and the last year of the panel, such as [2012, 2016]. Left out: all years of "
        "the tables.",
    ] = ()
    ratios: Annotated[
        tuple[Ratio, ...],
        "Variables calculated from two others once these have been carried over, such as spending "
        "per inhabitant.",
    ] = ()
    sizes: Annotated[
        Sizes | None,
        "Size groups of municipalities, by a variable's last value: the panel's column size_group, "
        "by which standard errors may be clustered and cases are chosen.",
    ] = None


@dataclass(frozen=True)
class RegisterSettings(PanelSettings):
    """Figures on municipalities beside the survey."""

    expected: Annotated[
        Expected | None,
        "Spending is predicted from these by pooled least squares with an effect of each year.",
    ] = None
    shown: Annotated[
        tuple[Annotated[str, {"pattern": "^[0-9]{4}$"}], ...],
        "Up to four municipalities whose index is drawn; their numbers in quotation marks.",
    ] = ()
    growth: Annotated[
        tuple[GrowthSettings, ...],
        {"minItems": 1},
        "Groups whose part in growth is told: variables of the panel.",
    ] = ()
    practice: Annotated[
        PracticeSettings | None,
        "Answers of the survey beside the index; needs expected with a population.",
    ] = None
    sheets: Annotated[
        SheetSettings,
        "What stands on a municipality's own sheet, which is made when it is asked for by name.",
    ] = SheetSettings()
    classes: Annotated[
        ClassSettings,
        "When a municipality's index (100 = spends as expected) is high or low, and has changed.",
    ] = ClassSettings()
    cases: Annotated[
        CaseSettings,
        "Municipalities to visit: the extremes by level and by change in each size group.",
    ] = CaseSettings()
