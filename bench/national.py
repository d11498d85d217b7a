"""A detailed national week at several scales: `belsendi snapshot build` beside the bare aggregation of the same files.

`python -m bench national --scale 0.1 1 10 --form parquet csv --folder /disk/with/room`: every line is a process of its
own, measured from its start to its end; memory is that of the process and everything it starts, together.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bench.results import Result, show
from bench.servers import BIN
from dashboard.demo.national import Form, National, write_national
from dashboard.weeks import midnight

SECONDS, GIGABYTES = 60, 6  # at scale 1 from Parquet
OF_BARE, OF_PARQUET = 3, 4
GROWTH, GIGABYTES_AT_TEN = 11, 8
BARE = "bare query"


@dataclass(frozen=True)
class Run:
    """A process that has ended: seconds, seconds of the processor, largest memory in bytes."""

    seconds: float
    processor: float
    memory: int


@dataclass(frozen=True)
class Line:
    """A line of the table: what ran, over how many rows."""

    scale: float
    what: str
    rows: int
    run: Run


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit code tells whether every limit was kept."""
    parser = argparse.ArgumentParser(prog="python -m bench national", description=__doc__)
    parser.add_argument("--scale", nargs="+", type=float, default=[0.1, 1.0], help="1 is the country")
    parser.add_argument("--form", nargs="+", choices=["parquet", "csv"], default=["parquet", "csv"])
    parser.add_argument("--engine", default="duckdb", help="as of `snapshot build`")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where there is room: 5 GB at scale 1 with CSV, 50 at scale 10")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="national-", dir=chosen.folder) as scratch:
        lines = [
            line
            for scale in sorted(chosen.scale)
            for form in sorted(chosen.form, reverse=True)
            for line in _measured(National(scale, chosen.seed, form), Path(scratch), chosen.engine)
        ]
    _print(lines)
    return 0 if show("Limits", _limits(lines)) else 1


def _measured(plan: National, scratch: Path, engine: str) -> Iterator[Line]:
    """Make a drop, measure what is to be measured on it, and remove it."""
    drop = scratch / "drop"
    rows = sum(write_national(drop, plan).values())
    environment = _environment(scratch)
    subprocess.run([BIN / "belsendi", "db", "upgrade"], env=environment, check=True, capture_output=True)
    if plan.form == "parquet" and plan.scale <= 1:  # beyond that it would take the memory of the whole machine
        ends = midnight(plan.week + timedelta(7)).isoformat()
        yield Line(
            plan.scale, BARE, rows, run([sys.executable, "-m", "bench.national_bare", str(drop), ends], environment)
        )
    command = [str(BIN / "belsendi"), "snapshot", "build", "--records", str(drop), "--week", str(plan.week)]
    yield Line(plan.scale, plan.form, rows, run([*command, "--engine", engine, "--json"], environment))
    shutil.rmtree(drop)
    (scratch / "bench.db").unlink()


def _environment(scratch: Path) -> Mapping[str, str]:
    """Return the environment of the processes: a database of their own, and bytecode kept as in an installation."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "BELSENDI_DATA": str(scratch),
        "DATABASE_URL": f"sqlite:///{scratch / 'bench.db'}",
        "PYTHONPYCACHEPREFIX": str(scratch / "bytecode"),
        "TMPDIR": str(scratch),
    }


def run(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run a command and measure it from outside.

    Raises
    ------
    SystemExit
        If it fails.
    """
    start = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        watch = _Watch(process.pid)
        said, complaint = _outputs(process)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        largest = watch.stop()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {said[-500:]} {complaint}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, max(largest, usage.ru_maxrss * 1024))


def _outputs(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Return what a process writes until it closes its outputs; errors are read beside, so that neither blocks."""
    assert process.stdout is not None
    assert process.stderr is not None
    errors: list[str] = []
    reader = threading.Thread(target=lambda stream: errors.append(stream.read()), args=(process.stderr,))
    reader.start()
    said = process.stdout.read()
    reader.join()
    return said, "".join(errors)[-2000:]


class _Watch:
    """Looks twenty times a second how much memory a process and its descendants hold together."""

    def __init__(self, pid: int) -> None:
        self._pid, self._largest, self._done = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._done.wait(0.05):
            self._largest = max(self._largest, _resident(self._pid))

    def stop(self) -> int:
        """Return the most that was seen, in bytes."""
        self._done.set()
        self._thread.join()
        return self._largest


def _resident(pid: int) -> int:
    """Return the resident memory of a process and its descendants in bytes; 0 of one that has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(_resident(int(child)) for child in children)


def _print(lines: Sequence[Line]) -> None:
    """Print what was measured."""
    names = ("scale", "what", "rows", "seconds", "of the bare query", "processor, s", "memory, GB", "rows/s")
    table = Table(*names, title="A detailed national week", title_justify="left")
    for line in lines:
        bare, took = _seconds(lines, line.scale, BARE), line.run.seconds
        ratio = f"{took / bare:.2f}" if bare and line.what != BARE else ""
        table.add_row(
            f"{line.scale:g}", line.what, f"{line.rows:,}", f"{took:,.1f}", ratio, f"{line.run.processor:,.1f}",
            f"{line.run.memory / 1e9:.2f}", f"{line.rows / took:,.0f}",
        )  # fmt: skip
    Console(width=110).print(table)


def _found(lines: Sequence[Line], scale: float, what: str) -> Run | None:
    return next((line.run for line in lines if (line.scale, line.what) == (scale, what)), None)


def _seconds(lines: Sequence[Line], scale: float, what: str) -> float | None:
    found = _found(lines, scale, what)
    return found.seconds if found else None


def _limits(lines: Sequence[Line]) -> Iterator[Result]:
    """Yield what was measured beside what is to be reached; only of scales and forms that were measured."""
    form: Form = "parquet"
    country, bare, ten = _found(lines, 1, form), _found(lines, 1, BARE), _found(lines, 10, form)
    if country:
        yield Result("the country from Parquet", country.seconds, "s", SECONDS)
        yield Result("its largest memory", country.memory / 1e9, "GB", GIGABYTES)
    if country and bare:
        yield Result("seconds to those of the bare query", country.seconds / bare.seconds, "", OF_BARE)
    for scale in sorted({line.scale for line in lines}):
        from_csv, from_parquet = _seconds(lines, scale, "csv"), _seconds(lines, scale, form)
        if from_csv and from_parquet:
            yield Result(f"CSV to Parquet at {scale:g}", from_csv / from_parquet, "", OF_PARQUET)
    if country and ten:
        yield Result("ten countries to one", ten.seconds / country.seconds, "", GROWTH)
        yield Result("largest memory of ten", ten.memory / 1e9, "GB", GIGABYTES_AT_TEN)
