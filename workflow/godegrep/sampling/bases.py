"""Who is in the base of a question's tables, and with which value."""

import pandas as pd

from godegrep.core.vocabulary import ANSWERED, ASKED, COMPLETE, DONT_KNOW, NO_ANSWER, UNREACHED
from godegrep.study.questionnaire import Item, Question, Questionnaire


def in_bases(rows: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    """The rows with every closed question's answers as its tables count them.

    `rows` has the columns of `answers.parquet`. Outside a question's base its items are null:

    | `base` | who is in it |
    |---|---|
    | `answered` | whoever gave an answer that counts |
    | `asked` | whoever was asked and came to the question, the others as `NO_ANSWER` |
    | `complete` | whoever answered, and answered the whole questionnaire (`status`) |

    An answer counts unless its option is missing; «vet ikke» counts where the question has it
    inside. A number has no base of all asked, since nothing can be averaged for those without one.
    """
    changed = {
        item.id: _values(question, item, rows)
        for question, item in questionnaire.items("single", "multiple", "grid", "number")
        if (question.base, question.dont_know) != (ANSWERED, "outside") and item.id in rows
    }
    return rows.assign(**changed)


def _values(question: Question, item: Item, rows: pd.DataFrame) -> pd.Series:
    values, why = rows[item.id], rows[f"{item.id}__why"]
    unsure = [option.id for option in question.answers if option.missing == DONT_KNOW]
    if unsure:
        values = values.mask(why == DONT_KNOW, unsure[0])
    if question.base == COMPLETE:
        return values.where(rows["status"] == "complete")
    if question.base == ASKED and question.type != "number":
        return values.mask(values.isna() & ~why.isin(UNREACHED), NO_ANSWER)
    return values
