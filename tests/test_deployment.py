"""What lies in docs/deployment: without a container engine, all of it that can be checked is."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import click
import pytest
import yaml

from callbacks import commands as serving
from dashboard.commands import main
from dashboard.settings import PROJECT_FOLDER, Settings
from dashboard.weekly.units import Schedule
from tests.served import answers, free_port, wait_until

FOLDER = PROJECT_FOLDER / "docs" / "deployment"
CONTAINERFILE = FOLDER / "Containerfile"
INSTALLATION = (PROJECT_FOLDER / "docs" / "installation.md").read_text("utf-8")
ANALYZE = shutil.which("systemd-analyze")
PROGRAM = "/srv/belsendi/program"
UNITS = sorted(path.name for path in FOLDER.iterdir() if path.suffix in {".service", ".timer"})
SECRET = re.compile(r"(?i)(password|secret|token|key)\s*[=:]\s*[^\s/$]")


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Containerfile: word and rest."""
    lines = [line for line in CONTAINERFILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    text = "\n".join(lines).replace("\\\n", " ")
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line)]


def of(wanted: str) -> list[str]:
    return [rest for word, rest in instructions() if word == wanted]


def copied() -> list[str]:
    """Return what of the project gets into the image."""
    sources = [words.split()[:-1] for words in of("COPY") if not words.startswith("--from")]
    return [source for words in sources for source in words]


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
    return found


def check_command(words: list[str]) -> None:
    """Parse a command line of ours as the program would, without running it."""
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group):
        name, *words = words
        found = command.get_command(context, name)
        assert found, f"there is no command {name}"
        command = found
    command.make_context(command.name, words)


# ---- the image
def test_what_is_copied_exists_and_the_program_is_whole(tmp_path: Path) -> None:
    """Only with what the image holds the application can be made, in another folder."""
    for source in copied():
        target = tmp_path / source
        target.parent.mkdir(parents=True, exist_ok=True)
        found = PROJECT_FOLDER / source
        assert found.exists(), source
        if found.is_dir():
            target.symlink_to(found)
        else:
            shutil.copy(found, target)
    script = (
        "import sys, pathlib; sys.path.insert(0, '.');"
        "from app import create_app; from dashboard.settings import Settings;"
        "create_app(Settings('sqlite:///x.db', pathlib.Path('data').absolute(), compress=False))"
    )
    subprocess.run([sys.executable, "-P", "-c", script], cwd=tmp_path, check=True, capture_output=True)


def test_all_packages_of_the_project_and_their_licences_are_in_the_image() -> None:
    project = tomllib.loads((PROJECT_FOLDER / "pyproject.toml").read_text())
    packages = [name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]]
    assert set(packages) <= set(copied())
    tops = {path.split("/")[0] for path in project["project"]["license-files"]}
    assert tops <= set(copied())


def test_nothing_private_is_in_the_image() -> None:
    assert not set(copied()) & {".", "*", "var", ".venv", ".git", "tests", "docs"}
    assert [line for line in of("ENV") + of("RUN") + of("ARG") if SECRET.search(line)] == []
    names = " ".join(of("ENV"))
    known = set(re.findall(r"(BELSENDI_\w+|DATABASE_URL\w*)", Settings.__doc__ or ""))
    assert set(re.findall(r"BELSENDI_\w+", names)) <= known


def test_it_is_installed_as_the_documents_say() -> None:
    """`RUN` in the first stage are commands of docs/installation.md or of the program."""
    first = of("RUN")[:2]
    assert first[0] in INSTALLATION
    program, *words = shlex.split(first[1])
    assert program == ".venv/bin/belsendi"
    check_command(words)


def test_nobody_is_root_in_it_and_it_starts_by_a_command_that_exists() -> None:
    assert of("USER") == ["10001"]
    assert instructions().index(("USER", "10001")) > max(n for n, one in enumerate(instructions()) if one[0] == "RUN")
    assert of("ENTRYPOINT") == ['["belsendi"]']
    check_command(yaml.safe_load(of("CMD")[-1]))
    assert "/healthz" in of("HEALTHCHECK")[0]
    assert all("@sha256" in image or re.search(r":\d", image) for image in of("FROM"))


# ---- compose
def test_every_command_of_compose_exists() -> None:
    commands = {name: one["command"] for name, one in compose()["services"].items() if "command" in one}
    assert set(commands) == {"upgrade", "app", "weekly"}
    for words in commands.values():
        check_command(words)


@pytest.mark.parametrize("name", ["upgrade", "app", "weekly"])
def test_our_containers_are_locked_down(name: str) -> None:
    service = compose()["services"][name]
    assert service["read_only"] is True
    assert service["user"] == "10001"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


def test_secrets_are_files_and_settings_are_known() -> None:
    found = compose()
    known = set(re.findall(r"``(BELSENDI_\w+|DATABASE_URL\w*)``", Settings.__doc__ or ""))
    for service in found["services"].values():
        values = {name: str(value) for name, value in service.get("environment", {}).items()}
        ours = {name for name in values if name.startswith(("BELSENDI", "DATABASE"))}
        assert ours <= known
        mounted = {value.rpartition("/")[2] for value in values.values() if value.startswith("/run/secrets/")}
        assert mounted <= set(service["secrets"]) <= set(found["secrets"])
        assert [name for name, value in values.items() if SECRET.search(f"{name}={value}")] == []
    assert all("file" in one for one in found["secrets"].values())


def test_compose_names_only_what_it_has() -> None:
    found = compose()
    build = found["services"]["app"]["build"]
    root = (FOLDER / build["context"]).resolve()
    assert root == PROJECT_FOLDER
    assert (root / build["dockerfile"]) == CONTAINERFILE
    for service in found["services"].values():
        assert set(service.get("depends_on", {})) <= set(found["services"])
        named = {volume.split(":")[0] for volume in service.get("volumes", []) if volume[0] not in "/.$"}
        assert named <= set(found["volumes"])
    assert "healthcheck" in found["services"]["app"]
    assert "healthcheck" in found["services"]["database"]
    assert all(port.startswith("127.0.0.1:") for port in found["services"]["app"]["ports"])
    # Longer than what the workers are given to finish.
    assert int(found["services"]["app"]["stop_grace_period"].rstrip("s")) > serving.PATIENCE


# ---- what a container engine would make of them
def linted(name: str, *words: str | Path) -> str:
    """Return what a program of the test environment has to say; nothing where all is well."""
    found = Path(sys.executable).with_name(name)
    if not found.exists():
        pytest.skip(f"{name} is not installed on this kind of machine")
    told = subprocess.run([found, *words], capture_output=True, text=True, check=False)
    return "" if told.returncode == 0 else told.stdout + told.stderr


def test_hadolint_finds_nothing() -> None:
    assert linted("hadolint", "--failure-threshold", "style", CONTAINERFILE) == ""


def test_compose_keeps_to_the_specification() -> None:
    """The Compose Specification's own schema, as check-jsonschema ships it."""
    assert linted("check-jsonschema", "--builtin-schema", "vendor.compose-spec", FOLDER / "compose.yaml") == ""


NOBODY = 10001  # of the image
# Everything can be read and nothing written but two folders, by somebody who may do nothing else either.
JAIL = """
set -e
for folder in "$WRITABLE" "$TMPDIR"; do mount --bind "$folder" "$folder"; done
mount -o remount,ro,bind /
exec setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
"""


class Container:
    """What compose says of our containers, with the means of Linux: `user`, `read_only`, `cap_drop`, `security_opt`."""

    def __init__(self, folder: Path) -> None:
        self.data, self.scratch = folder / "data", folder / "scratch"
        for made in (self.data, self.scratch):
            made.mkdir()
            os.chown(made, NOBODY, NOBODY)
            made.chmod(0o700)
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:/usr/sbin:/usr/bin:/sbin:/bin",
            "PYTHONDONTWRITEBYTECODE": "1",
            "WRITABLE": str(self.data),
            "TMPDIR": str(self.scratch),
            "BELSENDI_DATA": str(self.data),
            "BELSENDI_LOG": "json",
            "BELSENDI_METRICS_TOKEN": "a-token-of-this-test-alone",
        }

    def start(self, *words: str, **options: Any) -> subprocess.Popen[str]:
        command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", JAIL, "sh", *words]
        return subprocess.Popen(command, env=self.environment, cwd=PROJECT_FOLDER, text=True, **options)

    def run(self, *words: str) -> str:
        process = self.start(*words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        told: str = process.communicate(timeout=60)[0]
        assert process.returncode == 0, told
        return told


@pytest.fixture
def container() -> Iterator[Container]:
    # Not below pytest's own folder, which only its owner may enter.
    with tempfile.TemporaryDirectory(prefix="belsendi-container-") as name:
        Path(name).chmod(0o755)
        if os.getuid() != 0:
            pytest.skip("only root can put a process into a file system that is read-only")
        made = Container(Path(name))
        probe = made.start("test", "-r", str(PROJECT_FOLDER / "app.py"), stderr=subprocess.DEVNULL)
        if probe.wait() != 0:
            pytest.skip("this machine makes no mount namespaces, or hides the project from other users")
        yield made


def test_the_jail_is_one(container: Container) -> None:
    script = "touch {}/x && echo {}; ".format
    places = [container.data, container.scratch, container.data.parent.parent, "/", PROJECT_FOLDER, "/var"]
    told = container.run("sh", "-c", "".join(script(place, place) for place in places) + "true")
    assert [line for line in told.splitlines() if line.startswith("/")] == [str(container.data), str(container.scratch)]


def test_it_runs_as_nobody_where_nothing_can_be_written(container: Container) -> None:
    """The commands of compose, one after the other, and its health check."""
    services = compose()["services"]
    container.run("belsendi", *services["upgrade"]["command"])
    port = str(free_port())
    words = [{"8050": port, "0.0.0.0": "127.0.0.1"}.get(word, word) for word in services["app"]["command"]]
    with (container.scratch / "log").open("w") as log:
        process = container.start("belsendi", *words, "--no-build", stdout=log, stderr=log)
    try:
        wait_until(lambda: answers(int(port)) or process.poll() is not None, "the monitor in its container")
        status = Path(f"/proc/{process.pid}/status").read_text()
        assert re.findall(r"^(?:Uid|CapEff|CapBnd|NoNewPrivs):\s+(\w+)", status, re.M) == [
            "10001",
            "0" * 16,
            "0" * 16,
            "1",
        ]
        check = [word.replace("8050", port) for word in services["app"]["healthcheck"]["test"][1:]]
        container.run(*check)
        with urlopen(f"http://127.0.0.1:{port}/kk/", timeout=20) as answer:
            assert answer.status == 200
        asked = Request(
            f"http://127.0.0.1:{port}/metrics", headers={"Authorization": "Bearer a-token-of-this-test-alone"}
        )
        assert "belsendi_http_requests_total" in urlopen(asked, timeout=20).read().decode()
        process.terminate()
        assert process.wait(timeout=serving.PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
    log_lines = [json.loads(line) for line in (container.scratch / "log").read_text().splitlines()]
    assert [line for line in log_lines if line["level"] in {"error", "critical"}] == []


# ---- systemd
def test_the_weekly_units_are_those_the_program_prints() -> None:
    words = [f"{PROGRAM}/.venv/bin/belsendi", "weekly", "--records", "/srv/drops/{week}.zip", "--give-up", "12"]
    made = Schedule(words, [*words, "--check"], "belsendi", PROGRAM).units()
    assert {name: (FOLDER / name).read_text("utf-8") for name in made} == made
    assert set(UNITS) == {*made, "belsendi@.service"}


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_what_the_units_start_exists(name: str) -> None:
    (line,) = re.findall(r"^ExecStart=(.*)$", (FOLDER / name).read_text("utf-8"), re.M)
    program, *words = shlex.split(line.replace("%i", "8050"))
    assert program == f"{PROGRAM}/.venv/bin/belsendi"
    check_command(words)


def test_the_first_process_alone_is_told_to_stop_and_has_time() -> None:
    """Two signals at the same moment can leave a worker hanging."""
    unit = (FOLDER / "belsendi@.service").read_text("utf-8")
    assert "\nKillMode=mixed\n" in unit
    assert int(re.findall(r"^TimeoutStopSec=(\d+)s$", unit, re.M)[0]) > serving.PATIENCE
    assert "\nExecReload=/bin/kill -USR1 $MAINPID\n" in unit


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """Nothing but that the program is not where it is installed; users need not exist here."""
    for name in UNITS:
        (tmp_path / name).write_text(re.sub(r"^User=.*$", "User=root", (FOLDER / name).read_text("utf-8"), flags=re.M))
    command = [str(ANALYZE), "verify", "--recursive-errors=no", *(str(tmp_path / name) for name in UNITS)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    own = [line for line in told.splitlines() if "belsendi" in line and "is not executable" not in line]
    assert own == []


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
def test_little_is_left_that_an_instance_may_do(tmp_path: Path) -> None:
    unit = tmp_path / "belsendi@.service"
    shutil.copy(FOLDER / "belsendi@.service", unit)
    command = [str(ANALYZE), "security", "--offline=true", "--no-pager", str(unit)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if "Unknown" in told.stderr or "unrecognized" in told.stderr:
        pytest.skip("this systemd-analyze cannot judge a file")
    exposure = float(re.findall(r"exposure level[^:]*: ([\d.]+)", told.stdout)[0])
    assert exposure < 3  # of 10; a unit without any restriction has 9.6


# ---- documents
@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_every_file_is_mentioned_where_it_is_installed(path: Path) -> None:
    assert f"deployment/{path.name}" in INSTALLATION
