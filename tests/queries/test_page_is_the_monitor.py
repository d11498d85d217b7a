"""The page of a school and the monitor never disagree: its rows add up to the numbers of the snapshot it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from dashboard import migrations
from dashboard.database import connection, reading
from dashboard.facts.keeping import keep_facts
from dashboard.facts.store import find, remove
from dashboard.indicators import MEASURED_KEYS
from dashboard.schema import school_value, snapshot
from dashboard.school_choice import SchoolChoice
from dashboard.school_frames import CLASS_WEEK, LESSONS, NOTHING, SCHOOL_WEEK, SchoolFacts, together
from dashboard.settings import Settings
from dashboard.snapshot.build import build_snapshot
from dashboard.timeline import Published
from layouts.views.school_profile import is_filled
from queries import snapshots
from queries.facts import FactStore
from queries.school_facts import SchoolReader
from tests.factories import WEEK, Records

DISTRICTS = ("111000000", "113000000", "151000000")
EACH = 16  # schools of each kind
Pair = tuple[int | None, int | None]
MISSING: Pair = (None, None)


def country(dice: Random) -> Records:
    """Return schools of every kind, whatever they have and lack drawn by lot."""
    records = Records()
    for number in range(EACH):
        _detailed(records, dice, f"d{number:02}")
        _by_class(records, dice, f"c{number:02}")
        _as_sums(records, dice, f"s{number:02}")
    return records


def _detailed(records: Records, dice: Random, school: str) -> None:
    records.school(school, dice.choice(DISTRICTS), filled=dice.randint(0, 18))
    for role in ("teacher", "pupil", "parent"):
        created = dice.randint(0, 6)
        records.accounts(school, role, dice.randint(0, created), created)
    for number in range(dice.randint(1, 4)):
        kind = dice.choice(("criterial", "classical"))
        name = f"{school}-c{number}"
        records.add("classes", class_id=name, school_id=school, grade=dice.randint(1, 11), letter="А",
                    journal_kind=kind)  # fmt: skip
        lessons = records.lessons(name, dice.randint(0, 20))
        for table in ("topics", "homework", "comments", "held"):
            records.fact(table, [one for one in lessons if dice.random() < 0.4])
        records.fact("attendance", [one for one in lessons if dice.random() < 0.2], pupil_id="p", code="ill")
        for work in ("formative", "answer", "sor", None):
            records.fact("marks", [one for one in lessons if dice.random() < 0.3], pupil_id=f"p-{work}", value="5",
                         work_type=work)  # fmt: skip


def _counts(dice: Random) -> dict[str, object]:
    lessons = dice.randint(0, 60)
    eligible = dice.randint(0, 40)
    both: dict[str, object] = {"marks_eligible": eligible, "marks_timely": dice.randint(0, eligible), "marks": 40}
    marks = dice.choice((both, {}, {"marks_eligible": eligible}, {"marks": 40}))
    return {
        "lessons": lessons, "lessons_planned": dice.randint(0, lessons), "lessons_recorded": dice.randint(0, lessons),
        **marks,
    }  # fmt: skip


def _by_class(records: Records, dice: Random, school: str) -> None:
    records.school(school, dice.choice(DISTRICTS), filled=dice.randint(0, 18))
    for number in range(dice.randint(1, 4)):
        name = f"{school}-c{number}"
        records.add("classes", class_id=name, school_id=school, grade=dice.randint(2, 11), letter="А")
        row = _counts(dice)
        records.add("class_week", class_id=name, slots=dice.randint(0, int(str(row["lessons"]))), **row)
    _totals_of_accounts(records, dice, school)


def _as_sums(records: Records, dice: Random, school: str) -> None:
    records.school(school, dice.choice(DISTRICTS), filled=dice.randint(0, 18))
    records.add("classes", class_id=f"{school}-c", school_id=school, grade=5, letter="А")
    classes = dice.randint(1, 9)
    records.add(
        "school_week", school_id=school, classes=classes, classes_full=dice.randint(0, classes), **_counts(dice)
    )
    _totals_of_accounts(records, dice, school)


def _totals_of_accounts(records: Records, dice: Random, school: str) -> None:
    for role in ("teacher", "pupil", "parent"):
        created = dice.randint(0, 50)
        records.add("accounts_week", school_id=school, role=role, created=created, activated=dice.randint(0, created))


class Installation:
    """A published week of the country, and what is kept of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings.from_environment({"BELSENDI_DATA": str(folder / "var")})
        (folder / "var").mkdir()
        migrations.upgrade(self.settings)

    def hand_over(self, records: Records, name: str) -> str:
        """Publish a drop and keep its rows; return the id of the snapshot."""
        drop = records.write(self.folder / name)
        build_snapshot([drop], WEEK, self.settings, publish=True)
        (kept,) = keep_facts([drop], WEEK, self.settings)
        return kept.snapshot

    @property
    def shown(self) -> Published:
        with reading(self.settings) as opened:
            found = snapshots.timeline(opened).at(WEEK)
        assert found is not None
        return found

    def published(self, content_id: str) -> dict[tuple[str, str], Pair]:
        """Return numerator and denominator by school and indicator, as a snapshot has them."""
        value = school_value.c
        query = select(value.school_id, value.indicator, value.numerator, value.denominator).join(snapshot)
        with connection(self.settings) as opened:
            rows = opened.execute(query.where(snapshot.c.content_id == content_id)).fetchall()
        return {(row[0], row[1]): (row[2], row[3]) for row in rows}

    @contextmanager
    def reader(self, school: str) -> Iterator[SchoolReader]:
        store = FactStore(self.settings)
        with reading(self.settings) as opened:
            timeline = snapshots.timeline(opened)
        with store.cursor() as opened:
            scan = store.scan("schools", [self.shown.content_id])
            found = opened.execute(f"SELECT unit_id FROM {scan} WHERE school_id = ?", [school]).fetchone()  # noqa: S608
            district = found[0] if found else DISTRICTS[0]
            yield SchoolReader(store, opened, school, district, timeline, self.shown)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    found = Installation(tmp_path_factory.mktemp("country"))
    found.hand_over(country(Random(1)), "drop")  # noqa: S311 - nothing secret
    return found


def _timetable(reader: SchoolReader, facts: SchoolFacts) -> Pair:
    taught = [one for one in facts.classes.values() if one.taught]
    return sum(one.slots >= (one.least or 0) for one in taught), len(taught)


def _accounts(role: str) -> Callable[[SchoolReader, SchoolFacts], Pair]:
    def pair(reader: SchoolReader, facts: SchoolFacts) -> Pair:
        rows = reader.accounts(role)
        idle = (facts.idle or {}).get(role, ())
        assert sorted(row.person for row in rows if row.activated < row.accounts) == sorted(idle)
        return sum(row.activated for row in rows), sum(row.accounts for row in rows)

    return pair


def _share(part: str, whole: str) -> Callable[[SchoolReader, SchoolFacts], Pair]:
    def pair(reader: SchoolReader, facts: SchoolFacts) -> Pair:
        counts = together(row.counts for row in facts.rows)
        return getattr(counts, part), getattr(counts, whole)

    return pair


def _profile(reader: SchoolReader, facts: SchoolFacts) -> Pair:
    assert facts.profile is not None
    return sum(map(is_filled, facts.profile.values.values())), len(facts.profile.values)


# How each of the eight indicators follows from what the page of a school reads.
FROM_THE_PAGE: Mapping[str, Callable[[SchoolReader, SchoolFacts], Pair]] = {
    "act_teachers": _accounts("teacher"),
    "act_pupils": _accounts("pupil"),
    "act_parents": _accounts("parent"),
    "timetable": _timetable,
    "planning": _share("planned", "lessons"),
    "journal": _share("recorded", "lessons"),
    "timely": _share("marks_in_time", "marks_eligible"),
    "profile": _profile,
}
COUNTED = ("planning", "journal", "timely", "profile")
# What is behind the indicators of a school by how it hands over: lessons, counts of classes, counts of the school.
BEHIND = {"d": tuple(FROM_THE_PAGE), "c": (*COUNTED, "timetable"), "s": COUNTED}


def test_the_eight_are_all_there_are() -> None:
    assert set(FROM_THE_PAGE) == set(MEASURED_KEYS)


@pytest.mark.parametrize("kind", ["d", "c", "s"])
def test_every_indicator_of_every_school_follows_from_the_rows_of_its_page(installed: Installation, kind: str) -> None:
    published = installed.published(installed.shown.content_id)
    for number in range(EACH):
        school = f"{kind}{number:02}"
        with installed.reader(school) as reader:
            facts = reader.facts(SchoolChoice())
            for indicator, pair in FROM_THE_PAGE.items():
                if indicator not in BEHIND[kind]:
                    continue  # handed over as totals: there are no rows behind them
                said = published.get((school, indicator), MISSING)
                if said[1]:
                    assert pair(reader, facts) == said, (school, indicator)
                else:
                    assert not pair(reader, facts)[1], (school, indicator)
        assert facts.kind in {{"d": LESSONS, "c": CLASS_WEEK, "s": SCHOOL_WEEK}[kind], NOTHING}


def test_a_corrected_drop_leaves_the_page_with_the_snapshot_it_shows(tmp_path: Path) -> None:
    """Q-49: the monitor shows the frozen revision; the page counts its rows and names it, never the newer ones."""
    installed = Installation(tmp_path)
    first, second = Records(), Records()
    for records, recorded in ((first, 10), (second, 3)):
        records.detailed_school("d1", lessons=(20,))
        records.tables["held"] = records.tables["held"][:recorded]
    frozen = installed.hand_over(first, "first")
    revised = installed.hand_over(second, "second")
    assert frozen != revised
    assert installed.shown.content_id == frozen
    with installed.reader("d1") as reader:
        facts = reader.facts(SchoolChoice())
        rows = reader.lessons(SchoolChoice(listed="journal"))
    assert (installed.published(frozen)["d1", "journal"], installed.published(revised)["d1", "journal"]) == (
        (10, 20), (3, 20),
    )  # fmt: skip
    assert facts.weeks == {WEEK: frozen}
    assert (sum(row.counts.recorded or 0 for row in facts.rows), sum(row.recorded for row in rows)) == (10, 10)
    kept = find(installed.settings, frozen)
    assert kept is not None
    remove(installed.settings, [kept])
    with installed.reader("d1") as reader:
        facts = reader.facts(SchoolChoice())
    assert (facts.kind, facts.rows, facts.weeks, facts.missing_weeks) == (NOTHING, (), {}, (WEEK,))
