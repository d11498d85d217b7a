"""The profile of a school: its 18 mandatory fields, filled, empty or suspicious (I7, B-12, G-20, G-21)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dashboard.locales import Language
from dashboard.school_frames import Profile
from dashboard.snapshot.contract import PROFILE_FIELDS
from layouts.views.words import Json

# White space as in Q-61: of what is left the field is filled.
_NOTHING = re.compile(r"[\s\x0b\x1c-\x1f\x85]*")
FILLED, EMPTY, SUSPICIOUS = "filled", "empty", "suspicious"


def is_filled(value: str | None) -> bool:
    """Tell whether something is left of a value without its white space (Q-61)."""
    return value is not None and _NOTHING.fullmatch(value) is None


def profile(lang: Language, found: Profile | None) -> Json:
    """Return the 18 fields with their values and states.

    Returns
    -------
    dict
        ``title``, ``summary``, ``fields`` (``number``, ``name``, ``value``, ``state``, ``word``), ``note``; ``missing``
        where the profile is not kept.
    """
    title = lang.gettext("Profile of the school")
    if found is None:
        missing = lang.gettext("no data: the rows of this week are not kept")
        return {"title": title, "summary": "", "fields": [], "note": "", "missing": missing}
    fields = [_field(lang, found, number, name) for number, name in enumerate(PROFILE_FIELDS, 1)]
    counts = {state: sum(one["state"] == state for one in fields) for state in (FILLED, EMPTY, SUSPICIOUS)}
    return {
        "title": title,
        "summary": lang.gettext(
            "Filled: %(filled)s of %(all)s, of them suspicious: %(odd)s; empty: %(empty)s; not applicable: 0",
            filled=counts[FILLED] + counts[SUSPICIOUS],
            all=len(fields),
            odd=counts[SUSPICIOUS],
            empty=counts[EMPTY],
        ),
        "fields": fields,
        "note": lang.gettext(
            "A suspicious value counts as filled. No field is marked as not applicable: records cannot say so yet."
        ),
        "missing": "",
    }


def _field(lang: Language, found: Profile, number: int, name: str) -> Json:
    """Return one field."""
    value = found.values.get(name)
    state = EMPTY if not is_filled(value) else SUSPICIOUS if name in found.suspicious else FILLED
    words = {FILLED: lang.gettext("filled"), EMPTY: lang.gettext("empty"), SUSPICIOUS: lang.gettext("suspicious")}
    return {
        "number": number,
        "name": field_name(lang, name),
        "value": value if state != EMPTY else lang.gettext("no data"),
        "state": state,
        "word": words[state],
    }


def field_name(lang: Language, name: str) -> str:
    """Return the name of a profile field (A.3)."""
    return _names(lang)[name]


def _names(lang: Language) -> Mapping[str, str]:
    """Return the names of the fields, in the order of the source."""
    return {
        "org_form": lang.gettext("form of organisation"),
        "org_type": lang.gettext("type of the organisation"),
        "org_structure": lang.gettext("organisational structure"),
        "ownership": lang.gettext("form of ownership"),
        "short_name": lang.gettext("short name"),
        "full_name": lang.gettext("full name"),
        "opened_on": lang.gettext("date of opening"),
        "legal_address": lang.gettext("legal address"),
        "postal_address": lang.gettext("postal address"),
        "governing_body": lang.gettext("governing education body"),
        "legal_entity_name": lang.gettext("name of the legal entity"),
        "accr_reg_no": lang.gettext("registration number of the accreditation"),
        "accr_blank_series": lang.gettext("form series of the accreditation"),
        "accr_blank_no": lang.gettext("form number of the accreditation"),
        "accr_valid_until": lang.gettext("accreditation valid until"),
        "licence_reg_no": lang.gettext("registration number of the licence"),
        "licence_blank_no": lang.gettext("form number of the licence"),
        "licence_valid_from": lang.gettext("licence valid from"),
    }
