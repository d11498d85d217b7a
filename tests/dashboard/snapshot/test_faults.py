"""Rows judged: references, optional columns, dates, booleans (Q-29, Q-73, Q-76, Q-78, Q-82), and nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dashboard.errors import DropRefused
from dashboard.snapshot.contract import TABLES
from dashboard.snapshot.faults import week_bounds
from tests.delivered import (
    AGGREGATED,
    DETAILED,
    OPTIONAL,
    WEEK,
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


def faults(folder: Path, tables: Lines, write: Write = write_csv) -> list[tuple[str, str, str, str]]:
    """Return table, column, value and reason of each reject."""
    with read(write(folder, tables)) as drop:
        return [(table, column, value, reason) for table, _, _, column, value, reason in rejected(drop)]


@FORMS
def test_q29_a_school_belongs_to_an_accepted_district(tmp_path: Path, write: Write) -> None:
    more = [f"S{n},{unit},А,А,true,," for n, unit in enumerate(("000000000", "610000000", "999999999", ""), 4)]
    more += ["S8,611600000,А,А,true,,"]
    found = faults(tmp_path, with_lines(AGGREGATED, schools=more, classes="C9,S4,5,А,,,,"), write)
    assert found == [
        ("schools", "unit_id", "000000000", "not_in_list"),
        ("schools", "unit_id", "610000000", "not_in_list"),
        ("schools", "unit_id", "999999999", "unknown_reference"),
        ("schools", "unit_id", "", "missing_value"),
        ("classes", "school_id", "S4", "unknown_reference"),
    ]


# One row for each table, of which everything that may refer refers to nothing; which column the reject names.
DANGLING = {
    "units": ("610200000,X,district,,А,А", "parent_id"),
    "schools": ("S9,X,А,А,true,,", "unit_id"),
    "classes": ("C9,X,5,А,,,,", "school_id"),
    "accounts": ("A9,X,X,teacher,2025-09-01,,,", "school_id"),
    "positions": ("X,X,teacher,,", "school_id"),
    "enrolments": ("X,X,2025-09-01,", "class_id"),
    "calendar": ("X,,,2025-11-10,2025-11-10,holiday", "scope_id"),
    "lessons": ("L9,X,X,2025-11-10,1,scheduled", "class_id"),
    "topics": ("X,2025-11-10T10:00Z", "lesson_id"),
    "homework": ("X,2025-11-10T10:00Z,", "lesson_id"),
    "marks": ("X,X,5,,2025-11-10T10:00Z,", "lesson_id"),
    "attendance": ("X,X,ill,2025-11-10T10:00Z", "lesson_id"),
    "comments": ("X,2025-11-10T10:00Z", "lesson_id"),
    "held": ("X,2025-11-10T10:00Z", "lesson_id"),
    "logins": ("X,X,teacher,2025-11-10", "school_id"),
    "period_results": ("X,X,2025-2026/q1,X,5", "class_id"),
    "journal_changes": ("X,X,2025-11-10T10:00Z,mark", "class_id"),
}


@FORMS
def test_q73_units_schools_classes_and_lessons_are_looked_up(tmp_path: Path, write: Write) -> None:
    found = faults(tmp_path, with_lines(EVERYTHING, **{name: line for name, (line, _) in DANGLING.items()}), write)
    assert found == [(name, DANGLING[name][1], "X", "unknown_reference") for name in TABLES if name in DANGLING]


def test_q73_persons_pupils_teachers_and_subjects_are_not(tmp_path: Path) -> None:
    tables = dict(EVERYTHING)
    tables["classes"] = [
        "class_id,school_id,grade,letter,class_teacher_id",
        "C1,S1,5,А,nobody",
        "C2,S2,11,Б,nobody",
    ]
    tables["lessons"] = [
        "lesson_id,class_id,subject_id,teacher_id,date,slot,status,substitute_id",
        "L1,C1,nothing,nobody,2025-11-10,1,substituted,nobody",
        "L2,C1,nothing,nobody,2025-11-15,14,cancelled,",
    ]
    tables["marks"] = [tables["marks"][0], "L1,nobody,5,,2025-11-10T10:00:00+05:00,"]
    tables["period_results"] = [tables["period_results"][0], "C1,nothing,2025-2026/q1,nobody,5"]
    tables["logins"] = [tables["logins"][0], "nobody,S1,teacher,2025-11-10"]
    assert faults(tmp_path, tables) == []


# A bad value in an optional column: a list, a range, a type, a pair of dates.
OPTIONAL_FAULTS = [
    ("schools", "S9,611600000,А,А,true,4,", "week_mode", "4", "not_in_list"),
    ("schools", "S9,611600000,А,А,true,five,", "week_mode", "five", "bad_type"),
    ("schools", "S9,611600000,А,А,true,,village", "locality", "village", "not_in_list"),
    ("classes", "C9,S1,5,А,,4,,", "shift", "4", "not_in_list"),
    ("classes", "C9,S1,5,А,,,modern,", "journal_kind", "modern", "not_in_list"),
    ("classes", "C9,S1,5,А,,,,yesterday", "active_from", "yesterday", "bad_type"),
    ("accounts", "A9,P,S1,pupil,2025-09-01,,,never", "archived_at", "never", "bad_type"),
    ("homework", "L1,2025-11-10T10:00Z,long", "minutes", "long", "bad_type"),
    ("marks", "L1,P,5,homework,2025-11-10T10:00Z,", "work_type", "homework", "not_in_list"),
    ("marks", "L1,P,5,,2025-11-10T10:00Z,later", "edited_at", "later", "bad_type"),
    ("enrolments", "P,C1,2025-09-01,born", "entry_kind", "born", "not_in_list"),
    ("calendar", "KZ,13,,2025-11-10,2025-11-10,holiday", "grade", "13", "not_in_list"),
    ("calendar", "KZ,,7,2025-11-10,2025-11-10,holiday", "week_mode", "7", "not_in_list"),
    ("calendar", "KZ,,,2025-11-11,2025-11-10,holiday", "date_to", "2025-11-10", "inconsistent"),
]


@pytest.mark.parametrize(("table", "line", "column", "value", "reason"), OPTIONAL_FAULTS)
def test_q76_a_bad_value_in_an_optional_column_rejects_the_row(
    tmp_path: Path, table: str, line: str, column: str, value: str, reason: str
) -> None:
    tables = with_lines(EVERYTHING, **{table: line})
    # beside a sound value, so that the column as a whole is of its type
    header, *rows = tables[table]
    sound = {"archived_at": "A8,P,S1,pupil,2025-09-01,,,2025-11-10T10:00Z"}
    sound |= {"edited_at": "L1,P,5,,2025-11-10T10:00Z,2025-11-10T10:00Z", "minutes": "L1,2025-11-10T10:00Z,20"}
    tables[table] = [header, *([sound[column]] if column in sound else []), *rows]
    assert faults(tmp_path, tables) == [(table, column, value, reason)]


@FORMS
def test_q78_dates_of_lessons_logins_and_changes_lie_in_the_week(tmp_path: Path, write: Write) -> None:
    days = ("2025-11-08", "2025-11-09", "2025-11-15", "2025-11-16")
    tables = with_lines(
        EVERYTHING,
        lessons=[f"M{n},C1,,{day},1,scheduled" for n, day in enumerate(days)],
        logins=[f"P{n},S1,pupil,{day}" for n, day in enumerate(days)],
        # Midnight in Almaty is 19:00 of the day before in UTC.
        journal_changes=[
            f"C1,P1,{moment},mark"
            for moment in ("2025-11-08T18:59:59Z", "2025-11-08T19:00:00Z", "2025-11-15T18:59:59Z", "2025-11-16 00:00")
        ],
        # Times of entry have no limits, register dates neither.
        topics=["L1,2020-01-01T00:00Z", "L1,2030-01-01T00:00Z"],
        marks="L1,P2,5,,2025-11-30T10:00Z,2026-01-01T00:00Z",
        accounts="A8,P8,S1,pupil,2030-01-01,,,",
        enrolments="P8,C1,2030-01-01,",
    )
    assert faults(tmp_path, tables, write) == [
        ("lessons", "date", "2025-11-08", "outside_week"),
        ("lessons", "date", "2025-11-16", "outside_week"),
        ("logins", "date", "2025-11-08", "outside_week"),
        ("logins", "date", "2025-11-16", "outside_week"),
        ("journal_changes", "at", "2025-11-08T18:59:59Z", "outside_week"),
        ("journal_changes", "at", "2025-11-16 00:00", "outside_week"),
    ]
    first, after = week_bounds(WEEK)
    assert (first.isoformat(), after.isoformat()) == ("2025-11-08T19:00:00", "2025-11-15T19:00:00")


TRUE, FALSE = ("true", "True", "TRUE", "tRuE", "1"), ("false", "FALSE", "0")
NEITHER = ("t", "yes", "да", "01", "1.0", " true", "-1", "2", "on")


@pytest.mark.parametrize(
    ("text", "value"),
    [(text, value) for value, texts in ((True, TRUE), (False, FALSE), (None, NEITHER)) for text in texts],
)
def test_q82_booleans(tmp_path: Path, text: str, value: bool | None) -> None:
    tables = with_lines(AGGREGATED, schools=f"S9,611600000,А,А,{text},,")
    with read(write_csv(tmp_path, tables)) as drop:
        taken = {row["school_id"]: row["in_monitor"] for row in rows_of(drop, "schools")}
        assert taken.get("S9") == value
        assert rejected(drop) == (
            [] if value is not None else [("schools", "schools.csv", 5, "in_monitor", text, "bad_type")]
        )


CELLS = ("", "x", "S1", "C1", "C2", "L1", "611600000", "-1", "0", "5", "true", "2025-11-10", "2030-01-01", "KZ")
CELLS += ("2025-11-10T10:00Z", "teacher", "scheduled", "\0", "9" * 30, "🎒")


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Return a drop with some cells written over, rows doubled, cut short or left out, and its rows by table."""
    tables = {name: [lines[0], *(line for line in lines[1:])] for name, lines in draw(st.sampled_from(DROPS)).items()}
    for _ in range(draw(st.integers(1, 6))):
        name = draw(st.sampled_from(sorted(tables)))
        place = draw(st.integers(1, max(1, len(tables[name]) - 1)))
        cells = tables[name][min(place, len(tables[name]) - 1)].split(",")
        cells[draw(st.integers(0, len(cells) - 1))] = draw(st.sampled_from(CELLS))
        change = draw(st.sampled_from(["over", "double", "short", "out"]))
        lines = {"over": [",".join(cells)], "double": [",".join(cells)] * 2, "short": [",".join(cells[:-1])], "out": []}
        tables[name][1:] = [*tables[name][1:place], *lines[change], *tables[name][place + 1 :]]
    return tables, {name: sum(map(bool, lines)) - 1 for name, lines in tables.items()}


DROPS = [{**AGGREGATED, **OPTIONAL}, DETAILED]


@hypothesis_settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(spoilt())
def test_q77_rows_in_are_used_folded_and_rejected(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[dict[str, list[str]], dict[str, int]]
) -> None:
    """Whatever is wrong with rows, each is used, folded or named, and no row appears that was not there."""
    tables, rows = drawn
    with suppress(DropRefused), read(write_csv(tmp_path_factory.mktemp("spoilt"), tables)) as drop:
        counted = used(drop)
        assert {name: rows_in for name, (rows_in, *_) in counted.items()} == rows
        for name, (rows_in, taken, folded, aside) in counted.items():
            assert rows_in == taken + folded + aside
            assert len(rows_of(drop, name)) == taken
            assert (drop.rejects["table"] == name).sum() == aside
        places = drop.rejects[["file", "row"]]
        assert len(places.drop_duplicates()) == len(places)
