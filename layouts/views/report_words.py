"""What the pages of reports say whatever the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dashboard.locales import Language

Counted = Callable[[Language, int], str]

# The total line, by what a row of the report is (B.2: «Всего 24 ОУ»).
COUNTED: Mapping[str, Counted] = {
    "schools": lambda lang, n: lang.npgettext("total", "Total: %(num)s school", "Total: %(num)s schools", n),
    "regions": lambda lang, n: lang.npgettext("total", "Total: %(num)s region", "Total: %(num)s regions", n),
    "members": lambda lang, n: lang.npgettext("total", "Total: %(num)s unit", "Total: %(num)s units", n),
    "types": lambda lang, n: lang.npgettext("total", "Total: %(num)s type", "Total: %(num)s types", n),
    "classes": lambda lang, n: lang.npgettext("total", "Total: %(num)s class", "Total: %(num)s classes", n),
    "pupils": lambda lang, n: lang.npgettext("total", "Total: %(num)s pupil", "Total: %(num)s pupils", n),
    "teachers": lambda lang, n: lang.npgettext("total", "Total: %(num)s teacher", "Total: %(num)s teachers", n),
    "persons": lambda lang, n: lang.npgettext("total", "Total: %(num)s person", "Total: %(num)s persons", n),
    "subjects": lambda lang, n: lang.npgettext("total", "Total: %(num)s subject", "Total: %(num)s subjects", n),
    "lessons": lambda lang, n: lang.npgettext("total", "Total: %(num)s lesson", "Total: %(num)s lessons", n),
    "grades": lambda lang, n: lang.npgettext("total", "Total: %(num)s grade", "Total: %(num)s grades", n),
    "codes": lambda lang, n: lang.npgettext("total", "Total: %(num)s code", "Total: %(num)s codes", n),
    "fields": lambda lang, n: lang.npgettext("total", "Total: %(num)s field", "Total: %(num)s fields", n),
    "roles": lambda lang, n: lang.npgettext("total", "Total: %(num)s role", "Total: %(num)s roles", n),
    "changes": lambda lang, n: lang.npgettext("total", "Total: %(num)s change", "Total: %(num)s changes", n),
    "rows": lambda lang, n: lang.npgettext("total", "Total: %(num)s row", "Total: %(num)s rows", n),
}

# The headings of the list of reports, in their order.
GROUPS: Mapping[str, Callable[[Language], str]] = {
    "department": lambda lang: lang.gettext("Reports of the department"),
    "school_reports": lambda lang: lang.gettext("Reports on schools"),
}

LEVELS: Mapping[str, Callable[[Language], str]] = {
    "region": lambda lang: lang.pgettext("report", "Region"),
    "district": lambda lang: lang.pgettext("report", "Districts"),
    "type": lambda lang: lang.pgettext("report", "Types of organisations"),
    "school": lambda lang: lang.pgettext("report", "Schools"),
}


def everything(lang: Language) -> str:
    """Return the entry of a list that chooses all of it."""
    return lang.pgettext("report", "All")


@dataclass(frozen=True)
class Words:
    """The fixed texts of a page of reports, in one language; the template reads them by name."""

    lang: Language

    @property
    def reports(self) -> str:
        """The name of the list of reports."""
        return self.lang.gettext("Reports")

    @property
    def organisation(self) -> str:
        """The label of the organisation."""
        return self.lang.pgettext("report", "Organisation")

    @property
    def area(self) -> str:
        """The label of the lists of places."""
        return self.lang.gettext("Region of the report")

    @property
    def week(self) -> str:
        """The label of the week."""
        return self.lang.gettext("Reporting period")

    @property
    def show(self) -> str:
        """The button."""
        return self.lang.pgettext("report", "Show")

    @property
    def press(self) -> str:
        """What to do first."""
        return self.lang.gettext("Choose what the report is about and press “Show”.")

    @property
    def about(self) -> str:
        """The link to how a report is built (B.2)."""
        return self.lang.gettext("How this report is built")

    @property
    def total(self) -> str:
        """The head of the last row."""
        return self.lang.pgettext("report", "Total")

    @property
    def number(self) -> str:
        """The head of the first column."""
        return self.lang.pgettext("column", "No.")

    @property
    def excel(self) -> str:
        """The link to the workbook."""
        return self.lang.gettext("Download Excel")

    @property
    def csv(self) -> str:
        """The link to the CSV."""
        return self.lang.gettext("Download CSV")

    @property
    def print(self) -> str:
        """The button that prints."""
        return self.lang.pgettext("report", "Print")

    @property
    def back(self) -> str:
        """The way to the rows before."""
        return self.lang.gettext("Back")

    @property
    def next(self) -> str:
        """The way to the rows after."""
        return self.lang.gettext("Next")

    @property
    def pages(self) -> str:
        """What the ways are."""
        return self.lang.gettext("Pages of the table")

    @property
    def all_of_them(self) -> str:
        """The button that ticks every box."""
        return self.lang.pgettext("check boxes", "All")

    @property
    def none_of_them(self) -> str:
        """The button that ticks none."""
        return self.lang.pgettext("check boxes", "None")

    @property
    def chart_failed(self) -> str:
        """What is said where the chart cannot be drawn."""
        return self.lang.gettext("The chart could not be drawn. The table has the same values.")

    @property
    def retry(self) -> str:
        """The button that tries again."""
        return self.lang.gettext("Try again")

    @property
    def home(self) -> str:
        """The way to the monitor."""
        return self.lang.gettext("Monitor")
