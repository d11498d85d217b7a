"""What to mend first: countable acts that name class, subject and teacher."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.frames import PageData, Surroundings
from dashboard.locales import LOCALES, NBSP, language
from dashboard.school_choice import SchoolChoice
from dashboard.school_frames import SCHOOL_WEEK
from layouts.views.reading import Reading
from layouts.views.school_todo import CARDS, todo
from tests.layouts.views.conftest import Load
from tests.layouts.views.school_facts import journal, known
from tests.layouts.views.schools import AT, with_school

DISTRICT = "100100000"


def items(data: PageData, around: Surroundings, key: str = "ru", **changes: object) -> dict[str, Any]:
    """Return what is to be mended, by indicator."""
    found: Any = todo(Reading(data, language(key), around), AT, known(**changes), SchoolChoice())
    return {item["ind"]: item for item in found["items"]}


def test_lessons_are_named_by_teacher_subject_and_class_most_first(page: Load, around: Surroundings) -> None:
    data = with_school(page(DISTRICT), {"planning": (70, 100, 2), "journal": (40, 100, 2), "qzj": (5, 7, 1)})
    found = items(data, around)
    planning = found["planning"]["cards"]
    assert [(card["head"], card["text"]) for card in planning] == [
        ("t1", f"Математика: 8{NBSP}«Б»"),
        ("t2", f"Биология: 8{NBSP}«Б»"),
    ]
    assert planning[0]["note"].startswith("10 уроков")
    assert {"of=planning", "teacher=t1", "missing=1"} <= set(planning[0]["href"][1:].split("&"))
    assert [card["head"] for card in found["journal"]["cards"]] == ["t1", "t2"]
    assert "71%" in found["planning"]["text"]


def test_classes_accounts_and_fields_are_named(page: Load, around: Surroundings) -> None:
    values = {"timetable": (1, 2, 1), "act_teachers": (8, 10, 2), "profile": (17, 18, 2), "qzj": (4, 7, 1)}
    found = items(with_school(page(DISTRICT), values), around)
    (timetable,) = found["timetable"]["cards"]
    assert timetable["head"] == "8 «Б»"
    assert timetable["note"] == "внести 4 урока"
    (teachers,) = found["act_teachers"]["cards"]
    assert teachers["text"] == "t7, t8"
    (fields,) = found["profile"]["cards"]
    assert fields["text"] == "краткое наименование"
    assert fields["href"] == "#profile"


def test_no_more_cards_than_somebody_reads(page: Load, around: Surroundings) -> None:
    rows = tuple(journal("8b", "bio", f"t{number}", 10, 0, 0) for number in range(CARDS + 3))
    found = items(with_school(page(DISTRICT), {"planning": (0, 100, 1), "qzj": (6, 7, 1)}), around, week_rows=rows)
    assert len(found["planning"]["cards"]) == CARDS
    assert "3" in found["planning"]["more"]


@pytest.mark.parametrize("key", LOCALES)
def test_where_nobody_can_be_named_it_is_said_why(page: Load, around: Surroundings, key: str) -> None:
    data = with_school(page(DISTRICT), {"planning": (0, 100, 1), "qzj": (6, 7, 1)})
    found = items(data, around, key, kind=SCHOOL_WEEK, week_rows=(), idle=None)
    assert found["planning"]["cards"] == []
    assert found["planning"]["why"]


def test_a_school_that_meets_all_has_nothing_to_mend(page: Load, around: Surroundings) -> None:
    data = with_school(page(DISTRICT), {"qzj": (7, 7, 3)})
    found: Any = todo(Reading(data, language("ru"), around), AT, known(), SchoolChoice())
    assert (found["done"], found["items"]) == ("Все нормы выполнены.", [])
