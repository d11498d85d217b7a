"""Contrast of the colours, computed from the tokens (WCAG 2.2, 1.4.3 and 1.4.11; shared/design)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "assets/css/20-tokens.css").read_text()
TEXT, GRAPHIC = 4.5, 3.0
# What stands on what, and how much it needs.
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-2", "ink-3") for ground in ("page", "surface")),
    *((f"{status}-text", f"{status}-weak", TEXT) for status in ("good", "warn", "bad", "none")),
    *((f"{status}-text", "surface", TEXT) for status in ("good", "warn", "bad", "none")),
    *((f"on-{status}", status, TEXT) for status in ("good", "warn", "bad", "none")),
    ("accent", "surface", TEXT),
    ("accent", "page", TEXT),
    ("accent", "accent-weak", TEXT),
    ("on-accent", "accent", TEXT),
    ("ink", "sunken", TEXT),
    ("ink", "hover", TEXT),
    ("top-ink", "top", TEXT),
    ("top-ink-2", "top", TEXT),
    # The map: areas stand out from the paper by their fill, or by their edge where the fill is pale.
    ("good", "surface", GRAPHIC),
    ("bad", "surface", GRAPHIC),
    ("warn-edge", "surface", GRAPHIC),
    ("none-edge", "surface", GRAPHIC),
    # Bars on their track, marks, controls, focus.
    ("good", "sunken", GRAPHIC),
    ("bad", "sunken", GRAPHIC),
    ("target", "sunken", GRAPHIC),
    ("base", "surface", GRAPHIC),
    ("edge", "page", GRAPHIC),
    ("edge", "surface", GRAPHIC),
    ("focus", "page", GRAPHIC),
    ("focus", "surface", GRAPHIC),
    ("line-1", "surface", GRAPHIC),
    ("compare", "surface", GRAPHIC),
]


def tokens(theme: str) -> dict[str, str]:
    """Return the colours of a theme by name."""
    block = TOKENS.split(f"======================= {theme} =======================")[1].split("=====")[0]
    return dict(re.findall(r"--ds-([\w-]+):(#[0-9A-Fa-f]{6})", block))


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb``."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["LIGHT", "DARK"])
@pytest.mark.parametrize(("one", "other", "least"), PAIRS, ids=str)
def test_colours_stand_out(theme: str, one: str, other: str, least: float) -> None:
    colours = tokens(theme)
    assert contrast(colours[one], colours[other]) >= least
