"""Which classes a school has, by the newest kept rows: a role for a class nobody knows would open nothing (spec C)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from dashboard.access.decision import school_of
from dashboard.errors import AccessError
from dashboard.facts import store
from dashboard.schema import school_week, snapshot
from dashboard.settings import Settings
from dashboard.snapshot.revisions import frozen_ids

CLASS = "class"  # the kind of place
CLASS_UNKNOWN = "class_unknown"
_TABLE = "classes"
_NAMED = 60  # in a message


@dataclass(frozen=True, slots=True)
class KnownClasses:
    """The classes of a school.

    Attributes
    ----------
    week
        The newest week whose rows of the school are kept.
    names
        Grade and letter by id, in their order.
    """

    week: date
    names: Mapping[str, str]

    @property
    def listed(self) -> str:
        """All of them for a message: ``5А (391-5a), 5Б (391-5b)``."""
        found = [f"{name} ({key})" for key, name in self.names.items()]
        return ", ".join([*found[:_NAMED], *(["…"] if len(found) > _NAMED else [])])


class ClassRegister:
    """The classes of schools.

    Parameters
    ----------
    connection
        The database.
    settings
        Where rows are kept.
    """

    def __init__(self, connection: Connection, settings: Settings) -> None:
        self._connection = connection
        self._settings = settings
        self._found: dict[str, KnownClasses | None] = {}

    def of(self, school: str) -> KnownClasses | None:
        """Return the classes of a school; None where no rows of any are kept."""
        if school not in self._found:
            self._found[school] = self._read(school)
        return self._found[school]

    def check(self, place: str, kind: str) -> list[str]:
        """Refuse a class its school does not have.

        Parameters
        ----------
        place, kind
            Its id, and what it is: one of `SCOPES`. Whatever is no class is not looked at.

        Returns
        -------
        list of str
            That it could not be checked, where nothing is known of the school's classes.

        Raises
        ------
        AccessError
            If the school has other classes; the message names them, `AccessError.named` too.
        """
        if kind != CLASS:
            return []
        school, school_class = school_of(place)
        known = self.of(school)
        if known is None:
            return [f"No classes of {school} are kept: that it has a class {school_class!r} could not be checked."]
        if school_class not in known.names:
            raise AccessError(
                f"{school} has no class {school_class!r} in the week {known.week}. Its classes: {known.listed}.",
                CLASS_UNKNOWN,
                known.listed,
            )
        return []

    def _read(self, school: str) -> KnownClasses | None:
        """Return the classes of a school from its newest rows."""
        kept = {one.snapshot for one in store.every(self._settings) if _TABLE in one.rows}
        weeks = self._connection.execute(
            select(snapshot.c.content_id, snapshot.c.week, school_week.c.unit_id)
            .join(school_week, school_week.c.snapshot_id == snapshot.c.id)
            .where(school_week.c.school_id == school, snapshot.c.id.in_(frozen_ids()))
            .order_by(snapshot.c.week.desc())
        )
        for content_id, week, district in weeks:
            names = self._names(content_id, district, school) if content_id in kept else {}
            if names:
                return KnownClasses(week, names)
        return None

    def _names(self, content_id: str, district: str, school: str) -> dict[str, str]:
        """Return grade and letter by class in the rows of one week."""
        from pyarrow import parquet  # noqa: PLC0415 - a web process starts without it

        file = store.file_of(store.folder_of(self._settings, content_id), _TABLE, district)
        if not file.is_file():
            return {}
        columns = ["class_id", "grade", "letter"]
        rows = parquet.read_table(file, columns=columns, filters=[("school_id", "==", school)]).to_pylist()
        rows.sort(key=lambda row: (row["grade"], row["letter"], row["class_id"]))
        return {row["class_id"]: f"{row['grade']}{row['letter']}" for row in rows}
