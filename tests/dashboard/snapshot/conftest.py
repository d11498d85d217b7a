"""What the tests of Spark share: one Java process for all of them, made for many small tables."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator

import pytest


def has_spark() -> bool:
    """Return whether there are Spark's package and a Java."""
    return importlib.util.find_spec("pyspark") is not None and bool(os.environ.get("JAVA_HOME") or shutil.which("java"))


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Spark that starts with the first engine that is opened there."""
    if not has_spark():
        pytest.skip("there is no Java, or the extra spark is not installed")
    from dashboard.snapshot import spark_session

    folder = tmp_path_factory.mktemp("spark")
    # Nothing here runs long enough to be worth compiling.
    few = {"shuffle.partitions": "2", "codegen.wholeStage": "false", "codegen.factoryMode": "NO_CODEGEN"}
    defaults = "".join(f"spark.sql.{name} {value}\n" for name, value in few.items())
    (folder / "spark-defaults.conf").write_text(defaults)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(folder))
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield "local[2]"
        spark_session.stop()
