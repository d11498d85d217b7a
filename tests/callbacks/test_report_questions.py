"""Answers to reports: what is kept for the next reader, and what is found anew."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from callbacks.report_questions import Questions
from dashboard.reports.terms import Answer, Report
from dashboard.settings import Settings
from tests.report_facts import LATEST, asked


@pytest.mark.parametrize(("personal", "found"), [(True, 2), (False, 1)])
def test_rows_of_single_persons_are_in_no_cache_readers_share(tmp_path: Path, personal: bool, found: int) -> None:
    """The same question twice: a report of pupils is asked of the facts each time."""
    times = []

    def rows(*_: Any) -> Answer:
        times.append(1)
        return Answer(pa.table({"pupil_id": ["p1"]}))

    report = Report("pupils", lambda lang: "", (), (), rows=rows, personal=personal)
    timeline = SimpleNamespace(snapshots=())
    edition = SimpleNamespace(key="edition", archive=SimpleNamespace(timeline=timeline))
    editions: Any = SimpleNamespace(current=lambda: edition)
    questions = Questions(Settings("sqlite://", tmp_path), editions)
    questions._store = SimpleNamespace(cursor=duckdb.connect, has=lambda *_: True)  # type: ignore[assignment]
    snapshot = SimpleNamespace(content_id="c", week=LATEST)
    question: Any = SimpleNamespace(report=report, asked=asked("attestation"), snapshot=snapshot, units={})
    for _ in range(2):
        assert questions.answer(question) is not None
    assert len(times) == found
