"""«ЭЖК жүргізу статистикасы» (A-58, spec A.7): rows, columns, filters, words where there is no number."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.locales import LOCALES, NBSP
from dashboard.school_choice import VARIANTS, SchoolChoice
from dashboard.school_frames import CLASS_WEEK, NOTHING, SCHOOL_WEEK, Counts, JournalRow
from layouts.views.journal_columns import SHARES
from layouts.views.journal_statistics import SHOWN, Statistics, heads, statistics
from layouts.workbook.school import statistics_sheet
from tests.layouts.views.school_facts import CHANGE, WEEK, told

TERM = "2026-2027/q2"


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
        ("teachers", [["t1", "Математика", f"1{NBSP}«А», 8{NBSP}«Б»"], ["t2", "Биология", f"8{NBSP}«Б»"]]),
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


@pytest.mark.parametrize(
    ("variant", "counts"), [("school", (2, 1, 1)), ("classes", (3, 1, 2)), ("teachers", (2, 0, 2))]
)
def test_a7_all_only_filled_and_only_unfilled_journals_of_every_variant(variant: str, counts: tuple[int, ...]) -> None:
    found = [len(table(told(SchoolChoice(variant=variant, filled=filled)))) for filled in ("", "filled", "unfilled")]
    assert tuple(found) == counts


@pytest.mark.parametrize("variant", VARIANTS)
def test_a7_one_class_in_every_variant(variant: str) -> None:
    found: Any = statistics(told(SchoolChoice(variant=variant, school_class="8b")))
    keys = [head["key"] for head in found["heads"]]
    assert found["total"][keys.index("lessons")]["text"] == "30"


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


def test_assessments_and_results_lead_to_their_lessons_and_pupils() -> None:
    choice = SchoolChoice(variant="classes", period="q2")
    of = told(choice, results={("8b", "bio"): 20}, pupils={"8b": 25})
    for row in (table(of)[1], dict(zip([one["key"] for one in heads(of)], statistics(of)["total"], strict=True))):
        for key in ("sor", "results"):
            fields = set(row[key]["href"][1:].split("&"))
            assert {"variant=classes", "period=q2", f"of={key}"} <= fields
            assert ("class=8b" in fields) == ("names" in row)
        assert row["soch"]["href"] == ""  # there is none


def test_a_grade_narrows_the_rows() -> None:
    assert [row["names"] for row in table(told(SchoolChoice(grade="8")))] == [["8 «Б»"]]
    assert table(told(SchoolChoice(grade="9"))) == []
    assert "grade=8" in table(told(SchoolChoice(grade="8")))[0]["journal"]["href"]


def test_b2_what_is_not_handed_over_is_no_data_never_blank_or_zero_and_says_why() -> None:
    row = table(told(term=TERM))[0]
    cells = [row[key] for key in ("last_change", "author", "results")]
    assert {one["text"] for one in cells} == {told().lang.gettext("no data")}
    assert all(one["title"] for one in cells)
    notes: Any = statistics(told(term=TERM))["notes"]
    assert ["journal_changes" in notes[0], "period_results" in notes[1], len(notes)] == [True, True, 2]


def test_which_results_are_meant_is_said() -> None:
    known = {"results": {("8b", "bio"): 20}, "pupils": {"8b": 25}, "changes": {("8b", "bio"): CHANGE}}
    notes: Any = statistics(told(term=TERM, results_of={WEEK: "b" * 64}, **known))["notes"]
    assert len(notes) == 1
    assert "2026–2027" in notes[0]
    assert statistics(told(**known))["notes"] != notes  # a year without terms has no results


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
    row = table(told(results={("8b", "bio"): 20}, term=TERM))[1]
    assert row["results"]["text"] == told().lang.gettext("no data")


@pytest.mark.parametrize("kind", [CLASS_WEEK, SCHOOL_WEEK, NOTHING])
@pytest.mark.parametrize("key", LOCALES)
def test_schools_that_hand_over_counts_say_what_is_not_connected_and_why(kind: str, key: str) -> None:
    counts = Counts(30, None, None, None, None, 20, 25, 50, 40, 30, None, None)
    rows = () if kind == NOTHING else (JournalRow("8b" if kind == CLASS_WEEK else None, None, None, counts),)
    of = told(key=key, kind=kind, rows=rows)
    found: Any = statistics(of)
    assert len(found["notes"]) == (1 if kind == NOTHING else 2)
    if kind == NOTHING:
        assert (found["rows"], found["total"]) == ([], None)
        return
    row = table(of)[0]
    assert row["journal"]["title"] == of.lang.of(20, 30)
    assert (row["journal"]["href"], row["lessons"]["text"]) == ("", "30")
    unknown = ("topics", "homework", "homework_in_time", "sor", "soch", "results", "last_change", "author")
    assert {row[name]["text"] for name in unknown} == {of.lang.gettext("no data")}
    assert {row[name]["href"] for name in (*unknown, "planning", "timely")} == {""}
    sheet = statistics_sheet(of, "School", [])
    assert list(sheet.lines) == found["notes"]
    columns = [column.title for column in sheet.columns]
    cells = dict(zip(columns, sheet.rows[0], strict=True))
    for head in found["heads"]:
        if head["key"] in unknown:
            assert cells[head["title"]] == of.lang.gettext("no data"), head["key"]


def test_long_tables_are_shown_in_part_and_as_a_whole_and_files_have_all() -> None:
    rows = tuple(JournalRow("8b", f"s{n}", "t1", Counts(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0)) for n in range(SHOWN + 1))
    part: Any = statistics(told(SchoolChoice(variant="classes"), rows=rows))
    whole: Any = statistics(told(SchoolChoice(variant="classes", whole=True), rows=rows))
    assert (len(part["rows"]), len(whole["rows"])) == (SHOWN, SHOWN + 1)
    assert part["more"]["href"] == "?variant=classes&rows=all"
    assert whole["more"] is None
    assert part["total"] == whole["total"]
    of = told(SchoolChoice(variant="classes"), rows=rows)
    assert len(statistics_sheet(of, "School", []).rows) == SHOWN + 2


def test_large_numbers_are_grouped() -> None:
    rows = (JournalRow("8b", "bio", "t2", Counts(1234, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)),)
    assert table(told(rows=rows))[0]["lessons"]["text"] == f"1{NBSP}234"
