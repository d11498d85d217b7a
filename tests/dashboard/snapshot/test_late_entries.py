"""What was entered after the end of the week (G-3, Q-43, Q-50)."""

from __future__ import annotations

from tests.school_weeks import School, World, at

BEFORE, AFTER = at("2025-11-16 00:00"), at("2025-11-16 10:00")


def counted(world: World) -> dict[str, tuple[int, int]]:
    frame = world.compute().late
    return {row.school_id: (row.entries, row.marks) for row in frame.itertuples()}


def test_q43_q50_entries_after_the_cut_off_are_counted_by_school() -> None:
    world = World()

    @world.school
    def late(school: School) -> None:
        room = school.register().classroom()
        room.lesson(6, topics="2025-11-16 00:00", held="2025-11-16 00:00:01", comments="2025-12-01 10:00")
        room.lesson(1, marks=[{"entered_at": at} for at in (BEFORE, AFTER, AFTER)])

        room.lesson(2, status="cancelled", topics="2025-11-17 10:00")  # of no lesson that counts

    @world.school
    def in_time(school: School) -> None:
        school.register().classroom().lesson(1, topics="2025-11-10 10:00")

    @world.school
    def outside(school: School) -> None:
        school.register(in_monitor=False).classroom().lesson(1, topics="2025-11-17 10:00")

    assert counted(world) == {"late": (4, 2)}


def test_a_week_of_counts_tells_nothing() -> None:
    world = World(delivered=("school_week", "accounts"))
    assert counted(world) == {}
