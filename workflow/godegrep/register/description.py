"""What a study says of its register tables and of the panel made from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from godegrep.core.text import tidy
from godegrep.core.text_by_language import Text, text_by_language

Categories = Mapping[str, tuple[str, ...]]
"""Of a dimension, the categories that are wanted; several are summed."""


@dataclass(frozen=True)
class RegisterVariable:
    """A figure on each municipality and year.

    `weight` is the id of the variable by which a rate is averaged when municipalities merge; it is
    empty for counts and amounts, which are summed. `column` is the heading of its figures in a csv
    or xlsx file.
    """

    id: str
    text: Text
    unit: Text
    weight: str = ""
    column: str = ""
    where: Categories = field(default_factory=dict)


@dataclass(frozen=True)
class RegisterTable:
    """A file of figures, described by `study/register/{name}.yaml`; the file lies beside it.

    `year` is the name of a dimension, or the one year that the whole file is of. `codes` is the
    year whose municipality numbers all figures are given for, or 0 where each year has its own.
    `expired` says that figures under numbers no longer in use are added to what became of them.
    """

    name: str
    file: str
    publisher: str
    municipality: str
    year: str | int
    variables: tuple[RegisterVariable, ...]
    codes: int = 0
    select: Categories = field(default_factory=dict)
    sum_over: tuple[str, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    leave_out: frozenset[str] = frozenset()
    expired: bool = False
    without_years: frozenset[int] = frozenset()
    synthetic: bool = False
    url: str = ""
    query: str = ""

    @property
    def shown(self) -> str:
        """The description's path, as messages name it."""
        return f"study/register/{self.name}.yaml"


def table_from_dict(name: str, document: Mapping[str, Any]) -> RegisterTable:
    """Build a table from the content of its description (already schema-checked)."""
    refresh = document.get("refresh", {})
    year = document["year"]
    return RegisterTable(
        name=name,
        file=str(document["file"]),
        publisher=str(document["publisher"]),
        municipality=str(document["municipality"]),
        year=year if isinstance(year, int) else str(year),
        variables=tuple(_variable(variable) for variable in document["variables"]),
        codes=int(document.get("codes", 0)),
        select=_categories(document.get("select", {})),
        sum_over=tuple(map(str, document.get("sum_over", ()))),
        marks={str(mark): str(why) for mark, why in document.get("marks", {}).items()},
        leave_out=frozenset(map(str, document.get("leave_out", ()))),
        expired="expired" in document,
        without_years=frozenset(map(int, document.get("without_years", ()))),
        synthetic=bool(document.get("synthetic", False)),
        url=str(refresh.get("url", "")),
        query=str(refresh.get("query", "")),
    )


def _variable(document: Mapping[str, Any]) -> RegisterVariable:
    carry = document["carry"]
    return RegisterVariable(
        id=str(document["id"]),
        text=text_by_language(document["text"]),
        unit=text_by_language(document["unit"]),
        weight="" if carry == "sum" else str(carry["weighted"]),
        column=tidy(str(document.get("column", ""))),
        where=_categories(document.get("where", {})),
    )


def _categories(document: Mapping[str, Any]) -> Categories:
    return {
        str(name): tuple(map(str, wanted))
        if isinstance(wanted, Sequence) and not isinstance(wanted, str)
        else (str(wanted),)
        for name, wanted in document.items()
    }
