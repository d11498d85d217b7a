"""A small country whose weeks are already published, written straight into the tables.

The numbers are seeded and add up: a region is the sum of its districts, the republic of its regions, and the first
district the sum of its schools. One week is a holiday with an empty snapshot, one has no snapshot at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, create_engine, insert

from dashboard import schema
from dashboard.alphabet import name_order
from dashboard.configuration import load_configuration
from dashboard.indicators import INDICATOR_KEYS
from dashboard.weeks import WEEK

REPUBLIC = "000000000"
LATEST = date(2026, 11, 15)
HOLIDAY = date(2026, 10, 25)
MISSING = date(2026, 9, 20)
SHORT = date(2026, 9, 27)
LAST_YEAR = date(2026, 5, 10)
CATEGORIES = ("none", "low", "medium", "high")
# Names that are easily mixed up, long ones, and Kazakh letters.
REGIONS = (
    ("Алматы облысы", "Алматинская область", "Almaty Region", "oblast"),
    ("Алматы қаласы", "г. Алматы", "Almaty", "city_republican"),
    ("Ұлытау облысы", "область Ұлытау", "Ulytau Region", "oblast"),
    ("Шығыс Қазақстан облысы", "Восточно-Казахстанская область", "East Kazakhstan Region", "oblast"),
)

Units = list[dict[str, object]]
Counts = npt.NDArray[np.int64]
Numbers = tuple[Counts, Counts, Counts]


@dataclass
class Country:
    """What to publish.

    Attributes
    ----------
    regions, districts, schools
        How many; districts per region, schools of the first district.
    seed
        Of the numbers.
    weeks
        The weeks with a snapshot, oldest first.
    """

    regions: int = 4
    districts: int = 3
    schools: int = 8
    seed: int = 1
    weeks: Sequence[date] = field(
        default_factory=lambda: [
            LAST_YEAR,
            *(week for n in range(11, -1, -1) if (week := LATEST - n * WEEK) != MISSING),
        ]
    )

    def publish(self, connection: Connection) -> dict[date, int]:
        """Write the country; return week to snapshot."""
        units = self.units()
        made: dict[date, int] = {}
        before: Counts | None = None
        for week in self.weeks:
            made[week] = self._snapshot(connection, week)
            numbers = self._numbers(units, week)
            values = numbers[0]
            self._write(connection, made[week], week, units, numbers)
            if before is not None and values[..., :3].any():
                base = max(w for w in made if w < week and w != HOLIDAY)
                if (base >= date(2026, 8, 30)) == (week >= date(2026, 8, 30)):
                    self._compare(connection, made[week], made[base], units, values, before)
            before = values if values[..., :3].any() else before
        return made

    def units(self) -> Units:
        """Return the units: id, parent, level, kind, names."""
        rows: Units = [
            _unit(
                REPUBLIC,
                None,
                "republic",
                ("Қазақстан Республикасы", "Республика Казахстан", "Republic of Kazakhstan", None),
            )
        ]
        for region in range(self.regions):
            key = f"{10 + region}0000000"
            number = region // len(REGIONS)
            kk, ru, en, kind = REGIONS[region % len(REGIONS)]
            suffix = f" {number}" if number else ""
            rows.append(_unit(key, REPUBLIC, "region", (kk + suffix, ru + suffix, en + suffix, kind)))
            for district in range(self.districts):
                names = (f"Абай {district} ауданы", f"Абайский {district} район", f"Abay {district} District", "rayon")
                if district == 1:
                    names = ("Риддер қаласы", "г. Риддер", None, "city_oblast")
                rows.append(_unit(f"{10 + region}{district + 1:02d}00000", key, "district", names))
        return rows

    def _snapshot(self, connection: Connection, week: date) -> int:
        """Write the head of a week."""
        days = {HOLIDAY: 0, SHORT: 3}.get(week, 5)
        values = {
            "content_id": f"{week:%Y%m%d}" * 8,
            "week": week,
            "revision": 1,
            "status": "published",
            "config_version": 1,
            "config": load_configuration().for_week(week).as_json(),
            "teaching_days": days,
            "calendar_assumed": week >= date(2026, 8, 30),
            "rejects_accepted": False,
            "source": "test",
            "built_at": datetime(2026, 11, 22, tzinfo=UTC),
            "published_at": datetime(2026, 11, 22, tzinfo=UTC),
        }
        key = connection.execute(insert(schema.snapshot).values(values)).inserted_primary_key
        assert key is not None
        return int(key[0])

    def _numbers(self, units: Units, week: date) -> Numbers:
        """Return counts per unit and indicator (low, medium, high, numerator, denominator), and the schools' values."""
        random = np.random.default_rng((self.seed, week.toordinal()))
        at = {row["unit_id"]: place for place, row in enumerate(units)}
        counts = np.zeros((len(units), len(INDICATOR_KEYS), 5), np.int64)
        denominator = random.integers(5, 900, (self.schools, 9))
        numerator = (denominator * random.uniform(0.4, 1.0, (self.schools, 9))).astype(np.int64)
        config = load_configuration().for_week(week)
        target = np.array([config.targets[key] for key in INDICATOR_KEYS])
        medium = np.array([config.medium_from(key) for key in INDICATOR_KEYS])
        category = np.where(
            100 * numerator >= target * denominator, 3, np.where(100 * numerator >= medium * denominator, 2, 1)
        )
        seven = [1, 2, 3, 4, 5, 6, 8]
        numerator[:, 0], denominator[:, 0] = (category[:, seven] == 3).sum(axis=1), 7
        category[:, 0] = category[:, seven].min(axis=1)
        category[0] = 0  # no teaching
        if self.schools > 2:
            category[1] = 0  # not connected
            category[2, 7] = 0  # no marks
        if week == HOLIDAY:
            category[:] = 0
        for place, row in enumerate(units):
            if row["level"] != "district" or week == HOLIDAY:
                continue
            if str(row["unit_id"]) == "100100000":
                known = category > 0
                found = [(category == number).sum(axis=0) for number in (1, 2, 3)]
                found += [np.where(known, numerator, 0).sum(axis=0), np.where(known, denominator, 0).sum(axis=0)]
                counts[place] = np.stack(found, axis=1)
            else:
                schools = int(random.integers(3, 60)) * (str(row["unit_id"])[2:4] != "03")  # one district has none
                shares = random.dirichlet([2, 2, 5], 9)
                counts[place, :, :3] = [random.multinomial(schools, share) for share in shares]
                counts[place, :, 4] = counts[place, :, :3].sum(axis=1) * 500
                counts[place, :, 3] = counts[place, :, 4] * random.uniform(0.4, 1, 9)
        for level in ("district", "region"):
            for place, row in enumerate(units):
                if row["level"] == level:
                    counts[at[row["parent_id"]]] += counts[place]
        return counts, category, np.stack([numerator, denominator], axis=-1)

    def _write(self, connection: Connection, snapshot: int, week: date, units: Units, numbers: Numbers) -> None:
        """Write everything of one week."""
        values, category, marks = numbers
        ranks = _ranks(units, values)
        reporting = values[:, 0, :3].sum(axis=1)
        connection.execute(
            insert(schema.unit_week),
            [
                {
                    **row,
                    "snapshot_id": snapshot,
                    "state": "none" if week == HOLIDAY else "data",
                    "schools": int(reporting[place]) + 2,
                    "reporting": int(reporting[place]),
                }
                for place, row in enumerate(units)
            ],
        )
        names = ("low", "medium", "high", "numerator", "denominator")
        connection.execute(
            insert(schema.unit_value),
            [
                {
                    "snapshot_id": snapshot,
                    "unit_id": row["unit_id"],
                    "indicator": key,
                    "rank": ranks.get((place, number)),
                    **dict(zip(names, map(int, values[place, number]), strict=True)),
                }
                for place, row in enumerate(units)
                for number, key in enumerate(INDICATOR_KEYS)
            ],
        )
        totals = {"marks": 4_821_733, "homework": 731_402, "logins": None}
        connection.execute(
            insert(schema.unit_statistic),
            [
                {
                    "snapshot_id": snapshot,
                    "unit_id": row["unit_id"],
                    "statistic": name,
                    "total": total and total // (place + 1),
                    "schools": int(reporting[place]) if total else 0,
                }
                for place, row in enumerate(units)
                for name, total in totals.items()
            ],
        )
        self._write_schools(connection, snapshot, category, marks)
        notes = [("school_not_connected", {"count": 3, "schools": ["7", "8", "9"]})]
        connection.execute(
            insert(schema.note),
            [
                {"snapshot_id": snapshot, "number": number, "kind": kind, "details": json.dumps(details)}
                for number, (kind, details) in enumerate(notes, 1)
            ],
        )

    def _write_schools(self, connection: Connection, snapshot: int, category: Counts, marks: Counts) -> None:
        """Write the schools of the first district."""
        states = ["no_teaching", *(["not_connected"] if self.schools > 2 else []), *["data"] * self.schools]
        connection.execute(
            insert(schema.school_week),
            [
                {
                    "snapshot_id": snapshot,
                    "school_id": f"s{number:05d}",
                    "unit_id": "100100000",
                    "name_kk": f"№ {number} орта мектеп",
                    "name_ru": f"Средняя школа № {number}",
                    "name_en": None,
                    "week_mode": 5,
                    "state": states[number],
                    "teaching_days": 5,
                }
                for number in range(self.schools)
            ],
        )
        connection.execute(
            insert(schema.school_value),
            [
                {
                    "snapshot_id": snapshot,
                    "school_id": f"s{number:05d}",
                    "indicator": key,
                    "numerator": int(marks[number, place, 0]) if category[number, place] else None,
                    "denominator": int(marks[number, place, 1]) if category[number, place] else None,
                    "category": CATEGORIES[category[number, place]],
                }
                for number in range(self.schools)
                for place, key in enumerate(INDICATOR_KEYS)
            ],
        )

    def _compare(
        self, connection: Connection, snapshot: int, base: int, units: Units, now: Counts, then: Counts
    ) -> None:
        """Write the comparison with the previous period."""
        both = np.minimum(now[..., :3].sum(axis=2), then[..., :3].sum(axis=2))
        connection.execute(
            insert(schema.unit_comparison),
            [
                {
                    "snapshot_id": snapshot,
                    "base_id": base,
                    "unit_id": row["unit_id"],
                    "indicator": key,
                    "schools": int(both[at, n]),
                    "medium_now": int(min(now[at, n, 1], both[at, n])),
                    "high_now": int(min(now[at, n, 2], both[at, n])),
                    "medium_then": int(min(then[at, n, 1], both[at, n])),
                    "high_then": int(min(then[at, n, 2], both[at, n])),
                    "numerator_now": int(now[at, n, 3]),
                    "denominator_now": int(now[at, n, 4]),
                    "numerator_then": int(then[at, n, 3]),
                    "denominator_then": int(then[at, n, 4]),
                }
                for at, row in enumerate(units)
                for n, key in enumerate(INDICATOR_KEYS)
            ],
        )


def _unit(key: str, parent: str | None, level: str, names: tuple[str | None, ...]) -> dict[str, object]:
    """Return one unit."""
    kk, ru, en, kind = names
    return {
        "unit_id": key,
        "parent_id": parent,
        "level": level,
        "kind": kind,
        "name_kk": kk,
        "name_ru": ru,
        "name_en": en,
    }


def _ranks(units: Units, values: Counts) -> dict[tuple[int, int], int]:
    """Return place and indicator to rank (Q-19 … Q-21)."""
    ranks: dict[tuple[int, int], int] = {}
    for parent in {row["parent_id"] for row in units if row["parent_id"]}:
        for number in range(len(INDICATOR_KEYS)):
            group = []
            for place, row in enumerate(units):
                low, medium, high = map(int, values[place, number, :3])
                if row["parent_id"] == parent and low + medium + high:
                    whole = low + medium + high
                    score = Fraction(2 * high + medium, 2 * whole)
                    group.append(
                        (-score, -Fraction(high, whole), name_order(str(row["name_kk"])), row["unit_id"], place)
                    )
            for rank, (*_, place) in enumerate(sorted(group), 1):
                ranks[place, number] = rank
    return ranks


@contextmanager
def published(country: Country) -> Iterator[Connection]:
    """Publish a country in a database in memory, and open it."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        country.publish(connection)
    with engine.connect() as connection:
        yield connection
    engine.dispose()
