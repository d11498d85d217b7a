"""What a drop must hold as a whole: its tables (Q-64), each school once (Q-69, Q-91)."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import combinations

import ibis

from dashboard.errors import Refusal
from dashboard.snapshot.checks import accepted_name
from dashboard.snapshot.contract import TABLES, tables_of
from dashboard.snapshot.contract_terms import Presence
from dashboard.snapshot.engine import FILE, Engine
from dashboard.snapshot.reading import Part, RawTable

# Schools that are named one by one when many are at fault.
NAMED = 20

# A school may come in one table of each of these groups only.
ALTERNATIVES: tuple[tuple[str, ...], ...] = (("lessons", "class_week", "school_week"), ("accounts", "accounts_week"))


def missing_tables(present: frozenset[str]) -> list[Refusal]:
    """Return a refusal for each table that must be there and is not (Q-64)."""
    missing = [name for name in tables_of("always") if name not in present]
    refusals = [_missing(name, "the register in every drop") for name in missing]
    if not present.intersection(tables_of("accounts")):
        refusals.append(_missing("accounts", "accounts or accounts_week"))
    facts = [name for name in tables_of("facts") if name not in present]
    if 0 < len(facts) < len(tables_of("facts")):
        expected = f"all of {_listed('facts')}, or none of them"
        refusals += [_missing(name, expected) for name in facts]
    elif facts and not present.intersection(tables_of("aggregated")):
        refusals.append(_missing("lessons", f"all of {_listed('facts')}, or one of {_listed('aggregated')}"))
    return refusals


def _listed(presence: Presence) -> str:
    return ", ".join(tables_of(presence))


def _missing(table: str, expected: str) -> Refusal:
    remedy = f"add {table}.csv or {table}.parquet; no rows: a header alone"
    return Refusal(f"{table}.csv", table, "", expected, "no file", remedy)


def schools_in_two_drops(engine: Engine, raw: RawTable, names: Sequence[str]) -> list[Refusal]:
    """Return a refusal for each school that stands in the registers of two drops (Q-91).

    Parameters
    ----------
    raw
        The table ``schools`` of all drops.
    names
        The drops' names.
    """
    if len(raw.first_files) < 2:
        return []
    found: dict[str, set[int]] = {}
    for part in raw.parts:
        for school, file in engine.rows((("school files", part), lambda: _school_files(engine, part))):  # noqa: B023
            found.setdefault(school, set()).add(raw.drop_of(file))
    doubled = {school: sorted(drops) for school, drops in sorted(found.items()) if len(drops) > 1}
    return list(_in_two_drops(doubled, raw, names))


def _school_files(engine: Engine, part: Part) -> ibis.Table:
    """Return the ids of schools and the numbers of the files that hold them, each once."""
    rows = engine.table(part.name)
    if "school_id" not in part.physical:
        return rows.select(school_id=ibis.null("string"), file=rows[FILE]).limit(0)
    return rows.filter(rows["school_id"].notnull()).select(rows["school_id"].cast("string"), FILE).distinct()


def _in_two_drops(doubled: Mapping[str, list[int]], raw: RawTable, names: Sequence[str]) -> Iterator[Refusal]:
    """Yield the refusals of schools that stand in several drops."""
    for school, drops in list(doubled.items())[:NAMED]:
        found = f"school {school!r} in {' and '.join(names[drop] for drop in drops)}{_more(len(doubled))}"
        file = raw.files[raw.first_files[drops[1]]].label
        yield Refusal(file, "schools", "school_id", "each school in one drop", found, "keep it in one of them")


def _more(count: int) -> str:
    """Return how many schools are at fault, where not all are named."""
    return f" (one of {count} such schools)" if count > NAMED else ""


def collisions(engine: Engine, present: Container[str]) -> list[Refusal]:
    """Return a refusal for each school that comes in two tables of which it may come in one (Q-69)."""
    return [
        refusal
        for group in ALTERNATIVES
        for one, other in combinations([name for name in group if name in present], 2)
        for refusal in _in_both(engine, one, other)
    ]


def _in_both(engine: Engine, one: str, other: str) -> Iterator[Refusal]:
    """Yield a refusal for each school that has rows in both tables."""
    query = (("in both", one, other), lambda: _schools(engine, one).intersect(_schools(engine, other)))
    schools = sorted(school for (school,) in engine.rows(query))
    for school in schools[:NAMED]:
        found = f"school {school!r} in {one} and in {other}{_more(len(schools))}"
        remedy = "hand the school over either detailed or aggregated"
        yield Refusal(f"{other}.csv", other, "school_id", "each school in one of them", found, remedy)


def _schools(engine: Engine, name: str) -> ibis.Table:
    """Return the schools that have rows in a table: one row is one school."""
    rows = engine.table(accepted_name(name))
    if "school_id" in TABLES[name].column_names:
        return rows.select("school_id").distinct()
    classes = engine.table(accepted_name("classes")).select("class_id", "school_id")
    return rows.select("class_id").distinct().join(classes, "class_id").select("school_id").distinct()


def schools_without_rows(engine: Engine, present: Container[str]) -> list[str]:
    """Return the participating schools of which nothing was delivered (Q-7), in order."""
    found = [name for name in ("classes", "accounts", "accounts_week", "school_week") if name in present]
    query = (("without rows", *found), lambda: _without_rows(engine, found))
    return sorted(school for (school,) in engine.rows(query))


def _without_rows(engine: Engine, tables: Sequence[str]) -> ibis.Table:
    """Return the ids of participating schools without a row in any of some tables."""
    register = engine.table(accepted_name("schools"))
    schools = register.filter(register["in_monitor"]).select("school_id")
    for name in tables:
        schools = schools.anti_join(engine.table(accepted_name(name)).select("school_id").distinct(), "school_id")
    return schools
