"""Programs that some tests need and a machine may not have: said loudly at the end of a run."""

from __future__ import annotations

import os
import shutil
from typing import Any

NO_NGINX = "there is no nginx: install Debian's package nginx-light, or name the program: NGINX"
NO_REDIS = "there is no Redis server: install Debian's package redis-server, or name the program: REDIS_SERVER"
_REASONS = {"nginx": NO_NGINX, "Redis": NO_REDIS}


def program(variable: str, name: str) -> str | None:
    """Return the path of a program: the one a variable names, else the one of that name."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])
    return shutil.which(os.environ.get(variable) or name, path=path)


def skipped_lines(reporter: Any) -> list[str]:
    """Return a line for each program that tests did not find."""
    reasons = [str(report.longrepr) for report in reporter.stats.get("skipped", [])]
    counts = {name: sum(reason in one for one in reasons) for name, reason in _REASONS.items()}
    return [f"!!!! SKIPPED: {count} {name} tests: {_REASONS[name]} !!!!" for name, count in counts.items() if count]
