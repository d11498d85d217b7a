"""Registry of schools (B-12): what the register says of them, what in it looks wrong, what has run out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache

from dashboard.alphabet import ALIKE, words
from dashboard.locales import Language
from dashboard.reports.terms import (
    BAD,
    CHOICE,
    NAME,
    SEARCH,
    WARN,
    WHOLE,
    Answer,
    Asked,
    Column,
    Facts,
    Mark,
    Option,
    Parameter,
    Part,
    Report,
    Words,
)
from dashboard.weeks import last_day

SCHOOLS, TYPES = "schools", "types"
SOON = timedelta(days=90)  # before an accreditation runs out
EVERY, ODD, OVER, ENDING, NO_LICENCE, NO_ACCREDITATION = "", "odd", "over", "soon", "no_licence", "no_accreditation"

MARKS: Mapping[str, Mark] = {
    "org_type": Mark(WARN, lambda lang: lang.gettext("does not go with the name")),
    "postal_address": Mark(WARN, lambda lang: lang.gettext("no address")),
    "legal_address": Mark(WARN, lambda lang: lang.gettext("no address")),
    "licence_reg_no": Mark(WARN, lambda lang: lang.gettext("a number without a digit")),
    "licence_blank_no": Mark(WARN, lambda lang: lang.gettext("a number without a digit")),
    "licence_valid_from": Mark(WARN, lambda lang: lang.gettext("no date")),
    "accr_valid_until": Mark(WARN, lambda lang: lang.gettext("no date")),
    OVER: Mark(BAD, lambda lang: lang.gettext("has run out")),
    ENDING: Mark(WARN, lambda lang: lang.gettext("runs out soon")),
}
_MARKED = tuple(key for key in MARKS if key not in {OVER, ENDING})
_LINES = """
CREATE OR REPLACE TEMP TABLE registry AS
SELECT schools.*, district.name_kk AS above_kk, district.name_ru AS above_ru, district.name_en AS above_en,
    try_cast(schools.accr_valid_until AS DATE) AS accredited_until,
    CASE WHEN odd.accr_valid_until THEN 'accr_valid_until' WHEN accredited_until < $today::DATE THEN 'over'
        WHEN accredited_until < $soon::DATE THEN 'soon' END AS accredited,
    {marks}
FROM schools LEFT JOIN units AS district ON district.unit_id = schools.unit_id
LEFT JOIN odd ON odd.school_id = schools.school_id
"""
_IS_ODD = " OR ".join(f"{key}_mark IS NOT NULL" for key in _MARKED if key != "accr_valid_until")
_FOUND = """
SELECT * FROM registry WHERE CASE $state
    WHEN 'odd' THEN {odd} OR accredited = 'accr_valid_until'
    WHEN 'over' THEN accredited = 'over' WHEN 'soon' THEN accredited = 'soon'
    WHEN 'no_licence' THEN coalesce(trim(licence_reg_no), '') = ''
    WHEN 'no_accreditation' THEN coalesce(trim(accr_reg_no), '') = ''
    ELSE true END
AND list_bool_and([
    contains(translate(lower(concat_ws(' ', school_id, name_kk, name_ru, name_en, full_name, head, postal_address,
        legal_address, phone, email, licence_reg_no, accr_reg_no)), $alike, $plain), word) FOR word IN $words
]) IS NOT false
ORDER BY school_id
""".replace("{odd}", _IS_ODD)
_BY_TYPE = """
SELECT nullif(trim(org_type), '') AS org_type, count(*) AS schools_here,
    count(*) FILTER (coalesce(trim(licence_reg_no), '') <> '') AS licensed,
    count(*) FILTER (coalesce(trim(accr_reg_no), '') <> '') AS with_accreditation,
    count(*) FILTER (accredited = 'over') AS over, count(*) FILTER (accredited = 'soon') AS soon,
    count(*) FILTER ({odd} OR accredited = 'accr_valid_until') AS odd
FROM found GROUP BY 1 ORDER BY 2 DESC, 1
""".replace("{odd}", _IS_ODD)
_COUNTS = ("schools_here", "licensed", "with_accreditation", "over", "soon", "odd")


@cache
def _odd_values() -> str:
    """Return the query for values that are filled and look wrong: the same checks as the notes on the data."""
    import ibis  # noqa: PLC0415 - a web process starts without it

    from dashboard.facts.tables import FACT_TABLES  # noqa: PLC0415
    from dashboard.snapshot.suspicions import SUSPICIONS  # noqa: PLC0415

    names = {name: "string" for name, kind in FACT_TABLES["schools"].columns.items() if kind == "VARCHAR"}
    rows = ibis.table(names, name="schools")
    filled = {name: rows[name].re_search(r"\S") for name in SUSPICIONS}
    marks = {name: (filled[name] & check(rows, name)).fill_null(False) for name, check in SUSPICIONS.items()}
    return str(ibis.to_sql(rows.select("school_id", **marks), dialect="duckdb"))


def _prepare(facts: Facts, asked: Asked) -> None:
    """Make the table ``registry``: the asked schools with their marks; one row is one school."""
    facts.table("schools")
    facts.table("units")
    facts.prepare(f"CREATE OR REPLACE TEMP VIEW odd AS {_odd_values()}")
    marks = ", ".join(f"CASE WHEN odd.{key} THEN '{key}' END AS {key}_mark" for key in _MARKED)
    today = last_day(asked.week)
    dates = {"$today": f"'{today}'", "$soon": f"'{today + SOON}'"}
    statement = _LINES.replace("{marks}", marks)
    for name, value in dates.items():
        statement = statement.replace(name, value)
    facts.prepare(statement)


def rows(facts: Facts, asked: Asked) -> Answer:
    """Return one row a school, or one a type."""
    _prepare(facts, asked)
    sought = {
        "state": asked.one("state"),
        "words": words(asked.one("q")),
        "alike": "".join(ALIKE),
        "plain": "".join(ALIKE.values()),
    }
    found = facts.rows(_FOUND, **sought)
    if asked.tab != TYPES:
        return Answer(found, notes=_NOTES)
    return _by_type(facts, found.column("school_id").to_pylist())


def _by_type(facts: Facts, schools: list[str]) -> Answer:
    """Return one row a type."""
    query = f"WITH found AS (SELECT * FROM registry WHERE list_contains($schools, school_id)) {_BY_TYPE}"  # noqa: S608
    counted = facts.rows(query, schools=schools)
    totals = {name: sum(counted.column(name).to_pylist()) for name in _COUNTS}
    return Answer(counted, totals, _NOTES)


def columns(asked: Asked) -> list[Column]:
    """Return the nine columns of Fig. 5; the first of them, the number, stands in every report."""
    return _type_columns() if asked.tab == TYPES else _school_columns()


def _school_columns() -> list[Column]:
    """Return the columns of a school."""
    address = (
        Part("postal_address", lambda lang: lang.gettext("Postal address"), mark="postal_address_mark"),
        Part("legal_address", lambda lang: lang.gettext("Main building"), mark="legal_address_mark"),
    )
    contacts = (
        Part("phone", lambda lang: lang.gettext("Telephone")),
        Part("email", lambda lang: lang.gettext("E-mail")),
        Part("website", lambda lang: lang.gettext("Website")),
    )
    return [
        Column("name", lambda lang: lang.gettext("Name of the school"), NAME, width=40),
        Column("org_type", _type, mark="org_type_mark", marks=MARKS, width=26),
        Column("org_structure", lambda lang: lang.gettext("Organisational structure"), width=22),
        Column("address", lambda lang: lang.gettext("Address"), marks=MARKS, parts=address, width=44),
        Column("head", lambda lang: lang.pgettext("registry", "Head"), width=28),
        Column("contacts", lambda lang: lang.gettext("Contacts"), parts=contacts, width=30),
        Column("licence", lambda lang: lang.gettext("Licence"), marks=MARKS, parts=_LICENCE, width=34),
        Column("accreditation", _accreditation, marks=MARKS, parts=_ACCREDITATION, width=34),
    ]


def _type(lang: Language) -> str:
    """Return the head of the type."""
    return lang.gettext("Type of the school")


def _accreditation(lang: Language) -> str:
    """Return the head of the accreditation."""
    return lang.gettext("Certificate of state accreditation")


_LICENCE = (
    Part("licence_reg_no", lambda lang: lang.gettext("Number"), mark="licence_reg_no_mark"),
    Part("licence_blank_no", lambda lang: lang.gettext("Form"), mark="licence_blank_no_mark"),
    Part("licence_valid_from", lambda lang: lang.gettext("Valid from"), mark="licence_valid_from_mark"),
)
_ACCREDITATION = (
    Part("accr_reg_no", lambda lang: lang.gettext("Number")),
    Part("accr_blank_series", lambda lang: lang.gettext("Series of the form")),
    Part("accr_blank_no", lambda lang: lang.gettext("Form")),
    Part("accr_valid_until", lambda lang: lang.gettext("Valid until"), mark="accredited"),
)


def _type_columns() -> list[Column]:
    """Return the columns of a type."""
    heads: Mapping[str, Words] = {
        "schools_here": lambda lang: lang.pgettext("column", "Schools"),
        "licensed": lambda lang: lang.gettext("With a licence"),
        "with_accreditation": lambda lang: lang.gettext("With an accreditation"),
        "over": lambda lang: lang.gettext("Accreditation has run out"),
        "soon": lambda lang: lang.gettext("Accreditation runs out soon"),
        "odd": lambda lang: lang.gettext("With suspicious values"),
    }
    return [Column("org_type", _type, width=44), *(Column(key, heads[key], WHOLE, width=16) for key in _COUNTS)]


_NOTES: tuple[Words, ...] = (
    lambda lang: lang.gettext(
        "Marks: an address without a letter or that is an e-mail, a number without a digit, a date that is none, a "
        "type that contradicts the name. Such values are filled all the same."
    ),
    lambda lang: lang.gettext(
        "Runs out soon: within %(days)s days after the end of the week. The register has no last day of licences.",
        days=SOON.days,
    ),
)
_STATES: Mapping[str, Words] = {
    EVERY: lambda lang: lang.pgettext("schools", "All"),
    ODD: lambda lang: lang.gettext("With suspicious values"),
    OVER: lambda lang: lang.gettext("Accreditation has run out"),
    ENDING: lambda lang: lang.gettext("Accreditation runs out soon"),
    NO_LICENCE: lambda lang: lang.gettext("Without a licence"),
    NO_ACCREDITATION: lambda lang: lang.gettext("Without an accreditation"),
}

REPORT = Report(
    key="registry",
    title=lambda lang: lang.gettext("Registry of schools"),
    about=(
        lambda lang: lang.gettext(
            "The register of schools as it was handed over with the week, schools outside the monitor included; "
            "departments are no schools."
        ),
    ),
    tables=("schools", "units"),
    needs=("schools",),
    columns=columns,
    rows=rows,
    counted=lambda asked: "types" if asked.tab == TYPES else "schools",
    tabs=(
        Option(SCHOOLS, lambda lang: lang.gettext("All schools")),
        Option(TYPES, lambda lang: lang.gettext("Schools by type")),
    ),
    parameters=(
        Parameter(
            "state",
            lambda lang: lang.gettext("Which schools"),
            CHOICE,
            [Option(key, title) for key, title in _STATES.items()],
            (EVERY,),
        ),
        Parameter("q", lambda lang: lang.gettext("Name, address, head, number"), SEARCH),
    ),
    order=("name",),
)
