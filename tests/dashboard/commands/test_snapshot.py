"""``belsendi snapshot``: the vectors of spec I and the files of records.md through the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests import factories
from tests.factories import WEEK, Records, small_drop
from tests.installation import Installation


def test_messages_go_to_stderr_only(installation: Installation) -> None:
    drop = small_drop(installation.folder / "drop")
    result = installation.call("snapshot", "build", "--records", drop, "--week", WEEK)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "Week 2025-11-09: built, snapshot " in result.stderr
    assert "revision 1, not published" in result.stderr


@pytest.mark.parametrize("switch", ["--json", None])
def test_a_refused_drop_exits_with_4_and_says_why(installation: Installation, switch: str | None) -> None:
    drop = small_drop(installation.folder / "drop")
    (drop / "classes.csv").unlink()
    words = ["snapshot", "build", "--records", drop, "--week", WEEK, *([switch] if switch else [])]
    result = installation.call(*words)
    assert result.exit_code == 4
    assert "classes" in result.stderr
    if switch:
        document = json.loads(result.stdout)
        assert (document["status"], document["snapshot"]) == ("refused", None)
        assert {"file", "table", "column", "expected", "found", "remedy"} == set(document["errors"][0])
    assert not installation.has_database()


@pytest.mark.parametrize("week", ["2025-11-10", "2025-13-01", "soon", None])
def test_q90_a_week_is_a_sunday_and_never_guessed(installation: Installation, week: str | None) -> None:
    drop = small_drop(installation.folder / "drop")
    words = ["--week", week] if week else []
    for command in (("snapshot", "build", "--records", drop), ("records", "check", drop)):
        result = installation.call(*command, *words, "--json")
        assert result.exit_code == 4
        assert json.loads(result.stdout)["errors"]


def test_q90_the_manifest_names_the_week(installation: Installation) -> None:
    records = Records()
    records.aggregated_school("s1")
    manifest = {"contract": 1, "source": "Күнделік", "week": "2025-11-09", "produced_at": "2025-11-16T01:00:00+05:00"}
    drop = records.write(installation.folder / "drop", manifest=manifest)
    code, document = installation.build(drop, week=None)
    assert (code, document["week"]) == (0, "2025-11-09")
    shown = json.loads(installation.call("snapshot", "show", "--week", WEEK, "--json").stdout)
    assert (shown["source"], shown["produced_at"]) == ("Күнделік", "2025-11-15T20:00:00+00:00")


def _school_with_classes(records: Records, school_id: str, lessons: list[int]) -> None:
    records.detailed_school(school_id, lessons=lessons)


def _school_with_teachers(records: Records, school_id: str, activated: int, created: int) -> None:
    records.school(school_id)
    records.accounts(school_id, "teacher", activated, created)


VECTORS: dict[str, tuple[Callable[..., None], dict[str, Any], str, tuple[str, str, str, str]]] = {
    "T1": (_school_with_classes, {"lessons": [8] + [10] * 10}, "timetable", ("10", "11", "90.909091", "medium")),
    "T2": (_school_with_classes, {"lessons": [9] + [10] * 19}, "timetable", ("19", "20", "95.000000", "high")),
    "T3": (
        Records.hundred_lessons,
        {"topics": (0, 66), "homework": (60, 71)},  # 60 topic only, 6 both, 5 homework only
        "planning",
        ("71", "100", "71.000000", "high"),
    ),
    "T4": (
        Records.hundred_lessons,
        {"marks": (0, 20), "attendance": (20, 30), "comments": (30, 34), "held": (34, 49)},
        "journal",
        ("49", "100", "49.000000", "high"),
    ),
    "T5-18": (Records.school, {"filled": 18}, "profile", ("18", "18", "100.000000", "high")),
    "T5-17": (Records.school, {"filled": 17}, "profile", ("17", "18", "94.444444", "medium")),
    "T5-13": (Records.school, {"filled": 13}, "profile", ("13", "18", "72.222222", "medium")),
    "T5-12": (Records.school, {"filled": 12}, "profile", ("12", "18", "66.666667", "low")),
    "T6-90": (
        _school_with_teachers,
        {"activated": 45, "created": 50},
        "act_teachers",
        ("45", "50", "90.000000", "high"),
    ),
    "T6-89": (
        _school_with_teachers,
        {"activated": 89, "created": 100},
        "act_teachers",
        ("89", "100", "89.000000", "medium"),
    ),
    "T6-59": (
        _school_with_teachers,
        {"activated": 59, "created": 100},
        "act_teachers",
        ("59", "100", "59.000000", "low"),
    ),
}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_t1_to_t6_through_the_command_line(installation: Installation, form: str) -> None:
    records = Records()
    for name, (add, how, _, _) in VECTORS.items():
        add(records, name, **how)
        if add in {Records.school, _school_with_teachers}:  # else nothing of the school was delivered
            records.add("classes", class_id=f"{name}-c", school_id=name, grade=5, letter="А")
    code, _ = installation.build(records.write(installation.folder / "drop", form))
    assert code == 0
    rows = {(row["school_id"], row["indicator"]): row for row in installation.export()["schools"]}
    assert len(rows) == 9 * len(VECTORS)
    for name, (_, _, indicator, expected) in VECTORS.items():
        row = rows[name, indicator]
        assert (row["numerator"], row["denominator"], row["value"], row["category"]) == expected, name


def test_q23_q27_a_parent_is_the_sum_of_its_children(installation: Installation) -> None:
    records = Records()
    districts = ("111000000", "113000000", "151000000")
    for n in range(40):
        lessons = 10 + n * 7 % 90
        numbers = {"lessons": lessons, "lessons_planned": lessons * (n % 11) // 10 if n % 11 < 10 else lessons}
        full = {"classes": 5 + n % 20, "classes_full": 5 + n % 20 - n % 3}
        marks = {} if n % 5 else {"marks_timely": None, "marks_eligible": None}
        recorded = {"lessons_recorded": lessons // (1 + n % 4)}
        records.aggregated_school(f"s{n}", districts[n % 3], **numbers, **full, **marks, **recorded)
    code, document = installation.build(records.write(installation.folder / "drop"))
    assert code == 0, document
    units = installation.export()["units"]
    parents = {str(unit["unit_id"]): unit["parent_id"] for unit in factories.UNITS}
    assert len(units) == 9 * len(parents)
    for column in ("schools", "low", "medium", "high", "numerator", "denominator"):
        for parent in ("000000000", "110000000", "150000000"):
            for indicator in {row["indicator"] for row in units}:
                rows = {row["unit_id"]: int(row[column]) for row in units if row["indicator"] == indicator}
                assert rows[parent] == sum(rows[unit] for unit in rows if parents[unit] == parent), (column, parent)
    assert {row["rank"] for row in units if row["unit_id"] == "000000000"} == {""}


def test_q49_without_a_published_revision_the_export_says_what_it_gives(installation: Installation) -> None:
    installation.build(small_drop(installation.folder / "drop"))
    result = installation.call("snapshot", "export", "--week", WEEK, "--out", installation.folder / "out")
    assert result.exit_code == 0
    assert "is not published; this is its latest revision, 1." in result.stderr


@pytest.mark.parametrize("command", [("export", "--out", "o"), ("show",), ("publish",), ("withdraw",)])
@pytest.mark.parametrize("week", ["2025-11-02", "nonsense", ""])
def test_an_unknown_week_is_a_message(installation: Installation, command: tuple[str, ...], week: str) -> None:
    installation.call("db", "upgrade")
    result = installation.call("snapshot", *command, "--week", week)
    assert result.exit_code == 4
    assert "week" in result.stderr


@pytest.mark.parametrize("command", [("list",), ("show", "--week", "2025-11-09")])
def test_without_a_database_the_message_says_what_to_run(installation: Installation, command: tuple[str, ...]) -> None:
    result = installation.call("snapshot", *command)
    assert (result.exit_code, "Run: belsendi db upgrade" in result.stderr) == (4, True)


def test_list_and_show_for_people(installation: Installation) -> None:
    installation.build(small_drop(installation.folder / "drop"), "--publish")
    assert "2025-11-09" in installation.call("snapshot", "list").stdout
    shown = installation.call("snapshot", "show", "--week", WEEK).stdout
    assert "status: published" in shown
    assert "republic:" in shown
