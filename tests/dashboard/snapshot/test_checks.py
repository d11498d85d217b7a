"""Tables too long for memory are judged and digested in one pass: the same comes out as for short ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dashboard.snapshot import checks, content
from dashboard.snapshot.checks import NUMBER, accepted_name
from dashboard.snapshot.contract import TABLES
from dashboard.snapshot.records import Drop
from tests.delivered import DETAILED, OPTIONAL, Lines, read, rejected, used, with_lines, write_parquet

EVERYTHING = {**DETAILED, "logins": OPTIONAL["logins"]}
ENTERED = "2025-11-10T10:00:00+05:00"
# Lines to add: good ones, and each way in which a row is set aside.
LINES = (
    ("lessons", "L3,C1,,2025-11-11,1,scheduled"),
    ("lessons", "L1,C1,,2025-11-11,1,scheduled"),  # its id is taken
    ("lessons", "L4,C9,,2025-11-11,1,scheduled"),  # no such class, and what refers to it falls too
    ("lessons", "L5,C1,,2025-11-21,1,scheduled"),  # another week
    ("topics", f"L3,{ENTERED}"),
    ("topics", f"L4,{ENTERED}"),
    ("marks", f"L1,P2,5,,{ENTERED},"),
    ("marks", f"L1,P3,4,sor,{ENTERED},{ENTERED}"),
    ("marks", f"L3,P2,5,,{ENTERED},"),
    ("marks", f"L4,P2,5,,{ENTERED},"),
    ("marks", f"L4,P2,5,,{ENTERED},"),
    ("marks", f"L1,P2,5,guess,{ENTERED},"),
    ("marks", "L1,P2,5,,yesterday,"),
    ("accounts", "A1,P1,S1,teacher,2025-09-01,,,"),
    ("accounts", "A3,P1,S1,teacher,2025-09-01,,,"),
    ("accounts", "A4,P1,S9,teacher,2025-09-01,,,"),
    ("logins", "P1,S1,teacher,2025-11-09"),
    ("logins", "P1,S1,teacher,2025-11-10"),
    ("logins", "P1,S9,teacher,2025-11-10"),
    ("logins", "P1,S9,teacher,2025-11-10"),
    ("logins", "P1,S1,teacher,2025-11-30"),
    ("classes", "C3,S1,6,А,,,,"),
    ("classes", "C4,S9,6,А,,,,"),
)


def said(drop: Drop) -> tuple[object, ...]:
    """Return all that reading says."""
    rows = {
        name: sorted(map(str, table.drop(*{NUMBER} & set(table.columns)).to_pyarrow().to_pylist()))
        for name, table in drop.tables.items()
    }
    return rejected(drop), used(drop), rows, drop.content_hash()


def read_both(folder: Path, tables: Lines, monkeypatch: pytest.MonkeyPatch) -> tuple[tuple[object, ...], ...]:
    """Return what reading says of a drop, kept in memory and read again wherever it is used."""
    write_parquet(folder, tables)
    found = []
    for kept in (checks.KEPT_ROWS, 0):
        monkeypatch.setattr(checks, "KEPT_ROWS", kept)
        with read(folder) as drop:
            assert bool(drop.digests) == (kept == 0)
            found.append(said(drop))
    return tuple(found)


@hypothesis_settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(chosen=st.lists(st.sampled_from(LINES), max_size=12))
def test_long_tables_are_judged_like_short_ones(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[tuple[str, str]]
) -> None:
    """Rejects, counts, accepted rows and the content's hash (Q-73 … Q-77, Q-92)."""
    tables: Lines = EVERYTHING
    for table, line in chosen:
        tables = with_lines(tables, **{table: line})
    with pytest.MonkeyPatch.context() as monkeypatch:
        short, long = read_both(tmp_path_factory.mktemp("drop"), tables, monkeypatch)
    assert short == long


def test_every_way_of_being_set_aside_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables: Lines = EVERYTHING
    for table, line in LINES:
        tables = with_lines(tables, **{table: line})
    short, long = read_both(tmp_path, tables, monkeypatch)
    assert short == long
    reasons = {row[5] for row in long[0]}  # type: ignore[attr-defined]
    assert reasons == {"duplicate_id", "unknown_reference", "outside_week", "not_in_list", "bad_type"}


def test_q92_a_sound_long_table_is_digested_while_it_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest that was added up on the way is that of the accepted rows."""
    monkeypatch.setattr(checks, "KEPT_ROWS", 0)
    with read(write_parquet(tmp_path, DETAILED)) as drop:
        assert {"lessons", "marks", "accounts", "topics"} <= set(drop.digests)
        for name, digest in drop.digests.items():
            assert digest == content.digest_of(drop.engine, TABLES[name], accepted_name(name))


def test_lessons_and_classes_have_numbers_in_reading_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kept in (checks.KEPT_ROWS, 0):
        monkeypatch.setattr(checks, "KEPT_ROWS", kept)
        with read(write_parquet(tmp_path, DETAILED)) as drop:
            for name, ids in {"lessons": ["L1", "L2"], "classes": ["C1", "C2"]}.items():
                rows = drop.tables[name].order_by(NUMBER).to_pyarrow()
                assert rows[rows.column_names[0]].to_pylist() == ids
                assert len(set(rows[NUMBER].to_pylist())) == len(ids)
