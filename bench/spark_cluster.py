"""A real Spark cluster on loopback: a master and workers, each a process group of its own that can be killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyspark

from bench.servers import free_port

MASTER, WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"
HOME = Path(pyspark.__file__).parent
START_SECONDS = 60
LOST = ("ExecutorLostFailure", "FetchFailed", "Resubmitted")


@dataclass(frozen=True)
class Cluster:
    """A cluster that runs.

    Attributes
    ----------
    address
        Of its master.
    workers
        Their processes; the executors that compute are children of theirs.
    events
        The folder into which its users write what happened.
    """

    address: str
    workers: list[subprocess.Popen[bytes]]
    events: Path

    def kill(self, number: int) -> None:
        """Kill a worker and everything it started, as if its machine lost power."""
        os.killpg(self.workers[number].pid, signal.SIGKILL)
        self.workers[number].wait()

    def busiest(self, seconds: float) -> tuple[int, float]:
        """Watch for some seconds; return which worker used its processor most, and for how many seconds."""
        before = [_processor(worker.pid) for worker in self.workers]
        time.sleep(seconds)
        used = [_processor(worker.pid) - one for worker, one in zip(self.workers, before, strict=True)]
        return used.index(max(used)), max(used)

    def jobs(self) -> int:
        """Return how many jobs the newest user began."""
        return sum(event["Event"] == "SparkListenerJobStart" for event in self._newest())

    def lost_tasks(self) -> int:
        """Return how many tasks of the newest user were lost with a worker, or had to be done again."""
        ends = (event for event in self._newest() if event["Event"] == "SparkListenerTaskEnd")
        return sum(event["Task End Reason"]["Reason"] in LOST for event in ends)

    def _newest(self) -> Iterator[dict[str, dict[str, str]]]:
        """Yield what the newest user wrote down."""
        logs = sorted(self.events.glob("app-*"), key=lambda path: path.stat().st_mtime)
        for line in logs[-1].read_text().splitlines() if logs else ():
            try:
                yield json.loads(line)
            except json.JSONDecodeError:  # the last line, not whole yet
                return


@contextmanager
def running(folder: Path, workers: int, memory: str) -> Iterator[Cluster]:
    """Start a cluster whose workers have one core and so much memory each; end it afterwards."""
    events = folder / "events"
    events.mkdir()
    with ExitStack() as resources:
        port = free_port()
        address = f"spark://127.0.0.1:{port}"
        _start(resources, folder, MASTER, "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        _await(port)
        place = ("--host", "127.0.0.1", "--cores", "1", "--memory", memory, "--webui-port", "0")
        started = [
            _start(resources, folder, WORKER, *place, "--work-dir", str(folder / f"worker-{number}"), address)
            for number in range(workers)
        ]
        yield Cluster(address, started, events)


def configuration(folder: Path) -> Path:
    """Write what a user of the cluster reads at its start, and return the folder with it."""
    place = folder / "conf"
    place.mkdir()
    plain = {f"spark.eventLog.{name}": "false" for name in ("compress", "rolling.enabled")}
    lines = {"spark.eventLog.enabled": "true", "spark.eventLog.dir": (folder / "events").as_uri(), **plain}
    (place / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in lines.items()))
    return place


def _start(resources: ExitStack, folder: Path, name: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a process of the cluster in a group of its own."""
    log = resources.enter_context((folder / f"{name.rpartition('.')[2]}-{time.monotonic_ns()}.log").open("wb"))
    process = subprocess.Popen(
        [HOME / "bin" / "spark-class", name, *arguments],
        env=_environment(folder),
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    resources.callback(_end, process)
    return process


def _environment(folder: Path) -> Mapping[str, str]:
    """Return the environment of the cluster's processes."""
    own = {"SPARK_HOME": HOME, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": folder / "local"}
    return {**os.environ, **{name: str(value) for name, value in own.items()}, "SPARK_DAEMON_MEMORY": "256m"}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _processor(pid: int) -> float:
    """Return the seconds of the processor that a process and its descendants have used; 0 of one that has ended."""
    try:
        used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        threads = Path(f"/proc/{pid}/task").glob("*/children")  # Java starts executors from any thread
        children = [child for listed in threads for child in listed.read_text().split()]
    except OSError:
        return 0
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK") + sum(_processor(int(child)) for child in children)


def _await(port: int) -> None:
    """Wait until somebody listens on a port."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise SystemExit(f"The Spark master did not start within {START_SECONDS} s.") from None
            time.sleep(0.2)
        else:
            return
