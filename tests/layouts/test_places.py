"""The places of the page and the scripts that fill them know the same names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from layouts.pages import monitor
from layouts.shell import Frame, shell

SCRIPTS = sorted((Path(__file__).parents[2] / "assets/js").glob("*.js"))
LOOKED_UP = re.compile(r"""byId\(["']([\w-]+)["']\)|(?:querySelector|closest|at)\(["'`]#([\w-]+)|step\(["']([\w-]+)""")
# Places of pages that the server writes whole.
IN_TEMPLATES = {
    name
    for path in (Path(__file__).parents[2] / "layouts/templates").glob("*.html")
    for name in re.findall(r'\bid="([\w-]+)"', path.read_text())
}
COMPONENT_LIMIT = 250  # beyond it a Dash page becomes slow in the browser


def components(node: Any) -> Iterator[Any]:
    """Yield a component and everything below it."""
    yield node
    children = getattr(node, "children", None)
    for child in children if isinstance(children, (list, tuple)) else [children]:
        if hasattr(child, "to_plotly_json"):
            yield from components(child)


@pytest.fixture(scope="module")
def names() -> Counter[str]:
    layout = shell(monitor.page(), Frame("ru", {"kk": "ҚАЗ", "ru": "РУС"}, "/b.svg", "/"))
    return Counter(node.id for node in components(layout) if getattr(node, "id", None))


def test_every_name_is_given_once(names: Counter[str]) -> None:
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_look_up_places_that_exist(script: Path, names: Counter[str]) -> None:
    wanted = {name for groups in LOOKED_UP.findall(script.read_text()) for name in groups if name}
    assert wanted - set(names) - IN_TEMPLATES == set()


def test_the_layout_stays_small() -> None:
    layout = shell(monitor.page(), Frame("kk", {"kk": "ҚАЗ"}, "/b.svg", "/"))
    assert sum(1 for _ in components(layout)) < COMPONENT_LIMIT


def test_scripts_hold_no_text_for_readers() -> None:
    for script in SCRIPTS:
        assert not re.search(r"[А-Яа-яӘәҒғҚқҢңӨөҮүҺһІіҰұ]", script.read_text()), script.name
