"""How a report's values are written, on the screen and in files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from dashboard.locales import language
from dashboard.reports import terms
from dashboard.reports.terms import Column, Mark, Part
from layouts.views.report_formats import FORMATS, Writer


def title(lang: Any) -> str:
    del lang
    return "t"


def test_every_format_has_its_row() -> None:
    assert set(FORMATS) == terms.FORMATS


@pytest.mark.parametrize(
    ("form", "value", "screen", "cell"),
    [
        (terms.WHOLE, 1772, "1\N{NO-BREAK SPACE}772", 1772),
        (terms.WHOLE, 0, "0", 0),
        (terms.PERCENT, 5959, "59", 59.59),  # T11: cut, never rounded
        (terms.PERCENT, 10_000, "100", 100.0),
        (terms.HUNDREDTHS, 1429, "14,29", 14.29),  # D.3: two decimals at most, zeros at the end dropped
        (terms.HUNDREDTHS, 4160, "41,6", 41.6),
        (terms.HUNDREDTHS, 4000, "40", 40.0),
        (terms.HUNDREDTHS, 5, "0,05", 0.05),
        (terms.DATE, date(2026, 11, 15), "15 ноября 2026", date(2026, 11, 15)),
        (terms.MOMENT, datetime(2026, 11, 21, 19, 0), "22 ноября 2026, 00:00", datetime(2026, 11, 22)),  # noqa: DTZ001
        (terms.CODE, "007", "007", "007"),
    ],
)
def test_values_are_written(form: str, value: Any, screen: str, cell: Any) -> None:
    writer, column = Writer(language("ru")), Column("k", title, form)
    assert (writer.screen(column, {"k": value}), writer.cell(column, {"k": value})) == (screen, cell)


@pytest.mark.parametrize("form", sorted(terms.FORMATS))
@pytest.mark.parametrize(("key", "said"), [("kk", "деректер жоқ"), ("ru", "нет данных"), ("en", "no data")])
def test_b2_nothing_is_said_in_words(form: str, key: str, said: str) -> None:
    writer, column = Writer(language(key)), Column("k", title, form)
    assert {writer.screen(column, {"k": None}), writer.cell(column, {})} == {said}


def test_blank_texts_are_nothing() -> None:
    assert Writer(language("en")).screen(Column("k", title), {"k": " \t"}) == "no data"


def test_names_and_words_are_in_the_language() -> None:
    row = {"n_kk": "қ", "n_ru": "р", "n_en": None, "w": "x", "u": "unknown"}
    writer = Writer(language("en"))
    assert writer.screen(Column("n", title, terms.NAME), row) == "қ"
    words = {"x": lambda lang: lang.gettext("no data")}
    assert writer.screen(Column("w", title, terms.WORD, words=words), row) == "no data"
    assert writer.screen(Column("u", title, terms.WORD, words=words), row) == "unknown"


def test_a_cell_of_several_lines_leaves_out_what_is_empty_and_says_its_marks() -> None:
    parts = (Part("a", lambda lang: "A", mark="m"), Part("b", lambda lang: "B"), Part("c", lambda lang: "C"))
    column = Column("x", title, parts=parts, marks={"bad": Mark("bad", lambda lang: "wrong")})
    writer = Writer(language("en"))
    assert writer.cell(column, {"a": ".", "m": "bad", "b": "", "c": "3"}) == "A: . (wrong)\nC: 3"
    assert writer.lines(column, {"a": ".", "m": "bad"}) == [("A: .", " (wrong)", "bad")]
    assert writer.cell(column, {"b": " "}) == "no data"
