"""From an export to `answers.parquet`: one row a person invited, and why each value is missing.

Every reading of a column keeps two things apart: the answer, and the kind of missing value that an
option such as «vet ikke» stands for. What is then blank gets its reason from the respondent's way
through the questionnaire (`_Way`) and from the routing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, partial

import numpy as np
import pandas as pd

from godegrep.answers.durations import seconds
from godegrep.answers.respondent_ids import misnamed, respondents_of
from godegrep.core.columns import each_once
from godegrep.core.errors import Mistake
from godegrep.core.numbers import is_plausible, parse_numbers
from godegrep.core.text import normalise, tidy
from godegrep.core.vocabulary import NOT_SELECTED, SELECTED
from godegrep.exports.checkboxes import tick
from godegrep.exports.delimited_choices import split_choices
from godegrep.exports.export import Export
from godegrep.study.config import Wave
from godegrep.study.questionnaire import Item, Question, Questionnaire

UNKNOWN_COLUMNS = ["item", "column", "row", "value", "why"]
_SAID_TO_BE_NONE = ("blank", "not_asked")
"""The kinds of missing value by which an export says that there is no answer at all."""
Mask = Callable[[str], str]


@dataclass(frozen=True)
class _Reading:
    """An item as it was answered, one value a row of the export.

    `answer` is null where there is no answer; `kind` is the kind of missing value that an option
    stands for, `unreadable` for a value that nothing explains, otherwise empty. `blank_box` says
    of an item of a multiple question that its field was empty where the tool marks unticked boxes.
    """

    answer: pd.Series
    kind: pd.Series
    blank_box: pd.Series | None = None

    @cached_property
    def given(self) -> pd.Series:
        """Whether something was answered, «vet ikke» and the like included."""
        has_kind = (self.kind != "") & ~self.kind.isin(_SAID_TO_BE_NONE)
        return self.answer.notna() & (self.answer != NOT_SELECTED) | has_kind


def ingest(
    export: Export,
    frame: pd.DataFrame | None,
    questionnaire: Questionnaire,
    wave: Wave,
    mask: Mask,
    weight: str = "",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The answers of a wave, and the values that no option explains.

    `frame` is what `read_frame` gives, or None; `questionnaire` is the wave's view; `mask` replaces
    personal data in open answers; `weight` names the column of weights, of the frame or else of the
    export. Returns `answers` and `unknown` with the columns that
    `docs/data.md` gives. With a frame the rows are everyone invited, in the frame's order; without
    one they are the rows of the export. `export.row` is the row of the export (1 is the first
    answer), `export.sheet` the sheet of a workbook, `export.seconds` the time that the
    questionnaire took, where the tool tells.

    Of rows that name one respondent the first is used, and none that names nobody, or somebody who
    is not in the frame; they are all in `unknown`.

    Why a value is missing is told in this order. Who never started has reached nothing, whatever
    the tool wrote there (SurveyXact writes 0 for their boxes, and background known beforehand). An
    option may say so itself (`missing`). An item whose universe the respondent's answer excludes
    was not asked. Who broke off did not reach what comes after the last thing answered, in the
    order of the export. The rest was left blank.

    A multiple question in which nothing is ticked is blank if it has an exclusive item («ingen av
    disse»), since there was a way of saying so, or if the tool left the fields empty although it
    marks unticked boxes elsewhere in the question. Otherwise ticking nothing is an answer, and
    every box is not selected.

    Raises Mistake for an export without answers, a missing column, and a weight that is no number.
    """
    if export.table.empty:
        raise Mistake(
            f"wave {wave.name}: the export {wave.export} holds no answers. Export it again."
        )
    _refuse_missing_columns(export, questionnaire, wave)
    respondents = respondents_of(export, frame, wave)
    strange, usable = misnamed(respondents, frame, wave.respondent)
    readings = {
        item.id: reading
        for question in questionnaire
        for item, reading in _read_question(question, export, wave.name, mask)
    }
    way = _way(export, questionnaire, readings, wave.name)
    columns: dict[str, pd.Series] = {"respondent": respondents, "status": way.status}
    if weight and (frame is None or "weight" not in frame):
        columns["weight"] = _weights(export, weight, wave)
    columns |= _items(questionnaire, readings, way) | _of_export(export)
    answers = pd.DataFrame(columns)[usable].reset_index(drop=True)
    if frame is not None:
        answers = _onto_frame(answers, frame)
    if weight:
        answers["weight"] = _as_numbers(answers["weight"], weight, wave)
    unknown = _unknown(export, questionnaire, readings, way, wave.name, mask)
    return answers, pd.concat([strange, unknown], ignore_index=True)


def _items(
    questionnaire: Questionnaire, readings: Mapping[str, _Reading], way: "_Way"
) -> dict[str, pd.Series]:
    """The answers to each item, and why there is none."""
    columns = {}
    for question in questionnaire:
        whys = _why(question, readings, way)
        for item in question.items:
            why = whys[item.id]
            columns[item.id] = _completed(question, readings[item.id], why)
            columns[f"{item.id}__why"] = why.astype("str").where(why != "", None)
    return columns


def _of_export(export: Export) -> dict[str, pd.Series]:
    """Where each row stands in the export, and how long its questionnaire took."""
    rows = len(export.table)
    columns: dict[str, pd.Series] = {"export.row": pd.Series(range(1, rows + 1), dtype="Int64")}
    time = seconds(export)
    if time is not None:
        columns["export.seconds"] = time
    if export.sheet:
        columns["export.sheet"] = pd.Series(export.sheet, index=range(rows), dtype="str")
    return columns


def _weights(export: Export, name: str, wave: Wave) -> pd.Series:
    if name not in export.table.columns:
        raise Mistake(
            f"wave {wave.name}: there is no column {name!r}, which config.yaml names under "
            f"design.weights, in {wave.frame or wave.export}"
            + (f" nor in {wave.export}." if wave.frame else ".")
        )
    return each_once(export.table[name], tidy)


def _as_numbers(weights: pd.Series, name: str, wave: Wave) -> pd.Series:
    """The weights as numbers, missing where they are blank; who answered must have one."""
    given = [value for value in weights.dropna().unique() if value]
    numbers = parse_numbers(given)
    strange = [value for value in given if value not in numbers]
    if strange:
        raise Mistake(
            f"wave {wave.name}: the column {name!r} (design.weights) holds {len(strange)} values "
            f"that are not numbers, such as {strange[0]!r}."
        )
    return weights.map(numbers).astype("float64")


def _columns(question: Question, wave: str) -> Iterator[str]:
    """The columns of the export that hold a question."""
    if wave in question.columns:
        yield question.columns[wave]
    else:
        yield from (item.columns[wave] for item in question.items if wave in item.columns)


def _column(question: Question, item: Item, wave: str) -> str:
    return question.columns.get(wave) or item.columns[wave]


def _refuse_missing_columns(export: Export, questionnaire: Questionnaire, wave: Wave) -> None:
    columns = [str(name) for name in export.table.columns]
    lines = []
    for question in questionnaire:
        for column in _columns(question, wave.name):
            if column not in columns:
                near = get_close_matches(column, columns, n=3, cutoff=0.5)
                hint = f"nearest: {', '.join(near)}" if near else "no name is near it"
                lines.append(
                    f"wave {wave.name}: the column {column!r} of {question.id} is not in "
                    f"{wave.export} ({hint}). Correct `columns` in study/questionnaire.yaml."
                )
    if lines:
        used = {c for question in questionnaire for c in _columns(question, wave.name)}
        others = [name for name in columns if name not in used]
        lines.append(f"Columns that no question uses: {', '.join(others) or 'none'}.")
        raise Mistake(lines)


def _read_question(
    question: Question, export: Export, wave: str, mask: Mask
) -> Iterator[tuple[Item, _Reading]]:
    if question.type == "multiple":
        joined = wave in question.columns
        yield from (_read_joined if joined else _read_boxes)(question, export, wave)
        return
    for item in question.items:
        raw = export.table[item.columns[wave]]
        if question.type == "open":
            answer = each_once(raw, lambda value: mask(normalise(value)) or None)
            yield item, _Reading(answer, pd.Series("", index=raw.index))
        else:
            yield item, _read_closed(question, raw, wave, mask)


def _read_closed(question: Question, raw: pd.Series, wave: str, mask: Mask) -> _Reading:
    """A single question, a row of a grid, or a number; options may stand for missing values."""
    meaning = {tidy(code): option for option in question.options for code in option.raw(wave)}
    values = {value: tidy(value) for value in raw.unique().tolist()}
    options = {value: meaning[text] for value, text in values.items() if text in meaning}
    kinds: dict[str, str] = {value: option.missing for value, option in options.items()}
    own_words = next((option for option in question.options if option.own_words), None)
    answers: Mapping[str, object]
    if question.type == "number":
        numbers = parse_numbers(value for value in values if value not in options)
        # A number that can be no answer and looks like personal data is unreadable.
        answers = {
            value: number
            for value, number in numbers.items()
            if is_plausible(number, question.minimum, question.maximum)
            or mask(tidy(value)) == tidy(value)
        }
    else:
        if own_words:
            options |= {v: own_words for v, text in values.items() if text and v not in options}
        answers = {value: option.id for value, option in options.items() if not option.missing}
    for value, text in values.items():
        if text and value not in options and value not in answers:
            kinds[value] = "unreadable"
    answer = each_once(raw, answers.get, "float64" if question.type == "number" else "str")
    return _Reading(answer, each_once(raw, lambda value: kinds.get(value, "")))


def _read_boxes(question: Question, export: Export, wave: str) -> Iterator[tuple[Item, _Reading]]:
    """A multiple question with one column a choice."""
    states = {}
    for item in question.items:
        column = item.columns[wave]
        meaning = partial(
            tick, texts=tuple(item.text.values()), options=export.column(column).options
        )
        states[item.id] = each_once(export.table[column], meaning)
        if item.own_words:
            states[item.id] = states[item.id].replace("unknown", SELECTED)
    marks_unticked = any((state == NOT_SELECTED).any() for state in states.values())
    empty = (pd.DataFrame(states) == "").all(axis=1) & marks_unticked
    ticked = pd.DataFrame({item_id: state == SELECTED for item_id, state in states.items()})
    for item in question.items:
        kind = states[item.id].eq("unknown").map({True: "unreadable", False: ""})
        yield item, _Reading(_boxes(ticked, item), kind.astype("str"), empty)


def _boxes(ticked: pd.DataFrame, item: Item) -> pd.Series:
    """A box as it was left by those who ticked any of its question's; null for the others."""
    answer = pd.Series(None, index=ticked.index, dtype="str")
    answer[ticked.any(axis=1)] = NOT_SELECTED
    answer[ticked[item.id]] = SELECTED
    return answer


def _read_joined(question: Question, export: Export, wave: str) -> Iterator[tuple[Item, _Reading]]:
    """A multiple question whose choices stand in one column, joined by a separator."""
    raw = export.table[question.columns[wave]]
    chosen = {value: _choices(question, value, wave) for value in raw.unique().tolist()}
    for item in question.items:
        if item.own_words:
            chosen = {
                v: (items | ({item.id} if rest else set()), "")
                for v, (items, rest) in chosen.items()
            }
    left_over = each_once(raw, lambda value: "unreadable" if chosen[value][1] else "")
    nothing = pd.Series("", index=raw.index)
    ticked = pd.DataFrame(
        {
            item.id: raw.isin([value for value, (items, _) in chosen.items() if item.id in items])
            for item in question.items
        }
    )
    for item in question.items:
        # What is left over belongs to no choice; it is told once, at the first.
        kind = left_over if item is question.items[0] else nothing
        yield item, _Reading(_boxes(ticked, item), kind)


def _choices(question: Question, value: str, wave: str) -> tuple[set[str], str]:
    """The items whose texts stand in a joined value, and what is left when they are taken out."""
    separator = question.separator.get(wave, ";")
    items = {
        tidy(text): item.id
        for item in question.items
        for text in ([item.columns[wave]] if wave in item.columns else item.text.values())
    }
    chosen, rest = split_choices(value, filter(None, items), separator)
    return {items[text] for text in chosen}, rest


@dataclass(frozen=True)
class _Way:
    """How far each respondent came: `reach` is a place in the order of the export's columns.

    `place` gives each item's own place; `started` is false for those who never did.
    """

    status: pd.Series
    reach: pd.Series
    place: Mapping[str, int]

    @property
    def started(self) -> pd.Series:
        """Who has begun to answer."""
        return self.status != "not_started"


def _way(
    export: Export, questionnaire: Questionnaire, readings: Mapping[str, _Reading], wave: str
) -> _Way:
    order = {column.name: place for place, column in enumerate(export.columns)}
    place = {
        item.id: order[next(_columns(question, wave))]
        if question.type == "multiple"
        else order[_column(question, item, wave)]
        for question, item in questionnaire.items()
    }
    status = export.status
    never = status == "not_started" if status is not None else None
    last = np.full(len(export.table), -1)
    for item_id, reading in readings.items():
        given = reading.given
        # Background that is known of people who never started says nothing of how far one came.
        if never is None or not (given & never).any():
            last = np.where(given, np.maximum(last, place[item_id]), last)
    if status is None:
        status = pd.Series(np.where(last >= 0, "complete", "not_started"), dtype="str")
    reach = pd.Series(last).where(status.isin(["partial", "refused"]), len(order))
    return _Way(status.astype("str"), reach, place)


def _why(question: Question, readings: Mapping[str, _Reading], way: _Way) -> dict[str, pd.Series]:
    """Why each item of a question has no answer, an empty text where it has one."""
    excluded = _excluded(question, readings)
    any_given = pd.DataFrame({i.id: readings[i.id].given for i in question.items}).any(axis=1)
    exclusive = any(item.exclusive for item in question.items)
    whys = {}
    for item in question.items:
        reading = readings[item.id]
        missing = reading.answer.isna()
        beyond = way.reach < way.place[item.id]
        blank = missing & (reading.kind == "")
        if question.type == "multiple":
            left_blank = exclusive | (reading.blank_box if reading.blank_box is not None else False)
            blank &= ~any_given & (beyond | excluded.known | excluded.silent | left_blank)
        why = reading.kind.astype("object")
        why[blank] = "blank"
        why[blank & excluded.silent] = "not_asked"
        why[blank & beyond] = "not_reached"
        why[blank & excluded.known] = "not_asked"
        why[~way.started] = "not_reached"
        whys[item.id] = why
    return whys


@dataclass(frozen=True)
class _Excluded:
    """Whom the routing leaves out: `known` by their answer, `silent` by having given none."""

    known: pd.Series
    silent: pd.Series


def _excluded(question: Question, readings: Mapping[str, _Reading]) -> _Excluded:
    first = readings[question.items[0].id].answer
    universe = question.asked_if
    if universe is None or universe.item not in readings:
        nobody = pd.Series(False, index=first.index)
        return _Excluded(nobody, nobody)
    screening = readings[universe.item]
    met = screening.answer.isin(universe.answers)
    is_known = screening.answer.notna() | (screening.kind != "")
    return _Excluded(~met & is_known, ~met & ~is_known)


def _completed(question: Question, reading: _Reading, why: pd.Series) -> pd.Series:
    """The answers where there is no reason for a missing one; unticked boxes filled in."""
    answer = reading.answer
    if question.type == "multiple":
        answer = answer.fillna(NOT_SELECTED)
    return answer.where(why == "", np.nan if question.type == "number" else None)


def _onto_frame(answers: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """The answers on the rows of the frame; who is not in the export has not started."""
    of_frame = answers.set_index("respondent").reindex(frame["respondent"])
    of_frame.index = frame.index
    of_frame["status"] = of_frame["status"].fillna("not_started").astype("str")
    absent = ~frame["respondent"].isin(answers["respondent"])
    for name in of_frame.columns:
        if name.endswith("__why"):
            of_frame[name] = of_frame[name].mask(absent, "not_reached").astype("str")
    known = frame.drop(columns="respondent")
    return pd.concat(
        [frame[["respondent"]], of_frame[["status"]], known, of_frame.iloc[:, 1:]], axis=1
    )


def _unknown(
    export: Export,
    questionnaire: Questionnaire,
    readings: Mapping[str, _Reading],
    way: _Way,
    wave: str,
    mask: Mask,
) -> pd.DataFrame:
    """What the export's items hold and `answers` does not: the columns of `UNKNOWN_COLUMNS`.

    Unreadable values, masked, since a respondent may have typed anything there; and where those
    who never started have answers, without the value.
    """
    rows = []
    for question, item in questionnaire.items():
        column = _column(question, item, wave)
        unreadable = readings[item.id].kind == "unreadable"
        for row in readings[item.id].kind.index[unreadable]:
            value = str(export.table.at[row, column])
            if wave in question.columns:
                value = _choices(question, value, wave)[1]
            rows.append((item.id, column, row + 1, mask(tidy(value)), "unreadable"))
        beforehand = readings[item.id].given & ~unreadable & ~way.started
        for row in beforehand.index[beforehand]:
            rows.append((item.id, column, row + 1, "", "not_started"))
    return pd.DataFrame(rows, columns=UNKNOWN_COLUMNS)
