"""What the documents say is so."""

import inspect
import re
from pathlib import Path

import click
import pytest

from dashboard import settings
from dashboard.commands import COMMANDS, main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
DOCUMENTS = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md"), *ROOT.glob("geo/**/*.md")]
    if "node_modules" not in path.parts
)


def table_of(section: str) -> dict[str, str]:
    """Return the first column of a section's table, without its back quotes, and the rest of each line."""
    text = re.search(rf"^## {section}\n(.*?)(?=^## |\Z)", README, re.M | re.S)
    assert text, f"README.md has no section {section}"
    return dict(re.findall(r"^\| `([^`]+)` \|(.*)\|$", text[1], re.M))


def test_every_setting_is_documented_and_no_other():
    source = inspect.getsource(settings)
    known = set(re.findall(r'"(BELSENDI_\w+|PUBLIC_\w+|DATABASE_URL|SENTRY_\w+|OTEL_\w+)"', source))
    in_files = {f"{name}_FILE" for name in re.findall(r'_secret\(env, "(\w+)"\)', source)}
    assert set(table_of("Settings")) == known | in_files


def test_every_setting_explains_itself_in_the_code():
    told = settings.Settings.__doc__ or ""
    documented = re.findall(r"``(BELSENDI_\w+|PUBLIC_\w+|DATABASE_URL\w*|SENTRY_\w+|OTEL_\w+)``", told)
    assert set(documented) == set(table_of("Settings"))


def commands() -> list[str]:
    """Return every command as it is typed."""
    context = click.Context(main)
    found = []
    for name in COMMANDS:
        command = main.get_command(context, name)
        below = command.list_commands(context) if isinstance(command, click.Group) else [""]
        found += [f"belsendi {name} {inner}".rstrip() for inner in below]
    return found


def test_every_command_is_documented_and_no_other():
    assert sorted(table_of("With real records")) == sorted(commands())


def test_every_target_of_the_makefile_is_documented():
    targets = re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text(), re.M)
    assert [target for target in targets if target != "help" and f"make {target}" not in README] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text())
    broken = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert broken == []


def test_every_folder_of_code_is_in_the_layout():
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    for document in (README, (ROOT / "ARCHITECTURE.md").read_text()):
        assert [folder for folder in sorted(folders) if f"{folder}/" not in document] == []


def test_the_changelog_has_a_place_for_what_comes():
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}", heading) for heading in headings[1:])
