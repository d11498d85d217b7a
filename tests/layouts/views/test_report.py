"""A report as its page shows it: order, pages, totals, coverage, chart."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from dashboard.locales import language
from dashboard.reports.terms import NAME, WHOLE, Answer, Asked, Chart, Column, Report, Series
from layouts.views.report import PAGE, Sheet, Turned
from layouts.views.report_file import records, titles
from tests.report_facts import LATEST, REPUBLIC

ASKED = Asked("r", LATEST, (REPUBLIC,), "republic")
COLUMNS = (
    Column("name", lambda lang: "Name", NAME),
    Column("n", lambda lang: "N", WHOLE, group=lambda lang: "Group"),
    Column("m", lambda lang: "M", WHOLE, group=lambda lang: "Group"),
)
REPORT = Report(
    "r",
    lambda lang: "Report",
    (),
    (),
    columns=lambda asked: COLUMNS,
    rows=lambda facts, asked: Answer(None),
    order=("name",),
    chart=lambda asked: Chart(lambda lang: "Chart", "name", [Series("n", lambda lang: "N")]),
)


def sheet(names: list[str], numbers: list[int | None], totals: dict[str, Any] | None = None) -> Sheet:
    filled = {f"name_{key}": names for key in ("kk", "ru", "en")}
    covered = {"covered": [1] * len(names), "schools": [2] * len(names)}
    columns = {**filled, "n": pa.array(numbers, pa.int64()), "m": pa.array(numbers, pa.int64()), **covered}
    return Sheet(REPORT, ASKED, Answer(pa.table(columns), totals, covered=1, schools=2), language("en"))


def shown(of: Sheet, how: Turned = Turned()) -> list[list[str]]:  # noqa: B008 - frozen
    return [[cell["text"] for cell in row] for row in of.rows(how)]  # type: ignore[misc]


def test_q19_names_stand_in_the_order_of_the_alphabet_and_numbers_by_size() -> None:
    names = ["№ 10", "№ 9", "Қ", "К", "Ә", "А"]
    assert [row[0] for row in shown(sheet(names, [1] * 6))] == ["№ 9", "№ 10", "А", "Ә", "К", "Қ"]


@pytest.mark.parametrize(("falling", "found"), [(False, "1 2 no"), (True, "2 1 no")])
def test_rows_without_a_value_come_last_either_way(falling: bool, found: str) -> None:
    of = sheet(["a", "b", "c"], [None, 2, 1])
    assert " ".join(row[1].split()[0] for row in shown(of, Turned("n", falling))) == found


def test_an_order_nobody_knows_is_the_reports_own() -> None:
    of = sheet(["b", "a"], [1, 2])
    assert shown(of, Turned("nothing")) == shown(of)


def test_pages_have_fifty_rows_and_paper_all() -> None:
    of = sheet([f"{n:03d}" for n in range(120)], [1] * 120)
    assert [len(shown(of, Turned(page=page))) for page in (1, 2, 3, 4, 0)] == [PAGE, PAGE, 20, 0, 120]
    assert shown(of, Turned(page=2))[0][0] == "050"


def test_groups_stand_above_their_columns() -> None:
    above, below = sheet(["a"], [1]).head(Turned("n"))
    assert [(cell["text"], cell["span"], cell["rows"]) for cell in above] == [("Name", 1, 2), ("Group", 2, 1)]
    assert [(cell["text"], cell["sort"]) for cell in below] == [("N", "ascending"), ("M", "")]


def test_totals_miss_nothing_in_silence() -> None:
    cells = sheet(["a"], [1], {"n": 7}).totals()
    assert [(cell["text"], cell["absent"]) for cell in cells] == [("7", False), ("no data", True)]
    assert sheet(["a"], [1]).totals() == []


def test_a_row_that_covers_some_of_its_schools_says_so() -> None:
    of = sheet(["a"], [1])
    assert of.rows(Turned())[0][0]["note"] == "Data of 1 of 2 schools"
    assert of.notes() == ["Data of 1 of 2 schools"]


def test_a_chart_has_a_bar_for_every_row_with_a_value() -> None:
    chart = sheet(["a", "b"], [3, None]).chart()
    assert chart == {"title": "Chart", "labels": ["a"], "series": [{"name": "N", "values": [3]}]}
    assert sheet(["a"], [None]).chart() is None
    assert sheet([], []).chart() is None


def test_a_file_has_all_rows_the_totals_and_the_coverage() -> None:
    of = sheet(["b", "a"], [None, 1], {"n": 1})
    assert titles(of) == ["No.", "Name", "Group: N", "Group: M", "Schools with data"]
    assert list(records(of, Turned())) == [
        [1, "a", 1, 1, "1 of 2"],
        [2, "b", "no data", "no data", "1 of 2"],
        ["", "Total", 1, "no data", ""],
    ]
