"""Published weeks: frozen, compared, withdrawn, corrected (Q-40, Q-49, Q-94)."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from dashboard import schema
from dashboard.database import connection, transaction
from dashboard.settings import Settings
from dashboard.snapshot.notes import Note
from dashboard.snapshot.publish import note_rows, publish, read_notes, withdraw
from dashboard.snapshot.revisions import base_of, read_revisions
from tests.factories import WEEK, Records, small_drop, write_week
from tests.installation import Installation

W1, W2, W3, W4 = (date(2025, 11, day) for day in (2, 9, 16, 23))


def _comparisons(connection: Connection) -> dict[str, tuple[str, int, int, int]]:
    """Return week to base week, common schools and schools in High then and now, of planning in the republic."""
    table, now, base = schema.unit_comparison, schema.snapshot.alias("now"), schema.snapshot.alias("base")
    query = (
        select(now.c.week, base.c.week, table.c.schools, table.c.high_then, table.c.high_now)
        .join(now, now.c.id == table.c.snapshot_id)
        .join(base, base.c.id == table.c.base_id)
        .where(table.c.unit_id == "000000000", table.c.indicator == "planning")
    )
    return {str(row[0]): (str(row[1]), *row[2:]) for row in connection.execute(query)}


def test_t14_q40_the_week_after_a_vacation_is_compared_with_the_one_before_it(installation: Installation) -> None:
    for week, planned in ((date(2025, 10, 19), 100), (date(2025, 10, 26), 0), (date(2025, 11, 2), 70)):
        records = Records(week)
        records.aggregated_school("s1", lessons_planned=planned)
        records.aggregated_school("s2", "151000000")
        code, document = installation.build(records.write(installation.folder / str(week)), "--publish", week=week)
        assert (code, document["status"]) == (0, "built")
    with connection(installation.settings) as reading:
        compared = _comparisons(reading)
    assert compared == {
        "2025-10-26": ("2025-10-19", 0, 0, 0),
        "2025-11-02": ("2025-10-19", 2, 2, 1),
    }
    rows = installation.export(date(2025, 10, 26))
    assert {row["category"] for row in rows["schools"]} == {"none"}
    assert {row["score"] for row in rows["units"]} == {""}


def test_a_week_published_late_becomes_the_base_of_the_next(database: Settings) -> None:
    with transaction(database) as writing:
        first = write_week(writing, W1, {"s1": "high", "s2": "high"})
        third = write_week(writing, W3, {"s1": "high", "s2": "low"})
        second = write_week(writing, W2, {"s1": "low", "s2": "medium"})
        publish(writing, first)
        publish(writing, third)
        assert _comparisons(writing) == {"2025-11-16": ("2025-11-02", 2, 2, 1)}
        publish(writing, second)
        assert _comparisons(writing) == {
            "2025-11-09": ("2025-11-02", 2, 2, 0),
            "2025-11-16": ("2025-11-09", 2, 0, 1),
        }
        withdraw(writing, second)
        assert _comparisons(writing) == {"2025-11-16": ("2025-11-02", 2, 2, 1)}


def test_f36_g46_only_schools_with_values_in_both_weeks_are_compared(database: Settings) -> None:
    with transaction(database) as writing:
        publish(writing, write_week(writing, W1, {"closed": "high", "s2": "high", "s3": "none"}))
        publish(writing, write_week(writing, W2, {"opened": "high", "s2": "low", "s3": "high"}))
        assert _comparisons(writing) == {"2025-11-09": ("2025-11-02", 1, 1, 0)}


def test_publishing_again_keeps_the_moment(database: Settings) -> None:
    with transaction(database) as writing:
        key = write_week(writing, W1, {"s1": "high"})
        publish(writing, key)
        moment = writing.scalar(select(schema.snapshot.c.published_at))
        publish(writing, key)
        assert writing.scalar(select(schema.snapshot.c.published_at)) == moment


MOVES = st.lists(st.tuples(st.sampled_from([publish, withdraw]), st.integers(0, 5)), max_size=12)


class UndoneError(Exception):
    """Raised so that nothing of an example stays."""


def _play(database: Settings, moves: list[tuple[object, int]]) -> None:
    with transaction(database) as writing:
        weeks = [(W1, "high"), (W2, "high"), (W4, "high"), (W2, "low"), (W3, "low")]
        keys = [
            write_week(writing, W3, {}, "none"),
            *(write_week(writing, week, {"s1": value}) for week, value in weeks),
        ]
        for move, place in moves:
            move(writing, keys[place])  # type: ignore[operator]
        revisions = read_revisions(writing)
        bases = {item.id: base_of(item.week, revisions) for item in revisions if item.status == "published"}
        pairs = select(schema.unit_comparison.c.snapshot_id, schema.unit_comparison.c.base_id).distinct()
        found = {tuple(row) for row in writing.execute(pairs)}
        assert found == {(key, base.id) for key, base in bases.items() if base}
        raise UndoneError


@given(moves=MOVES)
@hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_q40_comparisons_follow_from_what_is_published_however_it_came_about(
    database: Settings, moves: list[tuple[object, int]]
) -> None:
    with pytest.raises(UndoneError):
        _play(database, moves)


def test_notes_come_back_in_order(database: Settings) -> None:
    notes = [Note("unknown_file", {"file": f"{n}.txt"}) for n in (3, 1, 2)]
    with transaction(database) as writing:
        key = write_week(writing, W1, {})
        frame = note_rows(notes).assign(snapshot_id=key)
        writing.execute(schema.note.insert(), frame.to_dict("records"))
        assert read_notes(writing, key) == notes


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
    assert shown["differs"] == {"schools": 1, "values": 2, "categories": 2}  # planning and qzj
    assert "differs" not in json.loads(installation.call("snapshot", "show", "--week", WEEK, "--json").stdout)


def test_rolling_back_is_publishing_the_previous_one(installation: Installation) -> None:
    """Revision 1 is withdrawn for revision 2; when that turns out wrong, one command brings revision 1 back."""

    def frozen() -> list[int]:
        rows = json.loads(installation.call("snapshot", "list", "--json").stdout)
        return [row["revision"] for row in rows if row["frozen"]]

    installation.build_week(WEEK, "--publish")
    first = installation.export()
    installation.build_week(WEEK, planned=70)
    installation.call("snapshot", "withdraw", "--week", WEEK)
    installation.call("snapshot", "publish", "--week", WEEK, "--revision", 2)
    assert frozen() == [2]
    assert installation.export() != first
    result = installation.call("snapshot", "publish", "--week", WEEK, "--revision", 1, "--json")
    assert (json.loads(result.stdout)["frozen"], frozen()) == (True, [1])
    assert installation.export() == first


def test_q49_a_correction_is_published_beside_the_frozen_one(installation: Installation) -> None:
    installation.build_week(WEEK, "--publish")
    installation.build_week(WEEK, planned=70)
    result = installation.call("snapshot", "publish", "--week", WEEK)
    assert "revision 2 is published, beside the frozen one." in result.stderr
