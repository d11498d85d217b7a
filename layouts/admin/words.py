"""Roles, places, actions and refusals in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dashboard.access import administration as rules
from dashboard.access import changes, classes, displays
from dashboard.access.directory import Place
from dashboard.access.roles import ROLES
from dashboard.dates import moment_text
from dashboard.locales import Language
from layouts.gate import Alert


def role_name(lang: Language, role: str) -> str:
    """Return what a role is called; its key for one this version does not know."""
    return lang.gettext(ROLES[role].name) if role in ROLES else role


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """A place in words.

    Attributes
    ----------
    name, written
        Its name, and the language that is written in.
    about
        What it is, with its id.
    option
        How a list offers it: a text `Directory.find` understands.
    """

    name: str
    written: str
    about: str
    option: str


def place_words(lang: Language, key: str, place: Place | None) -> PlaceWords:
    """Return a place in words; one that is in no published week any more is told by its id."""
    if place is None:
        return PlaceWords(key, lang.key, lang.gettext("not in the latest week"), key)
    name, written = lang.name(place.names)
    return PlaceWords(name, written, f"{kind_name(lang, place.kind)}, {key}", f"{name} ({key})")


def kind_name(lang: Language, kind: str) -> str:
    """Return what a kind of place is called."""
    names: Mapping[str, Callable[[], str]] = {
        "republic": lambda: lang.pgettext("place", "republic"),
        "region": lambda: lang.pgettext("place", "region"),
        "district": lambda: lang.pgettext("place", "district"),
        "school": lambda: lang.pgettext("place", "school"),
        "class": lambda: lang.pgettext("place", "class"),
    }
    return names[kind]()


def moment(lang: Language, at: datetime | None) -> str:
    """Return an instant by the clocks of Almaty; a word for never."""
    return moment_text(lang, at) if at else lang.gettext("never")


def zone(lang: Language) -> str:
    """Return whose clocks times are told by."""
    return lang.gettext("Times: Almaty, UTC+5 (Asia/Almaty).")


def actions(lang: Language) -> dict[str, str]:
    """Return what is logged: key of `dashboard.access.audit.ACTIONS` to words."""
    return {
        "login": lang.gettext("logged in"),
        "login_failed": lang.gettext("a login that failed"),
        "logout": lang.gettext("logged out"),
        "logout_everywhere": lang.gettext("ended all sessions of an account"),
        "refused": lang.gettext("asked for something out of reach"),
        "export": lang.gettext("took a file away"),
        "account_added": lang.gettext("made an account"),
        "account_changed": lang.gettext("changed an account"),
        "password_changed": lang.gettext("changed a password"),
        "role_granted": lang.gettext("gave a role"),
        "role_revoked": lang.gettext("took a role back"),
        "published": lang.gettext("published a week"),
        "withdrawn": lang.gettext("took a published week back"),
        "restored": lang.gettext("restored the database from a backup"),
        "pruned": lang.gettext("removed old lines of this log"),
        "token_added": lang.gettext("made a token"),
        "token_revoked": lang.gettext("took a token back"),
        "display_added": lang.gettext("made a display"),
        "display_paired": lang.gettext("paired a screen with a display"),
        "display_revoked": lang.gettext("took a display back"),
    }


def details(lang: Language, found: Mapping[str, object]) -> str:
    """Return what else an entry of the log knows: ``login: rudny.oo; role: Department staff``."""
    names = {**_detail_names(lang), **({"name": lang.pgettext("log", "title")} if "display" in found else {})}
    answers = {True: lang.gettext("yes"), False: lang.gettext("no")}
    told = []
    for key, value in found.items():
        listed = ", ".join(map(str, value)) if isinstance(value, list) else value
        text = role_name(lang, str(value)) if key == "role" else listed
        told.append(f"{names.get(key, key)}: {answers[text] if isinstance(text, bool) else text}")
    return "; ".join(told)


def _detail_names(lang: Language) -> dict[str, str]:
    """Return what the details of the log are called."""
    return {
        "login": lang.gettext("Login"),
        "role": lang.gettext("Role"),
        "name": lang.gettext("Name"),
        "path": lang.gettext("address"),
        "request": lang.gettext("request"),
        "file": lang.gettext("file"),
        "disabled": lang.gettext("closed"),
        "classes": lang.pgettext("log", "classes"),
        "not_logged_minutes": lang.gettext("minutes without further lines"),
        "display": lang.pgettext("log", "display number"),
        "token": lang.pgettext("log", "token number"),
        "label": lang.pgettext("log", "title"),
        "may": lang.pgettext("log", "rights"),
        "report": lang.pgettext("log", "report"),
        "of": lang.pgettext("log", "contents"),
        "format": lang.pgettext("log", "format"),
        "week": lang.pgettext("log", "week"),
        "revision": lang.pgettext("log", "revision"),
        "rows": lang.pgettext("log", "rows"),
        "lines": lang.pgettext("log", "lines"),
        "days": lang.pgettext("log", "days kept"),
        "issuer": lang.pgettext("log", "identity provider"),
        "why": lang.pgettext("log", "reason"),
        "who": lang.pgettext("log", "filter by who"),
        "since": lang.pgettext("log", "filter from"),
        "until": lang.pgettext("log", "filter until"),
        "what": lang.pgettext("log", "filter by action"),
        "place": lang.pgettext("log", "filter by place"),
    }


def said(lang: Language, key: str) -> str:
    """Return what was just done, by the key the address carries; nothing for another one."""
    known = {
        "renamed": lang.gettext("The name was changed."),
        "given": lang.gettext("The role was given."),
        "taken": lang.gettext("The role was taken back."),
        "closed": lang.gettext("The account was closed; its sessions are over."),
        "opened": lang.gettext("The account was opened."),
        "ended": lang.gettext("All sessions of the account are over."),
        "display_taken": lang.gettext("The display was taken back; its screen shows nothing any more."),
    }
    return known.get(key, "")


def refusal(lang: Language, reason: str, named: str = "") -> Alert:
    """Return what to say when something cannot be done; `named`: what the sentence names (`AccessError.named`)."""
    known: Mapping[str, Callable[[], tuple[str, str]]] = {
        changes.LOGIN_IMPOSSIBLE: lambda: (
            lang.gettext("This cannot be a login"),
            lang.gettext("Write 1 to %(most)s characters without spaces.", most=changes.LONGEST_LOGIN),
        ),
        changes.LOGIN_TAKEN: lambda: (
            lang.gettext("This login is taken"),
            lang.gettext("Choose another one, or find the account in the list and give it a role."),
        ),
        changes.NAME_MISSING: lambda: (
            lang.gettext("The name is missing"),
            lang.gettext("Write who the owner of the account is."),
        ),
        rules.ROLE_UNKNOWN: lambda: (lang.gettext("There is no such role"), lang.gettext("Choose one of the list.")),
        rules.PLACE_UNKNOWN: lambda: (
            lang.gettext("This place was not found in your area"),
            lang.gettext("Write the name or the code of a region, district or school of your area."),
        ),
        classes.CLASS_UNKNOWN: lambda: (
            lang.gettext("The school has no such class"),
            lang.gettext(
                "Write the id of the class behind that of the school and //. Its classes: %(classes)s", classes=named
            ),
        ),
        rules.ROLE_NOT_HERE: lambda: (
            lang.gettext("This role is not given for such a place"),
            lang.gettext("Roles of schools are given for a school, roles of departments for a district or region."),
        ),
        rules.BEYOND_OWN: lambda: (
            lang.gettext("This is beyond your own rights"),
            lang.gettext("An administrator with wider rights can do it."),
        ),
        rules.OWN_ACCOUNT: lambda: (
            lang.gettext("This is your own account"),
            lang.gettext("Change your password on your own page; another administrator can close your account."),
        ),
        rules.LAST_ADMINISTRATOR: lambda: (
            lang.gettext("This is the last administrator of the whole country"),
            lang.gettext("Make somebody else one first: otherwise nobody could give roles any more."),
        ),
        displays.NAME_IMPOSSIBLE: lambda: (
            lang.gettext("This cannot be the name of a display"),
            lang.gettext("Write where it hangs, in at most %(most)s characters.", most=displays.LONGEST_NAME),
        ),
        displays.UNIT_UNKNOWN: lambda: (
            lang.gettext("This unit was not found in your area"),
            lang.gettext("Write the name or the code of a region or district of your area."),
        ),
        AMBIGUOUS: lambda: (
            lang.gettext("Several places have this name"),
            lang.gettext("Choose one of those found."),
        ),
    }
    unknown = (lang.gettext("This could not be done"), lang.gettext("Reload the page and try again."))
    title, text = known[reason]() if reason in known else unknown
    return Alert(title, text)


AMBIGUOUS = "ambiguous"
