"""Files of reports: typed cells, texts that stay texts, rows that go out as they are made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from layouts.views.report_formats import FileCell
from layouts.workbook.report_files import FileColumn, ReportFile, csv_parts, write_excel

COLUMNS = (FileColumn("№", "#,##0", numeric=True), FileColumn("Атауы"), FileColumn("%", "0.00", numeric=True))
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "https://example.org")


def records() -> Iterator[list[FileCell]]:
    for number, text in enumerate(EVIL, 1):
        yield [number, text, 14.29]


def file() -> ReportFile:
    return ReportFile("Есеп", "Тізілім & есеп", COLUMNS, records(), ["2026"], "Қалай", [("Анықтама", "мәтін")])


def written(report: ReportFile) -> bytes:
    target = BytesIO()
    write_excel(target, report)
    return target.getvalue()


def test_texts_stay_texts_and_numbers_are_numbers() -> None:
    table, about = load_workbook(BytesIO(written(file()))).worksheets
    rows = list(table.iter_rows(min_row=4))
    assert [cell.value for cell in rows[0]] == ["№", "Атауы", "%"]
    assert [row[1].value for row in rows[1:]] == list(EVIL)
    assert {row[1].data_type for row in rows[1:]} == {"s"}
    assert {(row[0].data_type, row[2].value, row[2].number_format) for row in rows[1:]} == {("n", 14.29, "0.00")}
    assert all(row[1].hyperlink is None for row in rows[1:])
    assert about["B1"].value == "мәтін"


def test_the_same_report_gives_the_same_bytes() -> None:
    assert written(file()) == written(file())


def test_days_and_moments_are_dates() -> None:
    columns = (FileColumn("d", "dd.mm.yyyy"), FileColumn("m", "dd.mm.yyyy hh:mm"))
    day, moment = date(2026, 11, 15), datetime(2026, 11, 15, 9, 42)  # noqa: DTZ001 - as Excel keeps it
    report = ReportFile("a", "b", columns, [[day, moment]])
    cells = load_workbook(BytesIO(written(report))).worksheets[0][4]
    assert [cell.value for cell in cells] == [datetime(2026, 11, 15), moment]  # noqa: DTZ001
    assert b"".join(csv_parts(report)).decode("utf-8-sig").splitlines()[1] == "2026-11-15,2026-11-15 09:42:00"


def test_csv_is_guarded_against_formulas() -> None:
    lines = b"".join(csv_parts(file())).decode("utf-8-sig").splitlines()
    assert lines[0] == "№,Атауы,%"
    assert lines[1:5] == ["1,'=1+1,14.29", "2,'+1,14.29", "3,'-1,14.29", "4,'@SUM(A1),14.29"]


def test_csv_goes_out_while_rows_are_made() -> None:
    made = 0

    def many() -> Iterator[list[FileCell]]:
        nonlocal made
        for made in range(1, 2_001):
            yield [made]

    parts = csv_parts(ReportFile("a", "b", COLUMNS[:1], many()))
    next(parts)
    assert made < 1_000
    assert sum(part.count(b"\r\n") for part in parts) == 1_500


def test_nothing_is_cut_in_silence() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        written(ReportFile("a", "b", COLUMNS[:1], [["x" * 40_000]]))
