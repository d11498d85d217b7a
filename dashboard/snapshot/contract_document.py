"""docs/records.md: the import contract in words, made of the tables that the reader itself goes by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashboard.settings import PROJECT_FOLDER
from dashboard.snapshot.contract import CONTRACT_VERSION, REASONS, TABLES, tables_of
from dashboard.snapshot.contract_meanings import bad_input, of_column, of_table
from dashboard.snapshot.contract_terms import Column, Presence, Table

DOCUMENT = PROJECT_FOLDER / "docs" / "records.md"

_HEAD = """\
# Records: the import contract, version {version}

What a school information system hands over each week. The weekly snapshot is computed from these records and from
nothing else. This file is written by `belsendi records document` from the tables that the reader goes by; change those
(`dashboard/snapshot/contract.py`, `contract_meanings.toml`), not this.

`belsendi records template DIR` writes every table with its header and an example row (`--aggregated`: as counts;
`--form parquet`), `belsendi records check DIR` says what is wrong with a drop and writes nothing.

## The drop

* A drop is a folder, or a .zip of it. Each table is `<name>.csv`, `<name>.parquet`, or a folder `<name>/` of such files
  that are read as one, in the order of their names. Names are exact and lower case; other files are ignored with a
  warning, a table in two forms or an empty folder refuses the drop, links are not followed.
* CSV is UTF-8 with commas, a header row and RFC 4180 quotes; a BOM, CRLF and empty lines are fine. A header alone is a
  table of no rows, a file of 0 bytes refuses the drop.
* An empty field (CSV) or null (Parquet) is missing; every other text, `NA` and `null` included, is a value.
* Ids are texts, compared byte for byte ("007" is not "7"), the same from week to week.
* The order of columns is free; unknown columns are ignored with one warning a file.
* A .zip has its files at the top or in one folder. Refused: names that climb out, links, encrypted or doubled entries,
  damaged archives, entries above {bytes} unpacked bytes and {ratio} times their packed size (settings).
* Several drops (`--records` several times) are read as one; a school in two of them refuses the build.
* `manifest.json` may say `{{"contract": {version}, "source": "<system>", "week": "<first day>", "produced_at":
  "<moment>", "tables": {{"<table>": {{"rows": 123, "sha256": "<hash>"}}}}}}`. What it says is checked: the version of
  the contract, the week, rows before anything is set aside, the hash of the file (of a folder: of its files' bytes,
  joined in name order). Every key may be missing.
* The week is named by its first day, a Sunday: `--week`, else the manifest's. It is never guessed.

## Types

| type | CSV | Parquet |
| --- | --- | --- |
| text | any text; NUL is `bad_type` | string |
| bool | `true`, `false` in any case, `1`, `0` | boolean, or integer 1 and 0 |
| int | whole number | integer, or float with whole values |
| date | `YYYY-MM-DD` | date, or text |
| time | `YYYY-MM-DDThh:mm[:ss[.f]]` with `Z` or `±hh[:mm]`; without: Asia/Almaty; a blank in place of `T` is fine | \
timestamp, with zone an instant, without Asia/Almaty; or text |

A column of which no value is of its type refuses the drop; otherwise the row is set aside (`bad_type`).

## Which tables must be there

* Always: {always}.
* {accounts}; of one school only one.
* All of {facts}; or {aggregated}, or both for different schools. A school that comes both ways refuses the drop.
* May be missing as a whole: {optional}. What depends on them is then "not connected", which is not zero.
"""

_SECTIONS = {
    "Registers: a full extract in each drop": (
        *("units", "schools", "classes", "accounts"),
        *("positions", "enrolments", "subjects", "calendar"),
    ),
    "The week's facts, and what else happened in the week": (
        *tables_of("facts"),
        *("logins", "period_results", "journal_changes"),
    ),
    "The week as counts": ("class_week", "school_week", "accounts_week"),
}

_REASONS = {
    "missing_value": "a required value is missing",
    "bad_type": "not of the column's type",
    "not_in_list": "not one of the allowed values, or outside the range; a unit of another level",
    "inconsistent": "values of the row contradict each other; a negative count, a part larger than its whole",
    "outside_week": "the date, or the moment's day in Almaty, is not in the reporting week",
    "duplicate_id": "the id was there before; the first sound row in reading order stands",
    "unknown_reference": "refers to a row that is not there or was set aside",
    "bad_row": "another number of fields than the header (CSV)",
}

_TAIL = """\
Nothing is lost in silence: rows in = used + folded + rejected, for each table, checked and kept with the snapshot. A
rejected row has one line in `rejects.csv`, for its first fault in this order: values in the order of the columns,
consistency and week, duplicate, reference.

## Answers

`records check` and `snapshot build` write one JSON document to stdout with `--json`: `status`, `snapshot`, `week`,
`tables` (in, used, folded, rejected), `rejects` (the first 1,000), `warnings`, `errors` (file, table, column,
expected, found, remedy). `records check` adds `weeks` (rows by the week their date lies in), `reasons` (rejected rows
by table and reason), `not_connected` (tables and columns that are absent, and what depends on them),
`schools_not_connected` (participating schools of which nothing came) and `too_many_rejects` (tables that would stop a
build). Everything meant for people goes to stderr.

Exit codes of `records check`: 0 usable, 3 usable without the rows that were set aside, 4 refused. Of `snapshot build`:
0 built, 3 built and rejects accepted, 4 refused, 5 too many rejects; with 4 and 5 nothing was written.
"""


def document() -> str:
    """Return the whole text of docs/records.md."""
    return "\n".join([_head(), *_tables(), *_bad_input()])


def _head() -> str:
    """Return what is said before the tables."""
    groups: tuple[Presence, ...] = ("always", "facts", "aggregated", "optional")
    named = {group: _names(tables_of(group)) for group in groups}
    accounts = _names(tables_of("accounts"), " or ")
    return _HEAD.format(version=CONTRACT_VERSION, bytes="64 Mi", ratio="100", accounts=accounts, **named)


def _names(tables: Sequence[str], between: str = ", ") -> str:
    return between.join(f"`{name}`" for name in tables)


def _tables() -> Iterator[str]:
    """Yield the sections of the tables."""
    for title, names in _SECTIONS.items():
        yield f"## {title}\n"
        for name in names:
            yield from _table(TABLES[name])


def _table(table: Table) -> Iterator[str]:
    """Yield the section of one table."""
    meaning = of_table(table.name)
    optional = " May be missing as a whole." if table.presence == "optional" else ""
    yield f"### `{table.name}`\n"
    yield f"{meaning.says}{optional} Feeds: {'; '.join(meaning.feeds)}.\n"
    yield from (f"* {rule}" for rule in _rules(table))
    yield ""
    yield "| column | type | required | values | default | meaning | feeds |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    yield from (_column(table, column) for column in table.columns)
    yield ""


def _rules(table: Table) -> Iterator[str]:
    """Yield what holds between the values of a row and between rows."""
    if table.key:
        yield f"Unique: {_names(table.key)}."
    elif not table.folded:
        yield "No key: equal rows are rows of their own."
    if table.reference:
        targets = _names(table.reference.tables, " or ")
        literals = "".join(f"`{value}` or " for value in table.reference.literals)
        level = f" of the level {table.reference.level}" if table.reference.level else ""
        yield f"`{table.reference.column}` refers to {literals}a row of {targets}{level}."
    if table.week_column:
        yield f"`{table.week_column}` lies in the reporting week."
    if table.folded:
        yield "Equal rows are folded into one."
    yield from (f"`{rule.smaller}` is at most `{rule.larger}`." for rule in table.at_most)


def _column(table: Table, column: Column) -> str:
    """Return the line of a column."""
    meaning = of_column(table.name, column.name)
    default = f"`{column.default}`" if column.default is not None else ""
    required = "yes" if column.required else ""
    values = _values(table, column)
    cells = [f"`{column.name}`", column.type, required, values, default, meaning.says, "; ".join(meaning.feeds)]
    return f"| {' | '.join(cells)} |".replace("  ", " ")


def _values(table: Table, column: Column) -> str:
    """Return which values a column may have."""
    if column.values:
        return " ".join(f"`{value}`" for value in column.values)
    if table.counts and column.type == "int":
        return "0 and more"
    if column.low is not None and column.high is not None:
        return f"{column.low} to {column.high}"
    return "as the meaning says" if column.pattern else ""


def _bad_input() -> Iterator[str]:
    """Yield the section on bad input."""
    yield "## What bad input gets\n"
    yield "| what | what happens |"
    yield "| --- | --- |"
    yield from (f"| {row.what} | {row.happens} |" for row in bad_input())
    yield "\n| reason | meaning |"
    yield "| --- | --- |"
    yield from (f"| `{reason}` | {_REASONS[reason]} |" for reason in REASONS)
    yield ""
    yield _TAIL
