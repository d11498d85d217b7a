"""Classes and their journals: every test has a school of its own in one week of 9–15 November 2025."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.configuration import load_configuration
from dashboard.snapshot.class_counts import Moments
from tests.school_weeks import FACTS, NORMAL_WEEK, School, World, at, values_of

world = World()
MONDAY = date(2025, 11, 10)
DONE = "2025-11-10 10:00"
CUT_OFF = "2025-11-16 00:00:00"
LATE = "2025-11-16 00:00:00.000001"


def value(school: object, indicator: str) -> tuple[int | None, int | None, str]:
    """Return what a school built in this module got."""
    return world.values[school.__name__, indicator]


# --- classes and lessons


@world.school
def t1_one_class_short(school: School) -> None:
    school.register().classroom(lessons=8)
    for number in range(10):
        school.classroom(lessons=10 + number % 2)


def test_t1_ten_of_eleven_classes_are_not_enough() -> None:
    assert value(t1_one_class_short, "timetable") == (10, 11, "medium")


@world.school
def t2_one_of_twenty(school: School) -> None:
    school.register().classroom(lessons=9)
    for _ in range(19):
        school.classroom(lessons=10)


def test_t2_nineteen_of_twenty_classes_meet_the_norm() -> None:
    assert value(t2_one_of_twenty, "timetable") == (19, 20, "high")


@world.school
def q01_empty_timetable(school: School) -> None:
    school.register().classroom(lessons=10)
    school.classroom()
    school.classroom(active_from=date(2025, 12, 1))
    school.classroom(active_to=date(2025, 11, 8))


def test_q01_active_classes_with_teaching_days_count_whether_or_not_they_have_lessons() -> None:
    assert value(q01_empty_timetable, "timetable") == (1, 2, "low")


@world.school
def q02_lessons_on_any_day(school: School) -> None:
    room = school.register().classroom()
    for weekday in range(7):
        room.lesson(weekday, status="substituted" if weekday else "scheduled", topics=DONE)
    room.lesson(1, 2, status="cancelled", topics=DONE)
    inactive = school.classroom(active_to=date(2025, 11, 8))
    inactive.lesson(1, topics=DONE, marks=[{"entered_at": at(DONE)}])


def test_q02_scheduled_and_substituted_lessons_on_any_day_of_classes_in_c() -> None:
    assert value(q02_lessons_on_any_day, "planning") == (7, 7, "high")
    assert value(q02_lessons_on_any_day, "timely") == (None, None, "none")
    assert world.schools["q02_lessons_on_any_day"]["lessons"] == 7


@world.school
def q03_slots(school: School) -> None:
    room = school.register().classroom(lessons=9)
    room.lesson(1, 1)  # a second subgroup in a slot that is there
    room.lesson(5, 2, status="cancelled")  # a cancelled lesson alone makes no slot


@world.school
def q03_live_subgroup_keeps_the_slot(school: School) -> None:
    room = school.register().classroom(lessons=9)
    room.lesson(5, 2, status="cancelled")
    room.lesson(5, 2, status="substituted")


def test_q03_slots_are_distinct_pairs_of_date_and_slot() -> None:
    assert value(q03_slots, "timetable") == (0, 1, "low")
    assert value(q03_slots, "journal") == (0, 10, "low")
    assert value(q03_live_subgroup_keeps_the_slot, "timetable") == (1, 1, "high")


def days_off(school: School, number: int) -> None:
    """Close a school on the first days of the week."""
    if number:
        school.calendar("closure", MONDAY, date(2025, 11, 9 + number))


def school_with_days(days: int, mode: int, lessons: int) -> str:
    """Add a school with so many teaching days and a class with so many lessons."""
    school = School(world, f"q04-{mode}-{days}-{lessons}")
    school.register(week_mode=mode).classroom(lessons=lessons)
    days_off(school, mode - days)
    return school.id


MINIMUM = {6: 10, 5: 10, 4: 10, 3: 6, 2: 4, 1: 2}
Q04 = [
    (school_with_days(days, mode, MINIMUM[days] - missing), days, not missing)
    for mode in (5, 6)
    for days in range(1, mode + 1)
    for missing in (0, 1)
]


@pytest.mark.parametrize(("school", "days", "met"), Q04)
def test_q04_the_minimum_shrinks_below_four_days_in_any_week_mode(school: str, days: int, met: bool) -> None:
    assert world.schools[school]["teaching_days"] == days
    assert world.values[school, "timetable"] == (int(met), 1, "high" if met else "low")


@world.school
def q10_all_grades(school: School) -> None:
    school.register()
    for grade in (0, 11, 12):
        school.classroom(grade=grade, lessons=10)


def test_q10_grades_0_to_12_count_alike() -> None:
    assert value(q10_all_grades, "timetable") == (3, 3, "high")
    assert value(q10_all_grades, "planning") == (0, 30, "low")


@world.school
def q11_facts_on_cancelled(school: School) -> None:
    room = school.register().classroom()
    room.lesson(status="cancelled", topics=DONE, held=DONE, marks=[{"entered_at": at(DONE)}])
    room.lesson(2, marks=[{"entered_at": at("2025-11-11 10:00")}])


def test_q11_facts_on_cancelled_lessons_count_nowhere() -> None:
    assert value(q11_facts_on_cancelled, "planning") == (0, 1, "low")
    assert value(q11_facts_on_cancelled, "journal") == (1, 1, "high")
    assert value(q11_facts_on_cancelled, "timely") == (1, 1, "high")
    assert world.schools["q11_facts_on_cancelled"]["marks"] == 1


@world.school
def q37_active_for_part(school: School) -> None:
    school.register().classroom(lessons=9, active_from=date(2025, 11, 14))  # its last teaching day
    school.classroom(lessons=10, active_from=date(2025, 11, 15))  # a Saturday: no teaching day is left
    school.classroom(lessons=10, active_to=MONDAY)


def test_q37_one_teaching_day_of_activity_is_enough_and_shrinks_nothing() -> None:
    assert value(q37_active_for_part, "timetable") == (1, 2, "low")


# --- planning and journal


@world.school
def t3_planning(school: School) -> None:
    room = school.register().classroom()
    room.lessons(60, topics=DONE)
    room.lessons(5, homework=DONE)
    room.lessons(6, topics=DONE, homework=DONE)
    room.lessons(29)


def test_t3_topic_or_homework() -> None:
    assert value(t3_planning, "planning") == (71, 100, "high")
    assert world.schools["t3_planning"]["homework"] == 11


@world.school
def t4_journal(school: School) -> None:
    room = school.register().classroom()
    room.lessons(20, marks=[{"entered_at": at(DONE)}] * 2)
    room.lessons(10, attendance=DONE)
    room.lessons(4, comments=DONE)
    room.lessons(15, held=DONE)
    room.lessons(51)


def test_t4_any_sign_makes_a_lesson_recorded() -> None:
    assert value(t4_journal, "journal") == (49, 100, "high")
    assert world.schools["t4_journal"]["tick_only"] == 15
    assert world.schools["t4_journal"]["marks"] == 40


@world.school
def g18_tick_with_others(school: School) -> None:
    room = school.register().classroom()
    room.lesson(1, held=DONE, comments=DONE)
    room.lesson(2, held=DONE, attendance=DONE)
    room.lesson(3, held=DONE, marks=[{"entered_at": at(DONE)}])
    room.lesson(4, held=DONE, topics=DONE)


def test_g18_a_tick_beside_a_mark_an_absence_or_a_comment_is_not_tick_only() -> None:
    assert value(g18_tick_with_others, "journal") == (4, 4, "high")
    assert world.schools["g18_tick_with_others"]["tick_only"] == 1


@world.school
def q43_facts_at_the_cut_off(school: School) -> None:
    room = school.register().classroom()
    room.lesson(1, topics=CUT_OFF, held=CUT_OFF)
    room.lesson(2, topics=LATE, held=LATE)


def test_q43_a_fact_exactly_at_the_cut_off_counts() -> None:
    assert value(q43_facts_at_the_cut_off, "planning") == (1, 2, "medium")
    assert value(q43_facts_at_the_cut_off, "journal") == (1, 2, "high")


@world.school
def q47_planned_in_august(school: School) -> None:
    school.register().classroom().lesson(topics="2025-08-20 10:00", marks=[{"entered_at": at("2025-08-20 10:00")}])


def test_q47_there_is_no_lower_limit_for_the_time_of_entry() -> None:
    assert value(q47_planned_in_august, "planning") == (1, 1, "high")
    assert value(q47_planned_in_august, "timely") == (1, 1, "high")


@world.school
def q48_entered_later(school: School) -> None:
    room = school.register(ready=False).classroom()
    school.account("teacher", first_login_at=at(LATE))
    room.lesson(1, topics="2025-11-30 00:00")
    room.lesson(2, topics="2025-11-30 00:00:01")


@world.school
def q50_saturday_lesson(school: School) -> None:
    school.register().classroom().lesson(6, marks=[{"entered_at": at("2025-11-16 10:00")}])


def test_q48_the_revised_series_moves_the_cut_off_of_facts_alone() -> None:
    assert value(q48_entered_later, "planning") == (0, 2, "low")
    revised = values_of(world.compute(late_days=14))
    assert revised["q48_entered_later", "planning"] == (1, 2, "medium")
    assert revised["q48_entered_later", "act_teachers"] == (0, 1, "low")
    assert value(q50_saturday_lesson, "timely") == (None, None, "none")
    assert value(q50_saturday_lesson, "journal") == (0, 1, "low")
    assert revised["q50_saturday_lesson", "timely"] == (1, 1, "high"), "Q-50: in time, although after the cut-off"


def test_q50_a_mark_on_saturdays_lesson_set_on_sunday_is_not_yet_there() -> None:
    assert value(q50_saturday_lesson, "timely") == (None, None, "none")
    assert value(q50_saturday_lesson, "journal") == (0, 1, "low")


@world.school
def q59_equal_rows(school: School) -> None:
    twice = {"entered_at": at(DONE)}
    lesson = school.register().classroom().lesson(homework=DONE, marks=[twice, twice])
    world.add("homework", lesson_id=lesson, entered_at=at(DONE))


def test_q59_equal_facts_are_all_used() -> None:
    assert world.schools["q59_equal_rows"]["marks"] == 2
    assert world.schools["q59_equal_rows"]["homework"] == 2
    assert value(q59_equal_rows, "planning") == (1, 1, "high")


@world.school
def q60_any_row(school: School) -> None:
    room = school.register().classroom()
    lesson = room.lesson(1)
    world.add("attendance", lesson_id=lesson, pupil_id="p", code="late", entered_at=at(DONE))
    world.add("homework", lesson_id=lesson, minutes=0, entered_at=at(DONE))


def test_q60_every_row_counts_as_the_fact() -> None:
    assert value(q60_any_row, "journal") == (1, 1, "high")
    assert value(q60_any_row, "planning") == (1, 1, "high")


# --- timely marks


def timely_school(name: str, journal_kind: str | None, *marks: tuple[str | None, str, str | None]) -> str:
    """Add a school with marks on a lesson of Friday: work type, entered and edited at."""
    school = School(world, name)
    room = school.register().classroom(journal_kind=journal_kind)
    rows = [
        {"work_type": kind, "entered_at": at(entered), "edited_at": edited and at(edited)}
        for kind, entered, edited in marks
    ]
    room.lesson(5, marks=rows)
    return school.id


FRIDAY, SATURDAY_1259, SATURDAY_1300 = "2025-11-14 09:00", "2025-11-15 12:59:59.999999", "2025-11-15 13:00"
WORK_TYPES = ("formative", "answer", "behaviour", "classwork", "recitation", "sor", "soch", None)
EVERY_TYPE = [(kind, FRIDAY, None) for kind in WORK_TYPES]
TIMELY = {
    "t13_just_in_time": (timely_school("t13a", "criterial", (None, SATURDAY_1259, None)), (1, 1, "high")),
    "t13_late": (timely_school("t13b", "criterial", (None, SATURDAY_1300, None)), (0, 1, "low")),
    "q55_criterial": (timely_school("q55a", "criterial", *EVERY_TYPE), (2, 2, "high")),
    "q55_default_is_criterial": (timely_school("q55b", None, *EVERY_TYPE), (2, 2, "high")),
    "q55_classical": (timely_school("q55c", "classical", *EVERY_TYPE), (4, 4, "high")),
    "q13_only_summative_marks": (timely_school("q13", "criterial", ("sor", FRIDAY, None)), (None, None, "none")),
    "q56_after_the_cut_off": (
        timely_school("q56", "criterial", (None, FRIDAY, None), (None, LATE, FRIDAY)),
        (1, 1, "high"),
    ),
    "q57_before_the_lesson": (timely_school("q57", "criterial", (None, "2025-11-01 09:00", None)), (1, 1, "high")),
    "q58_set_late_edited_in_time": (timely_school("q58a", None, (None, SATURDAY_1300, FRIDAY)), (1, 1, "high")),
    "q58_set_in_time_edited_late": (timely_school("q58b", None, (None, FRIDAY, SATURDAY_1300)), (1, 1, "high")),
    "q58_set_late_edited_late": (timely_school("q58c", None, (None, SATURDAY_1300, SATURDAY_1300)), (0, 1, "low")),
}


def test_t13_before_one_o_clock_of_the_next_day() -> None:
    """T13, Q-57: the moment before 13:00 of Almaty's clock is in time, 13:00 is late."""
    assert world.values["t13a", "timely"] == (1, 1, "high")
    assert world.values["t13b", "timely"] == (0, 1, "low")


@pytest.mark.parametrize("rule", TIMELY)
def test_q55_q56_q57_q58_timely_marks(rule: str) -> None:
    school, expected = TIMELY[rule]
    assert world.values[school, "timely"] == expected


def test_q56_marks_of_all_types_are_in_the_statistics_but_only_eligible_ones_in_the_denominator() -> None:
    assert world.schools["q55a"]["marks"] == len(WORK_TYPES)
    assert world.values["q55a", "timely"][1] == 2


def test_q57_the_limit_is_configured() -> None:
    config = load_configuration().for_week(NORMAL_WEEK)
    moments = Moments.of(NORMAL_WEEK, config)
    assert moments.minutes_in_time == (24 + 13 - 5) * 60
    assert moments.cut_off == at(CUT_OFF) == moments.facts_cut_off


def test_t15_q105_first_grade_in_its_vacation_is_not_in_c() -> None:
    """T15, Q-105: only C and L shrink; accounts know no grade."""
    february = World(date(2026, 2, 8))
    school = School(february, "s").register()
    for grade in (1, 2, 3, 4):
        school.classroom(grade=grade, lessons=10)
    assert february.values["s", "timetable"] == (3, 3, "high")
    assert february.values["s", "planning"] == (0, 30, "low")
    assert february.values["s", "act_pupils"] == (1, 1, "high")
    assert february.schools["s"]["teaching_days"] == 5


def test_all_seven_tables_of_facts_may_be_empty() -> None:
    """F.3-4: an empty timetable is counted, I4 = I5 = I6 = 0."""
    empty = World(delivered=(*FACTS, "accounts"))
    School(empty, "s").register().classroom()
    assert empty.values["s", "timetable"] == (0, 1, "low")
    assert empty.values["s", "planning"] == empty.values["s", "journal"] == (0, 0, "low")
    assert empty.schools["s"]["marks"] == empty.schools["s"]["tick_only"] == 0
