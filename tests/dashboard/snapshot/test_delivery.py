"""Folders, archives, manifests, the week, several drops (Q-84 … Q-91, Q-99)."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from dashboard.errors import DropRefused, Refusal
from dashboard.settings import Settings
from dashboard.snapshot.records import read_drop
from tests.delivered import AGGREGATED, WEEK, read, rejected, write_csv, write_parquet

SETTINGS = Settings("sqlite://", Path("/nowhere"))


def reasons(*paths: Path, week: date | None = WEEK, settings: Settings = SETTINGS) -> list[Refusal]:
    """Return the reasons for which drops are refused."""
    with pytest.raises(DropRefused) as caught:
        read_drop(paths, week, settings)
    assert all(reason.expected and reason.found and reason.remedy for reason in caught.value.reasons)
    return list(caught.value.reasons)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound drop."""
    return write_csv(tmp_path / "drop", AGGREGATED)


# Folders


def test_q84_q99_what_is_not_of_the_contract_is_ignored_with_a_note(folder: Path) -> None:
    for name in ("Units.csv", "lessons.CSV", "notes.txt", "units.csv.bak", ".hidden"):
        (folder / name).touch()
    (folder / "attachments").mkdir()
    with read(folder) as drop:
        ignored = [note.details["file"] for note in drop.notes if note.kind == "unknown_file"]
    assert ignored == [".hidden", "Units.csv", "attachments", "lessons.CSV", "notes.txt", "units.csv.bak"]


def make_both_forms(folder: Path) -> None:
    write_parquet(folder, {"units": AGGREGATED["units"]})


def make_file_and_folder(folder: Path) -> None:
    write_csv(folder / "units", {"part-0": AGGREGATED["units"]})


def make_empty_folder(folder: Path) -> None:
    (folder / "units.csv").unlink()
    (folder / "units").mkdir()


def make_folder_of_others(folder: Path) -> None:
    make_empty_folder(folder)
    (folder / "units" / "_SUCCESS").touch()


def make_link(folder: Path) -> None:
    (folder / "units.csv").rename(folder.parent / "elsewhere.csv")
    (folder / "units.csv").symlink_to(folder.parent / "elsewhere.csv")


def make_linked_part(folder: Path) -> None:
    make_file_and_folder(folder)
    (folder / "units.csv").unlink()
    (folder / "units" / "part-1.csv").symlink_to(folder / "schools.csv")


def make_linked_folder(folder: Path) -> None:
    make_file_and_folder(folder)
    (folder / "units.csv").unlink()
    (folder / "units").rename(folder.parent / "elsewhere")
    (folder / "units").symlink_to(folder.parent / "elsewhere")


def make_folder_named_like_a_file(folder: Path) -> None:
    (folder / "units.csv").unlink()
    (folder / "units.csv").mkdir()


def make_nested_part(folder: Path) -> None:
    make_file_and_folder(folder)
    (folder / "units.csv").unlink()
    (folder / "units" / "more").mkdir()


def make_pipe(folder: Path) -> None:
    (folder / "units.csv").unlink()
    os.mkfifo(folder / "units.csv")


@pytest.mark.parametrize(
    ("make", "file", "found"),
    [
        (make_both_forms, "units.csv", "units.csv and units.parquet"),
        (make_file_and_folder, "units", "units and units.csv"),
        (make_empty_folder, "units", "an empty folder"),
        (make_folder_of_others, "units", "an empty folder"),
        (make_link, "units.csv", "a link"),
        (make_linked_part, "units/part-1.csv", "a link"),
        (make_linked_folder, "units", "a link"),
        (make_folder_named_like_a_file, "units.csv", "a folder"),
        (make_nested_part, "units/more", "a folder"),
        (make_pipe, "units.csv", "no plain file or folder"),
    ],
)
def test_q84_q87_a_table_is_one_plain_file_or_folder_of_them(folder: Path, make: object, file: str, found: str) -> None:
    make(folder)  # type: ignore[operator]
    assert ("units", file, found) in [(one.table, one.file, one.found) for one in reasons(folder)]


def test_a_path_that_is_no_drop(tmp_path: Path) -> None:
    (tmp_path / "drop.zip").write_text("no archive")
    assert reasons(tmp_path / "nowhere")[0].found == "nothing there"
    assert reasons(tmp_path / "drop.zip")[0].found == "a file that is no .zip archive"
    assert {reason.table for reason in reasons(tmp_path)} == {"units", "schools", "classes", "accounts", "lessons"}


# Archives


def archive(path: Path, folder: Path, *more: tuple[str | zipfile.ZipInfo, bytes], top: str = "") -> Path:
    """Pack a drop with further entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(folder.iterdir()):
            packed.write(file, top + file.name)
        for entry, content in more:
            packed.writestr(entry, content)
    return path


def link_entry(name: str) -> zipfile.ZipInfo:
    """Return an entry that is a link."""
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize("top", ["", "деректер\\"])
def test_q86_a_zip_is_read_like_its_folder(tmp_path: Path, folder: Path, top: str) -> None:
    junk = (("__MACOSX/._units.csv", b"x"), (f"{top}read me.txt", b"x"))
    packed = archive(tmp_path / "drop.zip", folder, *junk, top=top)
    with read(packed) as drop, read(folder) as plain:
        assert drop.content_hash() == plain.content_hash()
        assert [note.details["file"] for note in drop.notes if note.kind == "unknown_file"] == ["read me.txt"]


def test_q86_a_zip_with_a_folder_of_parts(tmp_path: Path, folder: Path) -> None:
    (folder / "units.csv").unlink()
    part = "\n".join(AGGREGATED["units"]).encode()
    with read(archive(tmp_path / "drop.zip", folder, ("units/part-0.csv", part))) as drop:
        assert drop.tables["units"].count().to_pyarrow().as_py() == 3


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ("../units.csv", "an absolute or climbing name: '../units.csv'"),
        ("a/../../x", "an absolute or climbing name"),
        ("..\\x", "an absolute or climbing name"),
        ("/etc/x", "an absolute or climbing name"),
        ("C:\\x", "an absolute or climbing name"),
        ("\\x", "an absolute or climbing name"),
        (link_entry("positions.csv"), "a link: 'positions.csv'"),
        (link_entry("notes.txt"), "a link"),
        ("./units.csv", "'./units.csv' twice"),
        ("large.bin", "3000 bytes out of"),
    ],
)
def test_q86_unsafe_archives_are_refused(
    tmp_path: Path, folder: Path, entry: str | zipfile.ZipInfo, found: str
) -> None:
    packed = archive(tmp_path / "drop.zip", folder, (entry, b"0" * 3000))
    settings = replace(SETTINGS, zip_entry_limit=2000, zip_ratio_limit=20)
    unsafe = reasons(packed, settings=settings)
    assert any(reason.found.startswith(found) for reason in unsafe), unsafe
    assert sorted(tmp_path.iterdir()) == [folder, packed]


def test_q86_limits_need_both_size_and_ratio(tmp_path: Path, folder: Path) -> None:
    packed = archive(tmp_path / "drop.zip", folder, ("notes.txt", b"0" * 3000))
    read_drop([packed], WEEK, replace(SETTINGS, zip_entry_limit=3000, zip_ratio_limit=2)).close()
    read_drop([packed], WEEK, replace(SETTINGS, zip_entry_limit=0, zip_ratio_limit=1000)).close()


def test_q86_encrypted_and_damaged_archives_are_refused(tmp_path: Path, folder: Path) -> None:
    content = bytearray(archive(tmp_path / "drop.zip", folder).read_bytes())
    flagged = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flagged[flagged.index(mark) + offset] |= 1
    (tmp_path / "encrypted.zip").write_bytes(flagged)
    assert "an encrypted entry" in reasons(tmp_path / "encrypted.zip")[0].found
    content[60:70] = b"\xff" * 10
    (tmp_path / "damaged.zip").write_bytes(content)
    assert reasons(tmp_path / "damaged.zip")[0].expected == "a readable .zip of a drop"


# Manifests


def sha256(*paths: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def say(folder: Path, **content: object) -> None:
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8-sig")


def test_q85_a_manifest_that_agrees(folder: Path) -> None:
    (folder / "units.csv").unlink()
    header, *lines = AGGREGATED["units"]
    write_csv(folder / "units", {"b": [header, lines[2]], "a": [header, "", "x", *lines[:2]]})
    units = {"rows": 4, "sha256": sha256(folder / "units" / "a.csv", folder / "units" / "b.csv").upper()}
    schools = {"sha256": sha256(folder / "schools.csv"), "rows": None}
    say(
        folder,
        contract=1,
        source="Күнделік",
        week="2025-11-09",
        produced_at="2025-11-16T00:30:00+05:00",
        tables={"units": units, "schools": schools, "no_table": {"rows": "many"}},
        surplus=[1],
    )
    with read(folder, week=None) as drop:
        assert drop.week == WEEK
        assert drop.source == "Күнделік"
        assert drop.produced_at == datetime(2025, 11, 15, 19, 30, tzinfo=UTC)
        assert [(file, row) for _, file, row, *_ in rejected(drop)] == [("units/a.csv", 3)]


@pytest.mark.parametrize(
    ("said", "column", "found"),
    [
        ({"contract": 2}, "contract", "2"),
        ({"contract": True}, "contract", "true"),
        ({"contract": "1"}, "contract", '"1"'),
        ({"week": "2025-11-16"}, "week", "week 2025-11-16"),
        ({"week": "9.11.2025"}, "week", '"9.11.2025"'),
        ({"week": 20251109}, "week", "20251109"),
        ({"source": ["x"]}, "source", '["x"]'),
        ({"tables": ["units"]}, "tables", '["units"]'),
        ({"tables": {"units": 3}}, "", "3"),
        ({"tables": {"units": {"rows": "3"}}}, "rows", '"3"'),
        ({"tables": {"units": {"rows": -1}}}, "rows", "-1"),
        ({"tables": {"units": {"sha256": "abc"}}}, "sha256", '"abc"'),
        ({"tables": {"units": {"rows": 4}}}, "", "3 rows"),
        ({"tables": {"lessons": {}}}, "", "no file"),
    ],
)
def test_q85_a_manifest_that_does_not_agree_is_refused(
    folder: Path, said: dict[str, object], column: str, found: str
) -> None:
    say(folder, **said)
    assert [(reason.column, reason.found) for reason in reasons(folder)] == [(column, found)]


def test_q85_another_hash_is_refused(folder: Path) -> None:
    say(folder, tables={"units": {"sha256": "0" * 64}})
    [reason] = reasons(folder)
    assert (reason.file, reason.found) == ("units.csv", f"sha256 {sha256(folder / 'units.csv')}")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"week": 1e', b"null"])
def test_q85_a_manifest_that_is_no_json_object_is_refused(folder: Path, content: bytes) -> None:
    (folder / "manifest.json").write_bytes(content)
    assert [reason.file for reason in reasons(folder)] == ["manifest.json"]


@pytest.mark.parametrize(
    ("produced_at", "read_as", "noted"),
    [
        ("2025-11-16T00:30:00", datetime(2025, 11, 16, 0, 30, tzinfo=timezone(timedelta(hours=5))), False),
        ("yesterday", None, True),
        (5, None, True),
        (None, None, False),
    ],
)
def test_q85_produced_at(folder: Path, produced_at: object, read_as: datetime | None, noted: bool) -> None:
    say(folder, produced_at=produced_at)
    with read(folder) as drop:
        assert drop.produced_at == read_as
        assert any(note.kind == "produced_at_ignored" for note in drop.notes) == noted


# The week


def test_q90_the_week_is_never_guessed(folder: Path) -> None:
    [reason] = reasons(folder, week=None)
    assert (reason.column, reason.found) == ("week", "neither --week nor a manifest")


def test_q90_a_week_begins_on_a_sunday(folder: Path) -> None:
    assert [reason.expected for reason in reasons(folder, week=date(2025, 11, 10))] == ["a Sunday"]
    say(folder, week="2025-11-10")
    assert [reason.expected for reason in reasons(folder, week=None)] == ["a Sunday"]


def test_q91_manifests_of_several_drops_must_agree(tmp_path: Path, folder: Path) -> None:
    other = write_csv(tmp_path / "other", {name: lines[:1] for name, lines in AGGREGATED.items()})
    say(folder, week="2025-11-09", source="a")
    say(other, week="2025-11-16", source="b")
    assert [reason.file for reason in reasons(folder, other, week=None)] == ["other/manifest.json"]
    say(other, week="2025-11-09", source="b", tables={"units": {"rows": 0}, "schools": {"rows": 0}})
    with read(folder, other, week=None) as drop:
        assert drop.source == "a, b"


def test_q91_drops_of_one_name_are_told_apart_by_their_path(tmp_path: Path) -> None:
    folders = [write_csv(tmp_path / one / "drop", AGGREGATED) for one in ("a", "b")]
    (folders[1] / "x.txt").touch()
    found = reasons(*folders)
    assert [reason.found for reason in found] == [f"school 'S{n}' in {folders[0]} and {folders[1]}" for n in (1, 2, 3)]
