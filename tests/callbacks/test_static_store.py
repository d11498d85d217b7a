"""The store of compressed copies."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from callbacks.static_store import BEST, GOOD, LARGE, StaticStore, _quality

TEXT = b"body { colour: green }\n" * 50


def test_a_content_is_compressed_once_however_often_it_is_kept(tmp_path):
    store = StaticStore(tmp_path / "static")
    (first,) = store.keep([(TEXT, ".css")])
    before = {path: path.stat().st_mtime_ns for path in first.parent.iterdir()}
    assert store.keep([(TEXT, ".css")]) == [first]
    assert {path: path.stat().st_mtime_ns for path in first.parent.iterdir()} == before
    assert brotli.decompress(first.with_suffix(".css.br").read_bytes()) == TEXT


def test_workers_that_start_together_share_the_folder(tmp_path):
    def keep(_: int) -> list[Path]:
        return StaticStore(tmp_path / "static").keep([(TEXT + bytes([n]), ".js") for n in range(20)])

    with ThreadPoolExecutor(4) as threads:
        first, *others = threads.map(keep, range(4))
    assert all(paths == first for paths in others)
    assert all(path.read_bytes().startswith(TEXT) for path in first)
    assert not list((tmp_path / "static").glob(".new-*"))


def test_a_file_cut_short_by_a_crash_is_written_again(tmp_path):
    store = StaticStore(tmp_path / "static")
    (path,) = store.keep([(TEXT, ".css")])
    path.unlink()  # the file itself comes last: without it its copies do not count
    path.with_suffix(".css.br").write_bytes(b"half")
    store.keep([(TEXT, ".css")])
    assert brotli.decompress(path.with_suffix(".css.br").read_bytes()) == TEXT


def test_a_copy_that_is_not_smaller_is_not_kept(tmp_path):
    (path,) = StaticStore(tmp_path / "static").keep([(b"x", ".js")])
    assert [file.name for file in path.parent.glob(f"{path.stem}*")] == [path.name]


def test_a_large_file_is_compressed_less_hard_so_that_a_first_start_does_not_wait(tmp_path):
    assert [_quality(bytes(size)) for size in (LARGE, LARGE + 1)] == [BEST, GOOD]
    (path,) = StaticStore(tmp_path / "static").keep([(TEXT * 500, ".js")])
    assert brotli.decompress(path.with_suffix(".js.br").read_bytes()) == TEXT * 500
