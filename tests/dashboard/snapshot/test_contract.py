"""The import contract as data agrees with records.md and with itself."""

from __future__ import annotations

import pytest

from dashboard.snapshot.contract import PROFILE_FIELDS, TABLES, tables_of

# Required columns of each table, copied from records.md.
REQUIRED = {
    "units": "unit_id level name_kk name_ru",
    "schools": "school_id unit_id name_kk name_ru in_monitor",
    "classes": "class_id school_id grade letter",
    "accounts": "account_id person_id school_id role created_on",
    "positions": "person_id school_id position",
    "enrolments": "pupil_id class_id entered_on",
    "subjects": "subject_id name_kk name_ru",
    "calendar": "scope_id date_from date_to kind",
    "lessons": "lesson_id class_id date slot status",
    "topics": "lesson_id entered_at",
    "homework": "lesson_id entered_at",
    "marks": "lesson_id pupil_id value entered_at",
    "attendance": "lesson_id pupil_id code entered_at",
    "comments": "lesson_id entered_at",
    "held": "lesson_id entered_at",
    "logins": "person_id school_id role date",
    "period_results": "class_id subject_id period pupil_id result",
    "journal_changes": "class_id person_id at kind",
    "class_week": "class_id lessons slots lessons_planned lessons_recorded",
    "school_week": "school_id lessons classes classes_full lessons_planned lessons_recorded",
    "accounts_week": "school_id role created activated",
}
GROUPS = {
    "always": "units schools classes",
    "accounts": "accounts accounts_week",
    "facts": "lessons topics homework marks attendance comments held",
    "aggregated": "class_week school_week",
    "optional": "positions enrolments subjects calendar logins period_results journal_changes",
}


def test_required_columns() -> None:
    assert list(TABLES) == list(REQUIRED)
    for name, table in TABLES.items():
        assert " ".join(column.name for column in table.columns if column.required) == REQUIRED[name]


@pytest.mark.parametrize("group", GROUPS)
def test_q64_groups(group: str) -> None:
    assert tables_of(group) == tuple(GROUPS[group].split())  # type: ignore[arg-type]


def test_a3_eighteen_profile_fields() -> None:
    columns = [column for column in TABLES["schools"].columns if column.profile]
    assert tuple(column.name for column in columns) == PROFILE_FIELDS
    assert len(PROFILE_FIELDS) == len(set(PROFILE_FIELDS)) == 18
    assert [column.name for column in columns if column.date_expected] == [
        "opened_on",
        "accr_valid_until",
        "licence_valid_from",
    ]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_names_its_own_columns_and_tables_before_it(name: str) -> None:
    table = TABLES[name]
    own = {*table.column_names}
    assert len(own) == len(table.columns)
    named = {*table.key, *([table.week_column] if table.week_column else [])}
    named |= {column for rule in table.at_most for column in (rule.smaller, rule.larger, rule.named)}
    if table.reference:
        named.add(table.reference.column)
        before = list(TABLES)[: list(TABLES).index(name) + 1]
        assert set(table.reference.tables) <= set(before)
        assert all(len(TABLES[target].key) == 1 for target in table.reference.tables)
    assert named <= own
    assert all(not column.required for column in table.columns if column.default is not None)


def test_q75_keys() -> None:
    assert {name: table.key for name, table in TABLES.items() if table.key} == {
        **{f"{name}s": (f"{name}_id",) for name in ("unit", "school", "account", "subject", "lesson")},
        **{"classes": ("class_id",), "class_week": ("class_id",)},
        **{"school_week": ("school_id",), "accounts_week": ("school_id", "role")},
    }
