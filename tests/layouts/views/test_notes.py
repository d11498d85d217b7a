"""Data notes in plain words."""

from __future__ import annotations

import pytest

from dashboard.locales import LOCALES, language
from dashboard.snapshot.notes import NOTE_KINDS, Note
from layouts.views.notes import WRITERS, note_text
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
    "now": 90,
    "then": 1200,
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
        ("school_not_connected", {}, "Не подключены, данных не передали: 21 школа."),
        ("accounts_missing", {}, "Учётные записи учащихся не переданы и считаются за ноль: 21 школа."),
        (
            "suspicious_profile_value",
            {},
            "В поле профиля «дата открытия» стоит не дата, но оно считается заполненным: 21 школа.",
        ),
        ("accounts_missing", {"role": "guest"}, "Учётные записи не переданы и считаются за ноль: 21 школа."),
        (
            "total_moved",
            {},
            "Число классов сильно изменилось: было 1\u00a0200, стало 90 (сравнение: неделя 8–14 ноября 2026).",
        ),
        ("rejects_accepted", {"tables": list("abcdefg")},
         "Из-за ошибок отложено больше строк, чем обычно, и это принято: a, b, c, d, e, …."),
    ],
)  # fmt: skip
def test_notes_in_russian(kind: str, details: dict[str, object], text: str) -> None:
    assert note_text(language("ru"), Note(kind, DETAILS | details)) == text


def test_a_kind_of_a_later_version_is_named() -> None:
    assert note_text(language("ru"), Note("moved_school", {"count": 3})) == "Примечание к данным: moved_school."
