"""A week as a whole: units, states, statistics, and random weeks against the rules in plain Python."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import schema
from dashboard.configuration import CATEGORIES, load_configuration
from dashboard.errors import DropRefused
from dashboard.indicators import INDICATOR_KEYS
from dashboard.snapshot.compute import STATISTICS, Computed
from dashboard.snapshot.contract import PROFILE_FIELDS
from tests.oracle import Oracle
from tests.school_weeks import FACTS, School, World, at, by_key, values_of

REPUBLIC = "000000000"
WEEK = date(2025, 11, 9)
DONE = "2025-11-10 10:00"
TABLES = {
    "schools": schema.school_week,
    "values": schema.school_value,
    "units": schema.unit_week,
    "unit_values": schema.unit_value,
    "statistics": schema.unit_statistic,
    "calendar_days": schema.calendar_day,
}


def ready(world: World, name: str, unit: str = "D1", **columns: object) -> School:
    """Add a school that meets every indicator but timely."""
    school = School(world, name).register(unit_id=unit, **columns)
    room = school.classroom()
    for number in range(10):
        room.lesson(1 + number % 5, 1 + number // 5, topics=DONE, held=DONE)
    return school


@pytest.fixture(scope="module")
def small() -> World:
    """D1: two ready schools and one on vacation; D2: one ready, one without lessons; D3: one without lessons."""
    world = World()
    ready(world, "a")
    ready(world, "b")
    School(world, "c").register().calendar("vacation", WEEK, WEEK + timedelta(days=6))
    ready(world, "d", "D2")
    School(world, "e").register(unit_id="D2").classroom()
    School(world, "f").register(unit_id="D3").classroom()
    ready(world, "outside", "D3", in_monitor=False)
    return world


def test_frames_have_the_columns_of_the_tables(small: World) -> None:
    for name, table in TABLES.items():
        columns = {column.name for column in table.columns} - {"snapshot_id"}
        assert set(getattr(small.computed, name).columns) == columns, name


def test_q08_the_state_of_a_unit_changes_no_number(small: World) -> None:
    units = by_key(small.computed.units, "unit_id")
    assert units["D3"]["state"] == units["R2"]["state"] == "none"
    found = by_key(small.computed.unit_values, "unit_id", "indicator")
    assert found["D3", "journal"]["low"] == 1
    assert found["D3", "act_pupils"]["high"] == 1
    assert small.values["f", "act_pupils"] == (1, 1, "high")


def test_q09_half_of_all_participating_schools_is_data(small: World) -> None:
    states = {unit: row["state"] for unit, row in by_key(small.computed.units, "unit_id").items()}
    assert states["D1"] == "data", "two of three have lessons; the one on vacation is one of the three"
    assert states["D2"] == "data", "exactly half"
    assert states[REPUBLIC] == "data", "three of six"


def test_q09_fewer_than_half_is_none() -> None:
    world = World()
    ready(world, "a")
    for name in ("b", "c"):
        School(world, name).register().classroom().lesson(status="cancelled")
    states = {unit: row["state"] for unit, row in by_key(world.computed.units, "unit_id").items()}
    assert states == dict.fromkeys(states, "none"), "a cancelled lesson is none in L"


def test_q09_aggregated_lessons_count() -> None:
    world = World(delivered=("accounts_week",))
    for name, lessons in {"a": 30, "b": 0}.items():
        row = dict.fromkeys(("lessons", "lessons_planned", "lessons_recorded", "classes", "classes_full"), lessons)
        School(world, name).register(ready=False).week_row(**row)
    assert by_key(world.computed.units, "unit_id")["D1"]["state"] == "data"


def test_q22_schools_are_all_participating_ones_and_n_may_be_smaller(small: World) -> None:
    units = by_key(small.computed.units, "unit_id")
    assert (units["D1"]["schools"], units["D1"]["reporting"]) == (3, 2)
    assert (units[REPUBLIC]["schools"], units[REPUBLIC]["reporting"]) == (6, 5)
    row = by_key(small.computed.unit_values, "unit_id", "indicator")["D1", "planning"]
    assert row["low"] + row["medium"] + row["high"] == 2


def test_q23_q102_pooled_numbers_are_of_schools_with_values(small: World) -> None:
    found = by_key(small.computed.unit_values, "unit_id", "indicator")
    assert (found["D1", "planning"]["numerator"], found["D1", "planning"]["denominator"]) == (20, 20)
    assert (found["D1", "profile"]["numerator"], found["D1", "profile"]["denominator"]) == (36, 36)
    assert (found["D1", "qzj"]["numerator"], found["D1", "qzj"]["denominator"]) == (14, 14)
    assert found["D1", "act_pupils"]["denominator"] == 2, "the accounts of the school on vacation are left out"


def test_q24_n_differs_for_timely_alone(small: World) -> None:
    found = by_key(small.computed.unit_values, "unit_id", "indicator")
    counts = {key: sum(found[REPUBLIC, key][name] for name in CATEGORIES) for key in INDICATOR_KEYS}
    assert counts == dict.fromkeys(INDICATOR_KEYS, 5) | {"timely": 0}


def test_q26_q101_high_of_qzj_is_the_number_of_paperless_schools(small: World) -> None:
    row = by_key(small.computed.unit_values, "unit_id", "indicator")[REPUBLIC, "qzj"]
    assert (row["low"], row["medium"], row["high"]) == (2, 0, 3)


def test_q25_a_vacation_week_has_all_rows_and_no_values() -> None:
    world = World(date(2025, 10, 26))
    ready(world, "a")
    computed = world.computed
    assert set(world.values.values()) == {(None, None, "none")}
    assert len(world.values) == 9
    sums = computed.unit_values[["low", "medium", "high", "numerator", "denominator"]]
    assert len(sums) == 9 * 6
    assert (sums == 0).all(axis=None)
    assert computed.unit_values["rank"].isna().all()
    assert set(computed.units["state"]) == {"none"}
    assert computed.teaching_days == 0
    assert dict(computed.calendar_days["kind"].value_counts()) == {"vacation": 6}
    assert world.schools["a"]["state"] == "no_teaching"


def test_q28_valid_from_and_to_of_units_have_no_effect() -> None:
    world = World()
    School(world, "a").register().classroom(lessons=10)
    before = world.compute()
    for row in world.rows["units"]:
        row |= {"valid_from": date(2030, 1, 1), "valid_to": date(1999, 1, 1)}
    after = world.compute()
    pd.testing.assert_frame_equal(before.unit_values, after.unit_values)
    pd.testing.assert_frame_equal(before.units, after.units)


def test_q31_the_republics_id_means_the_country() -> None:
    world = World()
    ready(world, "a")
    world.add("calendar", scope_id=REPUBLIC, kind="closure", date_from=WEEK, date_to=date(2025, 11, 12))
    computed = world.computed
    assert computed.teaching_days == 2
    assert computed.calendar_days["kind"].tolist() == ["closure"] * 4
    assert not computed.calendar_assumed


def test_q38_a_week_without_a_calendar_is_refused() -> None:
    world = World(date(2019, 11, 10))
    ready(world, "a")
    with pytest.raises(DropRefused, match="2019-2020"):
        world.compute()
    world.add("calendar", scope_id="KZ", kind="closure", date_from=date(2019, 1, 1), date_to=date(2019, 1, 1))
    assert world.compute().teaching_days == 5


def test_q42_a_short_week_changes_no_number_but_is_told() -> None:
    world = World(date(2026, 1, 4))
    School(world, "a").register().classroom(lessons=4)
    assert world.computed.teaching_days == 2
    assert world.values["a", "timetable"] == (1, 1, "high")


def test_a_country_without_schools_is_computed_and_a_week_of_2026_27_is_marked_as_assumed(small: World) -> None:
    computed = World(date(2026, 11, 8)).computed
    assert computed.calendar_assumed
    assert not small.computed.calendar_assumed
    assert computed.schools.empty
    assert computed.values.empty
    assert len(computed.unit_values) == 9 * 6
    assert set(computed.units["state"]) == {"none"}
    assert computed.statistics["total"].isna().all()
    assert computed.notes == []


def test_q100_the_registers_of_the_drop_decide() -> None:
    world = World()
    ready(world, "a")
    world.rows["schools"][0]["unit_id"] = "D3"
    assert by_key(world.computed.units, "unit_id")["R2"]["schools"] == 1
    assert by_key(world.computed.units, "unit_id")["R1"]["schools"] == 0


# --- random weeks

CONFIG = replace(load_configuration().for_week(WEEK), min_lessons_per_class=4)
SCHOOLS = 30


def random_world(chance: Random) -> World:
    """Return a week in which everything that has a rule happens."""
    world = World(delivered=(*FACTS, "accounts", "accounts_week", "class_week", "school_week", "logins", "calendar"))
    far = date(2025, 9, 1)
    world.add("calendar", scope_id=chance.choice(["KZ", REPUBLIC]), kind="holiday", date_from=far, date_to=far)
    for number in range(SCHOOLS):
        school = School(world, f"s{number}")
        profile = {field: chance.choice(["x", "x", "x", ".", " ", None]) for field in PROFILE_FIELDS}
        school.register(
            unit_id=chance.choice(["D1", "D1", "D2", "D3"]),
            ready=False,
            filled=0,
            in_monitor=chance.random() < 0.9,
            week_mode=chance.choice([None, 5, 6]),
            **(profile if chance.random() < 0.7 else dict.fromkeys(PROFILE_FIELDS, "x")),
        )
        if chance.random() < 0.9:
            fill(school, chance)
    for _ in range(chance.randrange(16)):
        calendar_row(world, chance)
    for row in world.rows.values():
        chance.shuffle(row)
    return world


def calendar_row(world: World, chance: Random) -> None:
    """Add a random row of the calendar."""
    first = WEEK + timedelta(days=chance.randrange(-2, 7))
    world.add(
        "calendar",
        scope_id=chance.choice(["KZ", REPUBLIC, "R1", "D1", "D2", *(f"s{number}" for number in range(SCHOOLS))]),
        kind=chance.choice(["vacation", "holiday", "closure", "transferred_workday", "distance"]),
        date_from=first,
        date_to=first + timedelta(days=chance.choice([0, 0, 1, 7])),
        grade=chance.choice([None, None, 1, 5]),
        week_mode=chance.choice([None, None, 5, 6]),
    )


def moment(chance: Random) -> datetime:
    """Return a moment, often near a limit."""
    near = [at("2025-11-16 00:00"), at("2025-11-15 13:00"), at("2025-11-12 13:00"), at("2025-11-25 12:00")]
    return chance.choice(near) + chance.choice([-1, 0, 1]) * timedelta(seconds=1, hours=chance.choice([0, 0, 1, 30]))


def fill(school: School, chance: Random) -> None:
    """Give a school classes, accounts and one of the three forms of a journal."""
    world = school.world
    days = [None, None, *(WEEK + timedelta(days=number) for number in (-9, 1, 2, 5, 6, 20))]
    form = chance.choice(["detailed", "detailed", "class_week", "school_week"])
    for _ in range(chance.randrange(4)):
        kind = chance.choice([None, "criterial", "classical"])
        activity = (
            {"active_from": chance.choice(days), "active_to": chance.choice(days)} if chance.random() < 0.5 else {}
        )
        room = school.classroom(chance.choice([0, 1, 1, 5, 12]), journal_kind=kind, **activity)
        if form == "detailed":
            for _ in range(chance.choice([0, 3, 6, 9])):
                lesson(room, chance)
        elif form == "class_week" and chance.random() < 0.8:
            room.week_row(slots=chance.randrange(6), **told(chance))
    if form == "school_week":
        full = chance.randrange(6)
        school.week_row(classes=full + chance.randrange(2), classes_full=full, **told(chance))
    for role in ("teacher", "pupil", "parent", "staff"):
        accounts(school, role, chance, aggregated=len(school.id) % 2 == 0 and int(school.id[1:]) % 3 == 0)
    for _ in range(chance.choice([0, 0, 5])):
        person, day = f"p{chance.randrange(3)}", WEEK + timedelta(days=chance.randrange(7))
        world.add("logins", person_id=person, school_id=school.id, role="pupil", date=day)


def accounts(school: School, role: str, chance: Random, *, aggregated: bool) -> None:
    """Add accounts of one role in one of the two forms."""
    if aggregated and role != "staff" and chance.random() < 0.8:
        created = chance.randrange(20)
        row = {"role": role, "created": created, "activated": chance.randint(0, created)}
        school.world.add("accounts_week", school_id=school.id, **row)
    for _ in range(0 if aggregated else chance.choice([0, 1, 2, 8])):
        columns: dict[str, object] = {}
        if chance.random() < 0.3:
            name = chance.choice(["registered_at", "first_login_at", "archived_at"])
            columns[name] = chance.choice([None, moment(chance)])
        if chance.random() < 0.1:
            columns["created_on"] = WEEK + timedelta(days=chance.choice([5, 6, 7]))
        school.account(role, **columns)


def lesson(room: object, chance: Random) -> None:
    """Add a lesson with random facts."""
    world = room.school.world
    status = chance.choice(["scheduled", "scheduled", "scheduled", "substituted", "cancelled"])
    number = room.lesson(chance.choice([0, 1, 1, 2, 3, 4, 5, 6]), chance.randint(1, 2), status)
    for name in ("topics", "homework", "attendance", "comments", "held"):
        for _ in range(chance.choice([0, 0, 0, 1, 2])):
            row = {"pupil_id": "p", "code": "late"} if name == "attendance" else {}
            world.add(name, lesson_id=number, entered_at=moment(chance), **row)
    for _ in range(chance.choice([0, 0, 1, 3])):
        edited = chance.choice([None, None, moment(chance)])
        kind = chance.choice([None, "formative", "answer", "classwork", "sor"])
        mark = {"entered_at": moment(chance), "edited_at": edited, "work_type": kind}
        world.add("marks", lesson_id=number, pupil_id="p", value="5", **mark)


def told(chance: Random) -> dict[str, object]:
    """Return the counts of an aggregated row, some of them missing."""
    lessons = chance.randrange(30)
    row: dict[str, object] = {"lessons": lessons}
    row |= {f"lessons_{name}": chance.randint(0, lessons) for name in ("planned", "recorded")}
    marks = chance.randrange(20)
    eligible = chance.randint(0, marks)
    row |= {"marks": marks, "marks_eligible": eligible, "marks_timely": chance.randint(0, eligible)}
    row |= {"homework": chance.randrange(5), "login_days": chance.randrange(50), "lessons_tick_only": 0}
    optional = ["marks", "marks_eligible", "marks_timely", "homework", "login_days", "lessons_tick_only"]
    return {name: value for name, value in row.items() if name not in optional or chance.random() < 0.8}


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0, 0, 14]))
def test_random_weeks_against_the_rules_in_plain_python(seed: int, late_days: int) -> None:
    world = random_world(Random(seed))  # noqa: S311
    computed = world.compute(CONFIG, late_days)
    oracle = Oracle(world.rows, WEEK, CONFIG, late_days)
    found, rows = values_of(computed), by_key(computed.schools, "school_id")
    assert set(rows) == {school["school_id"] for school in oracle.schools}
    for school in oracle.schools:
        name, expected = school["school_id"], oracle.values(school, PROFILE_FIELDS)
        assert {key: found[name, key] for key in INDICATOR_KEYS} == expected, name
        assert rows[name]["state"] == oracle.state(school)
        assert rows[name]["teaching_days"] == oracle.teaching_days(school)
        counts = oracle.counts(school) if oracle.state(school) == "data" else {}
        for column in ("lessons", "tick_only", *STATISTICS):
            assert not counts or rows[name][column] == counts[column], (name, column)
    check_units(computed)


def check_units(computed: Computed) -> None:
    """Count the schools of every unit again, one by one."""
    found, schools = values_of(computed), by_key(computed.schools, "school_id")
    parents = {unit: row["parent_id"] for unit, row in by_key(computed.units, "unit_id").items()}
    values = by_key(computed.unit_values, "unit_id", "indicator")
    statistics = by_key(computed.statistics, "unit_id", "statistic")
    for unit, row in by_key(computed.units, "unit_id").items():
        mine = [s for s, r in schools.items() if unit in (r["unit_id"], parents[r["unit_id"]], REPUBLIC)]
        with_lessons = sum(bool(schools[s]["lessons"]) for s in mine)
        teaching = sum(schools[s]["teaching_days"] > 0 for s in mine)
        assert row["state"] == ("none" if not teaching or 2 * with_lessons < len(mine) else "data")
        assert (row["schools"], row["reporting"]) == (len(mine), sum(schools[s]["state"] == "data" for s in mine))
        for key in INDICATOR_KEYS:
            categories = [found[s, key][2] for s in mine]
            counted = [found[s, key] for s in mine if found[s, key][2] != "none"]
            assert [values[unit, key][name] for name in CATEGORIES] == [categories.count(name) for name in CATEGORIES]
            assert values[unit, key]["numerator"] == sum(value[0] for value in counted)
            assert values[unit, key]["denominator"] == sum(value[1] for value in counted)
        for name in STATISTICS:
            given = [schools[s][name] for s in mine if schools[s][name] is not None]
            assert statistics[unit, name]["schools"] == len(given)
            assert statistics[unit, name]["total"] == (sum(given) if given else None)
