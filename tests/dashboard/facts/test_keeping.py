"""Keeping facts: one record of truth with the snapshot, complete or not there at all."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.database import engine
from dashboard.demo.stories import DETAILED_DISTRICT
from dashboard.errors import FactsError
from dashboard.facts import keeping, store
from dashboard.facts.keeping import keep_facts
from dashboard.settings import Settings
from tests.factories import WEEK, Records, small_drop
from tests.kept_facts import Week

ACCOUNTS = "SELECT school_id, sum(activated_accounts), sum(accounts) FROM {{people}} WHERE role = '{}' GROUP BY 1"
# What the snapshot says of schools that hand over lessons, from their rows alone.
FROM_ROWS = {
    "act_teachers": ACCOUNTS.format("teacher"),
    "act_pupils": ACCOUNTS.format("pupil"),
    "act_parents": ACCOUNTS.format("parent"),
    "planning": "SELECT school_id, count(*) FILTER (planned), count(*) FROM {lessons} WHERE counted GROUP BY 1",
    "journal": "SELECT school_id, count(*) FILTER (recorded), count(*) FROM {lessons} WHERE counted GROUP BY 1",
    "timely": "SELECT school_id, sum(marks_in_time), sum(marks_eligible) FROM {lessons} WHERE counted GROUP BY 1",
    "timetable": """SELECT school_id, count(*) FILTER (coalesce(n, 0) >= min_lessons), count(*) FROM {classes} LEFT JOIN
        (SELECT class_id, count(DISTINCT (date, slot)) AS n FROM {lessons} WHERE counted GROUP BY 1) USING (class_id)
        WHERE taught GROUP BY 1""",
}


@pytest.mark.parametrize("indicator", FROM_ROWS)
def test_the_rows_add_up_to_the_snapshot(kept_week: Week, indicator: str) -> None:
    """One record of truth: what a school's page counts is what was published (A-25 … A-33)."""
    published = kept_week.published()
    rows = kept_week.rows(FROM_ROWS[indicator], "lessons", "people", "classes")
    assert len(rows) >= 3
    for school, part, whole in rows:
        assert published[str(school), indicator] == (part, whole)


def test_the_tables_are_those_the_drop_can_fill(kept_week: Week) -> None:
    kept = kept_week.kept.rows
    assert {"schools", "classes", "subjects", "people", "positions", "lessons", "pupil_weeks", "logins"} <= kept.keys()
    assert {"school_week", "accounts_week"} <= kept.keys()
    assert "class_week" not in kept
    files = store.folder_of(kept_week.settings, kept_week.kept.snapshot)
    assert [file.stem for file in (files / "lessons").iterdir()] == [DETAILED_DISTRICT]
    assert len(list((files / "schools").iterdir())) > 200


def test_pupils_marks_are_the_marks_of_lessons_without_points(kept_week: Week) -> None:
    [(marks,)] = kept_week.rows("SELECT sum(mark_count) FROM {pupil_weeks}", "pupil_weeks")
    [(lessons,)] = kept_week.rows("SELECT sum(marks - sor - soch) FROM {lessons} WHERE counted", "lessons")
    assert marks == lessons


def test_a_second_time_changes_nothing(kept_week: Week) -> None:
    assert keep_facts([kept_week.drop], kept_week.kept.week, kept_week.settings) == [kept_week.kept]


@pytest.fixture
def installed(settings: Settings, tmp_path: Path) -> tuple[Settings, Path]:
    """Return an installation with a small published week, and its drop."""
    from dashboard.snapshot.build import build_snapshot

    drop = small_drop(tmp_path / "drop")
    build_snapshot([drop], WEEK, settings, publish=True)
    return settings, drop


def test_records_nothing_was_built_from_are_refused(installed: tuple[Settings, Path], tmp_path: Path) -> None:
    settings, _ = installed
    other = small_drop(tmp_path / "other", lessons_planned=3)
    with pytest.raises(FactsError, match="other drops"):
        keep_facts([other], WEEK, settings)
    assert store.every(settings) == []


def test_a_failure_midway_leaves_nothing(installed: tuple[Settings, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    settings, drop = installed
    written: list[str] = []

    def copy(opened: object, table: keeping.FactTable, *rest: object) -> int:
        written.append(table.name)
        if table.name == "school_week":
            raise OSError(28, "No space left on device", "/disk")
        return _copy(opened, table, *rest)  # type: ignore[arg-type]

    _copy = keeping._copy
    monkeypatch.setattr(keeping, "_copy", copy)
    with pytest.raises(FactsError, match="No space left"):
        keep_facts([drop], WEEK, settings)
    assert "schools" in written
    assert list(settings.facts_folder.iterdir()) == []


KILLED = """
import os, signal
from datetime import date
from pathlib import Path
from dashboard.facts import keeping
from dashboard.settings import Settings
keeping._appear = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
keeping.keep_facts([Path(os.environ["DROP"])], date.fromisoformat(os.environ["WEEK"]), Settings.from_environment())
"""


def test_whoever_is_killed_leaves_nothing_that_is_seen(installed: tuple[Settings, Path]) -> None:
    settings, drop = installed
    environment = {**os.environ, "BELSENDI_DATA": str(settings.data_folder), "DROP": str(drop), "WEEK": str(WEEK)}
    root = Path(keeping.__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", KILLED], env=environment, cwd=root, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert store.every(settings) == []
    left = list(settings.facts_folder.iterdir())
    assert len(left) == 2  # what was half written and its lock, held by nobody
    (kept,) = keep_facts([drop], WEEK, settings)
    assert store.every(settings) == [kept]
    assert not any(path.exists() for path in left)


def test_facts_written_again_replace_the_old_ones(installed: tuple[Settings, Path]) -> None:
    settings, drop = installed
    (first,) = keep_facts([drop], WEEK, settings)
    (again,) = keep_facts([drop], WEEK, settings, again=True)
    assert again.kept_at > first.kept_at
    assert replace(again, kept_at=first.kept_at, size=0) == replace(first, size=0)


def test_the_form_of_a_drop_plays_no_part(settings: Settings, tmp_path: Path) -> None:
    """CSV and Parquet of the same rows are one content (Q-92), and give the same facts."""
    from dashboard.snapshot.build import build_snapshot

    records = Records()
    records.detailed_school("s1", lessons=(10, 12))
    forms = {form: records.write(tmp_path / form, form) for form in ("csv", "parquet")}
    build_snapshot([forms["csv"]], WEEK, settings, publish=True)
    (one,), (other,) = (keep_facts([forms[form]], WEEK, settings, again=True) for form in ("csv", "parquet"))
    assert one.rows == other.rows
    assert one.rows["lessons"] == 22
    shutil.rmtree(settings.facts_folder)
    engine(settings).dispose()
