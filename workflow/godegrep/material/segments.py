"""The segments of open answers: units of meaning, with their place, kind and language."""

import re
from functools import lru_cache

import pandas as pd

from godegrep.core.dictionaries import LANGUAGES, known_in
from godegrep.core.text import normalise
from godegrep.core.text_by_language import Text
from godegrep.core.word_lists import words
from godegrep.material.material import ANSWERS, Place
from godegrep.material.units import cut
from godegrep.study.questionnaire import Questionnaire

COLUMNS = ANSWERS.columns


def open_questions(questionnaire: Questionnaire) -> dict[str, Text]:
    """The text of each open question by its id, in the order of the questionnaire."""
    return {question.id: question.text for question in questionnaire if question.type == "open"}


def long_answers(answers: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    """The open answers of `checked.parquet`: a row each of `respondent`, `question`, `text`."""
    long = answers[["respondent", *open_questions(questionnaire)]].melt(
        "respondent", var_name="question", value_name="text"
    )
    return long.dropna(subset=["text"]).reset_index(drop=True)


def segment_answers(answers: pd.DataFrame) -> pd.DataFrame:
    """Cut answers into units of meaning.

    `answers` has the columns `respondent`, `question`, `text`; missing and blank texts have no
    units. Returns the frame of `segments.parquet`, in the order of the answers, where
    `text == answer[start:end]` and `segment` is `{respondent}/{question}/{start}-{end}`.
    """
    given = answers[["respondent", "question", "text"]].dropna(subset=["text"])
    rows = [
        (
            str(Place(respondent, question, start, end)),
            respondent,
            question,
            start,
            end,
            answer[start:end],
            kind(answer[start:end]),
            language(answer[start:end], answer),
        )
        for respondent, question, answer in given.itertuples(index=False)
        for start, end in cut(answer)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def kind(text: str) -> str:
    """What a unit is: `none` (nothing to say), `reference` (to another answer) or `practice`.

    «Ingen», «vet ikke», «nei, ikke noe spesielt» and texts without letters say nothing; «se over»
    and «som nevnt» refer. A unit that says anything more names a practice.
    """
    tokens = set(re.findall(r"[^\W_]+(?:['/.][^\W_]+)*", normalise(text).lower()))
    spoken = {token for token in tokens if not token.isdigit()}
    if not spoken:
        return "none"
    if spoken & words("pointers") and spoken <= words("pointers") | words("around_pointers"):
        return "reference"
    if spoken & words("nothing") and spoken <= words("nothing") | words("around_nothing"):
        return "none"
    return "practice"


def language(text: str, answer: str = "") -> str:
    """Bokmål (nb), nynorsk (nn) or English (en): the language that has most of a unit's words.

    A function word is of the languages that list it, another word of those whose dictionary knows
    it; spellings of nynorsk alone are of nynorsk. Where two languages have as many, as in the
    shortest units, the answer around it decides by the same rule; where that does not either, nb.
    """
    for part in (text, answer):
        of_words = [_languages(word) for word in re.findall(r"[^\W\d_]+", part.lower())]
        score = {code: sum(code in languages for languages in of_words) for code in LANGUAGES}
        best = [code for code in LANGUAGES if score[code] == max(score.values())]
        if len(best) == 1:
            return best[0]
    return "nb"


_NYNORSK = re.compile(
    r"\w{2,}(?:leg|lege|legare|arane|ingane)|(?:rettlei|rådgj|heim|skul[ea])\w*|\w+gjevar\w*"
)


@lru_cache(maxsize=100_000)
def _languages(word: str) -> frozenset[str]:
    listed = frozenset(code for code in LANGUAGES if word in words(code))
    if listed & {"nb", "nn"}:
        return listed
    if _NYNORSK.fullmatch(word):
        return frozenset({"nn"})
    return known_in(word)
