"""Notes on the data of each unit, from the drop to the database (Q-104, G-18, G-21, G-46)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from dashboard import schema
from dashboard.database import connection
from dashboard.snapshot.notes import UNIT_KINDS
from dashboard.snapshot.unit_notes import NAMED
from tests.factories import WEEK, Records
from tests.installation import Installation

NEXT_WEEK = WEEK.replace(day=WEEK.day + 7)
REPUBLIC, REGION, DISTRICT, OTHER = "000000000", "110000000", "111000000", "151000000"


def stored(installation: Installation, revision: int = 1) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the details of the last built week's notes, by unit and kind; of several of a kind the last."""
    table = schema.unit_note
    with connection(installation.settings) as reading:
        newest = select(schema.snapshot.c.id).order_by(schema.snapshot.c.id.desc()).limit(1).scalar_subquery()
        query = select(table).where(table.c.snapshot_id == newest).order_by(table.c.unit_id, table.c.number)
        rows = reading.execute(query).all()
    assert {row.kind for row in rows} <= UNIT_KINDS
    numbers: dict[str, list[int]] = {}
    for row in rows:
        numbers.setdefault(row.unit_id, []).append(row.number)
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    return {(row.unit_id, row.kind): json.loads(row.details) for row in rows}


@pytest.fixture
def notes(installation: Installation) -> dict[tuple[str, str], dict[str, Any]]:
    """A country of two regions with all that is to be told."""
    records = Records()
    records.aggregated_school("ticks", DISTRICT, lessons_tick_only=51, marks_timely=10)
    records.aggregated_school("half", DISTRICT, lessons_tick_only=50)
    records.aggregated_school("untold", OTHER, lessons_tick_only=None, marks_eligible=None, marks_timely=None)
    records.school("silent", OTHER)
    records.school("junk", OTHER, legal_address=".", opened_on="вчера", source="BilimClass")
    records.add("classes", class_id="junk-c", school_id="junk", grade=5, letter="А")
    for row in records.tables["schools"][:3]:
        row["source"] = "Күнделік"
    assert installation.build(records.write(installation.folder / "a"), "--publish")[0] == 0
    return stored(installation)


def test_every_unit_with_schools_is_told_how_many_report(notes: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert notes[REPUBLIC, "schools_reporting"] == {"reporting": 4, "of": 5}
    assert notes[DISTRICT, "schools_reporting"] == {"reporting": 2, "of": 2}
    assert notes[OTHER, "schools_reporting"] == {"reporting": 2, "of": 3}
    assert ("113000000", "schools_reporting") not in notes, "without schools there is nothing to tell"


def test_q104_schools_are_named_in_their_own_units_only(notes: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert notes[OTHER, "school_not_connected"] == {"count": 1, "schools": ["silent"]}
    assert (DISTRICT, "school_not_connected") not in notes
    assert notes[REPUBLIC, "school_not_connected"]["schools"] == ["silent"]
    assert notes[OTHER, "suspicious_profile_value"] == {"column": "legal_address", "count": 1, "schools": ["junk"]}
    assert (REGION, "suspicious_profile_value") not in notes


def test_g18_the_tick_alone_is_told_with_schools_above_half(notes: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert notes[DISTRICT, "tick_only"] == {"lessons": 101, "recorded": 200, "covered": 2}
    assert notes[REPUBLIC, "tick_only"] == notes[REGION, "tick_only"] == notes[DISTRICT, "tick_only"]
    assert notes[REPUBLIC, "tick_only_school"] == {"count": 1, "schools": ["ticks"]}


def test_marks_after_the_deadline_are_told_where_they_are_known(notes: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert notes[DISTRICT, "marks_late"] == {"late": 50, "eligible": 100, "covered": 2}
    assert (OTHER, "marks_late") not in notes


def test_the_journal_systems_of_schools_are_told(notes: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert notes[REPUBLIC, "sources"] == {"systems": {"Күнделік": 3, "": 1, "BilimClass": 1}}
    assert notes[DISTRICT, "sources"] == {"systems": {"Күнделік": 2}}


def test_g46_schools_that_are_gone_or_new_are_told_in_their_district(installation: Installation) -> None:
    records = Records()
    for n in range(NAMED + 3):
        records.aggregated_school(f"stays-{n:02}", DISTRICT)
    records.aggregated_school("gone", OTHER)
    installation.build(records.write(installation.folder / "a"), "--publish")
    after = Records(NEXT_WEEK)
    for n in range(NAMED + 3):
        after.aggregated_school(f"new-{n:02}", OTHER)
        after.aggregated_school(f"stays-{n:02}", DISTRICT)
    installation.build(after.write(installation.folder / "b"), week=NEXT_WEEK)
    notes = stored(installation)
    assert notes[OTHER, "school_absent"] == {"count": 1, "schools": ["gone"], "base_week": WEEK.isoformat()}
    assert (DISTRICT, "school_absent") not in notes
    assert notes[OTHER, "school_new"]["count"] == NAMED + 3
    assert notes[REPUBLIC, "school_new"]["schools"] == [f"new-{n:02}" for n in range(NAMED)]
    assert (DISTRICT, "school_new") not in notes


def test_new_schools_are_no_reason_to_refuse(installation: Installation) -> None:
    installation.build_week(WEEK, "--publish")
    records = Records(NEXT_WEEK)
    for n, unit in enumerate((DISTRICT, "113000000", OTHER, OTHER), 1):
        records.aggregated_school(f"s{n}", unit)
    kept = records.write(installation.folder / "same")
    assert installation.build(kept, "--strict", week=NEXT_WEEK)[0] == 0


def test_q43_late_entries_are_told_by_unit(installation: Installation) -> None:
    records = Records()
    records.detailed_school("late", DISTRICT)
    records.detailed_school("in-time", OTHER)
    lessons = [row["lesson_id"] for row in records.tables["lessons"] if row["class_id"] == "late-c00"]
    for lesson in lessons[:3]:
        records.add("topics", lesson_id=lesson, entered_at="2025-11-17T10:00:00+05:00")
        records.add("marks", lesson_id=lesson, pupil_id="p", value="5", entered_at="2025-11-17T10:00:00+05:00")
    assert installation.build(records.write(installation.folder / "a"))[0] == 0
    notes = stored(installation)
    told = {"entries": 6, "marks": 3, "count": 1, "schools": ["late"]}
    assert notes[DISTRICT, "entered_after_cut_off"] == notes[REPUBLIC, "entered_after_cut_off"] == told
    assert (OTHER, "entered_after_cut_off") not in notes
