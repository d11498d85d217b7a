"""A form that comes back as it was filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.access.directory import Place
from layouts.gate import Alert


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, and what was wrong with it; nothing of either in a form that is new.

    Attributes
    ----------
    texts
        What was typed, by the name of the field.
    found
        The places that was taken for, where they are several.
    alert, wrong
        What was wrong with it, and the name of the field that is about.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    found: Sequence[Place] = ()
    alert: Alert | None = None
    wrong: str = ""

    def text(self, name: str) -> str:
        """Return what was typed into a field."""
        return self.texts.get(name, "")
