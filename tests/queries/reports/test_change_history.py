"""History of changes of the journal (B-13 row 26)."""

from __future__ import annotations

from dashboard.locales import language
from layouts.views.report_formats import Writer
from queries.reports import catalogue
from tests.report_facts import asked
from tests.school_report_world import A, at, country


def test_the_latest_change_comes_first() -> None:
    rows = country().answer(asked("journal_changes", *A)).rows.to_pylist()
    assert [(row["moment"], row["class_name"], row["person_id"], row["kind"]) for row in rows] == [
        (at(4, 9), "9Б", "t9", "frobnicated"),
        (at(2, 9), "9Б", "t1", "mark_changed"),
        (at(1, 9), "10А", "t1", "mark_deleted"),
    ]


def test_one_class_alone() -> None:
    rows = country().answer(asked("journal_changes", *A, **{"class": ["A-10a"]})).rows.to_pylist()
    assert [row["person_id"] for row in rows] == ["t1"]


def test_a_kind_nobody_knows_stands_as_it_came() -> None:
    question = asked("journal_changes", *A)
    column = next(one for one in catalogue()["journal_changes"].columns(question) if one.key == "kind")  # type: ignore[misc]
    written = [Writer(language("en")).screen(column, row) for row in country().answer(question).rows.to_pylist()]
    assert written == ["frobnicated", "mark changed", "mark deleted"]
