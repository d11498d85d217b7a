"""A small country for the reports on schools, its numbers worked out by hand.

School A of the town hands over lessons: 9Б (criterial, four pupils), 10А (classical, two), 1А (one). School B hands
over counts. School C of the other district has one class, 9А.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from tests.report_facts import LATEST, RAYON, REGION, REPUBLIC, TOWN, Facts, school

Q1 = "2026-2027/q1"
A = (REPUBLIC, REGION, TOWN, "A")
C = (REPUBLIC, REGION, RAYON, "C")
MONDAY = LATEST + timedelta(days=1)
DISTRICTS = {"A": TOWN, "B": TOWN, "C": RAYON}
CLASSES = {
    "A-1a": ("A", 1, "А", "criterial"),
    "A-9b": ("A", 9, "Б", "criterial"),
    "A-10a": ("A", 10, "А", "classical"),
    "C-9a": ("C", 9, "А", "criterial"),
}


def of(school_id: str, **more: Any) -> dict[str, Any]:
    return {"school_id": school_id, "unit_id": DISTRICTS[school_id], **more}


def of_class(class_id: str, **more: Any) -> dict[str, Any]:
    return of(CLASSES[class_id][0], class_id=class_id, **more)


def lesson(
    class_id: str, day: int, slot: int, subject: str = "math", teacher: str = "t1", **more: Any
) -> dict[str, Any]:
    """Return a lesson; what is not said was not entered."""
    usual = dict.fromkeys(("homework_in_time", "planned", "recorded", "tick_only"), False) | dict.fromkeys(
        ("marks", "marks_in_time", "marks_eligible", "sor", "soch", "absences", "comments", "homework", "late_entries"),
        0,
    )
    status = more.get("status", "scheduled")
    named = {
        "lesson_id": f"{class_id}-{day}-{slot}-{more.get('group_id', '')}",
        "subject_id": subject,
        "teacher_id": teacher,
        "date": LATEST + timedelta(days=day),
        "slot": slot,
        "status": status,
        "counted": status != "cancelled",
    }
    return of_class(class_id, **(usual | named | more))


def at(day: int, hour: int = 10) -> datetime:
    """Return an hour of a day of the week, in UTC without a zone, as facts keep it."""
    return datetime.combine(LATEST, time(hour)) + timedelta(days=day)


def enrolled(class_id: str, *pupils: str, since: date = date(2026, 9, 1), **more: Any) -> list[dict[str, Any]]:
    usual = {"entered_on": since, "entry_kind": "admitted"}
    return [of_class(class_id, pupil_id=pupil, **{**usual, **more}) for pupil in pupils]


def results(class_id: str, subject: str, *given: str, period: str = Q1) -> Iterable[dict[str, Any]]:
    """Return results of pupils p1, p2 … in a subject."""
    for number, result in enumerate(given, 1):
        pupil = f"{class_id}-p{number}"
        yield of_class(class_id, subject_id=subject, period=period, pupil_id=pupil, result=result)


def marks(class_id: str, subject: str, pupil: int, *given: int, **codes: int) -> dict[str, Any]:
    """Return the marks and absences of a pupil in a subject."""
    counts = {f"n{grade}": given.count(grade) for grade in range(1, 11)}
    missed = dict.fromkeys(("absent", "ill", "excused", "late"), 0) | codes
    return of_class(
        class_id,
        subject_id=subject,
        pupil_id=f"{class_id}-p{pupil}",
        mark_count=len(given),
        mark_sum=sum(given),
        **counts,
        **missed,
    )


def base() -> Facts:
    """Return the registers: schools, classes, subjects."""
    facts = Facts().add("schools", [school("A"), school("B"), school("C", RAYON)])
    facts.add(
        "classes",
        [
            of(key, class_id=class_id, grade=grade, letter=letter, journal_kind=kind, language="kk", taught=True)
            for class_id, (key, grade, letter, kind) in CLASSES.items()
        ],
    )
    facts.add(
        "subjects",
        [
            {"subject_id": "math", "name_kk": "Математика", "name_ru": "Математика", "name_en": "Mathematics"},
            {"subject_id": "sport", "name_kk": "Дене шынықтыру", "name_ru": "Физкультура", "name_en": None},
        ],
    )
    pupils = {"A-1a": 1, "A-9b": 4, "A-10a": 2, "C-9a": 2}
    return facts.add(
        "enrolments",
        [row for key, size in pupils.items() for row in enrolled(key, *(f"{key}-p{n}" for n in range(1, size + 1)))],
    )


def country() -> Facts:
    """Return the whole small country of one week."""
    facts = base()
    facts.add(
        "lessons",
        [
            lesson("A-1a", 1, 1, topic_at=at(1), planned=True, recorded=True, absences=1),
            lesson("A-9b", 1, 1, topic_at=at(1), homework_at=at(1), homework=1, homework_minutes=30,
                   homework_in_time=True, planned=True, recorded=True, marks=3, marks_eligible=3, marks_in_time=2),
            lesson("A-9b", 1, 2, "sport", "t2", group_id="g1", homework_at=at(3), homework=1, homework_minutes=10,
                   planned=True, recorded=True),
            lesson("A-9b", 1, 2, "sport", "t3", group_id="g2", homework_at=at(3), homework=1, homework_minutes=25,
                   planned=True),
            lesson("A-9b", 2, 1, homework_at=at(2), homework=1, homework_in_time=True, planned=True,
                   recorded=True, sor=4, marks=4),
            lesson("A-9b", 3, 1, status="cancelled"),
            lesson("A-10a", 1, 1, teacher="t1", status="substituted", substitute_id="t2", homework_at=at(1), homework=1,
                   homework_minutes=20, homework_in_time=True, planned=True, recorded=True, marks=2, marks_eligible=2,
                   marks_in_time=2),
            lesson("A-10a", 1, 2, teacher="t1", status="substituted", recorded=True),
            lesson("C-9a", 1, 1, teacher="c1", recorded=True, marks=1, marks_eligible=1),
        ],
    )  # fmt: skip
    facts.add(
        "pupil_weeks",
        [
            marks("A-1a", "math", 1, ill=1),
            marks("A-9b", "math", 1, 9, 10, absent=1),
            marks("A-9b", "math", 2, 6, late=1),
            marks("A-9b", "sport", 2, excused=1),
            marks("A-10a", "math", 1, 5, 4),
            marks("A-10a", "math", 2, ill=2),
            marks("C-9a", "math", 1, 7),
        ],
    )
    facts.add(
        "period_results",
        [
            *results("A-9b", "math", "5", "4", "3", "not_attested"),
            *results("A-9b", "sport", "pass", "pass", "fail", "exempt"),
            *results("A-10a", "math", "4", "2"),
            *results("C-9a", "math", "5"),
            *results("A-10a", "math", "5", "5", period="2025-2026/year"),
        ],
    )
    facts.add(
        "journal_changes",
        [
            of_class("A-9b", subject_id="math", person_id="t1", at=at(2, 9), kind="mark_changed"),
            of_class("A-9b", subject_id="math", person_id="t9", at=at(4, 9), kind="frobnicated"),
            of_class("A-10a", subject_id="math", person_id="t1", at=at(1, 9), kind="mark_deleted"),
        ],
    )
    return facts
