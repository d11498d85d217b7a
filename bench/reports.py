"""Reports over the whole country and over a region: seconds to answer and to write the workbook, memory, size.

``python -m bench reports --kept /a/national/week --demonstration /the/demonstration`` (data folders): the national week
has lessons, marks, accounts and logins; attestation, registry and attainment are asked of the demonstration, which has
as many schools. Each report is answered and written by a process of its own, as if nobody had asked before.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.results import Result, show
from dashboard.demo.register import unit_table
from dashboard.facts import store
from dashboard.frames import UnitRow
from dashboard.locales import language
from dashboard.reports.terms import CHOICE, LEVELS, Asked, Facts, Option, Report
from dashboard.settings import Settings
from layouts.views.report import Sheet, Turned
from layouts.views.report_file import records, titles
from layouts.workbook.report_files import FileColumn, ReportFile, write_excel
from queries.facts import FactStore
from queries.reports import catalogue
from queries.reports.reading import Reading, Source, last_drops

REPUBLIC, REGION = ("000000000",), ("000000000", "610000000")
OF_LESSONS = (
    "department_activity", "journal_keeping_school", "attendance_school", "attendance_summary",
    "mark_statistics_school", "mark_statistics_subjects", "homework_time_school", "cancellations",
)  # fmt: skip
OF_REGISTERS = ("registry", "attestation", "movement_summary", "attainment_school")
SECONDS, MEGABYTES = 20, 2_000


@dataclass(frozen=True)
class Task:
    """A report of a place, out of a data folder."""

    report: str
    path: tuple[str, ...]
    data: Path
    tab: str = ""


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit code tells whether every limit was kept."""
    parser = argparse.ArgumentParser(prog="python -m bench reports", description=__doc__)
    parser.add_argument("--kept", type=Path, help="a data folder in which a national week is kept")
    parser.add_argument("--demonstration", type=Path, help="the data folder of the demonstration")
    chosen = parser.parse_args(arguments)
    tasks = [Task(key, path, chosen.kept) for key in OF_LESSONS for path in (REPUBLIC, REGION) if chosen.kept]
    tasks += [
        Task(key, path, chosen.demonstration, tab)
        for key in OF_REGISTERS
        for path in (REPUBLIC, REGION)
        for tab in (_tabs(key) if chosen.demonstration else ())
    ]
    if not tasks:
        parser.error("give --kept, --demonstration or both")
    return 0 if show("Reports over the country", _measured(tasks)) else 1


def _tabs(key: str) -> list[str]:
    """Return the tabs of a report, or the one it is without any."""
    return [tab.key for tab in catalogue()[key].tabs] or [""]


def _measured(tasks: Sequence[Task]) -> Iterator[Result]:
    """Yield seconds, memory and size of each task."""
    context = multiprocessing.get_context("spawn")
    for task in tasks:
        receiver, sender = context.Pipe(duplex=False)
        worker = context.Process(target=_work, args=(task, sender))
        worker.start()
        sender.close()  # so that a worker that ends without an answer is noticed
        answered, written, megabytes, size, rows = receiver.recv()
        worker.join()
        name = f"{task.report} {task.tab}".strip() + f", {LEVELS[len(task.path) - 1]}, {rows} rows"
        yield Result(f"{name}: answer", answered, "s", SECONDS)
        yield Result(f"{name}: workbook of {size:.2f} MB", written, "s", SECONDS)
        yield Result(f"{name}: memory of the process", megabytes, "MB", MEGABYTES)


def _work(task: Task, sender: object) -> None:
    """Answer a report and write its workbook."""
    settings = Settings.from_environment({"BELSENDI_DATA": str(task.data)})
    kept = store.every(settings)
    report = catalogue()[task.report]
    found = FactStore(settings)
    drops = last_drops([(one.week, one.snapshot) for one in kept], kept[-1].week)
    source = Source(found, drops, _units())
    start = time.perf_counter()
    with closing(found.cursor()) as cursor:
        asked = _asked(task, report, source, cursor, kept[-1].week)
        facts = Reading(source, asked, cursor)
        assert report.rows is not None
        answer = report.rows(facts, asked)
    answered = time.perf_counter() - start
    sheet = Sheet(report, asked, answer, language("kk"))
    columns = [FileColumn(title) for title in titles(sheet)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        with path.open("wb") as target:
            write_excel(target, ReportFile("Есеп", report.key, columns, records(sheet, Turned())))
        size = path.stat().st_size / 1e6
    written = time.perf_counter() - start - answered
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sender.send((answered, written, peak, size, answer.rows.num_rows))  # type: ignore[attr-defined]


def _asked(task: Task, report: Report, source: Source, cursor: object, week: object) -> Asked:
    """Return the question with the defaults of its parameters, as a reader finds them; of check boxes all."""
    level = LEVELS[len(task.path) - 1]
    bare = Asked(report.key, week, task.path, level, tab=task.tab or next((tab.key for tab in report.tabs), ""))  # type: ignore[arg-type]
    facts = Reading(source, bare, cursor)
    values = tuple((one.key, _default(one, _options(one, facts, bare))) for one in report.parameters)
    return Asked(bare.report, bare.week, bare.path, level, tab=bare.tab, values=values)


def _options(one: object, facts: Facts, asked: Asked) -> Sequence[Option]:
    """Return what can be chosen of a parameter."""
    options = one.options  # type: ignore[attr-defined]
    return options(facts, asked) if callable(options) else options


def _default(one: object, options: Sequence[Option]) -> tuple[str, ...]:
    """Return what is chosen where nobody chose."""
    kind, default = one.kind, one.default  # type: ignore[attr-defined]
    if kind == "checks":
        return tuple(option.key for option in options)
    return default or tuple(option.key for option in options[:1] if kind == CHOICE)


def _units() -> dict[str, UnitRow]:
    """Return the units of the synthetic country and of the demonstration, which are the same."""
    rows = unit_table().to_pylist()
    return {
        row["unit_id"]: UnitRow(
            row["unit_id"], row["parent_id"], row["level"], row.get("kind"),
            row["name_kk"], row["name_ru"], row.get("name_en"), "data", 0, 0,
        )
        for row in rows
    }  # fmt: skip
