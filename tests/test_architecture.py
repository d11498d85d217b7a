"""The shape of the code: who imports whom, how long things are, what is not done."""

import ast
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("dashboard", "queries", "geo", "layouts", "callbacks")
MODULES = [ROOT / "app.py", *sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))]
GETTEXT = {"gettext", "ngettext", "pgettext", "npgettext", "lazy_gettext"}


def tree(path: Path) -> ast.Module:
    """Return a module's syntax."""
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the functions of a module and their lines without the docstring."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = ast.get_docstring(node, clean=False) is not None
            first = node.body[1:] if documented else node.body
            yield node.name, node.end_lineno - first[0].lineno + 1 if first else 0


def test_imports_point_down():
    """The contracts of pyproject.toml hold."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout


def test_files_are_named_after_what_they_hold():
    assert [path for path in MODULES if path.stem in {"utils", "util", "helpers", "common", "misc"}] == []


def test_modules_are_short():
    assert {name(path): n for path in MODULES if (n := len(path.read_text().splitlines())) >= 400} == {}


def test_functions_are_short_and_most_of_them_very_short():
    """Migrations are lists of what changes, one after the other: they are as long as they are."""
    lengths = [
        (path, *found) for path in MODULES if "migrations/versions" not in name(path) for found in functions(path)
    ]
    assert [(name(path), function, length) for path, function, length in lengths if length > 60] == []
    assert statistics.median(length for _, _, length in lengths) < 8


def test_nothing_is_printed():
    printing = [
        (name(path), call.lineno)
        for path in MODULES
        for call in calls(tree(path))
        if isinstance(call.func, ast.Name) and call.func.id == "print"
    ]
    assert printing == []


def test_no_text_is_translated_at_import():
    """Such a text would stay in the language of the first reader."""
    assert [(name(path), text) for path in MODULES for text in calls_at_import(tree(path)) if text in GETTEXT] == []


def name(path: Path) -> str:
    """Return a module's path in the project."""
    return path.relative_to(ROOT).as_posix()


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """Yield all calls."""
    return (child for child in ast.walk(node) if isinstance(child, ast.Call))


def called(call: ast.Call) -> str:
    """Return the name of what is called, without what it belongs to."""
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def calls_at_import(node: ast.AST) -> Iterator[str]:
    """Yield the names that are called outside of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call):
            yield called(child)
        yield from calls_at_import(child)


def test_calls_at_import_are_found():
    code = "A = gettext('x')\nclass B:\n    c = x.ngettext('y')\ndef f():\n    return pgettext('z')\n"
    assert [text for text in calls_at_import(ast.parse(code)) if text in GETTEXT] == ["gettext", "ngettext"]


def test_warnings_are_errors_for_every_test():
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    assert options["filterwarnings"][0] == "error"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock", "requirements-installer.lock"])
def test_lock_files_pin_by_hash_and_name_no_index(lock):
    lines = (ROOT / lock).read_text().splitlines()
    packages = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert packages
    assert [line for line in packages if "==" not in line or not line.endswith("\\")] == []
    assert [line for line in lines if "://" in line or line.startswith("--")] == []


def test_lock_files_follow_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    locked = (ROOT / "requirements-test.lock").read_text().lower()
    pinned = [wish.partition(";")[0].lower() for wish in wanted if "==" in wish and "[" not in wish]
    assert [requirement for requirement in pinned if f"\n{requirement} " not in locked] == []


def test_the_demonstration_and_the_maps_know_the_same_units() -> None:
    copies = [ROOT / folder / "units.csv" for folder in ("geo/data", "dashboard/demo/data")]
    assert copies[0].read_bytes() == copies[1].read_bytes()
