"""Attributes with a dash in their name, which Python cannot spell as keywords."""

from __future__ import annotations

from typing import Any


def aria(**values: str) -> dict[str, Any]:
    """Return ``aria-*`` attributes: what a screen reader is told."""
    return {f"aria-{name}": value for name, value in values.items()}


def data(**values: str) -> dict[str, Any]:
    """Return ``data-*`` attributes: what the scripts read."""
    return {f"data-{name.replace('_', '-')}": value for name, value in values.items()}
