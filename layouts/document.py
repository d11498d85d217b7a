"""The HTML document around the Dash application: head, sprite of marks, order of scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

# One symbol per status: a shape of its own, so that nothing is said by colour alone (G-45).
_SYMBOLS = {
    "st-good": '<circle cx="8" cy="8" r="7.5" fill="var(--ds-good-edge)"/>'
    '<path d="M4.4 8.3l2.5 2.5 4.8-5.3" fill="none" stroke="var(--ds-surface)" stroke-width="2"/>',
    "st-warn": '<circle cx="8" cy="8" r="6.75" fill="var(--ds-half-a)" stroke="var(--ds-half-b)" stroke-width="1.5"/>'
    '<path d="M8 1.25a6.75 6.75 0 0 0 0 13.5z" fill="var(--ds-half-b)"/>',
    "st-bad": '<rect x=".75" y=".75" width="14.5" height="14.5" rx="2" fill="var(--ds-bad)"/>'
    '<path d="M4.6 4.6l6.8 6.8M11.4 4.6l-6.8 6.8" stroke="#fff" stroke-width="2"/>',
    "st-none": '<circle cx="8" cy="8" r="6.75" fill="none" stroke="var(--ds-none-edge)" stroke-width="1.5" '
    'stroke-dasharray="2.6 2"/><path d="M5 8h6" stroke="var(--ds-none-edge)" stroke-width="1.75"/>',
    "up": '<path fill="currentColor" d="M8 1.6 15.6 14.4H.4z"/>',
    "down": '<path fill="currentColor" d="M8 14.4.4 1.6h15.2z"/>',
    "cross": '<path d="M3 3l10 10M13 3L3 13" stroke="currentColor" stroke-width="3"/>',
}
_PATTERNS = (
    '<pattern id="p-warn" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="7" height="7" fill="var(--ds-warn)"/>'
    '<rect width="1.6" height="7" fill="var(--ds-warn-hatch)" opacity=".6"/></pattern>'
    '<pattern id="p-none" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    '<rect width="8" height="8" fill="var(--ds-none)"/>'
    '<rect width="1.5" height="8" fill="var(--ds-none-edge)" opacity=".6"/></pattern>'
)
SPRITE = (
    '<svg width="0" height="0" class="sprite" aria-hidden="true"><defs>'
    + _PATTERNS
    + "</defs>"
    + "".join(f'<symbol id="{name}" viewBox="0 0 16 16">{shape}</symbol>' for name, shape in _SYMBOLS.items())
    + "</svg>"
)

_DOCUMENT = """<!doctype html>
<html lang="{language}" data-base="{base}" data-maps="{maps}" data-republic="{republic}" data-plotly="{plotly}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="description" content="{description}">
<title>{title}</title>
<link rel="icon" href="{icon}">
{preloads}
<script src="{theme}"></script>
{styles}
</head>
<body>
{sprite}
<a class="skip" href="#page">{skip}</a>
{entry}
<div hidden>{config}</div>
{own_scripts}
{scripts}
{renderer}
</body>
</html>"""


@dataclass(frozen=True, slots=True)
class Document:
    """What the document needs to know about the installation and the request.

    Attributes
    ----------
    language
        Code of the page's language, for ``lang``.
    republic
        Id of the unit that an address without a unit means.
    base, maps
        Addresses the page asks for data and for drawings of maps; both end with a slash.
    title, description, skip
        Texts in the page's language.
    icon, theme
        Addresses of the icon and of the script that sets the theme before anything is painted.
    styles, scripts, fonts, preloads
        Addresses of the style sheets and scripts in their order, of fonts and of data that are needed at once.
    plotly
        Address of the library of charts: asked for only when everything else is drawn.
    """

    language: str
    republic: str
    base: str
    maps: str
    title: str
    description: str
    skip: str
    icon: str
    theme: str
    styles: Sequence[str]
    scripts: Sequence[str]
    fonts: Sequence[str]
    preloads: Sequence[str]
    plotly: str = ""


def _preloads(document: Document) -> str:
    """Return link elements for what the first paint needs: fonts, the view, the map."""
    fonts = [f'<link rel="preload" href="{url}" as="font" type="font/woff2" crossorigin>' for url in document.fonts]
    data = [f'<link rel="preload" href="{escape(url)}" as="fetch" crossorigin>' for url in document.preloads]
    return "\n".join(fonts + data)


def render(document: Document, *, entry: str, config: str, scripts: str, renderer: str) -> str:
    """Return the page's HTML.

    The project's own scripts stand before Dash's: they ask for the view while the browser is still reading React.

    Parameters
    ----------
    document
        What is particular to this request.
    entry, config, scripts, renderer
        The parts Dash makes.
    """
    return _DOCUMENT.format(
        language=document.language,
        republic=escape(document.republic),
        plotly=escape(document.plotly),
        base=escape(document.base),
        maps=escape(document.maps),
        description=escape(document.description),
        title=escape(document.title),
        skip=escape(document.skip),
        icon=escape(document.icon),
        theme=escape(document.theme),
        preloads=_preloads(document),
        styles="\n".join(f'<link rel="stylesheet" href="{escape(url)}">' for url in document.styles),
        own_scripts="\n".join(f'<script src="{escape(url)}"></script>' for url in document.scripts),
        sprite=SPRITE,
        entry=entry,
        config=config,
        scripts=scripts,
        renderer=renderer,
    )
