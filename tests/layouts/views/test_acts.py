"""Acts: what a school lacks, in things one can count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.configuration import load_configuration
from dashboard.indicators import MEASURED_KEYS
from dashboard.locales import LOCALES, language
from dashboard.weeks import week_of
from layouts.views.acts import act_text, acts_of, school_acts
from tests.layouts.views.conftest import TODAY

CONFIG = load_configuration().for_week(week_of(TODAY))


@pytest.mark.parametrize(
    ("key", "acts", "ru", "en"),
    [
        ("act_pupils", 1, "активировать 1 учётную запись", "1 account to activate"),
        ("timetable", 2, "дополнить расписание 2 классов", "2 classes to fill"),
        ("planning", 22, "запланировать 22 урока", "22 lessons to plan"),
        ("journal", 5, "отметить в журнале 5 уроков", "5 lessons to record"),
        ("profile", 3, "заполнить 3 поля", "3 fields to complete"),
        ("timely", 1, "вовремя выставить 1 оценку", "1 mark to set in time"),
        ("planning", None, "пока считать нечего", "nothing to count yet"),
    ],
)
def test_acts_in_words(key: str, acts: int | None, ru: str, en: str) -> None:
    assert (act_text(language("ru"), key, acts), act_text(language("en"), key, acts)) == (ru, en)


def test_every_measured_indicator_has_an_act_in_every_language() -> None:
    assert all(act_text(language(lang), key, 7) for lang in LOCALES for key in MEASURED_KEYS)


@given(st.fixed_dictionaries(dict.fromkeys(CONFIG.seven, st.tuples(st.integers(0, 40), st.integers(1, 40)))))
def test_a34_doing_the_acts_turns_a_school_green(pairs: dict[str, tuple[int, int]]) -> None:
    rows = school_acts(language("en"), CONFIG, pairs)
    unmet = [key for key in CONFIG.seven if 100 * pairs[key][0] < CONFIG.targets[key] * pairs[key][1]]
    assert [row["ind"] for row in rows] == unmet
    done = dict(pairs)
    for row in rows:
        part, whole = done[str(row["ind"])]
        done[str(row["ind"])] = (part + int(str(row["acts"])), whole)
    assert school_acts(language("en"), CONFIG, done) == []


def test_the_seven_together_name_what_is_missing() -> None:
    pairs = dict.fromkeys(CONFIG.seven, (10, 10)) | {"planning": (6, 10), "profile": (16, 18)}
    assert acts_of(language("en"), CONFIG, "qzj", pairs) == (
        "Lesson planning: 2 lessons to plan; School profile: 2 fields to complete"
    )
    assert acts_of(language("en"), CONFIG, "planning", pairs) == "2 lessons to plan"
