"""docs/requirements.md lists every requirement, and names nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
DOCUMENT = PROJECT / "docs/requirements.md"
ROWS = re.findall(r"^\| (A-\d+) \| (.+?) \| (.*?) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
ALL = [f"A-{number}" for number in range(1, 60)]


def test_every_requirement_is_listed_once_and_in_order() -> None:
    assert [name for name, _, _ in ROWS] == ALL


@pytest.mark.parametrize(("name", "text", "shown"), ROWS, ids=[row[0] for row in ROWS])
def test_what_shows_it_exists(name: str, text: str, shown: str) -> None:
    assert text
    tests = re.findall(r"`([\w/.]+)::(\w+)`", shown)
    pages = re.findall(r"\]\(([^)]+)\)", shown)
    assert tests or pages
    for file, test in tests:
        assert re.search(rf"^def {test}\(", (PROJECT / file).read_text(encoding="utf-8"), re.MULTILINE), test
    assert all((DOCUMENT.parent / page).is_file() for page in pages)
