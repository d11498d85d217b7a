"""The own account: who one is here, which roles one has, how long one stays logged in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.access.accounts import Account
from dashboard.access.directory import Directory
from dashboard.locales import Language
from layouts.admin.account import Step
from layouts.admin.accounts import RoleLine
from layouts.admin.chrome import Chrome
from layouts.admin.words import moment, place_words, role_name, zone
from layouts.frame import Link


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a session lasts.

    Attributes
    ----------
    since, until
        When it began, when it ends at the latest.
    idle_minutes
        After how many minutes without use it ends.
    """

    since: datetime | None
    until: datetime | None
    idle_minutes: int


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The own account."""

    words: dict[str, str]
    facts: Sequence[tuple[str, str]]
    lines: Sequence[RoleLine]
    session: Sequence[str]
    password: Link | None
    steps: Sequence[Step]


def page(chrome: Chrome, own: Account, directory: Directory, lasting: Lasting) -> OwnPage:
    """Return the page of the own account."""
    lang = chrome.lang
    words = {
        "title": own.name,
        "lede": lang.gettext("Your account"),
        "roles": lang.gettext("Roles"),
        "role": lang.gettext("Role"),
        "place": lang.gettext("Place"),
        "none": lang.gettext("Your account has no role yet; the administrator of your organisation gives roles."),
        "session": lang.gettext("Session"),
        "zone": zone(lang),
    }
    facts = [(lang.gettext("Login"), own.login), (lang.gettext("Last login"), moment(lang, own.last_login_at))]
    lines = [
        RoleLine(
            role_name(lang, one.role), place_words(lang, one.place, directory.at(one.place)), one.role, one.place, False
        )
        for one in own.grants
    ]
    password = Link(lang.gettext("Change the password"), chrome.at("password")) if own.password else None
    return OwnPage(words, facts, lines, _session(lang, lasting), password, _steps(chrome))


def _session(lang: Language, lasting: Lasting) -> list[str]:
    """Return how long one stays logged in."""
    told = []
    if lasting.since and lasting.until:
        told.append(
            lang.gettext(
                "You logged in on %(since)s; the session ends on %(until)s at the latest.",
                since=moment(lang, lasting.since),
                until=moment(lang, lasting.until),
            )
        )
    told.append(
        lang.ngettext(
            "Without use it ends after %(num)s minute.",
            "Without use it ends after %(num)s minutes.",
            lasting.idle_minutes,
        )
    )
    return told


def _steps(chrome: Chrome) -> list[Step]:
    """Return the ways out."""
    lang = chrome.lang
    return [
        Step(chrome.at("logout"), lang.gettext("Log out"), lang.gettext("On this device.")),
        Step(
            chrome.at("logout/everywhere"),
            lang.gettext("Log out on all devices"),
            lang.gettext("Ends every session of your account, on this device too."),
        ),
    ]
