import numpy as np
import pytest

from godegrep.material.features import smoothed, unit_rows


def test_rows_move_towards_those_like_them() -> None:
    angles = np.radians([0, 10, 90])
    rows = np.column_stack([np.cos(angles), np.sin(angles)])
    # One neighbour each: the first two of each other, the third of the second.
    moved = smoothed(rows, neighbours=1, share=0.5)
    np.testing.assert_allclose(np.degrees(np.arctan2(moved[:, 1], moved[:, 0])), [5, 5, 50])
    np.testing.assert_allclose(np.linalg.norm(moved, axis=1), 1)
    np.testing.assert_allclose(smoothed(rows, share=0), rows)


@pytest.mark.parametrize("rows", [np.zeros((0, 2)), np.ones((1, 2)), -np.eye(2), np.zeros((3, 2))])
def test_rows_without_any_like_them_stay(rows: np.ndarray) -> None:
    np.testing.assert_allclose(smoothed(rows), unit_rows(rows) if len(rows) > 1 else rows)
