"""A detailed national week on a Spark cluster of two workers, one of which is killed half-way; and on DuckDB.

`python -m bench spark --scale 0.1 --memory 1500m --folder /disk/with/room`: all three must give the same exports.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.results import Result, show
from bench.servers import BIN
from bench.spark_cluster import Cluster, configuration, running
from dashboard.demo.national import National, write_national

WORKERS = 2
KILLED_IN = "marks"  # the table with the most rows
BUSY = 0.1  # share of a processor from which a worker is at work


@dataclass(frozen=True)
class Built:
    """A week that was built: how long it took, its name, its exported files."""

    seconds: float
    snapshot: str
    files: Mapping[str, bytes]


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit code tells whether all gave the same."""
    parser = argparse.ArgumentParser(prog="python -m bench spark", description=__doc__)
    parser.add_argument("--scale", type=float, default=0.1, help="1 is the country")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", default="1500m", help="of each worker's executor")
    parser.add_argument("--folder", type=Path, help="where there is room: 1 GB at scale 1, and as much again for Spark")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="spark-", dir=chosen.folder) as scratch:
        title = f"A national week at scale {chosen.scale:g}, two workers with {chosen.memory} each"
        return 0 if show(title, _measured(Path(scratch), National(chosen.scale, chosen.seed), chosen.memory)) else 1


def _measured(scratch: Path, plan: National, memory: str) -> Iterator[Result]:
    """Yield what was measured."""
    drop = scratch / "drop"
    rows = sum(write_national(drop, plan).values())
    yield Result("records", rows, "")
    duckdb = _Build(scratch, "duckdb", drop, plan, "duckdb", memory).run()
    yield Result("DuckDB", duckdb.seconds, "s")
    with running(scratch, WORKERS, memory) as cluster:
        conf = configuration(scratch)
        whole = _Build(scratch, "whole", drop, plan, cluster.address, memory, conf).run()
        yield Result("Spark, both workers", whole.seconds, "s")
        killing = _Killing(cluster)
        killed = _Build(scratch, "killed", drop, plan, cluster.address, memory, conf).run(killing.watch)
        yield Result("Spark, one worker killed", killed.seconds, "s")
        yield Result("after seconds", killing.after, "s")
        yield Result("tasks that were lost with it and done again", cluster.lost_tasks(), "", 1, at_least=True)
    for name, other in (("both workers", whole), ("one worker killed", killed)):
        same = (other.snapshot, other.files) == (duckdb.snapshot, duckdb.files)
        yield Result(f"same snapshot and exports as DuckDB, {name}", same, "", 1, at_least=True)


class _Killing:
    """Kills a worker that is at work, once the marks are being read."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.after, self._start = cluster, 0.0, time.perf_counter()

    def watch(self, step: str) -> None:
        """Look at a step that begins."""
        if step == KILLED_IN:
            threading.Thread(target=self._kill, args=(self.cluster.jobs(),)).start()

    def _kill(self, before: int) -> None:
        while self.cluster.jobs() == before:
            time.sleep(0.2)
        worker, used = self.cluster.busiest(1)
        while used < BUSY:
            worker, used = self.cluster.busiest(1)
        self.cluster.kill(worker)
        self.after = time.perf_counter() - self._start


@dataclass(frozen=True)
class _Build:
    """A build in a process of its own, with a database of its own."""

    scratch: Path
    name: str
    drop: Path
    plan: National
    engine: str
    memory: str
    conf: Path | None = None

    def run(self, watch: Callable[[str], None] = lambda step: None) -> Built:
        """Build and export; `watch` is told each step that begins.

        Raises
        ------
        SystemExit
            If the build fails.
        """
        folder = self.scratch / self.name
        folder.mkdir()
        environment = self._environment(folder)
        self._call(environment, "db", "upgrade")
        week = ["--week", str(self.plan.week)]
        start = time.perf_counter()
        report = self._build(environment, watch)
        seconds = time.perf_counter() - start
        self._call(environment, "snapshot", "export", *week, "--out", str(folder / "out"))
        files = {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}
        return Built(seconds, report["snapshot"], files)

    def _build(self, environment: Mapping[str, str], watch: Callable[[str], None]) -> dict[str, str]:
        """Build the week and return the report."""
        command = [BIN / "belsendi", "snapshot", "build", "--records", self.drop, "--week", str(self.plan.week)]
        with subprocess.Popen(
            [*map(str, command), "--engine", self.engine, "--json", "--publish"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            said: list[str] = []
            for line in process.stderr:
                said.append(line)
                watch(_step(line))
            document = process.stdout.read()
        if process.returncode:
            raise SystemExit(f"The build on {self.engine} ended with {process.returncode}: {''.join(said)[-2000:]}")
        report: dict[str, str] = json.loads(document)
        return report

    def _environment(self, folder: Path) -> dict[str, str]:
        """Return the environment of the commands."""
        own = {
            "BELSENDI_DATA": folder,
            "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
            "BELSENDI_LOG": "json",
            "BELSENDI_SPARK_FOLDER": self.scratch,
            "BELSENDI_SPARK_MEMORY": self.memory,
            "SPARK_LOCAL_IP": "127.0.0.1",
            **({"SPARK_CONF_DIR": self.conf} if self.conf else {}),
        }
        return os.environ | {name: str(value) for name, value in own.items()}

    @staticmethod
    def _call(environment: Mapping[str, str], *words: str) -> None:
        subprocess.run([BIN / "belsendi", *words], env=environment, check=True, capture_output=True)


def _step(line: str) -> str:
    """Return the step of which a line of the log speaks; empty if it speaks of something else."""
    try:
        return str(json.loads(line).get("step", ""))
    except json.JSONDecodeError:
        return ""
