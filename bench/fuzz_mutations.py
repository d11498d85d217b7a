"""What the fuzzer does to a good drop, by kind. Each mutation changes a folder, or the bytes of its archive."""

from __future__ import annotations

import csv
import io
import json
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

Mutation = Callable[[Random, Path], None]

CELLS = (
    *("", " ", "\0", "NaN", "null", "-1", "0", "1e999", "9" * 30, "1.0", "true", "да", "S1", "S1-0", "S1-0-0", "6101"),
    *("000000000", "KZ", "2025-11-09", "2025-11-16", "9999-12-31", "0001-01-01", "2025-02-30", "2025-11-10T10:00"),
    *("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "=1+1", "<script>", "А" * 5000, "🎒", "\ud7ff", "a,b"),
    *('"', '"x"', "a\nb", "\r", "\u2028", "й", "й", "teacher", "republic", "2025-2026/q1", "1000000000001"),
)
BYTES = (
    *(b"", b"\0", b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\n\n", b"\xff", b"\xd0", b"\xef\xbb\xbf", b"PK\x03\x04"),
    *(b"PAR1", b"-1", b";", b"\t", b"\x1a", b"\xed\xa0\x80", b"A" * 300, b",,,,,", b'"\n"'),
)


def _table(random: Random, folder: Path, form: str = "") -> Path | None:
    """Return a file of a table, parts of folders too; of one form if it is named."""
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in ({f".{form}"} if form else {".csv", ".parquet"})
    ]
    return random.choice(files) if files else None


def _spoilt(random: Random, content: bytes) -> bytes:
    """Return bytes with a few places written over, put in or taken out."""
    for _ in range(random.choice((1, 1, 2, 8))):
        start = random.randrange(len(content) + 1)
        change = random.choice(("over", "in", "out", "flip", "cut"))
        rubbish = random.choice(BYTES)
        if change == "over":
            content = content[:start] + rubbish + content[start + len(rubbish) :]
        elif change == "in":
            content = content[:start] + rubbish + content[start:]
        elif change == "out":
            content = content[:start] + content[start + random.randrange(1, 40) :]
        elif change == "flip" and start < len(content):
            content = content[:start] + bytes([content[start] ^ (1 << random.randrange(8))]) + content[start + 1 :]
        elif random.random() < 0.2:
            content = content[:start]
    return content


def spoil_bytes(random: Random, folder: Path) -> None:
    """Bytes of a file of a table, whatever its form."""
    path = _table(random, folder)
    if path:
        path.write_bytes(_spoilt(random, path.read_bytes()))


def _records(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))


def _write(path: Path, records: list[list[str]], quoting: Any = csv.QUOTE_MINIMAL) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=quoting).writerows(records)
    path.write_bytes(text.getvalue().encode("utf-8", "replace"))


def spoil_cells(random: Random, folder: Path) -> None:
    """Values of some rows."""
    path = _table(random, folder)
    if path and path.suffix == ".csv":
        records = _records(path)
        for _ in range(random.choice((1, 2, 10))):
            record = random.choice(records[1:] or records)
            record[random.randrange(len(record))] = random.choice(CELLS)
        _write(path, records)
    elif path:
        table = pq.read_table(path)
        place = random.randrange(table.num_columns)
        cells: list[Any] = table.column(place).to_pylist()
        row = random.randrange(len(cells)) if cells else 0
        others = [cell for cell in cells if cell is not None] or [None]
        if pa.types.is_string(table.column(place).type):
            others += [cell for cell in CELLS if "\ud7ff" not in cell]
        cells[row : row + 1] = [random.choice([*others, None])]
        array = pa.chunked_array([pa.array(cells, table.column(place).type)])
        pq.write_table(table.set_column(place, table.column_names[place], array), path)


def spoil_columns(random: Random, folder: Path) -> None:
    """Columns left out, twice, renamed, added, in another order."""
    path = _table(random, folder)
    change = random.choice(("out", "twice", "rename", "add", "order"))
    if path and path.suffix == ".csv":
        _spoil_csv_columns(random, path, change)
    elif path:
        _spoil_parquet_columns(random, path, change)


def _spoil_csv_columns(random: Random, path: Path, change: str) -> None:
    """Change a column of a CSV file."""
    records = _records(path)
    place = random.randrange(len(records[0]))
    name = records[0][place]
    for number, record in enumerate(records):
        if change == "out":
            record.pop(place)
        elif change == "twice":
            record.append(record[place])
        elif change == "add":
            record.insert(place, "surplus" if number == 0 else random.choice(CELLS))
        elif change == "order":
            record.reverse()
    if change == "rename":
        records[0][place] = random.choice((name.upper(), f" {name}", "x", ""))
    _write(path, records)


def _spoil_parquet_columns(random: Random, path: Path, change: str) -> None:
    """Change a column of a Parquet file."""
    table = pq.read_table(path)
    names = table.column_names
    place = random.randrange(len(names))
    if change == "out":
        table = table.remove_column(place)
    elif change == "twice":
        table = table.append_column(names[place], table.column(place))
    elif change == "add":
        added = random.choice(("surplus", "filename", names[place].upper(), ""))
        table = table.append_column(added, table.column(place))
    elif change == "order":
        table = table.select(names[::-1])
    else:
        table = table.rename_columns([*names[:place], names[place].upper(), *names[place + 1 :]])
    pq.write_table(table, path)


def spoil_rows(random: Random, folder: Path) -> None:
    """Rows left out, twice, shuffled, cut short, too long, empty."""
    path = _table(random, folder)
    if path and path.suffix == ".csv":
        header, *records = _records(path)
        place = random.randrange(max(1, len(records)))
        change = random.choice(("out", "twice", "shuffle", "short", "long", "empty", "none", "header"))
        if change == "shuffle":
            random.shuffle(records)
        elif change == "none":
            records = []
        elif records:
            row = records[place]
            kinds = {"out": [], "twice": [row, row], "short": [row[:-1]], "long": [[*row, "x"]], "empty": [[], row]}
            records[place : place + 1] = kinds.get(change, [header, row])
        _write(path, [header, *records], random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    elif path:
        table = pq.read_table(path)
        indices = list(range(table.num_rows))
        change = random.choice(("out", "twice", "shuffle", "none"))
        if change == "shuffle":
            random.shuffle(indices)
        elif change == "none":
            indices = []
        elif indices:
            place = random.randrange(len(indices))
            indices[place : place + 1] = [] if change == "out" else [place, place]
        pq.write_table(table.take(pa.array(indices, pa.int64())), path)


TYPES = (pa.string(), pa.large_string(), pa.binary(), pa.int8(), pa.int64(), pa.float64(), pa.bool_(), pa.date32())
TYPES += (pa.timestamp("ns"), pa.timestamp("s", "Asia/Almaty"), pa.null(), pa.decimal128(20, 2), pa.time64("us"))
TYPES += (pa.dictionary(pa.int32(), pa.string()), pa.list_(pa.string()), pa.struct([("a", pa.string())]))


def spoil_types(random: Random, folder: Path) -> None:
    """The physical type of a Parquet column, with its values where they can be kept."""
    path = _table(random, folder, "parquet")
    if path is None:
        spoil_encoding(random, folder)
        return
    table = pq.read_table(path)
    place = random.randrange(table.num_columns)
    kind = random.choice(TYPES)
    try:
        column = pc.cast(table.column(place), kind, safe=False)
    except (pa.ArrowException, NotImplementedError):
        column = pa.nulls(table.num_rows, kind)
        if random.random() < 0.5 and pa.types.is_integer(kind):
            column = pa.array([1] * table.num_rows, kind)
    pq.write_table(table.set_column(place, table.column_names[place], column), path)


ENCODINGS = ("cp1251", "utf-16", "utf-8-sig", "utf-32", "koi8-r", "utf-16-le", "utf-7")


def spoil_encoding(random: Random, folder: Path) -> None:
    """The encoding, line ends or separator of a CSV file."""
    path = _table(random, folder, "csv")
    if path is None:
        spoil_bytes(random, folder)
        return
    text = path.read_bytes().decode()
    ends = {"\n": random.choice(("\r\n", "\r", "\n\n", "\n")), ",": random.choice((",", ",", ";", "\t"))}
    for old, new in ends.items():
        text = text.replace(old, new)
    path.write_bytes(text.encode(random.choice(("utf-8", "utf-8", *ENCODINGS)), "replace"))


def spoil_manifest(random: Random, folder: Path) -> None:
    """What the manifest says, or its bytes."""
    path = folder / "manifest.json"
    if random.random() < 0.3:
        path.write_bytes(_spoilt(random, path.read_bytes()))
        return
    said = json.loads(path.read_text())
    table = random.choice(sorted(said["tables"]))
    odd = random.choice((None, 0, -1, 1.5, "x", [], {}, True, "2025-11-16", 10**30, "0" * 64))
    change = random.choice(("key", "table", "rows", "sha256", "out"))
    if change == "key":
        said[random.choice(("contract", "source", "week", "produced_at", "tables", "surplus"))] = odd
    elif change == "table":
        said["tables"][random.choice((table, "nothing"))] = odd
    elif change == "out":
        del said["tables"][table]
    else:
        said["tables"][table][change] = odd
    path.write_text(json.dumps(said))


def spoil_files(random: Random, folder: Path) -> None:
    """Files that are missing, empty, of another kind, or there twice."""
    path = _table(random, folder)
    if not path:
        return
    change = random.choice(("out", "empty", "bom", "folder", "link", "twice", "rename", "junk", "swap"))
    if change in {"out", "folder", "link"}:
        content = path.read_bytes()
        path.unlink()
        if change == "folder":
            path.mkdir()
        elif change == "link":
            (folder.parent / "elsewhere").write_bytes(content)
            path.symlink_to(folder.parent / "elsewhere")
    elif change in {"empty", "bom"}:
        path.write_bytes(b"" if change == "empty" else b"\xef\xbb\xbf")
    elif change == "twice":
        path.with_suffix({".csv": ".parquet", ".parquet": ".csv"}[path.suffix]).write_bytes(path.read_bytes())
    elif change == "rename":
        path.rename(path.with_name(random.choice((path.name.upper(), path.name + ".bak", f"x{path.name}"))))
    elif change == "junk":
        (folder / random.choice((".DS_Store", "notes.txt", "Lessons.csv", "a\nb"))).write_bytes(b"\xff\0")
    else:
        other = _table(random, folder)
        if other and other != path:
            one, two = path.read_bytes(), other.read_bytes()
            path.write_bytes(two)
            other.write_bytes(one)


def spoil_archive(random: Random, archive: Path) -> None:
    """The structure of a .zip: its bytes, its entries, their names and flags."""
    change = random.choice(("bytes", "bytes", "cut", "entry", "again", "flags", "method", "comment"))
    content = archive.read_bytes()
    if change == "bytes":
        archive.write_bytes(_spoilt(random, content))
    elif change == "cut":
        archive.write_bytes(content[: random.randrange(len(content))])
    elif change in {"flags", "method"}:
        spoilt = bytearray(content)
        mark = spoilt.find(b"PK\x01\x02", random.randrange(len(spoilt)))
        spoilt[max(0, mark) + (8 if change == "flags" else 10)] ^= 1 << random.randrange(8)
        archive.write_bytes(spoilt)
    elif change == "comment":
        archive.write_bytes(random.choice((b"#!/bin/sh\n", b"MZ")) + content)
    else:
        names = (
            "../units.csv",
            "/etc/x",
            "..\\x",
            "C:\\x",
            "units.csv",
            "a/b/c.csv",
            "x\0.csv",
            "__MACOSX/units.csv",
            "",
        )
        with (
            warnings.catch_warnings(),
            zipfile.ZipFile(archive, "a", random.choice((zipfile.ZIP_STORED, zipfile.ZIP_BZIP2))) as opened,
        ):
            name = random.choice(opened.namelist() if change == "again" else [name for name in names if name])
            entry = zipfile.ZipInfo(name)
            entry.external_attr = random.choice((0o100644, 0o120777, 0o040755, 0)) << 16
            warnings.simplefilter("ignore")  # of an entry that is there already
            opened.writestr(entry, random.choice((b"", b"x", b"0" * 100_000)))


# Kinds that change the folder; a drop may be packed afterwards. The last one changes the archive itself.
FOLDER_KINDS: Mapping[str, Mutation] = {
    "bytes": spoil_bytes,
    "cells": spoil_cells,
    "columns": spoil_columns,
    "rows": spoil_rows,
    "types": spoil_types,
    "encoding": spoil_encoding,
    "manifest": spoil_manifest,
    "files": spoil_files,
}
ARCHIVE_KIND = "archive"
KINDS = (*FOLDER_KINDS, ARCHIVE_KIND)
