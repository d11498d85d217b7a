"""How a value is computed: the fraction with the unit's own numbers, rule, norm, source, and what is left out."""

from __future__ import annotations

from fractions import Fraction

from dashboard.indicators import PAPERLESS
from dashboard.locales import ABSENT
from layouts.views.measures import difference
from layouts.views.ranking import Table
from layouts.views.words import Json

MANY = 5  # a count whose plural form also stands as a heading
HALF_FOR_MEDIUM = (Fraction(0), Fraction(1, 2), Fraction(1))


def how(rows: Table) -> Json:
    """Return the explanation of one indicator on one page."""
    reading, lang, item = rows.reading, rows.reading.lang, rows.item
    part, whole = _fraction(rows)
    tenths = int(reading.units.bar[reading.now, reading.own, rows.place])
    return {
        "definition": lang.gettext(item.definition),
        "numerator": part,
        "denominator": whole,
        "result": "= " + (lang.percent(tenths) if tenths >= 0 else ABSENT),
        "rule": _rule(rows),
        "facts": _facts(rows),
    }


def _pooled(rows: Table) -> tuple[int, int]:
    """Return the pooled numerator and denominator (Q-23)."""
    at, values = (rows.reading.now, rows.reading.own, rows.place), rows.reading.data.values
    return int(values.of("numerator")[at]), int(values.of("denominator")[at])


def _fraction(rows: Table) -> tuple[Json, Json]:
    """Return what the headline value divides by what."""
    lang, item = rows.reading.lang, rows.item
    if item.gauge == "pooled":
        part, whole = _pooled(rows)
        return _counted(rows, part, _plural(rows, item.numerator, part)), _counted(
            rows, whole, _plural(rows, item.denominator, whole)
        )
    high, counted = rows.own.high, rows.own.counted
    in_high = (
        lang.ngettext("school that meets all seven", "schools that meet all seven", high)
        if item.key == PAPERLESS
        else lang.ngettext("school in the category High", "schools in the category High", high)
    )
    with_data = lang.ngettext("school with data", "schools with data", counted)
    return _counted(rows, high, in_high), _counted(rows, counted, with_data)


def _plural(rows: Table, text: str, n: int) -> str:
    """Return what is counted in the plural form of `n`; `indicators.toml` has one English form for all."""
    return rows.reading.lang.ngettext(text, text, n)


def _counted(rows: Table, n: int, text: str) -> Json:
    """Return a count and what it counts."""
    return {"value": rows.reading.lang.number(n), "text": text}


def _rule(rows: Table) -> str:
    """Return when a school meets the indicator, and how the score is made (A-35, A-44)."""
    lang, config = rows.reading.lang, rows.reading.data.config
    medium, target = f"{config.medium_from(rows.item.key)}%", f"{rows.target}%"
    school = (
        lang.gettext("A school is in High when all seven indicators are, in Low when one of them is, else in Medium.")
        if rows.item.key == PAPERLESS
        else lang.gettext(
            "A school is in High from %(target)s, in Medium from %(medium)s.", target=target, medium=medium
        )
    )
    if config.weights != HALF_FOR_MEDIUM:
        return school
    score = lang.gettext("In the score a school in High counts 1, in Medium one half, in Low 0.")
    return f"{school} {score}"


def _facts(rows: Table) -> list[list[str]]:
    """Return the table under the fraction."""
    reading, lang = rows.reading, rows.reading.lang
    facts = [[lang.gettext("Norm"), f"{reading.data.config.gauge_target(rows.item.key)}%"]]
    if rows.own.counted:
        facts.append([lang.gettext("Score of the unit"), _score(rows)])
    if rows.item.gauge != "pooled":
        facts.append([lang.gettext("All schools together"), _together(rows)])
    facts += [
        [lang.gettext("Schools with data"), lang.of(rows.own.counted, reading.data.unit.schools)],
        [lang.gettext("Source"), _source(rows)],
        [lang.gettext("Not counted"), _left_out(rows)],
    ]
    return facts


def _score(rows: Table) -> str:
    """Return the score with the counts it is made of (A-44)."""
    lang, counts = rows.reading.lang, rows.own
    return lang.gettext(
        "%(score)s (high %(high)s, medium %(medium)s, low %(low)s)",
        score=lang.percent(counts.score),
        high=lang.number(counts.high),
        medium=lang.number(counts.medium),
        low=lang.number(counts.low),
    )


def _together(rows: Table) -> str:
    """Return the pooled numbers with what they count; information, the score never comes from them (Q-23)."""
    lang, (part, whole) = rows.reading.lang, _pooled(rows)
    if not whole:
        return lang.gettext("nothing to count")
    return lang.gettext(
        "%(things)s: %(part)s of %(whole)s (%(percent)s)",
        things=_plural(rows, rows.item.numerator, MANY),
        part=lang.number(part),
        whole=lang.number(whole),
        percent=lang.percent(difference((part, whole), (0, 1))),
    )


def _source(rows: Table) -> str:
    """Return where the numbers come from, and of when."""
    reading, lang = rows.reading, rows.reading.lang
    shown = reading.data.shown
    text = lang.gettext("electronic journal, %(moment)s", moment=reading.moment)
    if shown is None:
        return text
    return lang.gettext("%(source)s, snapshot %(id)s", source=text, id=shown.content_id[:12])


def _left_out(rows: Table) -> str:
    """Return what the indicator does not count."""
    lang, item = rows.reading.lang, rows.item
    texts = {
        "timetable": lambda: lang.gettext("cancelled lessons; classes and schools without teaching days"),
        "planning": lambda: lang.gettext("cancelled lessons; classes and schools without teaching days"),
        "journal": lambda: lang.gettext("cancelled lessons; classes and schools without teaching days"),
        "timely": lambda: lang.gettext("summative marks; schools without marks in the week"),
        "profile": lambda: lang.gettext("recommended fields; schools without teaching days"),
        "qzj": lambda: lang.gettext("timely journal keeping; schools without teaching days"),
    }
    if item.key in texts:
        return texts[item.key]()
    return lang.gettext("archived accounts; schools without teaching days")
