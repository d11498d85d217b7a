"""Drops of records for tests: rows in Python, files as a school system would hand them over.

``write_drop`` writes any tables. ``Records`` collects the rows of a small country whose schools meet every indicator
unless they are told otherwise. ``write_week`` writes a computed week straight into a database.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Connection

from dashboard.configuration import load_configuration
from dashboard.snapshot.publish import Contents, write_snapshot

WEEK = date(2025, 11, 9)  # a normal week: five teaching days
ALMATY = timezone(timedelta(hours=5))

Row = Mapping[str, object]
Rows = Sequence[Row]

# The header of a table without rows.
REQUIRED = {
    "units": "unit_id parent_id level name_kk name_ru",
    "schools": "school_id unit_id name_kk name_ru in_monitor",
    "classes": "class_id school_id grade letter",
    "accounts": "account_id person_id school_id role created_on registered_at first_login_at",
    "lessons": "lesson_id class_id date slot status",
    "topics": "lesson_id entered_at",
    "homework": "lesson_id entered_at",
    "marks": "lesson_id pupil_id value entered_at",
    "attendance": "lesson_id pupil_id code entered_at",
    "comments": "lesson_id entered_at",
    "held": "lesson_id entered_at",
    "class_week": "class_id lessons slots lessons_planned lessons_recorded",
    "school_week": "school_id lessons classes classes_full lessons_planned lessons_recorded",
    "accounts_week": "school_id role created activated",
}
REGISTERS = ("units", "schools", "classes")
FACTS = ("lessons", "topics", "homework", "marks", "attendance", "comments", "held")
PROFILE = (
    *("org_form", "org_type", "org_structure", "ownership", "short_name", "full_name", "opened_on"),
    *("legal_address", "postal_address", "governing_body", "legal_entity_name", "accr_reg_no", "accr_blank_series"),
    *("accr_blank_no", "accr_valid_until", "licence_reg_no", "licence_blank_no", "licence_valid_from"),
)

# A republic, two regions, three districts.
UNITS: Rows = (
    {"unit_id": "000000000", "parent_id": None, "level": "republic", "name_kk": "Қазақстан", "name_ru": "Казахстан"},
    {"unit_id": "110000000", "parent_id": "000000000", "level": "region", "name_kk": "Ақмола", "name_ru": "Акмола"},
    {"unit_id": "150000000", "parent_id": "000000000", "level": "region", "name_kk": "Ақтөбе", "name_ru": "Актобе"},
    {"unit_id": "111000000", "parent_id": "110000000", "level": "district", "name_kk": "Біржан", "name_ru": "Биржан"},
    {"unit_id": "113000000", "parent_id": "110000000", "level": "district", "name_kk": "Ақкөл", "name_ru": "Акколь"},
    {"unit_id": "151000000", "parent_id": "150000000", "level": "district", "name_kk": "Алға", "name_ru": "Алга"},
)


def write_drop(folder: Path, tables: Mapping[str, Rows], form: str = "csv", manifest: Row | None = None) -> Path:
    """Write a drop.

    Parameters
    ----------
    folder
        Made if need be.
    tables
        Table name to its rows; a table without rows gets the header of ``REQUIRED``.
    form
        ``csv`` or ``parquet``.
    manifest
        What ``manifest.json`` says, if there is one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write = {"csv": _write_csv, "parquet": _write_parquet}[form]
    for name, rows in tables.items():
        columns = list(dict.fromkeys(key for row in rows for key in row)) or REQUIRED[name].split()
        write(folder / f"{name}.{form}", columns, rows)
    if manifest is not None:
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _write_csv(path: Path, columns: Sequence[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_text(row.get(column)) for column in columns] for row in rows)


def _text(value: object) -> str:
    """Return a value as records.md writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _write_parquet(path: Path, columns: Sequence[str], rows: Rows) -> None:
    cells = {column: [row.get(column) for row in rows] for column in columns}
    pq.write_table(pa.table(cells if rows else {column: pa.array([], pa.string()) for column in columns}), path)


class Records:
    """The rows of one week, collected table by table."""

    def __init__(self, week: date = WEEK, units: Rows = UNITS) -> None:
        self.week = week
        self.tables: dict[str, list[Row]] = {name: [] for name in REGISTERS}
        self.tables["units"] = list(units)

    def write(self, folder: Path, form: str = "csv", manifest: Row | None = None) -> Path:
        """Write everything collected as one drop."""
        tables: dict[str, Rows] = {name: rows for name, rows in self.tables.items() if rows or name in REGISTERS}
        if "accounts_week" not in tables:
            tables.setdefault("accounts", [])
        if tables.keys() & set(FACTS) or not tables.keys() & {"class_week", "school_week"}:
            tables = {**dict.fromkeys(FACTS, ()), **tables}
        return write_drop(folder, tables, form, manifest)

    def add(self, table: str, **values: object) -> None:
        """Add one row to any table."""
        self.tables.setdefault(table, []).append(values)

    def school(self, school_id: str, unit_id: str = "111000000", filled: int = 18, **values: object) -> None:
        """Add a participating school with so many of the 18 profile fields filled."""
        dates = {"opened_on", "accr_valid_until", "licence_valid_from"}
        sound = {field: "2001-09-01" if field in dates else "№1 мектеп үйі" for field in PROFILE}
        profile = {field: sound[field] if n < filled else None for n, field in enumerate(PROFILE)}
        row = {"unit_id": unit_id, "name_kk": f"{school_id} мектебі", "name_ru": f"Школа {school_id}"}
        self.add("schools", **{"school_id": school_id, **row, "in_monitor": True, **profile, **values})

    def accounts(self, school_id: str, role: str, activated: int, created: int) -> None:
        """Add accounts of a role, the first ones activated."""
        for n in range(created):
            key = f"{school_id}-{role}-{n}"
            moment = datetime(2025, 9, 1, 12, tzinfo=ALMATY) if n < activated else None
            self.add(
                "accounts",
                **{"account_id": key, "person_id": f"p-{key}", "school_id": school_id, "role": role},
                **{"created_on": date(2025, 9, 1), "registered_at": moment, "first_login_at": moment},
            )

    def lessons(self, class_id: str, count: int, per_day: int = 10) -> list[str]:
        """Add lessons of a class, from Monday on, each in a slot of its own; return their ids."""
        keys = [f"{class_id}-l{n}" for n in range(count)]
        for n, key in enumerate(keys):
            day = self.week + timedelta(days=1 + n // per_day)
            row = {"lesson_id": key, "class_id": class_id, "date": day, "slot": n % per_day + 1}
            self.add("lessons", **row, status="scheduled")
        return keys

    def fact(self, table: str, lesson_ids: Sequence[str], **values: object) -> None:
        """Add one row about each of some lessons, entered on Friday."""
        entered = datetime.combine(self.week + timedelta(days=5), datetime.min.time(), ALMATY) + timedelta(hours=12)
        for key in lesson_ids:
            self.add(table, lesson_id=key, **values, entered_at=entered)

    def detailed_school(self, school_id: str, unit_id: str = "111000000", lessons: Sequence[int] = (10,)) -> None:
        """Add a school that meets every indicator, with a class of so many lessons each."""
        self.school(school_id, unit_id)
        for role in ("teacher", "pupil", "parent"):
            self.accounts(school_id, role, 10, 10)
        for n, count in enumerate(lessons):
            class_id = f"{school_id}-c{n:02}"
            self.add("classes", class_id=class_id, school_id=school_id, grade=5, letter=str(n))
            keys = self.lessons(class_id, count)
            self.fact("topics", keys)
            self.fact("held", keys)

    def aggregated_school(self, school_id: str, unit_id: str = "111000000", **numbers: object) -> None:
        """Add a school of one class that comes as sums, meeting every indicator unless `numbers` say otherwise."""
        self.school(school_id, unit_id)
        self.add("classes", class_id=f"{school_id}-c", school_id=school_id, grade=5, letter="А")
        self.add(
            "school_week",
            **{"school_id": school_id, "lessons": 100, "classes": 20, "classes_full": 20, "lessons_planned": 100},
            **{"lessons_recorded": 100, "lessons_tick_only": 0, "marks": 50, "marks_timely": 40, "marks_eligible": 50},
            **{"homework": 30, "login_days": 200},
        )
        self.tables["school_week"][-1] = {**self.tables["school_week"][-1], **numbers}
        for role in ("teacher", "pupil", "parent"):
            self.add("accounts_week", school_id=school_id, role=role, created=100, activated=100)

    def hundred_lessons(self, school_id: str, **facts: tuple[int, int]) -> None:
        """Add a school of ten classes with ten lessons each; `facts` say from which to which lesson there are rows."""
        self.school(school_id)
        lessons: list[str] = []
        for n in range(10):
            class_id = f"{school_id}-c{n}"
            self.add("classes", class_id=class_id, school_id=school_id, grade=7, letter=str(n))
            lessons += self.lessons(class_id, 10)
        own = {"marks": {"pupil_id": "p", "value": "5"}, "attendance": {"pupil_id": "p", "code": "absent"}}
        for table, (first, end) in facts.items():
            self.fact(table, lessons[first:end], **own.get(table, {}))


def small_drop(folder: Path, form: str = "csv", week: date = WEEK, **numbers: object) -> Path:
    """Write a drop of four schools in three districts, as sums; `numbers` are of the last one, s4."""
    records = Records(week)
    records.aggregated_school("s1", "111000000")
    records.aggregated_school("s2", "113000000")
    records.aggregated_school("s3", "151000000")
    records.aggregated_school("s4", "151000000", **numbers)
    return records.write(folder, form)


def drop_with_rejects(folder: Path, bad: int) -> Path:
    """Write a drop with 99 rows about accounts, and some about schools that are unknown."""
    records = Records()
    for n in range(33):
        records.aggregated_school(f"s{n}")
    for n in range(bad):
        records.add("accounts_week", school_id=f"unknown-{n}", role="staff", created=1, activated=1)
    return records.write(folder)


def write_week(connection: Connection, week: date, schools: Mapping[str, str], state: str = "data") -> int:
    """Write a week of schools in one district, each with its category of planning; return the snapshot's key."""
    config = load_configuration().for_week(week)
    categories = [[school, "planning", 1, 1, category] for school, category in schools.items()]
    units = [[*unit.values(), None, None, state, len(schools), len(schools)] for unit in UNITS]
    rows = {
        "unit_week": pd.DataFrame(units, columns=[*UNITS[0], "kind", "name_en", "state", "schools", "reporting"]),
        "school_week": pd.DataFrame(
            [[school, "111000000", school, school, *[None] * 4, 5, "data", 5, *[None] * 5] for school in schools],
            columns=[
                *("school_id", "unit_id", "name_kk", "name_ru", "name_en", "locality", "is_small", "source"),
                *("week_mode", "state", "teaching_days", "lessons", "tick_only", "marks", "homework", "logins"),
            ],
        ),
        "school_value": pd.DataFrame(
            categories, columns=["school_id", "indicator", "numerator", "denominator", "category"]
        ),
    }
    head = {
        **{"content_id": f"{week}{sorted(schools.items())}"[:64], "week": week, "config_version": config.version},
        **{"config": config.as_json(), "teaching_days": 5, "calendar_assumed": False, "rejects_accepted": False},
        **{"source": "", "produced_at": None},
    }
    return write_snapshot(connection, Contents(head, rows)).id
