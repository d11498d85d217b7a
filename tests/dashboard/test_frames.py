"""Blocks of numbers are checked where they are made."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.frames import SCHOOL_VALUES, UNIT_VALUES, Block, FrameError, block, check


def test_rows_find_their_place() -> None:
    made = block(SCHOOL_VALUES, [7, 5], ["a", "b"], [(5, "b", "planning", 3, 4, 2), (7, "a", "qzj", 1, 7, 1)])
    assert made.numbers.shape == (2, 2, 9, 3)
    assert made.of("numerator")[1, 1, 5] == 3
    assert made.of("category")[0, 0, 0] == 1
    assert made.numbers.sum() == 3 + 4 + 2 + 1 + 7 + 1


def test_indicators_of_a_later_version_are_left_out() -> None:
    assert not block(SCHOOL_VALUES, [1], ["a"], [(1, "a", "attendance", 3, 4, 2)]).numbers.any()


def test_no_rows_are_zeros() -> None:
    assert block(UNIT_VALUES, [], [], []).numbers.shape == (0, 0, 9, 6)


@pytest.mark.parametrize(
    ("numbers", "fault"),
    [
        (np.zeros((1, 1, 9, 2), np.int64), "size"),
        (np.zeros((1, 1, 9, 3), np.float64), "float64"),
        (np.full((1, 1, 9, 3), -1, np.int64), "negative"),
    ],
)
def test_a_block_of_another_shape_is_refused(numbers: np.ndarray, fault: str) -> None:
    with pytest.raises(FrameError, match=fault):
        check(Block(SCHOOL_VALUES, (1,), {"a": 0}, numbers), SCHOOL_VALUES)


def test_a_block_of_other_fields_is_refused() -> None:
    with pytest.raises(FrameError, match="fields"):
        check(block(SCHOOL_VALUES, [1], ["a"], []), UNIT_VALUES)
