"""A week from its records to the database: outcomes, rejects, the same again, beside the last week."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from dashboard import schema
from dashboard.database import connection, database_file, transaction
from dashboard.errors import DropRefused, TooManyRejects
from dashboard.snapshot.build import build_snapshot
from dashboard.snapshot.lock import only_build
from tests import factories
from tests.factories import WEEK, Records, drop_with_rejects, small_drop, write_drop
from tests.installation import Installation


def test_build_makes_the_database_and_reports(installation: Installation) -> None:
    code, document = installation.build(small_drop(installation.folder / "drop"))
    assert (code, document["status"], document["week"]) == (0, "built", "2025-11-09")
    assert len(document["snapshot"]) == 64
    assert document["tables"]["schools"] == {"in": 4, "used": 4, "folded": 0, "rejected": 0}
    assert document["tables"]["school_week"]["used"] == 4
    assert (document["rejects"], document["errors"]) == ([], [])
    assert all(row["in"] == row["used"] + row["folded"] + row["rejected"] for row in document["tables"].values())
    assert installation.count("snapshot") == 1


def _accepted(installation: Installation) -> tuple[bool, bool]:
    """Return whether the snapshot says that rejects were accepted: its mark, its note."""
    with connection(installation.settings) as reading:
        mark = reading.scalar(select(schema.snapshot.c.rejects_accepted))
        return bool(mark), "rejects_accepted" in reading.scalars(select(schema.note.c.kind)).all()


def test_q79_exactly_one_percent_does_not_stop_a_build(installation: Installation) -> None:
    drop = drop_with_rejects(installation.folder / "drop", bad=1)
    code, document = installation.build(drop, "--accept-rejects")  # though nothing had to be accepted
    assert (code, document["status"]) == (0, "built")
    assert document["tables"]["accounts_week"] == {"in": 100, "used": 99, "folded": 0, "rejected": 1}
    assert installation.export()["rejects"] == [{**document["rejects"][0], "row": str(document["rejects"][0]["row"])}]
    assert _accepted(installation) == (False, False)


def test_q79_q96_too_many_rejects_stop_a_build_until_they_are_accepted(installation: Installation) -> None:
    drop = drop_with_rejects(installation.folder / "drop", bad=2)
    code, document = installation.build(drop)
    assert (code, document["status"], document["snapshot"]) == (5, "too_many_rejects", None)
    assert document["tables"]["accounts_week"]["rejected"] == len(document["rejects"]) == 2
    assert {row["reason"] for row in document["rejects"]} == {"unknown_reference"}
    assert (document["errors"][0]["table"], document["errors"][0]["found"]) == ("accounts_week", "2 of 101")
    assert not installation.has_database()

    code, document = installation.build(drop, "--accept-rejects", "--publish")
    assert (code, document["status"]) == (3, "built")
    assert _accepted(installation) == (True, True)
    assert [row["value"] for row in installation.export()["rejects"]] == ["unknown-0", "unknown-1"]

    code, document = installation.build(drop, "--accept-rejects")
    assert (code, document["status"]) == (3, "unchanged")


def test_two_builds_at_once(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.snapshot.build.only_build", lambda s, p: only_build(s, p, patience=0))
    with only_build(installation.settings, "week 2025-11-02"):
        code, document = installation.build(small_drop(installation.folder / "drop"))
    assert (code, document["status"]) == (4, "refused")
    assert "Another build is running: process" in document["errors"][0]["found"]


def test_for_callers_in_python_what_cannot_be_used_is_an_error(installation: Installation) -> None:
    with pytest.raises(DropRefused):
        build_snapshot([installation.folder / "nowhere"], WEEK, installation.settings)
    drop = drop_with_rejects(installation.folder / "drop", bad=2)
    with pytest.raises(TooManyRejects, match="accounts_week"):
        build_snapshot([drop], WEEK, installation.settings)
    report = build_snapshot([drop], WEEK, installation.settings, accept_rejects=True, publish=True)
    assert (report.exit_code, report.revision, report.published) == (3, 1, True)


def test_t4_g18_the_tick_alone_is_kept(installation: Installation) -> None:
    records = Records()
    records.hundred_lessons("s1", marks=(0, 20), held=(10, 35))
    installation.build(records.write(installation.folder / "drop"))
    with connection(installation.settings) as reading:
        assert reading.scalar(select(schema.school_week.c.tick_only)) == 15


def test_q92_the_same_drop_again_changes_nothing(installation: Installation) -> None:
    _, first = installation.build(small_drop(installation.folder / "csv"))
    file = database_file(installation.settings)
    assert file is not None
    before = file.read_bytes()
    code, again = installation.build(small_drop(installation.folder / "parquet", "parquet"))
    assert (code, again["status"], again["snapshot"]) == (0, "unchanged", first["snapshot"])
    assert again["warnings"] == first["warnings"]
    assert file.read_bytes() == before
    assert installation.count("snapshot") == 1


def test_a_configuration_that_was_used_stays_as_it_is(installation: Installation) -> None:
    drop = small_drop(installation.folder / "drop")
    shipped = Path(schema.__file__).with_name("monitor.yaml").read_text("utf-8")
    other = installation.folder / "other.yaml"
    other.write_text(shipped.replace("{target: 71,", "{target: 72,"), "utf-8")
    assert installation.build(drop)[0] == 0
    code, document = installation.build(drop, "--config", str(other))
    assert code == 4
    assert "Version 1 of the configuration has changed" in document["errors"][0]["found"]
    other.write_text(other.read_text("utf-8").replace("version: 1", "version: 2"), "utf-8")
    code, document = installation.build(drop, "--config", str(other))
    assert (code, document["status"]) == (0, "built")


def test_a_build_that_breaks_off_leaves_nothing(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    drop = small_drop(installation.folder / "drop")
    monkeypatch.setattr("dashboard.snapshot.build.publish", fail)
    with pytest.raises(ZeroDivisionError):
        build_snapshot([drop], WEEK, installation.settings, publish=True)
    assert [installation.count(table) for table in schema.metadata.tables] == [0] * len(schema.metadata.tables)


def test_q93_absent_schools_and_jumps_are_noted_and_strict_refuses(installation: Installation) -> None:
    installation.build_week(date(2025, 11, 2), "--publish")
    records = Records()
    records.aggregated_school("s3", "151000000")
    drop = records.write(installation.folder / "less")
    code, refused = installation.build(drop, "--strict")
    assert (code, refused["status"]) == (4, "refused")
    assert len(refused["errors"]) == 5
    assert installation.count("snapshot") == 1
    code, document = installation.build(drop)
    assert code == 0
    text = "\n".join(document["warnings"])
    assert "3 schools of the week of 2025-11-02 are absent: s1, s2, s4." in text
    assert "The number of schools moved from 4 in the week of 2025-11-02 to 1." in text
    assert "The number of lessons moved from 400 in the week of 2025-11-02 to 100." in text
    assert "The number of accounts moved from 1200 in the week of 2025-11-02 to 300." in text


def test_q93_the_first_week_of_a_year_and_a_vacation_warn_of_nothing(installation: Installation) -> None:
    installation.build_week(date(2025, 10, 19), "--publish")
    records = Records(date(2025, 10, 26))
    records.aggregated_school("s3", "151000000", lessons=0, lessons_planned=0, lessons_recorded=0, classes_full=0)
    code, document = installation.build(records.write(installation.folder / "v"), "--strict", week=records.week)
    assert (code, document["warnings"]) == (0, [])


def test_q93_the_base_is_a_published_week(installation: Installation) -> None:
    installation.build_week(date(2025, 11, 2))
    records = Records()
    records.aggregated_school("s9", "151000000")
    code, document = installation.build(records.write(installation.folder / "other"), "--strict")
    assert (code, document["warnings"]) == (0, [])


def test_q7_a_school_of_which_nothing_came_is_named(installation: Installation) -> None:
    records = Records()
    records.aggregated_school("s1")
    records.school("lost")
    code, document = installation.build(records.write(installation.folder / "drop"))
    assert code == 0
    assert any("lost" in warning for warning in document["warnings"])
    rows = [row for row in installation.export()["schools"] if row["school_id"] == "lost"]
    assert {(row["numerator"], row["value"], row["category"]) for row in rows} == {("", "", "none")}
    assert len(rows) == 9


def test_q91_several_drops_are_one_week(installation: Installation) -> None:
    one, two = Records(), Records()
    one.detailed_school("s1")
    two.detailed_school("s2", "151000000")
    folders = [records.write(installation.folder / name) for records, name in ((one, "a"), (two, "b"))]
    words = [word for folder in folders for word in ("--records", folder)]
    result = installation.call("snapshot", "build", *words, "--week", WEEK, "--json")
    assert (result.exit_code, json.loads(result.stdout)["status"]) == (0, "built")
    assert {row["school_id"] for row in installation.export()["schools"]} == {"s1", "s2"}


def test_a_database_of_an_older_version_is_not_written_to(installation: Installation) -> None:
    installation.call("db", "upgrade")
    with transaction(installation.settings) as writing:
        writing.exec_driver_sql("UPDATE alembic_version SET version_num = '2020_01_01_old'")
    code, document = installation.build(small_drop(installation.folder / "drop"))
    assert code == 4
    assert "belsendi db upgrade" in document["errors"][0]["found"]


def test_a_drop_of_headers_only_builds(installation: Installation) -> None:
    tables = {name: [] for name in (*factories.REGISTERS, "accounts", *factories.FACTS)}
    drop = write_drop(installation.folder / "drop", {**tables, "units": factories.UNITS})
    code, document = installation.build(drop, "--publish")
    assert (code, document["tables"]["schools"]["in"]) == (0, 0)
    exported = installation.export()
    assert (len(exported["schools"]), len(exported["units"])) == (0, 54)
    assert WEEK + timedelta(days=7) == date(2025, 11, 16)


def test_q97_without_a_single_unit_a_build_still_ends_well(installation: Installation) -> None:
    tables = {name: [] for name in (*factories.REGISTERS, "accounts", *factories.FACTS)}
    code, _ = installation.build(write_drop(installation.folder / "empty", tables))
    assert code == 0
    exported = installation.export()
    assert exported == {"schools": [], "units": [], "rejects": []}


def test_q15_counts_that_no_week_can_have_are_set_aside(installation: Installation) -> None:
    drop = small_drop(installation.folder / "drop", lessons=10**13, lessons_planned=10**13, lessons_recorded=10**13)
    code, document = installation.build(drop, "--accept-rejects")
    assert code == 3
    assert [(row["column"], row["reason"]) for row in document["rejects"]] == [("lessons", "not_in_list")]


def test_q92_the_answer_to_the_same_content_speaks_of_these_files(installation: Installation) -> None:
    dirty = drop_with_rejects(installation.folder / "dirty", bad=2)
    code, first = installation.build(dirty, "--accept-rejects")
    assert (code, len(first["rejects"])) == (3, 2)
    code, again = installation.build(drop_with_rejects(installation.folder / "clean", bad=0))
    assert (code, again["status"], again["snapshot"]) == (0, "unchanged", first["snapshot"])
    assert again["rejects"] == []
    assert not [text for text in again["warnings"] if "set aside" in text]


def test_two_real_builds_at_once_are_one_after_the_other_or_one_is_refused(installation: Installation) -> None:
    """Two processes of the command; whoever is refused names who holds the lock, and nothing is written twice."""
    installation.call("db", "upgrade")
    drops = [small_drop(installation.folder / str(n), lessons_planned=50 + n) for n in range(2)]
    program = "from dashboard.commands import main; main()"
    words = ["snapshot", "build", "--week", str(WEEK), "--json", "--publish", "--records"]
    builds = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", program, *words, str(drop)],
            cwd=Path(schema.__file__).parents[1],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for drop in drops
    ]
    outcomes = [json.loads(build.communicate()[0]) for build in builds]
    built = [outcome for outcome in outcomes if outcome["status"] == "built"]
    refused = [outcome for outcome in outcomes if outcome["status"] == "refused"]
    assert len(built) + len(refused) == 2
    assert built
    assert all("Another build is running: process" in one["errors"][0]["found"] for one in refused)
    listed = json.loads(installation.call("snapshot", "list", "--json").stdout)
    assert sorted(row["snapshot"] for row in listed) == sorted(one["snapshot"] for one in built)
    assert [row["frozen"] for row in listed] == [True, False][: len(built)]
