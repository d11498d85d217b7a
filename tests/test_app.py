"""The application as a web process loads it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What reads, checks and draws records; a web process reads a database and serves files.
HEAVY = {"pandas", "pyarrow", "ibis", "duckdb", "geopandas", "shapely", "alembic"}
EXTRAS = {"redis", "sentry_sdk", "opentelemetry"}  # loaded where a setting asks for them
# Every view is imported with the application, so what one of them needs is seen here.
SCRIPT = "import sys, app; print(*sys.modules)"


def test_a_web_process_loads_nothing_of_what_builds_snapshots():
    """It starts in half the time and each worker keeps a hundred megabytes less."""
    outcome = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(outcome.stdout.split())
    assert {"app", "callbacks.data", "layouts.views.page"} <= loaded
    assert loaded & (HEAVY | EXTRAS) == set()
