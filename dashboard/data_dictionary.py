"""docs/data-dictionary.md: what every table, column, export and indicator means, made of the code itself."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, Table

from dashboard.column_types import Instant
from dashboard.configuration import MonitorConfig, load_configuration
from dashboard.facts.tables import FACT_TABLES, FactTable
from dashboard.indicators import PAPERLESS, Indicator, load_indicators
from dashboard.locales import language
from dashboard.schema import VERSION, metadata
from dashboard.settings import PROJECT_FOLDER
from dashboard.snapshot.export import DIFFERENCES, DIFFERENCES_FILE, REJECTS, SCHOOLS, UNITS

DOCUMENT = PROJECT_FOLDER / "docs" / "data-dictionary.md"
MEANINGS = Path(__file__).with_name("schema_meanings.toml")
EXPORTS: Mapping[str, Sequence[str]] = {
    "schools.csv": SCHOOLS,
    "units.csv": UNITS,
    "rejects.csv": REJECTS,
    DIFFERENCES_FILE: DIFFERENCES,
}

# The first that fits; a number after a text is its greatest length on SQLite.
_TYPES = ((Instant, "moment (UTC)"), (Boolean, "yes or no"), (Date, "day"), (Integer | BigInteger, "whole number"))

_HEAD = """\
# Data dictionary

What the monitor computes and keeps: indicators, tables of the database (version `{version}`), files of an
export, rows behind a week. What it is made of is in [records.md](records.md), what programs read in [api.md](api.md).
This file is written by `belsendi db document` from the code; change `dashboard/schema.py`, `schema_meanings.toml` or
`indicators.toml`, not this.

Percentages are kept nowhere: counts are, and every shown number can be traced to a numerator and a denominator.
"""

_INDICATORS = """\
## Indicators

Targets are those of version {version} of [monitor.yaml](../dashboard/monitor.yaml), valid from
{valid_from:%Y-%m-%d} and, if it is the first, for all weeks before; each week keeps the numbers it was computed with
(`snapshot.config`). A school is high in an indicator from the target on, medium from two thirds of it on (rounded up),
low below (A-35). It is paperless if it is high in all {seven} indicators marked so (A-34); the target of paperless
schools is a share of schools. A-… are requirements ([list](requirements.md)).
"""

_EXPORTS = """\
## Files of an export

`belsendi snapshot export` writes them: UTF-8, LF, a header, RFC 4180; with `--revised` values of the revised series.
"""

_FACTS = """\
## Rows behind a week

Parquet in `BELSENDI_FACTS`, a file for each table and district, kept for `BELSENDI_FACTS_WEEKS` weeks: what pages of
schools and reports are made of. Columns mean what they mean in the tables of the [import contract](records.md) they are
made of.
"""


def document() -> str:
    """Return the whole text of docs/data-dictionary.md."""
    head = _HEAD.format(version=VERSION)
    return "\n".join([head, *_indicators(), *_groups(), *_exports(), *_facts()])


@cache
def meanings() -> Mapping[str, Any]:
    """Return ``schema_meanings.toml``."""
    return tomllib.loads(MEANINGS.read_text("utf-8"))


def column_meaning(own: Mapping[str, str], name: str) -> str:
    """Return what a column means: its own meaning, or the one columns of this name usually have.

    Raises
    ------
    KeyError
        If neither is written.
    """
    return str(own[name] if name in own else meanings()["columns"][name])


def _indicators() -> Iterator[str]:
    """Yield the table of indicators."""
    config = load_configuration().versions[-1]
    seven = len(config.seven)
    yield _INDICATORS.format(version=config.version, valid_from=config.valid_from, seven=seven)
    yield "| key | names | what it is | numerator / denominator | target, % | medium from, % | paperless | source |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    yield from (_indicator(one, config) for one in load_indicators().values())
    yield ""


def _indicator(one: Indicator, config: MonitorConfig) -> str:
    """Return the line of an indicator."""
    names = " / ".join([one.name, language("kk").gettext(one.name), language("ru").gettext(one.name)])
    counted = f"{one.numerator} / {one.denominator}"
    borders = [str(config.targets[one.key]), "" if one.key == PAPERLESS else str(config.medium_from(one.key))]
    part = "yes" if one.key in config.seven else ""
    return _row([f"`{one.key}`", names, one.definition, counted, *borders, part, one.source])


def _groups() -> Iterator[str]:
    """Yield the sections of the database's tables."""
    yield "## The database\n"
    for group in meanings()["groups"].values():
        yield f"### {group['title']}\n\n{group['says']}\n"
        for name, meaning in group["tables"].items():
            yield from _table(metadata.tables[name], meaning)


def _table(table: Table, meaning: Mapping[str, Any]) -> Iterator[str]:
    """Yield the section of one table."""
    key = ", ".join(f"`{column.name}`" for column in table.primary_key.columns)
    yield f"#### `{table.name}`\n\n{meaning['says']} Key: {key}.\n"
    yield "| column | type | may be empty | meaning |"
    yield "| --- | --- | --- | --- |"
    yield from (_column(column, meaning.get("columns", {})) for column in table.columns)
    yield ""


def _column(column: Column[Any], own: Mapping[str, str]) -> str:
    """Return the line of a column."""
    refers = "".join(f" Refers to `{key.target_fullname}`." for key in sorted(column.foreign_keys, key=str))
    empty = "yes" if column.nullable else ""
    return _row([f"`{column.name}`", _type(column), empty, column_meaning(own, column.name) + refers])


def _type(column: Column[Any]) -> str:
    """Return the type of a column in words."""
    return next((words for kind, words in _TYPES if isinstance(column.type, kind)), "text")


def _exports() -> Iterator[str]:
    """Yield the sections of the files of an export."""
    yield _EXPORTS
    for name, columns in EXPORTS.items():
        meaning = meanings()["exports"][name]
        yield f"### `{name}`\n\n{meaning['says']}\n"
        yield "| column | meaning |"
        yield "| --- | --- |"
        yield from (_row([f"`{column}`", column_meaning(meaning["columns"], column)]) for column in columns)
        yield ""


def _facts() -> Iterator[str]:
    """Yield the section on the rows behind a week."""
    yield _FACTS
    yield "| table | one row is | columns | made of |"
    yield "| --- | --- | --- | --- |"
    yield from (_fact_table(table) for table in FACT_TABLES.values())
    yield ""


def _fact_table(table: FactTable) -> str:
    """Return the line of a table of facts."""
    columns = ", ".join(f"`{column}`" for column in table.columns)
    sources = ", ".join(f"[`{name}`](records.md#{name})" for name in table.needs)
    return _row([f"`{table.name}`", table.row, columns, sources])


def _row(cells: Sequence[str]) -> str:
    """Return a line of a table."""
    return f"| {' | '.join(cells)} |".replace("  ", " ")
