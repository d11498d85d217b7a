"""The view of a report's page: what can be chosen, what was found, where every link leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from dashboard.dates import week_label
from dashboard.locales import Language
from dashboard.reports.places import Choice
from dashboard.reports.terms import CHECKS, CHOICE, DAY, SCHOOL, SEARCH, Answer, Asked, Option, Report, Taken
from layouts.views.report import PAGE, Links, Sheet, Turned, place_name, provenance
from layouts.views.report_words import LEVELS, Words, everything
from layouts.views.words import Json

Href = Callable[..., str]
_ON_A4 = 20  # columns that a sheet on its side has room for; wider tables are printed on A3
_INPUTS = {SEARCH: "search", DAY: "date"}


@dataclass(frozen=True)
class Shown:
    """Everything the page of a report is made of.

    Attributes
    ----------
    report, asked, taken
        What was asked.
    answer
        What was found; None where nothing was asked yet, or nothing can be found.
    how
        How the table is turned.
    reason
        Why there is no answer: a key of `reasons`; empty where there is one.
    names
        The names of the places of the path, from wide to narrow.
    organisations
        The reader's own places: id and names.
    choices
        The lists of places.
    weeks, types, options
        What else can be chosen.
    href
        The address of the page with some fields changed.
    file
        The address of a file by its ending.
    links
        Where the values of a row lead to.
    list_address, action
        The addresses of the list of reports and of the form.
    """

    report: Report
    asked: Asked
    taken: Taken
    answer: Answer | None
    how: Turned
    reason: str
    names: Sequence[Mapping[str, str | None]]
    organisations: Sequence[tuple[str, Mapping[str, str | None]]]
    choices: Sequence[Choice]
    weeks: Sequence[date]
    types: Sequence[str]
    options: Mapping[str, Sequence[Option]]
    href: Href
    file: Callable[[str], str]
    links: Links
    list_address: str
    action: str


def view(shown: Shown, lang: Language) -> Json:
    """Return the view: everything the template writes, in words."""
    sheet = Sheet(shown.report, shown.asked, shown.answer, lang, shown.links) if shown.answer else None
    return {
        "list": shown.list_address,
        "action": shown.action,
        "place": place_name(lang, shown.asked, shown.names),
        "period": week_label(lang, shown.asked.week),
        "selects": selects(shown, lang),
        "fields": fields(shown, lang),
        "checks": checks(shown, lang),
        "tab": shown.asked.tab,
        "tabs": tabs(shown, lang),
        "message": reasons(lang, shown)[shown.reason] if sheet is None else "",
        "about": provenance(lang, shown.report, shown.taken, shown.answer),
        "wide": sheet is not None and len(sheet.columns) > _ON_A4,
        **(table(sheet, shown) if sheet else {}),
    }


def table(sheet: Sheet, shown: Shown) -> Json:
    """Return the answer as its page shows it."""
    chart = sheet.chart()
    head = [[_with_address(cell, shown.href) for cell in row] for row in sheet.head(shown.how)]
    return {
        "total_line": sheet.total_line(),
        "cut": cut(sheet, shown.how),
        "head": head,
        "first": sheet.span(shown.how)[0] + 1,
        "rows": sheet.rows(shown.how),
        "totals": sheet.totals(),
        "notes": sheet.notes(),
        "chart": chart,
        "chart_json": orjson.dumps(chart).decode() if chart else "",
        "pages": pages(sheet, shown),
        "excel": shown.file("xlsx"),
        "csv": shown.file("csv"),
        "paper": shown.href(page="all"),
    }


def _with_address(cell: Json, href: Href) -> Json:
    """Return a head with the address it sorts by."""
    if not cell.get("key"):
        return {"group": "", "href": "", "sort": "", "numeric": False, **cell}
    return {"group": "", **cell, "href": href(sort=cell["key"], falling="1" if cell["falling"] else "", page="")}


def pages(sheet: Sheet, shown: Shown) -> Json | None:
    """Return which rows are shown and the ways to the others; None where all are."""
    lang, total = sheet.lang, sheet.answer.rows.num_rows
    first, size = sheet.span(shown.how)
    if total <= size and not first:
        return None
    last = min(first + size, total)
    text = lang.gettext(
        "%(first)s–%(last)s of %(whole)s",
        first=lang.number(first + 1),
        last=lang.number(last),
        whole=lang.number(total),
    )
    page = shown.how.page
    return {
        "text": text,
        "back": shown.href(page=str(page - 1)) if page > 1 else "",
        "next": shown.href(page=str(page + 1)) if page and page * PAGE < total else "",
    }


def cut(sheet: Sheet, how: Turned) -> str:
    """Return how many rows paper leaves out, and where they are; empty where it has all of them, and on the screen."""
    lang, total, (_, size) = sheet.lang, sheet.answer.rows.num_rows, sheet.span(how)
    if how.page or total <= size:
        return ""
    return lang.gettext(
        "On paper: the first %(shown)s rows of %(whole)s. All rows are in the Excel and CSV files of this report.",
        shown=lang.number(size),
        whole=lang.number(total),
    )


def selects(shown: Shown, lang: Language) -> list[Json]:
    """Return the drop-down lists: organisation, region, district, type, school, week, then the report's own."""
    words, found = Words(lang), []
    if shown.organisations:
        options = [_option(key, lang.name(names)[0], key in shown.asked.path) for key, names in shown.organisations]
        found.append(_select("org", words.organisation, options, cascades=True))
    by_level = {choice.level: choice for choice in shown.choices}
    for level in ("region", "district"):
        found.append(_places(by_level[level], lang))
    found.append(_types(shown, lang))
    found.append(_places(by_level[SCHOOL], lang))
    weeks = [_option(week.isoformat(), week_label(lang, week), week == shown.asked.week) for week in shown.weeks]
    found.append(_select("week", words.week, weeks))
    for one in shown.report.parameters:
        if one.kind == CHOICE:
            chosen = shown.asked.of(one.key)
            listed = [
                _option(each.key, each.title(lang), each.key in chosen) for each in shown.options.get(one.key, ())
            ]
            found.append(_select(one.key, one.title(lang), listed))
    return found


def _places(choice: Choice, lang: Language) -> Json:
    """Return one list of places."""
    options = [_option(key, lang.name(names)[0], key == choice.chosen) for key, names in choice.options]
    if choice.open_end or not options:
        options.insert(0, _option("", everything(lang), not choice.chosen))
    return _select(choice.level, LEVELS[choice.level](lang), options, cascades=choice.level != SCHOOL)


def _types(shown: Shown, lang: Language) -> Json:
    """Return the list of types of schools."""
    options = [_option(kind, kind, kind == shown.asked.org_type) for kind in shown.types]
    options.insert(0, _option("", everything(lang), not shown.asked.org_type))
    return _select("type", LEVELS["type"](lang), options)


def _select(name: str, label: str, options: Sequence[Json], *, cascades: bool = False) -> Json:
    """Return a drop-down list."""
    return {"name": name, "label": label, "options": options, "cascades": cascades}


def _option(value: str, text: str, chosen: bool) -> Json:
    """Return an entry of a list."""
    return {"value": value, "text": text, "chosen": chosen}


def fields(shown: Shown, lang: Language) -> list[Json]:
    """Return the fields for texts and days."""
    return [
        {
            "name": one.key,
            "label": one.title(lang),
            "type": _INPUTS[one.kind],
            "value": shown.asked.one(one.key),
        }
        for one in shown.report.parameters
        if one.kind in _INPUTS
    ]


def checks(shown: Shown, lang: Language) -> list[Json]:
    """Return the groups of check boxes."""
    return [
        {
            "name": one.key,
            "label": one.title(lang),
            "options": [
                _option(each.key, each.title(lang), each.key in shown.asked.of(one.key))
                for each in shown.options.get(one.key, ())
            ],
        }
        for one in shown.report.parameters
        if one.kind == CHECKS
    ]


def tabs(shown: Shown, lang: Language) -> list[Json]:
    """Return the tabs."""
    return [
        {
            "text": tab.title(lang),
            "href": shown.href(tab=tab.key, sort="", falling="", page=""),
            "here": tab.key == shown.asked.tab,
        }
        for tab in shown.report.tabs
    ]


def reasons(lang: Language, shown: Shown) -> dict[str, Any]:
    """Return why there is no table, by reason."""
    empty = next((one for one in shown.report.parameters if one.kind == CHECKS and not shown.asked.of(one.key)), None)
    return {
        "": "",
        "press": Words(lang).press,
        "school": lang.gettext("This report is about one school. Choose it and press “Show”."),
        "not_kept": lang.gettext("The rows behind this week are not kept here; only its indicators are."),
        "not_connected": lang.gettext(
            "Not connected: nobody has handed over the records this report is made of (%(tables)s).",
            tables=", ".join(shown.report.needs or shown.report.needs_one or shown.report.tables),
        ),
        "none_chosen": lang.gettext(
            "Choose at least one entry: %(name)s.", name=empty.title(lang) if empty is not None else ""
        ),
    }
