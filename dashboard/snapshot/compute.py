"""A week computed: from the accepted records to everything a snapshot keeps."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from dashboard.configuration import MonitorConfig
from dashboard.snapshot.calendar import CalendarRow, WeekCalendar, week_calendar
from dashboard.snapshot.class_counts import REVISED, Classes, Moments, classes_of_week
from dashboard.snapshot.contract import COUNTRY_SCOPE, REPUBLIC
from dashboard.snapshot.indicators_expr import with_indicators
from dashboard.snapshot.notes import Note
from dashboard.snapshot.school_counts import ROLES, school_counts
from dashboard.snapshot.school_days import country_calendar, school_days
from dashboard.snapshot.score import add_up, school_values, unit_values
from dashboard.weeks import last_day

DEFAULT_WEEK_MODE = 5
UNIT_COLUMNS = ["unit_id", "parent_id", "level", "kind", "name_kk", "name_ru", "name_en"]
REGISTER_COLUMNS = [
    "school_id",
    "unit_id",
    "name_kk",
    "name_ru",
    "name_en",
    "week_mode",
    "locality",
    "is_small",
    "source",
]
STATISTICS = ("marks", "homework", "logins")  # A-36 … A-38
WEEK_COLUMNS = [*REGISTER_COLUMNS, "state", "teaching_days", "lessons", "tick_only", *STATISTICS]


@dataclass(frozen=True)
class Computed:
    """A computed week; the frames have the columns of the tables named here, without snapshot_id.

    Attributes
    ----------
    schools
        ``school_week``: one row is one participating school.
    values
        ``school_value``: one row is one of the nine indicators of one participating school.
    revised
        The same with what was entered about lessons up to 14 days later (Q-48).
    units
        ``unit_week``: one row is one unit.
    unit_values
        ``unit_value``: one row is one of the nine indicators of one unit.
    statistics
        ``unit_statistic``: one row is one count (marks, homework, logins) of one unit.
    late
        One row is one participating school with entries about its lessons after the cut-off, by id: school_id, entries
        (of all kinds), marks (G-3, Q-43, Q-50).
    calendar_days
        ``calendar_day``: one row is one day of the week the country's calendar speaks of.
    teaching_days
        Of a five-day school, without grade (Q-42).
    calendar_assumed
        Whether the calendar is one that no order confirms.
    notes
        What a reader should know.
    """

    schools: pd.DataFrame
    values: pd.DataFrame
    revised: pd.DataFrame
    units: pd.DataFrame
    unit_values: pd.DataFrame
    statistics: pd.DataFrame
    late: pd.DataFrame
    calendar_days: pd.DataFrame
    teaching_days: int
    calendar_assumed: bool
    notes: list[Note]


@dataclass(frozen=True, slots=True)
class Gathering:
    """How lessons are gathered.

    Attributes
    ----------
    at_once
        How many at the same time (`Engine.lessons_at_once`); all if None.
    late_days
        How much later than the cut-off facts may be entered.
    """

    at_once: int | None = None
    late_days: int = 0


GATHERING = Gathering()


def compute(
    drop_tables: Mapping[str, ir.Table],
    present: Collection[str],
    week: date,
    config: MonitorConfig,
    gathering: Gathering = GATHERING,
) -> Computed:
    """Compute a week from its accepted records and from nothing else.

    Parameters
    ----------
    drop_tables
        The tables of the contract, all in one engine; times are UTC without zone.
    present
        The names of those that were delivered.
    week
        Its Sunday.
    config
        The numbers of the monitor in that week (Q-39).
    gathering
        How lessons are gathered.

    Raises
    ------
    DropRefused
        If nobody can say which days of the week are teaching days (Q-38).
    """
    tables = {name: table for name, table in drop_tables.items() if name in present}
    units = _units(tables["units"])
    calendar = week_calendar(week, _calendar_rows(tables["calendar"], week) if "calendar" in tables else ())
    schools = _schools(tables, units, calendar, config, gathering)
    values = school_values(schools, config)
    return Computed(
        schools=schools[WEEK_COLUMNS],
        values=values,
        revised=school_values(_in_revised(schools), config),
        units=units.merge(_unit_states(schools, units), on="unit_id"),
        unit_values=unit_values(values, schools, units, config),
        statistics=_statistics(schools, units),
        late=_late(schools),
        calendar_days=country_calendar(calendar),
        teaching_days=calendar.country_days,
        calendar_assumed=calendar.assumed,
        notes=_notes(schools),
    )


def taught_classes(tables: Mapping[str, ir.Table], week: date, config: MonitorConfig) -> Classes:
    """Return the classes of the participating schools as `compute` finds them (Q-1).

    Parameters
    ----------
    tables
        The delivered tables.
    """
    units = _units(tables["units"])
    calendar = week_calendar(week, _calendar_rows(tables["calendar"], week) if "calendar" in tables else ())
    days = school_days(calendar, _register(tables["schools"]), _parents(units))
    return classes_of_week(tables["classes"], days, week, config)


def _register(schools: ir.Table) -> pd.DataFrame:
    """Fetch the participating schools: one row is one school, ordered by school_id."""
    register = schools.filter(schools.in_monitor)
    register = register.mutate(week_mode=register.week_mode.fill_null(DEFAULT_WEEK_MODE))
    return _frame(register.select(REGISTER_COLUMNS).order_by("school_id"))


def _frame(table: ir.Table) -> pd.DataFrame:
    """Fetch rows; whole numbers stay whole where some are missing."""
    types = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    frame: pd.DataFrame = table.to_pyarrow().to_pandas(types_mapper=types.get)
    return frame


def _units(table: ir.Table) -> pd.DataFrame:
    """Fetch the units: one row is one unit."""
    return _frame(table.select(UNIT_COLUMNS).order_by("unit_id"))


def _calendar_rows(table: ir.Table, week: date) -> list[CalendarRow]:
    """Fetch the rows of the drop's calendar that touch the week, and the country's whatever their dates (Q-31)."""
    table = table.mutate(scope_id=(table.scope_id == REPUBLIC).ifelse(COUNTRY_SCOPE, table.scope_id))
    touching = (table.date_from <= last_day(week)) & (table.date_to >= week)
    wanted = table.filter(touching | (table.scope_id == COUNTRY_SCOPE)).select(
        "scope_id", "grade", "week_mode", "date_from", "date_to", "kind"
    )
    return [CalendarRow(*row.values()) for row in wanted.to_pyarrow().to_pylist()]


def _schools(
    tables: Mapping[str, ir.Table],
    units: pd.DataFrame,
    calendar: WeekCalendar,
    config: MonitorConfig,
    gathering: Gathering,
) -> pd.DataFrame:
    """Count everything in schools.

    Returns
    -------
    DataFrame
        One row is one participating school: `WEEK_COLUMNS`, the numerators and denominators of the indicators, and what
        the notes need; ordered by school_id.
    """
    schools = _register(tables["schools"])
    days = school_days(calendar, schools, _parents(units))
    classes = classes_of_week(tables["classes"], days, calendar.week, config)
    moments = Moments.of(calendar.week, config, gathering.late_days)
    counts = _frame(with_indicators(school_counts(tables, classes, moments, gathering.at_once)))
    found = schools.merge(days.schools, on="school_id").merge(counts, on="school_id", validate="1:1")
    found["teaching_days"] = found["days"].fillna(found["ungraded_days"]).astype("int64")
    found["state"] = "data"
    found.loc[found["teaching_days"] == 0, "state"] = "no_teaching"
    found.loc[~found["connected"], "state"] = "not_connected"
    found.loc[found["teaching_days"] == 0, "lessons"] = 0  # whatever an aggregated row says
    found.loc[~found["connected"], ["lessons", "tick_only", *STATISTICS]] = pd.NA  # not connected is not zero
    return found.sort_values("school_id", ignore_index=True)


def _in_revised(schools: pd.DataFrame) -> pd.DataFrame:
    """Return the schools as the revised series has them: what `school_values` needs."""
    taken = [name for name in schools.columns if name.endswith(REVISED)]
    found = schools[["school_id", "state", *taken]]
    return found.rename(columns={name: name.removesuffix(REVISED) for name in taken})


def _parents(units: pd.DataFrame) -> dict[str, str | None]:
    """Return the unit above each unit."""
    above = units["parent_id"].astype(object).where(units["parent_id"].notna(), None)
    return dict(zip(units["unit_id"], above, strict=True))


def _unit_states(schools: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Tell for every unit whether it has data (Q-9).

    Returns
    -------
    DataFrame
        One row is one unit: unit_id, state, schools (participating), reporting (with values).
    """
    rows = pd.DataFrame({"unit_id": schools["unit_id"], "of": "schools", "schools": 1})
    rows["reporting"] = (schools["state"] == "data").astype("int64")
    rows["teaching"] = (schools["teaching_days"] > 0).astype("int64")
    rows["with_lessons"] = (schools["lessons"].fillna(0) > 0).astype("int64")
    sums = add_up(rows, units, "of", ["schools"])
    without = (sums["teaching"] == 0) | (2 * sums["with_lessons"] < sums["schools"])
    return sums[["unit_id", "schools", "reporting"]].assign(state=without.map({True: "none", False: "data"}))


def _statistics(schools: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Add up marks, homework and logins over every unit, schools that are not connected left out (Q-104).

    Returns
    -------
    DataFrame
        One row is one count of one unit: unit_id, statistic, total (Int64; missing where no school is connected),
        schools (how many the total covers).
    """
    rows = schools.melt("unit_id", list(STATISTICS), "statistic", "total")
    rows["schools"] = rows["total"].notna().astype("int64")
    sums = add_up(rows.fillna({"total": 0}).astype({"total": "int64"}), units, "statistic", STATISTICS)
    sums["total"] = sums["total"].astype("Int64").mask(sums["schools"] == 0)
    return sums[["unit_id", "statistic", "total", "schools"]]


def _late(schools: pd.DataFrame) -> pd.DataFrame:
    """Return the schools with entries after the cut-off: what does not count, and is told."""
    found = schools.loc[schools["late_entries"].fillna(0) > 0, ["school_id", "late_entries", "late_marks"]]
    return found.set_axis(["school_id", "entries", "marks"], axis=1).reset_index(drop=True)


def _notes(schools: pd.DataFrame) -> list[Note]:
    """Name the schools of which nothing came (Q-7) and those that told no number of accounts (Q-54)."""
    notes = []
    silent = schools.loc[schools["state"] == "not_connected", "school_id"].tolist()
    if silent:
        notes.append(Note("school_not_connected", {"count": len(silent), "schools": silent}))
    for role in ROLES:
        untold = schools.loc[(schools["state"] == "data") & schools[f"no_role_{role}"], "school_id"].tolist()
        if untold:
            notes.append(Note("accounts_missing", {"role": role, "count": len(untold), "schools": untold}))
    return notes
