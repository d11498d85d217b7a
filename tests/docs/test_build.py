"""The site of the documents loads nothing from elsewhere: it is read in closed networks."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from dashboard.settings import PROJECT_FOLDER

DOCS = PROJECT_FOLDER / "docs"
ELSEWHERE = "https://fonts.example/inter.css"


def module(path: Path) -> ModuleType:
    """Return a program of the documents, which are no package."""
    spec = importlib.util.spec_from_file_location(f"docs_{path.stem}", path)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


build = module(DOCS / "site" / "build.py")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", f'<link rel="stylesheet" href="{ELSEWHERE}">'),
        ("a.html", f'<script src="{ELSEWHERE}"></script>'),
        ("a.html", f'<link rel="preconnect" href="{ELSEWHERE}">'),
        ("a.html", f'<img src="{ELSEWHERE}" alt="">'),
        ("a.html", f'<p style="background: url({ELSEWHERE})">'),
        ("a.html", '<iframe src="//fonts.example"></iframe>'),
        ("a.css", f'@import "{ELSEWHERE}";'),
        ("a.css", f"@font-face {{ src: url('{ELSEWHERE}') }}"),
        ("a.js", f'import("{ELSEWHERE}")'),
        ("a.js", f"fetch('{ELSEWHERE}')"),
    ],
)
def test_what_is_loaded_from_elsewhere_is_found(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    (found,) = build.from_elsewhere(tmp_path)
    assert found.startswith(f"{name} loads ")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", f'<a href="{ELSEWHERE}">a link to click</a><link rel="canonical" href="{ELSEWHERE}">'),
        ("a.html", '<img src="_images/a.webp" alt=""><script src="_static/a.js"></script>'),
        ("a.css", "@font-face { src: url(fonts/a.woff2) } /* https://fonts.example */"),
        ("a.js", f'const help = "{ELSEWHERE}";'),
    ],
)
def test_links_to_click_and_own_files_are_no_loads(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert list(build.from_elsewhere(tmp_path)) == []


def test_every_document_is_in_the_contents() -> None:
    index = (DOCS / "index.md").read_text("utf-8")
    contents = re.findall(r"^[\w./-]+$", "\n".join(re.findall(r"```\{toctree\}\n(.*?)```", index, re.S)), re.M)
    there = {
        str(path.relative_to(DOCS).with_suffix("")) for path in DOCS.rglob("*.md") if "node_modules" not in path.parts
    }
    assert {name for name in contents if not name.startswith("..")} == there - {"index"}
    assert [name for name in contents if not (DOCS / f"{name}.md").resolve().is_file()] == []
