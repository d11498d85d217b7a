"""What a reader chose on a school's page: the whole of it stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.terms import Term, terms, year_span
from dashboard.weeks import academic_year, last_day

VARIANTS = ("school", "classes", "teachers")
WEEK, YEAR, DATES = "week", "year", "dates"
PERIODS = (WEEK, "q1", "q2", "q3", "q4", YEAR, DATES)
FILLED, UNFILLED = "filled", "unfilled"
# What can be listed lesson by lesson: all lessons, the columns of the statistics that are shares of them, and the
# lessons with summative work.
OF_LESSONS = ("lessons", "topics", "homework", "homework_in_time", "journal", "planning", "timely", "sor", "soch")
# The results of a term, pupil by pupil.
RESULTS = "results"
# What else: the classes of the timetable and the accounts of a role, both of the shown week alone.
TIMETABLE, ACCOUNTS = "timetable", ("act_teachers", "act_pupils", "act_parents")
OF_WEEK = (TIMETABLE, *ACCOUNTS)
LISTED = (*OF_LESSONS, RESULTS, *OF_WEEK)
LONGEST = 200
_DESCENDING = "-"
_GRADES = tuple(map(str, range(13)))


@dataclass(frozen=True, slots=True)
class SchoolChoice:
    """What is shown of a school.

    Attributes
    ----------
    week
        The shown week; None for the latest one.
    variant
        One of `VARIANTS`: what one row of the statistics is about.
    year
        An academic year; empty for the shown week's.
    period
        One of `PERIODS`.
    first, last
        The interval of the period ``dates``.
    school_class, grade, subject, teacher
        Only these; empty for all.
    whole
        All rows of the statistics are shown, however many there are.
    term
        The period whose results are looked at, as in ``period_results``; empty for that of the interval.
    filled
        `FILLED`, `UNFILLED` or empty for all journals.
    order
        A column the rows are sorted by, with a minus for the largest first; empty for the usual order.
    listed
        One of `LISTED`: what is behind a percentage is shown; empty for the page.
    missing
        Of these rows only those where something is missing.
    """

    week: date | None = None
    variant: str = VARIANTS[0]
    year: str = ""
    period: str = WEEK
    first: date | None = None
    last: date | None = None
    school_class: str = ""
    grade: str = ""
    subject: str = ""
    teacher: str = ""
    filled: str = ""
    order: str = ""
    listed: str = ""
    term: str = ""
    missing: bool = False
    whole: bool = False

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> SchoolChoice:
        """Read the fields of an address; what is not known is left out, so that every address gives a page."""
        first, last = _day(query.get("from")), _day(query.get("to"))
        period = _one_of(query.get("period"), PERIODS, WEEK)
        listed = _one_of(query.get("of"), LISTED, "")
        if listed in OF_WEEK or (period == DATES and (first is None or last is None or first > last)):
            period, first, last = WEEK, None, None
        return cls(
            week=_day(query.get("week")),
            variant=_one_of(query.get("variant"), VARIANTS, VARIANTS[0]),
            year=_year(query.get("year") or "") if listed not in OF_WEEK else "",
            period=period,
            first=first if period == DATES else None,
            last=last if period == DATES else None,
            school_class=_text(query.get("class")),
            grade=_one_of(query.get("grade"), _GRADES, ""),
            subject=_text(query.get("subject")),
            teacher=_text(query.get("teacher")),
            filled=_one_of(query.get("journals"), (FILLED, UNFILLED), ""),
            order=_text(query.get("order")),
            listed=listed,
            term=_term(query.get("term") or ""),
            missing=query.get("missing") == "1",
            whole=query.get("rows") == "all",
        )

    def to_query(self) -> dict[str, str]:
        """Return the fields of the address; defaults are left out."""
        fields = {
            "week": self.week.isoformat() if self.week else "",
            "variant": self.variant if self.variant != VARIANTS[0] else "",
            "year": self.year,
            "period": self.period if self.period != WEEK else "",
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            "class": self.school_class,
            "grade": self.grade,
            "subject": self.subject,
            "teacher": self.teacher,
            "journals": self.filled,
            "order": self.order,
            "of": self.listed,
            "term": self.term,
            "missing": "1" if self.missing else "",
            "rows": "all" if self.whole else "",
        }
        return {name: text for name, text in fields.items() if text}

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """The column of the order and whether the largest come first."""
        return self.order.removeprefix(_DESCENDING), self.order.startswith(_DESCENDING)

    def academic_year(self, week: date) -> str:
        """Return the academic year, where the shown week is known."""
        return self.year or academic_year(week)

    def terms(self, week: date) -> tuple[Term, ...]:
        """Return the terms that can be chosen."""
        return terms(self.academic_year(week))

    def interval(self, week: date) -> tuple[date, date]:
        """Return the first and the last day that are looked at.

        Parameters
        ----------
        week
            The shown week. A week of another academic year than the chosen one is none of it: then all of that year.
        """
        if self.period == DATES and self.first and self.last:
            return self.first, self.last
        term = next((term for term in self.terms(week) if term.key == self.period), None)
        if term:
            return term.first, term.last
        if self.period == YEAR or (self.year and self.year != academic_year(week)):
            return year_span(self.academic_year(week))
        return week, last_day(week)


def _day(text: str | None) -> date | None:
    """Return a day; None for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _one_of(text: str | None, known: tuple[str, ...], default: str) -> str:
    """Return a known word, or the default."""
    return text if text in known else default


def _text(text: str | None) -> str:
    """Return a text that is not too long."""
    return (text or "")[:LONGEST]


def _year(text: str) -> str:
    """Return an academic year ``2026-2027``; empty for what is none."""
    first, _, second = text.partition("-")
    fits = first.isdecimal() and second.isdecimal() and len(first) == len(second) == len("2026")
    return text if fits and 1900 <= int(first) < 9000 and int(second) == int(first) + 1 else ""


def _term(text: str) -> str:
    """Return a period of results, ``2026-2027/q1`` or ``2026-2027/year``; empty for what is none."""
    year, _, part = text.partition("/")
    return text if _year(year) and part in (*PERIODS[1:5], YEAR) else ""
