"""The rules of section J once more, in plain Python, row by row: what the engine must find.

Nothing here is shared with the code under test, except the numbers of the configuration. Rows are dicts as
`tests.school_weeks.World` holds them; the calendar is the drop's alone.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from dashboard.configuration import MonitorConfig

Row = dict[str, Any]
ROLES = {"act_teachers": "teacher", "act_pupils": "pupil", "act_parents": "parent"}
CLASSICAL = {"answer", "behaviour", "classwork", "recitation"}


class Oracle:
    """One week looked at row by row."""

    def __init__(self, rows: dict[str, list[Row]], week: date, config: MonitorConfig, late_days: int = 0) -> None:
        self.rows: dict[str, list[Row]] = defaultdict(list, rows)
        self.config, self.week = config, week
        self.days = [week + timedelta(days=n) for n in range(7)]
        midnight = datetime(week.year, week.month, week.day) + timedelta(days=7)  # noqa: DTZ001
        self.cut_off = midnight - timedelta(hours=5)
        self.facts_until = self.cut_off + timedelta(days=late_days)
        self.parents = {unit["unit_id"]: unit.get("parent_id") for unit in rows["units"]}
        self.schools = [school for school in rows["schools"] if school["in_monitor"]]

    # --- calendar

    def is_teaching(self, school: Row, day: date, grade: int | None) -> bool:
        """Q-33 … Q-35, Q-95."""
        mode = school.get("week_mode") or 5
        unit = school["unit_id"]
        own = [] if school["school_id"] in self.parents else [school["school_id"]]
        for names in ([name] for name in (*own, unit, self.parents[unit], "KZ")):
            scopes = ["KZ", "000000000"] if names == ["KZ"] else names
            fitting = [
                row
                for row in self.rows["calendar"]
                if row["scope_id"] in scopes
                and row["date_from"] <= day <= row["date_to"]
                and row["kind"] != "distance"
                and row.get("week_mode") in (None, mode)
                and (row.get("grade") is None or row["grade"] == grade)
            ]
            with_grade = [row for row in fitting if row.get("grade") is not None]
            if fitting:
                return all(row["kind"] == "transferred_workday" for row in with_grade or fitting)
        return day.isoweekday() <= mode

    def grade_days(self, school: Row, grade: int | None) -> list[date]:
        """The teaching days of a grade in the week."""
        return [day for day in self.days if self.is_teaching(school, day, grade)]

    def active(self, room: Row, day: date) -> bool:
        """Whether a class is active on a day."""
        return (room.get("active_from") or day) <= day <= (room.get("active_to") or day)

    def classes(self, school: Row) -> list[Row]:
        """All classes of a school."""
        return [room for room in self.rows["classes"] if room["school_id"] == school["school_id"]]

    def in_c(self, school: Row) -> list[Row]:
        """Q-1, Q-37."""
        return [
            room
            for room in self.classes(school)
            if any(self.active(room, day) for day in self.grade_days(school, room["grade"]))
        ]

    def teaching_days(self, school: Row) -> int:
        """Q-5, Q-36."""
        rooms = [room for room in self.classes(school) if any(self.active(room, day) for day in self.days)]
        grades = [room["grade"] for room in rooms] or [None]
        return max(len(self.grade_days(school, grade)) for grade in grades)

    def minimum(self, school: Row, room: Row) -> int:
        """Q-4."""
        number = len(self.grade_days(school, room["grade"]))
        least = self.config.min_lessons_per_class
        return least if number >= 4 else ceil(Fraction(least * number, 5))

    # --- facts

    def facts(self, table: str, lesson: Row) -> list[Row]:
        """The facts on a lesson that count."""
        return [
            row
            for row in self.rows[table]
            if row["lesson_id"] == lesson["lesson_id"] and row["entered_at"] <= self.facts_until
        ]

    def lessons(self, room: Row) -> list[Row]:
        """Q-2."""
        return [
            lesson
            for lesson in self.rows["lessons"]
            if lesson["class_id"] == room["class_id"]
            and lesson["status"] != "cancelled"
            and lesson["date"] in self.days
        ]

    def is_eligible(self, room: Row, mark: Row) -> bool:
        """Q-55."""
        kind = mark.get("work_type") or "formative"
        return kind in CLASSICAL if room.get("journal_kind") == "classical" else kind == "formative"

    def is_timely(self, lesson: Row, mark: Row) -> bool:
        """Q-57, Q-58."""
        day = lesson["date"] + timedelta(days=1)
        limit = datetime(day.year, day.month, day.day, 13) - timedelta(hours=5)  # noqa: DTZ001
        return mark["entered_at"] < limit or (mark.get("edited_at") or limit) < limit

    def detailed(self, school: Row) -> Row:
        """What the lessons of a school come to."""
        rooms = self.in_c(school)
        found: Row = defaultdict(int, classes=len(rooms))
        for room in rooms:
            lessons = self.lessons(room)
            slots = {(lesson["date"], lesson["slot"]) for lesson in lessons}
            found["classes_full"] += len(slots) >= self.minimum(school, room)
            for lesson in lessons:
                signs = {name: self.facts(name, lesson) for name in ("topics", "homework", "marks", "held")}
                seen = signs["marks"] or self.facts("attendance", lesson) or self.facts("comments", lesson)
                eligible = [mark for mark in signs["marks"] if self.is_eligible(room, mark)]
                found["lessons"] += 1
                found["planned"] += bool(signs["topics"] or signs["homework"])
                found["recorded"] += bool(seen or signs["held"])
                found["tick_only"] += bool(signs["held"] and not seen)
                found["marks"] += len(signs["marks"])
                found["homework"] += len(signs["homework"])
                found["eligible"] += len(eligible)
                found["timely"] += sum(self.is_timely(lesson, mark) for mark in eligible)
        found["logins"] = self.logins(school)
        return found

    def logins(self, school: Row) -> int:
        """A-38: different persons of each day."""
        mine = [row for row in self.rows["logins"] if row["school_id"] == school["school_id"]]
        return len({(row["person_id"], row["date"]) for row in mine})

    def told(self, rows: list[Row], school: Row) -> Row:
        """What the rows of an aggregated school come to: Q-65, Q-68, Q-104."""
        found: Row = {name: sum(row[f"lessons{of}"] for row in rows) for name, of in TOLD.items()}
        for name in ("tick_only", "marks", "homework", "login_days"):
            column = "lessons_tick_only" if name == "tick_only" else name
            given = [row[column] for row in rows if row.get(column) is not None]
            found[name] = sum(given) if given else None
        both = [row for row in rows if None not in (row.get("marks_timely"), row.get("marks_eligible"))]
        found["timely"] = sum(row["marks_timely"] for row in both)
        found["eligible"] = sum(row["marks_eligible"] for row in both)
        found["logins"] = found["login_days"] if found["login_days"] is not None else self.logins(school) or None
        return found

    def counts(self, school: Row) -> Row:
        """What a school has, in whichever form it came."""
        rooms = self.in_c(school)
        names = {room["class_id"] for room in self.classes(school)}
        of_school = [row for row in self.rows["school_week"] if row["school_id"] == school["school_id"]]
        of_classes = {row["class_id"]: row for row in self.rows["class_week"] if row["class_id"] in names}
        if of_school:
            row = of_school[0]
            return self.told(of_school, school) | {"classes": row["classes"], "classes_full": row["classes_full"]}
        if of_classes:
            rows = [of_classes[room["class_id"]] for room in rooms if room["class_id"] in of_classes]
            slots = {room["class_id"]: of_classes.get(room["class_id"], {"slots": 0})["slots"] for room in rooms}
            full = sum(slots[room["class_id"]] >= self.minimum(school, room) for room in rooms)
            return self.told(rows, school) | {"classes": len(rooms), "classes_full": full}
        return self.detailed(school)

    # --- values

    def accounts(self, school: Row, role: str) -> tuple[int, int]:
        """Q-43, Q-45, Q-46, Q-51, Q-54."""
        created = activated = 0
        for row in self.rows["accounts"]:
            gone = row.get("archived_at") and row["archived_at"] <= self.cut_off
            there = row["created_on"] <= self.days[-1] and not gone
            if there and (row["school_id"], row["role"]) == (school["school_id"], role):
                created += 1
                moments = [row.get("registered_at"), row.get("first_login_at")]
                activated += all(moment is not None and moment <= self.cut_off for moment in moments)
        for row in self.rows["accounts_week"]:
            if (row["school_id"], row["role"]) == (school["school_id"], role):
                created, activated = created + row["created"], activated + row["activated"]
        return activated, created

    def state(self, school: Row) -> str:
        """Q-5 … Q-7."""
        tables = ("classes", "accounts", "accounts_week", "school_week")
        if not any(row["school_id"] == school["school_id"] for table in tables for row in self.rows[table]):
            return "not_connected"
        return "data" if self.teaching_days(school) else "no_teaching"

    def category(self, indicator: str, over: int, under: int) -> str:
        """A-35 on exact quotients."""
        if under == 0:
            return "low"
        percent = Fraction(100 * over, under)
        target = self.config.targets[indicator]
        return "high" if percent >= target else "medium" if percent >= ceil(Fraction(2 * target, 3)) else "low"

    def values(self, school: Row, fields: tuple[str, ...]) -> dict[str, tuple[int | None, int | None, str]]:
        """All nine indicators of a school."""
        if self.state(school) != "data":
            return dict.fromkeys(self.config.targets, (None, None, "none"))
        counts = self.counts(school)
        pairs = {indicator: self.accounts(school, role) for indicator, role in ROLES.items()}
        pairs["timetable"] = counts["classes_full"], counts["classes"]
        pairs["planning"] = counts["planned"], counts["lessons"]
        pairs["journal"] = counts["recorded"], counts["lessons"]
        pairs["profile"] = sum(bool((school.get(field) or "").strip()) for field in fields), 18
        pairs["timely"] = counts["timely"], counts["eligible"]
        found: dict[str, Any] = {key: (*pair, self.category(key, *pair)) for key, pair in pairs.items()}
        if not counts["eligible"]:
            found["timely"] = (None, None, "none")
        seven = [found[key][2] for key in self.config.seven]
        found["qzj"] = (seven.count("high"), 7, next(name for name in ("low", "medium", "high") if name in seven))
        return found


TOLD = {"lessons": "", "planned": "_planned", "recorded": "_recorded"}
