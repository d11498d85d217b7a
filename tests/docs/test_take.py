"""The pictures of the user's guide: each is taken by the command, in both languages, and shown."""

from __future__ import annotations

import re

import pytest

from dashboard.settings import PROJECT_FOLDER
from tests.docs.test_build import module

PICTURES = PROJECT_FOLDER / "docs" / "pictures"
GUIDE = PROJECT_FOLDER / "docs" / "guide"
LARGEST = 3_000_000  # bytes, all together: they are in every copy of the project

take = module(PICTURES / "take.py")
NAMES = [picture.name for picture in take.PICTURES]


@pytest.mark.parametrize("language", take.LANGUAGES)
def test_each_picture_is_there_and_shown_once(language: str) -> None:
    files = {path.stem for path in (PICTURES / language).iterdir()}
    shown = re.findall(
        r"!\[[^\]]+\]\(\.\./pictures/(\w+)/([\w-]+)\.webp\)", (GUIDE / f"{language}.md").read_text("utf-8")
    )
    assert files == set(NAMES)
    assert sorted(shown) == sorted((language, name) for name in NAMES)
    assert all((PICTURES / language / f"{name}.webp").read_bytes()[8:12] == b"WEBP" for name in NAMES)


def test_all_pictures_together_are_small() -> None:
    assert sum(path.stat().st_size for path in PICTURES.rglob("*.webp")) < LARGEST


def test_the_guides_of_both_languages_say_the_same() -> None:
    """Sections, tables and pictures stand in the same order; a task that is told in one is told in the other."""
    shapes = [
        re.findall(r"^(#+|\||!|\s*\* |\s+!)", (GUIDE / f"{name}.md").read_text("utf-8"), re.M)
        for name in take.LANGUAGES
    ]
    assert shapes[0] == shapes[1]
    questions = [(GUIDE / f"faq-{name}.md").read_text("utf-8").count("\n## ") for name in take.LANGUAGES]
    assert questions[0] == questions[1] > 10
