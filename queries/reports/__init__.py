"""The catalogue of reports: one module each, with its columns, its query and who may see it (spec B-11 … B-14, C)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from dashboard.reports.terms import Report

# In the order of the list; each module has a `REPORT`, or several in `REPORTS`.
MODULES = (
    "activity",
    "attestation",
    "registry",
    "card",
    "lists",
    "movement",
    "attainment",
    "attendance",
    "homework_time",
    "cancellations",
    "mark_statistics",
    "average_mark",
    "journal_keeping",
    "school_activity",
    "change_history",
)


@cache
def catalogue() -> Mapping[str, Report]:
    """Return the reports by key, in the order of the list."""
    found: dict[str, Report] = {}
    for name in MODULES:
        module = import_module(f"{__name__}.{name}")
        reports = getattr(module, "REPORTS", None) or (module.REPORT,)
        found |= {report.key: report for report in reports}
    return MappingProxyType(found)
