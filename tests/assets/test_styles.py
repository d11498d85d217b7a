"""Style sheets and scripts hold nothing that nobody uses, and views send nothing that nobody reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.frames import Surroundings
from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import language
from dashboard.selection import REPUBLIC, Selection
from layouts.views.page import view
from layouts.views.report_formats import FORMATS
from queries.page import load
from tests.published_weeks import HOLIDAY, Country, published

PROJECT = Path(__file__).parents[2]
STYLES = sorted(path for path in (PROJECT / "assets/css").glob("*.css") if "bootstrap" not in path.name)
SCRIPTS = "\n".join(path.read_text() for path in sorted((PROJECT / "assets/js").glob("[0-9]*.js")))
PLACES = "\n".join(
    path.read_text()
    for folder in ("layouts", "callbacks")
    for pattern in ("*.py", "*.html")
    for path in sorted((PROJECT / folder).rglob(pattern))
)
# Drawn by geo/ or by Bootstrap or plotly, or made of a word and a value by the scripts.
FOREIGN = {"anchor", "marker", "lead", "dot", "geo", "shapes", "leads"}


def classes(text: str) -> set[str]:
    """Return the classes that selectors name."""
    plain = re.sub(r"/\*.*?\*/|url\([^)]*\)|\{[^{}]*\}", " ", text, flags=re.DOTALL)
    return set(re.findall(r"\.([A-Za-z][\w-]*)", plain))


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_class_is_used(path: Path) -> None:
    used = set(re.findall(r"[\w-]+", SCRIPTS + PLACES))
    icons = {f"i-{name}" for name in re.findall(r'icon\("(\w+)"\)', PLACES)}
    made = tuple(re.findall(r"([a-z]+-)\$\{", SCRIPTS))  # `f-${name}`
    formats = {f"k-{name}" for name in FORMATS}
    rest = classes(path.read_text()) - used - icons - formats - FOREIGN
    assert sorted(name for name in rest if not name.startswith(made)) == []


@pytest.mark.parametrize(
    "name", ["10-bootstrap.min", "30-shell", "40-monitor", "50-schools", "55-charts", "60-states", "70-floating"]
)
def test_no_rule_has_to_be_asked_about_every_element(name: str) -> None:
    """`legend+*` alone made the browser style every cell of a table again for each row put into it."""
    text = re.sub(r"/\*.*?\*/|url\([^)]*\)", " ", (PROJECT / f"assets/css/{name}.css").read_text(), flags=re.DOTALL)
    selectors = [one.strip() for head in re.findall(r"([^{}]+)\{", text) for one in head.split(",")]
    assert [one for one in selectors if re.search(r"[>+~]\s*(?:\*|:)[^>+~ ]*$", one)] == []


def fields(value: Any) -> Iterator[str]:
    """Yield the names of all fields in a view that are no data."""
    if isinstance(value, Mapping):
        yield from (key for key in value if not re.fullmatch(r"\d*", key) and key not in INDICATOR_KEYS)
        for inner in value.values():
            yield from fields(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from fields(inner)


def test_every_field_of_a_view_is_read() -> None:
    today = date(2026, 11, 22)
    sent: set[str] = set()
    with published(Country()) as connection:
        for unit, week in ((REPUBLIC, None), ("110000000", None), ("100100000", None), (REPUBLIC, HOLIDAY)):
            data = load(connection, Selection(unit, week), today)
            sent |= set(fields(view(data, language("ru"), Surroundings(today, credit="©"), ["notice"])))
    read = set(re.findall(r"[A-Za-z_]\w*", SCRIPTS))
    assert sorted(sent - read - {"snapshot"}) == []  # whoever asks about a page names its snapshot
