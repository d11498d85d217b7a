"""The choice of an engine by its address, and what is said where one cannot be had."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from dashboard.errors import EngineError
from dashboard.settings import Settings
from dashboard.snapshot.engine import DUCKDB, ENGINES, open_engine
from tests.delivered import read
from tests.factories import small_drop
from tests.installation import Installation

SETTINGS = Settings("sqlite://", Path("/nowhere"))


def failure(address: str, settings: Settings = SETTINGS) -> str:
    """Return why an engine cannot be opened."""
    with ExitStack() as resources, pytest.raises(EngineError) as caught:
        open_engine(address, resources, settings)
    return str(caught.value)


ADDRESSES = {
    "duckdb": "duckdb",
    "local": "local[N]",
    "local[*]": "local[N]",
    "local[12]": "local[N]",
    "spark://10.0.0.5:7077": "spark://HOST:PORT",
    "spark://one:7077,two:7077": "spark://HOST:PORT",
    **dict.fromkeys(["", "DuckDB", "local[0]", "local[]", "spark://host", "spark://:7077", "spark://a b:1", "yarn"]),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_means_one_engine_or_none(address: str) -> None:
    assert [one.form for one in ENGINES if one.pattern.fullmatch(address)] == [
        form for form in [ADDRESSES[address]] if form
    ]


def test_an_unknown_engine_is_said_with_the_known_ones() -> None:
    assert failure("flink") == (
        "There is no engine 'flink'; --engine takes one of duckdb, local[N], spark://HOST:PORT "
        "(local[*]: all processors)."
    )


def test_commands_say_it_in_one_line(installation: Installation) -> None:
    drop = small_drop(installation.folder / "drop")
    for words in (("snapshot", "build", "--records", drop), ("records", "check", drop)):
        result = installation.call(*words, "--week", "2025-11-09", "--engine", "flink")
        assert result.exit_code == 4
        assert result.stderr.startswith("error: There is no engine 'flink'")
    assert not installation.has_database()


def test_the_environment_names_the_engine_of_all_commands(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BELSENDI_ENGINE", "flink")
    drop = small_drop(installation.folder / "drop")
    assert "no engine 'flink'" in installation.call("records", "check", drop, "--week", "2025-11-09").stderr
    code, report = installation.build(drop, "--engine", DUCKDB)
    assert (code, report["status"]) == (0, "built")


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "pyspark"]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("engine_spark", "spark_files", "spark_session", "spark_sql"):
        monkeypatch.delitem(sys.modules, f"dashboard.snapshot.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert failure("local[2]") == (
        "The engine local[N] needs the package pyspark, which is not installed: pip install 'belsendilik[spark]'"
    )


def test_duckdb_loads_nothing_of_spark(tmp_path: Path) -> None:
    program = (
        "import sys; from contextlib import ExitStack; from pathlib import Path\n"
        "import dashboard.snapshot.build; from dashboard.settings import Settings\n"
        "from dashboard.snapshot.engine import open_engine\n"
        f"open_engine('duckdb', ExitStack(), Settings('sqlite://', Path({str(tmp_path)!r})))\n"
        "sys.exit(bool({'pyspark', 'py4j'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_an_engine_that_gives_up_while_computing_is_an_error_in_words(tmp_path: Path) -> None:
    said = "The engine gave up while computing; nothing was written. It says: No space left on device"
    with pytest.raises(EngineError, match=said), read(small_drop(tmp_path / "drop")):
        raise duckdb.IOException("No space left on device\nand a long stack")


# --- Spark's own: its package is needed, Java is not


@pytest.fixture
def package() -> None:
    pytest.importorskip("pyspark", reason="the extra spark is not installed")


@pytest.mark.usefixtures("package")
def test_without_java_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt-get install default-jre-headless" in failure("local[3]")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert failure("local[3]").startswith(f"JAVA_HOME is {tmp_path}, where there is no bin/java.")


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # Spark's package leaves a pipe of it open
@pytest.mark.usefixtures("package")
def test_a_java_that_does_not_start_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    java = tmp_path / "bin" / "java"
    java.write_text("#!/bin/sh\necho 'Error: UnsupportedClassVersionError' >&2; exit 1\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert failure("local[3]").startswith("Spark at local[3] cannot be started: Error: UnsupportedClassVersionError. ")
    gc.collect()


@pytest.mark.usefixtures("package")
def test_a_master_that_does_not_answer_is_named_soon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    java = tmp_path / "java"
    java.write_text("")
    java.chmod(0o755)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with socket.socket() as probe:  # bound, and nobody listens
        probe.bind(("127.0.0.1", 0))
        start = time.monotonic()
        said = failure(f"spark://127.0.0.1:{probe.getsockname()[1]}")
    assert said.startswith("The Spark master spark://127.0.0.1:")
    assert "does not answer within 5 s" in said
    assert time.monotonic() - start < 10


@pytest.mark.usefixtures("package")
def test_a_shared_folder_that_is_none_is_named(tmp_path: Path) -> None:
    said = failure("local[3]", replace(SETTINGS, spark_folder=tmp_path / "x"))
    assert said == f"BELSENDI_SPARK_FOLDER is {tmp_path / 'x'}, which is no folder. Make it, or correct the setting."
