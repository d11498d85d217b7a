"""Data notes in plain words."""

from __future__ import annotations

import pytest

from dashboard.locales import LOCALES, language
from dashboard.snapshot.notes import NOTE_KINDS, Note
from dashboard.snapshot.suspicions import SUSPICIONS
from layouts.views.notes import PROFILE_RULES, WRITERS, note_text
from tests.layouts.views.test_page import ALPHABET, BROKEN

DETAILS: dict[str, object] = {
    "file": "marks.csv",
    "columns": ["a", "b"],
    "column": "opened_on",
    "count": 21,
    "schools": ["1", "2"],
    "value": "soon",
    "table": "lessons",
    "rows_in": 1000,
    "rejected": 3,
    "reasons": {"bad_type": 3},
    "tables": ["lessons", "marks"],
    "role": "pupil",
    "base_week": "2026-11-08",
    "total": "classes",
    "reporting": 452,
    "of": 460,
    "lessons": 120,
    "recorded": 1000,
    "covered": 452,
    "late": 55,
    "eligible": 0,
    "entries": 1200,
    "marks": 900,
    "systems": {"Күнделік": 300, "BilimClass": 150, "": 10},
    "names": [{"kk": "№5 мектеп", "ru": "Школа №5", "en": None}, {"kk": "№6 мектеп", "ru": "Школа №6", "en": None}],
    "now": 90,
    "then": 1200,
    "revision": 2,
    "on": "2026-11-18",
    "first": [
        {
            "names": {"kk": "№5 мектеп", "ru": "Школа №5", "en": None},
            "district": {"kk": "Абай ауданы", "ru": "Абайский район", "en": "Abay District"},
            "indicator": "planning",
            "was": [699, 1000],
            "now": [720, 1000],
        },
        {
            "names": {"kk": "№6 мектеп", "ru": "Школа №6", "en": "School No 6"},
            "district": {"kk": "Абай ауданы", "ru": "Абайский район", "en": "Abay District"},
            "indicator": "act_parents",
            "was": [0, 0],
            "now": None,
        },
    ],
}


def test_every_kind_of_note_has_words() -> None:
    assert set(WRITERS) == set(NOTE_KINDS)


@pytest.mark.parametrize("key", LOCALES)
@pytest.mark.parametrize("kind", NOTE_KINDS)
def test_notes_are_whole_sentences(kind: str, key: str) -> None:
    known = {name: DETAILS[name] for name in NOTE_KINDS[kind].details}
    text = note_text(language(key), Note(kind, known))
    assert text.endswith(".")
    assert ALPHABET.fullmatch(text), text
    assert not BROKEN.search(text)


@pytest.mark.parametrize(
    ("kind", "details", "text"),
    [
        ("school_not_connected", {"names": ()}, "Не подключены, данных не передали: 21 школа."),
        (
            "accounts_missing",
            {},
            "Учётные записи учащихся не переданы и считаются за ноль: 21 школа (Школа №5; Школа №6; …).",
        ),
        (
            "suspicious_profile_value",
            {"count": 2},
            "В поле профиля «дата открытия» стоит не дата, но оно считается заполненным: 2 школы (Школа №5; Школа №6).",
        ),
        (
            "suspicious_profile_value",
            {"column": "postal_address", "names": ()},
            "В поле профиля «почтовый адрес» стоит не адрес, но оно считается заполненным: 21 школа.",
        ),
        (
            "accounts_missing",
            {"role": "guest", "names": ()},
            "Учётные записи не переданы и считаются за ноль: 21 школа.",
        ),
        (
            "school_absent",
            {"count": 1, "names": [{"ru": "Школа №5", "district": {"kk": "Абай ауданы", "ru": "Абайский район"}}]},
            "Были и отсутствуют (сравнение: неделя 8–14 ноября 2026): 1 школа (Школа №5, Абайский "
            "район).",
        ),
        ("schools_reporting", {}, "Школы с данными за неделю: 452 из 460."),
        ("sources", {}, "Школы по системам журналов: Күнделік – 300; BilimClass – 150; не указана – 10."),
        ("sources", {"systems": {str(n): 10 - n for n in range(7)}},
         "Школы по системам журналов: 0 – 10; 1 – 9; 2 – 8; 3 – 7; 4 – 6; другие – 9."),
        (
            "tick_only",
            {},
            "Уроки только с отметкой «Урок проведён» среди внесённых в журнал: 120 из 1\u00a0000 (12,0%); школы, "
            "передавшие сведения: 452.",
        ),
        ("marks_late", {}, "Оценки, выставленные позже срока: 55 из 0; школы, передавшие сведения: 452."),
        (
            "entered_after_cut_off",
            {"names": ()},
            "Внесено после конца недели и не учтено: 1\u00a0200, из них оценок: 900; 21 школа.",
        ),
        (
            "total_moved",
            {},
            "Число классов сильно изменилось: было 1\u00a0200, стало 90 (сравнение: неделя 8–14 ноября 2026).",
        ),
        (
            "revision_differs",
            {},
            "В редакции 2 (18 ноября 2026) другие значения: 21 школа. Опубликованные значения остаются прежними. "
            "Школа №5 (Абайский район): планирование – было 69,9%, стало 72,0%; Школа №6 (Абайский район): родители – "
            "было 0,0%, стало нет данных; ….",
        ),
        (
            "late_entries",
            {"count": 2},
            "Записи, внесённые после конца недели (по 18 ноября 2026), изменили бы значения: 2 школы. Опубликованные "
            "значения остаются прежними. Школа №5 (Абайский район): планирование – было 69,9%, стало 72,0%; Школа №6 "
            "(Абайский район): родители – было 0,0%, стало нет данных.",
        ),
        ("rejects_accepted", {"tables": list("abcdefg")},
         "Из-за ошибок отложено больше строк, чем обычно, и это принято: a, b, c, d, e, …."),
    ],
)  # fmt: skip
def test_notes_in_russian(kind: str, details: dict[str, object], text: str) -> None:
    assert note_text(language("ru"), Note(kind, DETAILS | details)) == text


def test_a_kind_of_a_later_version_is_named() -> None:
    assert note_text(language("ru"), Note("moved_school", {"count": 3})) == "Примечание к данным: moved_school."


def test_every_profile_field_that_is_looked_at_has_a_name_and_a_sentence() -> None:
    """The web process must not load what checks them; so the table is kept twice, and held together here."""
    assert set(PROFILE_RULES) == set(SUSPICIONS)
    lang = language("kk")
    texts = {
        column: note_text(lang, Note("suspicious_profile_value", DETAILS | {"column": column}))
        for column in PROFILE_RULES
    }
    assert not [column for column, text in texts.items() if column in text]
    unknown = note_text(language("ru"), Note("suspicious_profile_value", DETAILS | {"column": "phone", "names": ()}))
    assert unknown == "Поле профиля «phone» вызывает сомнения, но считается заполненным: 21 школа."
