"""Make a site of the documents, and fail on any link, anchor or resource that is not there.

::

    make docs                                    # into var/site
    python docs/site/build.py FOLDER             # into any folder
    python docs/site/build.py FOLDER --external  # asks whether links to other sites lead somewhere; needs the network

The site is files alone: it is read from a disk or any server, search included, and loads nothing from elsewhere.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from sphinx.cmd.build import build_main

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]

# What a browser loads by itself, by element; a link to click is none of it.
LOADS = {
    "link": "href",
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "object": "data",
    "use": "href",
}
# Relations of <link> that load nothing.
IDLE = frozenset({"canonical", "author", "next", "prev", "index", "search"})
_IN_STYLES = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
_IN_SCRIPTS = re.compile(r"(?:fetch|import|importScripts)\(\s*['\"]((?:https?:)?//[^'\"]+)")
_ELSEWHERE = re.compile(r"(?i)^(?:https?:)?//")


class Loads(HTMLParser):
    """Collects what a page makes a browser load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element loads."""
        values = dict(attrs)
        if tag == "link" and values.get("rel") in IDLE:
            return
        self.found.append(values.get(LOADS.get(tag, "")) or "")
        self.found += [one for pair in _IN_STYLES.findall(values.get("style") or "") for one in pair]


def from_elsewhere(folder: Path) -> Iterator[str]:
    """Yield what pages, style sheets and scripts of a site load from other machines, each with its file."""
    for path in sorted(folder.rglob("*")):
        found: list[str] = []
        if path.suffix == ".html":
            page = Loads()
            page.feed(path.read_text("utf-8"))
            found = page.found
        elif path.suffix == ".css":
            found = [one for pair in _IN_STYLES.findall(path.read_text("utf-8")) for one in pair]
        elif path.suffix == ".js":
            found = _IN_SCRIPTS.findall(path.read_text("utf-8"))
        yield from (f"{path.relative_to(folder)} loads {one}" for one in found if _ELSEWHERE.match(one))


def build(folder: Path, kind: str = "html") -> int:
    """Let Sphinx build the documents; a warning is an error. Return its exit code."""
    own = ["--fresh-env", "--nitpicky", "--fail-on-warning", "--keep-going", "--quiet", "--doctree-dir"]
    return build_main(
        [*own, str(folder / ".doctrees"), "--builder", kind, "--conf-dir", str(HERE), str(TOP), str(folder)]
    )


def main(words: list[str]) -> int:
    """Build, then look at what was built."""
    folders = [Path(word).resolve() for word in words if not word.startswith("-")]
    if len(folders) != 1 or set(words) - {"--external", *words[:1]}:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    if "--external" in words:
        return build(folders[0], "linkcheck")
    failed = build(folders[0])
    strangers = list(from_elsewhere(folders[0]))
    sys.stderr.writelines(f"{line}; the site is read in closed networks\n" for line in strangers)
    if not failed and not strangers:
        sys.stderr.write(f"{folders[0]}/index.html: the documents, all links and anchors are there.\n")
    return 1 if failed or strangers else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
