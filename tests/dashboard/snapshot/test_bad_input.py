"""What bad input gets: each row of that table in records.md, from the command line to the database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from dashboard import schema
from dashboard.database import connection
from dashboard.snapshot.notes import NOTE_KINDS
from tests.factories import WEEK, drop_with_rejects, small_drop
from tests.installation import Installation

NEXT_WEEK = WEEK.replace(day=WEEK.day + 7)


def spoil_nothing(folder: Path) -> None:
    """The drop as it is."""


def spoil_file(folder: Path) -> None:
    (folder / "schools.csv").write_bytes(b'school_id,"unit_id\n')


def spoil_table(folder: Path) -> None:
    (folder / "classes.csv").unlink()


def spoil_column(folder: Path) -> None:
    path = folder / "school_week.csv"
    path.write_text(path.read_text("utf-8").replace("lessons_planned", "lessons_plan", 1), "utf-8")


def spoil_type(folder: Path) -> None:
    path = folder / "schools.csv"
    path.write_text(path.read_text("utf-8").replace("true", "да"), "utf-8")


def spoil_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text(json.dumps({"tables": {"schools": {"rows": 7}}}))


@pytest.mark.parametrize(
    ("spoil", "file", "column"),
    [
        (spoil_file, "schools.csv", ""),
        (spoil_table, "classes.csv", ""),
        (spoil_column, "school_week.csv", "lessons_planned"),
        (spoil_type, "schools.csv", "in_monitor"),
        (spoil_manifest, "schools.csv", ""),
    ],
)
def test_bad_input_refused(installation: Installation, spoil: object, file: str, column: str) -> None:
    """Refused as a whole before anything is written; the message names file, column, expected, found, remedy."""
    drop = small_drop(installation.folder / "drop")
    spoil(drop)  # type: ignore[operator]
    code, document = installation.build(drop, "--accept-rejects", "--publish")
    assert (code, document["status"], document["snapshot"]) == (4, "refused", None)
    assert (file, column) in [(error["file"], error["column"]) for error in document["errors"]]
    assert all(error[key] for error in document["errors"] for key in ("expected", "found", "remedy"))
    assert not installation.has_database()


def test_bad_input_rejected_row(installation: Installation) -> None:
    """Set aside with file, line, column, value and reason; the rest goes on; counts are kept with the snapshot."""
    drop = small_drop(installation.folder / "drop")
    lines = {
        "missing_value": ("classes.csv", "c1,s1,,А", "grade", ""),
        "bad_type": ("classes.csv", "c2,s1,five,А", "grade", "five"),
        "not_in_list": ("classes.csv", "c3,s1,13,А", "grade", "13"),
        "unknown_reference": ("classes.csv", "c4,nowhere,5,А", "school_id", "nowhere"),
        "duplicate_id": ("classes.csv", "s1-c,s1,5,А", "class_id", "s1-c"),
        "bad_row": ("classes.csv", "c6", "", "c6"),
        "inconsistent": ("accounts_week.csv", "s1,staff,1,2", "activated", "2"),
        "outside_week": ("logins.csv", "p,s1,staff,2025-12-01", "date", "2025-12-01"),
    }
    (drop / "logins.csv").write_text("person_id,school_id,role,date\n")
    expected = []
    for reason, (file, line, column, value) in lines.items():
        text = (drop / file).read_text("utf-8") + line + "\n"
        (drop / file).write_text(text, "utf-8")
        expected.append((file, text.count("\n"), column, value, reason))
    code, document = installation.build(drop, "--accept-rejects")
    found = [(one["file"], one["row"], one["column"], one["value"], one["reason"]) for one in document["rejects"]]
    assert code == 3
    assert sorted(found) == sorted(expected)
    assert sorted(tuple(row.values())[1:] for row in installation.export()["rejects"]) == sorted(
        (file, str(row), column, value, reason) for file, row, column, value, reason in expected
    )
    with connection(installation.settings) as reading:
        stored = {row.table_name: row for row in reading.execute(select(schema.snapshot_table))}
    for name, counts in document["tables"].items():
        row = stored[name]
        assert counts == {"in": row.rows_in, "used": row.used, "folded": row.folded, "rejected": row.rejected}
        assert row.rows_in == row.used + row.folded + row.rejected
    assert stored["classes"].rejected == 6


def test_bad_input_too_many_rejects(installation: Installation) -> None:
    """More than 1 % of a table: the build stops; accepted, the snapshot bears a mark."""
    drop = drop_with_rejects(installation.folder / "drop", 2)
    code, document = installation.build(drop)
    assert (code, document["status"]) == (5, "too_many_rejects")
    assert not installation.has_database()
    code, document = installation.build(drop, "--accept-rejects", "--publish")
    assert code == 3
    with connection(installation.settings) as reading:
        assert reading.scalar(select(schema.snapshot.c.rejects_accepted)) is True
        assert "rejects_accepted" in reading.scalars(select(schema.note.c.kind)).all()


def test_bad_input_moved(installation: Installation) -> None:
    """An absent school and a total that moved are notes; strict refuses them."""
    assert installation.build(small_drop(installation.folder / "a"), "--publish")[0] == 0
    smaller = small_drop(installation.folder / "b", week=NEXT_WEEK)
    for path in smaller.glob("*.csv"):
        lines = path.read_text("utf-8").splitlines()
        path.write_text("\n".join(line for line in lines if "s4" not in line) + "\n", "utf-8")
    code, document = installation.build(smaller, "--strict", week=NEXT_WEEK)
    assert (code, document["status"]) == (4, "refused")
    code, document = installation.build(smaller, "--publish", week=NEXT_WEEK)
    assert code == 0
    assert any("absent: s4" in warning for warning in document["warnings"])
    with connection(installation.settings) as reading:
        kinds = set(reading.scalars(select(schema.note.c.kind)))
    assert {"school_absent", "total_moved"} <= kinds <= set(NOTE_KINDS)


def test_bad_input_same_drop(installation: Installation) -> None:
    """Nothing changes: same content in another form, same snapshot id."""
    first = installation.build(small_drop(installation.folder / "a"))[1]
    code, again = installation.build(small_drop(installation.folder / "b", "parquet"))
    assert (code, again["status"], again["snapshot"]) == (0, "unchanged", first["snapshot"])
    assert installation.count("snapshot") == 1


def test_bad_input_corrected_drop(installation: Installation) -> None:
    """A new revision; the frozen one is still what is exported."""
    installation.build(small_drop(installation.folder / "a"), "--publish")
    before = installation.export()
    code, corrected = installation.build(small_drop(installation.folder / "b", lessons_planned=50), "--publish")
    assert (code, corrected["status"]) == (0, "built")
    assert installation.count("snapshot") == 2
    assert installation.export() == before
    assert installation.export(WEEK, "--revision", "latest") != before
