"""The languages: which there are, which one a request speaks, its texts and its numbers.

Views take a `Language` and never ask who is asking: the same data and the same language always give the same view.
The catalogues are compiled where they are used; only the ``.po`` files are kept.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale

TRANSLATIONS_FOLDER = Path(__file__).with_name("translations")
ENVIRON_KEY = "belsendilik.lang"  # where the address's language prefix is put before Flask sees the request
NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
ABSENT = "\N{EM DASH}"
THOUSAND, MILLION, BILLION = 10**3, 10**6, 10**9
# From which count on, what it is counted in, and how many decimals it keeps at least.
COMPACT_STEPS = ((BILLION, BILLION, 1), (MILLION, MILLION, 1), (10 * THOUSAND, THOUSAND, 0))


@dataclass(frozen=True)
class Writing:
    """One row of `LOCALES`: how a language writes itself and its numbers.

    Attributes
    ----------
    name, short
        In the language itself: for the switch's hint and for the switch.
    decimal, group
        Decimal mark and thousands mark.
    name_order
        Columns of a name, the first filled one is shown (units and schools may lack an English name).
    """

    name: str
    short: str
    decimal: str
    group: str
    name_order: tuple[str, ...]


LOCALES: Mapping[str, Writing] = MappingProxyType(
    {
        "kk": Writing("Қазақша", "ҚАЗ", ",", NBSP, ("kk", "ru")),
        "ru": Writing("Русский", "РУС", ",", NBSP, ("ru", "kk")),
        "en": Writing("English", "ENG", ".", ",", ("en", "kk", "ru")),
    }
)
DEFAULT_LOCALE = "kk"


def init(app: Flask) -> Babel:
    """Give an application its languages: the catalogues, and the choice by the address's prefix."""
    compile_catalogues()
    return Babel(
        app,
        default_locale=DEFAULT_LOCALE,
        default_translation_directories=str(TRANSLATIONS_FOLDER),
        default_timezone="Asia/Almaty",
        locale_selector=_requested,
    )


def _requested() -> str:
    """Return the language the address names; Kazakh where it names none."""
    wanted = request.environ.get(ENVIRON_KEY, DEFAULT_LOCALE) if has_request_context() else DEFAULT_LOCALE
    return wanted if wanted in LOCALES else DEFAULT_LOCALE


def current() -> str:
    """Return the key of the language in use: the request's, Kazakh outside of one."""
    locale = get_locale()
    return locale.language if locale is not None and locale.language in LOCALES else DEFAULT_LOCALE


def current_language() -> Language:
    """Return the language in use."""
    return language(current())


@cache
def language(key: str) -> Language:
    """Return a language by its key.

    Raises
    ------
    KeyError
        If it is not one of `LOCALES`.
    """
    writing = LOCALES[key]
    compile_catalogues()
    return Language(key, writing, Translations.load(TRANSLATIONS_FOLDER, [key]), Locale.parse(key))


@dataclass(frozen=True, eq=False)
class Language:
    """A language: its texts by English message id, and how it writes numbers.

    All numbers are cut, never rounded, so that what is printed never reaches a border the number itself does not
    reach (G-16).
    """

    key: str
    writing: Writing
    translations: NullTranslations
    locale: Locale

    def gettext(self, message: str, **values: object) -> str:
        """Return a text; `values` fill its named places."""
        text: str = self.translations.ugettext(message)
        return text % values if values else text

    def ngettext(self, singular: str, plural: str, n: int, **values: object) -> str:
        """Return a text in the plural form of `n`, which is also written at ``%(num)s``."""
        text: str = self.translations.ungettext(singular, plural, n)
        return text % {"num": self.number(n), **values}

    def pgettext(self, context: str, message: str, **values: object) -> str:
        """Return a text whose English id alone would be ambiguous."""
        text: str = self.translations.upgettext(context, message)
        return text % values if values else text

    def npgettext(self, context: str, singular: str, plural: str, n: int, **values: object) -> str:
        """Return a text in context and in the plural form of `n`."""
        text: str = self.translations.unpgettext(context, singular, plural, n)
        return text % {"num": self.number(n), **values}

    def number(self, n: int) -> str:
        """Return a count: ``3 812`` (kk, ru), ``3,812`` (en)."""
        if 0 <= n < THOUSAND:
            return str(n)
        text = f"{abs(n):,}"
        if self.writing.group != ",":
            text = text.replace(",", self.writing.group)
        return MINUS + text if n < 0 else text

    def tenths(self, tenths: int) -> str:
        """Return a number given in tenths, with one decimal: 708 is ``70,8``."""
        if 0 <= tenths < len(self._tenths):
            return self._tenths[tenths]
        text = f"{abs(tenths) // 10}{self.writing.decimal}{abs(tenths) % 10}"
        return MINUS + text if tenths < 0 else text

    @cached_property
    def _tenths(self) -> tuple[str, ...]:
        """The numbers from 0,0 to 100,0: a page shows hundreds of them."""
        return tuple(f"{whole}{self.writing.decimal}{rest}" for whole in range(101) for rest in range(10))

    def percent(self, tenths: int) -> str:
        """Return a percentage given in tenths: 708 is ``70,8%``."""
        return self.tenths(tenths) + "%"

    def signed(self, tenths: int) -> str:
        """Return a change given in tenths with its sign: ``+0,8``, ``−0,3``, ``0,0``."""
        return ("+" if tenths > 0 else "") + self.tenths(tenths)

    def points(self, tenths: int) -> str:
        """Return a difference of percentages given in tenths, with its unit and sign: ``−0,3 п.п.``."""
        return self._points % {"change": self.signed(tenths)}

    @cached_property
    def _points(self) -> str:
        """The pattern of a difference of percentages."""
        return self.gettext("%(change)s pp")

    def compact(self, n: int) -> str:
        """Return a large count with three digits: ``186,4 млн``, ``6,21 млн``, ``731 тыс.``; below 10,000 exact."""
        for least, scale, decimals in COMPACT_STEPS:
            if n >= least:
                return self._scaled(n, scale, decimals)
        return self.number(n)

    def _scaled(self, n: int, scale: int, decimals: int) -> str:
        """Return `n` in thousands, millions or milliards."""
        decimals = max(decimals, 3 - len(str(n // scale)))
        whole, rest = divmod(n * 10**decimals // scale, 10**decimals)
        text = f"{whole}{self.writing.decimal}{rest:0{decimals}d}" if decimals else str(whole)
        return self._scales[scale] % {"n": text}

    @cached_property
    def _scales(self) -> Mapping[int, str]:
        """The words for thousands, millions and milliards around a number."""
        # No-break spaces: a number and its word stay on one line.
        texts = {
            THOUSAND: self.gettext("%(n)s thousand"),
            MILLION: self.gettext("%(n)s million"),
            BILLION: self.gettext("%(n)s billion"),
        }
        return {scale: text.replace(" ", NBSP) for scale, text in texts.items()}

    def of(self, part: int, whole: int) -> str:
        """Return ``241 из 452``; Kazakh writes ``241 / 452``, since a case ending cannot be glued to a number."""
        return self._of % {"part": self.number(part), "whole": self.number(whole)}

    @cached_property
    def _of(self) -> str:
        """The pattern of a part of a whole."""
        return self.gettext("%(part)s of %(whole)s")

    def listing(self, items: Iterable[str]) -> str:
        """Return texts as a list within a sentence: ``родители, планирование и профиль школы``."""
        *first, last = list(items) or [""]
        return self.gettext("%(first)s and %(last)s", first=", ".join(first), last=last) if first else last

    def within(self, text: str) -> str:
        """Return a name as it is written within a sentence: its first letter small."""
        return text[:1].lower() + text[1:]

    def name(self, names: Mapping[str, str | None]) -> tuple[str, str]:
        """Return the name in this language and the key of the language it is written in.

        Parameters
        ----------
        names
            Language key to name; an absent or empty one is passed over.
        """
        for key in self.writing.name_order:
            text = names.get(key)
            if text:
                return text, key
        return ABSENT, self.key


def compile_catalogues(folder: Path = TRANSLATIONS_FOLDER) -> list[Path]:
    """Compile the catalogues that are newer than what was compiled from them.

    Returns
    -------
    list of Path
        The files that were written: none when everything was up to date.
    """
    return [made for po in sorted(folder.glob("*/LC_MESSAGES/*.po")) if (made := _compiled(po))]


def _compiled(po: Path) -> Path | None:
    """Compile one catalogue if need be."""
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
        return None
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parent.parent.name, abort_invalid=True)
    # Several workers start at once: each writes its own file and renames it into place.
    handle, scratch = tempfile.mkstemp(dir=po.parent, suffix=".mo.tmp")
    try:
        with os.fdopen(handle, "wb") as target:
            write_mo(target, catalogue)
        Path(scratch).chmod(0o644)
        Path(scratch).replace(mo)
    finally:
        with suppress(FileNotFoundError):
            Path(scratch).unlink()
    return mo
