"""The check of the catalogues finds what a translator or a programmer leaves behind."""

from pathlib import Path

import pytest

from dashboard import catalogues
from dashboard.catalogues import catalogue_file, check, update
from dashboard.locales import LOCALES

SOURCE = """
def words(language, n):
    return [
        language.gettext("%(part)s of %(whole)s", part=1, whole=2),
        language.ngettext("%(num)s school", "%(num)s schools", n),
        language.pgettext("week", "short"),
        language.gettext("short"),
    ]
"""
KAZAKH = {
    "%(part)s of %(whole)s": ["%(part)s / %(whole)s"],
    "%(num)s school": ["%(num)s мектеп", "%(num)s мектеп"],
    "short": ["қысқа"],
}
RUSSIAN = {
    "%(part)s of %(whole)s": ["%(part)s из %(whole)s"],
    "%(num)s school": ["%(num)s школа", "%(num)s школы", "%(num)s школ"],
    "short": ["короткая"],
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with four texts, and complete catalogues in ``translations``."""
    monkeypatch.setattr(catalogues, "TABLES", {})
    for folder in catalogues.CODE:
        (tmp_path / folder).mkdir()
    (tmp_path / "layouts" / "words.py").write_text(SOURCE)
    update(tmp_path / "translations", tmp_path)
    for language, texts in (("kk", KAZAKH), ("ru", RUSSIAN)):
        translate(catalogue_file(language, tmp_path / "translations"), texts)
    return tmp_path


def translate(path: Path, texts: dict[str, list[str]]) -> None:
    """Fill in a catalogue as a translator would."""
    blocks = path.read_text().split("\n\n")
    path.write_text("\n\n".join(_translated(block, texts) for block in blocks))


def _translated(block: str, texts: dict[str, list[str]]) -> str:
    """Return one text of a catalogue with its translation, if there is one for it."""
    forms = next((forms for text, forms in texts.items() if f'msgid "{text}"' in block), [""])
    for form, words in enumerate(forms):
        block = block.replace(f'msgstr[{form}] ""', f'msgstr[{form}] "{words}"')
    return block.replace('msgstr ""', f'msgstr "{forms[0]}"')


def problems(project: Path) -> list[str]:
    return [str(problem) for problem in check(project / "translations", project)]


def test_complete_catalogues_have_no_problem(project):
    assert problems(project) == []


@pytest.mark.parametrize(
    ("language", "old", "new", "expected"),
    [
        ("ru", 'msgstr "короткая"', 'msgstr ""', "ru: 'short': is not translated"),
        ("ru", 'msgstr[2] "%(num)s школ"', 'msgstr[2] ""', "ru: '%(num)s school': is not translated"),
        ("ru", 'msgstr[2] "%(num)s школ"\n', "", "ru: '%(num)s school': is not translated"),
        ("ru", "%(part)s из", "%(port)s из", "other placeholders: '%(port)s из %(whole)s'"),
        ("kk", "#, python-format", "#, fuzzy, python-format", "is marked fuzzy"),
        ("kk", 'msgid "short"', 'msgid "brief"', "kk: 'short': is not in the catalogue"),
        ("kk", 'msgid "short"', 'msgid "brief"', "kk: 'brief': is in no source any more"),
        ("kk", 'msgctxt "week"', 'msgctxt "day"', "kk: 'short': is not in the catalogue"),
        ("en", 'msgstr "short"', 'msgstr "brief"', "en: 'short': differs from its source"),
    ],
)
def test_a_fault_is_found_and_named(project, language, old, new, expected):
    path = catalogue_file(language, project / "translations")
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    assert any(expected in line for line in problems(project)), problems(project)


def test_a_new_text_waits_in_every_catalogue_and_the_old_translations_stay(project):
    path = project / "layouts" / "words.py"
    path.write_text(path.read_text().replace('gettext("short")', 'gettext("long")'))
    assert update(project / "translations", project) == {"kk": 1, "ru": 1, "en": 0}
    assert problems(project) == ["kk: 'long': is not translated", "ru: 'long': is not translated"]


def test_an_update_without_changes_changes_no_file(project):
    before = {language: catalogue_file(language, project / "translations").read_bytes() for language in LOCALES}
    update(project / "translations", project)
    after = {language: catalogue_file(language, project / "translations").read_bytes() for language in LOCALES}
    assert after == before
