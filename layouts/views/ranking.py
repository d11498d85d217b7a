"""Map and ranking of the page's members: order, score, movement, counts, twelve weeks (A-39 … A-45)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from dashboard.frames import UnitRow
from dashboard.indicators import Indicator
from dashboard.locales import ABSENT, Language
from layouts.views.measures import GOOD, STATUSES
from layouts.views.names import full_name, map_name, short_name
from layouts.views.reading import Counts, Reading, is_few
from layouts.views.tips import Tips
from layouts.views.words import (
    DISTRICT,
    MEMBERS,
    REGION,
    Json,
    absence,
    average_name,
    column_of,
    finding,
    reporting,
    status_words,
)


@dataclass(frozen=True)
class Table:
    """One indicator of the page's members in the shown week.

    Attributes
    ----------
    place, item
        The indicator.
    """

    reading: Reading
    place: int
    item: Indicator

    @cached_property
    def counts(self) -> list[Counts]:
        """Counts of every unit of the page, path included, in the order of the block."""
        return self.reading.counts[self.place]

    @cached_property
    def order(self) -> list[tuple[UnitRow, int]]:
        """The members with their places in the block: in rank order, those without schools last by name (Q-21)."""
        last = len(self.counts)
        return sorted(self.reading.members, key=lambda pair: self.counts[pair[1]].rank or last)

    @property
    def own(self) -> Counts:
        """The page's unit."""
        return self.counts[self.reading.own]

    @cached_property
    def ranked(self) -> int:
        """How many members have a score."""
        return sum(1 for _, at in self.order if self.counts[at].counted)

    @cached_property
    def target(self) -> int:
        """Percent from which a score meets the target."""
        return self.reading.data.config.targets[self.item.key]


def head(reading: Reading) -> Json | None:
    """Return title and column heads of the ranking; a district page lists its schools instead."""
    lang, level = reading.lang, reading.data.unit.level
    if level == DISTRICT:
        return None
    titles = {
        "republic": lambda: lang.gettext("Ranking of regions"),
        REGION: lambda: lang.gettext("Ranking of districts"),
    }
    return {
        "title": titles[level](),
        "note": lang.gettext("%(reporting)s, best score first", reporting=reporting(lang, reading.data.unit)),
        "head": {
            "rank": lang.pgettext("column", "No."),
            "move": _move_head(reading),
            "name": column_of(lang, MEMBERS[level], reading.data.unit),
            "score": lang.pgettext("column", "Score, %"),
            "schools": lang.pgettext("column", "Schools"),
            "high": lang.pgettext("column", "high"),
            "medium": lang.pgettext("column", "med."),
            "low": lang.pgettext("column", "low"),
            "shares": lang.pgettext("column", "Shares of schools"),
            "spark": lang.pgettext("column", "12 wks"),
        },
    }


def _move_head(reading: Reading) -> str:
    """Return the head of the column of movements: against which week."""
    lang, span = reading.lang, reading.compared_span
    if span:
        return lang.pgettext("column", "Change of place, compared with %(span)s", span=span)
    return lang.pgettext("column", "Change of place in a week")


def names(reading: Reading) -> dict[str, Json]:
    """Return the members' names and sizes, by unit."""
    lang = reading.lang
    found: dict[str, Json] = {}
    for unit, _ in reading.members:
        short, written = short_name(lang, unit)
        found[unit.unit_id] = {
            "name": short,
            "full": full_name(lang, unit),
            "lang": written,
            "map": map_name(lang, unit, reading.around.map_names),
            "schools": covered(lang, unit),
            "reporting": reporting(lang, unit),
        }
    return found


def covered(lang: Language, unit: UnitRow) -> str:
    """Return how many schools a unit has, and before it how many report where these are fewer: ``475/476``."""
    all_schools = lang.number(unit.schools)
    return all_schools if unit.reporting == unit.schools else f"{lang.number(unit.reporting)}/{all_schools}"


def table(rows: Table) -> Json:
    """Return the fields of a panel that belong to map and ranking."""
    level, lang = rows.reading.data.unit.level, rows.reading.lang
    met = sum(1 for _, at in rows.order if rows.counts[at].status == GOOD)
    return {
        "finding": finding(lang, MEMBERS[level], met, rows.ranked) if rows.ranked else absence(lang, "no_data"),
        "unit_text": lang.pgettext("unit", "score, %"),
        "key": key(rows),
        "rows": _rows(rows),
        "averages": averages(rows),
    }


def key(rows: Table) -> list[Json]:
    """Return the map's key: how many units stand in which class, and its range in words (Q-103)."""
    lang, target = rows.reading.lang, rows.target
    medium = rows.reading.data.config.medium_from(rows.item.key)
    statuses = [STATUSES[rows.counts[at].status] for _, at in rows.order]
    ranges = {
        "bad": lang.gettext("below %(border)s", border=f"{medium}%"),
        "warn": lang.gettext("from %(first)s to %(second)s", first=medium, second=f"{target}%"),
        "good": lang.gettext("%(border)s and above", border=f"{target}%") if target < 100 else "100%",
    }
    words = status_words(lang)
    shown: list[Json] = [
        {"status": status, "text": words[status], "count": statuses.count(status), "range": text}
        for status, text in ranges.items()
    ]
    silent = statuses.count("none")
    return [*shown, {"status": "none", "text": words["none"], "count": silent}] if silent else shown


def _rows(rows: Table) -> list[Json]:
    """Return one row per member, in rank order."""
    reading, counts = rows.reading, rows.counts
    before, scores = _places_before(rows), reading.scores[rows.place]
    tips = Tips.of(reading, rows.target, counts[reading.republic].score, rows.ranked)
    found = []
    for unit, at in rows.order:
        row = _row(rows, tips, unit, counts[at])
        row["move"] = _move(rows, unit, counts[at].rank, before[at])
        row["spark"] = scores[at]
        found.append(row)
    return found


def _row(rows: Table, tips: Tips, unit: UnitRow, counts: Counts) -> Json:
    """Return what the shown week says about one member."""
    lang = rows.reading.lang
    high, medium, low = lang.number(counts.high), lang.number(counts.medium), lang.number(counts.low)
    row: Json = {
        "unit": unit.unit_id,
        "rank": str(counts.rank) if counts.rank else "",
        "status": STATUSES[counts.status],
        "high": high,
        "medium": medium,
        "low": low,
    }
    if not counts.counted:
        reason = absence(lang, why_absent(rows, unit))
        return row | {"score": ABSENT, "map": ABSENT, "reason": reason, "shares": None, "tip": tips.silent(reason)}
    row["score"] = score = lang.tenths(counts.score)
    # Of few schools a percentage says little: the map prints how many of them are in High (G-47).
    row["map"] = f"{high}/{lang.number(counts.counted)}" if is_few(unit) else score
    row["reason"] = None
    row["shares"] = [_width(part, counts.counted) for part in (counts.high, counts.medium, counts.low)]
    row["tip"] = tips.lines(unit, score, counts.rank, (high, medium, low))
    return row


@lru_cache(maxsize=10_000)
def _width(part: int, whole: int) -> float:
    """Return the width of a part of the bar in percent: rounded, so that the parts fill it."""
    return round(100 * part / whole, 1)


def why_absent(rows: Table, unit: UnitRow) -> str:
    """Return why a member has no score, as a reason of `absence`."""
    if not unit.schools:
        return "no_schools"
    if unit.reporting and rows.item.key == "timely":
        return "no_marks"
    return rows.reading.data.absences.get(unit.unit_id, "no_data")


def _places_before(rows: Table) -> list[int]:
    """Return the ranks of the last comparable week; all 0 where ranks are not compared (F.3-5)."""
    before = rows.reading.ranks_before
    if before is None:
        return [0] * len(rows.counts)
    places: list[int] = before[:, rows.place].tolist()
    return places


def _move(rows: Table, unit: UnitRow, now: int, then: int) -> Json | None:
    """Return how a member's place has moved; nothing where few schools make it jump (G-47)."""
    if is_few(unit) or not now or not then:
        return None
    return rows.reading.moves(then - now)


def averages(rows: Table) -> list[Json]:
    """Return the rows of the units above, each after the members that are not below it."""
    reading = rows.reading
    if reading.data.unit.level == DISTRICT:
        return []
    shown = [row for row in (reading.data.unit, reading.data.path[0]) if rows.counts[reading.place_of(row)].counted]
    return sorted((_average(rows, row) for row in dict.fromkeys(shown)), key=_after)


def _after(row: Json) -> int:
    """Return how many rows stand above an average."""
    return int(str(row["after"]))


def _average(rows: Table, unit: UnitRow) -> Json:
    """Return the row of one unit above the members."""
    reading = rows.reading
    at, number = reading.place_of(unit), reading.lang.number
    reached, whole = reading.units.reached[reading.now, :, rows.place], reading.units.whole[reading.now, :, rows.place]
    places = [place for _, place in rows.order if rows.counts[place].counted]
    counts = rows.counts[at]
    return {
        "after": int((reached[places] * whole[at] >= reached[at] * whole[places]).sum()),
        "unit": unit.unit_id,
        "name": average_name(reading.lang, unit),
        "score": reading.lang.tenths(counts.score),
        "schools": number(unit.schools),
        "reporting": reporting(reading.lang, unit),
        "high": number(counts.high),
        "medium": number(counts.medium),
        "low": number(counts.low),
    }
