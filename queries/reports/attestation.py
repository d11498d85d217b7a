"""Attestation of teachers (B-11): persons by role and category, by district or school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dashboard.locales import Language
from dashboard.reports.terms import (
    CHECKS,
    MEMBERS,
    NAME,
    WHOLE,
    Answer,
    Asked,
    Chart,
    Column,
    Facts,
    Option,
    Parameter,
    Report,
    Series,
    Words,
)

if TYPE_CHECKING:
    import pyarrow as pa

UNITS, SCHOOLS = "units", "schools"

ROLES: Mapping[str, Words] = {
    "director": lambda lang: lang.pgettext("position", "Director"),
    "head_of_studies": lambda lang: lang.pgettext("position", "Head of studies"),
    "deputy_director": lambda lang: lang.pgettext("position", "Deputy director"),
    "teacher": lambda lang: lang.pgettext("position", "Teacher"),
}
# Two scales are in use side by side; each from its lowest category up.
NEW_SCALE: Mapping[str, Words] = {
    "pedagogue": lambda lang: lang.pgettext("teacher category", "pedagogue"),
    "pedagogue_moderator": lambda lang: lang.pgettext("teacher category", "pedagogue-moderator"),
    "pedagogue_expert": lambda lang: lang.pgettext("teacher category", "pedagogue-expert"),
    "pedagogue_researcher": lambda lang: lang.pgettext("teacher category", "pedagogue-researcher"),
    "pedagogue_master": lambda lang: lang.pgettext("teacher category", "pedagogue-master"),
}
FORMER_SCALE: Mapping[str, Words] = {
    "none": lambda lang: lang.pgettext("teacher category", "without category"),
    "second": lambda lang: lang.pgettext("teacher category", "second"),
    "first": lambda lang: lang.pgettext("teacher category", "first"),
    "highest": lambda lang: lang.pgettext("teacher category", "highest"),
}
CATEGORIES = {**NEW_SCALE, **FORMER_SCALE}
TOTAL = "total"

_COUNTS = """
WITH chosen AS (
    SELECT row_id, position, category, person_id FROM members JOIN positions USING (school_id)
    WHERE list_contains($roles, position) AND list_contains($categories, category)
)
SELECT row_id, position, category, count(DISTINCT person_id) AS persons, grouping(row_id, position, category) AS level
FROM chosen
GROUP BY GROUPING SETS (
    (row_id, position, category), (row_id, position), (row_id, category), (row_id),
    (position, category), (position), (category), ()
)
"""
_ROWS = """
SELECT row_id, any_value(name_kk) AS name_kk, any_value(name_ru) AS name_ru, any_value(name_en) AS name_en,
    any_value(above_kk) AS above_kk, any_value(above_ru) AS above_ru, any_value(above_en) AS above_en,
    count(*) AS schools, count(*) FILTER (school_id IN (SELECT school_id FROM positions)) AS covered
FROM members GROUP BY row_id ORDER BY row_id
"""
_UNSAID = """
SELECT count(DISTINCT person_id) FROM positions WHERE category IS NULL AND list_contains($roles, position)
"""
# The bits of `grouping` for the row, the position and the category: set where the count goes over all of them.
_ROW, _POSITION, _CATEGORY = 4, 2, 1


def cell(position: str, category: str) -> str:
    """Return the name of the column of a role and a category; either may be `TOTAL`."""
    return f"{position}__{category}"


def columns(asked: Asked) -> list[Column]:
    """Return the name of the row, then the chosen roles, each with the chosen categories by scale and its total."""
    found = [Column("name", _name_of(asked), NAME, width=36)]
    if asked.tab == SCHOOLS:
        found.append(Column("above", lambda lang: lang.pgettext("column", "District, city"), NAME, width=24))
    for role in asked.of("roles"):
        found += [_column(role, category) for category in CATEGORIES if category in asked.of("categories")]
        found.append(Column(cell(role, TOTAL), _total, WHOLE, ROLES[role]))
    return [*found, Column(cell(TOTAL, TOTAL), lambda lang: lang.pgettext("persons", "Total"), WHOLE, width=10)]


def _name_of(asked: Asked) -> Words:
    """Return the head of the names."""
    if asked.tab == SCHOOLS:
        return lambda lang: lang.pgettext("column", "School")
    if asked.level == "republic":
        return lambda lang: lang.pgettext("column", "Region")
    return lambda lang: lang.pgettext("column", "District, city")


def _total(lang: Language) -> str:
    """Return the head of a role's total."""
    return lang.pgettext("persons", "Total")


def _column(role: str, category: str) -> Column:
    """Return the column of a role and a category, under the role and the scale."""
    is_new = category in NEW_SCALE

    def group(lang: Language) -> str:
        scale = lang.gettext("new scale") if is_new else lang.gettext("former scale")
        return lang.gettext("%(role)s: %(scale)s", role=ROLES[role](lang), scale=scale)

    return Column(cell(role, category), CATEGORIES[category], WHOLE, group)


def rows(facts: Facts, asked: Asked) -> Answer:
    """Return one row a member or school, and the totals: everybody once in each total, whatever roles they have."""
    facts.table("positions")
    facts.members(schools=asked.tab == SCHOOLS)
    chosen = {"roles": list(asked.of("roles")), "categories": list(asked.of("categories"))}
    counted = _by_row(facts.rows(_COUNTS, **chosen).to_pylist())
    heads = facts.rows(_ROWS)
    names = [column.key for column in columns(asked) if column.format == WHOLE] + [
        cell(TOTAL, category) for category in asked.of("categories")
    ]
    unsaid = facts.rows(_UNSAID, roles=chosen["roles"]).column(0)[0].as_py()
    covered, schools = (sum(heads.column(name).to_pylist()) for name in ("covered", "schools"))
    totals = {name: counted.get(None, {}).get(name, 0) if covered else None for name in names}
    return Answer(_with_counts(heads, counted, names), totals, _notes(unsaid), covered, schools)


def _by_row(counts: Iterable[Mapping[str, Any]]) -> dict[str | None, dict[str, int]]:
    """Return the counts of each row by column; None is the row of totals."""
    found: dict[str | None, dict[str, int]] = {}
    for count in counts:
        level = count["level"]
        row = None if level & _ROW else count["row_id"]
        position = TOTAL if level & _POSITION else count["position"]
        category = TOTAL if level & _CATEGORY else count["category"]
        found.setdefault(row, {})[cell(position, category)] = count["persons"]
    return found


def _with_counts(heads: pa.Table, counted: Mapping[str | None, Mapping[str, int]], names: Sequence[str]) -> pa.Table:
    """Return the rows with their counts: zero where nobody is, empty where nothing was handed over."""
    import pyarrow as pa  # noqa: PLC0415 - a web process starts without it

    ids, covered = heads.column("row_id").to_pylist(), heads.column("covered").to_pylist()
    for name in names:
        values = [counted.get(row, {}).get(name, 0) if known else None for row, known in zip(ids, covered, strict=True)]
        heads = heads.append_column(name, pa.array(values, pa.int64()))
    return heads


def _notes(unsaid: int) -> list[Words]:
    """Return what is left out."""
    found: list[Words] = [
        lambda lang: lang.gettext("A person with several roles is counted in each of them and once in every total.")
    ]
    if unsaid:
        found.append(
            lambda lang: lang.ngettext(
                "%(num)s person of these roles has no category in the records and is not counted.",
                "%(num)s persons of these roles have no category in the records and are not counted.",
                unsaid,
            )
        )
    return found


def chart(asked: Asked) -> Chart:
    """Return the persons of each row by category."""
    chosen = [category for category in CATEGORIES if category in asked.of("categories")]
    return Chart(
        lambda lang: lang.gettext("Persons by category"),
        "name",
        [Series(cell(TOTAL, category), CATEGORIES[category]) for category in chosen],
    )


REPORT = Report(
    key="attestation",
    title=lambda lang: lang.gettext("Attestation of teachers"),
    about=(
        lambda lang: lang.gettext(
            "How many persons of the chosen roles hold which category, by the records of positions of the week."
        ),
        lambda lang: lang.gettext(
            "Two scales are in use side by side: the former one (highest, first, second, without category) and the new "
            "one (from pedagogue up to pedagogue-master)."
        ),
    ),
    tables=("positions", "schools"),
    needs=("positions",),
    columns=columns,
    rows=rows,
    counted=lambda asked: SCHOOLS if asked.tab == SCHOOLS else MEMBERS[asked.level],
    tabs=(
        Option(UNITS, lambda lang: lang.gettext("By governing bodies")),
        Option(SCHOOLS, lambda lang: lang.gettext("All schools")),
    ),
    parameters=(
        Parameter(
            "roles",
            lambda lang: lang.gettext("Roles"),
            CHECKS,
            [Option(key, words) for key, words in ROLES.items()],
            tuple(ROLES),
        ),
        Parameter(
            "categories",
            lambda lang: lang.gettext("Category"),
            CHECKS,
            [Option(key, words) for key, words in CATEGORIES.items()],
            tuple(CATEGORIES),
        ),
    ),
    chart=chart,
    order=("above", "name"),
)
