"""A full disk: one line that says so, exit code 4, and the old week stays."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.factories import WEEK, Records, small_drop
from tests.installation import Installation

ROOT = Path(__file__).resolve().parents[3]
# belsendi with files of at most so many bytes, and an engine of so little memory that it has to spill.
LIMITED = """
import os, resource, sys
from dashboard.commands import main
memory, size = sys.argv[1:3]
os.environ["BELSENDI_MEMORY"] = memory
resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
main(sys.argv[3:])
"""
PLENTY = "1000m"
UNSHARE = shutil.which("unshare")


def _limited(installation: Installation, memory: str, size: int, *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-c", LIMITED, memory, str(size), *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _build(drop: Path) -> tuple[object, ...]:
    return ("snapshot", "build", "--records", drop, "--week", WEEK, "--publish", "--json")


def _assert_failed_cleanly(installation: Installation, result: subprocess.CompletedProcess[str], *said: str) -> None:
    assert result.returncode == 4, result.stderr
    assert "Traceback" not in result.stderr
    errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1, result.stderr
    assert all(text in errors[0] for text in said), errors
    document = json.loads(result.stdout)
    assert (document["status"], document["snapshot"]) == ("refused", None)


def test_a_database_without_room_keeps_the_old_week(installation: Installation) -> None:
    installation.build_week(WEEK, "--publish")
    before = installation.export()
    drop = small_drop(installation.folder / "corrected", lessons_planned=70)
    result = _limited(installation, PLENTY, 20_000, *_build(drop))
    _assert_failed_cleanly(installation, result, "has no room left on its disk", "nothing was written")
    assert installation.export() == before
    assert installation.count("snapshot") == 1
    assert installation.build(drop, "--publish")[1]["status"] == "built"  # when there is room again


def _large_drop(folder: Path) -> Path:
    """Write a drop whose marks do not fit into very little memory."""
    records = Records()
    records.hundred_lessons("s1", topics=(0, 100))
    drop = records.write(folder, "parquet")
    lessons = [row["lesson_id"] for row in records.tables["lessons"]]
    count = 200_000
    columns = {
        "lesson_id": pa.array([lessons[n % 100] for n in range(count)]),
        "pupil_id": pa.array([f"pupil with a long name {n * 7919 % count}" for n in range(count)]),
        "value": pa.array(["5"] * count),
        "entered_at": pa.array([f"2025-11-10T10:00:{n % 60:02d}+05:00" for n in range(count)]),
    }
    pq.write_table(pa.table(columns), drop / "marks.parquet")
    return drop


def test_a_folder_for_spilling_without_room_keeps_the_old_week(installation: Installation) -> None:
    installation.build_week(WEEK, "--publish")
    before = installation.export()
    result = _limited(installation, "24m", 400_000, *_build(_large_drop(installation.folder / "large")))
    _assert_failed_cleanly(installation, result, "The engine gave up", "nothing was written")
    assert installation.export() == before
    assert installation.count("snapshot") == 1


def _small_disk(folder: Path, size: str, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script with a real small disk at a folder, in a name space of its own."""
    folder.mkdir(exist_ok=True)
    mount = f"mount -t tmpfs -o size={size} none '{folder}' && {script}"
    return subprocess.run(
        [str(UNSHARE), "--map-root-user", "--mount", "sh", "-c", mount],
        cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def small_disks(tmp_path: Path) -> None:
    if UNSHARE is None or _small_disk(tmp_path / "probe", "100k", "true").returncode:
        pytest.skip("this machine lets nobody mount a small disk")


@pytest.mark.usefixtures("small_disks")
def test_a_real_full_disk_keeps_the_old_week(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = installation.folder / "disk"
    call = f"'{sys.executable}' -W ignore -c 'from dashboard.commands import main; main()'"
    one = small_drop(installation.folder / "one")
    two = small_drop(installation.folder / "two", lessons_planned=70)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{disk}/belsendi.db")
    words = f"--week {WEEK} --publish"
    script = (
        f"{call} snapshot build --records '{one}' {words} && "
        f"head -c 100m /dev/zero > '{disk}/filler' 2>/dev/null; "
        f"{call} snapshot build --records '{two}' {words} --json; echo code $?; "
        f"rm '{disk}/filler'; {call} snapshot list --json; {call} snapshot build --records '{two}' {words}"
    )
    result = _small_disk(disk, "1200k", script)
    assert "Traceback" not in result.stderr, result.stderr
    refused, _, rest = result.stdout.partition("code 4\n")
    assert json.loads(refused)["status"] == "refused", result.stderr
    assert "has no room left on its disk" in json.loads(refused)["errors"][0]["found"]
    assert [(row["revision"], row["status"]) for row in json.loads(rest)] == [(1, "published")]
    assert "built, snapshot" in result.stderr.splitlines()[-1]
