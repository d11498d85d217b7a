"""Lists of pupils and staff of a school (B-13 rows 2, 3): by identifier, the records name no persons."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.reports.terms import BAD, CODE, DATE, WARN, WORD, Answer, Asked, Column, Facts, Mark, Report, Words
from dashboard.weeks import last_day
from queries.reports.attestation import CATEGORIES, ROLES
from queries.reports.movement import KINDS
from queries.reports.school_terms import ANY_CLASS, CLASS_COLUMN, GROUP, NO_NAMES, PUPIL_COLUMN, has_rows

LANGUAGES: Mapping[str, Words] = {
    "kk": lambda lang: lang.pgettext("language of instruction", "Kazakh"),
    "ru": lambda lang: lang.pgettext("language of instruction", "Russian"),
    "en": lambda lang: lang.pgettext("language of instruction", "English"),
    "uz": lambda lang: lang.pgettext("language of instruction", "Uzbek"),
    "ug": lambda lang: lang.pgettext("language of instruction", "Uyghur"),
    "tj": lambda lang: lang.pgettext("language of instruction", "Tajik"),
}
ACCOUNTS: Mapping[str, Words] = {
    "activated": lambda lang: lang.pgettext("account", "activated"),
    "created": lambda lang: lang.pgettext("account", "not activated"),
    "none": lambda lang: lang.pgettext("account", "no account"),
}
STAFF: Mapping[str, Words] = {
    "teacher": lambda lang: lang.pgettext("account", "teacher"),
    "staff": lambda lang: lang.pgettext("account", "other staff"),
    "both": lambda lang: lang.pgettext("account", "teacher and other staff"),
}
POSITIONS: Mapping[str, Words] = {**ROLES, "other": lambda lang: lang.pgettext("position", "Other")}
EXPIRED, SOON = "expired", "soon"
VALIDITY = {
    EXPIRED: Mark(BAD, lambda lang: lang.gettext("expired")),
    SOON: Mark(WARN, lambda lang: lang.gettext("expires within six months")),
}
_ACCOUNT = """
CASE WHEN coalesce(sum(accounts), 0) = 0 THEN 'none' WHEN bool_or(activated) THEN 'activated' ELSE 'created' END
"""
_PUPILS = f"""
WITH used AS (SELECT person_id, {_ACCOUNT} AS account FROM people WHERE role = 'pupil' GROUP BY person_id)
SELECT pupil_id, grade || letter AS class_name, language, entered_on, entry_kind, coalesce(account, 'none') AS account
FROM enrolments JOIN (SELECT class_id, grade, letter, language FROM classes) USING (class_id)
    LEFT JOIN used ON used.person_id = pupil_id
WHERE entered_on <= week + 6 AND (left_on IS NULL OR left_on > week + 6) AND ($class = '' OR class_id = $class)
ORDER BY grade, letter, pupil_id
"""  # noqa: S608 - our own words
_HELD = """(SELECT person_id, position, category, awarded_on, valid_until FROM positions)"""
_NO_POSITIONS = """(SELECT NULL::VARCHAR AS person_id, NULL::VARCHAR AS position, NULL::VARCHAR AS category,
    NULL::DATE AS awarded_on, NULL::DATE AS valid_until LIMIT 0)"""
_STAFF = """
WITH staff AS (
    SELECT person_id, any_value(week) AS week,
        CASE WHEN count(DISTINCT role) = 2 THEN 'both' ELSE any_value(role) END AS role, {account} AS account
    FROM people WHERE role IN ('teacher', 'staff') AND NOT archived GROUP BY person_id
)
SELECT coalesce(staff.person_id, held.person_id) AS person_id, role, position, category, awarded_on, valid_until,
    coalesce(account, 'none') AS account,
    CASE WHEN valid_until < $today THEN 'expired'
        WHEN valid_until < $today + INTERVAL 6 MONTH THEN 'soon' END AS validity
FROM staff FULL JOIN {held} AS held ON held.person_id = staff.person_id
ORDER BY person_id, position
"""


def pupils(facts: Facts, asked: Asked) -> Answer:
    """Return one row a pupil in a class at the end of the week."""
    for table in ("enrolments", "classes", "people"):
        facts.table(table)
    found = facts.rows(_PUPILS, **{"class": asked.one("class")})
    return Answer(found, handed=has_rows(facts, "enrolments"))


def staff(facts: Facts, asked: Asked) -> Answer:
    """Return one row a person in a position; persons without one have a row too."""
    facts.table("people")
    held = _HELD if facts.table("positions") else _NO_POSITIONS
    found = facts.rows(_STAFF.format(account=_ACCOUNT, held=held), today=last_day(asked.week))
    return Answer(found, handed=bool(found.num_rows))


_ACCOUNT_COLUMN = Column("account", lambda lang: lang.pgettext("column", "Account"), WORD, words=ACCOUNTS, width=18)

REPORTS = (
    Report(
        key="list_pupils",
        title=lambda lang: lang.gettext("Lists: pupils"),
        about=(
            lambda lang: lang.gettext("The pupils enrolled in the classes of the school at the end of the week."),
            NO_NAMES,
        ),
        tables=("enrolments", "classes", "accounts"),
        needs=("enrolments", "people"),
        access="lists",
        group=GROUP,
        school_only=True,
        personal=True,
        columns=lambda asked: [
            PUPIL_COLUMN,
            CLASS_COLUMN,
            Column("language", lambda lang: lang.gettext("Language of instruction"), WORD, words=LANGUAGES, width=16),
            Column("entered_on", lambda lang: lang.pgettext("enrolment", "Entered on"), DATE, width=14),
            Column("entry_kind", lambda lang: lang.pgettext("enrolment", "How"), WORD, words=KINDS, width=24),
            _ACCOUNT_COLUMN,
        ],
        rows=pupils,
        counted=lambda asked: "pupils",
        parameters=(ANY_CLASS,),
        order=("class_name", "pupil_id"),
    ),
    Report(
        key="list_staff",
        title=lambda lang: lang.gettext("Lists: staff"),
        about=(
            lambda lang: lang.gettext(
                "Persons with an account as teacher or other staff that is not archived, and persons in a position, "
                "with position and category. A person in two positions has two rows."
            ),
            NO_NAMES,
        ),
        tables=("accounts", "positions"),
        needs=("people",),
        access="lists",
        group=GROUP,
        school_only=True,
        personal=True,
        columns=lambda asked: [
            Column("person_id", lambda lang: lang.pgettext("column", "Person (id)"), CODE, width=20),
            Column("role", lambda lang: lang.pgettext("column", "Account as"), WORD, words=STAFF, width=20),
            Column("position", lambda lang: lang.pgettext("column", "Position"), WORD, words=POSITIONS, width=20),
            Column("category", lambda lang: lang.gettext("Category"), WORD, words=CATEGORIES, width=22),
            Column("awarded_on", lambda lang: lang.gettext("Awarded on"), DATE, width=14),
            Column(
                "valid_until",
                lambda lang: lang.gettext("Valid until"),
                DATE,
                mark="validity",
                marks=VALIDITY,
                width=14,
            ),
            _ACCOUNT_COLUMN,
        ],
        rows=staff,
        counted=lambda asked: "rows",
        order=("person_id", "position"),
    ),
)
