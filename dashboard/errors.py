"""Everything that can go wrong in a way a person can mend.

::

    BelsendiError
    ├── SettingsError          a setting (environment) has a value that cannot be used
    ├── ConfigurationError     the monitor's configuration or calendar does not say what it must
    ├── DropRefused            a drop of records cannot be used at all (records.md, "What bad input gets")
    ├── TooManyRejects         more rows were set aside than the limit allows (Q-79)
    ├── SnapshotError          a snapshot that is asked for is not there, or cannot be written
    │   └── DatabaseAway       the database cannot be reached at the moment; it may come back by itself
    ├── FactsError             the rows behind a snapshot cannot be kept or read
    ├── EngineError            the engine that is to compute a week cannot be started, or gave up
    ├── GeographyRefused       a file of boundaries does not fit the units
    ├── CalendarRefused        a year's calendar contradicts itself, or does not fit the year or the units
    ├── ReportError            a page cannot be written as a file
    ├── ProviderDown           the identity provider does not answer, or not as it should
    ├── ProviderRefused        what the identity provider says of a person cannot be believed
    └── AccessError            an account, a role or a password cannot be as it is asked for

A message says what is wrong, where, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass


class BelsendiError(Exception):
    """The base of all errors that end in a message to a person instead of a traceback."""


class SettingsError(BelsendiError, ValueError):
    """A setting has a value that cannot be used."""


class ConfigurationError(BelsendiError, ValueError):
    """The monitor's configuration or calendar does not say what it must."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why a file cannot be used: the fields of ``errors`` in ``--json`` (records.md).

    Attributes
    ----------
    file, table, column
        Where, as far as it is known; an empty string where it does not apply.
    expected, found, remedy
        What should be there, what is there, what to do.
    """

    file: str
    table: str
    column: str
    expected: str
    found: str
    remedy: str

    def __str__(self) -> str:
        """Return one line for people."""
        place = ": ".join(part for part in (self.file, self.table, self.column) if part)
        return f"{place or 'drop'}: expected {self.expected}, found {self.found}; {self.remedy}"

    def as_dict(self) -> dict[str, str]:
        """Return the fields for JSON."""
        return asdict(self)


class _Refused(BelsendiError):
    """A file is refused as a whole, for one or several reasons."""

    def __init__(self, reasons: Sequence[Refusal]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(map(str, self.reasons)))


class DropRefused(_Refused):
    """A drop of records cannot be used at all; nothing was written."""


class GeographyRefused(_Refused):
    """A file of boundaries does not fit the units; the present map stays."""


class CalendarRefused(_Refused):
    """A year's calendar contradicts itself, or does not fit the year or the units; the present one stays."""


class TooManyRejects(BelsendiError):
    """More than the allowed share of a table's rows was set aside; nothing was written (Q-79)."""


class SnapshotError(BelsendiError):
    """A snapshot that is asked for is not there, or cannot be written."""


class DatabaseAway(SnapshotError):
    """The database cannot be reached at the moment: restarted, cut off, or it takes no more connections.

    Parameters
    ----------
    text
        What is wrong and what to do.
    broke
        Whether a connection that had worked was cut: another one may be had at once.
    """

    def __init__(self, text: str, *, broke: bool = False) -> None:
        super().__init__(text)
        self.broke = broke


class FactsError(BelsendiError):
    """The rows behind a snapshot cannot be kept, read or removed."""


class EngineError(BelsendiError):
    """The engine that is to compute a week cannot be started, or gave up; nothing was written."""


class ReportError(BelsendiError):
    """A page cannot be written as a file; no file was written."""


class ProviderDown(BelsendiError):
    """The identity provider does not answer, or not as it should; nobody was logged in."""


class ProviderRefused(BelsendiError):
    """What the identity provider says of a person cannot be believed; nobody was logged in."""


class AccessError(BelsendiError):
    """An account, a role or a password cannot be as it is asked for; nothing was changed.

    Parameters
    ----------
    text
        What is wrong and what to do.
    reason
        A key with which pages say it in the reader's language; empty where only commands meet it.
    named
        What that sentence names: ids and names, in no language.
    """

    def __init__(self, text: str, reason: str = "", named: str = "") -> None:
        super().__init__(text)
        self.reason = reason
        self.named = named
