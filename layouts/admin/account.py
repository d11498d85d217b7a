"""One account as an administrator sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.access.administrator import Seen
from dashboard.access.directory import Directory
from dashboard.locales import Language
from layouts.admin.accounts import RoleForm, RoleLine, State, crowded, role_lines, state, unchecked
from layouts.admin.chrome import ACCOUNTS, Chrome
from layouts.admin.words import moment, place_words, role_name, said, zone
from layouts.gate import Alert


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do at once with an account: where it is sent, its words, and a sentence on what follows."""

    action: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account.

    Attributes
    ----------
    words
        Labels.
    login, name, state, facts
        Who it is, whether it can be used, when it was made and used last.
    said, alert, notices
        What was just done, what could not be done, what the reader should know.
    lines, form
        Its roles, and the fields for another one.
    action
        Beginning of the addresses its forms are sent to.
    steps
        What can be done with it as a whole; empty where its owner has roles out of reach.
    whole
        Whether it may be renamed.
    """

    words: dict[str, str]
    login: str
    name: str
    state: State
    facts: Sequence[tuple[str, str]]
    said: str
    alert: Alert | None
    notices: Sequence[str]
    lines: Sequence[RoleLine]
    form: RoleForm
    action: str
    steps: Sequence[Step]
    whole: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the last step ended.

    Attributes
    ----------
    done
        What was done: a key of `said`, or empty.
    alert
        What could not be done.
    """

    done: str = ""
    alert: Alert | None = None


def page(chrome: Chrome, seen: Seen, directory: Directory, form: RoleForm, outcome: Outcome) -> AccountPage:
    """Return the page of an account."""
    lang, one = chrome.lang, seen.account
    action = f"{chrome.at(ACCOUNTS)}/{one.number}"
    facts = [
        (lang.gettext("Last login"), moment(lang, one.last_login_at)),
        (lang.gettext("Made"), moment(lang, one.created_at)),
    ]
    return AccountPage(
        _words(lang, seen),
        one.login,
        one.name,
        state(lang, seen),
        facts,
        said(lang, outcome.done),
        outcome.alert,
        _notices(lang, directory, seen),
        role_lines(lang, directory, seen),
        form,
        action,
        _steps(lang, seen, action),
        seen.whole,
    )


def _words(lang: Language, seen: Seen) -> dict[str, str]:
    """Return the labels of the page."""
    return {
        "title": seen.account.name,
        "back": lang.gettext("Back to the list"),
        "login": lang.gettext("Login"),
        "state": lang.gettext("State"),
        "zone": zone(lang),
        "roles": lang.gettext("Roles"),
        "role": lang.gettext("Role"),
        "place": lang.gettext("Place"),
        "none": lang.gettext("This account has no role in your area."),
        "take": lang.gettext("Take back"),
        "give": lang.gettext("Give another role"),
        "submit": lang.gettext("Give the role"),
        "name": lang.gettext("Name"),
        "rename": lang.gettext("Change the name"),
        "access": lang.gettext("Password and sessions"),
    }


def _notices(lang: Language, directory: Directory, seen: Seen) -> list[str]:
    """Return what the reader should know about an account."""
    found = [*crowded(lang, directory, seen), *unchecked(lang, directory, seen)]
    if not seen.whole:
        found.append(
            lang.gettext(
                "This account also has rights outside your area. You can give and take roles in your area; password, "
                "sessions and name are changed by an administrator over all of its places."
            )
        )
    return found


def _steps(lang: Language, seen: Seen, action: str) -> list[Step]:
    """Return what can be done with an account as a whole."""
    if seen.own or not seen.whole:
        return []
    password = Step(
        f"{action}/password",
        lang.gettext("New first password"),
        lang.gettext("The present one stops working, all sessions end, the new one is shown once."),
    )
    ended = Step(
        f"{action}/sessions",
        lang.gettext("End all sessions"),
        lang.gettext("Its owner has to log in again everywhere."),
    )
    if seen.account.disabled:
        opened = Step(
            f"{action}/open",
            lang.gettext("Open the account"),
            lang.gettext("Its owner can log in again, with the same roles."),
        )
        return [opened, password]
    closed = Step(
        f"{action}/close",
        lang.gettext("Close the account"),
        lang.gettext("Its owner cannot log in any more; roles and the log stay. It can be opened again."),
    )
    return [password, ended, closed]


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """A question before somebody gives up the last right to administer."""

    words: dict[str, str]
    action: str
    hidden: Mapping[str, str]
    back: str


def confirm(chrome: Chrome, number: int, role: str, place: str, directory: Directory) -> ConfirmPage:
    """Return the question before an administrator takes the own last right back."""
    lang = chrome.lang
    where = place_words(lang, place, directory.at(place))
    words = {
        "title": lang.gettext("Give up your own administration?"),
        "text": lang.gettext(
            "%(role)s, %(place)s: this is your last role that administers accounts. Afterwards these pages are closed "
            "to you, and only another administrator can give the role back.",
            role=role_name(lang, role),
            place=where.name,
        ),
        "submit": lang.gettext("Give it up"),
        "back": lang.gettext("Keep it"),
    }
    action = f"{chrome.at(ACCOUNTS)}/{number}"
    hidden = {"role": role, "place": place, "confirmed": "yes"}
    return ConfirmPage(words, f"{action}/take", hidden, action)
