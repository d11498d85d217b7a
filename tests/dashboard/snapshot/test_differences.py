"""Lists of differences between a week's revisions: kept, listed, exported, shown (G-3, Q-49, Q-94)."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from dashboard import schema
from dashboard.database import connection
from dashboard.locales import LOCALES, language
from dashboard.selection import Selection
from dashboard.settings import Settings
from layouts.views.notes import note_text
from queries import snapshots
from queries.page import load
from tests.factories import WEEK, Records
from tests.installation import Installation

TODAY = date(2025, 11, 23)


@pytest.fixture
def any_installation(any_database: Settings, tmp_path: Path, runner: CliRunner) -> Installation:
    """An installation with its database in SQLite, and one with it in PostgreSQL."""
    return Installation(any_database, tmp_path, runner)


def _stored(installation: Installation) -> dict[int, list[tuple[str, str, str, int | None, int | None]]]:
    """Return what is kept: revision to series, school, indicator, numerators was and is."""
    table, now = schema.revision_difference, schema.snapshot
    query = (
        select(now.c.revision, table.c.series, table.c.school_id, table.c.indicator, table.c.was_numerator,
               table.c.numerator)
        .join(now, now.c.id == table.c.snapshot_id)
        .order_by(now.c.revision, table.c.series, table.c.school_id, table.c.indicator)
    )  # fmt: skip
    found: dict[int, list[Any]] = {}
    with connection(installation.settings) as reading:
        for revision, *row in reading.execute(query):
            found.setdefault(revision, []).append(tuple(row))
    return found


def _diff(installation: Installation, *switches: object) -> dict[str, Any]:
    result = installation.call("snapshot", "diff", "--week", WEEK, "--json", *switches)
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def three_revisions(installation: Installation) -> None:
    """Publish a week, a corrected drop, and one in which a school is gone and another one new."""
    installation.build_week(WEEK, "--publish")
    installation.build_week(WEEK, "--publish", planned=70)
    records = Records()
    for school, unit in (("s1", "111000000"), ("s2", "113000000"), ("s4", "151000000"), ("new", "151000000")):
        records.aggregated_school(school, unit)
    assert installation.build(records.write(installation.folder / "third"), "--publish", "--accept-rejects")[0] == 0


def test_g3_the_list_is_kept_when_a_revision_is_published(any_installation: Installation) -> None:
    three_revisions(any_installation)
    stored = _stored(any_installation)
    assert stored[2] == [("corrected", "s4", "planning", 100, 70), ("corrected", "s4", "qzj", 7, 6)]
    assert {(row[1], row[3] is None, row[4] is None) for row in stored[3]} == {
        ("new", True, False),
        ("s3", False, True),
    }
    assert len(stored[3]) == 2 * 9
    assert 1 not in stored


def test_q49_the_lists_follow_the_frozen_one(any_installation: Installation) -> None:
    three_revisions(any_installation)
    before = _stored(any_installation)
    any_installation.call("snapshot", "withdraw", "--week", WEEK, "--revision", 1)
    assert _stored(any_installation)[3] != before[3]  # compared with revision 2 now
    assert ("corrected", "s4", "planning", 70, 100) in _stored(any_installation)[3]
    assert 2 not in _stored(any_installation)
    any_installation.call("snapshot", "publish", "--week", WEEK, "--revision", 1)  # rolled back
    assert _stored(any_installation) == before
    for revision in (1, 2, 3):
        any_installation.call("snapshot", "withdraw", "--week", WEEK, "--revision", revision)
    assert _stored(any_installation) == {}


def test_diff_lists_what_was_and_what_is(installation: Installation) -> None:
    installation.build_week(WEEK, "--publish")
    installation.build_week(WEEK, planned=70)
    document = _diff(installation)  # nothing but the frozen one is published
    assert document["corrected"]["list"] == []
    document = _diff(installation, "--revision", "latest")
    assert {name: document["corrected"][name] for name in ("schools", "values", "categories")} == {
        **{"schools": 1, "values": 2, "categories": 2}
    }
    planning = document["corrected"]["list"][0]
    assert (planning["school_id"], planning["was_numerator"], planning["numerator"]) == ("s4", 100, 70)
    assert (planning["was_category"], planning["category"]) == ("high", "medium")
    shown = installation.call("snapshot", "diff", "--week", WEEK, "--revision", 2)
    assert "s4      planning   100/100  70/100  high          medium" in shown.stdout
    assert "revision 2 against revision 1, the frozen one" in shown.stderr


def test_diff_without_a_frozen_week_is_refused(installation: Installation) -> None:
    installation.build_week(WEEK)
    result = installation.call("snapshot", "diff", "--week", WEEK, "--json")
    assert (result.exit_code, json.loads(result.stdout)["status"]) == (4, "refused")
    assert "is not published" in result.stderr


def test_the_export_has_the_list_beside_the_three_files(installation: Installation) -> None:
    installation.build_week(WEEK, "--publish")
    installation.export()
    out = installation.folder / "out"
    assert sorted(path.name for path in out.iterdir()) == ["rejects.csv", "schools.csv", "units.csv"]
    installation.build_week(WEEK, "--publish", planned=70)
    installation.export()
    with (out / "differences.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [tuple(row.values()) for row in rows] == [
        ("2025-11-09", "2", "corrected", "s4", "planning",
         "100", "100", "100.000000", "high", "70", "100", "70.000000", "medium"),
        ("2025-11-09", "2", "corrected", "s4", "qzj", "7", "7", "100.000000", "high", "6", "7", "85.714286", "medium"),
    ]  # fmt: skip
    installation.export(WEEK, "--revision", "1")
    assert not (out / "differences.csv").exists()


@pytest.mark.parametrize(("unit", "schools"), [("000000000", 1), ("150000000", 1), ("151000000", 1), ("110000000", 0)])
def test_the_page_of_a_unit_tells_what_a_revision_changes_in_it(
    any_installation: Installation, unit: str, schools: int
) -> None:
    any_installation.build_week(WEEK, "--publish")
    with connection(any_installation.settings) as reading:
        before = snapshots.edition(reading)
    any_installation.build_week(WEEK, "--publish", planned=70)
    with connection(any_installation.settings) as reading:
        assert snapshots.edition(reading) != before  # so that no page is served from before it
        data = load(reading, Selection(unit, WEEK), TODAY)
    notes = [note for note in data.notes if note.kind == "revision_differs"]
    assert [note.details["count"] for note in notes] == [schools] * bool(schools)
    if schools:
        told = notes[0].details["first"][0]
        assert (notes[0].details["revision"], told["indicator"]) == (2, "planning")
        assert (told["was"], told["now"]) == ([100, 100], [70, 100])
        texts = [note_text(language(key), notes[0]) for key in LOCALES]
        assert all("s4" in text and "70" in text for text in texts)
        assert "Школа s4 (Алга): планирование – было 100,0%, стало 70,0%" in note_text(language("ru"), notes[0])


def test_only_the_newest_published_revision_is_told(installation: Installation) -> None:
    installation.build_week(WEEK, "--publish")
    installation.build_week(WEEK, "--publish", planned=70)
    installation.build_week(WEEK, planned=60)
    with connection(installation.settings) as reading:
        notes = load(reading, Selection(), TODAY).notes
    assert [note.details["revision"] for note in notes if note.kind == "revision_differs"] == [2]
    installation.call("snapshot", "withdraw", "--week", WEEK, "--revision", 2)
    with connection(installation.settings) as reading:
        assert "revision_differs" not in {note.kind for note in load(reading, Selection(), TODAY).notes}


def test_a_week_that_is_long_past_is_closed_to_corrections(installation: Installation) -> None:
    """BELSENDI_REVISION_WEEKS: two weeks back from the latest published one, whatever the clock says."""
    weeks = [WEEK - timedelta(weeks=number) for number in (0, 2, 3)]
    for week in weeks:
        installation.build_week(week, "--publish")
    assert installation.build_week(weeks[1], planned=70)[0] == 0
    code, refused = installation.build_week(weeks[2], planned=70)
    assert (code, refused["status"]) == (4, "refused")
    (reason,) = refused["errors"]
    assert reason["expected"] == f"a drop of week {weeks[1]} or later"
    assert "--reopen" in reason["remedy"]
    assert "BELSENDI_REVISION_WEEKS" in reason["remedy"]
    assert installation.build_week(weeks[2])[1]["status"] == "unchanged"  # the same drop is no correction
    assert installation.build_week(weeks[2], "--reopen", planned=70)[0] == 0


def test_a_week_that_was_never_published_is_open(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELSENDI_REVISION_WEEKS", "0")
    installation.build_week(WEEK, "--publish")
    before = WEEK - timedelta(weeks=1)
    assert installation.build_week(before, "--publish")[0] == 0
    assert installation.build_week(before, "--publish", planned=70)[0] == 4
    assert installation.build_week(WEEK, planned=70)[0] == 0
