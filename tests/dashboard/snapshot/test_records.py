"""Drops read as a whole (records.md; Q-69, Q-75 … Q-80, Q-91, Q-92)."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dashboard.errors import DropRefused
from dashboard.snapshot import checks
from dashboard.snapshot.contract import TABLES
from tests.delivered import (
    AGGREGATED,
    DETAILED,
    OPTIONAL,
    Lines,
    read,
    rejected,
    rows_of,
    used,
    with_lines,
    write_csv,
    write_parquet,
)

EVERYTHING = {**DETAILED, **OPTIONAL}
FORMS = pytest.mark.parametrize("write", [write_csv, write_parquet])

Write = Callable[[Path, Lines], Path]


@FORMS
def test_every_table_is_read_and_typed(tmp_path: Path, write: Write) -> None:
    with read(write(tmp_path, EVERYTHING)) as drop:
        assert rejected(drop) == []
        assert drop.present == frozenset(EVERYTHING)
        assert list(drop.counts["table"]) == [name for name in TABLES if name in EVERYTHING]
        for name, table in drop.tables.items():
            assert tuple(column for column in table.columns if column != checks.NUMBER) == TABLES[name].column_names
        schools = {row["school_id"]: row for row in rows_of(drop, "schools")}
        assert [schools[key]["in_monitor"] for key in ("S1", "S2", "S3")] == [True, False, True]
        assert [schools[key]["week_mode"] for key in ("S1", "S2", "S3")] == [5, 5, 6]
        assert schools["S1"]["name_kk"] == "№1 мектеп"
        assert {row["full_name"] for row in schools.values()} == {None}
        assert rows_of(drop, "held")[0]["entered_at"] == datetime(2025, 11, 10, 5)  # noqa: DTZ001
        assert rows_of(drop, "homework")[0]["entered_at"] == datetime(2025, 8, 20, 5)  # noqa: DTZ001
        assert [row["work_type"] for row in rows_of(drop, "marks")] == ["formative", "formative"]
        assert [row["journal_kind"] for row in rows_of(drop, "classes")] == ["criterial", "criterial"]
        # only logins are folded
        assert used(drop)["logins"] == (3, 2, 1, 0)
        assert used(drop)["marks"] == (2, 2, 0, 0)
        assert len(rows_of(drop, "logins")) == 2


# One line for each fault; table, line, column and value and reason of the reject. Q-75 ….
FAULTS = [
    ("units", "710000000,,region,,Астана,Астана", "parent_id", "", "inconsistent"),
    ("units", "010000000,,republic,,Қ,К", "unit_id", "010000000", "inconsistent"),
    ("units", "610100000,000000000,district,,А,А", "parent_id", "000000000", "not_in_list"),
    ("units", "620000000,610000000,region,,А,А", "parent_id", "610000000", "not_in_list"),
    ("units", "630100000,630000000,district,,А,А", "parent_id", "630000000", "unknown_reference"),
    ("units", "610000000,000000000,region,oblast,Түркістан,Туркестанская", "unit_id", "610000000", "duplicate_id"),
    ("units", "640000000,000000000,oblast,,А,А", "level", "oblast", "not_in_list"),
    ("units", "640000000,000000000,region,x,А,А", "kind", "x", "not_in_list"),
    ("schools", "S4,610000000,А,А,true,,", "unit_id", "610000000", "not_in_list"),
    ("schools", "S5,999999999,А,А,true,,", "unit_id", "999999999", "unknown_reference"),
    ("schools", "S1,999999999,А,А,true,,", "school_id", "S1", "duplicate_id"),
    ("schools", "S6,611600000,,А,true,,", "name_kk", "", "missing_value"),
    ("schools", "S6,611600000,А,А,yes,,", "in_monitor", "yes", "bad_type"),
    ("schools", "S6,611600000,А,А,,,", "in_monitor", "", "missing_value"),
    ("schools", "S6,611600000,А,А,true,7,", "week_mode", "7", "not_in_list"),
    ("schools", "S6,611600000,А,А,true,,Urban", "locality", "Urban", "not_in_list"),
    ("classes", "C3,S5,5,А,,,,", "school_id", "S5", "unknown_reference"),
    ("classes", "C3,S1,13,А,,,,", "grade", "13", "not_in_list"),
    ("classes", "C3,S1,-1,А,,,,", "grade", "-1", "not_in_list"),
    ("classes", "C3,S1,5.0,А,,,,", "grade", "5.0", "bad_type"),
    ("classes", "C3,S1,5,А,de,,,", "language", "de", "not_in_list"),
    ("classes", "C3,S1,5,А,,,,2025-02-30", "active_from", "2025-02-30", "bad_type"),
    ("classes", "c1,S1,5,,,,,", "letter", "", "missing_value"),
    ("accounts", "A3,P3,S1,admin,2025-09-01,,,", "role", "admin", "not_in_list"),
    ("accounts", "A3,P3,S1,pupil,2025-09-01,2025-09-02,,", "registered_at", "2025-09-02", "bad_type"),
    ("lessons", "L3,C9,,2025-11-10,1,scheduled", "class_id", "C9", "unknown_reference"),
    ("lessons", "L3,C1,,2025-11-16,1,scheduled", "date", "2025-11-16", "outside_week"),
    ("lessons", "L3,C1,,2025-11-08,1,scheduled", "date", "2025-11-08", "outside_week"),
    ("lessons", "L3,C1,,2025-11-10,0,scheduled", "slot", "0", "not_in_list"),
    ("lessons", "L3,C1,,2025-11-10,15,scheduled", "slot", "15", "not_in_list"),
    ("lessons", "L1,C2,,2025-11-10,1,scheduled", "lesson_id", "L1", "duplicate_id"),
    ("lessons", "L1,C2,,2025-11-30,1,scheduled", "date", "2025-11-30", "outside_week"),
    ("topics", "L3,2025-11-10T10:00:00+05:00", "lesson_id", "L3", "unknown_reference"),
    ("topics", "l1,2025-11-10T10:00:00+05:00", "lesson_id", "l1", "unknown_reference"),
    ("topics", "L9,2025-11-10", "entered_at", "2025-11-10", "bad_type"),
    ("homework", "L1,2025-11-10T10:00:00+05:00,NA", "minutes", "NA", "bad_type"),
    ("marks", "L1,P2,,,2025-11-10T10:00:00+05:00,", "value", "", "missing_value"),
    ("marks", "L1,P2,5,test,2025-11-10T10:00:00+05:00,", "work_type", "test", "not_in_list"),
    ("attendance", "L1,P2,Н,2025-11-10T10:00:00+05:00", "code", "Н", "not_in_list"),
    ("calendar", "KZ,,,2025-11-02,2025-11-01,holiday", "date_to", "2025-11-01", "inconsistent"),
    ("calendar", "kz,,,2025-11-01,2025-11-01,holiday", "scope_id", "kz", "unknown_reference"),
    ("calendar", "KZ,,,2025-11-01,2025-11-01,teaching", "kind", "teaching", "not_in_list"),
    ("logins", "P1,S1,teacher,2025-11-16", "date", "2025-11-16", "outside_week"),
    ("logins", "P1,S9,teacher,2025-11-10", "school_id", "S9", "unknown_reference"),
    ("period_results", "C1,M,2025-2026/q5,P2,5", "period", "2025-2026/q5", "not_in_list"),
    ("period_results", "C1,M,2025-2026/year,P2,6", "result", "6", "not_in_list"),
    ("journal_changes", "C1,P1,2025-11-08T18:59:59Z,mark", "at", "2025-11-08T18:59:59Z", "outside_week"),
    ("journal_changes", "C1,P1,2025-11-16 00:00,mark", "at", "2025-11-16 00:00", "outside_week"),
]
AGGREGATED_FAULTS = [
    ("school_week", "S1,1,1,1,1,1,,,,", "school_id", "S1", "duplicate_id"),
    ("school_week", "S2,1,1,1,1,-1,,,,", "lessons_recorded", "-1", "inconsistent"),
    ("school_week", "S2,10,1,1,11,1,,,,", "lessons_planned", "11", "inconsistent"),
    ("school_week", "S2,10,1,1,1,11,,,,", "lessons_recorded", "11", "inconsistent"),
    ("school_week", "S2,10,1,1,1,5,6,,,", "lessons_tick_only", "6", "inconsistent"),
    ("school_week", "S2,10,1,2,1,5,5,,,", "classes_full", "2", "inconsistent"),
    ("school_week", "S2,10,1,1,1,5,5,9,5,4", "marks_timely", "5", "inconsistent"),
    ("school_week", "S2,10,1,1,1,5,5,9,5,10", "marks_eligible", "10", "inconsistent"),
    ("school_week", "S2,10,1,1,1,5,5,9,10,", "marks_timely", "10", "inconsistent"),
    ("school_week", "S2,,1,1,1,5,5,9,10,", "lessons", "", "missing_value"),
    ("class_week", "C1,10,11,1,1,,", "slots", "11", "inconsistent"),
    ("class_week", "C1,10,10,1,1,,-2", "login_days", "-2", "inconsistent"),
    ("class_week", "C7,10,10,1,1,,", "class_id", "C7", "unknown_reference"),
    ("accounts_week", "S1,teacher,1,1", "school_id", "S1", "duplicate_id"),
    ("accounts_week", "S1,parent,1,2", "activated", "2", "inconsistent"),
    ("accounts_week", "S9,parent,1,1", "school_id", "S9", "unknown_reference"),
]


@pytest.mark.parametrize(
    ("tables", "faults", "ending"), [(EVERYTHING, FAULTS, "\n"), (AGGREGATED, AGGREGATED_FAULTS, "\r\n")]
)
def test_q77_faults_are_set_aside_with_line_and_reason(
    tmp_path: Path, tables: Lines, faults: list[tuple[str, ...]], ending: str
) -> None:
    added = dict(tables)
    expected = []
    for table, line, column, value, reason in faults:
        expected.append((table, f"{table}.csv", len(added[table]) + 1, column, value, reason))
        added = with_lines(added, **{table: line})
    for name, lines in added.items():
        (tmp_path / f"{name}.csv").write_bytes("".join(line + ending for line in lines).encode())
    with read(tmp_path) as drop:
        order = list(TABLES)
        assert rejected(drop) == sorted(expected, key=lambda row: (order.index(row[0]), row[2]))
        for table, (rows_in, *parts) in used(drop).items():
            assert rows_in == sum(parts) == len(added[table]) - 1


INTEGER_FAULTS = {"bad_type", "bad_row"}


def test_q77_parquet_rows_count_from_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Integers are integers there; all other faults are those of CSV, in tables too long for memory as well."""
    monkeypatch.setattr(checks, "KEPT_ROWS", 0)
    added: Lines = EVERYTHING
    expected = []
    for table, line, column, value, reason in FAULTS:
        if reason in INTEGER_FAULTS and column in {"grade", "minutes", "in_monitor"}:
            continue
        expected.append((table, f"{table}.parquet", len(added[table]), column, value, reason))
        added = with_lines(added, **{table: line})
    with read(write_parquet(tmp_path, added)) as drop:
        order = list(TABLES)
        assert rejected(drop) == sorted(expected, key=lambda row: (order.index(row[0]), row[2]))


def test_q74_what_hangs_on_a_rejected_row_is_rejected(tmp_path: Path) -> None:
    tables = dict(EVERYTHING)
    tables["schools"] = [line.replace("S1,611600000", "S1,610000000") for line in tables["schools"]]
    with read(write_csv(tmp_path, tables)) as drop:
        reasons = {(table, value): reason for table, _, _, _, value, reason in rejected(drop)}
    assert reasons == {
        ("schools", "610000000"): "not_in_list",
        ("classes", "S1"): "unknown_reference",
        ("accounts", "S1"): "unknown_reference",
        ("positions", "S1"): "unknown_reference",
        ("calendar", "S1"): "unknown_reference",
        ("lessons", "C1"): "unknown_reference",
        ("topics", "L1"): "unknown_reference",
        ("homework", "L1"): "unknown_reference",
        ("marks", "L1"): "unknown_reference",
        ("attendance", "L2"): "unknown_reference",
        ("held", "L2"): "unknown_reference",
        ("logins", "S1"): "unknown_reference",
        ("period_results", "C1"): "unknown_reference",
        ("journal_changes", "C1"): "unknown_reference",
    }


def test_q97_without_a_republic_everything_falls(tmp_path: Path) -> None:
    tables = {**AGGREGATED, "units": [line for line in AGGREGATED["units"] if "republic" not in line]}
    with read(write_csv(tmp_path, tables)) as drop:
        assert drop.counts["used"].sum() == 0
        assert set(drop.rejects["reason"]) == {"unknown_reference"}


def test_q75_a_row_at_fault_does_not_take_the_id(tmp_path: Path) -> None:
    more = ["C8,S9,5,А,,,,", "C8,S1,6,А,,,,", "C8,S9,7,А,,,,"]
    with read(write_csv(tmp_path, with_lines(AGGREGATED, classes=more))) as drop:
        assert [(row, reason) for _, _, row, _, _, reason in rejected(drop)] == [
            (4, "unknown_reference"),
            (6, "duplicate_id"),
        ]
        assert [row["grade"] for row in rows_of(drop, "classes") if row["class_id"] == "C8"] == [6]


def test_q77_bad_rows_stand_at_their_line(tmp_path: Path) -> None:
    lines = ["", "C1,1,1,1,1,,,x", "C1", "", "C9,1,1,1,1,,"]
    with read(write_csv(tmp_path, with_lines(AGGREGATED, class_week=lines))) as drop:
        assert rejected(drop) == [
            ("class_week", "class_week.csv", 4, "", "C1,1,1,1,1,,,x", "bad_row"),
            ("class_week", "class_week.csv", 5, "", "C1", "bad_row"),
            ("class_week", "class_week.csv", 7, "class_id", "C9", "unknown_reference"),
        ]
        assert used(drop)["class_week"] == (4, 1, 0, 3)


def test_q84_a_folder_of_parts_is_one_table(tmp_path: Path) -> None:
    tables = dict(AGGREGATED)
    header, first, second = tables.pop("classes")
    folder = write_csv(tmp_path / "parts", tables)
    write_csv(folder / "classes", {"part-1": [header, second, "C7,S1,x,А,,,,"]})
    write_parquet(folder / "classes", {"part-0": [header, first], "part-2": [header, second]})
    write_csv(folder / "classes", {"part-3": ["letter,grade,school_id,class_id", "А,1,S1,C7"]})
    (folder / "classes" / "_SUCCESS").touch()
    with (
        read(folder) as drop,
        read(write_csv(tmp_path / "one", with_lines(AGGREGATED, classes="C7,S1,1,А,,,,"))) as one,
    ):
        assert rejected(drop) == [
            ("classes", "classes/part-1.csv", 3, "grade", "x", "bad_type"),
            ("classes", "classes/part-2.parquet", 1, "class_id", "C2", "duplicate_id"),
        ]
        assert [note.details for note in drop.notes if note.kind == "unknown_file"] == [{"file": "classes/_SUCCESS"}]
        assert drop.content_hash() == one.content_hash()


def refusals(*paths: Path, week: date | None = date(2025, 11, 9)) -> list[tuple[str, str, str]]:
    """Return file, table and column of each reason for which drops are refused."""
    with pytest.raises(DropRefused) as caught:
        read(*paths, week=week)
    for reason in caught.value.reasons:
        assert reason.expected, reason
        assert reason.found, reason
        assert reason.remedy, reason
    return [(reason.file, reason.table, reason.column) for reason in caught.value.reasons]


@pytest.mark.parametrize(
    ("tables", "refused"),
    [
        ({}, ["units", "schools", "classes", "accounts", "lessons"]),
        ({name: DETAILED[name] for name in DETAILED if name != "held"}, ["held"]),
        (
            {**AGGREGATED, "topics": DETAILED["topics"]},
            ["lessons", "homework", "marks", "attendance", "comments", "held"],
        ),
        ({name: AGGREGATED[name] for name in AGGREGATED if name != "classes"}, ["classes"]),
        ({name: AGGREGATED[name] for name in AGGREGATED if name != "accounts_week"}, ["accounts"]),
    ],
)
def test_q64_required_tables(tmp_path: Path, tables: Lines, refused: list[str]) -> None:
    assert [table for _, table, _ in refusals(write_csv(tmp_path, tables))] == refused


def test_q64_headers_alone_say_none(tmp_path: Path) -> None:
    with read(write_csv(tmp_path, {name: lines[:1] for name, lines in DETAILED.items()})) as drop:
        assert drop.present == frozenset(DETAILED)
        assert drop.counts["rows_in"].sum() == 0


@FORMS
def test_a_missing_required_column_is_refused(tmp_path: Path, write: Write) -> None:
    tables = {**DETAILED, "marks": [line.replace("entered_at", "Entered_at") for line in DETAILED["marks"]]}
    tables["held"] = ["lesson_id", "L1"]
    found = refusals(write(tmp_path, tables))
    assert [(table, column) for _, table, column in found] == [("marks", "entered_at"), ("held", "entered_at")]


@pytest.mark.parametrize(
    ("table", "lines", "column"),
    [
        ("calendar", ["KZ,,,10.11.2025,2025-11-11,x", "KZ,,,11.11.2025,2025-11-11,holiday"], "date_from"),
        ("class_week", ["C2,I,1,1,1,,"], "lessons"),
        ("journal_changes", ["C1,P1,2025-11-10,x"], "at"),
        ("schools", ["S1,611600000,А,А,да,,", "S2,611600000,А,А,нет,,"], "in_monitor"),
    ],
)
def test_q80_a_column_without_any_value_of_its_type_is_refused(
    tmp_path: Path, table: str, lines: list[str], column: str
) -> None:
    tables = {**AGGREGATED, table: [{**AGGREGATED, **OPTIONAL}[table][0], *lines]}
    assert (f"{table}.csv", table, column) in refusals(write_csv(tmp_path, tables))


def test_q62_profile_fields_are_text(tmp_path: Path) -> None:
    tables = dict(AGGREGATED)
    tables["schools"] = [
        "school_id,unit_id,name_kk,name_ru,in_monitor,opened_on,org_form,surplus",
        "S1,611600000,А,А,1,once upon a time,.,",
        "S2,611600000,А,А,1,1999-09-01,N/A,",
        "S3,611600000,А,А,1,   ,,",
    ]
    with read(write_csv(tmp_path, tables)) as drop:
        assert rejected(drop) == []
        notes = {note.kind: note.details for note in drop.notes}
    assert notes["suspicious_profile_value"] == {"column": "opened_on", "count": 1, "schools": ["S1"]}
    assert notes["unknown_column"] == {"file": "schools.csv", "columns": ["surplus"]}
    assert len(notes["missing_profile_column"]["columns"]) == 16


def test_q69_a_school_in_two_depths_is_refused(tmp_path: Path) -> None:
    tables = {**DETAILED, "school_week": AGGREGATED["school_week"], "class_week": AGGREGATED["class_week"]}
    tables["class_week"] = [*tables["class_week"], "C1,1,1,1,1,,"]
    tables["accounts_week"] = AGGREGATED["accounts_week"]
    with pytest.raises(DropRefused) as caught:
        read(write_csv(tmp_path, tables))
    assert [(reason.table, reason.found) for reason in caught.value.reasons] == [
        ("class_week", "school 'S1' in lessons and in class_week"),
        ("school_week", "school 'S1' in lessons and in school_week"),
        ("school_week", "school 'S1' in class_week and in school_week"),
        ("accounts_week", "school 'S1' in accounts and in accounts_week"),
    ]


def test_q69_is_judged_on_accepted_rows_and_accounts_are_independent(tmp_path: Path) -> None:
    tables = {**DETAILED, "school_week": [*AGGREGATED["school_week"][:1], "S3,5,1,1,5,5,,,,", "S1,5,1,1,6,5,,,,"]}
    tables["accounts"] = DETAILED["accounts"][:1]
    tables["accounts_week"] = AGGREGATED["accounts_week"]
    with read(write_csv(tmp_path, tables)) as drop:
        assert [reason for *_, reason in rejected(drop)] == ["inconsistent"]


def second_drop(**tables: list[str]) -> Lines:
    """Return a drop of another system for the same week."""
    registers = {name: list(EVERYTHING[name]) for name in ("units", "subjects", "calendar")}
    schools = ["school_id,unit_id,name_kk,name_ru,in_monitor", "T1,611600000,А,А,true"]
    classes = ["class_id,school_id,grade,letter", "K1,T1,1,А"]
    facts = ["school_id,lessons,classes,classes_full,lessons_planned,lessons_recorded", "T1,9,1,1,9,9"]
    accounts = ["school_id,role,created,activated", "T1,teacher,1,1"]
    own = {"schools": schools, "classes": classes, "school_week": facts, "accounts_week": accounts}
    return {**registers, **own, **tables}


def test_q91_several_drops_are_read_as_one(tmp_path: Path) -> None:
    other = second_drop()
    other["units"] += ["612000000,610000000,district,,Отырар,Отрар", "611600000,610000000,district,,Other,Other"]
    other["calendar"] += ["S1,,,2025-11-14,2025-11-14,holiday", "X,,,2025-11-14,2025-11-14,holiday"]
    other["subjects"] += ["M,Алгебра,Алгебра"]
    folders = write_csv(tmp_path / "a", EVERYTHING), write_parquet(tmp_path / "b", other)
    with read(*folders) as drop:
        assert rejected(drop) == [
            ("units", "b/units.parquet", 5, "unit_id", "611600000", "duplicate_id"),
            ("subjects", "b/subjects.parquet", 2, "subject_id", "M", "duplicate_id"),
            ("calendar", "b/calendar.parquet", 5, "scope_id", "X", "unknown_reference"),
        ]
        counts = used(drop)
        assert counts["units"] == (8, 4, 3, 1)
        assert counts["calendar"] == (8, 4, 3, 1)
        assert counts["schools"] == (4, 4, 0, 0)
        assert {note.details["table"]: note.details["count"] for note in drop.notes if note.kind == "repeated_row"} == {
            "units": 3,
            "subjects": 1,
            "calendar": 3,
        }


def test_q91_a_school_in_two_drops_is_refused(tmp_path: Path) -> None:
    other = second_drop(schools=["school_id,unit_id,name_kk,name_ru,in_monitor", "S2,611600000,А,А,true"])
    with pytest.raises(DropRefused) as caught:
        read(write_csv(tmp_path / "a", EVERYTHING), write_csv(tmp_path / "b", other))
    assert [reason.found for reason in caught.value.reasons] == ["school 'S2' in a and b"]


SHORT = {**AGGREGATED, **{name: OPTIONAL[name] for name in ("subjects", "calendar", "logins", "journal_changes")}}


@pytest.fixture(scope="module")
def short_hash(tmp_path_factory: pytest.TempPathFactory) -> str:
    with read(write_csv(tmp_path_factory.mktemp("short"), SHORT)) as drop:
        return drop.content_hash()


def in_other_words(folder: Path, tables: Lines) -> Path:
    """Write a drop with a BOM, CRLF, quotes, rows in another order and a surplus column."""
    folder.mkdir(exist_ok=True)
    for name, (header, *lines) in tables.items():
        rows = [f"{header},zz", *(f'{line},"x"' for line in reversed(lines))]
        (folder / f"{name}.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(rows).encode())
    return folder


def spelled_out(folder: Path, tables: Lines) -> Path:
    """Write a drop with defaults and times in another form, and with a row that is set aside."""
    changed = with_lines(tables, class_week="C1,1,2,0,0,,")
    changed["schools"] = [line.replace(",0,,", ",FALSE,5,") for line in changed["schools"]]
    changed["journal_changes"] = [changed["journal_changes"][0], "C1,P1,2025-11-08T19:00:00.00Z,mark"]
    return write_csv(folder, changed)


def read_again(folder: Path, tables: Lines) -> Path:
    """Write a drop whose tables are not kept in memory, with rows that are set aside or folded."""
    return write_parquet(folder, with_lines(tables, class_week="C1,1,2,0,0,,", logins="P1,S1,teacher,2025-11-09"))


@pytest.mark.parametrize("write", [write_parquet, in_other_words, spelled_out, read_again])
def test_q92_the_same_content_has_the_same_hash(
    tmp_path: Path, short_hash: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "KEPT_ROWS", 0 if write is read_again else checks.KEPT_ROWS)
    with read(write(tmp_path, SHORT)) as drop:
        assert drop.content_hash() == short_hash


@pytest.mark.parametrize(
    "changed",
    [
        with_lines(SHORT, journal_changes="C1,P1,2025-11-09T00:00:00+05:00,mark"),
        {**SHORT, "journal_changes": [SHORT["journal_changes"][0], "C1,P1,2025-11-09T00:00:00.000001+05:00,mark"]},
        {name: lines for name, lines in SHORT.items() if name != "calendar"},
        {**SHORT, "subjects": ["subject_id,name_kk,name_ru", "M,Математика;10:Математика,;"]},
        {**SHORT, "accounts_week": SHORT["accounts_week"][:2]},
    ],
)
def test_q92_other_content_has_another_hash(tmp_path: Path, short_hash: str, changed: Lines) -> None:
    with read(write_csv(tmp_path, changed)) as drop:
        assert drop.content_hash() != short_hash


def test_a_closed_drop_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    folder = write_csv(tmp_path / "drop", AGGREGATED)
    read(folder).close()
    refusals(write_csv(tmp_path / "bad", {}))
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="names are bytes")
def test_odd_names_of_folders_and_files(tmp_path: Path) -> None:
    folder = write_parquet(tmp_path / "d'r[o]p *?", AGGREGATED)
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt"))).touch()
    with read(folder) as drop:
        assert rejected(drop) == []
        assert [note.text for note in drop.notes if note.kind == "unknown_file"] == [
            "\\xff.txt: this is no table of the contract and was ignored."
        ]


RUBBISH = (
    *(b"", b"\0", b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\xff", b"\xd0", b"-1", b"NaN", b"1e999", b"S1", b"'"),
    *(b";", b"9999-12-31", b"0001-01-01T00:00:00+23:59", b"99999999999999999999", b"\xef\xbb\xbf", b"A" * 3000),
)


@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_rubbish_is_refused_or_set_aside_but_never_lost(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever happens to the bytes of a table, the drop is read with every row accounted for, or refused in words."""
    folder = write_csv(tmp_path_factory.mktemp("rubbish"), AGGREGATED)
    path = folder / f"{data.draw(st.sampled_from(sorted(AGGREGATED)))}.csv"
    content = path.read_bytes()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 12)))
        content = content[:start] + data.draw(st.sampled_from(RUBBISH)) + content[end:]
    path.write_bytes(content)
    with suppress(DropRefused), read(folder) as drop:
        for rows_in, *parts in used(drop).values():
            assert rows_in == sum(parts)
        assert len(drop.rejects) == drop.counts["rejected"].sum()
