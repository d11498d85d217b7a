"""A year's calendar from CSV: what is refused, what is kept, what it changes (F.1, Q-31 … Q-35, Q-92)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from dashboard.errors import CalendarRefused
from dashboard.settings import Settings
from dashboard.snapshot import calendar_import
from dashboard.snapshot.calendar import calendar_mark, is_confirmed, week_calendar, year_weeks
from dashboard.snapshot.calendar_files import SHIPPED_FOLDER, in_force, shipped
from dashboard.snapshot.calendar_import import import_calendar

KNOWN = frozenset({"000000000", "110000000", "111000000", "S1"})
HEADER = "scope_id,grade,week_mode,date_from,date_to,kind"
ROW = "KZ,,,2026-12-16,2026-12-16,holiday"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "year.csv"


def write(file: Path, *rows: str, head: str = HEADER) -> Path:
    file.write_bytes("\n".join([head, *rows]).encode())
    return file


def reasons(file: Path, **options: object) -> list[tuple[str, str]]:
    """Return column and what was found of each reason for which a file is refused."""
    with pytest.raises(CalendarRefused) as caught:
        import_calendar(file, **{"known": KNOWN, **options})  # type: ignore[arg-type]
    assert all(reason.file == file.name and reason.expected and reason.remedy for reason in caught.value.reasons)
    return [(reason.column, reason.found) for reason in caught.value.reasons]


# One row that is wrong by itself: the column and the words of the message.
ROWS = [
    ("X,,,2026-12-16,2026-12-16,holiday", "scope_id", "'X' in line 2"),
    ("kz,,,2026-12-16,2026-12-16,holiday", "scope_id", "'kz' in line 2"),
    (",,,2026-12-16,2026-12-16,holiday", "scope_id", "'' in line 2"),
    ("KZ,13,,2026-12-16,2026-12-16,holiday", "grade", "'13' in line 2"),
    ("KZ,,7,2026-12-16,2026-12-16,holiday", "week_mode", "'7' in line 2"),
    ("KZ,,,16.12.2026,2026-12-16,holiday", "date_from", "'16.12.2026' in line 2"),
    ("KZ,,,2026-12-16,,holiday", "date_to", "'' in line 2"),
    ("KZ,,,2026-12-16,2026-12-15,holiday", "date_to", "2026-12-15 in line 2"),
    ("KZ,,,2026-12-16,2026-12-16,party", "kind", "'party' in line 2"),
    ("KZ,,,2026-12-16,2026-12-16", "", "5 values in line 2"),
    ("KZ,,,2025-12-16,2025-12-16,holiday", "date_from", "2025-12-16 in line 2"),
]


@pytest.mark.parametrize(("row", "column", "found"), ROWS)
def test_a_row_at_fault_is_named(settings: Settings, file: Path, row: str, column: str, found: str) -> None:
    assert (column, found) in reasons(write(file, row), year="2026-2027")
    assert not settings.data_folder.exists(), "nothing is half-written"


@pytest.mark.parametrize(
    ("rows", "column", "found"),
    [
        ([ROW, ROW], "", "the row of line 2 again in line 3"),
        (
            [ROW, "KZ,,,2026-12-16,2026-12-16,transferred_workday"],
            "kind",
            "2026-12-16 is holiday in line 2 and transferred_workday in line 3",
        ),
        (
            ["KZ,,,2026-10-26,2026-11-01,vacation", "KZ,,,2026-11-01,2026-11-03,vacation"],
            "date_from",
            "2026-11-01 is vacation in line 2 already, and again in line 3",
        ),
        (
            ["000000000,,,2026-12-16,2026-12-16,holiday", "KZ,,,2026-12-15,2026-12-17,transferred_workday"],
            "kind",
            "2026-12-16 is holiday in line 2 and transferred_workday in line 3",
        ),
    ],
)
def test_rows_that_contradict_each_other_are_refused(
    settings: Settings, file: Path, rows: list[str], column: str, found: str
) -> None:
    assert reasons(write(file, *rows)) == [(column, found)]
    assert not settings.data_folder.exists()


@pytest.mark.parametrize(
    "rows",
    [
        ["KZ,,,2027-03-18,2027-03-28,vacation", "KZ,,,2027-03-21,2027-03-23,holiday"],  # a holiday in a vacation
        [ROW, "KZ,1,,2026-12-16,2026-12-16,transferred_workday"],  # the grade's own row decides
        [ROW, "KZ,,6,2026-12-16,2026-12-16,transferred_workday"],
        [ROW, "111000000,,,2026-12-16,2026-12-16,transferred_workday"],
        [ROW, "KZ,,,2026-12-16,2026-12-16,distance"],  # says nothing
    ],
)
def test_rows_of_which_one_decides_are_no_contradiction(settings: Settings, file: Path, rows: list[str]) -> None:
    assert import_calendar(write(file, *rows), KNOWN).rows == 2


@pytest.mark.parametrize(
    ("content", "column", "found"),
    [
        (b"", "scope_id", "no header"),
        (HEADER.encode(), "", "no row"),
        (b"scope_id;date_from", "date_from", "columns scope_id;date_from"),
        (HEADER.replace("kind", "kind,why").encode(), "why", "an unknown column"),
        (HEADER.replace("grade", "kind").encode(), "kind", "a column twice"),
        (HEADER.encode("utf-16"), "", "byte 0xff"),
        (f'{HEADER}\n"KZ'.encode(), "", "unexpected end of data"),
        (f"{HEADER}\n{ROW}\nKZ,,,2025-12-16,2025-12-16,holiday".encode(), "", "the years 2025-2026, 2026-2027"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused(
    settings: Settings, file: Path, content: bytes, column: str, found: str
) -> None:
    file.write_bytes(content)
    assert (column, found) in reasons(file)
    assert not settings.data_folder.exists()


def test_a_file_that_is_not_there_and_a_year_that_is_none(settings: Settings, file: Path) -> None:
    assert reasons(file) == [("", "No such file or directory")]
    assert ("", "'2026-2028'") in reasons(write(file, ROW), year="2026-2028")


def test_units_and_schools_need_a_week_that_tells_them(settings: Settings, file: Path) -> None:
    rows = ["S1,,,2026-12-15,2026-12-15,closure", ROW]
    assert import_calendar(write(file, *rows), KNOWN).rows == 2
    with pytest.raises(CalendarRefused) as caught:
        import_calendar(file, None)
    assert "build a week first" in caught.value.reasons[0].remedy


def test_f1_an_official_calendar_removes_the_mark_of_the_assumed_one(settings: Settings, file: Path) -> None:
    """The shipped year, confirmed: the same days, an official head."""
    week = date(2026, 11, 8)
    text = (SHIPPED_FOLDER / "2026-2027.csv").read_text("utf-8")
    file.write_text(text.replace("# assumed: no order", "# official: order", 1), "utf-8")
    assert week_calendar(week).assumed
    assert not is_confirmed(week)
    done = import_calendar(file, KNOWN)
    assert (done.year, done.status, done.warnings) == ("2026-2027", "official", ())
    assert not week_calendar(week).assumed
    assert is_confirmed(week)
    assert calendar_mark(week) == "", "the same days: the same drop keeps its id (Q-92)"
    assert not any(kind.assumed for kind in year_weeks("2026-2027"))
    found, base = in_force("2026-2027"), shipped("2026-2027")
    assert found is not None
    assert base is not None
    assert set(found.rows) == set(base.rows)


def test_q92_an_imported_calendar_that_changes_days_is_content(settings: Settings, file: Path) -> None:
    changed, same = date(2026, 12, 13), date(2026, 11, 8)
    text = (SHIPPED_FOLDER / "2026-2027.csv").read_text("utf-8").replace("KZ,,,2026-12-16,2026-12-16,holiday\n", "")
    file.write_text(text.replace("# assumed", "# official", 1), "utf-8")
    import_calendar(file, KNOWN)
    assert calendar_mark(same) == ""
    assert len(calendar_mark(changed)) == 64
    assert not is_confirmed(changed), "computed with other days: the mark stays"
    assert is_confirmed(same)


def test_status_and_reason_are_kept(settings: Settings, file: Path) -> None:
    write(file, ROW)
    done = import_calendar(file, KNOWN, status="assumed")
    assert done.path.read_text("utf-8").splitlines() == ["# assumed: imported from year.csv", HEADER, ROW]
    found = in_force("2026-2027")
    assert found is not None
    assert found.assumed
    write(file, ROW, head=f"# official:  order of\t5 August\n{HEADER}")
    assert import_calendar(file, KNOWN).path.read_text("utf-8").startswith("# official: order of 5 August\n")


def test_columns_may_come_in_any_order_and_two_may_be_missing(settings: Settings, file: Path) -> None:
    write(file, "holiday,2026-12-16,2026-12-16,000000000", head="\ufeffkind,date_from,date_to,scope_id")
    assert import_calendar(file, None).path.read_text("utf-8").splitlines()[-1] == ROW


@pytest.mark.parametrize(("extra", "doubted"), [(0, False), (5, False), (60, True)])
def test_f1_a_year_of_other_than_34_to_36_weeks_is_doubted(
    settings: Settings, file: Path, extra: int, doubted: bool
) -> None:
    text = (SHIPPED_FOLDER / "2025-2026.csv").read_text("utf-8").rstrip()
    first = date(2026, 2, 16)
    file.write_text(f"{text}\nKZ,,,{first},{first + timedelta(days=extra)},closure\n", "utf-8")
    done = import_calendar(file, KNOWN)
    assert bool(done.warnings) == doubted
    assert all("teaching days" in warning for warning in done.warnings)


def test_a_write_that_breaks_off_leaves_the_calendar_that_was_there(
    settings: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = import_calendar(write(file, ROW), KNOWN).path
    before = kept.read_bytes()

    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(calendar_import.os, "fsync", no_room)
    with pytest.raises(CalendarRefused, match="No space"):
        import_calendar(write(file, ROW.replace("16", "17")), KNOWN)
    assert kept.read_bytes() == before
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]
