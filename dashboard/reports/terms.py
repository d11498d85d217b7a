"""What a report is made of: columns, tabs, parameters, and what was asked of it.

A report is data; one page draws, exports and prints all of them. Its texts are functions of the language, so that
nothing is translated before somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from dashboard.locales import Language

if TYPE_CHECKING:
    import pyarrow as pa

Words = Callable[[Language], str]

# How a column's values are written; a row of `layouts.views.report_formats.FORMATS` each.
TEXT, NAME, CODE, WORD = "text", "name", "code", "word"
WHOLE, PERCENT, HUNDREDTHS = "whole", "percent", "hundredths"
DATE, MOMENT = "date", "moment"
FORMATS = frozenset({TEXT, NAME, CODE, WORD, WHOLE, PERCENT, HUNDREDTHS, DATE, MOMENT})

REPUBLIC, REGION, DISTRICT, SCHOOL = "republic", "region", "district", "school"
LEVELS = (REPUBLIC, REGION, DISTRICT, SCHOOL)
# What the rows of a unit's report are, as the total line counts them.
MEMBERS = {REPUBLIC: "regions", REGION: "members", DISTRICT: "members", SCHOOL: "members"}

CLASS = "class"  # the parameter that chooses a class of a school
CHECKS, CHOICE, SEARCH, DAY = "checks", "choice", "search", "day"
PARAMETER_KINDS = frozenset({CHECKS, CHOICE, SEARCH, DAY})

GOOD, WARN, BAD = "good", "warn", "bad"
SHORTEST_SEARCH, LONGEST_SEARCH = 1, 80


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said beside a value.

    Attributes
    ----------
    status
        ``good``, ``warn`` or ``bad``: shape and colour of the mark.
    words
        What it means.
    """

    status: str
    words: Words


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a cell that says several things: ``Телефон: 8 (7142) 26-36-44``.

    Attributes
    ----------
    key, title, format, mark
        As of a column.
    """

    key: str
    title: Words
    format: str = TEXT
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    key
        The column of the answer's rows. Of a ``name`` three are read: ``<key>_kk``, ``<key>_ru``, ``<key>_en``.
    title
        Its head.
    format
        One of `FORMATS`. ``percent`` and ``hundredths`` are whole hundredths in the rows: a percent is cut to whole
        ones on the screen and exported with two decimals (G-29); hundredths have at most two decimals everywhere,
        zeros at the end dropped (D.3).
    group
        What stands above the heads of neighbouring columns with the same words.
    words
        Of a ``word``: what each value is called.
    mark, marks
        The column of the rows that holds the key of a mark, and what each key means.
    parts
        What the cell says line by line; `format` does not count then.
    width
        In characters, for Excel.
    listed
        What of the school's own page is behind its values, one of `dashboard.school_choice.LISTED`; empty for nothing.
    """

    key: str
    title: Words
    format: str = TEXT
    group: Words | None = None
    words: Mapping[str, Words] = field(default_factory=dict)
    mark: str = ""
    marks: Mapping[str, Mark] = field(default_factory=dict)
    parts: Sequence[Part] = ()
    width: int = 12
    listed: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen."""

    key: str
    title: Words


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing a report asks for beside the place.

    Attributes
    ----------
    key
        Its field in the address.
    title
        What it is called.
    kind
        ``checks``: any of the options; ``choice``: one of them; ``search``: a text; ``day``: a date.
    options
        What can be chosen; a function where it depends on the place (the classes of a school).
    default
        What is chosen where the address says nothing.
    """

    key: str
    title: Words
    kind: str = CHOICE
    options: Sequence[Option] | Callable[[Facts, Asked], Sequence[Option]] = ()
    default: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a report: a place, a week, parameters. Equal ones have equal answers, so it is a key of caches.

    Attributes
    ----------
    report
        The key of the report.
    week
        Its Sunday.
    path
        Ids from the republic down to a unit or a school.
    level
        One of `LEVELS`: what the last of the path is.
    org_type
        Only schools of this type, as their register writes it; empty for all.
    tab
        The key of the tab.
    values
        Parameter and what was chosen, in the order of the parameters.
    classes
        The only classes of the school whose rows are shown; None where the whole place is.
    """

    report: str
    week: date
    path: tuple[str, ...]
    level: str
    org_type: str = ""
    tab: str = ""
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    classes: frozenset[str] | None = None

    @property
    def place(self) -> str:
        """The id of the unit or school."""
        return self.path[-1]

    def of(self, parameter: str) -> tuple[str, ...]:
        """Return everything chosen of a parameter."""
        return dict(self.values).get(parameter, ())

    def one(self, parameter: str) -> str:
        """Return the one thing chosen of a parameter; empty where nothing is."""
        return next(iter(self.of(parameter)), "")


class Facts(Protocol):
    """The kept facts of the place and week that are asked about (`queries.reports.reading.Reading`)."""

    def has(self, table: str, *, weeks: int = 1) -> bool:
        """Return whether any school of the drop handed a table over in the week, or in one of the last weeks."""

    def table(self, name: str, *, weeks: int = 1) -> str:
        """Make a view with the table's rows of the asked schools; return its name, empty where nobody handed it over.

        It is called like the table; over several weeks like ``logins_5_weeks``.
        """

    def members(self, *, schools: bool = False) -> str:
        """Return the name of a view of what the rows of a report are: the members of the unit, or its schools."""

    def rows(self, query: str, **values: object) -> pa.Table:
        """Return what an SQL query over such views finds; ``$name`` stands for a value."""

    def prepare(self, statement: str, **values: object) -> None:
        """Run a statement that makes a temporary table (or view, without values) for later queries."""

    @property
    def weeks(self) -> Sequence[date]:
        """The asked week and those before it whose facts are kept, newest first."""


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart."""

    key: str
    title: Words


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of stacked bars: one bar a row.

    Attributes
    ----------
    title
        What it shows.
    label
        The column of names.
    series
        What is stacked; columns of the rows, which need not be columns of the table.
    """

    title: Words
    label: str
    series: Sequence[Series]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a report found.

    Attributes
    ----------
    rows
        Arrow table in the report's own order; one row is what the report says. Where it has the columns ``covered`` and
        ``schools``, a row whose numbers do not cover all its schools says so.
    totals
        The last row, by column; None where there is none. Columns that are not in it are empty.
    notes
        What a reader of the table should know.
    covered, schools
        How many of the asked schools the numbers cover, and how many there are; None where it does not apply.
    handed
        Whether anything was handed over that the rows could be made of; otherwise there are no data, which is not zero.
    """

    rows: pa.Table
    totals: Mapping[str, Any] | None = None
    notes: Sequence[Words] = ()
    covered: int | None = None
    schools: int | None = None
    handed: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """One report.

    Attributes
    ----------
    key
        Its address.
    title
        What it is called.
    about
        How it is built: definition, what is left out; a paragraph each.
    tables
        The tables of the import contract its numbers come from.
    columns
        The columns, by what is asked.
    rows
        The query; None of a report that waits for a table the contract does not have.
    access
        Who may see it: a row of ``dashboard/access/reports.toml``; the one named like its key without.
    counted
        What the total line counts: a key of `layouts.views.report_words.COUNTED`, by what is asked.
    group
        The heading it is listed under; a key of `layouts.views.report_words.GROUPS`.
    school_only
        Whether a school has to be chosen.
    tabs, parameters
        What else can be chosen; the first tab is the default.
    lacks
        Of a report without a query: the table it would need.
    needs
        The tables of facts without which there is no report: where nobody hands one over it is "not connected".
    needs_one
        Tables of which one is enough; none where `needs` says all.
    chart
        A chart above the table.
    order
        Columns the rows are sorted by where nothing else was chosen; names in the order of the alphabet (Q-19).
    behind
        Of columns with `Column.listed`: the fields with which the school's own page lists what is behind a row of a
        school, or behind its last row; None where nothing can be listed.
    personal
        Whether its rows are single pupils or persons: such answers are found anew for each reader and never kept.
    """

    key: str
    title: Words
    about: Sequence[Words]
    tables: Sequence[str]
    columns: Callable[[Asked], Sequence[Column]] | None = None
    rows: Callable[[Facts, Asked], Answer] | None = None
    counted: Callable[[Asked], str] = lambda asked: "rows"
    access: str = ""
    group: str = "department"
    school_only: bool = False
    tabs: Sequence[Option] = ()
    parameters: Sequence[Parameter] = ()
    lacks: str = ""
    needs: Sequence[str] = ()
    needs_one: Sequence[str] = ()
    chart: Callable[[Asked], Chart] | None = None
    order: Sequence[str] = ()
    behind: Callable[[Asked, Mapping[str, Any], Column], Mapping[str, str] | None] | None = None
    personal: bool = False

    @property
    def row(self) -> str:
        """Its row of ``dashboard/access/reports.toml``."""
        return self.access or self.key

    @property
    def by_class(self) -> bool:
        """Whether it can be asked of single classes, and so be shown to whoever may see those alone."""
        return any(one.key == CLASS for one in self.parameters)

    def fed(self, has: Callable[[str], bool]) -> bool:
        """Return whether what it is made of was handed over; `has` tells of a table whether anybody did."""
        return all(map(has, self.needs)) and (not self.needs_one or any(map(has, self.needs_one)))

    @property
    def connected(self) -> bool:
        """Whether the import contract carries what it needs."""
        return self.rows is not None


@dataclass(frozen=True, slots=True)
class Taken:
    """Where the numbers of an answer come from: stands under every report.

    Attributes
    ----------
    week, content_id, source, published_at
        Of the snapshot whose drop the facts are of.
    """

    week: date
    content_id: str
    source: str
    published_at: datetime | None
