"""A hundred thousand rows of a report as an Excel workbook: seconds, and memory of the process that writes it."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from bench.results import Result, show
from dashboard.locales import language
from dashboard.reports.terms import Answer, Asked
from layouts.views.report import Sheet, Turned
from layouts.views.report_file import records, titles
from layouts.workbook.report_files import FileColumn, ReportFile, write_excel
from queries.reports import catalogue

ROWS = 100_000
SECONDS, MEGABYTES = 20, 500
WEEK = date(2026, 11, 15)


def main(_: Sequence[str] = ()) -> int:
    """Measure and print."""
    return 0 if show("A report of 100,000 rows as Excel", measure()) else 1


def measure() -> Iterator[Result]:
    """Yield time and memory of a process of its own that makes the rows, sorts them and writes the file."""
    context = multiprocessing.get_context("spawn")
    with TemporaryDirectory() as folder:
        receiver, sender = context.Pipe(duplex=False)
        worker = context.Process(target=_work, args=(Path(folder) / "report.xlsx", sender))
        worker.start()
        seconds, megabytes, size = receiver.recv()
        worker.join()
    yield Result("sorting and writing", seconds, "s", SECONDS)
    yield Result("peak memory of the process, rows included", megabytes, "MB", MEGABYTES)
    yield Result("size of the file", size, "MB")


def _work(path: Path, sender: object) -> None:
    """Write the registry of a country thirteen times as large as ours."""
    report = catalogue()["registry"]
    asked = Asked(report.key, WEEK, ("000000000",), "republic", tab="schools")
    rows = _rows()
    start = time.perf_counter()
    sheet = Sheet(report, asked, Answer(rows), language("ru"))
    columns = [FileColumn(title) for title in titles(sheet)]
    with path.open("wb") as target:
        write_excel(target, ReportFile("Отчёт", "Реестр", columns, records(sheet, Turned())))
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sender.send((seconds, peak, path.stat().st_size / 1e6))  # type: ignore[attr-defined]


def _rows() -> object:
    """Return made-up schools with every field filled; one row is one school."""

    def texts(pattern: str) -> object:
        return pa.array([pattern.format(number) for number in range(ROWS)], pa.string())

    filled = {
        "name_kk": "№ {} орта мектеп", "name_ru": "Средняя общеобразовательная школа № {}", "org_type": "Общая {}",
        "org_structure": "Самостоятельное учреждение", "postal_address": "{:06d}, Абай ауданы, Мектеп көшесі, 1",
        "legal_address": "Абай ауданы, Мектеп көшесі, {}", "head": "Леви Гавриил {}", "phone": "8 (7142) {:06d}",
        "email": "mektep{}@s.edu.example", "website": "https://s{}.edu.example/", "licence_reg_no": "KZ{:09d}",
        "licence_blank_no": "{:07d}", "licence_valid_from": "2020-01-01", "accr_reg_no": "АА-{}",
        "accr_blank_series": "АА", "accr_blank_no": "{:07d}", "accr_valid_until": "2030-01-15",
    }  # fmt: skip
    return pa.table({name: texts(pattern) for name, pattern in filled.items()})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
