from __future__ import annotations

import hashlib
import json
from datetime import date

import numpy as np
import pyarrow.parquet as pq
import pytest

from dashboard.demo import drop as drops
from dashboard.demo.drop import made_with
from dashboard.errors import SettingsError
from dashboard.snapshot.contract import CONTRACT_VERSION
from dashboard.snapshot.records import read_drop
from tests.dashboard.demo.conftest import ANCHOR

AGGREGATED = {"units", "schools", "classes", "accounts_week", "school_week"}
VACATION, FROST, USUAL = date(2026, 10, 25), date(2026, 1, 25), date(2026, 3, 1)


@pytest.fixture(scope="module")
def detailed(small_maker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("drops") / ANCHOR.isoformat()
    small_maker.write(folder, ANCHOR)
    return folder


@pytest.mark.parametrize("week", [VACATION, FROST, USUAL, ANCHOR])
def test_records_are_accepted_without_a_single_reject(small_maker, settings, tmp_path, week):
    small_maker.write(tmp_path / "drop", week)
    with read_drop([tmp_path / "drop"], None, settings) as drop:
        assert drop.week == week
        assert drop.rejects.empty
        assert drop.source == "demonstration"
        folded = drop.counts.set_index("table")["folded"]
        assert set(folded[folded > 0].index) == ({"logins"} if week == ANCHOR else set())


@pytest.mark.parametrize(("week", "more"), [(VACATION, set()), (USUAL, set()), (FROST, {"calendar"})])
def test_q64_history_comes_aggregated(small_maker, tmp_path, week, more):
    small_maker.write(tmp_path / "drop", week)
    assert {path.stem for path in (tmp_path / "drop").glob("*.parquet")} == AGGREGATED | more
    assert pq.read_table(tmp_path / "drop" / "classes.parquet").num_rows == 0


def test_q69_a_school_is_either_detailed_or_aggregated(detailed):
    tables = {path.stem: pq.read_table(path).to_pandas() for path in detailed.glob("*.parquet")}
    own = set(tables["classes"]["school_id"])
    assert {identifier[:6] for identifier in own} == {"395400"}
    assert set(tables["accounts"]["school_id"]) == own
    assert not own & set(tables["school_week"]["school_id"])
    assert not own & set(tables["accounts_week"]["school_id"])


def test_q85_the_manifest_agrees_with_the_files(detailed):
    manifest = json.loads((detailed / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["contract"] == CONTRACT_VERSION
    assert manifest["produced_at"] == "2026-11-22T05:00:00+05:00"
    assert set(manifest["tables"]) == {path.stem for path in detailed.glob("*.parquet")}
    for name, entry in manifest["tables"].items():
        path = detailed / f"{name}.parquet"
        assert entry == {
            "rows": pq.read_metadata(path).num_rows,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }


def test_the_same_seed_gives_the_same_bytes(small_maker, detailed, tmp_path):
    small_maker.write(tmp_path / "again", ANCHOR)
    for path in detailed.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_many_detailed_schools_come_in_parts_that_give_the_same_week(small_maker, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(drops, "CHUNK", 40)
    small_maker.write(tmp_path / "drop", ANCHOR, 0.15)
    assert len(list((tmp_path / "drop" / "marks").glob("part-*.parquet"))) >= 3
    with read_drop([tmp_path / "drop"], None, settings) as drop:
        assert drop.rejects.empty
        counts = drop.counts.set_index("table")["rows_in"]
    assert counts["school_week"] < 620
    assert counts["lessons"] > 30_000
    signed = made_with(tmp_path / "drop")
    assert signed is not None
    assert signed["detailed_share"] == 0.15


def test_what_is_not_ours_is_never_replaced(small_maker, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(SettingsError, match="not a drop of the demonstration"):
        small_maker.write(tmp_path, USUAL)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_interrupted_drop_leaves_no_folder(small_maker, tmp_path, monkeypatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(drops, "_write_manifest", stop)
    with pytest.raises(KeyboardInterrupt):
        small_maker.write(tmp_path / "drop", USUAL)
    assert not (tmp_path / "drop").exists()


def test_schools_that_are_not_connected_hand_nothing_over(small_maker, tmp_path):
    week = date(2026, 10, 11)  # the district that changes its journal system
    small_maker.write(tmp_path / "drop", week)
    schools, weeks, accounts = (
        set(pq.read_table(tmp_path / "drop" / f"{name}.parquet")["school_id"].to_pylist())
        for name in ("schools", "school_week", "accounts_week")
    )
    silent = schools - weeks
    assert silent == schools - accounts
    assert {identifier for identifier in schools if identifier.startswith("474200")} <= silent
    assert np.mean([identifier in silent for identifier in schools]) < 0.03
