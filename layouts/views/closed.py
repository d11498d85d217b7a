"""What a page says where schools are not named to its reader: why, and the way to the login (G-39)."""

from __future__ import annotations

from dashboard.frames import PageData
from dashboard.locales import Language
from layouts.views.reading import Reading
from layouts.views.words import DISTRICT, Json

LOGIN, ROLE = "login", "role"  # nobody is logged in; the account has no role here


def closed(reading: Reading) -> Json | None:
    """Return what stands in place of the names of schools; None where they are shown.

    Returns
    -------
    dict
        ``why`` (`LOGIN` or `ROLE`), ``title``, ``text``, and ``action``, the words of the link to the login.
    """
    why, lang = reading.around.closed, reading.lang
    if not why:
        return None
    actions = {LOGIN: lambda: lang.gettext("Log in"), ROLE: lambda: lang.gettext("Log in with another account")}
    return {"why": why, "title": lang.gettext("List of schools"), "text": reason(lang, why), "action": actions[why]()}


def reason(lang: Language, why: str) -> str:
    """Return why schools are not named."""
    rule = lang.gettext("Schools are named only to the staff of their own education departments and to themselves.")
    texts = {
        LOGIN: lambda: lang.gettext("Log in to see the schools of your own region, district or school."),
        ROLE: lambda: lang.gettext("Your account has no role here. The administrator of your organisation gives them."),
    }
    return f"{rule} {texts[why]()}"


def draws_schools(data: PageData, why: str) -> bool:
    """Tell whether the chart of growth of a page may be drawn: a district's has a bar for every school (A-55)."""
    return not why or data.unit.level != DISTRICT
