"""What a week would look like with other numbers of the monitor: never stored, never a week's snapshot (A-32, G-52).

Targets, borders, weights and the choice of the seven are applied to the counts a snapshot keeps. What is counted
differently, such as the lessons a class needs, takes the records again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from dashboard.configuration import Configuration, MonitorConfig, load_configuration
from dashboard.errors import ConfigurationError, SnapshotError
from dashboard.indicators import INDICATOR_KEYS
from dashboard.settings import Settings
from dashboard.snapshot.contract import REPUBLIC
from dashboard.snapshot.differences import CORRECTED, NUMBERS, Difference
from dashboard.snapshot.revisions import Revision
from dashboard.snapshot.stored import StoredWeek, read_week

# What is counted otherwise when it changes: attribute of a version, its field in the file.
NEEDS_RECORDS = {
    "min_lessons_per_class": "min_lessons_per_class",
    "prorate_short_weeks": "prorate_short_weeks",
    "timely_until": "indicators.timely.deadline_next_day",
}
WHAT_IF = "what-if"


@dataclass(frozen=True)
class WhatIf:
    """A week under another configuration.

    Attributes
    ----------
    revision
        The snapshot it was made from.
    config
        The other numbers.
    before, after
        The week as it is stored, and as it would be.
    """

    revision: Revision
    config: MonitorConfig
    before: StoredWeek
    after: StoredWeek

    @property
    def label(self) -> str:
        """What every output says."""
        used = self.revision.config_version
        return (
            f"What-if, not the published week: {self.revision.week}, revision {self.revision.revision}, "
            f"with configuration version {self.config.version} instead of {used}"
        )

    def differences(self) -> list[Difference]:
        """Return the values that would be others; by school and indicator."""
        both = self.before.values.merge(self.after.values, "outer", on=["school_id", "indicator"], suffixes=("_b", ""))
        columns = [both[f"{name}{side}"].astype(object) for side in ("_b", "") for name in NUMBERS]
        cells = [[None if pd.isna(cell) else cell for cell in column] for column in columns]
        rows = zip(both["school_id"], both["indicator"], *cells, strict=True)
        found = (Difference(CORRECTED, *row) for row in rows if row[2:5] != row[5:8])
        return sorted(found, key=lambda one: (one.school_id, one.indicator))

    def summary(self) -> dict[str, Any]:
        """Return what changes in the republic, in values that JSON knows.

        Returns
        -------
        dict
            ``label``, ``kind``, ``week``, ``revision``, ``snapshot``, ``config_version``, ``what_if_version``,
            ``differences`` (values, categories), and ``republic``: indicator to its counts ``was`` and ``is``.
        """
        was = _republic(self.before.unit_values(MonitorConfig.from_json(self.revision.config)))
        would_be = _republic(self.after.unit_values(self.config))
        found = self.differences()
        return {
            "kind": WHAT_IF,
            "label": self.label,
            "week": self.revision.week.isoformat(),
            "revision": self.revision.revision,
            "snapshot": self.revision.content_id,
            "config_version": self.revision.config_version,
            "what_if_version": self.config.version,
            "differences": {"values": len(found), "categories": sum(one.moves for one in found)},
            "republic": {key: {"was": was.get(key), "is": would_be.get(key)} for key in INDICATOR_KEYS},
        }


def what_if(
    connection: Connection, revision: Revision, config: MonitorConfig, records: Sequence[Path], settings: Settings
) -> WhatIf:
    """Compute a week under another configuration.

    Parameters
    ----------
    records
        The drops the snapshot was built from; needed only where something is counted otherwise.

    Raises
    ------
    SnapshotError
        If it takes the records and they are not given, or they are not those of the snapshot.
    """
    before = read_week(connection, revision)
    stored = MonitorConfig.from_json(revision.config)
    others = [field for name, field in NEEDS_RECORDS.items() if getattr(stored, name) != getattr(config, name)]
    if others and not records:
        raise SnapshotError(
            f"Configuration version {config.version} counts otherwise than the snapshot ({', '.join(others)}); the "
            "stored counts do not say what would come out. Name the drop it was built from: --records DIR."
        )
    after = _counted_again(revision, config, records, settings) if records else before.under(config)
    return WhatIf(revision, config, before, after)


def chosen_version(wanted: str, week: date) -> MonitorConfig:
    """Return the configuration that ``--config`` means: a version of the project's own, or the one of a file.

    Raises
    ------
    ConfigurationError
        If there is no such version, or the file cannot be used.
    """
    if not wanted.isdigit():
        return load_configuration(Path(wanted)).for_week(week)
    return numbered_version(load_configuration(), int(wanted))


def numbered_version(configuration: Configuration, number: int) -> MonitorConfig:
    """Return one version by its number.

    Raises
    ------
    ConfigurationError
        If there is none; the message names those there are.
    """
    found = [version for version in configuration.versions if version.version == number]
    if not found:
        there = ", ".join(str(version.version) for version in configuration.versions)
        raise ConfigurationError(f"There is no version {number} of the configuration. There are: {there}.")
    return found[0]


def _counted_again(
    revision: Revision, config: MonitorConfig, records: Sequence[Path], settings: Settings
) -> StoredWeek:
    """Compute the week from its records, as a build does, and write nothing."""
    # The engine takes a second to load, which a what-if on the stored counts need not wait for.
    from dashboard.snapshot.build import content_of  # noqa: PLC0415
    from dashboard.snapshot.compute import Gathering, compute  # noqa: PLC0415
    from dashboard.snapshot.records import read_drop  # noqa: PLC0415

    with read_drop(records, revision.week, settings) as drop:
        if content_of(drop, revision.config_version, drop.content_hash()) != revision.content_id:
            raise SnapshotError(
                f"These records are not those of week {revision.week}, revision {revision.revision}: their content "
                "is another. Name the drop that snapshot was built from."
            )
        computed = compute(drop.tables, drop.present, drop.week, config, Gathering(drop.engine.lessons_at_once))
    units = computed.units[["unit_id", "parent_id", "name_kk", "schools"]]
    return StoredWeek(computed.schools[["school_id", "unit_id", "state"]], units, computed.values)


def _republic(values: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Return the republic's schools by category, for each indicator."""
    own = values[values["unit_id"] == REPUBLIC]
    counts = own[["indicator", "low", "medium", "high"]].itertuples(index=False, name=None)
    return {key: {"low": low, "medium": medium, "high": high} for key, low, medium, high in counts}
