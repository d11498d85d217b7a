from __future__ import annotations

from contextlib import ExitStack

import ibis
import pyarrow as pa
import pytest

from dashboard.errors import SettingsError
from dashboard.settings import Settings
from dashboard.snapshot.engine_duckdb import DuckdbEngine, open_engine


def test_memory_is_a_setting() -> None:
    settings = Settings.from_environment({"BELSENDI_MEMORY": "256m"})
    with ExitStack() as resources:
        engine = open_engine("duckdb", resources, settings)
        assert isinstance(engine, DuckdbEngine)
        assert engine.duckdb.execute("SELECT current_setting('memory_limit')").fetchall() == [("244.1 MiB",)]
    with pytest.raises(SettingsError, match="BELSENDI_MEMORY"):
        Settings.from_environment({"BELSENDI_MEMORY": "a lot"})


def test_what_does_not_fit_into_memory_goes_to_the_disk() -> None:
    """Rows of several times the memory are grouped in little of it, in files below the engine's own folder."""
    with ExitStack() as resources:
        engine = DuckdbEngine(resources, "64m")
        engine.duckdb.execute("CREATE TABLE texts AS SELECT md5(range::VARCHAR) AS text FROM range(2_000_000)")
        spilled = sum(path.stat().st_size for path in (engine.folder / "spill").iterdir())
        [(different, most)] = engine.rows((("groups",), lambda: _groups(engine.table("texts"))))
        folder = engine.folder
    assert spilled > 5_000_000
    assert (different, most) == (2_000_000, 1)
    assert not folder.exists()


def _groups(texts: ibis.Table) -> ibis.Table:
    counted = texts.group_by("text").agg(times=texts.count())
    return counted.aggregate(different=counted.count(), most=counted.times.max())


def test_a_digest_counts_texts_and_not_nulls() -> None:
    """The sums do not depend on the order (Q-92)."""
    with ExitStack() as resources:
        engine = DuckdbEngine(resources, "64m")
        texts = [["a", "b", None, "b"], ["b", None, None, "a", "b"], ["a", "b"]]
        for number, column in enumerate(texts):
            engine.load(f"texts_{number}", pa.table({"text": pa.array(column, pa.string())}))
        found = [engine.digest((("texts", n), lambda n=n: engine.table(f"texts_{n}"))) for n in range(len(texts))]
    assert found[0] == found[1]
    assert [count for count, _, _ in found] == [3, 3, 2]
    assert found[2][1:] != found[0][1:]
