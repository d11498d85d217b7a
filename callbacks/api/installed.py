"""What the API works with in the application that answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask, current_app

from dashboard.settings import Settings

if TYPE_CHECKING:
    from callbacks.data import Editions

_EXTENSION = "belsendilik.api"


@dataclass(frozen=True)
class Installed:
    """The installation, and what is published."""

    settings: Settings
    editions: Editions


def install(server: Flask, found: Installed) -> None:
    """Let requests find it."""
    server.extensions[_EXTENSION] = found


def installed() -> Installed:
    """Return that of the application that answers."""
    found: Installed = current_app.extensions[_EXTENSION]
    return found
