from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from dashboard.commands import main
from dashboard.demo import national
from dashboard.demo.national import National, write_national
from dashboard.errors import SettingsError
from dashboard.snapshot.contract import TABLES
from dashboard.snapshot.records import read_drop

FEW = 0.0004  # three schools
# Spec E.3: what a country of 8,000 schools hands over in a week, in millions.
VOLUMES = {
    "classes": 0.195,
    "accounts": 8.0,
    "lessons": 7.3,
    "topics": 6.0,
    "homework": 4.0,
    "marks": 30.0,
    "attendance": 5.0,
    "logins": 10.0,
}


def bytes_of(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("national") / "drop"
    write_national(folder, National(FEW))
    return folder


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(few: Path, tmp_path: Path) -> None:
    write_national(tmp_path / "again", National(FEW))
    write_national(tmp_path / "other", National(FEW, seed=2))
    first, other = bytes_of(few), bytes_of(tmp_path / "other")
    assert bytes_of(tmp_path / "again") == first
    same = {name for name in first if first[name] == other[name]}
    assert same == {"units.parquet", "subjects.parquet"}


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_the_import_takes_every_row(few: Path, tmp_path: Path, settings, form: national.Form) -> None:
    """Both forms have the same content; only logins that come twice are folded (Q-59, Q-92)."""
    write_national(tmp_path / "drop", National(FEW, form=form))
    with read_drop([tmp_path / "drop"], None, settings) as drop, read_drop([few], None, settings) as other:
        assert drop.week == national.DEFAULT_WEEK
        assert drop.rejects.empty
        assert drop.notes == []
        counts = drop.counts.set_index("table")
        assert set(counts.index[counts["folded"] > 0]) == {"logins"}
        assert (counts["rows_in"] > 0).all()
        assert drop.content_hash() == other.content_hash()


def test_a_scale_is_a_number_of_schools(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Memory does not grow with it: schools are made some at a time, and the full blocks are always the same ones."""
    monkeypatch.setattr(national, "BLOCK", 2)
    steps: list[tuple[int, int]] = []
    rows = write_national(tmp_path / "five", National(5 / 8000), lambda *step: steps.append(step))
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert rows["schools"] == 5
    write_national(tmp_path / "four", National(4 / 8000))
    large, small = bytes_of(tmp_path / "five"), bytes_of(tmp_path / "four")
    assert {name for name in small if large.get(name) != small[name]} == {"manifest.json"}
    assert [National(scale).schools for scale in (0.0001, 0.1, 1, 10)] == [1, 800, 8000, 80000]


def test_volumes_are_those_of_the_country(tmp_path: Path) -> None:
    """Spec E.3, within a tenth: one full block of schools stands for all of them."""
    plan = National(national.BLOCK / national.SCHOOLS)
    rows = write_national(tmp_path / "drop", plan)
    found = {name: rows[name] / plan.scale / 1e6 for name in VOLUMES}
    assert found == pytest.approx(VOLUMES, rel=0.1)
    sizes = list((tmp_path / "drop" / "marks").iterdir())
    assert [path.name for path in sizes] == ["part-00000.parquet"]
    assert pq.read_metadata(sizes[0]).row_group(0).column(0).compression == "ZSTD"


def test_the_manifest_tells_rows_and_hashes_but_no_time_of_day(few: Path) -> None:
    manifest = json.loads((few / "manifest.json").read_text())
    assert manifest["week"] == "2026-11-15"
    assert manifest["produced_at"] == "2026-11-22T05:00:00+05:00"
    marks = b"".join(path.read_bytes() for path in sorted((few / "marks").iterdir()))
    assert manifest["tables"]["marks"]["sha256"] == hashlib.sha256(marks).hexdigest()
    assert set(manifest["tables"]) <= set(TABLES)


def test_what_is_not_ours_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("all of it")
    with pytest.raises(SettingsError, match="not a drop of the demonstration"):
        write_national(tmp_path, National(FEW))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("scale", [0, -1, 1000, float("nan")])
def test_a_scale_out_of_range_is_refused(tmp_path: Path, scale: float) -> None:
    with pytest.raises(SettingsError, match="out of range"):
        write_national(tmp_path / "drop", National(scale))
    assert not (tmp_path / "drop").exists()


def test_the_command_writes_it(tmp_path: Path) -> None:
    words = ["demo", "national", "--out", str(tmp_path / "drop"), "--scale", "0.0001", "--form", "csv"]
    result = CliRunner().invoke(main, [*words, "--week", "2026-11-08", "--seed", "3"])
    assert result.exit_code == 0, result.output
    manifest = json.loads((tmp_path / "drop" / "manifest.json").read_text())
    assert manifest["week"] == date(2026, 11, 8).isoformat()
    assert manifest["generator"] == {"national": national.VERSION, "scale": 0.0001, "seed": 3}
