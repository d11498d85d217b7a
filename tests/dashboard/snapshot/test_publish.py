"""Published weeks: frozen, compared, withdrawn, corrected (Q-40, Q-49, Q-94)."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import select

from dashboard import schema
from dashboard.database import connection
from tests.factories import WEEK, Records, small_drop
from tests.installation import Installation


def _comparisons(installation: Installation) -> dict[str, tuple[str, int, int, int]]:
    """Return week to base week, common schools and schools in High then and now, of planning in the republic."""
    table, now, base = schema.unit_comparison, schema.snapshot.alias("now"), schema.snapshot.alias("base")
    query = (
        select(now.c.week, base.c.week, table.c.schools, table.c.high_then, table.c.high_now)
        .join(now, now.c.id == table.c.snapshot_id)
        .join(base, base.c.id == table.c.base_id)
        .where(table.c.unit_id == "000000000", table.c.indicator == "planning")
    )
    with connection(installation.settings) as reading:
        return {str(row[0]): (str(row[1]), *row[2:]) for row in reading.execute(query)}


def test_t14_q40_the_week_after_a_vacation_is_compared_with_the_one_before_it(installation: Installation) -> None:
    for week, planned in ((date(2025, 10, 19), 100), (date(2025, 10, 26), 0), (date(2025, 11, 2), 70)):
        records = Records(week)
        records.aggregated_school("s1", lessons_planned=planned)
        records.aggregated_school("s2", "151000000")
        code, document = installation.build(records.write(installation.folder / str(week)), "--publish", week=week)
        assert (code, document["status"]) == (0, "built")
    assert _comparisons(installation) == {
        "2025-10-26": ("2025-10-19", 0, 0, 0),
        "2025-11-02": ("2025-10-19", 2, 2, 1),
    }
    rows = installation.export(date(2025, 10, 26))
    assert {row["category"] for row in rows["schools"]} == {"none"}
    assert {row["score"] for row in rows["units"]} == {""}


def test_a_week_published_late_becomes_the_base_of_the_next(installation: Installation) -> None:
    first, second, third = date(2025, 11, 2), date(2025, 11, 9), date(2025, 11, 16)
    installation.build_week(first, "--publish")
    installation.build_week(third, "--publish", planned=70)
    assert _comparisons(installation) == {"2025-11-16": ("2025-11-02", 4, 4, 3)}
    installation.build_week(second, planned=60)
    assert list(_comparisons(installation)) == ["2025-11-16"]
    assert installation.call("snapshot", "publish", "--week", second).exit_code == 0
    assert _comparisons(installation) == {
        "2025-11-09": ("2025-11-02", 4, 4, 3),
        "2025-11-16": ("2025-11-09", 4, 3, 3),
    }
    assert installation.call("snapshot", "withdraw", "--week", second).exit_code == 0
    assert _comparisons(installation) == {"2025-11-16": ("2025-11-02", 4, 4, 3)}


def test_f36_only_schools_of_both_weeks_are_compared(installation: Installation) -> None:
    weeks = (date(2025, 11, 2), date(2025, 11, 9))
    for week, schools in zip(weeks, (("s1", "s2"), ("s2", "s3")), strict=True):
        records = Records(week)
        for school in schools:
            records.aggregated_school(school)
        installation.build(records.write(installation.folder / str(week)), "--publish", week=week)
    assert _comparisons(installation) == {"2025-11-09": ("2025-11-02", 1, 1, 1)}


def test_withdrawn_and_published_again(installation: Installation) -> None:
    drop = small_drop(installation.folder / "drop")
    installation.build(drop, "--publish")
    assert installation.call("snapshot", "withdraw", "--week", WEEK).exit_code == 0
    result = installation.call("snapshot", "withdraw", "--week", WEEK, "--revision", 1)
    assert (result.exit_code, "is withdrawn, not published" in result.stderr) == (4, True)
    assert installation.call("snapshot", "export", "--week", WEEK, "--out", installation.folder / "o").exit_code == 4
    assert installation.build(drop, "--publish")[1]["status"] == "unchanged"
    assert installation.export()["schools"]


def test_the_same_drop_again_with_publish_publishes_it(installation: Installation) -> None:
    drop = small_drop(installation.folder / "drop")
    installation.build(drop)
    code, again = installation.build(drop, "--publish")
    assert (code, again["status"]) == (0, "unchanged")
    (row,) = json.loads(installation.call("snapshot", "list", "--json").stdout)
    assert (row["status"], row["frozen"], row["revision"], row["snapshot"]) == ("published", True, 1, again["snapshot"])


def test_q94_a_corrected_drop_is_a_new_revision_and_the_frozen_one_stays(installation: Installation) -> None:
    installation.build(small_drop(installation.folder / "one"), "--publish")
    code, _ = installation.build(small_drop(installation.folder / "two", lessons_planned=70), "--publish")
    assert code == 0

    def planned(*switches: str) -> str:
        rows = installation.export(WEEK, *switches)["schools"]
        return next(row["value"] for row in rows if (row["school_id"], row["indicator"]) == ("s4", "planning"))

    assert planned() == planned("--revision", "1") == "100.000000"
    assert planned("--revision", "2") == planned("--revision", "latest") == "70.000000"
    shown = json.loads(installation.call("snapshot", "show", "--week", WEEK, "--revision", 2, "--json").stdout)
    assert shown["differs"] == {"schools": 1, "values": 2}  # planning and qzj
    assert "differs" not in json.loads(installation.call("snapshot", "show", "--week", WEEK, "--json").stdout)
