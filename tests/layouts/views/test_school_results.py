"""What is behind the results of a term: the pupils of every journal, with and without one (A.7)."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.locales import LOCALES, language
from dashboard.school_choice import SchoolChoice
from dashboard.school_frames import ResultRow
from layouts.views.school_results import Results, period_name
from layouts.workbook.school import listed_sheet
from tests.layouts.views.school_facts import WEEK, known

ROWS = (
    ResultRow("8b", "math", "p2", "not_attested"),
    ResultRow("8b", "math", "p1", "5"),
    ResultRow("8b", "bio", "p1", None),
    ResultRow("1a", "math", "p9", "pass"),
)
FACTS = known(term="2026-2027/q1", results_of={WEEK: "b" * 64}, pupils_on=date(2026, 10, 25))


def shown(key: str = "ru", **choice: object) -> Results:
    return Results(language(key), FACTS, SchoolChoice(listed="results", **choice), ROWS)  # type: ignore[arg-type]


def test_a_row_is_a_pupil_of_a_journal_by_class_subject_and_pupil() -> None:
    assert [row[:4] for row in shown().table] == [
        ["1 «А»", "Математика", "p9", "Зачёт"],
        ["8 «Б»", "Биология", "p1", "нет данных"],
        ["8 «Б»", "Математика", "p1", "5"],
        ["8 «Б»", "Математика", "p2", "Не аттестован"],
    ]


def test_the_number_its_rows_and_those_without_a_result() -> None:
    assert shown().page()["fraction"] == shown(missing=True).page()["fraction"] == "3 из 4: 75,0%"
    assert [row[1:3] for row in shown(missing=True).table] == [["Биология", "p1"]]


@pytest.mark.parametrize("key", LOCALES)
def test_period_day_and_snapshot_are_named(key: str) -> None:
    page = shown(key, school_class="8b", grade="8", subject="math", teacher="t1").page()
    about = page["about"]
    assert isinstance(about, list)
    assert about[0] == period_name(language(key), "2026-2027/q1")
    assert len(about) == 5
    assert "25" in str(page["meaning"])
    assert "bbbbbbbbbbbb" in page["sources"][0]  # type: ignore[index]
    assert all(all(row) and len(row) == len(shown(key).heads) for row in shown(key).table)


def test_the_file_has_all_rows() -> None:
    assert len(listed_sheet(shown(), "School", []).rows) == len(ROWS)
