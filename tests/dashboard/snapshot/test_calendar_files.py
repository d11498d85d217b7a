"""Calendar files: the project's own, and what an installation imported."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.errors import ConfigurationError
from dashboard.settings import Settings
from dashboard.snapshot.calendar import CalendarRow, year_weeks
from dashboard.snapshot.calendar_files import in_force, known_years, read_calendar, shipped, shipped_years, version
from dashboard.weeks import week_of

HEAD = "# official: an order\nscope_id,grade,week_mode,date_from,date_to,kind\n"
GOOD = "KZ,,,2025-12-16,2025-12-16,holiday\n"


def test_the_shipped_files_are_sound() -> None:
    assert shipped_years() == ["2025-2026", "2026-2027"]
    for year in shipped_years():
        rows = shipped(year).rows
        assert {r.scope for r in rows} == {"KZ"}
        assert week_of(min(r.first for r in rows)) == year_weeks(year)[0].week
        assert week_of(max(r.last for r in rows)) == year_weeks(year)[-1].week


def test_a_calendar_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "2030-2031.csv"
    file.write_text(f"{HEAD}# why\nKZ,1,5,2025-12-16,2025-12-17,vacation\n\n{GOOD}", "utf-8")
    found = read_calendar(file)
    assert found.rows[0] == CalendarRow("KZ", 1, 5, date(2025, 12, 16), date(2025, 12, 17), "vacation")
    assert len(found.rows) == 2
    assert not found.assumed
    assert found.why == "an order"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1"),
        (HEAD.replace("official", "perhaps") + GOOD, "line 1"),
        (HEAD.replace("grade,", "") + GOOD, "header"),
        ("# assumed: nothing else", "header"),
        (HEAD + GOOD.replace("KZ", "D1"), "line 3: scope_id is 'D1'"),
        (HEAD + GOOD + GOOD.replace("KZ,,", "KZ,13,"), "line 4: grade is '13'"),
        (HEAD + GOOD.replace("KZ,,,", "KZ,,7,"), "line 3: week_mode is '7'"),
        (HEAD + "# why\n" + GOOD.replace("holiday", "party"), "line 4: kind is 'party'"),
        (HEAD + GOOD.replace("2025-12-16", "16.12.2025", 1), "line 3: date_from"),
        (HEAD + GOOD.replace("2025-12-16", "2025-12-17", 1), "date_to is before date_from"),
        (HEAD + "KZ,,,2025-12-16\n", "line 3 has 4 values"),
    ],
)
def test_an_error_names_file_line_and_column(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "calendar.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError) as error:
        read_calendar(file, {"KZ"})
    assert str(file) in str(error.value)
    assert words in str(error.value)


def keep(settings: Settings, year: str, text: str) -> Path:
    """Put an imported calendar where the installation keeps it."""
    folder = settings.data_folder / "calendars"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{year}.csv").write_text(text, "utf-8")
    return folder / f"{year}.csv"


def test_without_an_import_the_shipped_calendar_holds(settings: Settings) -> None:
    assert not settings.data_folder.exists()
    assert in_force("2025-2026") == shipped("2025-2026")
    assert in_force("1999-2000") is None
    assert version("2025-2026") is None
    assert known_years() == shipped_years()


def test_an_imported_calendar_of_the_country_comes_before_the_shipped_one(settings: Settings) -> None:
    keep(settings, "2026-2027", HEAD + GOOD)
    found = in_force("2026-2027")
    assert found is not None
    assert (len(found.rows), found.assumed, found.imported) == (1, False, True)
    assert year_weeks("2026-2027")[8].days == 5, "no vacation in it"


def test_imported_rows_of_units_are_added_to_the_shipped_ones(settings: Settings) -> None:
    keep(settings, "2026-2027", HEAD + GOOD.replace("KZ", "D1"))
    found, base = in_force("2026-2027"), shipped("2026-2027")
    assert found is not None
    assert base is not None
    assert found.rows[:-1] == base.rows
    assert found.assumed, "what is added says nothing about the country's days"
    keep(settings, "2030-2031", HEAD + GOOD.replace("KZ", "D1"))
    assert in_force("2030-2031") is None, "nobody knows the country's days"
    assert known_years() == ["2025-2026", "2026-2027", "2030-2031"]


def test_a_new_import_is_seen_at_once(settings: Settings) -> None:
    keep(settings, "2026-2027", HEAD + GOOD)
    before = in_force("2026-2027")
    keep(settings, "2026-2027", HEAD + GOOD + GOOD.replace("12-16", "12-17"))
    assert in_force("2026-2027") != before
