"""What is behind the indicators of a school that are not counted in lessons: the classes of its timetable, accounts.

Both are of the shown week: an interval has neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.dates import day_with_year
from dashboard.locales import Language
from dashboard.school_choice import TIMETABLE, WEEK, SchoolChoice
from dashboard.school_frames import CLASS_WEEK, LESSONS, AccountRow, ClassRow, SchoolFacts
from layouts.views.listing import SHOWN, listing
from layouts.views.school_names import address, class_name, class_order
from layouts.views.words import Json, indicator_name

ROLES: Mapping[str, str] = {"act_teachers": "teacher", "act_pupils": "pupil", "act_parents": "parent"}
_OF_LESSONS = ("planning", "journal", "timely")


@dataclass(frozen=True)
class Classes:
    """The classes with teaching, and whether their timetables have enough lessons (Q-3, Q-4), in words.

    Attributes
    ----------
    lang, facts, choice
        The language, what is known of the school, what is chosen.
    """

    lang: Language
    facts: SchoolFacts
    choice: SchoolChoice

    @property
    def taught(self) -> list[ClassRow]:
        """The classes that have teaching, in their order."""
        found = (one for one in self.facts.classes.values() if one.taught)
        return sorted(found, key=lambda one: class_order(self.facts, one.class_id))

    @property
    def found(self) -> list[ClassRow]:
        """The classes of the list."""
        return [one for one in self.taught if _lacking(one) or not self.choice.missing]

    @property
    def heads(self) -> list[str]:
        """The heads of the columns."""
        lang = self.lang
        return [
            lang.pgettext("column", "Class"),
            lang.gettext("Lessons in the timetable"),
            lang.gettext("Lessons needed"),
            lang.pgettext("column", "What is missing"),
        ]

    @property
    def table(self) -> list[list[str]]:
        """The cells: one row is a class."""
        return [self._cells(one) for one in self.found]

    def _cells(self, one: ClassRow) -> list[str]:
        """Return the cells of a class."""
        lang, lacking = self.lang, _lacking(one)
        needed = lang.gettext("no data") if one.least is None else lang.number(one.least)
        missing = lang.ngettext("%(num)s lesson to enter", "%(num)s lessons to enter", lacking)
        name = class_name(lang, self.facts, one.class_id)
        return [name, lang.number(one.slots), needed, missing if lacking else lang.gettext("nothing")]

    def page(self) -> Json:
        """Return the list as its page shows it."""
        lang = self.lang
        full = sum(not _lacking(one) for one in self.taught)
        return listing(
            lang,
            self.facts,
            self.choice,
            title=indicator_name(lang, TIMETABLE),
            meaning=lang.gettext("Classes whose timetable has enough lessons, out of the classes that have teaching"),
            totals=(full, len(self.taught)),
            heads=self.heads,
            rows=self.table[:SHOWN],
            count=lang.npgettext("total", "Total: %(num)s class", "Total: %(num)s classes", len(self.found)),
            cut=len(self.found) > SHOWN,
            empty=lang.gettext("There are no such classes."),
        )


def _lacking(one: ClassRow) -> int:
    """Return how many lessons the timetable of a class lacks."""
    return max(0, (one.least or 0) - one.slots)


@dataclass(frozen=True)
class Accounts:
    """The accounts of a role, by person, and whether they are activated (A-19, Q-51), in words.

    Attributes
    ----------
    lang, facts, choice
        The language, what is known of the school, what is chosen.
    rows
        One row is a person.
    """

    lang: Language
    facts: SchoolFacts
    choice: SchoolChoice
    rows: Sequence[AccountRow]

    @property
    def found(self) -> list[AccountRow]:
        """The persons of the list."""
        return [row for row in self.rows if row.activated < row.accounts or not self.choice.missing]

    @property
    def heads(self) -> list[str]:
        """The heads of the columns."""
        lang = self.lang
        return [
            lang.pgettext("column", "Person (id)"),
            lang.gettext("Account made on"),
            lang.pgettext("column", "Account"),
        ]

    @property
    def table(self) -> list[list[str]]:
        """The cells: one row is a person."""
        return [self._cells(row) for row in self.found]

    def _cells(self, row: AccountRow) -> list[str]:
        """Return the cells of a person."""
        lang = self.lang
        word = (
            lang.pgettext("account", "activated")
            if row.activated == row.accounts
            else lang.pgettext("account", "not activated")
        )
        several = f" ({lang.of(row.activated, row.accounts)})" if row.accounts > 1 else ""
        return [row.person, day_with_year(lang, row.created_on), word + several]

    def page(self) -> Json:
        """Return the list as its page shows it."""
        lang = self.lang
        return listing(
            lang,
            self.facts,
            self.choice,
            title=indicator_name(lang, self.choice.listed),
            meaning=lang.gettext("Activated accounts out of the accounts that stand at the close of the week"),
            totals=(sum(row.activated for row in self.rows), sum(row.accounts for row in self.rows)),
            heads=self.heads,
            rows=self.table[:SHOWN],
            count=lang.npgettext("total", "Total: %(num)s person", "Total: %(num)s persons", len(self.found)),
            cut=len(self.found) > SHOWN,
            empty=lang.gettext("There are no such accounts."),
        )


def links(facts: SchoolFacts, choice: SchoolChoice) -> dict[str, str]:
    """Return the addresses of what is behind each indicator of the shown week, as far as the school hands it over."""

    def to(listed: str) -> str:
        more = {"school_class": "", "subject": "", "teacher": "", "missing": False, "year": ""}
        return address(choice, listed=listed, period=WEEK, first=None, last=None, **more)

    found = {key: to(key) for key, role in ROLES.items() if role in (facts.idle or {})}
    if facts.week_rows:
        known = {LESSONS: (TIMETABLE, *_OF_LESSONS), CLASS_WEEK: (TIMETABLE,)}
        found |= {key: to(key) for key in known.get(facts.kind, ())}
    if facts.profile is not None:
        found["profile"] = "#profile"
    return found
