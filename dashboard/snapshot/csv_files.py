"""CSV files of a drop: strict RFC 4180 with exact line numbers (Q-77, Q-83, Q-89).

Pieces without a quotation mark, the usual case, are split by Arrow; from the first piece with one on, the csv module
reads. Both give the same rows for the same bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from dashboard.errors import DropRefused, Refusal

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
PIECE_BYTES = 32 * 1024 * 1024
BATCH_ROWS = 50_000
LARGEST_FIELD = 64 * 1024 * 1024  # characters; Q-88 wants at least 10 MB
ROW = "_row"

# Stands for a carriage return that ends no line, which the csv module would take for the end of a line: a lone
# surrogate can never come out of UTF-8.
_LONE_RETURN = "\ud800"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file stands, for messages: the name that is reported and its table."""

    file: str
    table: str

    def refused(self, line: int, expected: str, found: str, remedy: str) -> DropRefused:
        """Return the refusal of the file; ``line`` is 0 where no line is meant."""
        where = f"{found} in line {line}" if line else found
        return DropRefused([Refusal(self.file, self.table, "", expected, where, remedy)])


@dataclass(frozen=True, slots=True)
class BadRow:
    """A record with another number of fields than the header."""

    line: int
    text: str


@dataclass
class CsvFile:
    """A CSV file that is open for reading.

    Attributes
    ----------
    header
        The column names.
    bad_rows, rows, nul
        Filled while :meth:`batches` runs: records of a wrong length, all data records, whether there is a NUL.
    """

    path: Path
    place: Place
    header: tuple[str, ...]
    data_start: int
    first_line: int
    bad_rows: list[BadRow] = field(default_factory=list)
    rows: int = 0
    nul: bool = False

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the records of the right length: the columns as text, empty as null, and ``_row``, the line.

        Raises
        ------
        DropRefused
            If the file is not UTF-8, leaves a quote open, or has text after a closing quote.
        """
        line = self.first_line
        with self.path.open("rb") as file:
            file.seek(self.data_start)
            for piece in _pieces(file):
                self.nul = self.nul or b"\0" in piece
                if not _is_plain(piece):
                    file.seek(-len(piece), 1)
                    yield from self._quoted(file, line, columns)
                    return
                yield from self._plain(piece, line, columns)
                line += piece.count(b"\n")

    def _plain(self, piece: bytes, line: int, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the records of a piece in which every line is a record."""
        if not piece.strip(b"\r\n"):
            return
        _check_utf8(piece, self.place, line)
        bad: list[BadRow] = []
        table = _split(piece, self.header, columns, line, bad)
        lines = np.arange(table.num_rows + len(bad), dtype=np.int64) + line
        good = np.ones(len(lines), dtype=bool)
        good[[row.line - line for row in bad]] = False
        blank = np.array(_blank_lines(piece), dtype=np.int64)
        self.rows += len(lines) - len(blank)
        self.bad_rows += bad
        table = table.append_column(ROW, pa.array(lines[good]))
        if len(blank):
            table = table.filter(pa.array(~np.isin(lines[good] - line, blank)))
        yield from table.to_batches()

    def _quoted(self, file: BinaryIO, line: int, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the records of the rest of a file, quotes respected."""
        places = [self.header.index(name) for name in columns]
        lines: list[int] = []
        records: list[list[str]] = []
        source = _Lines(file, self.place, line - 1)
        for start, record in source.records():
            self.rows += 1
            if len(record) != len(self.header):
                self.bad_rows.append(BadRow(start, ",".join(record)))
                continue
            lines.append(start)
            records.append(record)
            if len(lines) == BATCH_ROWS:
                yield _batch(columns, places, lines, records)
                lines, records = [], []
        self.nul = self.nul or source.nul
        if lines:
            yield _batch(columns, places, lines, records)


def open_csv(path: Path, place: Place) -> CsvFile:
    """Read the header of a CSV file.

    Raises
    ------
    DropRefused
        If the file is empty, has no header, a name twice, or is not CSV.
    """
    with path.open("rb") as file:
        start = file.read(len(BYTE_ORDER_MARK))
        if start in {b"", BYTE_ORDER_MARK} and not file.read(1):
            raise place.refused(
                0, "a header row", "an empty file", "hand over the file again; no rows: the header alone"
            )
        offset = len(BYTE_ORDER_MARK) if start == BYTE_ORDER_MARK else 0
        file.seek(offset)
        lines = _Lines(file, place, 0)
        _, header = next(lines.records(), (0, []))
    if not header:
        raise place.refused(1, "a header row", "empty lines only", "write the column names into the first line")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise place.refused(1, "each column once", f"{', '.join(map(repr, twice))} twice", "keep one of the columns")
    return CsvFile(path, place, tuple(header), offset + lines.consumed, lines.number + 1, nul=lines.nul)


class _Lines:
    """The lines of a file as text, for the csv module: only a line feed ends a line."""

    def __init__(self, file: BinaryIO, place: Place, number: int) -> None:
        self.file, self.place, self.number = file, place, number
        self.consumed = 0
        self.lone_return = self.nul = False

    def __iter__(self) -> Iterator[str]:
        for raw in self.file:
            self.number += 1
            self.consumed += len(raw)
            self.nul = self.nul or b"\0" in raw
            yield self._protected(_decoded(raw, self.place, self.number))

    def _protected(self, text: str) -> str:
        """Return a line whose carriage returns are protected where they do not belong to its end."""
        if "\r" not in text:
            return text
        body, end = (text[:-2], "\r\n") if text.endswith("\r\n") else (text, "")
        self.lone_return = self.lone_return or "\r" in body
        return body.replace("\r", _LONE_RETURN) + end

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the line where a record begins and its fields; empty lines are skipped."""
        csv.field_size_limit(max(csv.field_size_limit(), LARGEST_FIELD))
        reader = csv.reader(self, strict=True)
        while True:
            start = self.number + 1
            try:
                record = next(reader, None)
            except csv.Error as error:
                raise self._broken(start, str(error)) from None
            if record is None:
                return
            if record:
                yield start, [_restored(text) for text in record] if self.lone_return else record

    def _broken(self, start: int, message: str) -> DropRefused:
        """Return the refusal for an error of the csv module."""
        if "expected after" in message:
            remedy = 'put a comma after the closing quote; a quote inside a quoted field is written twice ("")'
            return self.place.refused(self.number, "a comma after a closing quote", "other text", remedy)
        found = "an open quote" if "unexpected end" in message else message
        return self.place.refused(
            start, "a closing quote", found, "close the quote of the record that begins in this line"
        )


def _restored(text: str) -> str:
    return text.replace(_LONE_RETURN, "\r")


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """Yield a file in pieces that end with a line."""
    while piece := file.read(PIECE_BYTES):
        yield piece if piece.endswith(b"\n") else piece + file.readline()


def _is_plain(piece: bytes) -> bool:
    """Return whether every line of the piece is one record without quotes and only LF or CRLF end a line."""
    return b'"' not in piece and (b"\r" not in piece or piece.count(b"\r") == piece.count(b"\r\n"))


def _split(piece: bytes, header: Sequence[str], columns: Sequence[str], line: int, bad: list[BadRow]) -> pa.Table:
    """Return the columns of a plain piece; records of a wrong length go into ``bad``."""

    def set_aside(row: Any) -> str:
        bad.append(BadRow(line + row.number - 1, row.text))
        return "skip"

    return arrow_csv.read_csv(
        pa.BufferReader(piece),
        # One thread and one block: only so are the numbers of bad records exact.
        read_options=arrow_csv.ReadOptions(column_names=list(header), use_threads=False, block_size=len(piece) + 1),
        parse_options=arrow_csv.ParseOptions(
            quote_char=False,
            double_quote=False,
            escape_char=False,
            newlines_in_values=False,
            ignore_empty_lines=False,
            invalid_row_handler=set_aside,
        ),
        convert_options=arrow_csv.ConvertOptions(
            include_columns=list(columns),
            column_types=dict.fromkeys(columns, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            check_utf8=False,
        ),
    )


def _blank_lines(piece: bytes) -> list[int]:
    """Return the places of the empty lines of a piece, counted from 0."""
    if not (piece.startswith((b"\n", b"\r\n")) or b"\n\n" in piece or b"\n\r\n" in piece):
        return []
    lines = piece.split(b"\n")[: -1 if piece.endswith(b"\n") else None]
    return [place for place, text in enumerate(lines) if text in {b"", b"\r"}]


def _check_utf8(piece: bytes, place: Place, line: int) -> None:
    """Raise with the line of the first byte that is not UTF-8."""
    try:
        piece.decode()
    except UnicodeDecodeError as error:
        raise _not_utf8(place, line + piece.count(b"\n", 0, error.start), piece[error.start]) from None


def _decoded(raw: bytes, place: Place, line: int) -> str:
    """Return a line as text."""
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise _not_utf8(place, line, raw[error.start]) from None


def _not_utf8(place: Place, line: int, byte: int) -> DropRefused:
    return place.refused(line, "UTF-8 text", f"byte 0x{byte:02x}", "save the file as UTF-8")


def _batch(columns: Sequence[str], places: Sequence[int], lines: list[int], records: list[list[str]]) -> pa.RecordBatch:
    """Return records as columns of text, empty as null, with their lines."""
    fields = list(zip(*records, strict=True))
    arrays = [pa.array([text or None for text in fields[place]], pa.string()) for place in places]
    return pa.RecordBatch.from_arrays([*arrays, pa.array(lines, pa.int64())], [*columns, ROW])
