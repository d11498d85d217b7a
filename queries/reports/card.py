"""The card of a school (B-13 row 1): its register entry, its size, the 18 fields of its profile (A-32, G-21)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.reports.terms import BAD, GOOD, WARN, WORD, Answer, Asked, Column, Facts, Mark, Report, Words
from dashboard.snapshot.contract import PROFILE_FIELDS
from queries.reports.school_terms import GROUP

FILLED, EMPTY, SUSPICIOUS = "filled", "empty", "suspicious"
STATES: Mapping[str, Words] = {
    FILLED: lambda lang: lang.pgettext("profile", "filled"),
    EMPTY: lambda lang: lang.pgettext("profile", "empty"),
    SUSPICIOUS: lambda lang: lang.pgettext("profile", "suspicious"),
}
_MARKS = {
    FILLED: Mark(GOOD, lambda lang: lang.gettext("has a value")),
    EMPTY: Mark(BAD, lambda lang: lang.gettext("to be filled")),
    SUSPICIOUS: Mark(WARN, lambda lang: lang.gettext("to be checked")),
}
REGISTER: Mapping[str, Words] = {
    "school_id": lambda lang: lang.gettext("identifier"),
    "name_kk": lambda lang: lang.gettext("name in Kazakh"),
    "name_ru": lambda lang: lang.gettext("name in Russian"),
    "name_en": lambda lang: lang.gettext("name in English"),
    "in_monitor": lambda lang: lang.gettext("takes part in the monitor"),
    "source": lambda lang: lang.gettext("journal system"),
    "week_mode": lambda lang: lang.gettext("days of the school week"),
    "locality": lambda lang: lang.gettext("locality"),
    "is_small": lambda lang: lang.gettext("small school with merged classes"),
    "head": lambda lang: lang.gettext("head"),
    "phone": lambda lang: lang.gettext("telephone"),
    "email": lambda lang: lang.gettext("e-mail"),
    "website": lambda lang: lang.gettext("website"),
}
SIZE: Mapping[str, Words] = {
    "classes": lambda lang: lang.gettext("classes"),
    "pupils": lambda lang: lang.gettext("pupils enrolled"),
    "teachers": lambda lang: lang.gettext("teachers with an account"),
    "parents": lambda lang: lang.gettext("parents with an account"),
}
PROFILE: Mapping[str, Words] = {
    "org_form": lambda lang: lang.gettext("form of organisation"),
    "org_type": lambda lang: lang.gettext("type of the organisation"),
    "org_structure": lambda lang: lang.gettext("organisational structure"),
    "ownership": lambda lang: lang.gettext("form of ownership"),
    "short_name": lambda lang: lang.gettext("short name"),
    "full_name": lambda lang: lang.gettext("full name"),
    "opened_on": lambda lang: lang.gettext("date of opening"),
    "legal_address": lambda lang: lang.gettext("legal address"),
    "postal_address": lambda lang: lang.gettext("postal address"),
    "governing_body": lambda lang: lang.gettext("governing education body"),
    "legal_entity_name": lambda lang: lang.gettext("name of the legal entity"),
    "accr_reg_no": lambda lang: lang.gettext("registration number of the accreditation"),
    "accr_blank_series": lambda lang: lang.gettext("form series of the accreditation"),
    "accr_blank_no": lambda lang: lang.gettext("form number of the accreditation"),
    "accr_valid_until": lambda lang: lang.gettext("accreditation valid until"),
    "licence_reg_no": lambda lang: lang.gettext("registration number of the licence"),
    "licence_blank_no": lambda lang: lang.gettext("form number of the licence"),
    "licence_valid_from": lambda lang: lang.gettext("licence valid from"),
}
FIELDS: Mapping[str, Words] = {**REGISTER, **SIZE, **PROFILE}
PARTS: Mapping[str, Words] = {
    "register": lambda lang: lang.gettext("Register"),
    "size": lambda lang: lang.gettext("Size"),
    "profile": lambda lang: lang.gettext("Profile"),
}
# Values that are words of the contract and not of the school.
VALUES: Mapping[str, Words] = {
    "=True": lambda lang: lang.pgettext("answer", "yes"),
    "=False": lambda lang: lang.pgettext("answer", "no"),
    "=urban": lambda lang: lang.pgettext("locality", "urban"),
    "=rural": lambda lang: lang.pgettext("locality", "rural"),
}
_CODED = frozenset({"in_monitor", "is_small", "locality"})
# Fields a school may do without: an empty one is no fault.
_OPTIONAL = frozenset({"name_en", "is_small", "website", *SIZE})
_SIZES = {
    "classes": ("classes", "SELECT count(*) FROM classes"),
    "pupils": (
        "enrolments",
        """SELECT count(DISTINCT pupil_id) FROM enrolments
        WHERE entered_on <= week + 6 AND (left_on IS NULL OR left_on > week + 6)""",
    ),
    "teachers": ("people", "SELECT count(DISTINCT person_id) FROM people WHERE role = 'teacher' AND accounts > 0"),
    "parents": ("people", "SELECT count(DISTINCT person_id) FROM people WHERE role = 'parent' AND accounts > 0"),
}


def rows(facts: Facts, asked: Asked) -> Answer:
    """Return one row a field: what it holds, and whether it is filled, empty or suspicious (G-21)."""
    del asked
    import pyarrow as pa  # noqa: PLC0415 - a web process starts without it

    facts.table("schools")
    (found,) = facts.rows("SELECT * FROM schools").to_pylist() or [{}]
    listed = [*_register(found), *_sizes(facts), *_profile(found)]
    columns = ("part", "field", "value", "state")
    table = pa.table({name: pa.array([row[name] for row in listed], pa.string()) for name in columns})
    return Answer(table, None, [_filled_note(listed)])


def _register(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the fields of the register."""
    for field in REGISTER:
        value = found.get(field)
        written = None if value is None else f"={value}" if field in _CODED else str(value)
        yield _field("register", field, written, frozenset())


def _sizes(facts: Facts) -> Iterator[dict[str, Any]]:
    """Yield how large the school is, as far as it hands it over."""
    for field, (table, query) in _SIZES.items():
        known = bool(facts.table(table)) and facts.rows(f"SELECT 1 FROM {table} LIMIT 1").num_rows  # noqa: S608
        yield _field("size", field, str(facts.rows(query).column(0)[0]) if known else None, frozenset())


def _profile(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the 18 fields."""
    odd = frozenset((found.get("suspicious") or "").split(","))
    for field in PROFILE_FIELDS:
        yield _field("profile", field, found.get(field), odd)


def _field(part: str, field: str, value: str | None, odd: frozenset[str]) -> dict[str, Any]:
    """Return a row; white space alone fills nothing (Q-61)."""
    filled = bool(value and value.strip())
    state = SUSPICIOUS if filled and field in odd else FILLED if filled else None if field in _OPTIONAL else EMPTY
    return {"part": part, "field": field, "value": value if filled else None, "state": state}


def _filled_note(listed: list[dict[str, Any]]) -> Words:
    """Return how many fields of the profile are filled, and how many of them look odd."""
    states = [row["state"] for row in listed if row["part"] == "profile"]
    odd = states.count(SUSPICIOUS)
    filled = states.count(FILLED) + odd
    return lambda lang: lang.gettext(
        "Profile: %(filled)s of %(all)s fields are filled; suspicious ones among them: %(odd)s.",
        filled=lang.number(filled),
        all=lang.number(len(states)),
        odd=lang.number(odd),
    )


REPORT = Report(
    key="card",
    title=lambda lang: lang.gettext("About the organisation (card of the institution)"),
    about=(
        lambda lang: lang.gettext(
            "The school's entry in the register, its size by the records of the week, and the 18 mandatory fields "
            "of its profile."
        ),
        lambda lang: lang.gettext(
            "Filled is whatever is left after removing white space. A suspicious value counts as filled but cannot be "
            "right: a dot, an e-mail instead of an address, an impossible date."
        ),
    ),
    tables=("schools", "classes", "enrolments", "accounts"),
    needs=("schools",),
    columns=lambda asked: [
        Column("part", lambda lang: lang.pgettext("column", "Part"), WORD, words=PARTS, width=12),
        Column("field", lambda lang: lang.pgettext("column", "Field"), WORD, words=FIELDS, width=40),
        Column("value", lambda lang: lang.pgettext("column", "Value"), WORD, words=VALUES, width=50),
        Column(
            "state",
            lambda lang: lang.pgettext("column", "State"),
            WORD,
            words=STATES,
            mark="state",
            marks=_MARKS,
            width=16,
        ),
    ],
    rows=rows,
    counted=lambda asked: "fields",
    group=GROUP,
    school_only=True,
)
