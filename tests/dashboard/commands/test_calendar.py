"""``belsendi calendar``."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from dashboard.snapshot.calendar_files import SHIPPED_FOLDER
from tests.factories import WEEK
from tests.installation import Installation


def other_year(installation: Installation, *rows: str) -> Path:
    """Write the shipped calendar of the year of `WEEK` with further rows."""
    file = installation.folder / "year.csv"
    file.write_text(
        (SHIPPED_FOLDER / "2025-2026.csv").read_text("utf-8") + "".join(f"{row}\n" for row in rows), "utf-8"
    )
    return file


def test_show_lists_years_and_weeks(installation: Installation) -> None:
    years = json.loads(installation.call("calendar", "show", "--json").stdout)
    assert [(year["year"], year["source"], year["status"]) for year in years] == [
        ("2025-2026", "shipped", "official"),
        ("2026-2027", "shipped", "assumed"),
    ]
    assert [years[0][key] for key in ("days_5", "days_6", "normal", "short", "none")] == [165, 199, 33, 3, 16]
    weeks = json.loads(installation.call("calendar", "show", "--year", "2025-2026", "--json").stdout)
    assert weeks[8] == {"week": "2025-10-26", "days_5": 0, "days_6": 0, "status": "none", "reason": "vacation"}
    assert "2025-10-26" in installation.call("calendar", "show", "--year", "2025-2026").stdout
    assert installation.call("calendar", "show", "--year", "1999-2000").exit_code == 4


def test_import_without_a_database_knows_the_country_only(installation: Installation) -> None:
    result = installation.call("calendar", "import", other_year(installation, "D1,,,2025-11-10,2025-11-10,closure"))
    assert result.exit_code == 4
    assert "'D1' in line 24" in result.stderr
    assert not installation.settings.data_folder.exists()


def test_q92_a_week_built_again_under_another_calendar_is_a_revision(installation: Installation) -> None:
    first = installation.build_week(WEEK, "--publish")[1]
    result = installation.call("calendar", "import", other_year(installation, "s1,,,2025-11-10,2025-11-12,closure"))
    assert result.exit_code == 0, result.stderr
    years = json.loads(installation.call("calendar", "show", "--json").stdout)
    assert [year["source"] for year in years] == ["imported", "shipped"]
    code, again = installation.build_week(WEEK, "--publish")
    assert (code, again["status"]) == (0, "built")
    assert again["snapshot"] != first["snapshot"]
    assert installation.build_week(WEEK)[1]["status"] == "unchanged"
    before = installation.build_week(date(2025, 11, 2))[1]
    (installation.settings.data_folder / "calendars" / "2025-2026.csv").unlink()
    assert installation.build_week(date(2025, 11, 2))[1]["snapshot"] == before["snapshot"], "its days are the same"
    assert installation.build_week(WEEK)[1]["snapshot"] == first["snapshot"]
