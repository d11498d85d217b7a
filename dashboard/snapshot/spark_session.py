"""Spark started, or its cluster joined, with everything that can be wrong said before it takes minutes."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import IO, Any

from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

from dashboard.errors import EngineError
from dashboard.settings import Settings

ERRORS: tuple[type[Exception], ...] = (PySparkException, Py4JError)
_FAILURES: tuple[type[Exception], ...] = (*ERRORS, OSError)

CONNECT_SECONDS = 5
WORKER_SECONDS = 60  # how long a cluster may take to lend a first worker

# What decides about results: the same meaning as DuckDB's, whatever a cluster's own settings are.
MEANING = {
    "spark.sql.ansi.enabled": "true",  # an overflow is an error
    "spark.sql.caseSensitive": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.legacy.parquet.nanosAsLong": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
}
# Spark guesses the size of a table from its files: the lessons of the country, packed into 20 MB, would go to every
# worker as half a gigabyte, through a driver that has no room. What is small is found while running, from counts.
_JOINS = {
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.adaptive.autoBroadcastJoinThreshold": "10MB",
}
_PARTITIONS = "spark.sql.shuffle.partitions"


def is_local(address: str) -> bool:
    """Return whether an address means Spark in this process' own machine."""
    return address.startswith("local")


def open_session(address: str, settings: Settings) -> SparkSession:
    """Return a session with views of its own; Spark is started once in a process.

    Raises
    ------
    EngineError
        If there is no Java, Spark does not start, or the cluster does not answer or has no worker to lend.
    """
    logging.getLogger("SQLQueryContextLogger").disabled = True  # it writes whole stacks to stderr
    context = _context(address, settings)
    session = SparkSession(context).newSession()
    for name, value in (MEANING | _JOINS).items():
        session.conf.set(name, value)
    if not context.getConf().contains(_PARTITIONS):
        session.conf.set(_PARTITIONS, str(max(2 * context.defaultParallelism, 8)))
    return session


_active: dict[str, SparkContext] = {}


def _context(address: str, settings: Settings) -> SparkContext:
    """Return the context of an address, the one there is if possible."""
    there = _active.get(address)
    if there is not None and there._jsc is not None and not there._jsc.sc().isStopped():
        return there
    _require_java()
    if not is_local(address):
        _require_master(address)
    stop()
    with _said() as log:
        conf = SparkConf(loadDefaults=False).setAll(list(_configuration(address, settings).items()))
        try:
            gateway = launch_gateway(conf, {"stdout": log, "stderr": log})
            context = SparkContext(gateway=gateway, conf=conf)
        except _FAILURES as error:
            raise EngineError(_not_started(address, error, log)) from None
    _active[address] = context
    atexit.register(stop)
    if not is_local(address):
        _require_worker(context, address)
    return context


def stop() -> None:
    """End Spark in this process, if it runs."""
    for address in list(_active):
        context = _active.pop(address)
        gateway = context._gateway
        with suppress(*_FAILURES):  # its process may be gone already
            context.stop()
        if gateway is not None:
            gateway.shutdown()
            _end(gateway.proc)
        SparkContext._gateway = SparkContext._jvm = None


def _end(process: Any) -> None:
    """End the Java process: it goes when its input is closed."""
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


def _configuration(address: str, settings: Settings) -> Mapping[str, str]:
    """Return what Spark is started with; the rest is left to its own files (``SPARK_CONF_DIR``)."""
    own = {
        "spark.master": address,
        "spark.app.name": "belsendi",
        "spark.submit.deployMode": "client",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": settings.spark_memory,
        "spark.executor.memory": settings.spark_memory,
    }
    if is_local(address) or _is_loopback(address):
        own |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    if is_local(address) and settings.spark_folder:
        own["spark.local.dir"] = str(settings.spark_folder)
    return own


def _hosts(address: str) -> list[tuple[str, int]]:
    """Return the hosts and ports of a cluster's masters."""
    named = [one.rpartition(":") for one in address.removeprefix("spark://").split(",")]
    return [(host, int(port)) for host, _, port in named]


def _is_loopback(address: str) -> bool:
    """Return whether all masters are in this machine."""
    found = {socket.gethostbyname(host) for host, _ in _hosts(address)}
    return all(ip_address(one).is_loopback for one in found)


def _require_java() -> None:
    """Raise if there is no Java."""
    home = os.environ.get("JAVA_HOME")
    if home and not (Path(home) / "bin" / "java").exists():
        raise EngineError(f"JAVA_HOME is {home}, where there is no bin/java. Correct it, or unset it.")
    if not home and not shutil.which("java"):
        raise EngineError(
            "Spark needs Java 17 or newer, and there is none: install it (Debian: apt-get install "
            "default-jre-headless) or set JAVA_HOME. The engine duckdb needs no Java."
        )


def _require_master(address: str) -> None:
    """Raise if no master of a cluster answers."""
    failures = []
    for host, port in _hosts(address):
        try:
            with socket.create_connection((host, port), CONNECT_SECONDS):
                return
        except (OSError, OverflowError) as error:
            failures.append(f"{host}:{port}: {error}")
    raise EngineError(
        f"The Spark master {address} does not answer within {CONNECT_SECONDS} s ({'; '.join(failures)}). "
        "Start it, or correct --engine."
    )


def _require_worker(context: SparkContext, address: str) -> None:
    """Wait for the first worker; raise if none comes."""
    tracker = context._jsc.sc().statusTracker()
    until = time.monotonic() + WORKER_SECONDS
    while len(tracker.getExecutorInfos()) < 2:  # the first one is this process
        if time.monotonic() > until:
            stop()
            raise EngineError(
                f"The Spark master {address} lent no worker within {WORKER_SECONDS} s. Look at its page whether a "
                "worker is alive, has BELSENDI_SPARK_MEMORY to spare, and can reach this machine."
            )
        time.sleep(0.2)


@contextmanager
def _said() -> Iterator[IO[bytes]]:
    """Give a file for what Java says; nobody needs it once Spark runs."""
    with tempfile.TemporaryFile() as log:
        yield log


def _not_started(address: str, error: Exception, log: IO[bytes]) -> str:
    """Return why Spark did not start, in the words of Java."""
    log.seek(0)
    lines = [line.strip() for line in log.read().decode(errors="replace").splitlines() if line.strip()]
    told = next((line for line in lines if "Error" in line or "Exception" in line), lines[-1] if lines else str(error))
    return f"Spark at {address} cannot be started: {told[:300]}. It needs Java 17 or newer and some free memory."
