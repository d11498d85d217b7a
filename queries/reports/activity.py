"""Activity (B-14): persons, registered users and the frequency of their visits, by unit or school."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from dashboard.reports.terms import (
    CHOICE,
    MEMBERS,
    NAME,
    PERCENT,
    REPUBLIC,
    WHOLE,
    Answer,
    Asked,
    Column,
    Facts,
    Option,
    Parameter,
    Report,
    Words,
)
from dashboard.weeks import last_day

if TYPE_CHECKING:
    import pyarrow as pa

UNITS, SCHOOLS = "units", "schools"
ALL, WITH_PERSONS = "all", "persons"
_MONTH = 30  # days
_WEEKS = 5  # in which they lie

# The pairs of persons and users; the first one is everybody, and no sum of the others (G-28).
ROLES = {"staff": ("teacher", "staff"), "pupils": ("pupil",), "parents": ("parent",)}
VISITS = {"day": 1, "week": 7, "month": _MONTH}
PAIRS = tuple(name for role in ("people", *ROLES) for name in (role, f"{role}_users"))

# One row is one person of a row of the report, with the roles they have there and those they use.
_PERSONS = """
CREATE OR REPLACE TEMP TABLE persons AS
SELECT row_id, person_id, bool_or(activated) AS uses,
    bool_or(role IN ('teacher', 'staff')) AS staff, bool_or(activated AND role IN ('teacher', 'staff')) AS staff_uses,
    bool_or(role = 'pupil') AS pupils, bool_or(activated AND role = 'pupil') AS pupils_uses,
    bool_or(role = 'parent') AS parents, bool_or(activated AND role = 'parent') AS parents_uses
FROM members JOIN people USING (school_id) WHERE accounts > 0 GROUP BY row_id, person_id
"""
_COUNTED = """
    count(*) AS people, count(*) FILTER (uses) AS people_users,
    count(*) FILTER (staff) AS staff, count(*) FILTER (staff_uses) AS staff_users,
    count(*) FILTER (pupils) AS pupils, count(*) FILTER (pupils_uses) AS pupils_users,
    count(*) FILTER (parents) AS parents, count(*) FILTER (parents_uses) AS parents_users
"""
_PEOPLE = f"SELECT row_id, {_COUNTED} FROM persons GROUP BY row_id"  # noqa: S608 - our own words
_EVERYBODY = f"""
SELECT {_COUNTED} FROM (
    SELECT person_id, bool_or(uses) AS uses, bool_or(staff) AS staff, bool_or(staff_uses) AS staff_uses,
        bool_or(pupils) AS pupils, bool_or(pupils_uses) AS pupils_uses,
        bool_or(parents) AS parents, bool_or(parents_uses) AS parents_uses
    FROM persons GROUP BY person_id
)
"""  # noqa: S608 - our own words
# Schools that hand over totals of accounts: who stands behind two accounts nobody can tell.
_ACCOUNTS = """
SELECT row_id,
    sum(created) FILTER (role IN ('teacher', 'staff'))::BIGINT AS staff,
    sum(activated) FILTER (role IN ('teacher', 'staff'))::BIGINT AS staff_users,
    sum(created) FILTER (role = 'pupil')::BIGINT AS pupils,
    sum(activated) FILTER (role = 'pupil')::BIGINT AS pupils_users,
    sum(created) FILTER (role = 'parent')::BIGINT AS parents,
    sum(activated) FILTER (role = 'parent')::BIGINT AS parents_users
FROM members JOIN accounts_week USING (school_id) GROUP BY row_id
"""
_VISITS = """
SELECT row_id, grouping(row_id) = 1 AS is_total,
    count(DISTINCT person_id) FILTER (date > $last - INTERVAL 1 DAY) AS day,
    count(DISTINCT person_id) FILTER (date > $last - INTERVAL 7 DAY) AS week,
    count(DISTINCT person_id) FILTER (date > $last - INTERVAL 30 DAY) AS month
FROM members JOIN logins_5_weeks USING (school_id)
WHERE date <= $last GROUP BY GROUPING SETS ((row_id), ())
"""
_HEADS = """
SELECT row_id, any_value(name_kk) AS name_kk, any_value(name_ru) AS name_ru, any_value(name_en) AS name_en,
    any_value(above_kk) AS above_kk, any_value(above_ru) AS above_ru, any_value(above_en) AS above_en,
    count(*) AS schools, count(*) FILTER ({persons}) AS persons, count(*) FILTER ({accounts}) AS accounts
FROM members GROUP BY row_id ORDER BY row_id
"""
_HOLDS = "school_id IN (SELECT school_id FROM {table})"


def columns(asked: Asked) -> list[Column]:
    """Return the thirteen columns of Fig. 7; the first of them, the number, stands in every report."""
    users, visits = _words("Users"), _words("Visits")
    return [
        Column("name", _name_of(asked), NAME, width=36),
        Column("people", _words("Total"), WHOLE, users),
        Column("people_users", _words("Registered"), WHOLE, users),
        Column("share", lambda lang: "%", PERCENT, users, width=7),
        *(_pair(role, group) for role, group in _PAIR_COLUMNS),
        Column("day", _words("Day"), WHOLE, visits, width=9),
        Column("week", _words("Week"), WHOLE, visits, width=9),
        Column("month", _words("Month"), WHOLE, visits, width=9),
    ]


_TEXTS: Mapping[str, Words] = {
    "Users": lambda lang: lang.pgettext("activity", "Users"),
    "Visits": lambda lang: lang.pgettext("activity", "Visits"),
    "Total": lambda lang: lang.pgettext("persons", "Total"),
    "Registered": lambda lang: lang.pgettext("activity", "Registered"),
    "Staff": lambda lang: lang.pgettext("activity", "Staff"),
    "Pupils": lambda lang: lang.pgettext("activity", "Pupils"),
    "Parents": lambda lang: lang.pgettext("activity", "Parents"),
    "Day": lambda lang: lang.pgettext("activity", "Day"),
    "Week": lambda lang: lang.pgettext("activity", "Week"),
    "Month": lambda lang: lang.pgettext("activity", "Month"),
}
_PAIR_COLUMNS = tuple(
    (f"{role}{users}", group)
    for role, group in (("staff", "Staff"), ("pupils", "Pupils"), ("parents", "Parents"))
    for users in ("", "_users")
)


def _words(name: str) -> Words:
    """Return a head."""
    return _TEXTS[name]


def _pair(key: str, group: str) -> Column:
    """Return a column of a role: persons, or users."""
    return Column(key, _words("Registered" if key.endswith("_users") else "Total"), WHOLE, _words(group))


def _name_of(asked: Asked) -> Words:
    """Return the head of the names."""
    if asked.tab == SCHOOLS:
        return lambda lang: lang.pgettext("column", "School")
    if asked.level == REPUBLIC:
        return lambda lang: lang.pgettext("column", "Region")
    return lambda lang: lang.pgettext("column", "District, city of regional significance")


def rows(facts: Facts, asked: Asked) -> Answer:
    """Return one row a unit or school, and the totals: everybody counts once in each total (G-28)."""
    facts.members(schools=asked.tab == SCHOOLS)
    by_person = bool(facts.table("people"))
    by_account = bool(facts.table("accounts_week")) and asked.one("schools") != WITH_PERSONS
    heads = facts.rows(_heads(by_person=by_person, by_account=by_account))
    found = _people(facts) if by_person else {}
    accounts = _keyed(facts.rows(_ACCOUNTS)) if by_account else {}
    visits, weeks = _visits(facts, asked)
    listed = [_row(head, found, accounts, visits) for head in heads.to_pylist()]
    total = _total(listed, found.get(None, {}), visits.get(None, {}))
    return Answer(
        _table(heads, listed),
        total,
        notes(total, listed, weeks),
        sum(row["persons"] + row["accounts"] for row in listed),
        sum(row["schools"] for row in listed),
    )


def _heads(*, by_person: bool, by_account: bool) -> str:
    """Return the query of the rows, and of how many schools of each hand over persons, and totals of accounts."""
    holds = {
        "persons": _HOLDS.format(table="people") if by_person else "false",
        "accounts": _HOLDS.format(table="accounts_week") if by_account else "false",
    }
    return _HEADS.format(**holds)


def _people(facts: Facts) -> dict[str | None, dict[str, Any]]:
    """Return persons and users by row; None is everybody."""
    facts.prepare(_PERSONS)
    return {**_keyed(facts.rows(_PEOPLE)), None: facts.rows(_EVERYBODY).to_pylist()[0]}


def _visits(facts: Facts, asked: Asked) -> tuple[dict[str | None, dict[str, Any]], int]:
    """Return distinct visitors by row, None is everybody; and how many weeks of the thirty days are known."""
    if not facts.has("logins") or not facts.table("logins", weeks=_WEEKS):
        return {}, 0
    last = last_day(asked.week)
    counts = facts.rows(_VISITS, last=last).to_pylist()
    first = last - timedelta(days=_MONTH - 1)
    known = sum(1 for week in facts.weeks if last_day(week) >= first)
    return {None if row["is_total"] else row["row_id"]: row for row in counts}, known


def _keyed(counts: pa.Table) -> dict[str | None, dict[str, Any]]:
    """Return rows by their id."""
    return {row["row_id"]: row for row in counts.to_pylist()}


_Rows = Mapping[str | None, Mapping[str, Any]]


def _row(head: Mapping[str, Any], people: _Rows, accounts: _Rows, visits: _Rows) -> dict[str, Any]:
    """Return one row; what cannot be known of all its schools is empty.

    Where a school hands over totals of accounts, the roles are accounts, and nobody can tell how many persons they are.
    """
    row = head["row_id"]
    if not head["persons"] + head["accounts"]:
        return {**head, **dict.fromkeys((*PAIRS, "share", *VISITS))}
    roles = {name: people.get(row, {}).get(name, 0) + (accounts.get(row, {}).get(name) or 0) for name in PAIRS[2:]}
    if head["accounts"]:
        return {**head, **dict.fromkeys((*PAIRS[:2], "share", *VISITS)), **roles}
    everybody = {name: people.get(row, {}).get(name, 0) for name in PAIRS[:2]}
    seen = {name: visits.get(row, {}).get(name, 0) if visits else None for name in VISITS}
    return {**head, **everybody, "share": share(everybody["people_users"], everybody["people"]), **roles, **seen}


def _total(
    listed: Sequence[Mapping[str, Any]], everybody: Mapping[str, Any], seen: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the last row: everybody once; its percentage is that of the totals, no average (B-14)."""
    known = [row for row in listed if row["staff"] is not None]
    if not known:
        return {}
    if any(row["accounts"] for row in listed):
        return {name: sum(row[name] for row in known) for name in PAIRS[2:]}
    total = {name: everybody.get(name, 0) for name in PAIRS}
    visits = {name: seen.get(name) for name in VISITS}
    return {**total, "share": share(total["people_users"], total["people"]), **visits}


def share(users: int, people: int) -> int | None:
    """Return the users' share in hundredths of a percent, cut (G-16, G-29); nothing of nobody."""
    return 10_000 * users // people if people else None


def surplus(row: Mapping[str, Any], suffix: str = "") -> int:
    """Return how many persons (or users) are counted in more roles than one: the roles' sum over the total (G-28)."""
    return int(sum(row[f"{role}{suffix}"] for role in ROLES) - row[f"people{suffix}"])


def _table(heads: pa.Table, listed: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return the rows as a table."""
    import pyarrow as pa  # noqa: PLC0415 - a web process starts without it

    for name in (*PAIRS, "share", *VISITS):
        heads = heads.append_column(name, pa.array([row[name] for row in listed], pa.int64()))
    covered = pa.array([row["persons"] + row["accounts"] for row in listed], pa.int64())
    return heads.append_column("covered", covered)


def notes(total: Mapping[str, Any], listed: Sequence[Mapping[str, Any]], weeks: int) -> list[Words]:
    """Return what a reader should know: why roles do not add up, what is not known."""
    found: list[Words] = []
    if total.get("people") is not None:
        found += _surplus_notes(total)
    counted = sum(row["accounts"] for row in listed)
    if counted:
        found.append(accounts_note(counted))
    if 0 < weeks < _WEEKS:
        found.append(_weeks_note(weeks))
    return found


def _surplus_notes(total: Mapping[str, Any]) -> list[Words]:
    """Return how many persons have several roles, where there are any."""
    people, users = surplus(total), surplus(total, "_users")
    if not people:
        return []
    return [
        lambda lang: lang.gettext(
            "The roles add up to more than the total: by %(people)s persons and %(users)s users with several roles. "
            "They are counted in each role and once in the total.",
            people=lang.number(people),
            users=lang.number(users),
        )
    ]


def accounts_note(counted: int) -> Words:
    """Return why totals are missing."""
    return lambda lang: lang.ngettext(
        "%(num)s school hands over totals of accounts: the roles count accounts there, and distinct persons and visits "
        "are not known.",
        "%(num)s schools hand over totals of accounts: the roles count accounts there, and distinct persons and visits "
        "are not known.",
        counted,
    )


def _weeks_note(weeks: int) -> Words:
    """Return how much of the thirty days is known."""
    return lambda lang: lang.gettext(
        "Visits of the month: the logins of %(known)s of the %(all)s weeks the last 30 days lie in are kept.",
        known=weeks,
        all=_WEEKS,
    )


_COUNTED_AS: Callable[[Asked], str] = lambda asked: SCHOOLS if asked.tab == SCHOOLS else MEMBERS[asked.level]  # noqa: E731

REPORT = Report(
    key="department_activity",
    title=lambda lang: lang.gettext("Activity in the electronic journal"),
    about=(
        lambda lang: lang.gettext(
            "Total: distinct persons with an account at the end of the week. Registered: those of them who have "
            "registered and logged in at least once."
        ),
        lambda lang: lang.gettext(
            "The percentage is registered of total; whole percents are cut, never rounded. The file has two decimals."
        ),
        lambda lang: lang.gettext(
            "Visits: distinct persons who logged in on the last day, the last 7 and the last 30 days before the end of "
            "the week."
        ),
    ),
    tables=("accounts", "logins", "accounts_week", "schools"),
    columns=columns,
    rows=rows,
    counted=_COUNTED_AS,
    tabs=(
        Option(UNITS, lambda lang: lang.gettext("By governing bodies")),
        Option(SCHOOLS, lambda lang: lang.gettext("All schools")),
    ),
    parameters=(
        Parameter(
            "schools",
            lambda lang: lang.gettext("Which schools"),
            CHOICE,
            (
                Option(ALL, lambda lang: lang.pgettext("schools", "All")),
                Option(WITH_PERSONS, lambda lang: lang.gettext("Only those that hand over persons")),
            ),
            (ALL,),
        ),
    ),
    order=("name",),
)
