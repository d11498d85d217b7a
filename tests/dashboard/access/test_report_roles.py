"""Sixteen categories against every row of the matrix of reports: the expected answers stand in a table of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.access.decision import ANONYMOUS, Grant, Reader, may
from dashboard.access.report_roles import ANY_REPORT, load_report_roles, report_permission
from dashboard.access.roles import ROLES
from dashboard.errors import ConfigurationError
from dashboard.settings import Settings
from queries.reports import catalogue

SETTINGS = Settings("sqlite://", Path("/nowhere"))
CATEGORIES = {role.number: key for key, role in ROLES.items()}
DEPARTMENT = {4, 14, 15}  # G-36: all staff of a governing organisation but its editors

# "Reports visible per role" of spec C, by the number of the category; 8 has cancellations by G-37.
LEADERS, ALL_TEACHING = {5, 6, 7, 8}, {5, 6, 7, 8, 10, 11, 12}
EXPECTED = {
    "attestation": set(),
    "registry": set(),
    "department_activity": set(),
    "card": ALL_TEACHING | {1},
    "lists": {5, 11},
    "movement": {5},
    "attainment": ALL_TEACHING,
    "attendance": ALL_TEACHING,
    "mark_statistics": ALL_TEACHING,
    "programme": {5, 11},
    "average_mark": ALL_TEACHING,
    "homework_time": {5, 11},
    "cancellations": LEADERS | {10},
    "documents": {5},
    "journal_keeping": ALL_TEACHING,
    "activity": ALL_TEACHING,
    "completeness": {5},
    "changes": {5},
    "teaching_hours": {5},
}
OWN_CLASS = {"changes": {10, 11}}
PLACES = {
    "republic": ("0",),
    "region": ("0", "r"),
    "district": ("0", "r", "d"),
    "school": ("0", "r", "d", "s"),
    "class": ("0", "r", "d", "s", "c"),
    "foreign school": ("0", "r", "d", "s2"),
    "foreign district": ("0", "r", "d2"),
    "unknown": (),
}


@pytest.mark.parametrize("row", EXPECTED)
@pytest.mark.parametrize("number", range(1, 17))
def test_t16_a_role_sees_a_report_at_its_own_place_and_below_and_nowhere_else(number: int, row: str) -> None:
    seen = number in EXPECTED[row] | DEPARTMENT
    for own in ("0", "r", "d") if number in {4, 14, 15, 16} else ("s",):
        reader = Reader(1, "x", (Grant(CATEGORIES[number], own),))
        found = {name for name, path in PLACES.items() if may(reader, report_permission(row), path, SETTINGS)}
        assert found == ({name for name, path in PLACES.items() if own in path} if seen else set())


@pytest.mark.parametrize("row", EXPECTED)
@pytest.mark.parametrize("number", range(1, 17))
def test_a_teacher_sees_the_changes_of_the_own_class_alone(number: int, row: str) -> None:
    reader = Reader(1, "x", (Grant(CATEGORIES[number], "c"),))
    own_class = report_permission(row, own_class=True)
    assert may(reader, own_class, ("c",), SETTINGS) is (number in OWN_CLASS.get(row, set()))
    assert not may(reader, own_class, PLACES["school"], SETTINGS)


@pytest.mark.parametrize("row", [*EXPECTED, ""])
def test_t16_whoever_is_not_logged_in_sees_none(row: str) -> None:
    permission = report_permission(row) if row else ANY_REPORT
    assert not any(may(ANONYMOUS, permission, path, SETTINGS) for path in PLACES.values())


def test_the_door_opens_to_every_role_that_sees_any_report_and_to_no_other() -> None:
    seeing = set().union(*EXPECTED.values(), *OWN_CLASS.values()) | DEPARTMENT
    assert {role.number for role in ROLES.values() if ANY_REPORT in role.permissions} == seeing


def test_the_table_is_the_whole_matrix_and_every_report_has_its_row() -> None:
    rows = {
        permission for role in ROLES.values() for permission in role.permissions if permission.startswith("report.")
    }
    assert {permission.split(".")[1] for permission in rows} == set(EXPECTED)
    assert {report.row for report in catalogue().values()} <= set(EXPECTED)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[a]\nroles = ['nobody']", "'nobody' is no role"),
        ("[a]\nroles = []\nwhen = 1", "needs roles and may have own_class"),
        ("[a]\nown_class = []", "needs roles"),
        ("a = 1", "needs roles"),
        ("[a", "cannot be read as TOML"),
    ],
)
def test_a_matrix_that_cannot_be_meant_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "reports.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=said):
        load_report_roles(ROLES, path)
