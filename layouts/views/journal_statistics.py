"""The statistics of journal keeping of a school: by class, by journal, by teacher (A-58, spec A.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from fractions import Fraction
from functools import cached_property
from urllib.parse import quote_plus

from dashboard.configuration import MonitorConfig
from dashboard.dates import moment_text, span_with_year
from dashboard.locales import NBSP, Language
from dashboard.school_choice import FILLED, RESULTS, UNFILLED, VARIANTS, SchoolChoice
from dashboard.school_frames import LESSONS, Change, Counts, JournalRow, SchoolFacts, together
from layouts.views.journal_columns import AUTHOR, LAST_CHANGE, POINTS, SHARES, Pair, Share, other_titles
from layouts.views.journal_notes import notes
from layouts.views.school_names import address, class_name, class_order, missing_word, subject_name, teacher_name
from layouts.views.school_results import meaning
from layouts.views.words import Json

Key = tuple[str | None, ...]
SHOWN = 100  # rows on a page, where not all of them are asked for


@dataclass(frozen=True)
class Line:
    """One row of the table.

    Attributes
    ----------
    names
        What stands in its first columns.
    counts
        What was counted.
    chosen
        The fields of the choice that stand for it.
    change
        The last change of its journals.
    results
        Pupils with a result of the period, and pupils.
    order
        What rows are sorted by where nothing else decides.
    """

    names: tuple[str, ...]
    counts: Counts
    chosen: dict[str, str]
    change: Change | None
    results: Pair
    order: tuple[object, ...]


@dataclass(frozen=True)
class Statistics:
    """The statistics of a school in words.

    Attributes
    ----------
    lang, facts, choice, config
        The language, what is known, what is chosen, the targets of the shown week.
    """

    lang: Language
    facts: SchoolFacts
    choice: SchoolChoice
    config: MonitorConfig

    @property
    def rows(self) -> list[JournalRow]:
        """The journals of the chosen class, subject and teacher."""
        choice = self.choice
        asked = (choice.school_class, choice.grade, choice.subject, choice.teacher)
        found = ((row, (row.class_id, self._grade(row), row.subject_id, row.teacher_id)) for row in self.facts.rows)
        return [
            row for row, ids in found if all(not want or want == have for want, have in zip(asked, ids, strict=True))
        ]

    def _grade(self, row: JournalRow) -> str:
        """Return the grade of a journal, as an address has it."""
        found = self.facts.classes.get(row.class_id or "")
        return str(found.grade) if found else ""

    def lines(self) -> list[Line]:
        """Return the rows of the table, filtered and sorted."""
        make = _VARIANTS[self.choice.variant]
        kept = [line for line in make(self) if _passes(self.choice.filled, line.counts)]
        return sorted(kept, key=lambda line: (self._rank(line), line.order))

    @cached_property
    def _address(self) -> str:
        """The address of the page without what a line chooses: a page has some thousand addresses that begin so."""
        found = address(self.choice, school_class="", grade="", subject="", teacher="", missing=False, whole=False)
        return found if found == "?" else f"{found}&"

    def address_of(self, line: Line) -> str:
        """Return the address of the lessons of a line up to what is listed; empty where the school hands over none."""
        if self.facts.kind != LESSONS:
            return ""
        names = {"school_class": "class"}
        asked = {"school_class": self.choice.school_class, "subject": self.choice.subject, "grade": self.choice.grade}
        fields = asked | {"teacher": self.choice.teacher} | line.chosen
        added = "".join(f"{names.get(name, name)}={quote_plus(value)}&" for name, value in fields.items() if value)
        return f"{self._address}{added}of="

    def total(self) -> Line:
        """Return the line of all rows together."""
        rows = self.rows
        return self._line((self.lang.gettext("Total"),), rows, {}, ())

    def _rank(self, line: Line) -> tuple[bool, Fraction | float]:
        """Return what the chosen column says of a line; lines without a number come last."""
        column, descending = self.choice.sorted_by
        value = self._value(line, column)
        if value is None:
            return True, 0.0
        return False, -value if descending else value

    def _value(self, line: Line, column: str) -> Fraction | float | None:
        """Return the number of a column."""
        if column in SHARES:
            return _quotient(SHARES[column].pair(line.counts))
        numbers: dict[str, Fraction | float | None] = {
            RESULTS: _quotient(line.results),
            LAST_CHANGE: line.change.at.timestamp() if line.change else None,
            "lessons": line.counts.lessons,
            **{name: of(line.counts) for name, (_, of) in POINTS.items()},
        }
        return numbers.get(column)

    def by_class(self) -> Iterator[Line]:
        """Yield a line for each class."""
        for (class_id,), rows in _groups(self.rows, lambda row: (row.class_id,)):
            name = class_name(self.lang, self.facts, class_id)
            yield self._line((name,), rows, _chosen(school_class=class_id), class_order(self.facts, class_id))

    def by_journal(self) -> Iterator[Line]:
        """Yield a line for each class and subject."""
        for (class_id, subject), rows in _groups(self.rows, lambda row: (row.class_id, row.subject_id)):
            names = class_name(self.lang, self.facts, class_id), subject_name(self.lang, self.facts.subjects, subject)
            order = (*class_order(self.facts, class_id), names[1])
            yield self._line(names, rows, _chosen(school_class=class_id, subject=subject), order)

    def by_teacher(self) -> Iterator[Line]:
        """Yield a line for each teacher, with subjects and classes."""
        for (teacher,), rows in _groups(self.rows, lambda row: (row.teacher_id,)):
            subjects = sorted({subject_name(self.lang, self.facts.subjects, row.subject_id) for row in rows})
            classes = sorted({row.class_id for row in rows}, key=lambda one: class_order(self.facts, one))
            given = ", ".join(class_name(self.lang, self.facts, one).replace(" ", NBSP) for one in classes)
            names = teacher_name(self.lang, teacher), ", ".join(subjects), given
            yield self._line(names, rows, _chosen(teacher=teacher), (teacher is None, teacher or ""))

    def _line(
        self, names: tuple[str, ...], rows: Sequence[JournalRow], chosen: dict[str, str], order: tuple[object, ...]
    ) -> Line:
        """Return a line of some journals."""
        counts = together(row.counts for row in rows)
        journals = {(row.class_id, row.subject_id) for row in rows if row.class_id}
        changes = self.facts.changes or {}
        found = [changes[key] for key in changes if (key[0], key[1]) in journals]
        change = max(found, key=lambda one: one.at, default=None)
        return Line(names, counts, chosen, change, self._results(journals), order)

    def _results(self, journals: Iterable[tuple[str | None, str | None]]) -> Pair:
        """Return how many results of the period are set, and how many pupils should have one."""
        results, pupils = self.facts.results, self.facts.pupils
        if results is None:
            return None, None
        known = [(class_id or "", subject) for class_id, subject in journals if subject]  # others have no result
        part = sum(results.get(key, 0) for key in known)
        return part, sum(pupils.get(class_id, 0) for class_id, _ in known) if pupils is not None else None


_VARIANTS: dict[str, Callable[[Statistics], Iterator[Line]]] = {
    "school": Statistics.by_class,
    "classes": Statistics.by_journal,
    "teachers": Statistics.by_teacher,
}


def _groups(rows: Iterable[JournalRow], key: Callable[[JournalRow], Key]) -> Iterator[tuple[Key, list[JournalRow]]]:
    """Yield rows of one key together."""
    found: dict[Key, list[JournalRow]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    yield from found.items()


def _chosen(**values: str | None) -> dict[str, str]:
    """Return the fields of a choice that have a value."""
    return {name: value for name, value in values.items() if value}


def _passes(filled: str, counts: Counts) -> bool:
    """Tell whether a row passes the filter: filled is a journal whose every lesson is recorded."""
    complete = counts.recorded is not None and counts.lessons > 0 and counts.recorded == counts.lessons
    return {FILLED: complete, UNFILLED: not complete}.get(filled, True)


def _quotient(pair: Pair) -> Fraction | None:
    """Return a share; None where there is none."""
    part, whole = pair
    return Fraction(part, whole) if part is not None and whole else None


def heads(of: Statistics) -> list[Json]:
    """Return the heads of the columns: key, title, meaning, address that sorts by it, how it is sorted now."""
    titles = other_titles(of.lang)
    named = [
        {"key": "", "title": title, "meaning": "", "href": "", "sort": "", "number": False}
        for title in _first_titles(of)
    ]
    columns = [("lessons", titles["lessons"], ""), (LAST_CHANGE, titles[LAST_CHANGE], ""), (AUTHOR, titles[AUTHOR], "")]
    columns += [(key, share.title(of.lang), share.meaning(of.lang)) for key, share in SHARES.items()]
    columns += [
        (RESULTS, titles[RESULTS], meaning(of.lang, of.facts)),
        *((key, title(of.lang), "") for key, (title, _) in POINTS.items()),
    ]
    return [*named, *(_head(of, *column) for column in columns)]


def _first_titles(of: Statistics) -> list[str]:
    """Return the heads of the columns of names."""
    lang = of.lang
    texts = {
        "school": [lang.pgettext("column", "Class")],
        "classes": [lang.pgettext("column", "Class"), lang.pgettext("column", "Subject")],
        "teachers": [
            lang.pgettext("column", "Teacher"),
            lang.pgettext("column", "Subjects"),
            lang.pgettext("column", "Classes"),
        ],
    }
    return texts[of.choice.variant]


def _head(of: Statistics, key: str, title: str, meaning: str) -> Json:
    """Return the head of a column of numbers."""
    column, descending = of.choice.sorted_by
    turned = f"-{key}" if column == key and not descending else key
    sort = ("descending" if descending else "ascending") if column == key else ""
    href = address(of.choice, order=turned) if key != AUTHOR else ""
    return {
        "key": key,
        "title": title,
        "meaning": meaning,
        "href": href,
        "sort": sort,
        "number": key not in {AUTHOR, LAST_CHANGE},
    }


def cells(of: Statistics, line: Line) -> list[Json]:
    """Return the cells of a line, those of its names first."""
    named = [_cell(name, "name") for name in line.names]
    named += [_cell("", "filler")] * (len(_first_titles(of)) - len(named))
    begin = of.address_of(line)
    return [
        *named,
        _points(of, line.counts.lessons, begin and f"{begin}lessons"),
        *_change(of, line),
        *(_share(of, line, share, begin) for share in SHARES.values()),
        _of_pair(of, line.results, begin and f"{begin}{RESULTS}", "", of.facts.results is not None),
        *(_points(of, number(line.counts), begin and begin + key) for key, (_, number) in POINTS.items()),
    ]


def _change(of: Statistics, line: Line) -> list[Json]:
    """Return when the journal was last changed, and by whom."""
    if of.facts.changes is None:
        return [_not_connected(of.lang)] * 2
    if line.change is None:
        return [_missing(of.lang, "no_data")] * 2
    moment = moment_text(of.lang, line.change.at.replace(tzinfo=UTC))
    return [_cell(moment, "t"), _cell(line.change.person, "t")]


def _share(of: Statistics, line: Line, share: Share, begin: str) -> Json:
    """Return a percentage with the way to its lessons."""
    part, whole = pair = share.pair(line.counts)
    if share.listed in {"homework", "homework_in_time"} and line.counts.homework_due == 0 and line.counts.lessons:
        return _missing(of.lang, "not_applicable")  # nobody asks the first grade for homework (G-22)
    target = of.config.targets[share.indicator] if share.indicator else 0
    short = bool(target and part is not None and whole and 100 * part < target * whole)
    return _of_pair(of, pair, begin and begin + share.listed, "bad" if short else "", connected=None not in pair)


def _of_pair(of: Statistics, pair: Pair, href: str, status: str, connected: bool) -> Json:
    """Return a percentage, or why there is none."""
    part, whole = pair
    if not connected or part is None:
        return _not_connected(of.lang)
    if not whole:
        return _missing(of.lang, "no_data")
    tenths = 1000 * part // whole
    about = of.lang.of(part, whole)
    return _cell(of.lang.percent(tenths), "n", title=about, href=href, status=status) | {"tenths": tenths}


def _points(of: Statistics, number: int | None, href: str) -> Json:
    """Return a count with the way to its lessons, where there are any; or that it is not handed over."""
    if number is None:
        return _not_connected(of.lang)
    return _cell(of.lang.number(number), "n", href=href if number else "") | {"number": number}


def _missing(lang: Language, kind: str, title: str = "") -> Json:
    """Return a cell without a number."""
    return _cell(missing_word(lang, kind), "none", title=title)


def _not_connected(lang: Language) -> Json:
    """Return a cell of what is not handed over: no data, which is not zero; its title says why."""
    return _missing(lang, "no_data", lang.gettext("not connected: the school does not hand this over"))


def _cell(text: str, kind: str, *, title: str = "", href: str = "", status: str = "") -> Json:
    """Return a cell: ``kind`` is name, filler, t (text), n (number) or none."""
    return {"text": text, "kind": kind, "title": title, "href": href, "status": status}


def statistics(of: Statistics) -> Json:
    """Return the whole block: variants, filters, table, what is missing and why."""
    lang, lines = of.lang, of.lines()
    shown = lines if of.choice.whole else lines[:SHOWN]
    return {
        "title": lang.gettext("Statistics of journal keeping"),
        "variants": [_variant(of, name) for name in VARIANTS],
        "interval": span_with_year(lang, of.facts.first, of.facts.last),
        "heads": heads(of),
        "rows": [cells(of, line) for line in shown],
        "total": cells(of, of.total()) if of.facts.rows else None,
        "count": lang.ngettext("%(num)s row", "%(num)s rows", len(lines)),
        "more": _more(of, len(shown), len(lines)),
        "empty": lang.gettext("There are no journals in this interval under these filters."),
        "notes": list(notes(lang, of.facts)),
    }


def _more(of: Statistics, shown: int, found: int) -> Json | None:
    """Return how many rows are shown and the way to all of them; None where they are."""
    if shown == found:
        return None
    lang = of.lang
    text = lang.gettext("The first %(shown)s are shown.", shown=lang.number(shown))
    return {"text": text, "title": lang.gettext("Show all rows"), "href": address(of.choice, whole=True)}


def _variant(of: Statistics, name: str) -> Json:
    """Return a tab."""
    texts = {
        "school": of.lang.pgettext("statistics", "School"),
        "classes": of.lang.pgettext("statistics", "Classes"),
        "teachers": of.lang.pgettext("statistics", "Teachers"),
    }
    return {
        "title": texts[name],
        "href": address(of.choice, variant=name, order="", whole=False),
        "on": of.choice.variant == name,
    }
