"""The catalogues of translated texts: what is in the sources, and what each language has of it.

Texts are written in English in the sources. The catalogue of every other language must hold exactly these texts, all
translated; the English one repeats them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po, write_po

from dashboard.locales import LOCALES, TRANSLATIONS_FOLDER
from dashboard.settings import PROJECT_FOLDER

SOURCE_LANGUAGE = "en"

# Where texts are written; tables have extractors of their own.
CODE = ("dashboard", "queries", "geo", "layouts", "callbacks")
TABLES = {
    "dashboard/indicators.toml": "dashboard.translations_extract:extract",
    "dashboard/access/roles.toml": "dashboard.translations_extract:extract_names",
}

_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong with a catalogue."""

    language: str
    text: str
    what: str

    def __str__(self) -> str:
        """Return one line for people."""
        return f"{self.language}: {self.text!r}: {self.what}"


def catalogue_file(language: str, folder: Path = TRANSLATIONS_FOLDER) -> Path:
    """Return where a language's texts are kept."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def read_catalogue(language: str, folder: Path = TRANSLATIONS_FOLDER) -> Catalog:
    """Return a language's texts; an empty catalogue where there is no file yet."""
    path = catalogue_file(language, folder)
    if not path.exists():
        fields = ("header_comment", "version", "msgid_bugs_address", "last_translator", "language_team")
        blank = dict.fromkeys(fields, "")
        return Catalog(locale=language, project="belsendilik", fuzzy=False, **blank)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def extract(root: Path = PROJECT_FOLDER) -> Catalog:
    """Return the texts of the sources: of every module, and of the tables that have an extractor of their own."""
    catalogue = Catalog()
    for folder in CODE:
        for path, _, text, _, context in extract_from_dir(root / folder, method_map=[("**.py", "python")]):
            catalogue.add(text, locations=[(f"{folder}/{path}", 0)], context=context)
    for table, method in TABLES.items():
        for _, text, _, context in extract_from_file(method, root / table):
            catalogue.add(text, locations=[(table, 0)], context=context)
    return catalogue


def update(folder: Path = TRANSLATIONS_FOLDER, root: Path = PROJECT_FOLDER) -> dict[str, int]:
    """Bring every catalogue to the texts of the sources; return language → texts that wait for a translation.

    Translations that are there stay; texts that are gone go; nothing is guessed.
    """
    sources = extract(root)
    return {language: _update(language, sources, folder) for language in LOCALES}


def _update(language: str, sources: Catalog, folder: Path) -> int:
    """Bring one catalogue to the texts of the sources."""
    catalogue = read_catalogue(language, folder)
    catalogue.update(sources, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    if language == SOURCE_LANGUAGE:
        for message in _texts(catalogue):
            message.string = message.id
    path = catalogue_file(language, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, include_lineno=False)
    return sum(not _translations(message) for message in _texts(catalogue))


def check(folder: Path = TRANSLATIONS_FOLDER, root: Path = PROJECT_FOLDER) -> list[Problem]:
    """Return everything that is wrong with the catalogues; none is a full translation."""
    sources = extract(root)
    return sorted(problem for language in LOCALES for problem in _check(language, sources, folder))


def _check(language: str, sources: Catalog, folder: Path) -> Iterator[Problem]:
    """Yield what is wrong with one catalogue."""
    catalogue = read_catalogue(language, folder)
    wanted = {_key(message) for message in _texts(sources)}
    there = {_key(message): message for message in _texts(catalogue)}
    for text, *_ in wanted - there.keys():
        yield Problem(language, text, "is not in the catalogue; run belsendi translations extract")
    for text, *_ in there.keys() - wanted:
        yield Problem(language, text, "is in no source any more; run belsendi translations extract")
    for (text, *_), message in there.items():
        for what in _faults(message, language, catalogue.num_plurals):
            yield Problem(language, text, what)


def _faults(message: Message, language: str, plural_forms: int) -> Iterator[str]:
    """Yield what is wrong with one translated text."""
    forms = _translations(message)
    if message.fuzzy:
        yield "is marked fuzzy: somebody must look at it"
    if not forms:
        yield "is not translated"
        return
    if message.pluralizable and len(forms) != plural_forms:
        yield f"has {len(forms)} plural forms instead of {plural_forms}"
    if language == SOURCE_LANGUAGE and forms != _originals(message):
        yield "differs from its source"
    allowed = {_placeholders(text) for text in _originals(message)}
    yield from (f"has other placeholders: {form!r}" for form in forms if _placeholders(form) not in allowed)


def _texts(catalogue: Catalog) -> Iterator[Message]:
    """Yield the messages of a catalogue without its header."""
    return (message for message in catalogue if message.id)


def _key(message: Message) -> tuple[str, str, str]:
    """Return what makes a text the same one: its English form, its plural, its context."""
    singular, *plural = _originals(message)
    return singular, "".join(plural), message.context or ""


def _originals(message: Message) -> tuple[str, ...]:
    """Return the English text, and its plural where it has one."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _translations(message: Message) -> tuple[str, ...]:
    """Return the translated forms; nothing if one of them is missing."""
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return forms if all(forms) else ()


def _placeholders(text: str) -> frozenset[str]:
    """Return the named places of a text."""
    return frozenset(_PLACEHOLDER.findall(text))
