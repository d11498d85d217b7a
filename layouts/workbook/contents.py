"""The four sheets of the report of a region or a district (A-10, G-42): the same numbers as on its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.dates import week_label, week_span
from dashboard.frames import SchoolRow, UnitRow
from dashboard.indicators import INDICATOR_KEYS, PAPERLESS
from dashboard.locales import ABSENT
from layouts.views.changes import common_change
from layouts.views.explain import VALUE, explanation, question_of
from layouts.views.figures import FIGURES
from layouts.views.growth import caption, short_weeks
from layouts.views.heading import lede
from layouts.views.measures import STATUSES
from layouts.views.names import full_name, short_name
from layouts.views.notes import data_notes
from layouts.views.period import marks, stamp
from layouts.views.reading import Reading
from layouts.views.school_list import SchoolList, unmet_text
from layouts.views.words import DISTRICT, Json, absence, column_of, indicator_name, reporting
from layouts.workbook.sheets import CODE, SIGNED, STATUS, TENTHS, TEXT, WHOLE, Cell, Column, Sheet, signed, tenths

QZJ = INDICATOR_KEYS.index(PAPERLESS)


def sheets(reading: Reading, states: Mapping[str, int]) -> list[Sheet]:
    """Return the sheets of a page's report.

    Parameters
    ----------
    reading
        A page with its schools.
    states
        How many participating schools of the unit are in which state of `dashboard.schema.school_week`.
    """
    return [schools(reading), summary(reading), computed(reading, states), notes(reading)]


def schools(reading: Reading) -> Sheet:
    """Return the list of schools with the columns of G-42; one row is one participating school."""
    rows = SchoolList(reading)
    lang = reading.lang
    districts = {row.unit_id: place for place, row in enumerate(rows.districts)}
    order = sorted(range(len(rows.order)), key=lambda n: districts[rows.schools[n].unit_id])
    names = {row.unit_id: short_name(lang, row)[0] for row in rows.districts}
    found = [_school(rows, number, rows.order[n], rows.schools[n], names) for number, n in enumerate(order, 1)]
    statuses = rows.tables[PAPERLESS].statuses if rows.tables else []
    return Sheet(
        lang.pgettext("sheet", "Schools"),
        f"{full_name(lang, reading.data.unit)}. {lang.gettext('List of schools')}",
        school_columns(reading),
        found,
        lines=_about(reading),
        statuses=[STATUSES[statuses[rows.order[n]]] for n in order],
        filtered=True,
    )


def school_columns(reading: Reading) -> list[Column]:
    """Return the columns of the list of schools."""
    lang, config = reading.lang, reading.data.config
    values = [Column(f"{indicator_name(lang, key)}, %", TENTHS, 13) for key in config.seven]
    others = [key for key in INDICATOR_KEYS if key not in {*config.seven, PAPERLESS}]
    return [
        Column(lang.pgettext("column", "No."), WHOLE, 6),
        Column(column_of(lang, DISTRICT, reading.data.unit), TEXT, 20),
        Column(lang.pgettext("column", "School"), TEXT, 52),
        Column(lang.pgettext("column", "Category"), STATUS, 14),
        *values,
        Column(lang.gettext("All seven met"), TEXT, 11),
        Column(lang.gettext("Met, of %(num)s", num=len(config.seven)), WHOLE, 11),
        Column(lang.pgettext("column", "Not met"), TEXT, 60),
        Column(lang.gettext("Share of the seven met, %"), TENTHS, 13),
        Column(_before_head(reading), TENTHS, 14),
        Column(lang.gettext("Change, pp"), SIGNED, 11),
        *(Column(f"{indicator_name(lang, key)}, %", TENTHS, 13) for key in others),
        Column(lang.gettext("Code of the school"), CODE, 16),
    ]


def _before_head(reading: Reading) -> str:
    """Return the head of the previous period's values: of which week they are (F.3-5)."""
    lang, base = reading.lang, reading.data.base
    if base is None:
        return lang.gettext("The same in the previous week, %")
    return lang.gettext("The same of %(span)s, %%", span=week_span(lang, base.week))


def _school(rows: SchoolList, number: int, at: int, school: SchoolRow, names: Mapping[str, str]) -> list[Cell]:
    """Return one school."""
    lang, reading, all_seven = rows.reading.lang, rows.reading, rows.tables[PAPERLESS]
    has_data = school.state == "data"
    met, lacking = rows.met(at), rows.unmet(at)
    others = [table for key, table in rows.tables.items() if key != PAPERLESS and table not in rows.seven]
    return [
        number,
        names[school.unit_id],
        lang.name(school.names)[0],
        _categories(reading)[all_seven.statuses[at]] if has_data else absence(lang, school.state),
        *(tenths(table.now[at]) for table in rows.seven),
        _yes(reading, not lacking) if has_data else None,
        met if has_data else None,
        "; ".join(unmet_text(rows.tables[key], lang.tenths(rows.tables[key].now[at])) for key in lacking) or None,
        tenths(all_seven.now[at]),
        tenths(_before(rows, at)),
        signed(all_seven.changes[at]),
        *(tenths(table.now[at]) for table in others),
        school.school_id,
    ]


def _before(rows: SchoolList, at: int) -> int:
    """Return the share of the seven a school met in the previous period, in tenths; -1 without."""
    reading = rows.reading
    if reading.schools is None or reading.then is None:
        return -1
    return int(reading.schools.value[reading.then, at, QZJ])


def _categories(reading: Reading) -> tuple[str, ...]:
    """Return the categories in words, by status."""
    lang = reading.lang
    high, medium, low = (
        lang.pgettext("schools", "High"),
        lang.pgettext("schools", "Medium"),
        lang.pgettext("schools", "Low"),
    )
    return (ABSENT, low, medium, high)


def summary(reading: Reading) -> Sheet:
    """Return the nine indicators of the unit, one a row, and under them the scores of its districts."""
    lang = reading.lang
    columns = [
        Column(lang.pgettext("column", "Indicator"), TEXT, 30),
        Column(lang.pgettext("column", "Value, %"), TENTHS, 11),
        Column(lang.gettext("Target, %"), WHOLE, 11),
        Column(lang.gettext("Target met"), STATUS, 12),
        Column(lang.gettext("Change, pp"), SIGNED, 11),
        Column(lang.pgettext("schools", "High"), WHOLE, 11),
        Column(lang.pgettext("schools", "Medium"), WHOLE, 11),
        Column(lang.pgettext("schools", "Low"), WHOLE, 11),
        Column(lang.gettext("Schools with data"), WHOLE, 11),
        Column(lang.pgettext("column", "Score, %"), TENTHS, 11),
        Column(lang.gettext("Place by score"), WHOLE, 11),
        Column(lang.gettext("Numerator"), WHOLE, 13),
        Column(lang.gettext("Denominator"), WHOLE, 13),
        Column(lang.gettext("Republic, %"), TENTHS, 11),
    ]
    found = [_indicator(reading, place, key) for place, key in enumerate(INDICATOR_KEYS)]
    met = reading.units.met[reading.now, reading.own].tolist()
    return Sheet(
        lang.pgettext("sheet", "Summary"),
        full_name(lang, reading.data.unit),
        columns,
        found,
        lines=[_plain(lede(reading)), *_about(reading)],
        statuses=["good" if is_met else "bad" for is_met in met],
        more=() if reading.data.unit.level == DISTRICT else (districts(reading),),
    )


def _indicator(reading: Reading, place: int, key: str) -> list[Cell]:
    """Return one indicator of the unit."""
    lang, units, at = reading.lang, reading.units, (reading.now, reading.own, place)
    counts = reading.counts[place][reading.own]
    block = reading.data.comparison
    moved = common_change(block, place) if block is not None else None
    values = reading.data.values
    return [
        indicator_name(lang, key),
        tenths(int(units.bar[at])),
        reading.data.config.gauge_target(key),
        _yes(reading, units.met[at]) if counts.counted else None,
        signed(moved),
        counts.high,
        counts.medium,
        counts.low,
        counts.counted,
        tenths(counts.score),
        counts.rank or None,
        int(values.of("numerator")[at]),
        int(values.of("denominator")[at]),
        tenths(int(units.bar[reading.now, reading.republic, place])),
    ]


def _yes(reading: Reading, is_so: object) -> str:
    """Return yes or no."""
    lang = reading.lang
    return lang.pgettext("cell", "yes") if is_so else lang.pgettext("cell", "no")


def districts(reading: Reading) -> Sheet:
    """Return the scores of a region's districts, one a row, in the order of the first indicator's ranking."""
    lang = reading.lang
    columns = [
        Column(column_of(lang, DISTRICT, reading.data.unit), TEXT, 30),
        Column(lang.pgettext("column", "Schools"), WHOLE, 11),
        Column(lang.gettext("Schools with data"), WHOLE, 11),
        *(
            Column(f"{indicator_name(lang, key)}, {lang.pgettext('unit', 'score, %')}", TENTHS, 11)
            for key in INDICATOR_KEYS
        ),
    ]
    last = len(reading.counts[QZJ])
    members = sorted(reading.members, key=lambda pair: reading.counts[QZJ][pair[1]].rank or last)
    return Sheet("", lang.gettext("Ranking of districts"), columns, [_district(reading, *pair) for pair in members])


def _district(reading: Reading, unit: UnitRow, at: int) -> list[Cell]:
    """Return one district."""
    scores = [tenths(counts[at].score) for counts in reading.counts]
    return [short_name(reading.lang, unit)[0], unit.schools, unit.reporting, *scores]


def computed(reading: Reading, states: Mapping[str, int]) -> Sheet:
    """Return how each indicator of the unit is computed: the same as the page says, one indicator a row."""
    lang = reading.lang
    columns = [
        Column(lang.pgettext("column", "Indicator"), TEXT, 26),
        Column(lang.gettext("What it is"), TEXT, 44),
        Column(lang.gettext("Computed"), TEXT, 46),
        Column(lang.gettext("Rule"), TEXT, 50),
        Column(lang.gettext("Particulars"), TEXT, 60),
    ]
    found = [explanation(question_of(reading, key, states), VALUE, FIGURES) for key in INDICATOR_KEYS]
    rows: list[list[Cell]] = [
        [
            indicator_name(lang, key),
            str(how["definition"]),
            "\n".join(map(_fraction, _listed(how["fractions"]))),
            str(how["rule"]),
            "\n".join(f"{name}: {text}" for name, text in _listed(how["facts"])),
        ]
        for key, how in zip(INDICATOR_KEYS, found, strict=True)
    ]
    title = lang.gettext("How it is computed")
    return Sheet(lang.pgettext("sheet", "How it is computed"), title, columns, rows, lines=_about(reading)[:1])


def _fraction(item: Json) -> str:
    """Return a fraction on one line."""
    part, whole = item["numerator"], item["denominator"]
    assert isinstance(part, dict)  # noqa: S101 - the shape of `layouts.views.explain.fraction`
    assert isinstance(whole, dict)  # noqa: S101
    return f"{part['value']} ({part['text']}) / {whole['value']} ({whole['text']}) {item['result']}"


def _listed(value: object) -> Sequence[Json]:
    """Return a list out of a view."""
    return value if isinstance(value, list) else []


def notes(reading: Reading) -> Sheet:
    """Return what a reader of the numbers should know: of when they are, how many schools, what is wrong with them."""
    lang, data = reading.lang, reading.data
    shown, note = data.shown, lang.gettext("Note")
    known = [
        (lang.gettext("Unit"), " · ".join(full_name(lang, row) for row in data.path)),
        (lang.gettext("Reporting period"), week_label(lang, data.week)),
        (lang.gettext("Compared weeks"), " ".join(filter(None, (caption(reading), short_weeks(reading))))),
        (lang.gettext("Data as of"), reading.moment),
        (lang.gettext("Schools in the list"), lang.number(len(data.schools))),
        (lang.gettext("Schools with data"), reporting(lang, data.unit)),
        (lang.gettext("Source"), shown.source if shown else ""),
        (lang.gettext("Snapshot"), shown.content_id[:12] if shown else ""),
        (note, str(stamp(reading)["demonstration"] or "")),
        (lang.gettext("Numbers"), lang.gettext("Percentages are cut to one decimal, never rounded, as on the page.")),
        *((note, text) for text in (*marks(reading), *data_notes(reading))),
    ]
    rows: list[list[Cell]] = [[name, text] for name, text in known if text]
    columns = [Column(lang.gettext("What"), TEXT, 30), Column(lang.gettext("Text"), TEXT, 110)]
    title = lang.gettext("Notes on the data")
    return Sheet(lang.pgettext("sheet", "Data notes"), title, columns, rows)


def _about(reading: Reading) -> list[str]:
    """Return the lines above a table: which week, of when, how many schools."""
    lang = reading.lang
    demonstration = stamp(reading)["demonstration"]
    lines = [week_label(lang, reading.data.week), reporting(lang, reading.data.unit)]
    if demonstration:
        lines.append(str(demonstration))
    return lines


def _plain(text: Sequence[str | Mapping[str, str]]) -> str:
    """Return rich text without its bold."""
    return "".join(part if isinstance(part, str) else part["b"] for part in text)
