"""Drops made in a process of their own."""

from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import date
from pathlib import Path

import pytest

from dashboard.demo.making import Maker
from dashboard.demo.records_process import making
from dashboard.demo.stamp import Generator
from dashboard.errors import SettingsError, SnapshotError

WEEKS = [date(2025, 9, 7), date(2025, 9, 14)]
GENERATOR = Generator(1, 3, 0.01, WEEKS[-1], WEEKS[-1])


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_drops_are_those_that_one_process_makes(tmp_path):
    reported: list[int] = []
    seen = []
    with making(GENERATOR, tmp_path / "other", WEEKS, reported.append) as arriving:
        for week in arriving:
            assert (tmp_path / "other" / week.isoformat() / "manifest.json").exists()
            seen.append(week)
    maker = Maker(GENERATOR)
    for week in WEEKS:
        maker.write(tmp_path / "own" / week.isoformat(), week)
    assert _files(tmp_path / "other") == _files(tmp_path / "own")
    assert (seen, reported) == (WEEKS, [1, 2])
    assert multiprocessing.active_children() == []


def test_what_stops_the_making_is_raised_where_it_was_asked_for(tmp_path):
    strange = tmp_path / WEEKS[1].isoformat()
    strange.mkdir()
    (strange / "letter.txt").write_text("mine")
    with pytest.raises(SettingsError, match="not a drop"), making(GENERATOR, tmp_path, WEEKS, print) as arriving:
        list(arriving)
    assert (strange / "letter.txt").read_text() == "mine"


def test_a_process_that_is_killed_is_an_error_and_not_an_end(tmp_path):
    with making(GENERATOR, tmp_path, WEEKS, print) as arriving:
        [process] = multiprocessing.active_children()
        os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(SnapshotError, match="run the command again"):
            list(arriving)


def test_leaving_early_ends_the_making(tmp_path):
    with pytest.raises(KeyboardInterrupt), making(GENERATOR, tmp_path, WEEKS, print):
        raise KeyboardInterrupt
    assert multiprocessing.active_children() == []
