"""The wall display of one unit: every indicator as final texts, with nothing to point at (DESIGN.md section 11)."""

from __future__ import annotations

from dashboard.dates import day, week_label
from dashboard.frames import PageData, Surroundings
from dashboard.indicators import INDICATORS, PAPERLESS, Indicator
from dashboard.locales import ABSENT, Language
from dashboard.weeks import cut_off
from layouts.views import empty, ranking
from layouts.views.band import caption
from layouts.views.changes import unit_change
from layouts.views.heading import page
from layouts.views.names import full_name
from layouts.views.period import marks, stamp
from layouts.views.rail import headline, indicators
from layouts.views.ranking import Table
from layouts.views.reading import Reading
from layouts.views.words import DISTRICT, MEMBERS, REGION, Json, absence, reporting

ROWS = 5  # of each of the two lists


def wall(data: PageData, lang: Language, around: Surroundings, missing: PageData | None = None) -> Json:
    """Return what a wall shows of a unit.

    Parameters
    ----------
    data
        The week that is shown.
    lang, around
        As for the page.
    missing
        The latest week, where it has no data and the last one with data stands in for it: holidays, nothing delivered.

    Returns
    -------
    dict
        ``slides`` by indicator, empty where there are no data at all: ``message`` says why. ``strip`` are the nine,
        ``units`` names on the map, ``alert`` what everybody has to know first, ``words`` those of the script, with
        ``{}`` where it puts a name or a number. No school is named.
    """
    reading = Reading(data, lang, around)
    head, foot = page(reading), stamp(reading)
    rows = indicators(reading)
    return {
        "unit": data.unit.unit_id,
        "snapshot": data.shown.content_id[:12] if data.shown else None,
        "name": full_name(lang, data.unit),
        "document": head["document"],
        "map": head["map"] if data.has_data else None,
        "credit": _credit(reading),
        "week": _sentence(week_label(lang, data.week)),
        "stamp": _stamp(reading),
        "reporting": reporting(lang, data.unit) if data.has_data else "",
        "demonstration": foot["demonstration"],
        "alert": _alert(reading, missing) or foot["stale"],
        "message": None if data.has_data else {"title": _why(reading), "text": empty.lede(reading)},
        "strip": [
            {"key": row["key"], "name": _short(lang, str(row["key"])), "value": row["value"], "status": row["status"]}
            for row in rows
        ],
        "slides": _slides(reading, rows) if data.has_data else {},
        "units": {unit: names["map"] for unit, names in ranking.names(reading).items()},
        "words": words(lang),
    }


def words(lang: Language) -> dict[str, str]:
    """Return the sentences of the script; ``{}`` stands where it puts the time, the next indicator, the seconds."""
    return {
        "next": lang.gettext("Next: %(name)s", name="{}"),
        "seconds": lang.gettext("in %(seconds)s s", seconds="{}"),
        "stale": lang.gettext("No connection since %(time)s. These are the last values.", time="{}"),
        "waiting": lang.gettext("The server does not answer. The screen tries again by itself."),
    }


def _slides(reading: Reading, rows: list[Json]) -> Json:
    """Return one slide per indicator."""
    return {
        key: _slide(Table(reading, place, item), rows[place]) for place, (key, item) in enumerate(INDICATORS.items())
    }


def _slide(table: Table, row: Json) -> Json:
    """Return everything that changes with the indicator."""
    reading, place, item = table.reading, table.place, table.item
    members = ranking.table(table)
    rows, keys = members["rows"], members["key"]
    if not isinstance(rows, list) or not isinstance(keys, list):
        raise TypeError("the ranking's table has rows and a key")
    has_value = row["status"] != "none"
    return {
        "title": row["name"],
        "value": headline(reading, place, item) if has_value else ABSENT,
        "status": row["status"],
        "verdict": _verdict(reading, row),
        "change": unit_change(reading, place) if has_value else None,
        "caption": caption(reading, item),
        "notes": _notes(reading, item),
        "key": [{"status": each["status"], "range": _range(each), "count": each["count"]} for each in _downwards(keys)],
        "map": {each["unit"]: [each["status"], each["map"]] for each in rows},
        **_lists(reading, rows, str(members["unit_text"])),
    }


def _verdict(reading: Reading, row: Json) -> str:
    """Return the value against its target, in a few words."""
    lang, target = reading.lang, f"{row['target']}%"
    if row["status"] == "none":
        return absence(lang, "no_data")
    if row["status"] == "good":
        return lang.gettext("meets the target of %(target)s", target=target)
    return lang.gettext("below the target of %(target)s", target=target)


def _notes(reading: Reading, item: Indicator) -> str:
    """Return what is particular about the indicator (G-4) and the week (Q-38, Q-42)."""
    inside = item.key in reading.data.config.seven or item.key == PAPERLESS
    own = [] if inside else [reading.lang.gettext("not one of the seven")]
    return " · ".join([*own, *marks(reading, brief=True)])


def _downwards(keys: list[Json]) -> list[Json]:
    """Return the classes of the map from the best one down; what has no data stays last."""
    order = ("good", "warn", "bad", "none")
    return sorted(keys, key=lambda each: order.index(str(each["status"])))


def _range(key: Json) -> object:
    """Return the range of a class of the map; what has none is called by its name."""
    return key.get("range") or key["text"]


def _lists(reading: Reading, rows: list[Json], what: str) -> Json:
    """Return the five best and the five last: of fewer than ten, halves, so that none stands in both."""
    scored = [row for row in rows if row["rank"]]
    first = min(ROWS, (len(scored) + 1) // 2)
    last = scored[first:][-ROWS:]
    return {
        "best": _list(reading, _best(reading), scored[:first], what),
        "worst": _list(reading, _last(reading, last), last, what),
    }


def _list(reading: Reading, title: str, rows: list[Json], what: str) -> Json | None:
    """Return one list; None where nobody is left for it."""
    names = ranking.names(reading)
    shown = [
        {
            "unit": row["unit"],
            "own": row["unit"] == reading.data.unit.unit_id,
            "rank": row["rank"],
            "move": row["move"],
            "name": names[str(row["unit"])]["name"],
            "lang": names[str(row["unit"])]["lang"],
            "score": row["score"],
            "status": row["status"],
        }
        for row in rows
    ]
    return {"title": title, "what": what, "rows": shown} if shown else None


def _best(reading: Reading) -> str:
    """Return the heading of the best members."""
    lang = reading.lang
    texts = {REGION: lambda: lang.gettext("Best regions"), DISTRICT: lambda: lang.gettext("Best districts")}
    return texts[MEMBERS[reading.data.unit.level]]()


def _last(reading: Reading, rows: list[Json]) -> str:
    """Return the heading of the last members: they need attention unless all of them meet the target."""
    if rows and all(row["status"] == "good" for row in rows):
        return reading.lang.gettext("Last in the ranking")
    return reading.lang.gettext("Need attention")


def _alert(reading: Reading, missing: PageData | None) -> str | None:
    """Return that the latest week has no data and an earlier one is shown."""
    if missing is None:
        return None
    lang = reading.lang
    why = empty.lede(Reading(missing, lang, reading.around))
    shown = lang.gettext("Shown: %(week)s.", week=week_label(lang, reading.data.week))
    return f"{_sentence(week_label(lang, missing.week))}. {why} {shown}"


def _why(reading: Reading) -> object:
    """Return the heading of a wall without data."""
    found = empty.empty(reading)
    return found["title"] if found else ""


def _credit(reading: Reading) -> str:
    """Return whose the map is, and that it is schematic where it is."""
    schematic = [reading.lang.gettext("schematic map")] if reading.around.schematic else []
    return " · ".join(filter(None, [reading.around.credit, *schematic]))


def _stamp(reading: Reading) -> str:
    """Return up to when the data count, without the year, which the week beside it has."""
    lang, moment = reading.lang, cut_off(reading.data.week)
    text = lang.pgettext("date", "%(day)s, %(time)s", day=day(lang, moment.date()), time=f"{moment:%H:%M}")
    return _sentence(lang.gettext("data as of %(moment)s", moment=text)) if reading.data.timeline.latest else ""


def _sentence(text: str) -> str:
    """Return a text as it stands at the beginning of a line."""
    return text[:1].upper() + text[1:]


def _short(lang: Language, key: str) -> str:
    """Return an indicator's name as the strip of nine has room for it."""
    texts = {
        PAPERLESS: lambda: lang.pgettext("wall", "Paperless"),
        "act_teachers": lambda: lang.pgettext("wall", "Teachers"),
        "act_pupils": lambda: lang.pgettext("wall", "Pupils"),
        "act_parents": lambda: lang.pgettext("wall", "Parents"),
        "timetable": lambda: lang.pgettext("wall", "Timetable"),
        "planning": lambda: lang.pgettext("wall", "Planning"),
        "journal": lambda: lang.pgettext("wall", "Journal"),
        "timely": lambda: lang.pgettext("wall", "In time"),
        "profile": lambda: lang.pgettext("wall", "Profile"),
    }
    return texts[key]() if key in texts else lang.gettext(INDICATORS[key].name)
