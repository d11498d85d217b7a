"""Weeks of schools for tests of the computing: rows as accepted by the reader, straight into tables of the engine.

A `World` is one country in one week. It is computed once, when a result is first asked for, so that a module can put
one school for each case into it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import count

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from dashboard.configuration import MonitorConfig, load_configuration
from dashboard.snapshot.compute import Computed, Gathering, compute
from dashboard.snapshot.contract import PROFILE_FIELDS, REPUBLIC, TABLES
from dashboard.weeks import ALMATY, naive_utc

ARROW = {
    "text": pa.string(),
    "bool": pa.bool_(),
    "int": pa.int64(),
    "date": pa.date32(),
    "time": pa.timestamp("us"),
}
FACTS = ("lessons", "topics", "homework", "marks", "attendance", "comments", "held")
NORMAL_WEEK = date(2025, 11, 9)
WORLD_UNITS = {REPUBLIC: (None, "republic"), "R1": (REPUBLIC, "region"), "R2": (REPUBLIC, "region")}
WORLD_UNITS |= {"D1": ("R1", "district"), "D2": ("R1", "district"), "D3": ("R2", "district")}


def at(text: str) -> datetime:
    """Return a moment of Almaty's clock as the tables hold it."""
    return naive_utc(datetime.fromisoformat(text).replace(tzinfo=ALMATY))


def engine_table(name: str, rows: list[dict[str, object]]) -> ir.Table:
    """Return a table of the contract; what a row does not say is null."""
    columns = TABLES[name].columns
    for row in rows:
        assert row.keys() <= {column.name for column in columns}, f"{name}: {row}"
    arrays = {c.name: pa.array([row.get(c.name) for row in rows], ARROW[c.type]) for c in columns}
    return ibis.memtable(pa.table(arrays))


class World:
    """The records of one week."""

    def __init__(self, week: date = NORMAL_WEEK, delivered: tuple[str, ...] = (*FACTS, "accounts")) -> None:
        self.week = week
        self.delivered = {"units", "schools", "classes", *delivered}
        self.rows: dict[str, list[dict[str, object]]] = defaultdict(list)
        self.numbers = count(1)
        for unit_id, (parent_id, level) in WORLD_UNITS.items():
            self.add("units", unit_id=unit_id, parent_id=parent_id, level=level, name_kk=unit_id, name_ru=unit_id)

    def add(self, table: str, **row: object) -> None:
        """Add a row; its table counts as delivered."""
        self.rows[table].append(row)
        self.delivered.add(table)

    def school(self, build: Callable[[School], None]) -> Callable[[School], None]:
        """Add a school named after a function that fills it."""
        build(School(self, build.__name__))
        return build

    @property
    def present(self) -> frozenset[str]:
        """The names of the delivered tables."""
        return frozenset(self.delivered)

    @property
    def tables(self) -> dict[str, ir.Table]:
        """The delivered tables."""
        return {name: engine_table(name, self.rows[name]) for name in self.delivered}

    def compute(self, config: MonitorConfig | None = None, late_days: int = 0, at_once: int | None = None) -> Computed:
        """Compute the week anew."""
        config = config or load_configuration().for_week(self.week)
        return compute(self.tables, self.present, self.week, config, Gathering(at_once, late_days))

    @cached_property
    def computed(self) -> Computed:
        """The week, computed once."""
        return self.compute()

    @cached_property
    def values(self) -> dict[tuple[str, str], tuple[int | None, int | None, str]]:
        """Numerator, denominator and category by school and indicator."""
        return values_of(self.computed)

    @cached_property
    def schools(self) -> dict[str, dict[str, object]]:
        """The row of every participating school, by its id."""
        return by_key(self.computed.schools, "school_id")


def values_of(computed: Computed) -> dict[tuple[str, str], tuple[int | None, int | None, str]]:
    """Return numerator, denominator and category by school and indicator; None where there is none."""
    frame = computed.values.astype(object).where(computed.values.notna(), None)
    return {
        (row.school_id, row.indicator): (row.numerator, row.denominator, row.category) for row in frame.itertuples()
    }


def by_key(frame: object, *keys: str) -> dict[object, dict[str, object]]:
    """Return rows as dicts by key; missing values are None."""
    plain = frame.astype(object).where(frame.notna(), None)
    rows = plain.to_dict("records")
    return {row[keys[0]] if len(keys) == 1 else tuple(row[key] for key in keys): row for row in rows}


class School:
    """One school of a world; ``ready`` ones meet everything that is not about lessons."""

    def __init__(self, world: World, school_id: str) -> None:
        self.world, self.id = world, school_id

    def register(self, *, unit_id: str = "D1", filled: int = 18, ready: bool = True, **columns: object) -> School:
        """Add the school to the register, with profile fields and one activated account of each role."""
        profile: dict[str, object] = dict.fromkeys(PROFILE_FIELDS[:filled], "x")
        row = {"name_kk": self.id, "name_ru": self.id, "in_monitor": True} | profile | columns
        self.world.add("schools", school_id=self.id, unit_id=unit_id, **row)
        if ready:
            for role in ("teacher", "pupil", "parent"):
                self.account(role)
        return self

    def account(self, role: str, **columns: object) -> None:
        """Add an account, activated unless told otherwise."""
        row: dict[str, object] = {"person_id": f"p{next(self.world.numbers)}", "created_on": date(2025, 9, 1)}
        row |= {"registered_at": at("2025-09-01 10:00"), "first_login_at": at("2025-09-01 10:00")} | columns
        number = f"a{next(self.world.numbers)}"
        self.world.add("accounts", account_id=number, school_id=self.id, role=role, **row)

    def classroom(self, grade: int = 5, lessons: int = 0, **columns: object) -> Classroom:
        """Add a class, with so many lessons in as many slots."""
        room = Classroom(self, f"{self.id}-{next(self.world.numbers)}")
        self.world.add("classes", class_id=room.id, school_id=self.id, grade=grade, letter="A", **columns)
        for number in range(lessons):
            room.lesson(1 + number % 5, 1 + number // 5)
        return room

    def calendar(self, kind: str, first: date, last: date | None = None, **columns: object) -> None:
        """Add a row to the drop's calendar with the school as its scope."""
        self.world.add("calendar", scope_id=self.id, kind=kind, date_from=first, date_to=last or first, **columns)

    def week_row(self, **columns: object) -> None:
        """Add the school's row of ``school_week``."""
        self.world.add("school_week", school_id=self.id, **columns)


class Classroom:
    """One class of a school."""

    def __init__(self, school: School, class_id: str) -> None:
        self.school, self.id = school, class_id

    def lesson(self, weekday: int = 1, slot: int = 1, status: str = "scheduled", **facts: object) -> str:
        """Add a lesson on the so-many-th day after Sunday.

        ``topics="2025-11-10 10:00"`` enters a topic at that moment of Almaty's clock; so do the other facts. Marks are
        a list of dicts.
        """
        world = self.school.world
        lesson_id = f"l{next(world.numbers)}"
        day = world.week + timedelta(days=weekday)
        world.add("lessons", lesson_id=lesson_id, class_id=self.id, date=day, slot=slot, status=status)
        for mark in facts.pop("marks", ()):  # type: ignore[attr-defined]
            world.add("marks", lesson_id=lesson_id, pupil_id="p", value="5", **mark)
        for name, moment in facts.items():
            row = {"pupil_id": "p", "code": "absent"} if name == "attendance" else {}
            world.add(name, lesson_id=lesson_id, entered_at=at(str(moment)), **row)
        return lesson_id

    def lessons(self, number: int, **facts: object) -> None:
        """Add so many lessons with the same facts."""
        for _ in range(number):
            self.lesson(**facts)  # type: ignore[arg-type]

    def week_row(self, **columns: object) -> None:
        """Add the class's row of ``class_week``."""
        row = {"lessons": 0, "slots": 0, "lessons_planned": 0, "lessons_recorded": 0} | columns
        self.school.world.add("class_week", class_id=self.id, **row)
