"""The kept facts of one request: views over them, cut to the schools that are asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from dashboard.frames import UnitRow
from dashboard.reports.terms import DISTRICT, REPUBLIC, SCHOOL, Asked
from dashboard.weeks import weeks_before
from queries.class_limits import class_limit

if TYPE_CHECKING:
    import pyarrow as pa

_YEAR = 53  # weeks
_MEMBERS = """
SELECT schools.school_id, owner.* FROM schools JOIN units AS district ON district.unit_id = schools.unit_id,
LATERAL (SELECT district.name_kk AS above_kk, district.name_ru AS above_ru, district.name_en AS above_en,
"""
_ROW_OF = {
    "school": "schools.school_id AS row_id, schools.name_kk, schools.name_ru, schools.name_en) AS owner",
    "district": "district.unit_id AS row_id, district.name_kk, district.name_ru, district.name_en) AS owner",
    "region": """region.unit_id AS row_id, region.name_kk, region.name_ru, region.name_en
        FROM units AS region WHERE region.unit_id = district.parent_id) AS owner""",
}
# Tables that belong to no school.
_EVERYWHERE = frozenset({"subjects"})


class Store(Protocol):
    """What is kept of drops (`queries.facts.FactStore`)."""

    def has(self, table: str, snapshot: str) -> bool:
        """Tell whether a table of a snapshot is kept, with rows or without."""

    def scan(self, table: str, snapshots: Iterable[str], districts: Iterable[str] = ()) -> str:
        """Return a table of some snapshots and districts as it stands in the ``FROM`` of a query."""


@dataclass(frozen=True)
class Source:
    """What a request reads from.

    Attributes
    ----------
    store
        The kept facts.
    drops
        Week to the content id of its snapshot, newest first, from the asked week back.
    units
        The units of the asked week, by id.
    """

    store: Store
    drops: Mapping[date, str]
    units: Mapping[str, UnitRow]


class Reading:
    """The facts of one question; it is closed when the answer is there.

    Parameters
    ----------
    source
        Where they are kept.
    asked
        The place and the week.
    connection
        A DuckDB cursor of its own: temporary views are seen by nobody else.
    """

    def __init__(self, source: Source, asked: Asked, connection: Any) -> None:
        self._source = source
        self._asked = asked
        self._connection = connection
        self._made: dict[tuple[str, int], str] = {}

    @property
    def weeks(self) -> Sequence[date]:
        """The asked week and those before it whose facts are kept, newest first."""
        return [week for week, drop in self._source.drops.items() if self._source.store.has("schools", drop)]

    def has(self, table: str, *, weeks: int = 1) -> bool:
        """Return whether any school of the drop handed a table over in the week, or in one of the last weeks."""
        return bool(self._holding(table, weeks))

    def table(self, name: str, *, weeks: int = 1) -> str:
        """Make a view with the table's rows of the asked schools; return its name, empty where nobody handed it over.

        It is called like the table; over several weeks like ``logins_5_weeks``. ``units`` are the units of the week:
        unit_id, parent_id, level, name_kk, name_ru, name_en.

        Parameters
        ----------
        weeks
            How many weeks back it reaches; the rows of each stand one after the other.
        """
        if name == "units":
            return self._units()
        if (name, weeks) not in self._made:
            self._made[name, weeks] = self._view(name, weeks)
        return self._made[name, weeks]

    def members(self, *, schools: bool = False) -> str:
        """Make the view ``members`` of what the rows of a report are; return its name.

        One row is one school: school_id; row_id and name_kk, name_ru, name_en of the row it belongs to: a region on the
        level of the republic, else a district, or the school itself; above_kk, above_ru, above_en of its district.
        """
        self.table("schools")
        self._units()
        kind = "school" if schools else "region" if self._asked.level == REPUBLIC else "district"
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW members AS {_MEMBERS} {_ROW_OF[kind]}")
        return "members"

    def rows(self, query: str, **values: object) -> pa.Table:
        """Return what an SQL query over the views finds; ``$name`` stands for a value."""
        return self._connection.sql(query, params=values or None).to_arrow_table()

    def prepare(self, statement: str, **values: object) -> None:
        """Run a statement that makes a temporary table (or view, without values) for later queries."""
        self._connection.execute(statement, values or None)

    def _holding(self, table: str, weeks: int) -> list[str]:
        """Return the drops of the last weeks that hold a table."""
        first = weeks_before(self._asked.week, weeks)[0]
        drops = [drop for week, drop in self._source.drops.items() if first <= week <= self._asked.week]
        return [drop for drop in drops if self._source.store.has(table, drop)]

    def _view(self, table: str, weeks: int) -> str:
        """Make a view of a table, cut to the place."""
        held = self._holding(table, weeks)
        if not held:
            return ""
        name = table if weeks == 1 else f"{table}_{weeks}_weeks"
        whole = table in _EVERYWHERE
        source = self._source.store.scan(table, held, () if whole else self._districts())
        rows = f"SELECT * FROM {source} WHERE {'true' if whole else self._condition(table)}"  # noqa: S608 - ours
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {rows}")
        return name

    def _districts(self) -> list[str]:
        """Return the districts whose files are read."""
        if self._asked.level == SCHOOL:
            return [self._asked.path[-2]]
        return districts_below(self._source.units, self._asked.place)

    def _condition(self, table: str) -> str:
        """Return which rows of the districts are read."""
        conditions = ["true"]
        if self._asked.level == SCHOOL:
            conditions.append(f"school_id = {_quoted(self._asked.place)}")
        if self._asked.classes is not None:
            conditions.append(class_limit(table, self._asked.classes, self._enrolments()))
        if self._asked.org_type and table == "schools":
            conditions.append(f"org_type = {_quoted(self._asked.org_type)}")
        elif self._asked.org_type:
            conditions.append(f"school_id IN (SELECT school_id FROM {self.table('schools')})")  # noqa: S608 - our view
        return " AND ".join(conditions)

    def _enrolments(self) -> str:
        """Return who is in which class of the district, at any time that is kept."""
        return self._source.store.scan("enrolments", self._holding("enrolments", _YEAR), self._districts())

    def _units(self) -> str:
        """Make the table of units."""
        import pyarrow as pa  # noqa: PLC0415 - a web process starts without it

        if ("units", 1) not in self._made:
            fields = ("unit_id", "parent_id", "level", "name_kk", "name_ru", "name_en")
            rows = list(self._source.units.values())
            table = pa.table({name: pa.array([getattr(row, name) for row in rows], pa.string()) for name in fields})
            self._connection.register("units", table)
            self._made["units", 1] = "units"
        return "units"


def _quoted(text: str) -> str:
    """Return a text as SQL writes it: views take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def districts_below(units: Mapping[str, UnitRow], place: str) -> list[str]:
    """Return the districts of a unit: itself, if it is one."""
    row = units.get(place)
    if row is None:
        return []
    if row.level == DISTRICT:
        return [place]
    below = [unit for unit in units.values() if unit.parent_id == place]
    return [district for unit in below for district in districts_below(units, unit.unit_id)]


def last_drops(drops: Iterable[tuple[date, str]], week: date) -> dict[date, str]:
    """Return the snapshots of the asked week and of those before it, newest first, a year back."""
    found = sorted((one for one in drops if one[0] <= week), reverse=True)
    return dict(found[:_YEAR])
