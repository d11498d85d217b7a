"""«ЭЖК жүргізу статистикасы» (A-58, spec A.7): rows, columns, filters, words where there is no number."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.locales import LOCALES, NBSP
from dashboard.school_choice import VARIANTS, SchoolChoice
from dashboard.school_frames import CLASS_WEEK, NOTHING, SCHOOL_WEEK, Counts, JournalRow
from layouts.views.journal_columns import SHARES
from layouts.views.journal_statistics import Statistics, heads, statistics
from tests.layouts.views.school_facts import CHANGE, told


def table(of: Statistics) -> list[dict[str, Any]]:
    """Return the rows as dictionaries by column; names stand under ``names``."""
    found: Any = statistics(of)
    keys = [head["key"] for head in heads(of)]
    rows = []
    for row in found["rows"]:
        cells = dict(zip(keys, row, strict=True))
        names = [cell["text"] for key, cell in zip(keys, row, strict=True) if not key]
        rows.append({**cells, "names": names})
    return rows


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("key", LOCALES)
def test_every_variant_has_the_columns_of_a7(variant: str, key: str) -> None:
    found: Any = statistics(told(SchoolChoice(variant=variant), key))
    columns = [head["key"] for head in found["heads"] if head["key"]]
    assert columns == [
        "lessons", "last_change", "author", "topics", "homework_in_time", "homework", "journal", "planning", "timely",
        "results", "sor", "soch",
    ]  # fmt: skip
    assert {len(row) for row in found["rows"]} == {len(found["heads"])} == {len(found["total"])}
    assert all(cell["text"] or cell["kind"] == "filler" for row in [*found["rows"], found["total"]] for cell in row)


@pytest.mark.parametrize(
    ("variant", "names"),
    [
        ("school", [["1 «А»"], ["8 «Б»"]]),
        ("classes", [["1 «А»", "Математика"], ["8 «Б»", "Биология"], ["8 «Б»", "Математика"]]),
        ("teachers", [["t1", "Математика", "1 «А», 8 «Б»"], ["t2", "Биология", "8 «Б»"]]),
    ],
)
def test_one_row_is_a_class_a_journal_or_a_teacher(variant: str, names: list[list[str]]) -> None:
    assert [row["names"] for row in table(told(SchoolChoice(variant=variant)))] == names


def test_p9_percentages_are_shares_of_lessons_cut_never_rounded() -> None:
    class_8b = table(told())[1]
    assert (class_8b["journal"]["text"], class_8b["journal"]["title"]) == ("30,0%", "9 из 30")
    assert class_8b["planning"]["text"] == "40,0%"
    assert class_8b["homework"]["text"] == "50,0%"
    assert class_8b["homework_in_time"]["text"] == "46,6%"  # 7 of 15 is 46.67
    assert class_8b["timely"]["text"] == "70,0%"
    assert class_8b["journal"]["status"] == "bad"  # below 49%
    assert table(told())[0]["journal"]["status"] == ""


def test_g22_the_first_grade_is_asked_for_no_homework() -> None:
    first: Any = table(told())[0]
    assert (first["homework"]["text"], first["homework_in_time"]["text"]) == ("не применяется",) * 2
    total: Any = statistics(told())
    keys = [head["key"] for head in heads(told())]
    assert total["total"][keys.index("homework")]["title"] == "15 из 30"


def test_the_total_is_all_rows_together() -> None:
    found: Any = statistics(told(SchoolChoice(variant="teachers")))
    keys = [head["key"] for head in heads(told(SchoolChoice(variant="teachers")))]
    assert found["total"][0]["text"] == "Итого"
    assert found["total"][keys.index("journal")]["title"] == "19 из 40"
    assert found["total"][keys.index("lessons")]["text"] == "40"


@pytest.mark.parametrize(("filled", "classes"), [("", 2), ("filled", 1), ("unfilled", 1)])
def test_only_filled_or_unfilled_journals(filled: str, classes: int) -> None:
    assert len(table(told(SchoolChoice(filled=filled)))) == classes


@pytest.mark.parametrize(
    ("order", "names"),
    [("journal", ["8 «Б»", "1 «А»"]), ("-journal", ["1 «А»", "8 «Б»"]), ("unknown", ["1 «А»", "8 «Б»"])],
)
def test_sorted_by_a_column(order: str, names: list[str]) -> None:
    found = told(SchoolChoice(order=order))
    assert [row["names"][0] for row in table(found)] == names
    sorts = {head["key"]: head["sort"] for head in heads(found) if head["sort"]}
    assert sorts == ({"journal": "descending" if order[0] == "-" else "ascending"} if "journal" in order else {})


def test_rows_without_a_number_come_last_in_both_directions() -> None:
    for order in ("homework", "-homework"):
        assert [row["names"][0] for row in table(told(SchoolChoice(order=order)))] == ["8 «Б»", "1 «А»"]


def test_every_percentage_leads_to_its_lessons() -> None:
    """Lineage: the address names the number, the class, and keeps the interval."""
    choice = SchoolChoice(variant="classes", period="q2")
    row = table(told(choice))[2]
    for key, share in SHARES.items():
        href = row[key]["href"]
        assert {"variant=classes", "period=q2", "class=8b", "subject=math", f"of={share.listed}"} <= set(
            href[1:].split("&")
        )


def test_what_is_not_handed_over_is_not_connected_never_blank_or_zero() -> None:
    row = table(told())[0]
    words = {row[key]["text"] for key in ("last_change", "author", "results")}
    assert words == {told().lang.gettext("not connected")}
    notes: Any = statistics(told())["notes"]
    assert len(notes) == 2  # changes, results


def test_changes_and_results_where_they_are_handed_over() -> None:
    of = told(
        changes={("8b", "bio"): CHANGE}, results={("8b", "bio"): 20, ("8b", "math"): 5}, pupils={"8b": 25, "1a": 20}
    )
    rows = table(of)
    assert rows[1]["last_change"]["text"] == "20 ноября 2026, 12:30"  # Almaty
    assert rows[1]["author"]["text"] == "t2"
    assert (rows[1]["results"]["text"], rows[1]["results"]["title"]) == ("50,0%", "25 из 50")
    assert rows[0]["last_change"]["text"] == of.lang.gettext("no data")
    assert rows[0]["results"]["title"] == "0 из 20"


def test_results_without_enrolments_are_a_share_of_nothing() -> None:
    row = table(told(results={("8b", "bio"): 20}))[1]
    assert row["results"]["text"] == told().lang.gettext("no data")


@pytest.mark.parametrize("kind", [CLASS_WEEK, SCHOOL_WEEK, NOTHING])
@pytest.mark.parametrize("key", LOCALES)
def test_schools_that_hand_over_counts_say_what_is_not_connected_and_why(kind: str, key: str) -> None:
    counts = Counts(30, None, None, None, None, 20, 25, 50, 40, 30, None, None)
    rows = () if kind == NOTHING else (JournalRow("8b" if kind == CLASS_WEEK else None, None, None, counts),)
    of = told(key=key, kind=kind, rows=rows)
    found: Any = statistics(of)
    assert len(found["notes"]) >= 3
    if kind == NOTHING:
        assert (found["rows"], found["total"]) == ([], None)
        return
    row = table(of)[0]
    assert row["journal"]["title"] == of.lang.of(20, 30)
    assert (row["journal"]["href"], row["lessons"]["text"]) == ("", "30")
    assert {row[name]["text"] for name in ("topics", "homework", "sor")} == {of.lang.gettext("not connected")}


def test_large_numbers_are_grouped() -> None:
    rows = (JournalRow("8b", "bio", "t2", Counts(1234, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)),)
    assert table(told(rows=rows))[0]["lessons"]["text"] == f"1{NBSP}234"
