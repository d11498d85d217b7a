"""Names within a school: classes, subjects, teachers, and addresses of its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from dashboard.locales import ABSENT, Language
from dashboard.school_choice import SchoolChoice
from dashboard.school_frames import SchoolFacts


def address(choice: SchoolChoice, **changes: Any) -> str:
    """Return the address of the same page with some fields of the choice changed."""
    return "?" + urlencode(replace(choice, **changes).to_query())


def class_name(lang: Language, facts: SchoolFacts, class_id: str | None) -> str:
    """Return ``8 «Б»``; the id of a class nobody described; the whole school without one."""
    if class_id is None:
        return lang.gettext("the school as a whole")
    found = facts.classes.get(class_id)
    return lang.gettext("%(grade)s “%(letter)s”", grade=found.grade, letter=found.letter) if found else class_id


def class_order(facts: SchoolFacts, class_id: str | None) -> tuple[int, str, str]:
    """Return what classes are sorted by: grade and letter."""
    found = facts.classes.get(class_id or "")
    return (found.grade, found.letter, found.class_id) if found else (99, "", class_id or "")


def subject_name(lang: Language, subjects: Mapping[str, Mapping[str, str | None]], subject: str | None) -> str:
    """Return the name of a subject; its id where nobody named it."""
    if subject is None:
        return ABSENT
    names = subjects.get(subject)
    return lang.name(names)[0] if names else subject


def teacher_name(lang: Language, teacher: str | None) -> str:
    """Return how a teacher is called: records name persons by ids alone (records.md)."""
    return teacher or lang.gettext("no teacher named")


def missing_word(lang: Language, kind: str) -> str:
    """Return why there is no number: never blank, never zero.

    Parameters
    ----------
    kind
        ``no_data``: it is not handed over, or there is nothing to count (B.2); ``not_applicable``.
    """
    texts = {
        "no_data": lambda: lang.gettext("no data"),
        "not_applicable": lambda: lang.gettext("not applicable"),
    }
    return texts[kind]()
