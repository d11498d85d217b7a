"""The indicators: for each, what is counted and out of what, as Ibis expressions over `school_counts` (A-25 … A-33).

To add an indicator add a row here, its block in ``indicators.toml`` and its target in ``monitor.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace

import ibis
import ibis.expr.types as ir
from ibis import _
from ibis.common.deferred import Deferred

from dashboard.indicators import MEASURED_KEYS
from dashboard.snapshot.class_counts import IN_REVISED, REVISED
from dashboard.snapshot.contract import PROFILE_FIELDS


@dataclass(frozen=True, slots=True)
class Share:
    """One indicator of a school: a whole number out of another; both null where there is no value."""

    numerator: Deferred
    denominator: Deferred | ir.Value


EXPRESSIONS: Mapping[str, Share] = {
    "act_teachers": Share(_.activated_teacher, _.created_teacher),
    "act_pupils": Share(_.activated_pupil, _.created_pupil),
    "act_parents": Share(_.activated_parent, _.created_parent),
    "timetable": Share(_.classes_full, _.classes),
    "planning": Share(_.planned, _.lessons),
    "journal": Share(_.recorded, _.lessons),
    "timely": Share((_.marks_eligible > 0).ifelse(_.marks_timely, None), _.marks_eligible.nullif(0)),
    "profile": Share(_.profile_filled, ibis.literal(len(PROFILE_FIELDS), "int64")),
}


def with_indicators(schools: ir.Table) -> ir.Table:
    """Add the numerator and denominator of every measured indicator to the counts.

    Parameters
    ----------
    schools
        One row is one school, as `school_counts` returns it.

    Returns
    -------
    Table
        The same rows with ``<indicator>_numerator`` and ``<indicator>_denominator``, and with those of the revised
        series, whose names go on with ``_revised``.
    """
    columns = {}
    frozen = {name: schools[name] for name in schools.columns}
    revised = frozen | {name: schools[f"{name}{REVISED}"] for name in IN_REVISED}
    for ending, series in (("", frozen), (REVISED, revised)):
        counts = SimpleNamespace(**series)
        for key in MEASURED_KEYS:
            columns[f"{key}_numerator{ending}"] = _resolved(EXPRESSIONS[key].numerator, counts)
            columns[f"{key}_denominator{ending}"] = _resolved(EXPRESSIONS[key].denominator, counts)
    return schools.mutate(**columns)


def _resolved(value: Deferred | ir.Value, counts: SimpleNamespace) -> ir.Value:
    """Return what a formula says about some counts."""
    return value.resolve(counts) if isinstance(value, Deferred) else value
