"""The wall's script: what holds of it whatever it shows."""

from __future__ import annotations

import re

from callbacks.wall import SCRIPTS
from dashboard.settings import PROJECT_FOLDER

FOLDER = PROJECT_FOLDER / "assets" / "js"
SCRIPT = "".join((FOLDER / f"{name}.js").read_text("utf-8") for name in SCRIPTS)


def test_it_reads_no_clock() -> None:
    """Screens have wrong clocks: time is counted since the document was loaded, moments are the server's (issue 7)."""
    assert re.findall(r"\bDate\b|\bIntl\b|toLocale\w*", SCRIPT) == []
    assert "performance.now()" in SCRIPT


def test_nothing_it_waits_for_can_take_for_ever() -> None:
    """Every question goes through what gives up in time, but the last one, before the document is left."""
    asked = re.findall(r"fetch\(([^)]*)\)", SCRIPT)
    assert [one for one in asked if "signal" not in one] == ['location.href, { cache: "no-store" }']
