"""The template is a sound drop, in every form."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.errors import DropRefused
from dashboard.snapshot.contract import TABLES
from dashboard.snapshot.drops import Form
from dashboard.snapshot.template import EXAMPLE_WEEK, template_tables, write_template
from tests.delivered import read, rejected, used


@pytest.mark.parametrize("aggregated", [False, True])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_template_is_a_drop_without_a_fault(tmp_path: Path, form: Form, aggregated: bool) -> None:
    files = write_template(tmp_path / "drop", form, aggregated=aggregated)
    assert [file.name for file in files] == [
        *(f"{name}.{form}" for name in template_tables(aggregated=aggregated)),
        "manifest.json",
    ]
    with read(tmp_path / "drop", week=None) as drop:
        assert drop.week == EXAMPLE_WEEK
        assert rejected(drop) == []
        assert drop.notes == []
        assert {rows_in for rows_in, *_ in used(drop).values()} <= ({1, 2, 3} if aggregated else {1, 3})
        assert all(len(drop.columns[name]) > 1 for name in drop.present)


def test_both_templates_together_have_every_table() -> None:
    assert {*template_tables(aggregated=True), *template_tables(aggregated=False)} == {*TABLES}


@pytest.mark.parametrize("there", ["manifest.json", "units.csv", "lessons.parquet", "marks"])
def test_a_template_writes_over_nothing(tmp_path: Path, there: str) -> None:
    (tmp_path / there).touch()
    with pytest.raises(DropRefused) as caught:
        write_template(tmp_path, "csv", aggregated=False)
    assert caught.value.reasons[0].found == there
    assert [path.name for path in tmp_path.iterdir()] == [there]


def test_a_template_needs_a_folder(tmp_path: Path) -> None:
    (tmp_path / "drop").touch()
    with pytest.raises(DropRefused):
        write_template(tmp_path / "drop", "csv", aggregated=False)
