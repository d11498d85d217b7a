"""Notes: what a reader of a week should know, as a kind and its values.

A note is stored with the snapshot as data, so that the page can say it in the reader's language; :attr:`Note.text` is
the English sentence for the command line. A new kind is one row of :data:`NOTE_KINDS`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# Longest list that is written out; the details hold the whole number beside it where it matters.
LISTED = 20


@dataclass(frozen=True, slots=True)
class NoteKind:
    """A kind of note.

    Attributes
    ----------
    details
        The names of its values.
    sentence
        English message id with a named placeholder for each value that is said.
    source
        The rule it comes from.
    per_unit
        It speaks of schools, and is told on each unit's page of that unit's own ones.
    """

    details: tuple[str, ...]
    sentence: str
    source: str
    per_unit: bool = False


NOTE_KINDS: Mapping[str, NoteKind] = {
    "unknown_column": NoteKind(("file", "columns"), "{file}: unknown columns were ignored: {columns}.", "Q-99"),
    "unknown_file": NoteKind(("file",), "{file}: this is no table of the contract and was ignored.", "Q-84, Q-99"),
    "missing_profile_column": NoteKind(
        ("file", "columns"),
        "{file}: profile columns are missing and count as not filled in any school: {columns}.",
        "Q-63",
    ),
    "suspicious_profile_value": NoteKind(
        ("column", "count", "schools"),
        "schools: {column} does not look right in {count} schools, it still counts as filled: {schools}.",
        "B-12, G-21, Q-62",
        per_unit=True,
    ),
    "produced_at_ignored": NoteKind(
        ("file", "value"), "{file}: produced_at {value} is not a moment in time and was ignored.", "Q-85"
    ),
    "rejected_rows": NoteKind(
        ("table", "rows_in", "rejected", "reasons"),
        "{table}: {rejected} of {rows_in} rows were set aside ({reasons}).",
        "Q-77",
    ),
    "repeated_row": NoteKind(
        ("table", "count"), "{table}: {count} rows that another drop also holds were counted once.", "Q-91"
    ),
    "rejects_accepted": NoteKind(
        ("tables",), "More rows than the limit allows were set aside and this was accepted: {tables}.", "Q-79, Q-96"
    ),
    "school_not_connected": NoteKind(
        ("count", "schools"),
        "Nothing was delivered for {count} participating schools, they have no values: {schools}.",
        "Q-7",
        per_unit=True,
    ),
    "accounts_missing": NoteKind(
        ("role", "count", "schools"),
        "No {role} accounts were reported for {count} schools, they count as 0 of 0: {schools}.",
        "Q-54",
        per_unit=True,
    ),
    "school_absent": NoteKind(
        ("count", "schools", "base_week"),
        "{count} schools of the week of {base_week} are absent: {schools}.",
        "Q-93",
        per_unit=True,
    ),
    "school_new": NoteKind(
        ("count", "schools", "base_week"),
        "{count} schools were not there in the week of {base_week}: {schools}.",
        "Q-93, G-46",
        per_unit=True,
    ),
    "schools_reporting": NoteKind(
        ("reporting", "of"), "{reporting} of {of} participating schools have values.", "Q-24, G-46", per_unit=True
    ),
    "tick_only": NoteKind(
        ("lessons", "recorded", "covered"),
        "{lessons} of {recorded} recorded lessons have nothing but the tick, in {covered} schools that tell it.",
        "G-18",
        per_unit=True,
    ),
    "tick_only_school": NoteKind(
        ("count", "schools"),
        "In {count} schools more than half of the recorded lessons have nothing but the tick: {schools}.",
        "G-18",
        per_unit=True,
    ),
    "marks_late": NoteKind(
        ("late", "eligible", "covered"),
        "{late} of {eligible} marks were set after the deadline, in {covered} schools that tell it.",
        "A-33",
        per_unit=True,
    ),
    "entered_after_cut_off": NoteKind(
        ("entries", "marks", "count", "schools"),
        "{entries} entries about the week, {marks} of them marks, came after its end from {count} schools and do not "
        "count: {schools}.",
        "G-3, Q-43, Q-50",
        per_unit=True,
    ),
    "sources": NoteKind(("systems",), "Schools by journal system: {systems}.", "records.md", per_unit=True),
    "total_moved": NoteKind(
        ("total", "now", "then", "base_week"),
        "The number of {total} moved from {then} in the week of {base_week} to {now}.",
        "Q-93",
    ),
    # Not stored: made for the page of a unit from the differences to the frozen snapshot.
    "revision_differs": NoteKind(
        ("revision", "on", "count", "first"),
        "Revision {revision}, published on {on}, has other values in {count} schools.",
        "G-3, Q-94",
    ),
    "late_entries": NoteKind(
        ("revision", "on", "count", "first"),
        "What was entered late, until {on}, would change values of {count} schools.",
        "G-3, Q-48",
    ),
}


UNIT_KINDS = frozenset(kind for kind, known in NOTE_KINDS.items() if known.per_unit)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing a reader of the week should know.

    Attributes
    ----------
    kind
        A key of :data:`NOTE_KINDS`.
    details
        The values, as JSON knows them.
    schools
        All schools it is about, where that matters to units: the details name a few of them. Not stored.
    """

    kind: str
    details: Mapping[str, Any] = field(default_factory=dict)
    schools: tuple[str, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        """The English sentence, for the command line."""
        values = {name: _plain(self.details.get(name, "")) for name in NOTE_KINDS[self.kind].details}
        return NOTE_KINDS[self.kind].sentence.format(**values)

    def as_dict(self) -> dict[str, Any]:
        """Return kind, details and text for ``--json``."""
        return {"kind": self.kind, "details": dict(self.details), "text": self.text}

    def details_json(self) -> str:
        """Return the details as JSON, keys in order: what the database keeps; of schools the first ones."""
        kept = {key: value[:LISTED] if key == "schools" else value for key, value in self.details.items()}
        return json.dumps(kept, ensure_ascii=False, sort_keys=True)

    @property
    def about(self) -> tuple[str, ...]:
        """All schools it is about, as far as they are known here."""
        return self.schools or tuple(self.details.get("schools", ()))


def _plain(value: Any) -> str:
    """Return a value as a person reads it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_plain(one)}" for key, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        listed = ", ".join(_plain(one) for one in value[:LISTED])
        return f"{listed}, …" if len(value) > LISTED else listed
    return str(value)
