"""Record what a first drawing calls of the charts' library: ``python docs/charts/first.py``, over the demonstration.

The library must be the bare one (``node build.mjs --bare``): what is recorded, in ``first.json``, are positions in its
text. ``of`` is the digest of that text, ``called`` where the functions begin.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
LIBRARY = PROJECT / "assets" / "vendor" / "plotly-charts.min.js"
sys.path.insert(0, str(PROJECT))

from bench.browser import chromium, fresh_page  # noqa: E402
from bench.first_view import COMPLETE, REGION  # noqa: E402
from bench.servers import monitor  # noqa: E402


def called(address: str) -> list[int]:
    """Return where the functions begin that a page calls until its charts are drawn."""
    with chromium() as browser, fresh_page(browser) as (page, _traffic):
        session = page.context.new_cdp_session(page)
        session.send("Profiler.enable")
        session.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": False})
        page.goto(address)
        page.wait_for_function(COMPLETE)
        scripts = session.send("Profiler.takePreciseCoverage")["result"]
    functions = next(each["functions"] for each in scripts if LIBRARY.stem in each["url"])
    ranges = [each["ranges"][0] for each in functions[1:]]  # the first is the script itself
    return sorted({each["startOffset"] for each in ranges if each["count"]})


def main() -> None:
    """Record a region's page."""
    with monitor() as address:
        found = {"of": hashlib.sha256(LIBRARY.read_bytes()).hexdigest(), "called": called(f"{address}/{REGION}")}
    (HERE / "first.json").write_text(json.dumps(found, separators=(",", ":")) + "\n")
    sys.stdout.write(f"{len(found['called'])} functions\n")


if __name__ == "__main__":
    main()
