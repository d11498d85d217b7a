"""Success, quality, СОУ: the samples of D.3 are vector T12 of the specification."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.reports.attainment import SOU_WEIGHTS, Results, rounded, sql

SAMPLES = {
    "9Б, 2nd quarter": (Results(0, 4, 16, size=20), 20, 10_000, 2_000, 4_160),
    "9Б, 3rd quarter": (Results(0, 1, 6, size=20), 7, 10_000, 1_429, 4_000),
    "9Б, 4th quarter": (Results(0, 3, 17, size=20), 20, 10_000, 1_500, 4_020),
    "11А, 2nd quarter": (Results(13, 0, 0, size=13), 13, 10_000, 10_000, 10_000),
}
counts = st.integers(0, 3_000)


@pytest.mark.parametrize("sample", SAMPLES)
def test_t12_the_samples_of_d3(sample: str) -> None:
    results, attested, success, quality, sou = SAMPLES[sample]
    assert (results.attested, results.success, results.quality, results.sou) == (attested, success, quality, sou)


def test_g50_the_coverage_of_a_nearly_ungraded_class_is_seen() -> None:
    assert SAMPLES["9Б, 3rd quarter"][0].coverage == 3_500
    assert Results(n5=1).coverage is None


def test_d3_the_weights_are_four_times_the_square_of_the_mark() -> None:
    assert {mark: 4 * int(mark) ** 2 for mark in "5432"} == {mark: SOU_WEIGHTS[mark] for mark in "5432"}


def test_d3_whoever_is_not_attested_stays_in_the_denominator() -> None:
    results = Results(n5=1, n4=1, n2=1, not_attested=1)
    assert (results.success, results.quality, results.sou) == (5_000, 5_000, (100 + 64 + 16 + 7) * 25)


def test_without_results_there_is_no_value() -> None:
    assert (Results(size=20).success, Results().quality, Results().sou) == (None, None, None)


@given(counts, counts, counts, counts, counts)
def test_quality_never_exceeds_success_nor_any_value_a_hundred(n5: int, n4: int, n3: int, n2: int, absent: int) -> None:
    found = Results(n5, n4, n3, n2, absent)
    if found.attested:
        assert found.quality is not None
        assert found.success is not None
        assert found.sou is not None
        assert 0 <= found.quality <= found.success <= 10_000
        assert 0 <= found.sou <= 10_000


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_values_are_rounded_half_up(part: int, whole: int) -> None:
    found = rounded(part, whole)
    assert found is not None
    assert -whole < 2 * (found * whole - 10_000 * part) <= whole


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("column", ["success", "quality", "sou"])
def test_a_query_computes_the_same(sample: str, column: str) -> None:
    results = SAMPLES[sample][0]
    row = f"{results.n5} AS n5, {results.n4} AS n4, {results.n3} AS n3, {results.n2} AS n2, 0 AS not_attested"
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {sql(column)} FROM (SELECT {row})").fetchone()  # noqa: S608
    assert found == (getattr(results, column),)
