"""A week is shown with the version of the numbers that is valid in it, whatever came later (A-32, Q-39)."""

from __future__ import annotations

import copy
import json
from datetime import date

import yaml

from dashboard.configuration import MONITOR_FILE
from dashboard.database import connection
from dashboard.frames import Surroundings
from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import language
from dashboard.selection import REPUBLIC, Selection
from layouts.views.page import view
from queries.page import load
from tests.factories import small_drop
from tests.installation import Installation

TODAY = date(2026, 11, 22)
WEEKS = (date(2026, 11, 8), date(2026, 11, 15))


def test_a32_two_versions_around_a_date_in_one_database(installation: Installation) -> None:
    """The same records: 75 of 100 lessons planned meet the target of 71 %, and a week later miss the one of 80 %."""
    document = yaml.safe_load(MONITOR_FILE.read_text("utf-8"))
    (first,) = document["monitor_config"]
    stricter = copy.deepcopy(first) | {"version": 2, "valid_from": WEEKS[1]}
    stricter["indicators"]["planning"]["target"] = 80
    file = installation.folder / "versions.yaml"
    file.write_text(yaml.safe_dump({"monitor_config": [first, stricter]}), "utf-8")
    for week in WEEKS:
        drop = small_drop(installation.folder / str(week), week=week, lessons_planned=75)
        assert installation.build(drop, "--publish", "--config", str(file), week=week)[0] == 0
    place = INDICATOR_KEYS.index("planning")
    shown = {}
    with connection(installation.settings) as reading:
        for week in WEEKS:
            data = load(reading, Selection(REPUBLIC, week), TODAY)
            assert data.shown is not None
            at = data.values.weeks.index(data.shown.snapshot_id)
            high = int(data.values.of("high")[at, data.values.members[REPUBLIC], place])
            panel = view(data, language("ru"), Surroundings(TODAY))["panels"]["planning"]  # type: ignore[index]
            shown[week] = (data.config.version, high, json.dumps(panel, ensure_ascii=False))
    assert [shown[week][:2] for week in WEEKS] == [(1, 4), (2, 3)]
    assert ["норма 71%" in shown[week][2] for week in WEEKS] == [True, False]
    assert ["норма 80%" in shown[week][2] for week in WEEKS] == [False, True]
