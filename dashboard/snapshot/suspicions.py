"""Profile values that are filled and look wrong all the same (B-12, G-21, Q-62): they count as filled and are told.

One row of `SUSPICIONS` is one check; it says when a filled value of its column is odd.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce

import ibis

from dashboard.snapshot.checks import accepted_name
from dashboard.snapshot.contract_terms import Column
from dashboard.snapshot.engine import Engine
from dashboard.snapshot.values import typed

_FILLED = r"\S"
_LETTER = r"\p{L}"
_TWO_WORDS = r"\p{L}\P{L}+\p{L}"  # a letter, something else, a letter
_DIGIT = "[0-9]"
_EMAIL = r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$"

# What a name says against what the type must then say, both in lower case. A name that says "school" as well is a
# school, whatever else is under its roof.
_SCHOOL_NAME = "мектеп|школ|гимнази|лице|school|gymnasium|lyceum"
_OTHER_NAMES = {
    "колледж|college": "колледж|college|техническ|техникалық|кәсіп|профессион|орта білімнен кейінгі",
    "балабақша|бала бақша|бөбекжай|детский сад|ясли": "мектепке дейінгі|дошкольн|балабақша|детск|preschool",
}
_OTHER_TYPES = "колледж|college|дошкольн|мектепке дейінгі"

Check = Callable[[ibis.Table, str], ibis.Value]


def _no_date(rows: ibis.Table, column: str) -> ibis.Value:
    """Tell values that are no date YYYY-MM-DD."""
    return ~typed(Column(column, "date"), rows[column].fill_null(""), "text").notnull()


def _no_address(rows: ibis.Table, column: str) -> ibis.Value:
    """Tell addresses without a letter, or that are an e-mail's."""
    return ~rows[column].re_search(_LETTER) | rows[column].re_search(_EMAIL)


def _no_number(rows: ibis.Table, column: str) -> ibis.Value:
    """Tell numbers without a digit."""
    return ~rows[column].re_search(_DIGIT)


def _no_full_name(rows: ibis.Table, column: str) -> ibis.Value:
    """Tell full names of less than two words."""
    return ~rows[column].re_search(_TWO_WORDS)


def _other_type(rows: ibis.Table, column: str) -> ibis.Value:
    """Tell types that contradict the name, such as a college that says it is a general school."""
    kind = rows[column].lower()
    name = (rows["name_kk"] + " " + rows["name_ru"] + " " + rows["full_name"].fill_null("")).lower()
    is_school = name.re_search(_SCHOOL_NAME)
    contradictions = [
        ~is_school & name.re_search(said) & ~kind.re_search(expected) for said, expected in _OTHER_NAMES.items()
    ]
    return reduce(lambda one, other: one | other, contradictions, is_school & kind.re_search(_OTHER_TYPES))


SUSPICIONS: Mapping[str, Check] = {
    "org_type": _other_type,
    "full_name": _no_full_name,
    "opened_on": _no_date,
    "legal_address": _no_address,
    "postal_address": _no_address,
    "accr_valid_until": _no_date,
    "licence_reg_no": _no_number,
    "licence_blank_no": _no_number,
    "licence_valid_from": _no_date,
}


def suspicious_schools(engine: Engine) -> dict[str, tuple[str, ...]]:
    """Return the participating schools with an odd value, by the column it is in; ids in order."""
    found = engine.rows(("suspicious", lambda: _odd_values(engine)))
    by_column = {
        column: tuple(row[0] for row in found if row[place]) for place, column in enumerate(SUSPICIONS, start=1)
    }
    return {column: schools for column, schools in by_column.items() if schools}


def _odd_values(engine: Engine) -> ibis.Table:
    """Return the participating schools with an odd value: the id, and for each column of `SUSPICIONS` whether it is."""
    rows = engine.table(accepted_name("schools"))
    rows = rows.filter(rows["in_monitor"])
    marks = {
        column: (rows[column].re_search(_FILLED) & check(rows, column)).fill_null(False)
        for column, check in SUSPICIONS.items()
    }
    marked = rows.select(id=rows["school_id"], **marks)
    return marked.filter(reduce(lambda one, other: one | other, (marked[column] for column in marks))).order_by("id")
