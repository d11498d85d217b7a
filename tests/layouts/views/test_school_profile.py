"""The 18 fields: filled, empty, suspicious (I7, G-20, G-21, Q-61)."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.locales import LOCALES, language
from dashboard.school_frames import Profile
from layouts.views.school_profile import is_filled, profile
from tests.layouts.views.school_facts import known


@pytest.mark.parametrize("key", LOCALES)
def test_g21_states_of_the_fields(key: str) -> None:
    found: Any = profile(language(key), known().profile)
    states = {field["state"] for field in found["fields"]}
    assert len(found["fields"]) == 18
    assert states == {"filled", "empty", "suspicious"}
    assert len({field["name"] for field in found["fields"]}) == 18
    empty = next(field for field in found["fields"] if field["state"] == "empty")
    assert empty["value"] == language(key).gettext("no data")


def test_the_summary_counts_a_suspicious_field_as_filled() -> None:
    found: Any = profile(language("ru"), known().profile)
    assert found["summary"].startswith("Заполнено: 17 из 18, из них сомнительных: 1; пустых: 1")


def test_an_odd_value_that_is_empty_is_empty() -> None:
    values = dict.fromkeys(known().profile.values) if known().profile else {}  # type: ignore[union-attr]
    found: Any = profile(language("ru"), Profile(values, frozenset({"full_name"})))
    assert {field["state"] for field in found["fields"]} == {"empty"}


def test_a_profile_that_is_not_kept_says_so() -> None:
    found: Any = profile(language("ru"), None)
    assert found["missing"].startswith("нет данных")


@pytest.mark.parametrize(
    ("value", "filled"), [(None, False), ("", False), (" \t\N{NO-BREAK SPACE}", False), (".", True)]
)
def test_q61_white_space_fills_nothing(value: str | None, filled: bool) -> None:
    assert is_filled(value) is filled
