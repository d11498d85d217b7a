"""Notes: data for later translation, and an English sentence."""

from __future__ import annotations

import json
import string

import pytest

from dashboard.snapshot.notes import NOTE_KINDS, Note


@pytest.mark.parametrize("kind", NOTE_KINDS)
def test_a_sentence_says_details_of_its_kind_only(kind: str) -> None:
    said = {name for _, name, _, _ in string.Formatter().parse(NOTE_KINDS[kind].sentence) if name}
    assert said
    assert said <= set(NOTE_KINDS[kind].details)
    assert Note(kind, dict.fromkeys(NOTE_KINDS[kind].details, "x")).text.endswith((".", ".)"))


def test_values_are_written_for_people() -> None:
    note = Note(
        "rejected_rows", {"table": "marks", "rows_in": 9, "rejected": 3, "reasons": {"bad_type": 2, "bad_row": 1}}
    )
    assert note.text == "marks: 3 of 9 rows were set aside (bad_type: 2, bad_row: 1)."
    many = Note("unknown_column", {"file": "a.csv", "columns": [f"c{n}" for n in range(30)]})
    assert many.text.endswith("c18, c19, ….")
    assert json.loads(many.details_json())["columns"][29] == "c29"
    assert many.as_dict()["kind"] == "unknown_column"


def test_braces_in_values_are_kept() -> None:
    assert Note("unknown_file", {"file": "{x}.txt"}).text.startswith("{x}.txt:")
