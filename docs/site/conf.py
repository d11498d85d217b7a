"""How Sphinx makes a site of the documents: read by Sphinx, called by build.py.

The documents are read where they lie, from the top of the project, so that their links are checked as they stand.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx

TOP = Path(__file__).resolve().parents[2]

project = "Belsendilik"
author = "Belsendilik"
copyright = "Belsendilik, MIT"  # noqa: A001 the name Sphinx asks for
release = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]["version"]

extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "bench/RESULTS.md", "docs/**.md"]
# Folders with nothing to read are not looked through.
CODE = ["assets", "callbacks", "dashboard", "geo", "layouts", "queries", "tests"]
exclude_patterns = [".*", "var", "bench/node", "**/node_modules", *CODE]
templates_path = ["templates"]

# Anchors are those that a reader of the files themselves gets: headings down to the third level.
myst_heading_anchors = 3
# Examples of JSON are shortened with "…".
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = "Belsendilik"
html_additional_pages = {"index": "start.html"}
html_copy_source = False
html_show_sphinx = False
# Every word is also found by its beginning and middle, in all three languages; Russian by its other endings too.
html_search_language = "ru"
html_last_updated_fmt = None  # the same sources give the same site
linkcheck_timeout = 20
linkcheck_ignore = [r"https?://(127\.0\.0\.1|localhost|monitor\.example)"]


def leave_folders(app: Sphinx, document: nodes.document) -> None:
    """Leave a link to a folder as its text: a site has no page for it; one that is not there stays and is told."""
    here = Path(app.env.doc2path(app.env.docname)).parent
    for link in list(document.findall(pending_xref)):
        if link["reftype"] == "myst" and (here / str(link["reftarget"])).is_dir():
            link.replace_self(link.children)


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx what is ours."""
    app.connect("doctree-read", leave_folders)
    return {"parallel_read_safe": True}
