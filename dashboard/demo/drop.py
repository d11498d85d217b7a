"""One week's drop: its tables, and the folder they are written to."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.demo.arrays import Flags, Ints
from dashboard.demo.facts import Country, WeekFacts
from dashboard.demo.journal_rows import Journal
from dashboard.demo.lesson_grid import detailed_classes
from dashboard.demo.people_rows import ROLES, account_table, class_table, login_table, position_table
from dashboard.demo.register import SchoolRegister, calendar_table, subject_table, unit_table
from dashboard.demo.result_rows import change_table, enrolment_table, result_table
from dashboard.demo.stamp import SOURCE
from dashboard.errors import SettingsError
from dashboard.weeks import midnight

PRODUCED = timedelta(hours=5)  # after the cut-off
CHUNK = 250  # schools whose rows are made at once: keeps a wholly detailed country within memory
EMPTY_CLASSES = pa.schema(
    [("class_id", pa.string()), ("school_id", pa.string()), ("grade", pa.int8()), ("letter", pa.string())]
)


@dataclass(frozen=True)
class DropPlan:
    """What a drop is made of.

    Attributes
    ----------
    facts
        The counts of the week.
    known
        The detailed weeks up to this one, oldest first, this one included (see `account_table`).
    detailed
        By school: whether it hands over lessons instead of counts.
    generator
        What it was made with, for the manifest.
    """

    facts: WeekFacts
    known: Sequence[WeekFacts]
    detailed: Flags
    generator: Mapping[str, Any]


def whole_tables(country: Country, plan: DropPlan, register: SchoolRegister) -> dict[str, pa.Table]:
    """Return the registers and the tables of the aggregated schools."""
    facts = plan.facts
    handing = facts.listed & facts.connected & ~plan.detailed
    tables = {
        "units": unit_table(),
        "schools": register.table(facts),
        "accounts_week": _accounts_week(country, facts, handing),
        "school_week": _school_week(country, facts, handing),
    }
    if facts.closures:
        tables["calendar"] = calendar_table(facts)
    if plan.detailed.any():
        tables["subjects"] = subject_table()
        # Positions are few: every school hands them over, whatever it says of its lessons.
        tables["positions"] = position_table(country, facts, np.flatnonzero(facts.listed & facts.connected))
    else:
        tables["classes"] = EMPTY_CLASSES.empty_table()
    return tables


def _accounts_week(country: Country, facts: WeekFacts, handing: Flags) -> pa.Table:
    """Return one row for each school and role."""
    schools = np.flatnonzero(handing)
    return pa.table(
        {
            "school_id": pa.array(np.repeat(country.schools.ids[schools], len(ROLES)), pa.string()),
            "role": pa.array(list(ROLES) * len(schools), pa.string()),
            "created": facts.created[schools].ravel().astype(np.int32),
            "activated": facts.activated[schools].ravel().astype(np.int32),
        }
    )


def _school_week(country: Country, facts: WeekFacts, handing: Flags) -> pa.Table:
    """Return one row for each school; in a vacation only the logins are not zero."""
    columns = {
        "lessons": facts.lessons,
        "classes": facts.classes,
        "classes_full": facts.classes_full,
        "lessons_planned": facts.planned,
        "lessons_recorded": facts.recorded,
        "lessons_tick_only": facts.tick_only,
        "marks": facts.marks,
        "marks_timely": facts.timely,
        "marks_eligible": facts.eligible,
        "homework": facts.homework,
        "login_days": facts.logins.sum(axis=1),
    }
    counts = {name: values[handing].astype(np.int32) for name, values in columns.items()}
    return pa.table({"school_id": pa.array(country.schools.ids[handing], pa.string()), **counts})


def detailed_parts(country: Country, plan: DropPlan) -> Iterator[dict[str, pa.Table]]:
    """Yield the tables of the detailed schools, some schools at a time."""
    facts = plan.facts
    schools = np.flatnonzero(plan.detailed & facts.listed & facts.connected)
    for first in range(0, len(schools), CHUNK):
        yield _detailed(country, plan, schools[first : first + CHUNK])


def _detailed(country: Country, plan: DropPlan, chosen: Ints) -> dict[str, pa.Table]:
    """Return the tables of some detailed schools."""
    classes = detailed_classes(country, chosen)
    journal = Journal(country, plan.facts, chosen, classes).tables()
    return {
        "classes": class_table(country, chosen, classes),
        "accounts": account_table(country, plan.known, chosen),
        **journal,
        "logins": login_table(country, plan.facts, chosen),
        "enrolments": enrolment_table(country, plan.facts, classes),
        "period_results": result_table(country, plan.facts, classes),
        "journal_changes": change_table(country, plan.facts, chosen, journal["lessons"]),
    }


def write_drop(folder: Path, country: Country, plan: DropPlan, register: SchoolRegister) -> None:
    """Write a drop; its folder appears complete or not at all.

    Parameters
    ----------
    folder
        Where; what is there is replaced.
    country, plan, register
        What is written.

    Raises
    ------
    SettingsError
        If the folder holds anything but a drop of the demonstration.
    """
    require_ours(folder)
    draft = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    tables = whole_tables(country, plan, register)
    written = {name: _write_table(draft / f"{name}.parquet", of) for name, of in tables.items()}
    parts = _write_parts(draft, country, plan)
    _write_manifest(draft, plan, written | parts)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def require_ours(folder: Path) -> None:
    """Check that nothing is lost when a folder is replaced."""
    if folder.exists() and made_with(folder) is None and any(folder.iterdir()):
        raise SettingsError(f"{folder} holds files that are not a drop of the demonstration. Name another folder.")


def _write_parts(draft: Path, country: Country, plan: DropPlan) -> dict[str, dict[str, Any]]:
    """Write the detailed tables: one file each, or a folder of parts where there are many schools."""
    rows: dict[str, int] = {}
    files: dict[str, list[Path]] = {}
    many = int(plan.detailed.sum()) > CHUNK
    for number, tables in enumerate(detailed_parts(country, plan)):
        for name, of in tables.items():
            path = draft / name / f"part-{number:03d}.parquet" if many else draft / f"{name}.parquet"
            path.parent.mkdir(exist_ok=True)
            rows[name] = rows.get(name, 0) + _write_table(path, of)["rows"]
            files.setdefault(name, []).append(path)
    return {name: {"rows": rows[name], "sha256": _hash(files[name])} for name in rows}


def _write_table(path: Path, of: pa.Table) -> dict[str, Any]:
    """Write one file and return its entry in the manifest."""
    pq.write_table(of, path, compression="zstd", write_statistics=False)
    return {"rows": of.num_rows, "sha256": _hash([path])}


def _hash(paths: Sequence[Path]) -> str:
    """Return the hash of files joined in the order given (Q-85)."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _write_manifest(draft: Path, plan: DropPlan, tables: Mapping[str, Mapping[str, Any]]) -> None:
    """Write what the drop says about itself."""
    week: date = plan.facts.week
    manifest = {
        "contract": 1,
        "source": SOURCE,
        "week": week.isoformat(),
        "produced_at": (midnight(week + timedelta(7)) + PRODUCED).isoformat(),
        "generator": dict(plan.generator),
        "tables": tables,
    }
    (draft / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def made_with(folder: Path) -> Mapping[str, Any] | None:
    """Return what the drop in a folder was made with; None where there is no complete drop of ours."""
    try:
        found = json.loads((folder / "manifest.json").read_text(encoding="utf-8")).get("generator")
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
