"""Profile values that are filled and look wrong (B-12, G-21)."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from dashboard.snapshot.suspicions import SUSPICIONS, suspicious_schools
from tests.delivered import AGGREGATED, read, write_csv

SOUND = {
    "org_type": ["Общеобразовательная организация", "Жалпы білім беретін мектеп", "", " "],
    "full_name": ["КГУ «Школа № 1»", "№1 мектеп КММ", ""],
    "opened_on": ["1998-09-01", "  ", ""],
    "legal_address": ["Арыс, ул. Абая, 1", "с. Кен, a@b.kz", ""],
    "postal_address": ["160100, Арыс", ""],
    "accr_valid_until": ["2030-02-28"],
    "licence_reg_no": ["KZ12LAA00012345", "№ 7"],
    "licence_blank_no": ["0012345"],
    "licence_valid_from": ["2015-03-02"],
}
ODD = {
    "full_name": ["DSS", "Школа", "1", "."],
    "opened_on": ["01.09.1998", "1998", "2025-02-30", "давно"],
    "legal_address": [".", "-", "160100", "12/3"],
    "postal_address": ["kost_kpk@edu.mail.kz", " kost@mail.kz ", "."],
    "accr_valid_until": ["бессрочно"],
    "licence_reg_no": ["нет", "б/н"],
    "licence_blank_no": ["-"],
    "licence_valid_from": ["2.3.2015"],
}


def found(folder: Path, *rows: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the suspicious schools of a register of some schools, numbered from 1."""
    fixed = {"unit_id": "611600000", "name_kk": "№1 мектеп", "name_ru": "Школа № 1", "in_monitor": "true"}
    columns = ["school_id", *fixed, *SUSPICIONS]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({"school_id": str(number), **fixed, **row} for number, row in enumerate(rows, 1))
    tables = {**AGGREGATED, "schools": text.getvalue().splitlines()}
    tables = {name: lines if name in {"units", "schools"} else lines[:1] for name, lines in tables.items()}
    with read(write_csv(folder, tables)) as drop:
        return suspicious_schools(drop.engine)


def test_g21_sound_values_are_not_told(tmp_path: Path) -> None:
    longest = max(map(len, SOUND.values()))
    rows = [{column: values[row % len(values)] for column, values in SOUND.items()} for row in range(longest)]
    assert found(tmp_path, *rows) == {}


def test_g21_odd_values_are_told_by_column(tmp_path: Path) -> None:
    rows = [{column: value} for column, values in ODD.items() for value in values]
    expected: dict[str, list[str]] = {}
    for number, row in enumerate(rows, 1):
        expected.setdefault(next(iter(row)), []).append(str(number))
    assert {column: sorted(schools) for column, schools in found(tmp_path, *rows).items()} == {
        column: sorted(schools) for column, schools in expected.items()
    }


@pytest.mark.parametrize(
    ("name", "kind", "odd"),
    [
        ("Костанайский педагогический колледж", "Общеобразовательная организация", True),
        (
            "Костанайский педагогический колледж",
            "Организация технического и профессионального образования: колледж",
            False,
        ),
        ("Детский сад «Балапан»", "Жалпы білім беретін мектеп", True),
        ("Детский сад «Балапан»", "Дошкольная организация", False),
        ("Школа-детский сад № 3", "Общеобразовательная организация", False),
        ("Школа № 3", "Колледж", True),
        ("Лицей при колледже", "Общеобразовательная организация", False),
        ("Балапан", "Общеобразовательная организация", False),
        ("Костанайский колледж", "", False),
    ],
)
def test_b12_a_type_that_contradicts_the_name(tmp_path: Path, name: str, kind: str, odd: bool) -> None:
    row = {"name_kk": "Балапан", "name_ru": name, "org_type": kind}
    assert found(tmp_path, row) == ({"org_type": ("1",)} if odd else {})


def test_only_participating_schools_are_told(tmp_path: Path) -> None:
    assert found(tmp_path, {"legal_address": ".", "in_monitor": "false"}) == {}
