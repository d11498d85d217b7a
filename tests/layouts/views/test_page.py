"""The whole view: what holds on every page, in every week, in every language."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.frames import Block, PageData, Surroundings
from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import LOCALES, language
from dashboard.selection import REPUBLIC
from layouts.views.page import view
from tests.layouts.views.conftest import Load
from tests.published_weeks import HOLIDAY, LAST_YEAR, LATEST, MISSING, SHORT

UNITS = [REPUBLIC, "110000000", "100100000", "110300000"]
WEEKS = [LATEST, HOLIDAY, MISSING, SHORT, LAST_YEAR, date(2026, 11, 1)]
BROKEN = re.compile(r"\b(nan|NaN|NaT|None|inf|Infinity|null|undefined)\b|%\(|\{\}|  ")
MAY_BE_EMPTY = re.compile(r"groups\.\d+\.note|panels\.\w+\.rows\.\d+\.rank")
# The typeface has these characters; any other would fall back to another one (DESIGN.md, section 3).
ALPHABET = re.compile(r"[\u0020-\u007e\u00a0\u00a9«·»×\u0400-\u04ff№–—−“”…]*")


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield every value of a document with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, f"{path}.{place}")
    else:
        yield path, value


def assert_readable(found: dict[str, object]) -> None:
    """Check every text and number of a view."""
    for path, value in leaves(found):
        if isinstance(value, str):
            assert value.strip() or MAY_BE_EMPTY.fullmatch(path), path
            assert not BROKEN.search(value), (path, value)
            assert ALPHABET.fullmatch(value), (path, value)
        else:
            assert value is None or isinstance(value, bool | int | float), (path, value)
            assert not isinstance(value, float) or math.isfinite(value), path
    assert orjson.loads(orjson.dumps(found)) == found


@pytest.mark.parametrize("key", LOCALES)
@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize("unit", UNITS)
def test_every_text_is_whole_and_every_number_finite(
    page: Load, around: Surroundings, unit: str, week: date, key: str
) -> None:
    assert_readable(view(page(unit, week), language(key), around))


def random_counts(block: Block, seed: int) -> Block:
    """Return a block with other counts: some units without schools, ranks in any order."""
    random = np.random.default_rng(seed)
    numbers = random.integers(0, random.choice([2, 30, 2000]), block.numbers.shape)
    fields = block.shape.fields
    silent = random.random(numbers.shape[:3]) < random.choice([0, 0.2, 1])
    numbers[silent] = 0
    counted = numbers[..., :3].sum(axis=-1) > 0
    order = np.argsort(random.random(counted.shape) - counted, axis=1).argsort(axis=1) + 1
    numbers[..., fields.index("rank")] = np.where(counted, order, 0)
    numbers[..., fields.index("denominator")] += numbers[..., fields.index("numerator")]
    return replace(block, numbers=numbers.astype(np.int64))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 2**31),
    unit=st.sampled_from(UNITS),
    week=st.sampled_from(WEEKS),
    key=st.sampled_from([*LOCALES]),
)
def test_no_counts_break_a_view(page: Load, around: Surroundings, seed: int, unit: str, week: date, key: str) -> None:
    data = page(unit, week)
    values = random_counts(data.values, seed)
    siblings = data.sibling_values
    if siblings is not None and data.shown is not None:
        siblings = random_counts(siblings, seed)
        own = siblings.members[data.unit.unit_id]
        place = values.weeks.index(data.shown.snapshot_id)
        values.numbers[place, values.members[data.unit.unit_id]] = siblings.numbers[0, own]
    schools = data.school_values
    if schools is not None:
        random = np.random.default_rng(seed)
        schools = replace(schools, numbers=random.integers(0, 4, schools.numbers.shape))
    assert_readable(
        view(replace(data, values=values, sibling_values=siblings, school_values=schools), language(key), around)
    )


@pytest.mark.parametrize("unit", UNITS[:3])
def test_all_nine_indicators_are_in_one_view(page: Load, around: Surroundings, unit: str) -> None:
    found = view(page(unit), language("ru"), around)
    assert [row["key"] for row in found["indicators"]] == list(INDICATOR_KEYS)
    assert list(found["panels"]) == list(INDICATOR_KEYS)
    assert all({row["unit"] for row in panel["rows"]} == set(found["units"]) for panel in found["panels"].values())


@pytest.mark.parametrize(
    ("unit", "map_unit", "ranking", "crumbs"),
    [
        (REPUBLIC, REPUBLIC, True, ["Республика"]),
        ("110000000", "110000000", True, ["Республика", "г. Алматы"]),
        ("100100000", "100000000", False, ["Республика", "Алматинская область", "Абайский 0 район"]),
    ],
)
def test_a46_levels(
    page: Load, around: Surroundings, unit: str, map_unit: str, ranking: bool, crumbs: list[str]
) -> None:
    found = view(page(unit), language("ru"), around)
    assert found["page"]["map"] == map_unit
    assert (found["ranking"] is not None) == ranking
    assert [crumb["name"] for crumb in found["page"]["crumbs"]] == crumbs


def test_notices_and_selection_are_handed_on(page: Load, around: Surroundings) -> None:
    data = replace(page(), indicator="timely")
    found = view(data, language("en"), around, ["a notice"])
    assert found["notices"] == ["a notice"]
    assert found["selection"] == {"unit": REPUBLIC, "week": "2026-11-15", "ind": "timely", "latest": True}


def test_the_same_data_give_the_same_view(page: Load, around: Surroundings) -> None:
    data: PageData = page("100100000")
    assert view(data, language("kk"), around) == view(data, language("kk"), around)
