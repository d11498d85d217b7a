"""What all explanations share: subject, n of N, exclusions, source, snapshot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dashboard.frames import PageData, Surroundings
from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import LOCALES, language
from dashboard.selection import REPUBLIC
from layouts.views.explain import explanation, nothing, question_of
from layouts.views.figures import FIGURES
from layouts.views.reading import Reading
from tests.layouts.views.conftest import Load
from tests.layouts.views.counts import with_counts

COUNTS = {REPUBLIC: {"low": 10, "medium": 10, "high": 21, "numerator": 708, "denominator": 1000}}


def shown(data: PageData, around: Surroundings, of: str, key: str = "planning", lang: str = "ru", **asked: Any) -> Any:
    """Return an explanation; its facts as a dict."""
    reading = Reading(data, language(lang), around)
    found: Any = explanation(question_of(reading, key, **asked), of, FIGURES)
    return {**found, "facts": dict(found["facts"])}


@pytest.mark.parametrize("lang", [*LOCALES])
@pytest.mark.parametrize("unit", [REPUBLIC, "110000000", "100100000"])
def test_every_figure_of_every_indicator_has_an_explanation(
    page: Load, around: Surroundings, unit: str, lang: str
) -> None:
    data = page(unit)
    for key in INDICATOR_KEYS:
        mine = [other["of"] for other in shown(data, around, "value", key, lang)["others"]]
        assert {"value", "change", "trend", "score", "counts", "schools", "targets", "lifts"} <= set(mine)
        for of in mine:
            found = shown(data, around, of, key, lang)
            assert found["of"] == of
            assert found["title"]
            assert found["definition"].endswith(".")
            assert "None" not in str(found["facts"])
            assert "nan" not in str(found["fractions"])


def test_schools_have_figures_of_their_own(page: Load, around: Surroundings) -> None:
    data = page("100100000")
    school = data.schools[0]
    found = shown(data, around, "value", school=school.school_id)
    assert [other["of"] for other in found["others"]] == ["value", "change", "met"]
    assert found["subject"].startswith(school.name_ru)
    assert "Школ с данными" not in found["facts"]


def test_a_figure_the_unit_has_not_falls_back_to_its_value(page: Load, around: Surroundings) -> None:
    assert shown(page(), around, "rank")["of"] == "value"
    assert shown(page(), around, "nonsense")["of"] == "value"


def test_n_of_n_and_why_the_others_are_not_counted(page: Load, around: Surroundings) -> None:
    data = with_counts(page(), "planning", COUNTS)
    path = (replace(data.path[0], schools=45, reporting=42),)
    states = {"data": 42, "no_teaching": 2, "not_connected": 1}
    facts = shown(replace(data, path=path), around, "value", states=states)["facts"]
    assert facts["Школ с данными"] == "41 из 45"
    assert facts["Школы вне расчёта"] == (
        "нет учебных дней: 2 школы; не подключены: 1 школа; нет оценок за неделю: 1 школа"
    )
    assert facts["Не учитываются"] == "отменённые уроки; классы без учебных дней"


def test_source_snapshot_and_time(page: Load, around: Surroundings) -> None:
    data = page()
    assert data.shown is not None
    moment = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)
    named = replace(data.shown, source="Journal 7", published_at=moment)
    facts = shown(replace(data, shown=named), around, "score")["facts"]
    assert facts["Источник"] == "Journal 7, 22 ноября 2026, 00:00"
    assert facts["Версия данных"] == data.shown.content_id[:12]
    assert facts["Опубликовано"] == "22 ноября 2026, 06:05"
    plain = shown(replace(data, shown=replace(data.shown, source="", published_at=None)), around, "score")["facts"]
    assert plain["Источник"] == "электронный журнал, 22 ноября 2026, 00:00"
    assert "Опубликовано" not in plain


def test_a_week_without_numbers_has_an_explanation_too(page: Load, around: Surroundings) -> None:
    found: Any = nothing(Reading(page(week=date(2026, 10, 25)), language("ru"), around))
    assert found["definition"] == "За эту неделю чисел нет."
    assert found["facts"] == []
