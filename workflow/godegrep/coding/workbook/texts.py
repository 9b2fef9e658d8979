"""The words in the review workbook, by language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from godegrep.core.plain_yaml import load_words
from godegrep.core.resources import resource

LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True)
class ReviewTexts:
    """What one language's workbook says.

    `columns` maps each column to its heading and its explanation («» where none is needed);
    `columns_of_codebook` and `columns_of_sorting` hold the headings of those sheets in order;
    `stability` has a word for each answer of `clusters.how_stable`. `coder_title` and `coder_step`
    take the place of `title` and the first step in the sheet of a coder who has handed one in,
    `meeting_title` and `meeting_steps` in the one on which coders agree; `codings` and `memos` are
    its headings for what each coder chose and wrote. `empty_codebook` is one more step where there
    are no codes; `orphan` and `split` are said of single rows.
    """

    guide: str
    coding: str
    sorting: str
    codebook: str
    lists: str
    title: str
    synthetic: str
    steps: Sequence[str]
    columns: Mapping[str, Sequence[str]]
    columns_title: str
    progress_title: str
    progress: Sequence[str]
    all_questions: str
    filled_rows: str
    left_out: str
    strength: Sequence[str]
    no_code: str
    yes: str
    unknown_code: str
    unknown_mark: str
    columns_of_codebook: Sequence[str]
    columns_of_sorting: Sequence[str]
    about_sorting: str
    stability: Mapping[str, str]
    numbers: str
    columns_of_numbers: Sequence[str]
    about_numbers: str
    coder_title: str
    coder_step: str
    meeting_title: str
    meeting_steps: Sequence[str]
    codings: str
    memos: str
    empty_codebook: str
    orphan: str
    split: str
    decimal: str


@cache
def review_texts(language: str) -> ReviewTexts:
    """The words of a language, from its file in `resources/workbook/`: nb, nn or en."""
    path = resource(f"workbook/{language}.yaml")
    return ReviewTexts(**load_words(path.read_text(encoding="utf-8")))


def short(text: str, length: int = 90) -> str:
    """The text on one line, cut with «…» where it is longer than that many characters."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
