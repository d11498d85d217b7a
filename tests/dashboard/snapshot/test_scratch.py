"""Temporary folders of processes that were killed are removed by the next build, those in use are not."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from dashboard.snapshot.scratch import scratch_folder, sweep

HOLDER = """
import sys
from contextlib import ExitStack
from pathlib import Path
from dashboard.snapshot.scratch import scratch_folder
folder = scratch_folder(ExitStack(), Path(sys.argv[1]))
(folder / "spill").write_bytes(b"rows")
print(folder, flush=True)
sys.stdin.read()
"""


def test_a_folder_in_use_stays_and_that_of_a_killed_process_goes(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        folder = Path(holder.stdout.readline().strip())
        assert sweep(tmp_path) == []
        assert (folder / "spill").exists()
        holder.kill()
        holder.wait()
        assert sweep(tmp_path) == [folder]
        assert not folder.exists()


def test_a_folder_goes_with_its_resources(tmp_path: Path) -> None:
    with ExitStack() as resources:
        assert scratch_folder(resources, tmp_path).is_dir()
    assert list(tmp_path.iterdir()) == []


def test_folders_of_others_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "belsendi-notes").mkdir()
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs.held").write_text("")
    assert sweep(tmp_path) == []
    assert len(list(tmp_path.iterdir())) == 3


def test_what_was_killed_before_its_folder_was_there_leaves_nothing(tmp_path: Path) -> None:
    """Nor what was killed while it removed its folder: the file of the lock comes first and goes last."""
    (tmp_path / "belsendi-first.held").write_text("")
    (tmp_path / "belsendi-last.held").write_text("")
    (tmp_path / "belsendi-last").mkdir()
    assert sweep(tmp_path) == [tmp_path / "belsendi-first", tmp_path / "belsendi-last"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_held_though_a_sweep_came_before_its_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, swept = fcntl.flock, []

    def late(handle: int, how: int) -> None:
        if not swept:
            swept.append(handle)
            assert len(sweep(tmp_path)) == 1
        lock(handle, how)

    with ExitStack() as resources:
        monkeypatch.setattr(fcntl, "flock", late)
        folder = scratch_folder(resources, tmp_path)
        assert swept
        assert sweep(tmp_path) == []
        assert folder.is_dir()
    assert list(tmp_path.iterdir()) == []
