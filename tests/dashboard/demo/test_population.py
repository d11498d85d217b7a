from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from dashboard.demo.population import CLOSED, EVENING_DISTRICTS, FEWEST_SCHOOLS, populate
from dashboard.demo.sources import table, units
from tests.dashboard.demo.conftest import ANCHOR


def test_the_register_of_the_last_week_has_the_published_schools(whole_country):
    schools = whole_country.schools
    there = np.array([opens <= ANCHOR < closes for opens, closes in zip(schools.opens, schools.closes, strict=True)])
    taking_part = there & schools.in_monitor
    found = Counter(schools.region[taking_part].tolist())
    assert [found[number] for number in range(20)] == [
        int(row["schools_2022_23"]) for row in table("schools_by_region")
    ]
    assert (~schools.in_monitor).sum() == len(EVENING_DISTRICTS)
    assert len(schools) == 7687 + len(EVENING_DISTRICTS) + len(CLOSED)


def test_ids_are_unique_and_begin_with_the_district(whole_country):
    schools = whole_country.schools
    assert len(set(schools.ids)) == len(schools)
    assert all(identifier.startswith(unit[:6]) for identifier, unit in zip(schools.ids, schools.unit, strict=True))


def test_names_are_unique_within_every_district(whole_country):
    schools = whole_country.schools
    names = Counter((unit, name.kk) for unit, name in zip(schools.unit, schools.names, strict=True))
    assert names.most_common(1)[0][1] == 1


def test_e3_national_sizes(whole_country):
    schools, classes = whole_country.schools, whole_country.classes
    urban = schools.urban[classes.school]
    assert 3.7e6 < schools.pupils.sum() < 4.0e6
    assert 0.39e6 < schools.teachers.sum() < 0.41e6
    assert 185_000 < len(classes) < 205_000
    assert schools.pupils[schools.urban].sum() / urban.sum() == pytest.approx(26, abs=1)
    assert schools.pupils[~schools.urban].sum() / (~urban).sum() == pytest.approx(14, abs=1)
    lessons = classes.slots.sum()
    assert lessons / len(classes) == pytest.approx(29.5, abs=1.5)
    assert 1.2 < (lessons + classes.groups.sum()) / lessons < 1.35
    assert classes.pupils.sum() == schools.pupils.sum()


def test_e3_parent_accounts_for_each_pupil(whole_country):
    ratio = whole_country.parents.sum() / whole_country.schools.pupils.sum()
    assert 0.71 < ratio < 1.0
    assert 20 < (whole_country.parents == 0).sum() < 90


def test_timetables_fit_the_week_mode(whole_country):
    schools, classes = whole_country.schools, whole_country.classes
    assert not classes.slots[:, 0].any()
    five = schools.week_mode[classes.school] == 5
    assert not classes.slots[five, 6].any()
    assert (classes.slots[~five, 6] > 0).all()
    assert classes.slots.max() <= 8
    assert (classes.groups <= classes.slots).all()


def test_a_small_country_keeps_every_district(small_country):
    found = Counter(small_country.schools.unit)
    assert set(found) == {unit["kato"] for unit in units("district")}
    assert min(found.values()) == FEWEST_SCHOOLS


def test_the_same_seed_gives_the_same_country(small_country):
    again, other = populate(small_country.seed, small_country.share), populate(8, small_country.share)
    assert (again.schools.pupils == small_country.schools.pupils).all()
    assert again.schools.names == small_country.schools.names
    assert (again.classes.priority == small_country.classes.priority).all()
    assert again.schools.names != other.schools.names
