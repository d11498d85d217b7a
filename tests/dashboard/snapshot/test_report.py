"""Exit codes and the JSON document of records.md."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard.errors import DropRefused, Refusal, TooManyRejects
from dashboard.snapshot.notes import Note
from dashboard.snapshot.report import BuildReport

REFUSAL = Refusal("d", "marks", "value", "a table", "nothing", "deliver it")
REPORT = BuildReport(
    "built",
    date(2025, 11, 9),
    "c0ffee",
    1,
    counts=pd.DataFrame([["marks", 5, 3, 0, 2]], columns=["table", "rows_in", "used", "folded", "rejected"]),
    rejects=pd.DataFrame(
        [["marks", "marks.csv", n, "value", "", "missing_value"] for n in range(2, 1502)],
        columns=["table", "file", "row", "column", "value", "reason"],
    ),
    notes=(Note("unknown_file", {"file": "readme.txt"}),),
)


@pytest.mark.parametrize(
    ("status", "accepted", "code"),
    [
        ("usable", False, 0),
        ("usable_with_rejects", False, 3),
        ("built", False, 0),
        ("built", True, 3),
        ("unchanged", False, 0),
        ("unchanged", True, 3),
        ("refused", False, 4),
        ("refused", True, 4),
        ("too_many_rejects", True, 5),
    ],
)
def test_exit_codes(status: str, accepted: bool, code: int) -> None:
    assert BuildReport(status, rejects_accepted=accepted).exit_code == code


def test_the_json_document() -> None:
    document = json.loads(json.dumps(REPORT.as_dict()))
    rejects = document.pop("rejects")
    assert document == {
        "status": "built",
        "snapshot": "c0ffee",
        "week": "2025-11-09",
        "tables": {"marks": {"in": 5, "used": 3, "folded": 0, "rejected": 2}},
        "warnings": ["readme.txt: this is no table of the contract and was ignored."],
        "errors": [],
    }
    assert len(rejects) == 1000
    assert rejects[0] == {
        **{"table": "marks", "file": "marks.csv", "row": 2, "column": "value"},
        **{"value": "", "reason": "missing_value"},
    }


def test_a_refused_report_names_no_snapshot() -> None:
    document = REPORT.refused([REFUSAL]).as_dict()
    assert (document["status"], document["snapshot"], document["week"]) == ("refused", None, "2025-11-09")
    assert document["errors"] == [REFUSAL.as_dict()]
    assert list(document["errors"][0]) == ["file", "table", "column", "expected", "found", "remedy"]


@pytest.mark.parametrize(("status", "error"), [("refused", DropRefused), ("too_many_rejects", TooManyRejects)])
def test_for_callers_in_python_a_refusal_is_an_error(status: str, error: type[Exception]) -> None:
    with pytest.raises(error, match="deliver it"):
        REPORT.refused([REFUSAL], status).raise_refusal()


def test_what_was_built_raises_nothing() -> None:
    replace(REPORT, status="unchanged").raise_refusal()
