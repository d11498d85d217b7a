"""The table of indicators."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.configuration import load_configuration
from dashboard.errors import ConfigurationError
from dashboard.indicators import INDICATOR_KEYS, INDICATORS, INDICATORS_FILE, MEASURED_KEYS, load_indicators
from dashboard.snapshot.indicators_expr import EXPRESSIONS


def test_q17_there_are_exactly_nine_in_the_order_of_the_page() -> None:
    assert (
        *("qzj", "act_teachers", "act_pupils", "act_parents", "timetable", "planning", "journal", "timely", "profile"),
    ) == INDICATOR_KEYS
    assert [indicator.key for indicator in INDICATORS.values()] == list(INDICATOR_KEYS)


def test_every_indicator_has_an_expression_and_a_target() -> None:
    config = load_configuration().for_week(date(2026, 11, 8))
    assert set(EXPRESSIONS) == set(MEASURED_KEYS)
    assert set(config.targets) == set(INDICATOR_KEYS)


@pytest.mark.parametrize("key", INDICATOR_KEYS)
def test_a_block_is_complete(key: str) -> None:
    indicator = INDICATORS[key]
    assert indicator.group in {"coverage", "journal"}
    assert (indicator.gauge == "pooled") == (indicator.key.startswith("act_")), "A-18: only people blocks are pooled"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('group = "coverage"\n', ""), ["[qzj]", "group"]),
        (('gauge = "pooled"', 'gauge = "average"'), ["[act_teachers]", "gauge", "average", "share_high"]),
        (('name = "Teachers"', 'name = " "'), ["[act_teachers]", "name"]),
        (('name = "Teachers"', 'name = "Teachers"\nunit = "%"'), ["[act_teachers]", "unit", "Remove"]),
        (("[qzj]", "[paperless]"), ["[qzj]", "missing"]),
        (("[qzj]", "[qzj"), ["TOML"]),
        (("[qzj]", "colour = 1\n[qzj]"), ["colour", "not a block"]),
    ],
)
def test_an_error_names_file_block_and_field(tmp_path: Path, change: tuple[str, str], words: list[str]) -> None:
    file = tmp_path / "indicators.toml"
    file.write_text(INDICATORS_FILE.read_text("utf-8").replace(*change, 1), "utf-8")
    with pytest.raises(ConfigurationError) as error:
        load_indicators(file)
    for word in [str(file), *words]:
        assert word in str(error.value)
