"""Good drops of a small country for the fuzzer: every table of the contract, in every form."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.snapshot.contract import PROFILE_FIELDS, TABLES

WEEK = date(2025, 11, 9)
UNITS = {"000000000": ("", "republic"), "61": ("000000000", "region"), "6101": ("61", "district")}
UNITS |= {"6102": ("61", "district"), "71": ("000000000", "region"), "7101": ("71", "district")}
DISTRICTS = ("6101", "6102", "7101")
ROLES = ("teacher", "pupil", "parent", "staff")
SCHOOLS = 6
REGISTERS = ("units", "schools", "classes")

Row = dict[str, str]
Tables = dict[str, list[Row]]


def tables(*, aggregated: bool) -> Tables:
    """Return the rows of a drop by table: as lessons and accounts one by one, or as counts."""
    drop = _registers()
    if aggregated:
        drop |= _counts(drop["classes"])
    else:
        drop |= _facts(drop["classes"])
    return drop | _optional(drop["classes"])


def _registers() -> Tables:
    """Return the registers: six schools of four classes."""
    names = {"name_kk": "Атауы, «№1» мектеп", "name_ru": 'Школа "№ 1"', "name_en": ""}
    schools = [
        {"school_id": f"S{n}", "unit_id": DISTRICTS[n % 3], **names, "in_monitor": ("true", "1")[n % 2]}
        | {"week_mode": ("5", "6", "")[n % 3], **dict.fromkeys(PROFILE_FIELDS, "2001-09-01"), "is_small": "false"}
        for n in range(SCHOOLS)
    ]
    classes = [
        {"class_id": f"S{n}-{c}", "school_id": f"S{n}", "grade": str(c * 3), "letter": "А"}
        | {"journal_kind": ("criterial", "classical")[c % 2], "active_from": "2025-09-01"}
        for n in range(SCHOOLS)
        for c in range(4)
    ]
    units = [{"unit_id": unit, "parent_id": parent, "level": level, **names} for unit, (parent, level) in UNITS.items()]
    return {"units": units, "schools": schools, "classes": classes}


def _facts(classes: list[Row]) -> Tables:
    """Return lessons, what was entered about them, and accounts."""
    lessons: list[Row] = []
    for place, row in enumerate(classes):
        for n in range(3):
            day = WEEK + timedelta(days=1 + n)
            lessons.append(
                {"lesson_id": f"{row['class_id']}-{n}", "class_id": row["class_id"], "date": day.isoformat()}
                | {"slot": str(1 + n), "status": ("scheduled", "substituted", "cancelled")[(place + n) % 3]}
            )
    about = {name: [{"lesson_id": row["lesson_id"], "entered_at": f"{row['date']}T12:00:00+05:00"} for row in lessons]
             for name in ("topics", "homework", "comments", "held")}  # fmt: skip
    marks = [{**row, "pupil_id": "P1", "value": "9", "work_type": ("", "answer", "sor")[n % 3], "edited_at": ""}
             for n, row in enumerate(about["topics"])]  # fmt: skip
    attendance = [{**row, "pupil_id": "P2", "code": ("absent", "late")[n % 2]} for n, row in enumerate(about["held"])]
    homework = [{**row, "minutes": "20"} for row in about["homework"]]
    accounts = [
        {"account_id": f"A{n}-{role}", "person_id": f"P{n}", "school_id": f"S{n}", "role": role}
        | {"created_on": "2025-09-01", "registered_at": "2025-09-02 10:00", "first_login_at": "2025-09-02T10:00Z"}
        for n in range(SCHOOLS)
        for role in ROLES
    ]
    own = {"lessons": lessons, "homework": homework, "marks": marks, "attendance": attendance, "accounts": accounts}
    return {**about, **own}


def _counts(classes: list[Row]) -> Tables:
    """Return the week as counts: half of the schools by class, half as a whole."""
    numbers = {"lessons": "30", "lessons_planned": "27", "lessons_recorded": "24", "lessons_tick_only": "3"}
    numbers |= {"marks": "100", "marks_timely": "70", "marks_eligible": "90", "homework": "15", "login_days": "60"}
    by_class = [{"class_id": row["class_id"], "slots": "28", **numbers} for row in classes if row["school_id"] < "S3"]
    whole = [{"school_id": f"S{n}", "classes": "4", "classes_full": "3", **numbers} for n in range(3, SCHOOLS)]
    accounts = [
        {"school_id": f"S{n}", "role": role, "created": "40", "activated": "38"}
        for n in range(SCHOOLS)
        for role in ROLES
    ]
    return {"class_week": by_class, "school_week": whole, "accounts_week": accounts}


def _optional(classes: list[Row]) -> Tables:
    """Return the optional tables."""
    days = {"date_from": "2025-11-12", "date_to": "2025-11-12"}
    return {
        "calendar": [{"scope_id": scope, **days, "kind": "closure"} for scope in (*DISTRICTS[:2], "S1", "S2")],
        "logins": [
            {"person_id": f"P{n}", "school_id": f"S{n}", "role": role, "date": "2025-11-10"}
            for n in (*range(SCHOOLS), 0)
            for role in ROLES
        ],
        "journal_changes": [
            {"class_id": row["class_id"], "person_id": "P1", "at": "2025-11-10T12:00:00+05:00", "kind": "mark"}
            for row in classes
        ],
    }


def _csv(name: str, rows: list[Row]) -> bytes:
    """Return rows as CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, [column for column in TABLES[name].column_names if column in rows[0]], lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _parquet(name: str, rows: list[Row]) -> bytes:
    """Return rows as Parquet, columns of their own types."""
    sink = io.BytesIO()
    columns = {column: _array(name, column, [row[column] for row in rows]) for column in rows[0]}
    pq.write_table(pa.table(columns), sink, row_group_size=10)
    return sink.getvalue()


def _array(table: str, column: str, cells: list[str]) -> pa.Array:
    """Return a column of a Parquet file."""
    kind, read = PHYSICAL[TABLES[table].column(column).type]
    return pa.array([read(cell) if cell else None for cell in cells], kind)


PHYSICAL: Mapping[str, tuple[pa.DataType, Callable[[str], Any]]] = {
    "text": (pa.string(), str),
    "bool": (pa.bool_(), lambda text: text in {"true", "1"}),
    "int": (pa.int64(), int),
    "date": (pa.date32(), date.fromisoformat),
    "time": (pa.timestamp("us", "UTC"), lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC)),
}


def write(folder: Path, form: str, *, aggregated: bool, parts: bool = False) -> Path:
    """Write a good drop with a manifest that agrees."""
    folder.mkdir(parents=True)
    promises = {}
    make = {"csv": _csv, "parquet": _parquet}[form]
    for name, rows in tables(aggregated=aggregated).items():
        if parts and name in {"classes", "lessons", "class_week"}:
            (folder / name).mkdir()
            contents = [make(name, rows[:5]), make(name, rows[5:])]
            for place, content in enumerate(contents):
                (folder / name / f"part-{place}.{form}").write_bytes(content)
        else:
            contents = [make(name, rows)]
            (folder / f"{name}.{form}").write_bytes(contents[0])
        promises[name] = {"rows": len(rows), "sha256": hashlib.sha256(b"".join(contents)).hexdigest()}
    said = {"contract": 1, "source": "fuzz", "week": WEEK.isoformat(), "tables": promises}
    (folder / "manifest.json").write_text(json.dumps(said))
    return folder


def pack(folder: Path, archive: Path) -> Path:
    """Pack a drop."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            packed.write(path, path.relative_to(folder).as_posix())
    return archive
