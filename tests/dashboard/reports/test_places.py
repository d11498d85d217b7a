"""Where a report may be asked for: lists cut to the reader's scope, and one answer for foreign and unknown places."""

from __future__ import annotations

import pytest

from dashboard.access.decision import Scope
from dashboard.frames import SchoolRow
from dashboard.reports.places import Reach, choices, wanted
from tests.report_facts import FOREIGN, RAYON, REGION, REPUBLIC, TOWN, UNITS

SCHOOLS = {"s1": TOWN, "s2": TOWN, "s3": RAYON}
FOREIGN_DISTRICT = "113200000"


def path_of(place: str) -> tuple[str, ...]:
    if place in SCHOOLS:
        return (*path_of(SCHOOLS[place]), place)
    row = UNITS.get(place)
    return () if row is None else (*path_of(row.parent_id or ""), place)


def reach(*places: str) -> Reach:
    return Reach(Scope(places=frozenset(places)), path_of)


@pytest.mark.parametrize(
    ("own", "chosen", "found"),
    [
        ([REGION], [], REGION),
        ([REGION], [TOWN], TOWN),
        ([REGION], [REGION, TOWN, "s1"], "s1"),
        ([REGION], [REGION, FOREIGN_DISTRICT], REGION),  # left over from another region
        ([REGION], [REGION, "nowhere"], REGION),
        ([REGION], [FOREIGN], ""),
        ([REGION], [FOREIGN_DISTRICT], ""),
        ([REGION], ["nowhere"], ""),
        ([TOWN], [REGION], TOWN),  # a wider place leads to the own one
        ([TOWN], [REPUBLIC], TOWN),
        ([TOWN], [RAYON], ""),
        ([TOWN], ["s3"], ""),
        (["s1"], [], "s1"),
        (["s1"], [TOWN], "s1"),
        (["s1"], ["s2"], ""),
        (["s1", "s3"], [RAYON], "s3"),
        ([REPUBLIC], [FOREIGN_DISTRICT], FOREIGN_DISTRICT),
        ([], [], ""),
        (["gone"], [], ""),
    ],
)
def test_t16_the_place_is_within_reach_or_there_is_none(own: list[str], chosen: list[str], found: str) -> None:
    path = wanted(chosen, reach(*own))
    assert path == (path_of(found) if found else ())


def listed(own: list[str], place: str) -> dict[str, tuple[list[str], bool]]:
    path = path_of(place)
    schools = [SchoolRow(key, at, key, key, None, "data") for key, at in SCHOOLS.items() if at in path]
    found = choices(path, UNITS, schools, reach(*own))
    return {choice.level: ([key for key, _ in choice.options], choice.open_end) for choice in found}


def test_the_ministry_may_choose_everything() -> None:
    assert listed([REPUBLIC], REPUBLIC) == {
        "region": ([REGION, FOREIGN], True),
        "district": ([], False),
        "school": ([], False),
    }
    assert listed([REPUBLIC], TOWN)["school"] == (["s1", "s2"], True)


def test_a59_a_department_is_offered_nothing_beyond_its_scope() -> None:
    assert listed([TOWN], TOWN) == {
        "region": ([REGION], False),
        "district": ([TOWN], False),
        "school": (["s1", "s2"], True),
    }


def test_a59_a_school_is_offered_itself() -> None:
    assert listed(["s1"], "s1") == {"region": ([REGION], False), "district": ([TOWN], False), "school": (["s1"], False)}
