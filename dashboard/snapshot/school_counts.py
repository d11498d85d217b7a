"""What is counted in schools: one wide row for each participating school, as one Ibis expression (Q-7, Q-43 … Q-72)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import add

import ibis
import ibis.expr.types as ir

from dashboard.snapshot.class_counts import (
    FACTS,
    IN_LESSONS,
    WHERE_DELIVERED,
    Classes,
    Moments,
    aggregated_counts,
    counts_of_class_week,
    counts_of_lessons,
)
from dashboard.snapshot.contract import PROFILE_FIELDS, TABLES
from dashboard.snapshot.values import TYPES
from dashboard.weeks import last_day

ROLES = ("teacher", "pupil", "parent")  # `staff` counts in no indicator
# Every white space of Unicode; what engines trim by themselves differs.
SOMETHING = r"[^\s\x0b\x1c-\x1f\x{85}\p{Z}]"
MAY_BE_ABSENT = ("accounts", "accounts_week", "logins", "class_week", "school_week")
Tables = Mapping[str, ir.Table]


def school_counts(delivered: Tables, classes: Classes, moments: Moments, at_once: int | None = None) -> ir.Table:
    """Count everything the indicators are made of.

    Parameters
    ----------
    delivered
        The delivered tables of the drop.
    classes
        The classes of the participating schools.
    moments
        The instants of the week.
    at_once
        As of `counts_of_lessons`.

    Returns
    -------
    Table
        One row is one participating school (Q-18): school_id; connected (Q-7); aggregated (Q-69); no_role_… (accounts
        came as ``accounts_week`` without a row for the role, Q-54); days (the most teaching days of its active classes'
        grades, Q-36; null without active classes); classes (n(C)), classes_full, lessons, planned, recorded; created_…
        and activated_… with each role; profile_filled; and, null where not delivered (Q-104), tick_only, marks,
        marks_timely, marks_eligible, homework, logins. Counts that end in ``_revised`` are those of the revised series.
    """
    tables = {name: _empty(name) for name in MAY_BE_ABSENT} | dict(delivered)
    registered = tables["classes"]
    parts = {
        "registered": registered.group_by("school_id").agg(class_rows=registered.count()),
        "active": classes.active.group_by("school_id").agg(days=classes.active.days.max()),
        "class_week": _class_weeks(tables["class_week"], registered),
        "journals": _journals(tables, classes, moments, at_once),
        "school_week": _school_week(tables["school_week"]),
        "accounts": _accounts(tables["accounts"], moments),
        "accounts_week": _accounts_week(tables["accounts_week"]),
        "logins": _logins(tables["logins"]),
    }
    schools = _profiles(tables["schools"])
    for name, part in parts.items():  # one chain of joins: a selection in between would nest the query each time
        schools = schools.left_join(part, "school_id", rname="{name}_of_" + name)
    return _settle(schools, facts=delivered.keys() >= FACTS, logins="logins" in delivered)


def _empty(name: str) -> ir.Table:
    """Return a table of the contract without rows, for one that was not delivered."""
    return ibis.memtable([], schema={column.name: TYPES[column.type] for column in TABLES[name].columns})


def _profiles(schools: ir.Table) -> ir.Table:
    """Count the filled profile fields of the participating schools (Q-18, Q-61)."""
    filled = [schools[field].re_search(SOMETHING).fill_null(False).cast("int64") for field in PROFILE_FIELDS]
    return schools.filter(schools.in_monitor).select("school_id", profile_filled=reduce(add, filled))


def _journals(tables: Tables, classes: Classes, moments: Moments, at_once: int | None) -> ir.Table:
    """Count classes and what their journals hold, whether it came as lessons or as ``class_week``.

    Returns
    -------
    Table
        One row is one school with classes in C: school_id, classes, classes_full (Q-3, Q-4) and the sums.
    """
    counts = counts_of_class_week(tables["class_week"])
    if tables.keys() >= FACTS:
        own = counts_of_lessons(tables, classes.teaching, moments, at_once)
        counts = ibis.union(counts, own.select(counts.columns))
    every = classes.teaching.left_join(counts, "class_id")
    sums = {name: every[name].sum() for name in (*IN_LESSONS, *WHERE_DELIVERED)}
    return every.group_by("school_id").agg(
        classes=every.count(), classes_full=(every.slots >= every.min_lessons).fill_null(False).sum(), **sums
    )


def _class_weeks(class_week: ir.Table, registered: ir.Table) -> ir.Table:
    """Count the rows of ``class_week`` of a school, those of classes outside C too."""
    rows = class_week.join(registered.select("class_id", "school_id"), "class_id")
    return rows.group_by("school_id").agg(class_week_rows=rows.count())


def _school_week(table: ir.Table) -> ir.Table:
    """Bring ``school_week`` into the same form; its columns begin with ``told_``."""
    counts = {"classes": table.classes, "classes_full": table.classes_full} | aggregated_counts(table)
    return table.select("school_id", **{f"told_{name}": column for name, column in counts.items()})


def _accounts(accounts: ir.Table, moments: Moments) -> ir.Table:
    """Count the accounts of a school by role, as they stand at the cut-off (A-19, Q-43, Q-45, Q-46, Q-51)."""
    moment = ibis.literal(moments.cut_off, TYPES["time"])
    there = (accounts.created_on <= last_day(moments.week)) & ~(accounts.archived_at <= moment).fill_null(False)
    active = there & (accounts.registered_at <= moment) & (accounts.first_login_at <= moment)
    columns = {"account_rows": accounts.count()}
    for role in ROLES:
        columns[f"created_{role}"] = (there & (accounts.role == role)).sum()
        columns[f"activated_{role}"] = (active & (accounts.role == role)).sum()
    return accounts.group_by("school_id").agg(**columns)


def _accounts_week(table: ir.Table) -> ir.Table:
    """Spread ``accounts_week`` over columns that begin with ``told_``; ``told_created_…`` is null without a row."""
    columns = {"role_rows": table.count()}
    for role in ROLES:
        columns[f"told_created_{role}"] = table.created.sum(where=table.role == role)
        columns[f"told_activated_{role}"] = table.activated.sum(where=table.role == role)
    return table.group_by("school_id").agg(**columns)


def _logins(logins: ir.Table) -> ir.Table:
    """Count the different person-days of a school (A-38)."""
    days = logins.select("school_id", "person_id", "date").distinct()
    return days.group_by("school_id").agg(person_days=days.count())


def _settle(schools: ir.Table, *, facts: bool, logins: bool) -> ir.Table:
    """Choose between what was counted here and what the sender told, and tell zero from not delivered (Q-104)."""
    rows = {name: schools[name].fill_null(0) for name in ("class_rows", "class_week_rows", "account_rows", "role_rows")}
    told_of_school = schools.told_lessons.notnull()
    aggregated = told_of_school | (rows["class_week_rows"] > 0)
    connected = told_of_school | (rows["class_rows"] > 0) | (rows["account_rows"] > 0) | (rows["role_rows"] > 0)
    counts = {name: ibis.coalesce(schools[f"told_{name}"], schools[name]) for name in WHERE_DELIVERED}
    told_logins = counts.pop("login_days")
    if facts:
        counts = {name: aggregated.ifelse(column, column.fill_null(0)) for name, column in counts.items()}
    counts["logins"] = ibis.coalesce(told_logins, schools.person_days)
    if logins:
        counts["logins"] = aggregated.ifelse(counts["logins"], counts["logins"].fill_null(0))
    for name in ("classes", "classes_full", *IN_LESSONS):
        counts[name] = ibis.coalesce(schools[f"told_{name}"], schools[name], 0)
    for role in ROLES:
        counts |= {
            f"{state}_{role}": schools[f"{state}_{role}"].fill_null(0) + schools[f"told_{state}_{role}"].fill_null(0)
            for state in ("created", "activated")
        }
        told_none = schools[f"told_created_{role}"].isnull() & (rows["account_rows"] == 0)
        counts[f"no_role_{role}"] = told_none & (aggregated | (rows["role_rows"] > 0))
    return schools.select("school_id", "days", "profile_filled", aggregated=aggregated, connected=connected, **counts)
