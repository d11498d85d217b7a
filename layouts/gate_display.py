"""The pages of screens that show the wall: pairing, and what to do where one is refused. They work without scripts."""

from __future__ import annotations

from flask_babel import gettext

from dashboard.access.displays import PAIRING
from layouts.frame import Link
from layouts.gate import Alert, Field, Form, Page


def pairing(action: str, token: str, *, wrong: bool = False) -> Page:
    """Return the page that asks for the code of a display.

    Parameters
    ----------
    action, token
        Where the form is sent, and its token against requests forged by other sites.
    wrong
        Whether the last code was none.
    """
    alert = Alert(
        gettext("This code opens no display"),
        gettext("Check the letters. A display that was taken back needs a new code."),
    )
    field = Field("code", gettext("Code of the display"), "text", "off", wrong=wrong)
    return Page(
        gettext("Pair this screen"),
        [
            gettext("The screen then shows the wall of one region, district or the whole country, without a login."),
            gettext("An administrator makes the code: Administration, Displays."),
            gettext("Whoever is logged in on this screen is logged out."),
        ],
        form=Form(action, token, [field], gettext("Pair"), alert=alert if wrong else None),
    )


def refused(base: str, wall: str, number: str, *, was_paired: bool) -> Page:
    """Return the page for a screen that may not show what it asked for.

    Parameters
    ----------
    base
        The address of the monitor.
    wall
        The address of the display's own wall; empty where the screen is no display, or none any more.
    number
        Of the request, for whoever looks into the log.
    was_paired
        Whether it was a display once.
    """
    title, text, ways = _refusal(base, wall, was_paired=was_paired)
    return Page(
        title,
        [text, gettext("The screen tries again by itself every five minutes.")],
        gettext("Request %(number)s", number=number),
        [*ways, Link(gettext("Log in"), f"{base}login")],
        icon="i-lock",
    )


def _refusal(base: str, wall: str, *, was_paired: bool) -> tuple[str, str, list[Link]]:
    """Return the title, what to do, and the best way on."""
    again = [Link(gettext("Pair this screen"), base + PAIRING)]
    if wall:
        text = gettext("It shows one unit and what lies below. Another unit needs a display of its own.")
        return gettext("This screen may not show that"), text, [Link(gettext("To its own wall"), wall)]
    if was_paired:
        text = gettext("The display was taken back. Ask the administrator of your organisation for a new code.")
        return gettext("This screen is no display any more"), text, again
    text = gettext("Ask the administrator of your organisation for the code of a display.")
    return gettext("This screen is not paired yet"), text, again
