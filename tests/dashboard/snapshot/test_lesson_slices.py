"""Lessons that are gathered in parts are gathered as if they were not."""

from __future__ import annotations

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.snapshot.lesson_slices import WHOLE, slices_of
from tests.dashboard.snapshot import test_class_counts as counted
from tests.school_weeks import values_of

IDS = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1), unique=True, max_size=40)


def lessons_of(ids: list[str]) -> ibis.Table:
    return ibis.memtable(pa.table({"lesson_id": pa.array(ids, pa.string())}))


@given(ids=IDS, at_once=st.integers(1, 12))
def test_every_lesson_is_in_exactly_one_slice(ids: list[str], at_once: int) -> None:
    """The engine's order of texts is that of code points, which is Python's."""
    lessons = lessons_of(ids)
    parts = [part.of(lessons).lesson_id.to_pyarrow().to_pylist() for part in slices_of(lessons, at_once)]
    assert sorted(one for part in parts for one in part) == sorted(ids)
    assert max(map(len, parts), default=0) <= at_once + 1


def test_few_lessons_are_one_slice() -> None:
    assert slices_of(lessons_of(["a", "b"]), 2) == slices_of(lessons_of(["a", "b"]), None) == [WHOLE]
    assert slices_of(lessons_of([]), 1) == [WHOLE]


@pytest.mark.parametrize("at_once", [1, 7, 100])
def test_a_week_is_the_same_however_many_lessons_are_gathered_at_once(at_once: int) -> None:
    """Every case of the rules on classes and journals, Q-1 … Q-11 and Q-55 … Q-60, once more in slices."""
    whole, parts = counted.world.computed, counted.world.compute(at_once=at_once)
    assert values_of(parts) == values_of(whole)
    for name in ("schools", "revised", "statistics", "late"):
        assert getattr(parts, name).equals(getattr(whole, name)), name
