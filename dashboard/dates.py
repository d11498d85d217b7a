"""Days, weeks and months in words."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from dashboard.locales import Language, language
from dashboard.weeks import ALMATY, academic_year, cut_off, last_day


@cache
def _months(key: str, context: str, width: str) -> dict[int, str]:
    """Return the names of the months: ``format`` as after a day number, ``stand-alone`` as a heading."""
    return dict(language(key).locale.months[context][width])


def _month(lang: Language, moment: date) -> str:
    """Return the month's name as it stands after a day number."""
    return _months(lang.key, "format", "wide")[moment.month]


def day(lang: Language, moment: date) -> str:
    """Return ``29 ноября``."""
    return lang.pgettext("date", "%(day)s %(month)s", day=moment.day, month=_month(lang, moment))


def day_with_year(lang: Language, moment: date) -> str:
    """Return ``29 ноября 2026``, ``2026 жылғы 29 қараша``."""
    return lang.pgettext("date", "%(span)s %(year)s", span=day(lang, moment), year=moment.year)


def short_day(lang: Language, moment: date) -> str:
    """Return ``29 ноя``, for the ends of an axis."""
    name = _months(lang.key, "format", "abbreviated")[moment.month]
    return lang.pgettext("date", "%(day)s %(month)s", day=moment.day, month=name[:3])


def month_alone(lang: Language, moment: date) -> str:
    """Return ``октябрь`` as a word of its own."""
    name = _months(lang.key, "stand-alone", "wide")[moment.month]
    return name if lang.key == "en" else name.lower()


def month_heading(lang: Language, moment: date) -> str:
    """Return ``Ноябрь 2026``, ``2026 жылғы қараша``."""
    text = lang.pgettext("heading", "%(month)s %(year)s", month=month_alone(lang, moment), year=moment.year)
    return text[:1].upper() + text[1:]


def span(lang: Language, first: date, last: date) -> str:
    """Return the days of a week without the year: ``15–21 ноября``, ``26 октября – 1 ноября``."""
    if first.month == last.month:
        days = f"{first.day}–{last.day}"
        return lang.pgettext("date", "%(day)s %(month)s", day=days, month=_month(lang, first))
    return lang.pgettext("date", "%(first)s – %(last)s", first=day(lang, first), last=day(lang, last))


def span_with_year(lang: Language, first: date, last: date) -> str:
    """Return the days of a week with the year, or with both years at the turn of one."""
    if first.year == last.year:
        return lang.pgettext("date", "%(span)s %(year)s", span=span(lang, first, last), year=first.year)
    return lang.pgettext(
        "date", "%(first)s – %(last)s", first=day_with_year(lang, first), last=day_with_year(lang, last)
    )


def week_span(lang: Language, week: date) -> str:
    """Return the days of the week that begins on a Sunday: ``15–21 ноября``."""
    return span(lang, week, last_day(week))


def week_label(lang: Language, week: date) -> str:
    """Return ``неделя 15–21 ноября 2026``, ``2026 жылғы 15–21 қараша аптасы``, ``week of 15–21 November 2026``."""
    return lang.gettext("week of %(span)s", span=span_with_year(lang, week, last_day(week)))


def moment_of_cut_off(lang: Language, week: date) -> str:
    """Return the instant up to which a week's data count: ``22 ноября 2026, 00:00``."""
    return moment_text(lang, cut_off(week))


def moment_text(lang: Language, moment: datetime) -> str:
    """Return an instant as the clocks of Almaty show it: ``22 ноября 2026, 09:42``."""
    there = moment.astimezone(ALMATY)
    return lang.pgettext("date", "%(day)s, %(time)s", day=day_with_year(lang, there.date()), time=f"{there:%H:%M}")


def weekdays(lang: Language) -> list[tuple[str, str]]:
    """Return short and full names of the days, Sunday first, as a week runs (A-3)."""
    short = lang.locale.days["stand-alone"]["short"]
    full = lang.locale.days["stand-alone"]["wide"]
    order = [6, 0, 1, 2, 3, 4, 5]  # Babel counts from Monday
    return [(short[n], full[n]) for n in order]


def academic_year_label(week: date) -> str:
    """Return ``2026–27`` for the academic year of a week (Q-41)."""
    first, second = academic_year(week).split("-")
    return f"{first}–{second[2:]}"
