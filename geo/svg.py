"""A drawing as an SVG file: paths that the browser colours, anchors where it prints; no colours, no text.

Coordinates are whole tenths of a unit, so the same drawing gives the same bytes everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import shapely

from geo.callouts import Callout
from geo.drawing import Drawing
from geo.frame import WIDTH

_TENTHS = 10
_QUOTE = {'"': "&quot;"}
_DOT = 5  # radius of a leader's end and of a marker


def svg_text(drawing: Drawing) -> str:
    """Return a drawing as SVG.

    ``g.shapes`` holds a path per unit, ``g.leads`` the leaders of callouts with a dot at their beginning,
    ``g.anchors`` a circle of radius 0 per unit: ``data-x``, ``data-y`` are the label's
    middle in percent, ``data-room`` is its width in units of the viewBox, ``data-callout`` the middle of its callout.
    """
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="geo" viewBox="0 0 {WIDTH:g} {drawing.height:g}" role="img"'
        f' data-map="{drawing.unit}" data-schematic="{str(drawing.origin.schematic).lower()}"'
        f' data-credit="{escape(drawing.origin.credit, _QUOTE)}">'
    )
    lines = [
        head,
        f"<metadata>{escape(drawing.origin.credit)}</metadata>",
        '<g class="shapes">',
        *(f'<path data-unit="{code}" d="{path_data(shape)}"/>' for code, shape in drawing.shapes.items()),
        '</g><g class="leads">',
        *(_lead(callout, callout.unit in drawing.shapes) for callout in drawing.callouts),
        '</g><g class="anchors">',
        *_anchors(drawing),
        "</g></svg>\n",
    ]
    return "\n".join(lines)


def write_svg(drawing: Drawing, folder: Path) -> Path:
    """Write a drawing as ``<unit>.svg``; a reader finds the old file or the new one, never a half."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{drawing.unit}.svg"
    part = path.with_suffix(".part")
    part.write_text(svg_text(drawing), encoding="utf-8", newline="\n")
    part.replace(path)
    return path


def path_data(shape: Any) -> str:
    """Return the outline of a polygon or several as path data: absolute starts, then relative steps."""
    rings = (ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors))
    return "".join(_ring(ring) for ring in rings)


def _ring(ring: Any) -> str:
    """Return one closed ring, or nothing where it is smaller than what can be drawn."""
    points = np.round(shapely.get_coordinates(ring)[:-1] * _TENTHS).astype(int)
    points = points[(points != np.roll(points, 1, axis=0)).any(axis=1)]
    if len(points) < 3:
        return ""
    steps = np.diff(points, axis=0)
    return f"M{_pair(points[0])}l{_run(steps)}z"


def _run(steps: Any) -> str:
    """Return steps, separated only where the next one does not begin with a minus."""
    text = ""
    for number in (_number(value) for step in steps for value in step):
        text += number if not text or number.startswith("-") else f" {number}"
    return text


def _pair(point: Any) -> str:
    """Return two coordinates."""
    return f"{_number(point[0])} {_number(point[1])}"


def _number(tenths: int) -> str:
    """Return tenths as a decimal number without what SVG does not need: ``-5`` is ``-.5``."""
    whole, rest = divmod(abs(int(tenths)), _TENTHS)
    digits = f"{whole or ('' if rest else 0)}{f'.{rest}' if rest else ''}"
    return f"-{digits}" if tenths < 0 else digits


def _lead(callout: Callout, has_shape: bool) -> str:
    """Return a leader and the dot at its beginning, which is the marker of a unit that has no shape."""
    start, end = f"{callout.from_x:.1f} {callout.from_y:.1f}", f"{callout.x:.1f} {callout.y:.1f}"
    return (
        f'<path class="lead" data-unit="{callout.unit}" d="M{start}L{end}"/>'
        f'<circle class="dot{"" if has_shape else " marker"}" data-unit="{callout.unit}"'
        f' cx="{callout.from_x:.1f}" cy="{callout.from_y:.1f}" r="{_DOT}"/>'
    )


def _anchors(drawing: Drawing) -> Iterator[str]:
    """Return one anchor for each unit."""
    callouts = {callout.unit: callout for callout in drawing.callouts}
    for code, label in drawing.labels.items():
        callout = callouts.get(code)
        extra = f' data-callout="{callout.x / 10:.2f},{100 * callout.y / drawing.height:.2f}"' if callout else ""
        yield (
            f'<circle class="anchor" data-unit="{code}" cx="{label.x:.1f}" cy="{label.y:.1f}" r="0"'
            f' data-x="{label.x / 10:.2f}" data-y="{100 * label.y / drawing.height:.2f}"'
            f' data-room="{label.room:.0f}"{extra}/>'
        )
