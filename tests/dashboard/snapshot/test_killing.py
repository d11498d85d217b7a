"""Publication is atomic: whatever moment a build is killed at, the old state is there, or the new one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from dashboard.settings import Settings
from tests.dashboard.snapshot.killing import ENOUGH

ROOT = Path(__file__).resolve().parents[3]
POINTS = 200
SEED = 20261122


def test_sigkill_at_random_points_leaves_the_old_state_or_the_new_one(any_database: Settings) -> None:
    """Asserted in `killing`, after each kill; here, that the moments were spread over the whole of a build."""
    folder = any_database.data_folder / "tmp"
    folder.mkdir(parents=True)
    command = [sys.executable, "-W", "ignore", "-m", "tests.dashboard.snapshot.killing", any_database.database_url]
    result = subprocess.run(
        [*command, str(any_database.data_folder), str(SEED), str(POINTS)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    seen = json.loads(result.stdout)
    assert seen["killed"] >= POINTS
    assert min(seen["old"], seen["new"]) >= ENOUGH
    assert seen["left"] == []  # temporary folders of the killed were removed by the next build
