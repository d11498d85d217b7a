from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bench import national, national_bare
from bench.national import Line, Run
from dashboard.configuration import load_configuration
from dashboard.demo.national import DEFAULT_WEEK, National, write_national
from dashboard.settings import Settings
from dashboard.snapshot.compute import compute
from dashboard.snapshot.records import read_drop


def test_the_bare_query_counts_what_a_build_counts(tmp_path: Path) -> None:
    """A baseline that does less work than the indicators need would be none."""
    write_national(tmp_path / "drop", National(0.0004))
    settings = Settings("sqlite://", tmp_path)
    with read_drop([tmp_path / "drop"], None, settings) as drop:
        config = load_configuration(None).for_week(drop.week)
        computed = compute(drop.tables, drop.present, drop.week, config)
    values = computed.values.set_index(["school_id", "indicator"])
    rows = national_bare.rows(tmp_path / "drop", "2026-11-21 19:00:00+00")
    assert len(rows) == len(computed.schools) == 3
    for row in rows:
        for indicator, over, under in (
            ("timetable", "classes_full", "classes"),
            ("planning", "planned", "lessons"),
            ("journal", "recorded", "lessons"),
            ("timely", "timely", "eligible"),
        ):
            found = values.loc[(row["school_id"], indicator)]
            assert (found["numerator"], found["denominator"]) == (row[over], row[under])
        people = {one[0]: one[1:] for one in row["people"]}
        found = values.loc[(row["school_id"], "act_pupils")]
        assert (found["denominator"], found["numerator"]) == people["pupil"]
    logins = dict(zip(computed.schools["school_id"], computed.schools["logins"], strict=True))
    assert {row["school_id"]: row["logins"] for row in rows} == logins


def test_memory_is_that_of_a_process_and_its_children_together() -> None:
    script = (
        "import subprocess, sys, time; one = bytearray(60_000_000);"
        "other = 'import time; one = bytearray(60_000_000); time.sleep(0.5)';"
        "subprocess.run([sys.executable, '-c', other], check=True)"
    )
    found = national.run([sys.executable, "-c", script], dict(os.environ))
    assert found.memory > 120_000_000
    assert found.seconds > 0.5


def test_a_process_that_fails_ends_the_measurement() -> None:
    with pytest.raises(SystemExit, match="ended with 3"):
        national.run([sys.executable, "-c", "raise SystemExit(3)"], dict(os.environ))


def test_limits_are_those_of_the_scales_that_were_measured() -> None:
    lines = [
        Line(1, national.BARE, 10, Run(20, 40, 3 * 10**9)),
        Line(1, "parquet", 10, Run(70, 100, 5 * 10**9)),
        Line(1, "csv", 10, Run(140, 300, 5 * 10**9)),
        Line(10, "parquet", 100, Run(700, 1000, 9 * 10**9)),
    ]
    found = {result.what: (result.value, result.reached) for result in national._limits(lines)}
    assert found == {
        "the country from Parquet": (70, False),
        "its largest memory": (5, True),
        "seconds to those of the bare query": (3.5, False),
        "CSV to Parquet at 1": (2, True),
        "ten countries to one": (10, True),
        "largest memory of ten": (9, False),
    }
    assert list(national._limits(lines[:1])) == []
    assert DEFAULT_WEEK.isoweekday() == 7
