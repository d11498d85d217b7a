"""The journals, lessons and profile of one school, from the rows behind the snapshots."""

# ruff: noqa: S608 what stands in the queries comes from the store and from tables here; what readers ask for is bound

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from dashboard.school_choice import YEAR, SchoolChoice
from dashboard.school_frames import (
    CLASS_WEEK,
    LESSONS,
    NOTHING,
    SCHOOL_WEEK,
    AccountRow,
    Change,
    ClassRow,
    Counts,
    JournalRow,
    LessonRow,
    Profile,
    ResultRow,
    SchoolFacts,
)
from dashboard.snapshot.contract import PROFILE_FIELDS
from dashboard.terms import pupils_on, term_of
from dashboard.timeline import Published, Timeline
from dashboard.weeks import DAY, academic_year, academic_year_of, last_day, week_of
from queries.class_limits import class_limit
from queries.facts import FactStore

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LISTED_PERSONS = 500
TEACHER = "CASE WHEN status = 'substituted' THEN coalesce(substitute_id, teacher_id) ELSE teacher_id END"
# Of lessons that stand beside their class `c`: the first grade is asked for no homework (G-22).
LESSON_COUNTS = """count(*), count(topic_at), count(homework_at) FILTER (c.grade > 1),
    count(*) FILTER (homework_in_time AND c.grade > 1), count(*) FILTER (c.grade > 1),
    count(*) FILTER (recorded), count(*) FILTER (planned), sum(marks)::BIGINT, sum(marks_eligible)::BIGINT,
    sum(marks_in_time)::BIGINT, sum(sor)::BIGINT, sum(soch)::BIGINT"""
# Marks in time count in rows alone that have both numbers.
# Who is in which class on a day, each once.
PUPILS = """SELECT DISTINCT class_id, pupil_id FROM {enrolments}
    WHERE entered_on <= DATE '{day}' AND (left_on IS NULL OR left_on > DATE '{day}')"""
_WEEK_COUNTS = """sum(lessons)::BIGINT, sum(lessons_recorded)::BIGINT, sum(lessons_planned)::BIGINT,
    sum(marks)::BIGINT, (sum(marks_eligible) FILTER (marks_timely IS NOT NULL))::BIGINT,
    (sum(marks_timely) FILTER (marks_eligible IS NOT NULL))::BIGINT"""


@dataclass(frozen=True)
class SchoolReader:
    """Reads the facts of one school.

    Parameters
    ----------
    store, opened
        The facts, and a cursor of this thread.
    school, district
        Its id, and the district it belongs to in the shown week.
    timeline
        The published weeks.
    shown
        The shown week.
    classes
        The only classes that are shown; all of them and the school as a whole without.
    """

    store: FactStore
    opened: DuckDBPyConnection
    school: str
    district: str
    timeline: Timeline
    shown: Published
    classes: frozenset[str] | None = None

    def facts(self, choice: SchoolChoice) -> SchoolFacts:
        """Return what is known of the school in the chosen interval, and in the shown week."""
        first, last = choice.interval(self.shown.week)
        published = self._published(first, last)
        kept = [one for one in published if self.store.kept(one.content_id)]
        ids, now = [one.content_id for one in kept], [self.shown.content_id]
        # In what detail the school hands over its records by now; weeks of another kind before are left out.
        kind = self._kind(ids[-1:] or now)
        period = self._period(choice)
        source = self._source(kept, period) if kind == LESSONS else None
        said = [source.content_id] if source else []
        week = (self.shown.week, last_day(self.shown.week))
        rows = self._rows(kind, ids, (first, last))
        week_rows = rows if ids == now and (first, last) == week else self._rows(kind, now, week)
        # Most classes are there all the year: only where one is not are the registers of all weeks looked through.
        classes = self._classes(kind, [*ids[-1:], *now])
        if any(row.class_id not in classes for row in rows if row.class_id):
            classes = self._classes(kind, [*ids, *now])
        above = {class_id for class_id, one in classes.items() if one.grade > 1}
        return SchoolFacts(
            first=first,
            last=last,
            kind=kind,
            rows=_asked_for_homework(rows, above),
            week_rows=_asked_for_homework(week_rows, above),
            classes=classes,
            subjects=self._subjects([*ids[-1:], *now]),
            changes=self._changes(ids, first, last) if kind == LESSONS else None,
            results=self._results(said, period, source),
            pupils=self._pupils(said, period, source),
            term=period,
            results_of={source.week: source.content_id} if source else {},
            pupils_on=pupils_on(period, last_day(source.week)) if source else None,
            weeks={one.week: one.content_id for one in kept},
            missing_weeks=tuple(one.week for one in published if one not in kept),
            profile=self._profile(now),
            idle=self._idle(now),
        )

    def lessons(self, choice: SchoolChoice) -> list[LessonRow]:
        """Return the lessons behind a number, in order: one row is one lesson in L."""
        first, last = choice.interval(self.shown.week)
        ids = [one.content_id for one in self._kept(first, last)]
        wanted, values = self._narrowed(choice, ids)
        query = f"""SELECT week, date, slot, class_id, subject_id, {TEACHER} AS teacher, status, topic_at IS NOT NULL,
            homework_at IS NOT NULL, homework_in_time, recorded, planned, marks, marks_eligible, marks_in_time,
            late_entries, sor, soch FROM {self._scan("lessons", ids)}
            WHERE school_id = ? AND counted AND date BETWEEN ? AND ? {wanted}
            ORDER BY date, slot, class_id, subject_id, lesson_id"""
        return [*map(LessonRow._make, self._fetch(query, self.school, first, last, *values))]

    def results(self, choice: SchoolChoice) -> list[ResultRow]:
        """Return the pupils of the chosen journals with their results of the period, in order: one row is one of both.

        A journal is a class and a subject with lessons in the interval; its pupils are those of `SchoolFacts.pupils`.
        """
        first, last = choice.interval(self.shown.week)
        kept, period = self._kept(first, last), self._period(choice)
        source = self._source(kept, period)
        if source is None or not self._has("enrolments", [source.content_id]):
            return []
        ids = [one.content_id for one in kept]
        wanted, values = self._narrowed(choice, ids)
        query = f"""WITH journals AS (SELECT DISTINCT class_id, subject_id FROM {self._scan(LESSONS, ids)}
                WHERE school_id = ? AND counted AND date BETWEEN ? AND ? AND subject_id IS NOT NULL {wanted}),
            pupils AS ({self._enrolled(source, period)}),
            given AS (SELECT class_id, subject_id, pupil_id, any_value(result) AS result
                FROM {self._scan("period_results", [source.content_id])}
                WHERE school_id = ? AND period = ? GROUP BY 1, 2, 3)
            SELECT class_id, subject_id, pupil_id, result FROM journals JOIN pupils USING (class_id)
            LEFT JOIN given USING (class_id, subject_id, pupil_id) ORDER BY 1, 2, 3"""
        asked = (self.school, first, last, *values, self.school, self.school, period)
        return [*map(ResultRow._make, self._fetch(query, *asked))]

    def _period(self, choice: SchoolChoice) -> str:
        """Return the period whose results are looked at, as ``period_results`` names it; empty where there is none."""
        if choice.term:
            return choice.term
        first, last = choice.interval(self.shown.week)
        term = term_of(last, choice.terms(self.shown.week)) if choice.period != YEAR else YEAR
        return f"{academic_year_of(first)}/{term}" if term else ""

    def _source(self, kept: Sequence[Published], period: str) -> Published | None:
        """Return the week whose records say the results: the newest of the interval, or the shown one of that year.

        Results of a term are still given when its last week is over.
        """
        own = academic_year(self.shown.week) == period.partition("/")[0] and self.store.kept(self.shown.content_id)
        return max([*kept[-1:], *([self.shown] if own else [])], key=lambda one: one.week, default=None)

    def accounts(self, role: str) -> list[AccountRow]:
        """Return the persons with accounts in a role in the shown week, those without an activated one first."""
        query = f"""SELECT person_id, created_on, accounts, activated_accounts
            FROM {self._scan("people", [self.shown.content_id])} WHERE school_id = ? AND role = ? AND accounts > 0
            ORDER BY activated_accounts = accounts, person_id"""
        return [AccountRow(*row) for row in self._fetch(query, self.school, role)]

    def _narrowed(self, choice: SchoolChoice, ids: Sequence[str]) -> tuple[str, list[str]]:
        """Return the conditions of chosen class, grade, subject and teacher, and their values."""
        of_grade = f"class_id IN (SELECT class_id FROM {self._scan('classes', ids)} WHERE grade = ?)"
        asked = (
            ("class_id = ?", choice.school_class),
            (of_grade, choice.grade),
            ("subject_id = ?", choice.subject),
            (f"{TEACHER} = ?", choice.teacher),
        )
        chosen = [(condition, value) for condition, value in asked if value]
        return "".join(f" AND {condition}" for condition, _ in chosen), [value for _, value in chosen]

    def _published(self, first: date, last: date) -> tuple[Published, ...]:
        """Return the published weeks that an interval touches."""
        return self.timeline.between(week_of(first), last + DAY)

    def _kept(self, first: date, last: date) -> list[Published]:
        """Return those of them whose rows are kept."""
        return [one for one in self._published(first, last) if self.store.kept(one.content_id)]

    def _scan(self, table: str, ids: Sequence[str]) -> str:
        """Return a table of the school's district, cut to the classes that are shown."""
        found = self.store.scan(table, dict.fromkeys(ids), [self.district])
        if self.classes is None:
            return found
        enrolments = self.store.scan("enrolments", dict.fromkeys(ids), [self.district])
        return f"(SELECT * FROM {found} WHERE {class_limit(table, self.classes, enrolments)})"

    def _fetch(self, query: str, *values: object) -> list[Any]:
        """Return the rows of a query."""
        return self.opened.execute(query, values).fetchall()

    def _has(self, table: str, ids: Sequence[str]) -> bool:
        """Tell whether a table is kept of any of the snapshots."""
        return any(self.store.has(table, one) for one in ids)

    def _kind(self, ids: Sequence[str]) -> str:
        """Return in what detail the school hands over its records."""
        for table in (LESSONS, CLASS_WEEK, SCHOOL_WEEK):
            query = f"SELECT 1 FROM {self._scan(table, ids)} WHERE school_id = ? LIMIT 1"
            if self._fetch(query, self.school):
                return table
        return NOTHING

    def _rows(self, kind: str, ids: Sequence[str], days: tuple[date, date]) -> tuple[JournalRow, ...]:
        """Return the journals of the school."""
        if kind == LESSONS:
            return tuple(self._journals(ids, days))
        return tuple(self._told(kind, ids)) if kind in {CLASS_WEEK, SCHOOL_WEEK} else ()

    def _journals(self, ids: Sequence[str], days: tuple[date, date]) -> Iterator[JournalRow]:
        """Yield class, subject and teacher, added up from lessons, as if homework were expected of every grade."""
        query = f"""SELECT c.class_id, subject_id, {TEACHER} AS teacher, {LESSON_COUNTS} FROM
            (SELECT *, 2 AS grade FROM {self._scan(LESSONS, ids)}
            WHERE school_id = ? AND counted AND date BETWEEN ? AND ?) AS c GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
        for row in self._fetch(query, self.school, *days):
            class_id, subject, teacher, *counts = row
            yield JournalRow(class_id, subject, teacher, Counts(*counts))

    def _told(self, kind: str, ids: Sequence[str]) -> Iterator[JournalRow]:
        """Yield what an aggregated school handed over: classes, or the school as a whole."""
        key = "class_id" if kind == CLASS_WEEK else "NULL"
        query = f"SELECT {key}, {_WEEK_COUNTS} FROM {self._scan(kind, ids)} WHERE school_id = ? GROUP BY 1 ORDER BY 1"
        for class_id, lessons, recorded, planned, marks, eligible, timely in self._fetch(query, self.school):
            told = Counts(lessons, None, None, None, None, recorded, planned, marks, eligible, timely, None, None)
            yield JournalRow(class_id, None, None, told)

    def _classes(self, kind: str, ids: Sequence[str]) -> dict[str, ClassRow]:
        """Return the classes, with the lessons of the shown week in their timetables (Q-3)."""
        slots = self._slots(kind)
        query = f"""SELECT class_id, grade, letter, week = ? AND taught, coalesce(slots, 0), min_lessons
            FROM (FROM {self._scan("classes", ids)} WHERE school_id = ? QUALIFY row_number() OVER
            (PARTITION BY class_id ORDER BY week DESC) = 1) LEFT JOIN ({slots}) USING (class_id) ORDER BY 2, 3, 1"""
        asked = [self.shown.week, self.school, *([self.school] if kind in {LESSONS, CLASS_WEEK} else [])]
        return {row[0]: ClassRow(*row) for row in self._fetch(query, *asked)}

    def _slots(self, kind: str) -> str:
        """Return the query of the lessons in the timetable of each class in the shown week."""
        now = [self.shown.content_id]
        if kind == LESSONS:
            return f"""SELECT class_id, count(DISTINCT (date, slot)) AS slots FROM {self._scan(kind, now)}
                WHERE school_id = ? AND counted GROUP BY class_id"""
        if kind == CLASS_WEEK:
            return f"SELECT class_id, slots FROM {self._scan(kind, now)} WHERE school_id = ?"
        return "SELECT NULL AS class_id, 0 AS slots LIMIT 0"

    def _subjects(self, ids: Sequence[str]) -> dict[str, dict[str, str | None]]:
        """Return the names of subjects by language; the newest where they changed."""
        query = f"SELECT subject_id, name_kk, name_ru, name_en FROM {self._scan('subjects', ids)} ORDER BY week"
        return {row[0]: dict(zip(("kk", "ru", "en"), row[1:], strict=True)) for row in self._fetch(query)}

    def _changes(self, ids: Sequence[str], first: date, last: date) -> dict[tuple[str, str | None], Change] | None:
        """Return the last change of every journal."""
        if not self._has("journal_changes", ids):
            return None
        query = f"""SELECT class_id, subject_id, max("at"), arg_max(person_id, "at")
            FROM {self._scan("journal_changes", ids)} WHERE school_id = ? AND week BETWEEN ? AND ? GROUP BY 1, 2"""
        rows = self._fetch(query, self.school, week_of(first), last)
        return {(row[0], row[1]): Change(row[2], row[3]) for row in rows}

    def _results(
        self, ids: Sequence[str], period: str, source: Published | None
    ) -> dict[tuple[str, str | None], int] | None:
        """Return how many pupils of each class have a result of a period, by class and subject.

        Of a school of which no result of any period is there nothing is known, which is not zero.
        """
        if not period or source is None:
            return None
        among, there, asked = "", "", [period, self.school]
        if self._has("enrolments", ids):
            enrolled = f"SELECT true AS there, * FROM ({self._enrolled(source, period)})"
            among = f"LEFT JOIN ({enrolled}) USING (class_id, pupil_id)"
            there, asked = "AND there", [*asked, self.school]
        query = f"""SELECT class_id, subject_id, count(DISTINCT pupil_id) FILTER (period = ? {there})
            FROM (SELECT * FROM {self._scan("period_results", ids)} WHERE school_id = ?) AS given {among}
            GROUP BY 1, 2"""
        return {(row[0], row[1]): row[2] for row in self._fetch(query, *asked)} or None

    def _enrolled(self, source: Published, period: str) -> str:
        """Return the query of who is in which class on the day of a period's results; it asks for the school."""
        own = f"(SELECT * FROM {self._scan('enrolments', [source.content_id])} WHERE school_id = ?)"
        return PUPILS.format(enrolments=own, day=pupils_on(period, last_day(source.week)))

    def _pupils(self, ids: Sequence[str], period: str, source: Published | None) -> dict[str, int] | None:
        """Return how many pupils each class has on that day."""
        if source is None or not self._has("enrolments", ids):
            return None
        query = f"SELECT class_id, count(*) FROM ({self._enrolled(source, period)}) GROUP BY 1"
        return dict(self._fetch(query, self.school))

    def _profile(self, ids: Sequence[str]) -> Profile | None:
        """Return the profile of the shown week."""
        columns = ", ".join(PROFILE_FIELDS)
        rows = self._fetch(
            f"SELECT suspicious, {columns} FROM {self._scan('schools', ids)} WHERE school_id = ?",
            self.school,
        )
        if not rows:
            return None
        odd, *values = rows[0]
        return Profile(dict(zip(PROFILE_FIELDS, values, strict=True)), frozenset(filter(None, odd.split(","))))

    def _idle(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]] | None:
        """Return the persons whose account is not activated, by role."""
        query = f"""SELECT role, (list(person_id ORDER BY person_id) FILTER (accounts > activated_accounts))
            [:{LISTED_PERSONS}] FROM {self._scan("people", ids)} WHERE school_id = ? GROUP BY role"""
        rows = self._fetch(query, self.school)
        return {role: tuple(persons or ()) for role, persons in rows} if rows else None


def _asked_for_homework(rows: Sequence[JournalRow], above: Container[str]) -> tuple[JournalRow, ...]:
    """Return journals without the homework of the first grade, and of classes nobody knows (G-22)."""
    none: dict[str, Any] = {"homework": 0, "homework_in_time": 0, "homework_due": 0}
    return tuple(
        row
        if row.class_id in above or row.counts.homework is None
        else replace(row, counts=replace(row.counts, **none))
        for row in rows
    )
