"""Lighthouse over the pages of the monitor, as a desk sees them.

Needs node and npm beside Chromium; the packages are pinned in bench/node and installed into ``var/lighthouse``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

from rich.console import Console

from bench.browser import FLAGS, chromium_path
from bench.results import Result
from bench.servers import PROJECT, monitor

PINNED = PROJECT / "bench" / "node"
FOLDER = PROJECT / "var" / "lighthouse"
PAGES = {"republic": "ru/", "region": "ru/?unit=390000000", "district": "kk/?unit=391600000&ind=planning"}
# Points of a hundred.
LIMITS = {"performance": 95, "accessibility": 100, "best-practices": 95}


def measure() -> Iterator[Result]:
    """Yield the points of each page in each category."""
    command = _installed()
    with monitor() as address:
        for name, path in PAGES.items():
            found = _run(command, f"{address}/{path}")
            for category, limit in LIMITS.items():
                points = round(100 * found["categories"][category]["score"])
                yield Result(f"{name}: {category}", points, "points", limit, at_least=True)


def _installed() -> list[str]:
    """Return the command of Lighthouse; installs the pinned packages where they are missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        raise SystemExit("There is no node and npm to run Lighthouse with: install Debian's packages nodejs and npm.")
    cli = FOLDER / "node_modules/lighthouse/cli/index.js"
    pinned, copy = (PINNED / "package.json").read_bytes(), FOLDER / "package.json"
    if not (cli.is_file() and copy.is_file() and copy.read_bytes() == pinned):
        FOLDER.mkdir(parents=True, exist_ok=True)
        for file in PINNED.iterdir():
            shutil.copy(file, FOLDER)
        subprocess.run([npm, "install", "--no-audit", "--no-fund"], cwd=FOLDER, check=True, stdout=subprocess.DEVNULL)
    return [node, str(cli)]


def _run(command: list[str], url: str) -> Any:
    """Return Lighthouse's report on a page."""
    arguments = [
        url,
        "--preset=desktop",
        "--output=json",
        "--quiet",
        f"--only-categories={','.join(LIMITS)}",
        f"--chrome-flags={' '.join(('--headless=new', *FLAGS))}",
    ]
    environment = os.environ | {"CHROME_PATH": chromium_path()}
    done = subprocess.run([*command, *arguments], check=True, capture_output=True, env=environment, text=True)
    return json.loads(done.stdout)


def failed_audits(report: Any) -> list[str]:
    """Return what cost points, for whoever wants to know why."""
    return sorted(name for name, audit in report["audits"].items() if audit["score"] is not None and audit["score"] < 1)


if __name__ == "__main__":
    with monitor() as served:
        for page in PAGES.values():
            Console().print(page, *failed_audits(_run(_installed(), f"{served}/{page}")), sep="\n  ")
