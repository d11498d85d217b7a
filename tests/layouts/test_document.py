"""The document: language, order of scripts, nothing that could be markup from outside."""

from __future__ import annotations

import re
from dataclasses import replace

from layouts.document import Document, render

DOCUMENT = Document(
    language="kk",
    republic="000000000",
    base="/kk/",
    maps="/maps/1/",
    title="Белсенділік",
    description="Мектептер",
    skip="Мазмұнға",
    icon="/i.svg",
    theme="/t.js",
    styles=["/a.css", "/b.css"],
    scripts=["/own.js"],
    fonts=["/f.woff2"],
    preloads=["/kk/view?unit=1&ind=x"],
)
PARTS = {
    "entry": "<div id='react-entry-point'></div>",
    "config": "<script></script>",
    "scripts": "<script src='/react.js'></script>",
    "renderer": "<script></script>",
}


def test_own_scripts_stand_before_dash_and_the_theme_before_the_styles() -> None:
    html = render(DOCUMENT, **PARTS)
    order = [html.index(name) for name in ("/t.js", "/a.css", "/b.css", "react-entry-point", "/own.js", "/react.js")]
    assert order == sorted(order)


def test_everything_from_outside_is_escaped() -> None:
    html = render(replace(DOCUMENT, preloads=['/kk/view?unit="><script>alert(1)</script>']), **PARTS)
    assert "<script>alert" not in html


def test_the_language_is_said_and_every_status_has_a_mark() -> None:
    html = render(DOCUMENT, **PARTS)
    assert html.startswith('<!doctype html>\n<html lang="kk"')
    assert set(re.findall(r'symbol id="(st-\w+)"', html)) == {"st-good", "st-warn", "st-bad", "st-none"}
