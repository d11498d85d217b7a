"""A small delivered week as text, for tests of the reading: every table of the contract, byte for byte.

A table is a list of lines, the header first, so that a test can add a line, change one, or write rubbish.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.settings import Settings
from dashboard.snapshot.records import Drop, read_drop

WEEK = date(2025, 11, 9)

REGISTERS = {
    "units": [
        "unit_id,parent_id,level,kind,name_kk,name_ru",
        "000000000,,republic,,Қазақстан,Казахстан",
        "610000000,000000000,region,oblast,Түркістан,Туркестанская",
        "611600000,610000000,district,rayon,Арыс,Арыс",
    ],
    "schools": [
        "school_id,unit_id,name_kk,name_ru,in_monitor,week_mode,locality",
        "S1,611600000,№1 мектеп,Школа №1,true,5,urban",
        "S2,611600000,№2 мектеп,Школа №2,0,,",
        "S3,611600000,№3 мектеп,Школа №3,TRUE,6,rural",
    ],
    "classes": [
        "class_id,school_id,grade,letter,language,shift,journal_kind,active_from",
        "C1,S1,5,А,kk,1,criterial,2025-09-01",
        "C2,S2,11,Б,,,,",
    ],
}
DETAILED = {
    **REGISTERS,
    "accounts": [
        "account_id,person_id,school_id,role,created_on,registered_at,first_login_at,archived_at",
        "A1,P1,S1,teacher,2025-09-01,2025-09-02T10:00:00+05:00,2025-09-02T10:05:00+05:00,",
        "A2,P2,S2,pupil,2025-09-01,,,",
    ],
    "lessons": [
        "lesson_id,class_id,group_id,date,slot,status",
        "L1,C1,,2025-11-10,1,scheduled",
        "L2,C1,,2025-11-15,14,cancelled",
    ],
    "topics": ["lesson_id,entered_at", "L1,2025-11-10T10:00:00+05:00"],
    "homework": ["lesson_id,entered_at,minutes", "L1,2025-08-20 10:00,0"],
    "marks": [
        "lesson_id,pupil_id,value,work_type,entered_at,edited_at",
        "L1,P2,5,,2025-11-10T10:00:00+05:00,",
        "L1,P2,5,,2025-11-10T10:00:00+05:00,",
    ],
    "attendance": ["lesson_id,pupil_id,code,entered_at", "L2,P2,late,2025-11-10T05:00:00Z"],
    "comments": ["lesson_id,entered_at"],
    "held": ["lesson_id,entered_at", "L2,2025-11-10T10:00+05"],
}
OPTIONAL = {
    "positions": ["person_id,school_id,position,category,awarded_on", "P1,S1,teacher,pedagogue_expert,2024-05-01"],
    "enrolments": ["pupil_id,class_id,entered_on,entry_kind", "P2,C2,2025-09-01,admitted"],
    "subjects": ["subject_id,name_kk,name_ru", "M,Математика,Математика"],
    "calendar": [
        "scope_id,grade,week_mode,date_from,date_to,kind",
        "KZ,,,2025-10-27,2025-11-02,vacation",
        "611600000,1,5,2025-11-12,2025-11-12,closure",
        "S1,,,2025-11-13,2025-11-13,distance",
    ],
    "logins": [
        "person_id,school_id,role,date",
        "P1,S1,teacher,2025-11-09",
        "P1,S1,teacher,2025-11-09",
        "P1,S2,teacher,2025-11-09",
    ],
    "period_results": ["class_id,subject_id,period,pupil_id,result", "C1,M,2025-2026/q1,P2,not_attested"],
    "journal_changes": ["class_id,person_id,at,kind", "C1,P1,2025-11-09T00:00:00+05:00,mark"],
}
AGGREGATED = {
    **REGISTERS,
    "school_week": [
        "school_id,lessons,classes,classes_full,lessons_planned,lessons_recorded,lessons_tick_only,marks,marks_timely,"
        "marks_eligible",
        "S1,100,5,4,80,60,10,50,30,40",
        "S3,0,0,0,0,0,,,,",
    ],
    "class_week": ["class_id,lessons,slots,lessons_planned,lessons_recorded,homework,login_days", "C2,30,28,30,0,5,7"],
    "accounts_week": ["school_id,role,created,activated", "S1,teacher,10,10", "S1,pupil,0,0"],
}

Lines = Mapping[str, list[str]]


def with_lines(tables: Lines, **more: list[str] | str) -> dict[str, list[str]]:
    """Return the tables with lines added: a text is one line."""
    added = {name: [lines] if isinstance(lines, str) else lines for name, lines in more.items()}
    return {**tables, **{name: [*tables.get(name, []), *lines] for name, lines in added.items()}}


def write_csv(folder: Path, tables: Lines) -> Path:
    """Write a drop of CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_bytes("".join(f"{line}\n" for line in lines).encode())
    return folder


INTEGERS = {"week_mode", "grade", "shift", "slot", "minutes", "lessons", "slots", "classes", "classes_full", "homework"}
INTEGERS |= {"lessons_planned", "lessons_recorded", "lessons_tick_only", "marks", "marks_timely", "marks_eligible"}
INTEGERS |= {"login_days", "created", "activated"}


def columns_of(lines: list[str]) -> dict[str, pa.Array]:
    """Return the lines of a table as columns: integers and booleans as such, everything else as text, empty as null."""
    header, *rows = list(csv.reader(io.StringIO("\n".join(lines))))
    columns = {}
    for place, name in enumerate(header):
        cells = [row[place] or None for row in rows]
        if name in INTEGERS:
            columns[name] = pa.array([None if cell is None else int(cell) for cell in cells], pa.int32())
        elif name == "in_monitor":
            columns[name] = pa.array([None if cell is None else cell.lower() in {"true", "1"} for cell in cells])
        else:
            columns[name] = pa.array(cells, pa.string())
    return columns


def write_parquet(folder: Path, tables: Lines) -> Path:
    """Write a drop of Parquet files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in tables.items():
        pq.write_table(pa.table(columns_of(lines)), folder / f"{name}.parquet")
    return folder


def read(*paths: Path, week: date | None = WEEK) -> Drop:
    """Read drops with the settings of an installation that sets nothing."""
    return read_drop(paths, week, Settings("sqlite://", Path("/nowhere")))


def rows_of(drop: Drop, table: str) -> list[dict[str, object]]:
    """Return the accepted rows of a table."""
    return drop.tables[table].to_pyarrow().to_pylist()


def rejected(drop: Drop) -> list[tuple[str, str, int, str, str, str]]:
    """Return the rejects: table, file, row, column, value, reason."""
    return list(drop.rejects.itertuples(index=False, name=None))


def used(drop: Drop) -> dict[str, tuple[int, int, int, int]]:
    """Return rows in, used, folded and rejected of each table."""
    return {name: tuple(map(int, rest)) for name, *rest in drop.counts.itertuples(index=False, name=None)}
