"""What stands around every page that is plain HTML: head, languages, the menu of the own account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext


@dataclass(frozen=True, slots=True)
class Link:
    """A way on."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """An entry of the language switch."""

    code: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Menu:
    """The menu of whoever is logged in.

    Attributes
    ----------
    login
        Whoever that is.
    ways
        The pages open to them, the own account last.
    logout, token
        Where the form of the last entry is sent, and its token against requests forged by other sites.
    """

    login: str
    ways: Sequence[Link]
    logout: str
    token: str

    @property
    def label(self) -> str:
        """What the menu is called."""
        return str(gettext("Your account"))

    @property
    def leave(self) -> str:
        """What its last entry is called."""
        return str(gettext("Log out"))


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a page.

    Attributes
    ----------
    language, base
        The language's code; the address of the monitor in it.
    icon, theme, styles
        Addresses of static files.
    languages
        The entries of the language switch.
    scripts
        Addresses of scripts, in their order; most pages before the door have none.
    menu
        The menu of the own account; None before the door.
    """

    language: str
    base: str
    icon: str
    theme: str
    styles: Sequence[str]
    languages: Sequence[LanguageLink]
    scripts: Sequence[str] = ()
    menu: Menu | None = None

    @property
    def name(self) -> str:
        """The name of the product."""
        return str(gettext("School activity"))

    @property
    def subject(self) -> str:
        """What it is about."""
        return str(gettext("electronic journal"))

    @property
    def skip(self) -> str:
        """The first link of the page, for the keyboard."""
        return str(gettext("Skip to the content"))

    @property
    def languages_label(self) -> str:
        """What the language switch is called."""
        return str(gettext("Language"))

    @property
    def theme_label(self) -> str:
        """What the button for the dark theme is called."""
        return str(gettext("Dark theme"))

    @property
    def path_label(self) -> str:
        """What the way from the republic to the page is called."""
        return str(gettext("You are here"))
