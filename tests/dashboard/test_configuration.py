"""The monitor's numbers and their versions."""

from __future__ import annotations

from datetime import date, time
from fractions import Fraction
from pathlib import Path

import pytest

from dashboard.configuration import MONITOR_FILE, MonitorConfig, load_configuration
from dashboard.errors import ConfigurationError

SECOND = MONITOR_FILE.read_text("utf-8").split("monitor_config:")[1].replace("version: 1", "version: 2")
SECOND = SECOND.replace("2026-09-01", "2027-09-01").replace("target: 49", "target: 80")
# A.8 as it is printed: one version, and two indicators that are not computed.
SINGLE = """
monitor_config:
  version: 1
  valid_from: 2026-09-01
  timezone: Asia/Almaty        # UTC+5 in the whole country since 2024-03-01
  week_start: sunday           # sunday | monday (FAQ variant)
  cutoff: "Sunday 00:00"       # end of the period
  publish_by: "Sunday 06:00"
  min_lessons_per_class: 10    # prorated in short weeks
  score_weights: {low: 0, medium: 0.5, high: 1}
  medium_rule: {kind: fraction_of_target, num: 2, den: 3, round: ceil}
  indicators:
    act_teachers: {target: 90, in_qzj: true}
    act_pupils:   {target: 85, in_qzj: true}
    act_parents:  {target: 75, in_qzj: true}
    timetable:    {target: 95, in_qzj: true}
    planning:     {target: 71, in_qzj: true}
    journal:      {target: 49, in_qzj: true}
    profile:      {target: 100, in_qzj: true}
    timely:       {target: 80, in_qzj: false, deadline_next_day: "13:00"}
    attendance:   {target: 90, in_qzj: false, medium_from: 60}
    hw_timely:    {target: 70, in_qzj: false, medium_from: 50}
  gauge_targets: {schools_qzj: 90}   # others default to indicator target
"""


@pytest.fixture
def config() -> MonitorConfig:
    """The project's own first version."""
    return load_configuration().for_week(date(2025, 11, 9))


def write(folder: Path, text: str) -> Path:
    """Write a configuration file."""
    file = folder / "monitor.yaml"
    file.write_text(text, "utf-8")
    return file


def test_a25_a33_targets_and_a35_borders(config: MonitorConfig) -> None:
    borders = {key: (config.medium_from(key), config.targets[key]) for key in config.targets}
    assert borders == {
        "qzj": (60, 90),
        "act_teachers": (60, 90),
        "act_pupils": (57, 85),
        "act_parents": (50, 75),
        "timetable": (64, 95),
        "planning": (48, 71),
        "journal": (33, 49),
        "timely": (54, 80),
        "profile": (67, 100),
    }


def test_the_seven_are_all_but_timely(config: MonitorConfig) -> None:
    assert config.seven == (
        *("act_teachers", "act_pupils", "act_parents", "timetable", "planning", "journal", "profile"),
    )
    assert config.timely_until == time(13)
    assert config.weights == (0, Fraction(1, 2), 1)


def test_q04_minimum_of_lessons(config: MonitorConfig) -> None:
    assert [config.min_lessons(days) for days in range(7)] == [0, 2, 4, 6, 10, 10, 10]


def test_q106_the_variants_are_off(config: MonitorConfig) -> None:
    assert config.prorate_short_weeks
    assert config.gauge_target("journal") == config.targets["journal"]
    assert config.gauge_target("qzj") == 90


def test_q39_the_first_version_also_holds_before_it() -> None:
    configuration = load_configuration()
    assert configuration.for_week(date(2019, 9, 1)).version == 1
    assert configuration.for_week(date(2030, 9, 1)).version == 1


def test_q39_the_latest_version_not_after_the_first_day_holds(tmp_path: Path) -> None:
    configuration = load_configuration(write(tmp_path, MONITOR_FILE.read_text("utf-8") + SECOND))
    found = {week: configuration.for_week(week) for week in (date(2027, 8, 29), date(2027, 9, 5))}
    assert [version.version for version in found.values()] == [1, 2], "1 September 2027 lies inside the first week"
    assert [version.targets["journal"] for version in found.values()] == [49, 80]
    assert [version.medium_from("journal") for version in found.values()] == [33, 54]


def test_the_order_in_the_file_does_not_matter(tmp_path: Path) -> None:
    first = MONITOR_FILE.read_text("utf-8").split("monitor_config:")[1]
    configuration = load_configuration(write(tmp_path, f"monitor_config:{SECOND}{first}"))
    assert [version.version for version in configuration.versions] == [1, 2]


def test_a8_one_version_may_stand_alone(tmp_path: Path, config: MonitorConfig) -> None:
    assert load_configuration(write(tmp_path, SINGLE)).versions == (config,)


def test_it_survives_json(config: MonitorConfig, tmp_path: Path) -> None:
    assert MonitorConfig.from_json(config.as_json()) == config
    odd = SINGLE.replace("0.5", "1/3").replace("{schools_qzj: 90}", "{schools_qzj: 77, journal: 60}")
    odd = odd.replace("target: 49", "target: 49, medium_from: 10").replace("13:00", "09:30")
    other = load_configuration(write(tmp_path, odd.replace("num: 2", "num: 1"))).versions[0]
    assert MonitorConfig.from_json(other.as_json()) == other
    assert other.gauge_target("journal") == 60
    assert other.medium_from("journal") == 10
    assert other.medium_from("qzj") == 26
    assert other.score_weights["medium"] == Fraction(1, 3)


def test_f3_3_short_weeks_may_keep_the_minimum(tmp_path: Path) -> None:
    text = SINGLE.replace("  score_weights", "  prorate_short_weeks: false\n  score_weights")
    assert load_configuration(write(tmp_path, text)).versions[0].min_lessons(1) == 10


WRONG = [
    ("target: 71", "target: 171", "indicators.planning.target is 171"),
    ("target: 71", "target: 71.5", "indicators.planning.target is 71.5"),
    ("target: 71", "target: yes", "indicators.planning.target is True"),
    ("target: 71, ", "", "indicators.planning.target is missing"),
    ("target: 71, in_qzj: true", "target: 71", "indicators.planning.in_qzj is missing"),
    ("target: 71", "target: 71, tarjet: 72", "indicators.planning.tarjet is not known"),
    ("target: 71", "target: 71, medium_from: 72", "indicators.planning.medium_from is 72"),
    ("    planning:     {target: 71, in_qzj: true}\n", "", "indicators.planning is None"),
    ("planning: ", "plannings: ", "indicators.planning is None"),
    ("    journal: ", "    other: {target: 1, in_qzj: false}\n    journal: ", "indicators.other is not known"),
    ("in_qzj: false, deadline", "in_qzj: true, deadline", "indicators.timely.in_qzj"),
    ('"13:00"', "13:00", "indicators.timely.deadline_next_day is 780"),
    ('"13:00"', '"25:00"', "indicators.timely.deadline_next_day"),
    ("week_start: sunday", "week_start: monday", "week_start is 'monday'"),
    ("Asia/Almaty", "Europe/Paris", "timezone is 'Europe/Paris'"),
    ('cutoff: "Sunday 00:00"', 'cutoff: "Monday 00:00"', "cutoff is 'Monday 00:00'"),
    ("Sunday 06:00", "Someday 06:00", "publish_by is 'Someday 06:00'"),
    ("valid_from: 2026-09-01", "valid_from: soon", "valid_from is 'soon'"),
    ("valid_from: 2026-09-01", "valid_from: 2026-09-01 10:00:00", "valid_from is"),
    ("  version: 1\n", "", "version is missing"),
    ("min_lessons_per_class: 10", "min_lessons_per_class: ten", "min_lessons_per_class is 'ten'"),
    ("high: 1", "high: 0.9", "score_weights.high"),
    ("low: 0,", "low: 0.6,", "score_weights.high must be 1 and low <= medium <= high"),
    ("medium: 0.5", "medium: half", "score_weights.medium is 'half'"),
    ("num: 2", "num: 4", "medium_rule.num is 4"),
    ("round: ceil", "round: floor", "medium_rule.round is 'floor'"),
    ("schools_qzj: 90", "schools: 90", "gauge_targets.schools is not known"),
    ("  cutoff", "  colour: red\n  cutoff", "colour is not known"),
    ("score_weights: {low: 0, medium: 0.5, high: 1}", "score_weights: 7", "score_weights is 7"),
]


@pytest.mark.parametrize(("old", "new", "words"), WRONG)
def test_an_error_names_file_version_and_field(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in SINGLE
    file = write(tmp_path, SINGLE.replace(old, new, 1))
    with pytest.raises(ConfigurationError) as error:
        load_configuration(file)
    assert str(error.value).startswith(f"{file}: version")
    assert words in str(error.value)


@pytest.mark.parametrize("text", ["", "[]", "monitor_config:", "monitor_config: [1]", "other: 1", "a: [", "\ufeff\x00"])
def test_a_file_that_is_no_configuration_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"monitor\.yaml"):
        load_configuration(write(tmp_path, text))


@pytest.mark.parametrize(("old", "field"), [("version: 2", "version"), ("2027-09-01", "valid_from")])
def test_two_versions_differ_in_number_and_day(tmp_path: Path, old: str, field: str) -> None:
    same = {"version: 2": "version: 1", "2027-09-01": "2026-09-01"}[old]
    text = MONITOR_FILE.read_text("utf-8") + SECOND.replace(old, same)
    with pytest.raises(ConfigurationError, match=f"same {field}"):
        load_configuration(write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.yaml"):
        load_configuration(tmp_path / "nowhere.yaml")
