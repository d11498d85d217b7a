"""The pages about logging in at an identity provider: the way there, and what can go wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext

from layouts.frame import Link
from layouts.gate import Page


def login(ways: Sequence[Link]) -> Page:
    """Return the login page of an installation whose accounts are all at the provider."""
    return Page(
        gettext("Login for education departments and schools"),
        [gettext("This monitor is open to the staff of education departments and schools.")],
        actions=ways,
    )


def lost(ways: Sequence[Link], login: str = "") -> Page:
    """Return the page for whoever comes back without having gone there, too late, or twice."""
    del login
    return Page(
        gettext("The login was not finished"),
        [gettext("It took too long, or was begun in another window. Begin again.")],
        actions=ways,
    )


def refused(ways: Sequence[Link], login: str = "") -> Page:
    """Return the page for a login the provider did not grant, or of which nothing can be believed."""
    del login
    return Page(
        gettext("The login was refused"),
        [gettext("Try again. If it happens again, ask the administrator of your organisation.")],
        actions=ways,
    )


def down(ways: Sequence[Link], login: str = "") -> Page:
    """Return the page for a provider that does not answer."""
    del login
    return Page(
        gettext("The login service does not answer"),
        [gettext("Try again in a few minutes. Whoever has a password of this monitor can log in with it.")],
        actions=ways,
    )


def closed(ways: Sequence[Link], login: str) -> Page:
    """Return the page for an account that is closed here."""
    return Page(
        gettext("This account is closed"),
        [gettext("Ask the administrator of your organisation. You are known as %(login)s.", login=login)],
        actions=ways,
    )


def no_role(ways: Sequence[Link], login: str) -> Page:
    """Return the page for somebody who is known, but has no role here."""
    return Page(
        gettext("You have no role here yet"),
        [
            gettext("Ask the administrator of your organisation for a role. You are known as %(login)s.", login=login),
        ],
        actions=ways,
    )


# Why there was no login, to the page that says so: ways on, and as whom the person is known.
PAGES: Mapping[str, Callable[[Sequence[Link], str], Page]] = {
    "lost": lost,
    "refused": refused,
    "down": down,
    "closed": closed,
    "no_role": no_role,
}
