"""A snapshot read back as frames: the basis of the revised series' units and of a what-if."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from dashboard.configuration import MonitorConfig
from dashboard.errors import SnapshotError
from dashboard.indicators import MEASURED_KEYS
from dashboard.schema import revised_value, school_value, school_week, unit_week
from dashboard.snapshot.revisions import Revision
from dashboard.snapshot.rows import read_frame
from dashboard.snapshot.score import school_values, unit_values

KEY = ["school_id", "indicator"]


@dataclass(frozen=True)
class StoredWeek:
    """The numbers of one snapshot, and the units they add up to.

    Attributes
    ----------
    schools
        One row is one participating school: school_id, unit_id, state.
    units
        One row is one unit: unit_id, parent_id, name_kk, schools (participating).
    values
        One row is one indicator of one school: school_id, indicator, numerator, denominator (Int64), category.
    """

    schools: pd.DataFrame
    units: pd.DataFrame
    values: pd.DataFrame

    def unit_values(self, config: MonitorConfig) -> pd.DataFrame:
        """Add the values up: one row is one indicator of one unit, as `dashboard.snapshot.score.unit_values`."""
        return unit_values(self.values, self.schools, self.units, config)

    def under(self, config: MonitorConfig) -> StoredWeek:
        """Return the same counts with the categories that another configuration gives them."""
        every = self.schools.copy()
        for key in MEASURED_KEYS:
            own = self.values[self.values["indicator"] == key].set_index("school_id")
            for name in ("numerator", "denominator"):
                every[f"{key}_{name}"] = every["school_id"].map(own[name]).astype("Int64")
        return StoredWeek(self.schools, self.units, school_values(every, config))


def read_week(connection: Connection, revision: Revision, *, revised: bool = False) -> StoredWeek:
    """Read a snapshot.

    Parameters
    ----------
    revised
        In the revised series (Q-48): late entries count.

    Raises
    ------
    SnapshotError
        If the revised series of that snapshot was never computed.
    """
    schools = read_frame(connection, school_week, revision.id, ("school_id", "unit_id", "state"))
    units = read_frame(connection, unit_week, revision.id, ("unit_id", "parent_id", "name_kk", "schools"))
    values = read_frame(connection, school_value, revision.id)
    return StoredWeek(schools, units, _with_late_entries(connection, revision, values) if revised else values)


def _with_late_entries(connection: Connection, revision: Revision, values: pd.DataFrame) -> pd.DataFrame:
    """Put the values of the revised series in the place of the frozen ones."""
    if revision.revised_until is None:
        raise SnapshotError(
            f"Week {revision.week}, revision {revision.revision} was built before there was a revised series. "
            "Build a newer drop of that week; its revision has one."
        )
    late = read_frame(connection, revised_value, revision.id)
    own = values.set_index(KEY)
    kept = own.loc[~own.index.isin(pd.MultiIndex.from_frame(late[KEY]))].reset_index()
    together = pd.concat([kept, late], ignore_index=True) if len(late) else kept
    return together.sort_values(KEY, ignore_index=True)
