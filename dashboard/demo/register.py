"""The registers of a drop: units, schools with their profiles, subjects, the drop's own calendar."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.demo.arrays import Flags, Floats, Ints, Texts, stream
from dashboard.demo.behaviour import FIELDS
from dashboard.demo.facts import Country, WeekFacts
from dashboard.demo.names import heads
from dashboard.demo.sources import table, units
from dashboard.snapshot.contract import PROFILE_FIELDS

ACCREDITATION = slice(11, 15)
# How early a field is the one that is missing: the lower, the sooner.
MISSED_FIRST = np.array([0.9, 0.9, 0.4, 0.9, 0.5, 0.8, 0.3, 0.5, 0.3, 0.6, 0.3, -0.2, -0.3, -0.3, -0.1, 0.0, -0.1, 0.0])
STREETS = (
    "Абай",
    "Достық",
    "Тәуелсіздік",
    "Мектеп",
    "Бейбітшілік",
    "Жеңіс",
    "Желтоқсан",
    "Сәтбаев",
    "Жамбыл",
    "Орталық",
)
SMALL_SCHOOL = 80  # pupils, of a village school
JUNK_SHARE = 0.02  # addresses that are none (spec B-12)
SYSTEMS = ("Журнал А", "Журнал Б")  # journal systems, made up
SECOND_SYSTEM = frozenset({"750000000", "710000000", "474200000"})


def unit_table() -> pa.Table:
    """Return the table ``units``; one row is one unit."""
    rows = table("units")
    return pa.table(
        {
            "unit_id": [row["kato"] for row in rows],
            "parent_id": [row["parent_kato"] or None for row in rows],
            "level": [row["level"] for row in rows],
            "kind": pa.array([_kind(row) for row in rows], pa.string()),
            "name_kk": [row["name_kk"] for row in rows],
            "name_ru": [row["name_ru"] for row in rows],
            "name_en": [row["name_en"] for row in rows],
        }
    )


def _kind(unit: dict[str, str]) -> str | None:
    """Return what kind of unit it is, read off its code and name."""
    city = unit["name_ru"].startswith("г. ")
    in_city = unit["kato"][:2] in {"71", "75", "79"}
    kinds = {
        "republic": None,
        "region": "city_republican" if city else "oblast",
        "district": "city_district" if in_city else "city_oblast" if city else "rayon",
    }
    return kinds[unit["level"]]


def subject_table() -> pa.Table:
    """Return the table ``subjects``; one row is one subject."""
    rows = table("subjects")
    columns = ("subject_id", "name_kk", "name_ru", "name_en")
    return pa.table({column: [row[column] for row in rows] for column in columns})


def calendar_table(facts: WeekFacts) -> pa.Table:
    """Return the table ``calendar``; one row is one closure of a district or a school."""
    return pa.table(
        {
            "scope_id": pa.array([row.scope for row in facts.closures], pa.string()),
            "date_from": pa.array([row.first for row in facts.closures], pa.date32()),
            "date_to": pa.array([row.last for row in facts.closures], pa.date32()),
            "kind": pa.array([row.kind for row in facts.closures], pa.string()),
        }
    )


class SchoolRegister:
    """The table ``schools`` of every week: worked out once, then only cut and blanked."""

    def __init__(self, country: Country) -> None:
        rng = stream(country.seed, "profiles")
        self._full = _school_table(country, rng)
        self._missed = _missing_order(country, rng)

    def table(self, facts: WeekFacts) -> pa.Table:
        """Return one row for each school in the register of the week."""
        listed = facts.listed
        blank = self._missed[listed] < (FIELDS - facts.filled[listed])[:, None]
        found = self._full.filter(pa.array(listed))
        for number, field in enumerate(PROFILE_FIELDS):
            values = found.column(field).combine_chunks()
            kept = pc.if_else(pa.array(blank[:, number]), pa.scalar(None, pa.string()), values)
            found = found.set_column(found.schema.get_field_index(field), field, kept)
        return found


def _missing_order(country: Country, rng: np.random.Generator) -> Ints:
    """Return by school and field how many other fields go missing sooner, shape (schools, 18)."""
    key: Floats = rng.random((len(country.schools), FIELDS)) + MISSED_FIRST
    key[country.unaccredited > 0, ACCREDITATION] -= 3
    order: Ints = np.argsort(np.argsort(key, axis=1), axis=1)
    return order


def _school_table(country: Country, rng: np.random.Generator) -> pa.Table:
    """Return the register with every field filled."""
    schools = country.schools
    numbers = range(len(schools))
    names = schools.names
    domains = [f"s{identifier}.edu.example" for identifier in schools.ids]
    columns = {
        "school_id": schools.ids,
        "unit_id": schools.unit,
        "name_kk": [name.kk for name in names],
        "name_ru": [name.ru for name in names],
        "name_en": [name.en for name in names],
        "in_monitor": schools.in_monitor,
        "week_mode": schools.week_mode.astype(np.int8),
        "locality": np.where(schools.urban, "urban", "rural"),
        "is_small": ~schools.urban & (schools.pupils < SMALL_SCHOOL),
        "source": _systems(country),
        "head": _some(heads(len(schools), rng), 0.93, rng),
        "phone": _some([_phone(rng) for _ in numbers], 0.95, rng),
        "email": _some([f"mektep@{domain}" for domain in domains], 0.9, rng),
        "website": _some([f"https://{domain}/" for domain in domains], 0.55, rng),
    }
    return pa.table(columns | _profile(country, rng))


def _some(values: Sequence[str], share: float, rng: np.random.Generator) -> pa.Array:
    """Return the values, a share of them kept, the others missing."""
    return pa.array(values, mask=rng.random(len(values)) >= share)


def _phone(rng: np.random.Generator) -> str:
    """Return a telephone number that nobody has."""
    return f"8 (7{rng.integers(100, 340):03d}) {rng.integers(20, 60)}-{rng.integers(100):02d}-{rng.integers(100):02d}"


def _systems(country: Country) -> Texts:
    """Return the journal system of every school; a few schools of a region use the other one."""
    schools = country.schools
    regions = np.array([unit["kato"] for unit in units("region")], dtype=object)[schools.region]
    second: Flags = np.isin(regions, list(SECOND_SYSTEM)) | np.isin(schools.unit, list(SECOND_SYSTEM))
    other = stream(country.seed, "systems").random(len(schools)) < 0.04
    return np.array(SYSTEMS, dtype=object)[(second ^ other).astype(np.int64)]


def _profile(country: Country, rng: np.random.Generator) -> dict[str, pa.Array]:
    """Return the 18 profile fields, in Kazakh or Russian as the school writes."""
    records = [_record(country, number, rng) for number in range(len(country.schools))]
    columns = {field: [record[number] for record in records] for number, field in enumerate(PROFILE_FIELDS)}
    junk = rng.random(len(records)) < JUNK_SHARE
    for number in np.flatnonzero(junk):
        email = f"mektep{rng.integers(1, 200)}@mail.example"
        columns["legal_address"][number] = str(rng.choice([".", "-", "нет", "."]))
        columns["postal_address"][number] = str(rng.choice([email, ".", email]))
    return {field: pa.array(values, pa.string()) for field, values in columns.items()}


def _record(country: Country, number: int, rng: np.random.Generator) -> tuple[str, ...]:
    """Return one school's profile, in the order of the fields."""
    schools = country.schools
    name, unit, kazakh = schools.names[number], _DISTRICTS[schools.unit[number]], bool(schools.kazakh[number])
    own, title = (unit["name_kk"], name.kk) if kazakh else (unit["name_ru"], name.ru)
    kind = schools.kinds[number].kk_plain if kazakh else schools.kinds[number].ru
    words = _PRIVATE_WORDS if schools.private[number] else _STATE_WORDS
    form, structure, owner, entity = words[0 if kazakh else 1]
    full = f"«{title}» {entity}" if kazakh else f"{entity} «{title}»"
    body = f"{own} білім бөлімі" if kazakh else f"Отдел образования: {own}"
    address = _address(name.village_kk if kazakh else name.village_ru, own, kazakh, rng)
    postal = f"{rng.integers(10000, 160000):06d}, {address}"
    return (form, kind, structure, owner, name.short, full, _opened(rng), address, postal, body, full, *_papers(rng))


def _opened(rng: np.random.Generator) -> str:
    """Return the day a school was opened; now and then in a form that is no date for the import (Q-62)."""
    year = rng.integers(1936, 2021)
    return f"{year}-09-01" if rng.random() > 0.01 else f"01.09.{year}"


def _papers(rng: np.random.Generator) -> tuple[str, ...]:
    """Return the fields of accreditation and licence."""
    return (
        f"АА-{rng.integers(100, 9999):04d}",
        "АА",
        f"{rng.integers(1, 99999):07d}",
        f"{rng.integers(2025, 2031)}-{rng.integers(1, 13):02d}-15",
        f"KZ{rng.integers(10, 99)}LAA{rng.integers(99999):08d}",
        f"{rng.integers(1, 199999):07d}",
        f"{rng.integers(2008, 2024)}-{rng.integers(1, 13):02d}-01",
    )


# Form of organisation, structure, ownership, the words around the legal entity's name: kk, then ru.
_STATE_WORDS = (
    ("Коммуналдық мемлекеттік мекеме", "Дербес мекеме", "Коммуналдық", "КММ"),
    ("Коммунальное государственное учреждение", "Самостоятельное учреждение", "Коммунальная", "КГУ"),
)
_PRIVATE_WORDS = (
    ("Жауапкершілігі шектеулі серіктестік", "Дербес мекеме", "Жеке", "ЖШС"),
    ("Товарищество с ограниченной ответственностью", "Самостоятельное учреждение", "Частная", "ТОО"),
)
_DISTRICTS = {unit["kato"]: unit for unit in units("district")}


def _address(village: str, district: str, kazakh: bool, rng: np.random.Generator) -> str:
    """Return an address."""
    street, house = STREETS[rng.integers(len(STREETS))], rng.integers(1, 120)
    parts = (
        (district, village and f"{village} ауылы", f"{street} көшесі, {house}")
        if kazakh
        else (district, village and f"село {village}", f"улица {street}, {house}")
    )
    return ", ".join(part for part in parts if part)
