"""CSV files: RFC 4180 to the letter, with exact line numbers (Q-77, Q-83, Q-88, Q-89)."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dashboard.errors import DropRefused
from dashboard.snapshot import csv_files
from dashboard.snapshot.csv_files import BadRow, CsvFile, Place, open_csv

Rows = list[tuple[object, ...]]


def read(folder: Path, content: bytes) -> tuple[Rows, CsvFile]:
    """Return the rows of the right length, each with its line behind, and the file that was read."""
    path = folder / "x.csv"
    path.write_bytes(content)
    opened = open_csv(path, Place("x.csv", "marks"))
    rows = [row for batch in opened.batches(opened.header) for row in zip(*batch.to_pydict().values(), strict=True)]
    return rows, opened


@pytest.fixture(params=[1 << 25, 4], ids=["in one piece", "line by line"])
def piece_bytes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How much of a file is looked at at once; it must not make a difference."""
    monkeypatch.setattr(csv_files, "PIECE_BYTES", request.param)
    return int(request.param)


@pytest.mark.usefixtures("piece_bytes")
@pytest.mark.parametrize(
    ("content", "rows", "bad"),
    [
        (b"a,b\n1,2\n", [("1", "2", 2)], []),
        (b"a,b\r\n1,2", [("1", "2", 2)], []),
        (b"a,b", [], []),
        (b"\xef\xbb\xbfa,b\n1,2\n", [("1", "2", 2)], []),
        (b"\n\r\na,b\n\n1,2\r\n\r\n3,4\n\n", [("1", "2", 5), ("3", "4", 7)], []),
        (b"a,b\n,\n", [(None, None, 2)], []),
        (b'a,b\n"",x\n', [(None, "x", 2)], []),
        (b"a,b\n1\n1,2,3\n5,6\n", [("5", "6", 4)], [BadRow(2, "1"), BadRow(3, "1,2,3")]),
        (b'a,b\n"1"\n1,"2",3\n5,6\n', [("5", "6", 4)], [BadRow(2, "1"), BadRow(3, "1,2,3")]),
        (b'a,b\n1,"x\ny\r\n\nz"\n2,"q""q"\n', [("1", "x\ny\r\n\nz", 2), ("2", 'q"q', 6)], []),
        (b'"a","b,"\n1,2\n', [("1", "2", 2)], []),
        (b'a,b\n \n" ",x\n', [(" ", "x", 3)], [BadRow(2, " ")]),
        (b'a,b\n\n""\n1,2\n', [("1", "2", 4)], [BadRow(3, "")]),
        (b'a,b\n1,5" tall\n', [("1", '5" tall', 2)], []),
        (b"a,b\n1,x\ry\n2,3\r\r\n", [("1", "x\ry", 2), ("2", "3\r", 3)], []),
        (b'a,b\n1,"x\ry"\r\n', [("1", "x\ry", 2)], []),
        ("a,b\n№,ұ\u2028\x85\n".encode(), [("№", "ұ\u2028\x85", 2)], []),
        (b"a,b\nNA,null\n", [("NA", "null", 2)], []),
        (b"a,b\n=1+1,<b>\n", [("=1+1", "<b>", 2)], []),
        (b"a,b\n1,2\n\0,3\n", [("1", "2", 2), ("\0", "3", 3)], []),
    ],
)
def test_q83_q89_records_and_their_lines(tmp_path: Path, content: bytes, rows: Rows, bad: list[BadRow]) -> None:
    got, opened = read(tmp_path, content)
    assert (got, opened.bad_rows) == (rows, bad)
    assert opened.rows == len(rows) + len(bad)
    assert opened.nul == (b"\0" in content)


@pytest.mark.usefixtures("piece_bytes")
@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b"\xef\xbb\xbf", "an empty file"),
        (b"\n\n", "empty lines only in line 1"),
        (b"a,b,a\n", "'a' twice in line 1"),
        (b'a,b\n1,2\n3,"4\n5,6\n', "an open quote in line 3"),
        (b'a,b\n1,2\n"3"x,4\n', "other text in line 3"),
        (b'a,b\n1,"2\n"3,4\n', "other text in line 3"),
        (b"a,b\n1,2\n3,\xff\n", "byte 0xff in line 3"),
        (b'a,b\n"1",2\n3,\xd0\n', "byte 0xd0 in line 3"),
        ("a,b\n1,2\n".encode("utf-16"), "byte 0xff in line 1"),
    ],
)
def test_q83_q89_what_is_no_csv_is_refused_with_its_line(tmp_path: Path, content: bytes, found: str) -> None:
    with pytest.raises(DropRefused) as caught:
        read(tmp_path, content)
    [reason] = caught.value.reasons
    assert (reason.file, reason.table, reason.found) == ("x.csv", "marks", found)


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=5)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.tuples(TEXT, TEXT), max_size=8), ending=st.sampled_from(["\n", "\r\n"]), quoting=st.booleans())
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], ending: str, quoting: bool
) -> None:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator=ending, quoting=csv.QUOTE_ALL if quoting else csv.QUOTE_MINIMAL)
    expected = []
    for row in [("a", "b"), *rows]:
        line = written.getvalue().count("\n") + 1
        writer.writerow(row)
        expected.append((*(text or None for text in row), line))
    got, opened = read(tmp_path_factory.mktemp("written"), written.getvalue().encode())
    assert got == expected[1:]
    assert opened.bad_rows == []


@hypothesis_settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.text("ab,\n\r\0ұ", max_size=30))
def test_arrow_and_the_csv_module_read_the_same(tmp_path_factory: pytest.TempPathFactory, body: str) -> None:
    folder = tmp_path_factory.mktemp("both")
    plain, by_arrow = read(folder, f"x,y\n{body}".encode())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_files, "_is_plain", lambda piece: False)
        quoted, by_module = read(folder, f"x,y\n{body}".encode())
    assert (plain, by_arrow.bad_rows, by_arrow.rows) == (quoted, by_module.bad_rows, by_module.rows)


def test_q88_a_field_of_ten_megabytes_is_read(tmp_path: Path) -> None:
    content = b"a,b\n" + b"x" * 10_000_000 + b',"y"\n' + b"z" * 10_000_000 + b",y\n"
    rows, _ = read(tmp_path, content)
    assert [len(str(row[0])) for row in rows] == [10_000_000, 10_000_000]
