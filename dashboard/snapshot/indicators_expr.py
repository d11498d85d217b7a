"""The indicators: for each, what is counted and out of what, as Ibis expressions over `school_counts` (A-25 … A-33).

To add an indicator add a row here, its block in ``indicators.toml`` and its target in ``monitor.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _
from ibis.common.deferred import Deferred

from dashboard.indicators import MEASURED_KEYS
from dashboard.snapshot.contract import PROFILE_FIELDS


@dataclass(frozen=True, slots=True)
class Share:
    """One indicator of a school: a whole number out of another; both null where there is no value."""

    numerator: Deferred
    denominator: Deferred


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
        The same rows with ``<indicator>_numerator`` and ``<indicator>_denominator``.
    """
    columns = {}
    for key in MEASURED_KEYS:
        columns[f"{key}_numerator"] = EXPRESSIONS[key].numerator
        columns[f"{key}_denominator"] = EXPRESSIONS[key].denominator
    return schools.mutate(**columns)
