from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from godegrep.coding.suggestions import COLUMNS, spaces, suggest, suggest_codes
from godegrep.material.encoders import encode
from godegrep.study.codebook import Code

DEFINITIONS = {
    "conditions": "Vilkår og aktivitetsplikt for sosialhjelp",
    "housing": "Bolig, husleie og boligkontor",
    "youth": "Ungdomsteam og oppfølging av ungdom",
}
TEXTS = ["Vi stiller vilkår om aktivitet", "Eget ungdomsteam for ungdom", "Hjelp til bolig"]


def tfidf(texts: Sequence[str]) -> np.ndarray:
    return encode(texts, "tfidf")


def best(frame: pd.DataFrame) -> list[str]:
    return frame.loc[frame["rank"] == 1, "code"].tolist()


def test_definitions_alone_are_enough() -> None:
    frame = suggest(TEXTS, DEFINITIONS, top=2, encode=tfidf)
    assert best(frame) == ["conditions", "youth", "housing"]
    assert frame["text"].tolist() == [0, 0, 1, 1, 2, 2]
    assert frame["rank"].tolist() == [1, 2] * 3
    assert frame["nearest"].isna().all()
    assert frame.groupby("text")["score"].apply(lambda s: s.is_monotonic_decreasing).all()
    assert suggest(TEXTS, DEFINITIONS, encode=tfidf).groupby("text")["score"].sum().to_numpy() == (
        pytest.approx(1)
    )


def test_codings_teach_what_definitions_do_not_say() -> None:
    coded = [
        ("Frokostklubb på mandager", "youth"),
        ("Frokostklubb med gjester", "youth"),
        ("Frokostklubb", "youth"),
    ]
    text = ["Åpen frokostklubb"]
    before = suggest(text, DEFINITIONS, encode=tfidf).set_index("code")["score"]
    after = suggest(text, DEFINITIONS, coded, encode=tfidf).set_index("code")
    assert after["score"].idxmax() == "youth"
    assert after.loc["youth", "score"] > before["youth"] + 0.1
    assert after.loc["youth", "nearest"] in (0, 1, 2)
    assert after.drop("youth")["nearest"].isna().all()


def test_the_words_that_spoke_for_a_code() -> None:
    coded = [("Frokostklubb på mandager", "youth"), ("Frokostklubb og ungdom", "youth")]
    frame = suggest(["Vi har frokostklubb for ungdom, med krav"], DEFINITIONS, coded, encode=tfidf)
    words = frame.set_index("code")["words"]
    assert set(words["youth"].split(", ")) == {"frokostklubb", "ungdom"}
    assert words["housing"] == ""


def test_a_text_is_not_its_own_nearest() -> None:
    coded = [("Hjelp til bolig", "housing"), ("Startlån til bolig", "housing")]
    frame = suggest(["Hjelp til bolig"], DEFINITIONS, coded, encode=tfidf)
    assert frame.set_index("code").loc["housing", "nearest"] == 1


def test_the_order_of_texts_and_codings_changes_nothing() -> None:
    coded = [("Startlån", "housing"), ("Team for unge", "youth"), ("Krav og plikt", "conditions")]
    scores = suggest(TEXTS, DEFINITIONS, coded, encode=tfidf)
    turned = suggest(TEXTS[::-1], dict(reversed(DEFINITIONS.items())), coded[::-1], encode=tfidf)
    turned = turned.assign(text=2 - turned["text"], nearest=2 - turned["nearest"])
    turned = turned.sort_values(["text", "rank"], ignore_index=True)
    pd.testing.assert_frame_equal(turned, scores)


def test_few_codes_or_texts() -> None:
    one = suggest(TEXTS, {"only": "Den eneste koden"}, encode=tfidf)
    assert one["code"].tolist() == ["only"] * 3
    assert one["score"].tolist() == [1.0] * 3
    assert suggest(TEXTS, {}, encode=tfidf).empty
    assert suggest([], DEFINITIONS, encode=tfidf).empty


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((["a", None], DEFINITIONS), "texts: number 1 is None"),
        (("a", DEFINITIONS), "texts: one text"),
        ((["a"], ["youth"]), "definitions: expected a dict"),
        ((["a"], {"youth": None}), "definitions: number 0 is None"),
        ((["a"], DEFINITIONS, [("a",)]), "coded: expected pairs"),
        ((["a"], DEFINITIONS, [("a", None)]), "coded, the codes: number 0 is None"),
    ],
)
def test_what_is_no_text_is_told(arguments, said) -> None:
    with pytest.raises(TypeError, match=said):
        suggest(*arguments, encode=tfidf)


def test_empty_and_equal_texts_and_codes_without_a_definition() -> None:
    coded = [("Hjelp til bolig", "housing"), ("Hjelp til bolig", "loan"), ("", "loan")]
    frame = suggest(["", "Hjelp til bolig", "Hjelp til bolig"], {"housing": ""}, coded, 3, tfidf)
    assert frame.groupby("text").size().tolist() == [2, 2, 2]
    assert frame.groupby("text")["score"].sum().to_numpy() == pytest.approx(1)
    twice = [frame[frame["text"] == text].drop(columns="text") for text in (1, 2)]
    pd.testing.assert_frame_equal(*(one.reset_index(drop=True) for one in twice))


@pytest.fixture
def segments() -> pd.DataFrame:
    frame = pd.DataFrame({"text": [*TEXTS, "Ingen", "Krav om aktivitet", "Boligkontor"]})
    frame["question"] = ["a", "a", "a", "a", "b", "b"]
    frame["segment"] = [f"{n}/{question}/0-9" for n, question in enumerate(frame["question"])]
    frame["kind"] = ["practice", "practice", "practice", "none", "practice", "practice"]
    return frame


CODES = [
    Code("conditions", {"nb": "Vilkår"}, {"nb": DEFINITIONS["conditions"]}),
    Code("housing", {"nb": "Bolig"}, {"nb": DEFINITIONS["housing"]}, questions=("b",)),
    Code("youth", {"nb": "Ungdom"}, {"nb": DEFINITIONS["youth"]}, questions=("a",)),
]
NOTHING_CODED = pd.DataFrame({"segment": [], "text": [], "code": []}, dtype="str")


def clusters(segments: pd.DataFrame) -> pd.Series:
    practice = segments.loc[segments["kind"] == "practice", "segment"]
    return pd.Series([1, 1, 2, 1, 1], index=pd.Index(practice, name="segment"), name="cluster")


def test_suggest_codes(segments: pd.DataFrame) -> None:
    frame = suggest_codes(segments, clusters(segments), CODES, NOTHING_CODED, spaces(tfidf))
    assert list(frame.columns) == list(COLUMNS)
    assert "3/a/0-9" not in set(frame["segment"])
    of_a, of_b = (frame[frame["segment"].str.contains(f"/{q}/")] for q in "ab")
    assert set(of_a["code"]) == {"conditions", "youth"}
    assert set(of_b["code"]) == {"conditions", "housing"}
    assert best(of_b) == ["conditions", "housing"]
    order = frame.drop_duplicates("segment").set_index("segment")["order"]
    assert sorted(order) == [1, 2, 3, 4, 5]
    assert order[["4/b/0-9", "5/b/0-9"]].min() == 4
    # One of each cluster in turn, the least certain first.
    margin = of_a.pivot(index="segment", columns="rank", values="score").pipe(lambda s: s[1] - s[2])
    in_first = ["0/a/0-9", "1/a/0-9"]
    assert order[in_first].idxmax() == margin[in_first].idxmax()
    assert order["2/a/0-9"] < order[in_first].max()


def test_what_is_coded_comes_last_and_serves_as_example(segments: pd.DataFrame) -> None:
    coded = pd.DataFrame(
        {
            "segment": ["1/a/0-9", "9/a/0-9", "8/a/0-9"],
            "text": ["Eget ungdomsteam for ungdom", "Team for ungdom", "Noe"],
            "code": ["youth", "youth", "withdrawn"],
        }
    )
    frame = suggest_codes(segments, clusters(segments), CODES, coded, spaces(tfidf))
    assert "withdrawn" not in set(frame["code"])
    order = frame.drop_duplicates("segment").set_index("segment")["order"]
    assert order["1/a/0-9"] == 3
    nearest = frame[frame["code"] == "youth"].set_index("segment")["nearest"]
    assert nearest["1/a/0-9"] == "9/a/0-9"
    assert (frame.loc[frame["code"] == "conditions", "nearest"] == "").all()


def test_without_a_codebook_each_segment_has_a_place(segments: pd.DataFrame) -> None:
    frame = suggest_codes(segments, clusters(segments), [], NOTHING_CODED, spaces(tfidf))
    assert len(frame) == 5
    assert (frame["rank"] == 0).all()
    assert (frame["code"] == "").all()
    assert sorted(frame["order"]) == [1, 2, 3, 4, 5]
    empty = suggest_codes(
        segments.iloc[:0], clusters(segments), CODES, NOTHING_CODED, spaces(tfidf)
    )
    assert empty.dtypes.to_dict() == frame.dtypes.to_dict()
