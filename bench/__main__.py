"""Run the measurements that are named, or all; those that take long and have options of their own only by name."""

from __future__ import annotations

import sys
from importlib import import_module

from bench import (
    api,
    build_week,
    bulk_write,
    drill,
    first_view,
    fuzz,
    history,
    lighthouse,
    national,
    report_export,
    reports,
    school_page,
    throughput,
    users,
    wall,
)
from bench.results import show

MEASUREMENTS = {
    "build_week": ("A national week of class totals", build_week.measure),
    "first_view": ("First view of the republic page", first_view.measure),
    "drill": ("One level down", drill.measure),
    "lighthouse": ("Lighthouse, as a desk sees it", lighthouse.measure),
    "report_export": ("A report of 100,000 rows as Excel", report_export.measure),
    "throughput": ("Views a second, two workers", throughput.measure),
}

WITH_OPTIONS = {
    "api": api.main,
    "fuzz": fuzz.main,
    "history": history.main,
    "national": national.main,
    "bulk_write": bulk_write.main,
    "reports": reports.main,
    "school_page": school_page.main,
    "users": users.main,
    "wall": wall.main,
}


def _spark(arguments: list[str]) -> int:
    """Measure on a Spark cluster; its packages are an extra."""
    code: int = import_module("bench.spark").main(arguments)
    return code


def main(names: list[str]) -> int:
    """Measure and print; the exit code tells whether every limit was kept."""
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        raise SystemExit(f"There is no measurement {unknown[0]!r}; there are {', '.join(MEASUREMENTS)}.")
    kept = [show(title, measure()) for title, measure in (MEASUREMENTS[name] for name in names or MEASUREMENTS)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    own = _spark if sys.argv[1:2] == ["spark"] else WITH_OPTIONS.get("".join(sys.argv[1:2]))
    sys.exit(own(sys.argv[2:]) if own else main(sys.argv[1:]))
