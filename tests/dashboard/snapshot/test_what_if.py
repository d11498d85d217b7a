"""A week under other numbers: from the stored counts, labelled, never stored (A-32, G-52)."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboard.configuration import MONITOR_FILE
from tests.factories import WEEK, Records
from tests.installation import Installation


def other_configuration(folder: Path, **changes: Any) -> Path:
    """Write a configuration of version 7; ``planning`` changes an indicator, everything else a field."""
    document = yaml.safe_load(MONITOR_FILE.read_text("utf-8"))
    block = document["monitor_config"][0] | {"version": 7}
    for name, value in changes.items():
        (block["indicators"][name].update if name in block["indicators"] else lambda v, n=name: block.update({n: v}))(
            value
        )
    file = folder / "other.yaml"
    file.write_text(yaml.safe_dump({"monitor_config": [block]}), "utf-8")
    return file


def _records() -> Records:
    records = Records()
    records.hundred_lessons("s1", topics=(0, 70), held=(0, 100), marks=(0, 10))
    records.hundred_lessons("s2", topics=(0, 100), held=(0, 100))
    records.school("closed")
    records.aggregated_school("s3", "151000000", lessons_planned=72, marks_timely=None, marks_eligible=None)
    return records


def _what_if(installation: Installation, file: Path, *switches: object) -> dict[str, Any]:
    words = ("snapshot", "recompute", "--week", WEEK, "--config", file, "--json", *switches)
    result = installation.call(*words)
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_other_targets_are_applied_to_the_stored_counts(installation: Installation) -> None:
    installation.build(_records().write(installation.folder / "drop"), "--publish")
    before = {name: installation.count(name) for name in ("snapshot", "school_value", "unit_value")}
    exported = installation.export()
    out = installation.folder / "what-if"
    document = _what_if(installation, other_configuration(installation.folder, planning={"target": 70}), "--out", out)
    assert (document["kind"], document["config_version"], document["what_if_version"]) == ("what-if", 1, 7)
    assert document["label"].startswith("What-if, not the published week: 2025-11-09")
    planning = document["republic"]["planning"]
    assert (planning["was"], planning["is"]) == ({"low": 0, "medium": 1, "high": 2}, {"low": 0, "medium": 0, "high": 3})
    assert {name: installation.count(name) for name in before} == before
    assert installation.export() == exported
    assert sorted(path.name for path in out.iterdir()) == [
        *("what-if-v7-differences.csv", "what-if-v7-schools.csv", "what-if-v7-units.csv", "what-if-v7.json")
    ]
    with (out / "what-if-v7-differences.csv").open(newline="") as handle:
        rows = [
            (row["school_id"], row["indicator"], row["was_category"], row["category"]) for row in csv.DictReader(handle)
        ]
    assert rows[0] == ("s1", "planning", "medium", "high")
    assert {row[1] for row in rows} == {"planning", "qzj"}


def test_the_same_numbers_change_nothing(installation: Installation) -> None:
    """So what is computed from the stored counts is what a build computes: categories, scores, ranks."""
    installation.build(_records().write(installation.folder / "drop"), "--publish")
    exported = installation.export()
    out = installation.folder / "same"
    document = _what_if(installation, other_configuration(installation.folder), "--out", out)
    assert document["differences"] == {"values": 0, "categories": 0}
    for name in ("schools", "units"):
        with (out / f"what-if-v7-{name}.csv").open(newline="") as handle:
            assert list(csv.DictReader(handle)) == exported[name]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"min_lessons_per_class": 8}, "min_lessons_per_class"),
        ({"prorate_short_weeks": False}, "prorate_short_weeks"),
        ({"timely": {"deadline_next_day": "10:00"}}, "indicators.timely.deadline_next_day"),
    ],
)
def test_what_is_counted_otherwise_takes_the_records(
    installation: Installation, change: dict[str, Any], field: str
) -> None:
    drop = _records().write(installation.folder / "drop")
    installation.build(drop, "--publish")
    words = ("snapshot", "recompute", "--week", WEEK, "--config", other_configuration(installation.folder, **change))
    result = installation.call(*words)
    assert (result.exit_code, f"counts otherwise than the snapshot ({field})" in result.stderr) == (4, True)
    result = installation.call(*words, "--records", drop)
    assert result.exit_code == 0, result.stderr
    other = Records()
    other.aggregated_school("s1")
    result = installation.call(*words, "--records", other.write(installation.folder / "other"))
    assert (result.exit_code, "These records are not those of week 2025-11-09" in result.stderr) == (4, True)


def test_the_records_are_counted_again(installation: Installation) -> None:
    records = Records()
    records.detailed_school("s1", lessons=[8] + [10] * 10)
    drop = records.write(installation.folder / "drop")
    installation.build(drop, "--publish")
    file = other_configuration(installation.folder, min_lessons_per_class=8)
    timetable = _what_if(installation, file, "--records", drop)["republic"]["timetable"]
    assert (timetable["was"]["high"], timetable["is"]["high"]) == (0, 1)


def test_a_version_that_is_not_there_is_refused_with_those_there_are(installation: Installation) -> None:
    installation.build(_records().write(installation.folder / "drop"))
    result = installation.call("snapshot", "recompute", "--week", WEEK, "--config", 99)
    assert (result.exit_code, "There is no version 99" in result.stderr) == (4, True)
    result = installation.call("snapshot", "recompute", "--week", WEEK, "--config", 1)
    assert result.exit_code == 0
    assert result.stdout.startswith("what-if v1")
