"""Lessons that are gathered in parts are gathered as if they were not."""

from __future__ import annotations

from collections import Counter, defaultdict

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.snapshot.compute import Computed
from dashboard.snapshot.lesson_slices import WHOLE, slices_of
from tests.dashboard.snapshot import test_class_counts as counted
from tests.school_weeks import FACTS, World, values_of

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


@pytest.mark.parametrize("at_once", [7, 100])
def test_a_week_is_the_same_however_many_lessons_are_gathered_at_once(at_once: int) -> None:
    """Every case of the rules on classes and journals, Q-1 … Q-11 and Q-55 … Q-60, once more in slices."""
    assert_same(counted.world.compute(at_once=at_once), counted.world.computed)


def test_a_week_is_the_same_when_every_lesson_is_gathered_alone() -> None:
    """The same cases: of lessons of a school that are alike in everything, two."""
    few = without_repetition(counted.world)
    assert set(kinds_of(few).values()) == set(kinds_of(counted.world).values())
    assert len(slices_of(few.tables["lessons"], 1)) == len(few.rows["lessons"]) > len(few.rows["schools"]) > 30
    assert_same(few.compute(at_once=1), few.computed)


def assert_same(parts: Computed, whole: Computed) -> None:
    """Assert that two computed weeks are one."""
    assert values_of(parts) == values_of(whole)
    for name in ("schools", "revised", "statistics", "late"):
        assert getattr(parts, name).equals(getattr(whole, name)), name


def kinds_of(world: World) -> dict[object, object]:
    """Return what there is to know of each lesson, by its id: its class but for its name, its status, its entries.

    On which day a lesson was is part of it where something was entered; where nothing was, gathering sees no day.
    """
    classes = {row["class_id"]: {**row, "class_id": "", "letter": ""} for row in world.rows["classes"]}
    entered: dict[object, list[str]] = defaultdict(list)
    for name in set(FACTS) - {"lessons"}:
        for row in world.rows[name]:
            entered[row["lesson_id"]].append(repr((name, {**row, "lesson_id": ""})))
    found: dict[object, object] = {}
    for row in world.rows["lessons"]:
        entries = tuple(sorted(entered[row["lesson_id"]]))
        found[row["lesson_id"]] = repr(classes[row["class_id"]]), row["status"], entries and row["date"], entries
    return found


def without_repetition(world: World) -> World:
    """Return a world with the first two lessons of each kind."""
    seen: Counter[object] = Counter()
    kept = set()
    for lesson, kind in kinds_of(world).items():
        seen[kind] += 1
        kept |= {lesson} if seen[kind] <= 2 else set()
    few = World(world.week, tuple(world.delivered))
    for name, rows in world.rows.items():
        few.rows[name] = [row for row in rows if row.get("lesson_id", next(iter(kept))) in kept]
    return few
