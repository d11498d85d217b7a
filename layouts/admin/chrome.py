"""What stands around the pages of administration, and how they are written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dashboard.locales import Language
from layouts.frame import Frame, Link

_TEMPLATES = Environment(
    loader=PackageLoader("layouts"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
# The pages of administration, by the last part of their address; the menu of the header has the same order.
ACCOUNTS, DISPLAYS, AUDIT, OWN = "admin/accounts", "admin/displays", "admin/audit", "account"


@dataclass(frozen=True, slots=True)
class Tab:
    """A page one may go to; `here` is the one that is shown."""

    label: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Chrome:
    """What stands around a page.

    Attributes
    ----------
    frame
        Addresses of static files, the languages.
    lang
        The language of the page.
    token
        Against requests forged by other sites.
    tabs
        The pages of administration open to the reader, and the own account.
    """

    frame: Frame
    lang: Language
    token: str
    tabs: Sequence[Tab]

    def at(self, path: str) -> str:
        """Return the address of a page of the monitor in the language of this one."""
        return self.frame.base + path

    @property
    def words(self) -> dict[str, str]:
        """What the frame says."""
        return {
            "pages": self.lang.gettext("Administration"),
        }


def tabs(lang: Language, base: str, here: str, opened: Collection[str]) -> list[Tab]:
    """Return the pages open to a reader.

    Parameters
    ----------
    opened
        Those of administration that are; the own account always is.
    """
    known = {
        ACCOUNTS: lang.gettext("Accounts"),
        DISPLAYS: lang.gettext("Displays"),
        AUDIT: lang.gettext("Audit log"),
        OWN: lang.gettext("Your account"),
    }
    return [Tab(label, base + path, path == here) for path, label in known.items() if path == OWN or path in opened]


@dataclass(frozen=True, slots=True)
class Pager:
    """The ways to the neighbouring pages of a list.

    Attributes
    ----------
    label, text
        What the ways are called together; which entries of how many are shown.
    earlier, later
        The ways; None where there is none.
    """

    label: str
    text: str
    earlier: Link | None
    later: Link | None


def pager(lang: Language, page: int, pages: int, text: str, address: Any) -> Pager:
    """Return the ways through a list.

    Parameters
    ----------
    address
        Makes the address of a page from its number.
    """
    return Pager(
        lang.gettext("Pages of the list"),
        text,
        Link(lang.gettext("Previous page"), address(page - 1)) if page > 1 else None,
        Link(lang.gettext("Next page"), address(page + 1)) if page < pages else None,
    )


def span(lang: Language, page: int, size: int, shown: int, total: int) -> str:
    """Return ``51–100 of 452``; nothing of an empty list."""
    first = (page - 1) * size + 1
    return (
        lang.gettext(
            "%(span)s of %(total)s",
            span=f"{lang.number(first)}–{lang.number(first + shown - 1)}",
            total=lang.number(total),
        )
        if shown
        else ""
    )


def render(template: str, chrome: Chrome, page: Any) -> str:
    """Return the HTML of a page."""
    return _TEMPLATES.get_template(f"{template}.html").render(chrome=chrome, frame=chrome.frame, page=page)
