"""Schools: accounts, profiles, logins, and the two forms a school may come in; one school for every rule."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.indicators import INDICATOR_KEYS
from tests.school_weeks import FACTS, School, World, at

SUNDAY, SATURDAY = date(2025, 11, 16), date(2025, 11, 15)
CUT_OFF, LATE = "2025-11-16 00:00:00", "2025-11-16 00:00:00.000001"
MONDAY = date(2025, 11, 10)
DONE = "2025-11-10 10:00"
NOTHING = (None, None, "none")

world = World(delivered=(*FACTS, "accounts", "accounts_week", "class_week", "school_week", "logins"))


def value(school: object, indicator: str) -> tuple[int | None, int | None, str]:
    """Return what a school built in this module got."""
    return world.values[school.__name__, indicator]


def note(kind: str, **details: object) -> dict[str, object]:
    """Return the details of the one note of a kind."""
    found = [n for n in world.computed.notes if n.kind == kind and details.items() <= dict(n.details).items()]
    assert len(found) == 1
    return dict(found[0].details)


# --- accounts


def teachers(name: str, *accounts: dict[str, object]) -> str:
    """Add a school with teacher accounts."""
    school = School(world, name).register(ready=False)
    school.classroom()
    for columns in accounts:
        school.account("teacher", **columns)
    return name


def of_hundred(name: str, activated: int, created: int) -> str:
    """Add a school of which so many teachers are activated."""
    passive = {"first_login_at": None}
    return teachers(name, *[{}] * activated, *[passive] * (created - activated))


T6 = [
    (of_hundred("t6a", 45, 50), (45, 50, "high")),
    (of_hundred("t6b", 89, 100), (89, 100, "medium")),
    (of_hundred("t6c", 59, 100), (59, 100, "low")),
]


@pytest.mark.parametrize(("school", "expected"), T6)
def test_t6_activated_teachers(school: str, expected: tuple[int, int, str]) -> None:
    assert world.values[school, "act_teachers"] == expected


ACCOUNTS = {
    "q43_at_the_cut_off": ([{"registered_at": at(CUT_OFF), "first_login_at": at(CUT_OFF)}], (1, 1)),
    "q43_registered_after": ([{"registered_at": at(LATE)}], (0, 1)),
    "q43_entered_after": ([{"first_login_at": at(LATE)}], (0, 1)),
    "g27_never_registered": ([{"registered_at": None}], (0, 1)),
    "g27_never_entered": ([{"first_login_at": None}], (0, 1)),
    "q45_created_on_saturday": ([{"created_on": SATURDAY}], (1, 1)),
    "q45_created_on_sunday": ([{"created_on": SUNDAY}, {}], (1, 1)),
    "q46_archived_at_the_cut_off": ([{"archived_at": at(CUT_OFF)}, {}], (1, 1)),
    "q46_archived_after": ([{"archived_at": at(LATE)}], (1, 1)),
    "q51_one_person_twice": ([{"person_id": "same"}, {"person_id": "same"}], (2, 2)),
}
ACCOUNT_SCHOOLS = {rule: teachers(rule, *accounts) for rule, (accounts, _) in ACCOUNTS.items()}


@pytest.mark.parametrize("rule", ACCOUNTS)
def test_q43_q45_q46_q51_which_accounts_count(rule: str) -> None:
    assert world.values[rule, "act_teachers"][:2] == ACCOUNTS[rule][1]


@world.school
def q52_q53_roles(school: School) -> None:
    school.register().classroom()
    school.account("staff", person_id="several")
    school.account("teacher", person_id="several")


def test_q53_staff_counts_in_no_indicator() -> None:
    assert value(q52_q53_roles, "act_teachers") == (2, 2, "high")
    assert value(q52_q53_roles, "act_pupils") == value(q52_q53_roles, "act_parents") == (1, 1, "high")


def test_q52_there_is_no_total_over_roles() -> None:
    """Q-17, Q-52: nine indicators, three of them accounts of one role each."""
    found = world.computed.values
    assert set(found["indicator"]) == set(INDICATOR_KEYS)
    assert len(INDICATOR_KEYS) == 9
    assert (found.groupby("school_id")["indicator"].nunique() == 9).all()


@world.school
def q12_no_accounts(school: School) -> None:
    school.register(ready=False).classroom()


def test_q12_a_denominator_of_0_is_0_and_low_and_counts() -> None:
    for indicator in ("act_teachers", "act_pupils", "act_parents", "planning", "journal"):
        assert value(q12_no_accounts, indicator) == (0, 0, "low")
    assert value(q12_no_accounts, "timetable") == (0, 1, "low")
    assert value(q12_no_accounts, "qzj") == (1, 7, "low")
    assert world.schools["q12_no_accounts"]["state"] == "data"


# --- profile


def profile_school(name: str, filled: int, **fields: str) -> str:
    """Add a school with so many profile fields."""
    School(world, name).register(filled=filled, **fields).classroom()
    return name


PROFILES = [
    (profile_school("t5_18", 18), (18, 18, "high")),
    (profile_school("t5_17", 17), (17, 18, "medium")),
    (profile_school("t5_13", 13), (13, 18, "medium")),
    (profile_school("t5_12", 12), (12, 18, "low")),
    (profile_school("q61_white_space", 17, licence_valid_from=" \u00a0\t\u2003\n\x85\x1f"), (17, 18, "medium")),
    (profile_school("q61_empty", 17, licence_valid_from=""), (17, 18, "medium")),
    (profile_school("q61_junk", 17, licence_valid_from="."), (18, 18, "high")),
    (profile_school("q61_not_available", 17, licence_valid_from=" N/A "), (18, 18, "high")),
    (profile_school("q62_no_date", 18, opened_on="in spring"), (18, 18, "high")),
    (profile_school("q63_column_missing", 0), (0, 18, "low")),
]


@pytest.mark.parametrize(("school", "expected"), PROFILES)
def test_t5_q61_q62_q63_filled_profile_fields(school: str, expected: tuple[int, int, str]) -> None:
    assert world.values[school, "profile"] == expected


def test_q61_every_white_space_python_knows_is_nothing() -> None:
    spaces = World()
    odd = [chr(code) for code in range(0x3001) if chr(code).isspace()]
    for number, space in enumerate(odd):
        School(spaces, f"s{number}").register(filled=0, full_name=space * 2).classroom()
    assert {spaces.values[f"s{number}", "profile"] for number in range(len(odd))} == {(0, 18, "low")}


# --- teaching or not, connected or not


@world.school
def q05_vacation_of_its_own(school: School) -> None:
    room = school.register(unit_id="D2").classroom(lessons=10)
    room.lesson(1, topics=DONE, marks=[{"entered_at": at(DONE)}])
    school.calendar("vacation", world.week, SATURDAY)


@world.school
def q05_without_active_classes(school: School) -> None:
    school.register().classroom(active_to=date(2025, 9, 1))


@world.school
def q05_grade_closed_without_other_classes(school: School) -> None:
    school.register().classroom(grade=1, active_to=date(2025, 9, 1))
    school.calendar("vacation", world.week, SATURDAY, grade=1)


def test_q05_teaching_is_a_matter_of_the_calendar() -> None:
    assert world.schools["q05_vacation_of_its_own"]["state"] == "no_teaching"
    assert world.schools["q05_vacation_of_its_own"]["teaching_days"] == 0


def test_q05_without_active_classes_the_calendar_without_grade_decides() -> None:
    for school in (q05_without_active_classes, q05_grade_closed_without_other_classes):
        assert world.schools[school.__name__]["state"] == "data"
        assert world.schools[school.__name__]["teaching_days"] == 5
        assert value(school, "timetable") == (0, 0, "low")


def test_q06_a_school_without_teaching_has_nine_empty_rows() -> None:
    assert {value(q05_vacation_of_its_own, key) for key in INDICATOR_KEYS} == {NOTHING}
    assert world.schools["q05_vacation_of_its_own"]["lessons"] == 0


@world.school
def q07_nothing_delivered(school: School) -> None:
    school.register(ready=False)


@world.school
def q07_an_account_is_something(school: School) -> None:
    school.register(ready=False).account("staff")


@world.school
def q07_an_inactive_class_is_something(school: School) -> None:
    school.register(ready=False).classroom(active_to=date(2024, 5, 25))


@world.school
def q07_a_role_is_something(school: School) -> None:
    school.register(ready=False)
    world.add("accounts_week", school_id=school.id, role="pupil", created=10, activated=9)


def test_q07_a_school_of_which_nothing_came_is_not_connected_and_named() -> None:
    assert world.schools["q07_nothing_delivered"]["state"] == "not_connected"
    assert {value(q07_nothing_delivered, key) for key in INDICATOR_KEYS} == {NOTHING}
    assert note("school_not_connected") == {"count": 1, "schools": ["q07_nothing_delivered"]}
    row = world.schools["q07_nothing_delivered"]
    assert {row[name] for name in ("lessons", "tick_only", "marks", "homework", "logins")} == {None}


@pytest.mark.parametrize(
    "school", [q07_an_account_is_something, q07_an_inactive_class_is_something, q07_a_role_is_something]
)
def test_q07_any_row_connects_a_school(school: object) -> None:
    assert world.schools[school.__name__]["state"] == "data"
    assert value(school, "qzj")[1] == 7


@world.school
def q14_six_of_seven(school: School) -> None:
    room = school.register().classroom()
    for number in range(100):
        facts = {"held": DONE} if number < 48 else {}
        room.lesson(1 + number % 5, 1 + number // 5 % 14, topics=DONE, **facts)


@world.school
def q14_all_seven(school: School) -> None:
    room = school.register().classroom()
    for number in range(10):
        room.lesson(1 + number % 5, 1 + number // 5, topics=DONE, held=DONE)


def test_t10_q14_six_of_seven_is_not_paperless() -> None:
    assert value(q14_six_of_seven, "journal") == (48, 100, "medium")
    assert value(q14_six_of_seven, "qzj") == (6, 7, "medium")
    assert value(q14_all_seven, "qzj") == (7, 7, "high")


def test_q13_q14_timely_plays_no_part() -> None:
    assert value(q14_all_seven, "timely") == NOTHING
    assert value(q14_all_seven, "qzj") == (7, 7, "high")


@world.school
def q18_outside_the_monitor(school: School) -> None:
    school.register(in_monitor=False).classroom(lessons=10)
    world.add("logins", person_id="p", school_id=school.id, role="pupil", date=MONDAY)
    world.add("accounts_week", school_id=school.id, role="pupil", created=10**9, activated=0)


def test_q18_q98_only_participating_schools_are_counted() -> None:
    assert "q18_outside_the_monitor" not in world.schools
    assert ("q18_outside_the_monitor", "qzj") not in world.values
    pooled = world.computed.unit_values.set_index(["unit_id", "indicator"])["denominator"]
    assert pooled["000000000", "act_pupils"] < 10**9


@world.school
def q36_days_of_grades(school: School) -> None:
    school.register()
    for grade in (1, 2):
        school.classroom(grade=grade, lessons=10)
    school.calendar("closure", MONDAY, date(2025, 11, 12), grade=1)


def test_q36_the_longest_week_of_its_grades_is_the_schools() -> None:
    assert world.schools["q36_days_of_grades"]["teaching_days"] == 5
    assert value(q36_days_of_grades, "timetable") == (2, 2, "high")


# --- aggregated schools

WEEK_ROW = {"lessons": 30, "lessons_planned": 25, "lessons_recorded": 20}


@world.school
def q65_class_week(school: School) -> None:
    school.register().classroom().week_row(slots=10, **WEEK_ROW)
    school.classroom().week_row(slots=9, **WEEK_ROW)
    school.classroom()
    school.classroom(active_to=date(2025, 9, 1)).week_row(slots=30, **WEEK_ROW)


def test_q65_no_row_is_no_lessons_and_rows_outside_c_count_nowhere() -> None:
    assert value(q65_class_week, "timetable") == (1, 3, "low")
    assert value(q65_class_week, "planning") == (50, 60, "high")
    assert value(q65_class_week, "journal") == (40, 60, "high")
    assert world.schools["q65_class_week"]["lessons"] == 60


@world.school
def q66_school_week(school: School) -> None:
    school.register().classroom()
    school.week_row(classes=20, classes_full=19, **WEEK_ROW)


def test_q66_q70_school_week_stands_for_classes_and_lessons() -> None:
    assert value(q66_school_week, "timetable") == (19, 20, "high")
    assert value(q66_school_week, "planning") == (25, 30, "high")


def test_q71_lessons_are_the_denominator_and_slots_are_for_the_timetable() -> None:
    assert value(q65_class_week, "journal")[1] == 60
    assert value(q65_class_week, "timetable")[0] == 1


@world.school
def q70_without_teaching(school: School) -> None:
    school.register(unit_id="D2").classroom()
    school.week_row(classes=20, classes_full=19, **WEEK_ROW)
    school.calendar("closure", world.week, SATURDAY)


def test_q70_the_calendar_decides_about_teaching_whatever_the_row_says() -> None:
    assert {value(q70_without_teaching, key) for key in INDICATOR_KEYS} == {NOTHING}
    assert world.schools["q70_without_teaching"]["state"] == "no_teaching"


@world.school
def q68_marks_of_classes(school: School) -> None:
    school.register().classroom().week_row(marks=10, marks_eligible=8, marks_timely=7)
    school.classroom().week_row(marks=10, marks_eligible=8)
    school.classroom().week_row(marks=10, marks_timely=8)
    school.classroom().week_row()


@world.school
def q68_none_has_both(school: School) -> None:
    school.register().classroom().week_row(marks_eligible=8)
    school.classroom().week_row(marks_timely=8)


@world.school
def q68_nothing_eligible(school: School) -> None:
    school.register().classroom()
    school.week_row(classes=1, classes_full=1, marks=3, marks_eligible=0, marks_timely=0, **WEEK_ROW)


def test_q68_timeliness_adds_the_rows_that_have_both_numbers() -> None:
    assert value(q68_marks_of_classes, "timely") == (7, 8, "high")
    assert value(q68_none_has_both, "timely") == NOTHING
    assert value(q68_nothing_eligible, "timely") == NOTHING
    assert world.schools["q68_marks_of_classes"]["marks"] == 30


@world.school
def q54_role_missing(school: School) -> None:
    school.register(ready=False).classroom().week_row(slots=10, **WEEK_ROW)
    for role in ("teacher", "pupil"):
        world.add("accounts_week", school_id=school.id, role=role, created=100, activated=90)


def test_q54_a_missing_role_of_an_aggregated_school_is_0_of_0_with_a_note() -> None:
    assert value(q54_role_missing, "act_teachers") == (90, 100, "high")
    assert value(q54_role_missing, "act_parents") == (0, 0, "low")
    told = note("accounts_missing", role="parent")
    assert told == {"role": "parent", "count": 2, "schools": ["q07_a_role_is_something", "q54_role_missing"]}


def test_q69_accounts_and_lessons_may_come_in_different_forms() -> None:
    assert value(q65_class_week, "act_teachers") == (1, 1, "high")
    assert value(q54_role_missing, "planning") == (25, 30, "high")


# --- what is told and what is counted


@world.school
def q72_told_counts(school: School) -> None:
    room = school.register().classroom()
    room.week_row(homework=3, login_days=5, lessons_tick_only=2, marks=9, lessons=10, lessons_recorded=10)
    school.classroom().week_row(homework=4)


@world.school
def q104_nothing_told(school: School) -> None:
    school.register().classroom().week_row()


@world.school
def q104_true_zero(school: School) -> None:
    school.register().classroom(lessons=1)


@world.school
def a38_logins(school: School) -> None:
    school.register().classroom()
    for person, role in (("p", "pupil"), ("p", "parent"), ("q", "pupil")):
        world.add("logins", person_id=person, school_id=school.id, role=role, date=MONDAY)
    world.add("logins", person_id="p", school_id=school.id, role="pupil", date=date(2025, 11, 11))


COUNTS = ("tick_only", "marks", "homework", "logins")


@pytest.mark.parametrize(
    ("school", "expected"),
    [
        (q72_told_counts, (2, 9, 7, 5)),
        (q104_nothing_told, (None, None, None, None)),
        (q104_true_zero, (0, 0, 0, 0)),
        (a38_logins, (0, 0, 0, 3)),
    ],
)
def test_q72_q104_what_is_not_delivered_is_not_zero(school: object, expected: tuple[int | None, ...]) -> None:
    row = world.schools[school.__name__]
    assert tuple(row[name] for name in COUNTS) == expected


def test_q104_statistics_add_what_is_there_and_say_how_many_schools_it_covers() -> None:
    told = World(delivered=("accounts_week", "class_week"))
    for name, columns in {"a": {"marks": 5}, "b": {"marks": 0}, "c": {}}.items():
        School(told, name).register(ready=False).classroom().week_row(**columns)
    found = told.computed.statistics.set_index(["unit_id", "statistic"])
    assert tuple(found.loc[("D1", "marks")]) == (5, 2)
    assert found.loc[("D1", "homework"), "schools"] == 0
    assert found["total"].isna()["D1", "homework"]
    assert found["total"].isna()["D3", "marks"]


def test_q63_q64_an_aggregated_drop_may_be_of_school_week_alone() -> None:
    told = World(delivered=("accounts_week",))
    School(told, "a").register(ready=False).week_row(classes=10, classes_full=10, **WEEK_ROW)
    School(told, "b").register(ready=False).classroom()
    assert told.values["a", "timetable"] == (10, 10, "high")
    assert told.values["b", "timetable"] == (0, 1, "low")
    assert told.schools["b"]["marks"] is None
