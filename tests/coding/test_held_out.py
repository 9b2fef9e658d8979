"""What is suggested for a segment draws on nothing that was said of it."""

import pandas as pd

from godegrep.coding.held_out import FOLDS, held_out

SEGMENTS = pd.DataFrame(
    {
        "segment": [f"r{r}/q/{k}" for r in range(12) for k in range(2)],
        "respondent": [f"r{r}" for r in range(12) for _ in range(2)],
    }
)
CODED = pd.DataFrame(
    {
        "segment": [*SEGMENTS["segment"][:14], "r1/q/0@-1"],
        "text": "x",
        "code": [f"code of {name}" for name in SEGMENTS["segment"][:14]] + ["earlier"],
    }
)


def tell(segments: pd.DataFrame, coded: pd.DataFrame) -> pd.DataFrame:
    """A machine that suggests to every segment all that it has learnt."""
    rows = [
        (name, 7, rank, code, place)
        for place, name in enumerate(segments["segment"])
        for rank, code in enumerate(coded["code"], start=1)
    ]
    return pd.DataFrame(rows, columns=["segment", "cluster", "rank", "code", "order"])


def test_no_segment_learns_from_its_own_respondent() -> None:
    found = held_out(tell, SEGMENTS, CODED)
    for name, codes in found.groupby("segment")["code"]:
        respondent = name.split("/")[0]
        assert "earlier" in set(codes)
        assert not any(f"code of {respondent}/" in code for code in codes)
        uncoded = name not in set(CODED["segment"])
        # Uncoded segments learn from everything; coded ones from four of five parts.
        assert (len(codes) == len(CODED)) == uncoded
    assert set(found["segment"]) == set(SEGMENTS["segment"])
    assert len(CODED) * (FOLDS - 2) / FOLDS < found.groupby("segment").size().min()


def test_the_order_is_that_of_everything_known() -> None:
    found = held_out(tell, SEGMENTS, CODED)
    assert found["segment"].drop_duplicates().tolist() == SEGMENTS["segment"].tolist()
    assert found["cluster"].eq(7).all()
    assert held_out(tell, SEGMENTS, CODED[:0]).equals(tell(SEGMENTS, CODED[:0]))
