"""What is behind the indicators that are no shares of lessons: the classes of the timetable, accounts, the profile."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.indicators import MEASURED_KEYS
from dashboard.locales import LOCALES, language
from dashboard.school_choice import OF_WEEK, SchoolChoice
from dashboard.school_frames import CLASS_WEEK, NOTHING, SCHOOL_WEEK, AccountRow
from layouts.views.listing import SHOWN
from layouts.views.school_behind import Accounts, Classes, links
from tests.layouts.views.school_facts import known

PEOPLE = (
    AccountRow("t1", date(2025, 9, 1), 1, 1),
    AccountRow("t2", date(2025, 9, 1), 1, 0),
    AccountRow("t3", date(2026, 9, 1), 3, 2),
)


@pytest.mark.parametrize("key", LOCALES)
def test_q4_the_timetable_names_the_classes_and_what_they_lack(key: str) -> None:
    found = Classes(language(key), known(), SchoolChoice(listed="timetable")).page()
    assert [row[1:3] for row in found["rows"]] == [["10", "10"], ["6", "10"]]
    assert "1" in found["fraction"]
    assert "50" in found["fraction"]
    assert all(all(row) and len(row) == len(found["heads"]) for row in found["rows"])
    lacking = Classes(language(key), known(), SchoolChoice(listed="timetable", missing=True)).page()
    assert [row[1] for row in lacking["rows"]] == ["6"]
    assert lacking["fraction"] == found["fraction"]


@pytest.mark.parametrize("key", LOCALES)
def test_a19_accounts_are_listed_by_person(key: str) -> None:
    found = Accounts(language(key), known(), SchoolChoice(listed="act_teachers"), PEOPLE).page()
    assert [row[0] for row in found["rows"]] == ["t1", "t2", "t3"]
    assert "3" in found["fraction"]
    assert "5" in found["fraction"]
    assert "aaaaaaaaaaaa" in found["sources"][0]
    idle = Accounts(language(key), known(), SchoolChoice(listed="act_teachers", missing=True), PEOPLE).page()
    assert [row[0] for row in idle["rows"]] == ["t2", "t3"]
    assert idle["fraction"] == found["fraction"]


def test_a_page_shows_the_first_rows_and_the_file_has_all() -> None:
    of = Accounts(language("ru"), known(), SchoolChoice(listed="act_pupils"), PEOPLE[:1] * (SHOWN + 1))
    assert len(of.page()["rows"]) == SHOWN
    assert of.page()["cut"]
    assert len(of.table) == SHOWN + 1


def test_every_value_that_has_rows_leads_to_them() -> None:
    idle = {"teacher": (), "pupil": ("p1",), "parent": ()}
    found = links(known(idle=idle), SchoolChoice(period="year", year="2025-2026", variant="teachers", teacher="t1"))
    assert set(found) == set(MEASURED_KEYS)
    assert found["timetable"] == "?variant=teachers&of=timetable"
    assert found["profile"] == "#profile"


@pytest.mark.parametrize(
    ("kind", "there"), [(CLASS_WEEK, {"timetable"}), (SCHOOL_WEEK, set()), (NOTHING, set())]
)  # fmt: skip
def test_what_was_handed_over_as_counts_leads_nowhere(kind: str, there: set[str]) -> None:
    assert set(links(known(kind=kind, idle=None, profile=None), SchoolChoice())) == there


@pytest.mark.parametrize("listed", OF_WEEK)
def test_what_a_week_alone_has_is_of_the_shown_week(listed: str) -> None:
    choice = SchoolChoice.from_query({"of": listed, "period": "year", "year": "2025-2026"})
    assert (choice.period, choice.year, choice.listed) == ("week", "", listed)
