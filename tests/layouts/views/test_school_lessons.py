"""The lessons behind a percentage: how many, which, what each lacks, of which snapshot."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dashboard.locales import LOCALES, language
from dashboard.school_choice import SchoolChoice
from dashboard.school_frames import LessonRow
from layouts.views.school_lessons import SHOWN, Lessons, lessons
from tests.layouts.views.school_facts import WEEK, known

FULL = LessonRow(
    WEEK, date(2026, 11, 16), 1, "8b", "math", "t1", "scheduled", True, True, True, True, True, 5, 4, 4, 0, 0, 0
)
BARE = FULL._replace(
    slot=2, topic=False, homework=False, homework_in_time=False, recorded=False, planned=False,
    marks=0, marks_eligible=0, marks_in_time=0, late_entries=3, status="substituted",
)  # fmt: skip
LATE = FULL._replace(slot=3, homework_in_time=False, marks_in_time=1)
FIRST = BARE._replace(class_id="1a")
ROWS = [FULL, BARE, LATE, FIRST]


def shown(listed: str, *, missing: bool = False, key: str = "ru", rows: list[LessonRow] | None = None) -> Any:
    choice = SchoolChoice(listed=listed, missing=missing)
    return lessons(Lessons(language(key), known(), choice, ROWS if rows is None else rows, frozenset({"1a"})))


@pytest.mark.parametrize(
    ("listed", "fraction", "missing"),
    [
        ("topics", "2 из 4: 50,0%", 2),
        ("planning", "2 из 4: 50,0%", 2),
        ("journal", "2 из 4: 50,0%", 2),
        ("homework", "2 из 3: 66,6%", 1),  # nobody asks the first grade (G-22)
        ("homework_in_time", "1 из 2: 50,0%", 1),
        ("timely", "5 из 8: 62,5%", 1),
        ("lessons", "", 4),
    ],
)
def test_the_number_its_lessons_and_those_that_lack_something(listed: str, fraction: str, missing: int) -> None:
    assert shown(listed)["fraction"] == fraction
    assert shown(listed, missing=True)["fraction"] == fraction
    assert len(shown(listed, missing=True)["rows"]) == missing


@pytest.mark.parametrize("key", LOCALES)
def test_every_lesson_says_when_where_who_and_what_is_missing(key: str) -> None:
    found = shown("lessons", key=key)
    assert all(all(cells) and len(cells) == len(found["heads"]) for cells in found["rows"])
    full, bare, late, first = (row[5] for row in found["rows"])
    nothing = language(key).gettext("nothing")
    assert full == nothing != bare
    assert late.endswith(": 3")
    assert first.count(";") == bare.count(";") - 1


def test_the_snapshot_is_named() -> None:
    assert "aaaaaaaaaaaa" in shown("journal")["sources"][0]


def test_a_page_shows_the_first_lessons_and_says_how_many_there_are() -> None:
    found = shown("lessons", rows=[FULL] * (SHOWN + 1))
    assert len(found["rows"]) == SHOWN
    assert found["cut"]
    assert found["count"].startswith("501")


@pytest.mark.parametrize("key", LOCALES)
@pytest.mark.parametrize(("listed", "points"), [("sor", [7, 3]), ("soch", [4])])
def test_a7_summative_work_leads_to_its_lessons_with_the_points_of_each(
    key: str, listed: str, points: list[int]
) -> None:
    rows = [FULL._replace(sor=7), BARE, LATE._replace(sor=3, soch=4)]
    found = shown(listed, key=key, rows=rows)
    assert [row[5] for row in found["rows"]] == [language(key).number(one) for one in points]
    assert found["heads"][5] == found["title"] != shown("lessons", key=key)["title"]
    assert found["meaning"].endswith(language(key).number(sum(points)))
    assert (found["fraction"], found["switch"]) == ("", [])


def test_substitutions_are_marked() -> None:
    assert shown("lessons")["rows"][1][4] == "t1 (замена)"
