"""The demonstration: a made-up national history of weekly drops that obeys the import contract (records.md).

Everything is drawn from one seed, so the same seed, dates and size give the same drops. ``history.build`` makes the
drops and imports them by the same function a ministry's command calls.
"""

from dashboard.demo.history import Made, build, build_records

__all__ = ["Made", "build", "build_records"]
