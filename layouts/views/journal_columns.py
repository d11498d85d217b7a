"""The columns of the statistics of journal keeping (A.7): as data, what each counts out of what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dashboard.locales import Language
from dashboard.school_choice import RESULTS
from dashboard.school_frames import Counts

Pair = tuple[int | None, int | None]
Title = Callable[[Language], str]


@dataclass(frozen=True, slots=True)
class Share:
    """A column of percentages.

    Attributes
    ----------
    title, meaning
        Its head; how it is counted, in a sentence.
    pair
        What is counted and out of what; None where it was not handed over.
    listed
        The field ``of`` of the page on which its lessons are listed.
    indicator
        The indicator whose target it has; empty where it has none.
    """

    title: Title
    meaning: Title
    pair: Callable[[Counts], Pair]
    listed: str
    indicator: str = ""


def _homework(counts: Counts) -> Pair:
    """Return lessons with homework out of those in which it may be expected."""
    return counts.homework, counts.homework_due


SHARES: Mapping[str, Share] = MappingProxyType(
    {
        "topics": Share(
            lambda lang: lang.gettext("Topics filled, %"),
            lambda lang: lang.gettext("Lessons with a topic out of all lessons"),
            lambda counts: (counts.topics, counts.lessons),
            "topics",
        ),
        "homework_in_time": Share(
            lambda lang: lang.gettext("Homework in time, %"),
            lambda lang: lang.gettext(
                "Lessons whose homework was given before the end of their day, out of those with"
            ),
            lambda counts: (counts.homework_in_time, counts.homework),
            "homework_in_time",
        ),
        "homework": Share(
            lambda lang: lang.gettext("Lessons with homework, %"),
            lambda lang: lang.gettext("Lessons with homework out of the lessons of grades above the first"),
            _homework,
            "homework",
        ),
        "journal": Share(
            lambda lang: lang.gettext("Journal keeping, %"),
            lambda lang: lang.gettext("Lessons with a mark, an absence, a comment or the tick, out of all lessons"),
            lambda counts: (counts.recorded, counts.lessons),
            "journal",
            "journal",
        ),
        "planning": Share(
            lambda lang: lang.gettext("Planning, %"),
            lambda lang: lang.gettext("Lessons with a topic or homework out of all lessons"),
            lambda counts: (counts.planned, counts.lessons),
            "planning",
            "planning",
        ),
        "timely": Share(
            lambda lang: lang.gettext("Timely journal, %"),
            lambda lang: lang.gettext("Marks set by 13:00 of the day after the lesson out of the marks that count"),
            lambda counts: (counts.marks_in_time, counts.marks_eligible),
            "timely",
            "timely",
        ),
    }
)
POINTS: Mapping[str, tuple[Title, Callable[[Counts], int | None]]] = MappingProxyType(
    {
        "sor": (lambda lang: lang.gettext("Unit assessments set"), lambda counts: counts.sor),
        "soch": (lambda lang: lang.gettext("Term assessments set"), lambda counts: counts.soch),
    }
)
LAST_CHANGE, AUTHOR = "last_change", "author"


def other_titles(lang: Language) -> dict[str, str]:
    """Return the heads of the columns that are no shares of lessons."""
    return {
        LAST_CHANGE: lang.gettext("Last change"),
        AUTHOR: lang.gettext("Author of the change"),
        RESULTS: lang.gettext("Period results set, %"),
        "lessons": lang.gettext("Lessons"),
    }
