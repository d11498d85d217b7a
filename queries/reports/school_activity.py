"""Activity of one school (B-13 row 24): in general by role, and personal."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.locales import Language
from dashboard.reports.terms import (
    CHOICE,
    CODE,
    DATE,
    PERCENT,
    WORD,
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
from queries.reports.activity import accounts_note
from queries.reports.not_connected import COMPLETENESS
from queries.reports.school_terms import ALL_OF_THEM, GROUP, NO_NAMES, has_rows, number, tabulate

ROLES: Mapping[str, Words] = {
    "teacher": lambda lang: lang.pgettext("role", "Teachers"),
    "staff": lambda lang: lang.pgettext("role", "Other staff"),
    "pupil": lambda lang: lang.pgettext("role", "Pupils"),
    "parent": lambda lang: lang.pgettext("role", "Parents"),
}
_WEEKS = 5  # in which thirty days lie
_PEOPLE = """
CREATE OR REPLACE TEMP TABLE users AS
SELECT DISTINCT role, person_id, activated FROM people WHERE accounts > 0
"""
_NOBODY = """
CREATE OR REPLACE TEMP TABLE users AS
SELECT NULL::VARCHAR AS role, NULL::VARCHAR AS person_id, NULL::BOOLEAN AS activated LIMIT 0
"""
_VISITS = """
CREATE OR REPLACE TEMP TABLE visits AS
SELECT DISTINCT role, person_id, date FROM {logins} WHERE date > $last - INTERVAL 30 DAY AND date <= $last
"""
_NO_LOGINS = """(SELECT NULL::VARCHAR AS role, NULL::VARCHAR AS person_id, NULL::DATE AS date LIMIT 0)"""
_HEADS = """
CREATE OR REPLACE TEMP TABLE heads AS
SELECT unnest(['teacher', 'staff', 'pupil', 'parent']) AS row_id, row_id AS role, 1 AS schools, 1 AS covered
WHERE EXISTS (SELECT 1 FROM users)
"""
# Everybody counts once in every total, whatever roles they have (G-28).
_COUNTS = """
WITH known AS (
    SELECT role AS row_id, grouping(role) = 1 AS whole, count(DISTINCT person_id) AS people,
        count(DISTINCT person_id) FILTER (activated) AS registered
    FROM users GROUP BY GROUPING SETS ((role), ())
),
seen AS (
    SELECT role AS row_id, grouping(role) = 1 AS whole,
        count(DISTINCT person_id) FILTER (date = $last) AS day,
        count(DISTINCT person_id) FILTER (date > $last - INTERVAL 7 DAY) AS week,
        count(DISTINCT person_id) AS month
    FROM visits GROUP BY GROUPING SETS ((role), ())
)
SELECT known.*, 10000 * registered // nullif(people, 0) AS share,
    CASE WHEN {known} THEN coalesce(day, 0) END AS day, CASE WHEN {known} THEN coalesce(week, 0) END AS week,
    CASE WHEN {known} THEN coalesce(month, 0) END AS month
FROM known LEFT JOIN seen ON known.whole = seen.whole AND known.row_id IS NOT DISTINCT FROM seen.row_id
"""
_ACCOUNT_HEADS = """
CREATE OR REPLACE TEMP TABLE heads AS
SELECT row_id, row_id AS role, 1 AS schools, 1 AS covered
FROM (SELECT unnest(['teacher', 'staff', 'pupil', 'parent']) AS row_id) WHERE row_id IN (SELECT role FROM accounts_week)
"""
# Who stands behind two accounts nobody can tell: there is no total of persons, and no visit of anybody.
_ACCOUNTS = """
SELECT role AS row_id, false AS whole, sum(created)::BIGINT AS people, sum(activated)::BIGINT AS registered,
    10000 * sum(activated)::BIGINT // nullif(sum(created)::BIGINT, 0) AS share,
    NULL::BIGINT AS day, NULL::BIGINT AS week, NULL::BIGINT AS month
FROM accounts_week GROUP BY role
"""
_PERSONS = """
WITH seen AS (
    SELECT role, person_id, count(*) FILTER (date > $last - INTERVAL 7 DAY) AS week_days, count(*) AS month_days,
        max(date) AS last_seen
    FROM visits GROUP BY role, person_id
)
SELECT person_id, role, CASE WHEN activated THEN 'activated' ELSE 'created' END AS account,
    CASE WHEN {known} THEN coalesce(week_days, 0) END AS week_days,
    CASE WHEN {known} THEN coalesce(month_days, 0) END AS month_days, last_seen
FROM users LEFT JOIN seen USING (role, person_id) WHERE $role = '' OR role = $role ORDER BY role, person_id
"""
ACCOUNTS: Mapping[str, Words] = {
    "activated": lambda lang: lang.pgettext("account", "activated"),
    "created": lambda lang: lang.pgettext("account", "not activated"),
}


def _prepared(facts: Facts, asked: Asked) -> tuple[bool, list[Words]]:
    """Make the tables ``users`` and ``visits``; return whether logins are known, and of how many weeks."""
    facts.prepare(_PEOPLE if facts.table("people") else _NOBODY)
    logins = facts.has("logins") and facts.table("logins", weeks=_WEEKS)
    facts.prepare(_VISITS.format(logins=logins or _NO_LOGINS), last=last_day(asked.week))
    weeks = sum(1 for week in facts.weeks if (asked.week - week).days < _WEEKS * 7)
    return bool(logins), _weeks_notes(weeks)


def _weeks_notes(weeks: int) -> list[Words]:
    """Return how much of the thirty days is known."""
    if weeks >= _WEEKS:
        return []
    return [
        lambda lang: lang.gettext(
            "Visits of the month: the logins of %(known)s of the %(all)s weeks the last 30 days lie in are kept.",
            known=weeks,
            all=_WEEKS,
        )
    ]


def general(facts: Facts, asked: Asked) -> Answer:
    """Return one row a role: persons, registered users, visitors of a day, a week, a month."""
    told = _by_account(facts)
    if told is not None:
        return told
    known, notes = _prepared(facts, asked)
    facts.prepare(_HEADS)
    return tabulate(facts, _COUNTS.format(known=known), notes, last=last_day(asked.week))


def _by_account(facts: Facts) -> Answer | None:
    """Return one row a role of a school that hands over totals of accounts; None of any other school."""
    if not has_rows(facts, facts.table("accounts_week")):
        return None
    facts.prepare(_ACCOUNT_HEADS)
    return tabulate(facts, _ACCOUNTS, [accounts_note(1)])


def personal(facts: Facts, asked: Asked) -> Answer:
    """Return one row a person in a role: the days with a visit, the last one."""
    known, notes = _prepared(facts, asked)
    query = _PERSONS.format(known=known)
    found = facts.rows(query, last=last_day(asked.week), role=asked.one("role"))
    return Answer(found, None, notes, handed=has_rows(facts, "users"))


_ABOUT: tuple[Words, ...] = (
    lambda lang: lang.gettext(
        "Persons with an account that is not archived at the end of the week; registered: those who have registered "
        "and logged in at least once. Whole percents are cut, never rounded."
    ),
    lambda lang: lang.gettext(
        "Visits: distinct persons who logged in on the last day, the last 7 and the last 30 days before the end of the "
        "week."
    ),
)


def _visits(lang: Language) -> str:
    """Return what stands above the columns of visits."""
    return lang.pgettext("activity", "Visits")


REPORTS = (
    Report(
        key="activity_general",
        title=lambda lang: lang.gettext("Activity: general"),
        about=(
            *_ABOUT,
            lambda lang: lang.gettext(
                "A person with several roles is counted in each of them and once in every total."
            ),
        ),
        tables=("accounts", "logins", "accounts_week"),
        needs_one=("people", "accounts_week"),
        access="activity",
        group=GROUP,
        school_only=True,
        columns=lambda asked: [
            Column("role", lambda lang: lang.pgettext("column", "Role"), WORD, words=ROLES, width=18),
            number("people", lambda lang: lang.gettext("Persons")),
            number("registered", lambda lang: lang.pgettext("activity", "Registered")),
            number("share", lambda lang: lang.gettext("Registered, %"), None, PERCENT),
            number("day", lambda lang: lang.pgettext("activity", "Day"), _visits),
            number("week", lambda lang: lang.pgettext("activity", "Week"), _visits),
            number("month", lambda lang: lang.pgettext("activity", "Month"), _visits),
        ],
        rows=general,
        counted=lambda asked: "roles",
    ),
    Report(
        key="activity_personal",
        title=lambda lang: lang.gettext("Activity: personal"),
        about=(*_ABOUT[:1], NO_NAMES),
        tables=("accounts", "logins"),
        needs=("people",),
        access="activity",
        group=GROUP,
        school_only=True,
        personal=True,
        columns=lambda asked: [
            Column("person_id", lambda lang: lang.pgettext("column", "Person (id)"), CODE, width=20),
            Column("role", lambda lang: lang.pgettext("column", "Role"), WORD, words=ROLES, width=18),
            Column("account", lambda lang: lang.pgettext("column", "Account"), WORD, words=ACCOUNTS, width=18),
            number("week_days", lambda lang: lang.gettext("Days with a visit in the week")),
            number("month_days", lambda lang: lang.gettext("Days with a visit in 30 days")),
            Column("last_seen", lambda lang: lang.gettext("Last visit in 30 days"), DATE, width=14),
        ],
        rows=personal,
        counted=lambda asked: "persons" if asked.one("role") else "rows",
        parameters=(
            Parameter(
                "role",
                lambda lang: lang.pgettext("column", "Role"),
                CHOICE,
                (*(Option(key, words) for key, words in ROLES.items()), ALL_OF_THEM),
                ("teacher",),
            ),
        ),
    ),
    COMPLETENESS,
)
