"""`belsendi snapshot build` of a whole country's week, handed over as totals of 195,000 classes."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from resource import struct_rusage
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from bench.results import Result
from bench.servers import BIN, PROJECT
from dashboard.snapshot.contract import PROFILE_FIELDS

WEEK_BEFORE, WEEK = "2026-11-08", "2026-11-15"
CLASSES = 195_000
SCHOOLS = 7_687
SECONDS = 15
MEGABYTES = 1_500


def measure() -> Iterator[Result]:
    """Yield seconds and the largest resident memory of the command; there is a week before it to compare with."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_drop(folder / "drop")
        environment = _environment(folder)
        subprocess.run([BIN / "belsendi", "db", "upgrade"], env=environment, check=True, capture_output=True)
        _build(folder / "drop", WEEK_BEFORE, environment)
        used, seconds, usage = _build(folder / "drop", WEEK, environment)
    yield Result("rows of class_week used", used, "", CLASSES, at_least=True)
    yield Result("snapshot build, publish included", seconds, "s", SECONDS)
    yield Result("of it processor time", usage.ru_utime + usage.ru_stime, "s")
    yield Result("largest resident memory", usage.ru_maxrss / 1024, "MB", MEGABYTES)


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment of the commands: a database of their own, and bytecode that is kept.

    Reading a hundred thousand lines of packages from their source takes as long as the build itself. An installation
    does that once; here the command before the measured one does, whatever the machine is set to.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    own = {"BELSENDI_DATA": folder, "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}"}
    return {
        **kept,
        **{name: str(value) for name, value in own.items()},
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }


def _build(drop: Path, week: str, environment: dict[str, str]) -> tuple[int, float, struct_rusage]:
    """Build and publish a week; return rows used, seconds and what the process used."""
    command = [BIN / "belsendi", "snapshot", "build", "--records", drop, "--week", week, "--publish", "--json"]
    start = time.perf_counter()
    with subprocess.Popen(list(map(str, command)), env=environment, stdout=subprocess.PIPE, text=True) as process:
        report = json.load(process.stdout) if process.stdout else {}
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"The build ended with {process.returncode}: {report.get('errors')}")
    return report["tables"]["class_week"]["used"], seconds, usage


def write_drop(folder: Path) -> None:
    """Write a drop as CSV files: the slower of the two forms."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(1)
    units = pd.read_csv(PROJECT / "geo" / "data" / "units.csv", dtype=str, keep_default_na=False)
    names = ["name_kk", "name_ru", "name_en"]
    units = units.rename(columns={"kato": "unit_id", "parent_kato": "parent_id"})
    tables = {"units": units[["unit_id", "parent_id", "level", *names]]}
    tables["schools"] = _schools(units.loc[units["level"] == "district", "unit_id"], random)
    tables["classes"], tables["class_week"] = _classes(random)
    tables["accounts_week"] = _accounts(random)
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False)


def _school_ids() -> pd.Series[str]:
    """Return the ids of the schools."""
    return pd.Series([f"S{number:05}" for number in range(SCHOOLS)])


def _schools(districts: pd.Series[str], random: np.random.Generator) -> pd.DataFrame:
    """Return one row per school, spread over the districts; profile fields are filled in most."""
    ids = _school_ids()
    filled = random.random((SCHOOLS, len(PROFILE_FIELDS))) < 0.99
    profile = pd.DataFrame(np.where(filled, "2020-01-01", ""), columns=list(PROFILE_FIELDS))
    unit = random.choice(districts.to_numpy(), SCHOOLS)
    names = {"name_kk": "Мектеп " + ids, "name_ru": "Школа " + ids}
    return pd.DataFrame({"school_id": ids, "unit_id": unit, **names, "in_monitor": "true"}).join(profile)


def _classes(random: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row per class: the register, and the week's totals."""
    school = _school_ids().to_numpy()[np.arange(CLASSES) % SCHOOLS]
    number = np.arange(CLASSES) // SCHOOLS
    ids = pd.Series(school) + "-" + pd.Series(number.astype(str))
    register = {"class_id": ids, "school_id": school, "grade": number % 11 + 1, "letter": "А"}
    lessons = random.integers(20, 36, CLASSES)
    recorded, marks = random.binomial(lessons, 0.7), random.integers(50, 200, CLASSES)
    totals = {
        "lessons": lessons,
        "slots": np.minimum(lessons, 30),
        "lessons_planned": random.binomial(lessons, 0.85),
        "lessons_recorded": recorded,
        "lessons_tick_only": random.binomial(recorded, 0.05),
        "marks": marks,
        "marks_timely": random.binomial(marks, 0.8),
        "marks_eligible": marks,
        "homework": random.binomial(lessons, 0.6),
        "login_days": random.integers(0, 100, CLASSES),
    }
    return pd.DataFrame(register), pd.DataFrame({"class_id": ids, **totals})


def _accounts(random: np.random.Generator) -> pd.DataFrame:
    """Return one row per school and role."""
    roles = ["teacher", "pupil", "parent", "staff"]
    frame = pd.MultiIndex.from_product([_school_ids(), roles], names=["school_id", "role"]).to_frame(index=False)
    frame["created"] = random.integers(20, 900, len(frame))
    frame["activated"] = random.binomial(frame["created"], 0.9)
    return frame
