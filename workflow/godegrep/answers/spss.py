"""A checked wave for colleagues who work in SPSS or Stata: labelled codes, and a codebook.

Answers become numbers with labels, since that is what those programs count. A missing value keeps
its kind: it becomes a number below zero that is declared missing, so that it stays out of every
table, and the reason can still be tabulated.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from godegrep.core.files import replacing
from godegrep.core.language import catalogue
from godegrep.core.text_by_language import in_language
from godegrep.core.vocabulary import MISSING_KINDS, NOT_SELECTED, SELECTED
from godegrep.study.codebook import Codebook
from godegrep.study.config import Variable
from godegrep.study.questionnaire import Item, Question, Questionnaire

LABEL, VALUE_LABEL, TEXT, NAME = 256, 120, 32_000, 32
"""The most bytes (UTF-8) that SPSS takes in a variable's label, a value's, a text; Stata in a name.
"""
CODEBOOK = ["variable", "item", "label", "type", "value", "value_label", "missing"]
_RESERVED = set("all and by eq ge gt le lt ne not or to with".split())
_STATUSES = ("not_started", "partial", "complete", "refused")
_DATE = 92
"""The byte from which the head of a .sav file says when it was written, in 17 letters."""


@dataclass(frozen=True)
class Coded:
    """One variable as it is written: numbers or texts, and what they mean.

    `labels` maps a number to its text, `missing` a number to the kind of missing value that it
    stands for; those numbers lie next to each other.
    """

    name: str
    item: str
    label: str
    type: str
    values: pd.Series
    labels: Mapping[int, str]
    missing: Mapping[int, str]


def coded(
    checked: pd.DataFrame,
    questionnaire: Questionnaire,
    variables: Sequence[Variable],
    language: str,
    codes: pd.DataFrame,
    codebook: Codebook,
) -> list[Coded]:
    """The variables of a wave in the order of its questionnaire, the respondent and frame first.

    `checked` is as in `checked.parquet`, `questionnaire` the wave's view, `variables` those of the
    frame; `codes` has the same rows and who has which code, as from `codes.code_matrices`: these
    come last, without a number where an answer is not coded in full. An option has the code of the
    questionnaire where all options of the question have different whole numbers, otherwise its
    place. A text cannot be missing in several ways: why an open question was not answered stands in
    a variable of its own, `{item}_why`.
    """
    words = catalogue(language)
    status = {name: words[f"export_status_{name}"] for name in _STATUSES}
    in_order = [
        _of_texts("respondent", words["export_respondent"], "respondent", checked["respondent"]),
        _of_options("status", words["export_status"], "status", checked["status"], status),
    ]
    for variable in variables:
        name = f"frame.{variable.name}"
        if name not in checked:  # a wave may have no frame
            continue
        column = checked[name]
        label = in_language(variable.text, language) or variable.name
        if variable.values:
            texts = {
                value: in_language(t, language) or value for value, t in variable.values.items()
            }
            in_order.append(_of_options(name, label, "frame", column, texts))
        else:
            in_order.append(_of_texts(name, label, "frame", column))
    for question, item in questionnaire.items():
        in_order += _of_item(checked, question, item, language)
    in_order += _of_codes(codes, questionnaire, codebook, language)
    return _named(in_order)


def _of_texts(item: str, label: str, type_: str, column: pd.Series) -> Coded:
    return Coded("", item, label, type_, column.fillna("").astype("str"), {}, {})


def _of_options(
    item: str, label: str, type_: str, column: pd.Series, texts: Mapping[str, str]
) -> Coded:
    """The options of `texts` numbered in their order; what is none of them has no number."""
    numbers = {option: number for number, option in enumerate(texts, 1)}
    labels = dict(enumerate(texts.values(), 1))
    return Coded("", item, label, type_, _numbered(column, numbers), labels, {})


def _numbered(column: pd.Series, numbers: Mapping[str, int]) -> pd.Series:
    return column.map(numbers).astype("Int64")


def _of_item(
    checked: pd.DataFrame, question: Question, item: Item, language: str
) -> Iterator[Coded]:
    label = in_language(question.text, language)
    if item.id != question.id:
        label = f"{label} – {in_language(item.text, language)}"
    answers, why = checked[item.id], checked[f"{item.id}__why"]
    words = _kinds_in_words(question, language)
    if question.type == "open":
        yield _of_texts(item.id, label, "open", answers)
        kinds = {kind: -number for number, kind in enumerate(MISSING_KINDS, 1)}
        labels = {number: words[kind] for kind, number in kinds.items()}
        yield Coded("", f"{item.id}_why", label, "why", _numbered(why, kinds), labels, {})
        return
    if question.type == "number":
        labels = {}
        numbers = answers.astype("Float64")
    else:
        codes = _codes(question)
        texts = _texts(question, language)
        labels = {number: texts[option] for option, number in codes.items()}
        numbers = _numbered(answers, codes)
    base = _below(min([*numbers.dropna(), *labels], default=0))
    kinds = {kind: base - number for number, kind in enumerate(MISSING_KINDS, 1)}
    labels |= {number: words[kind] for kind, number in kinds.items()}
    numbers = numbers.fillna(_numbered(why, kinds).astype(numbers.dtype))
    missing = {number: kind for kind, number in kinds.items()}
    yield Coded("", item.id, label, question.type, numbers, labels, missing)


def _of_codes(
    codes: pd.DataFrame, questionnaire: Questionnaire, codebook: Codebook, language: str
) -> Iterator[Coded]:
    names = {code.id: in_language(code.name, language) for code in codebook.codes}
    labels = {number: catalogue(language)[f"export_code_{number}"] for number in (0, 1)}
    for question in questionnaire:
        asked = f"{question.id}."
        for column in (name for name in codes if str(name).startswith(asked)):
            code = str(column).removeprefix(asked)
            label = f"{names.get(code, code)} – {in_language(question.text, language)}"
            yield Coded("", str(column), label, "code", codes[column], labels, {})


def _texts(question: Question, language: str) -> dict[str, str]:
    if question.type == "multiple":
        return {
            option: catalogue(language)[f"export_{option}"] for option in (SELECTED, NOT_SELECTED)
        }
    return {option.id: in_language(option.text, language) for option in question.options}


def _codes(question: Question) -> dict[str, int]:
    """The number of each option that is an answer: the questionnaire's own, or its place."""
    if question.type == "multiple":
        return {NOT_SELECTED: 0, SELECTED: 1}
    codes = [option.code for option in question.answers]
    if all(re.fullmatch(r"[0-9]{1,6}", code) for code in codes) and len({*map(int, codes)}) == len(
        codes
    ):
        return {option.id: int(option.code) for option in question.answers}
    return {option.id: place for place, option in enumerate(question.answers, 1)}


def _kinds_in_words(question: Question, language: str) -> dict[str, str]:
    """What each kind of missing value is called: by the question's own options, or in general."""
    words = {kind: str(catalogue(language)[f"missing_{kind}"]) for kind in MISSING_KINDS}
    for kind in MISSING_KINDS:
        texts = [in_language(o.text, language) for o in question.options if o.missing == kind]
        if texts:
            words[kind] = " / ".join(texts)
    return words


def _below(lowest: float) -> int:
    """-90, or the first of -900, -9000, … that lies well below the lowest answer."""
    base = -90
    while lowest <= base:
        base *= 10
    return base


def _named(variables: Sequence[Coded]) -> list[Coded]:
    """The same with names as SPSS and Stata take them: letters, digits and _, a letter first."""
    taken: set[str] = set()
    named = []
    for variable in variables:
        name: str = re.sub(r"\W", "_", variable.item, flags=re.ASCII)
        if not name[0].isalpha() or name.lower() in _RESERVED:
            name = f"q_{name}"
        number = 1
        stem = name[: NAME - 4]
        name = name[:NAME]
        while name.lower() in taken:
            number += 1
            name = f"{stem}_{number}"
        taken.add(name.lower())
        named.append(Coded(**{**vars(variable), "name": name}))
    return named


def table(variables: Sequence[Coded]) -> pd.DataFrame:
    """One row a respondent, one column a variable: numbers with missing kinds below zero, texts."""
    return pd.DataFrame({variable.name: variable.values for variable in variables})


def codebook(variables: Sequence[Coded]) -> pd.DataFrame:
    """One row a variable and labelled value; a variable without labels has one row."""
    rows: list[tuple[str, ...]] = []
    for v in variables:
        start = (v.name, v.item, v.label, v.type)
        rows += [
            (*start, str(number), text, v.missing.get(number, ""))
            for number, text in sorted(v.labels.items())
        ] or [(*start, "", "", "")]
    return pd.DataFrame(rows, columns=CODEBOOK, dtype="str")


def write_sav(variables: Sequence[Coded], title: str, path: str | Path) -> None:
    """Write the variables as `.sav`, with labels, and each missing kind a declared missing value.

    Texts and labels that are too long for SPSS end in «…». Equal content gives equal bytes: the
    date in the file's head is fixed.
    """
    import pyreadstat

    frame = pd.DataFrame(
        {
            v.name: v.values.map(lambda text: fitting(text, TEXT))
            if v.values.dtype == "str"
            else v.values.astype("float64")
            for v in variables
        }
    )
    with replacing(path) as handle:
        temporary = Path(handle.name)
        pyreadstat.write_sav(
            frame,
            temporary,
            file_label=fitting(title, 64),
            column_labels={v.name: fitting(v.label, LABEL) for v in variables},
            variable_value_labels={
                v.name: {value: fitting(text, VALUE_LABEL) for value, text in v.labels.items()}
                for v in variables
                if v.labels
            },
            missing_ranges={
                v.name: [{"lo": min(v.missing), "hi": max(v.missing)}]
                for v in variables
                if v.missing
            },
            variable_measure={v.name: _measure(v) for v in variables},
        )
        with temporary.open("r+b") as written:
            written.seek(_DATE)
            written.write(b"01 Jan 8000:00:00")


def _measure(variable: Coded) -> str:
    return "scale" if variable.type == "number" else "nominal"


def fitting(text: str, most: int) -> str:
    """The text in so many bytes of UTF-8, cut between two letters and ended with «…»."""
    content = text.encode("utf-8")
    if len(content) <= most:
        return text
    return content[: most - len("…".encode())].decode("utf-8", errors="ignore") + "…"
