"""The page of one school: its indicators, what to mend, the statistics of its journals, its profile (A-58)."""

from __future__ import annotations

from dashboard.dates import moment_text, week_label
from dashboard.school_choice import SchoolChoice
from dashboard.school_frames import SchoolFacts
from layouts.views.journal_statistics import Statistics, statistics
from layouts.views.measures import GOOD
from layouts.views.names import full_name
from layouts.views.period import stamp
from layouts.views.reading import Reading
from layouts.views.school_behind import links
from layouts.views.school_cells import school_tables
from layouts.views.school_filters import filters
from layouts.views.school_multiples import multiples
from layouts.views.school_names import address
from layouts.views.school_profile import profile
from layouts.views.school_todo import todo
from layouts.views.words import Json, absence, rich


def place_of(reading: Reading, school_id: str) -> int | None:
    """Return the place of a school on its district's page; None where it is not there."""
    return next((at for at, one in enumerate(reading.data.schools) if one.school_id == school_id), None)


def school_page(reading: Reading, at: int, facts: SchoolFacts, choice: SchoolChoice) -> Json:
    """Return everything the page shows, in words.

    Parameters
    ----------
    reading
        The page of the school's district, its schools included.
    at
        The place of the school in it.
    facts, choice
        What is known of the school besides, and what is chosen.
    """
    lang = reading.lang
    return {
        **head(reading, at, choice),
        "lede": rich(_lede(reading, at)),
        "multiples": multiples(reading, at, links(facts, choice)),
        "legend": _legend(reading),
        "todo": todo(reading, at, facts, choice),
        "statistics": statistics(Statistics(lang, facts, choice, reading.data.config)),
        "filters": filters(reading, facts, choice),
        "files": _files(reading, choice),
        "profile": profile(lang, facts.profile),
        "how": how(reading),
    }


def head(reading: Reading, at: int, choice: SchoolChoice) -> Json:
    """Return what stands above and below: the way here, the name, the week, when the data were taken."""
    lang, data = reading.lang, reading.data
    school = data.schools[at]
    week = "" if choice.week is None else f"&week={choice.week.isoformat()}"
    below = stamp(reading)
    source = data.shown.content_id[:12] if data.shown else ""
    return {
        "id": school.school_id,
        "title": lang.name(school.names)[0],
        "path": [{"name": full_name(lang, row), "unit": row.unit_id, "week": week} for row in data.path],
        "week": _week(reading, choice),
        "print": lang.pgettext("report", "Print"),
        "stamp": lang.gettext("electronic journal, %(moment)s", moment=reading.moment),
        "snapshot": lang.gettext("Snapshot %(name)s", name=source),
        "demonstration": str(below["demonstration"] or ""),
    }


def _week(reading: Reading, choice: SchoolChoice) -> Json:
    """Return the shown week and the ways to its neighbours."""
    lang, data = reading.lang, reading.data
    before, after = data.timeline.neighbours(data.week)
    published = {week: data.timeline.at(week) for week in (before, after) if week}
    there = {week for week, found in published.items() if found}
    latest = data.timeline.latest
    return {
        "label": week_label(lang, data.week),
        "title": lang.gettext("Reporting period"),
        "before": address(choice, week=before) if before in there else "",
        "before_label": lang.gettext("Previous week"),
        "after": address(choice, week=after) if after in there else "",
        "after_label": lang.gettext("Next week"),
        "latest": address(choice, week=None) if latest != data.week else "",
        "latest_label": lang.gettext("Latest"),
    }


def _lede(reading: Reading, at: int) -> str:
    """Return the sentence about the seven."""
    lang, seven, school = reading.lang, reading.data.config.seven, reading.data.schools[at]
    if school.state != "data":
        return absence(lang, school.state)
    met = sum(table.statuses[at] == GOOD for table in school_tables(reading) if table.item.key in seven)
    if met == len(seven):
        return lang.gettext("The target is met on **all %(num)s** indicators.", num=met)
    return lang.gettext("The target is met on **%(part)s of %(whole)s** indicators.", part=met, whole=len(seven))


def _legend(reading: Reading) -> Json:
    """Return the words of the drawings' key."""
    lang = reading.lang
    return {
        "behind": lang.gettext("Show what is behind this number"),
        "own": lang.pgettext("line of a chart", "school"),
        "district": full_name(lang, reading.data.unit),
        "average": lang.gettext("all schools of %(unit)s together", unit=full_name(lang, reading.data.unit)),
        "short": lang.pgettext("line of a chart", "district"),
        "target": lang.pgettext("line of a chart", "target"),
        "gap": lang.gettext("vacation, no data"),
        "scales": lang.gettext("Scales differ: look at the place against the target"),
        "title": lang.gettext("Indicators of the school"),
    }


def _files(reading: Reading, choice: SchoolChoice) -> list[Json]:
    """Return the files of the statistics."""
    lang = reading.lang
    texts = (("xlsx", lang.gettext("Excel")), ("csv", lang.gettext("CSV")))
    return [{"title": text, "href": f"{address(choice)}&file={ending}"} for ending, text in texts]


def how(reading: Reading) -> Json:
    """Return how the report is built, as its dialog says it."""
    lang, data = reading.lang, reading.data
    published = data.shown.published_at if data.shown else None
    lines = [
        lang.gettext(
            "The indicators are those of the monitor: the same numerators and denominators, the same snapshot."
        ),
        lang.gettext(
            "Below them every lesson of the timetable counts that was not cancelled; of each only what was entered by "
            "the close of its week."
        ),
        lang.gettext(
            "Homework is in time when it is given before the end of the lesson's day; the first grade has no homework."
        ),
        lang.gettext("A journal is filled when each of its lessons is recorded."),
        lang.gettext("Percentages are cut to one decimal, never rounded."),
        lang.gettext("Every percentage leads to its lessons, classes, accounts or results of pupils."),
        lang.gettext(
            "Where there is no number it says “no data”, which is not zero: the school does not hand the records over, "
            "as a note above the table says, or there is nothing to count."
        ),
        lang.gettext(
            "A school that hands over counts instead of lessons has no topics, homework, assessments, results and "
            "changes here; journal, planning and timeliness are the counts it hands over."
        ),
    ]
    if published is not None:
        lines.append(lang.gettext("The week was published on %(moment)s.", moment=moment_text(lang, published)))
    return {"title": lang.gettext("How this report is built"), "close": lang.gettext("Close"), "lines": lines}
