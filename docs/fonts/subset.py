"""Cut Inter down to what the three languages need.

The page's fonts are part of its first view, so they carry only the letters of Kazakh, Russian and English, the marks
the screens use and the weights 400–700. Input: the variable fonts of the npm package ``@fontsource-variable/inter``
(``inter-<subset>-opsz-normal.woff2``, SIL Open Font License). Needs ``fonttools`` and ``brotli``::

    python docs/fonts/subset.py FOLDER_OF_THE_PACKAGE assets/fonts
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

WEIGHTS = (400, 700)
FEATURES = ["kern", "liga", "calt", "tnum", "pnum", "lnum", "ccmp", "locl", "mark", "mkmk"]
MARKS = "\u00a0©«»·×±°–—‘’“”„…−№⁄"
KAZAKH = "ӘәҒғҚқҢңӨөҮүҺһІіҰұ"
RUSSIAN = "".join(map(chr, range(0x410, 0x450))) + "Ёё"
LETTERS = {
    "latin": "".join(map(chr, range(0x20, 0x7F))) + MARKS,
    "cyrillic": RUSSIAN + KAZAKH + "№",
    "cyrillic-ext": KAZAKH,
}


def cut(source: Path, target: Path, letters: str) -> None:
    """Write the part of a font that has the letters."""
    font = TTFont(source)
    options = subset.Options(layout_features=FEATURES, flavor="woff2", name_IDs=["*"], notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    font.flavor = "woff2"
    font.save(target)


if __name__ == "__main__":
    package, folder = map(Path, sys.argv[1:3])
    for name, wanted in LETTERS.items():
        cut(package / f"inter-{name}-opsz-normal.woff2", folder / f"inter-{name}.woff2", wanted)
