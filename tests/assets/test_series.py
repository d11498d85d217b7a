"""The lines of a comparison stand out from the paper in both themes (WCAG 2.2, 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.assets.test_tokens import GRAPHIC, contrast, tokens

STYLES = (Path(__file__).parents[2] / "assets/css/55-charts.css").read_text()
THEMES = {"LIGHT": "light", "DARK": "dark"}


@pytest.mark.parametrize("theme", THEMES)
def test_every_line_has_contrast(theme: str) -> None:
    (block,) = re.findall(rf"\[data-bs-theme={THEMES[theme]}\]\{{([^}}]*--ds-series[^}}]*)\}}", STYLES)
    colours = re.findall(r"--ds-series-\d:(#[0-9A-F]{6})", block)
    assert len(colours) == len(set(colours)) == 4
    assert all(contrast(colour, tokens(theme)["surface"]) >= GRAPHIC for colour in colours)
