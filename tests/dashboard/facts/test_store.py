from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.facts import store
from dashboard.facts.store import Kept
from dashboard.settings import Settings

FIRST = date(2026, 11, 1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings("sqlite://", tmp_path, facts_weeks=2)


def keep(settings: Settings, number: int, name: str = "") -> Kept:
    """Keep nothing of a week, completely."""
    week = FIRST + timedelta(7 * number)
    kept = Kept(name or f"snapshot-{number}", week, "d", {"schools": 1}, 10, datetime(2026, 11, 22, tzinfo=UTC))
    folder = store.folder_of(settings, kept.snapshot)
    folder.mkdir(parents=True)
    (folder / store.MANIFEST).write_text(kept.as_json())
    return kept


def test_what_is_kept_is_read_again(settings: Settings) -> None:
    kept = keep(settings, 0)
    assert store.find(settings, kept.snapshot) == kept
    assert store.every(settings) == [kept]
    assert store.find(settings, "another") is None


def test_only_the_latest_weeks_are_kept(settings: Settings) -> None:
    old, _, _, again = keep(settings, 0), keep(settings, 1), keep(settings, 2), keep(settings, 2, "revision")
    assert store.outdated(settings) == [old]
    assert store.outdated(settings, 0) == []
    store.remove(settings, [old])
    assert [one.week for one in store.every(settings)] == [FIRST + timedelta(7), again.week, again.week]
    assert not store.folder_of(settings, old.snapshot).exists()


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"layout": 0}', '{"layout": 1, "week": "x"}'])
def test_a_folder_that_says_nothing_sensible_is_absent(settings: Settings, text: str) -> None:
    folder = store.folder_of(settings, "broken")
    folder.mkdir(parents=True)
    (folder / store.MANIFEST).write_text(text)
    assert store.find(settings, "broken") is None
    assert store.every(settings) == []


@given(st.lists(st.text(min_size=1, max_size=300), min_size=2, max_size=5, unique=True))
def test_q95_any_id_of_a_district_gives_a_file_of_its_own(districts: list[str]) -> None:
    files = [store.file_of(Path("/facts"), "lessons", district) for district in districts]
    assert len(set(files)) == len(districts)
    assert {file.parent for file in files} == {Path("/facts/lessons")}
    assert all(len(file.name.encode()) < 255 for file in files)
