"""Whether the installation is fit to be used: settings, database, clock, files, disk, key, packages; and what to mend.

Each check is a function of what was examined (`Patient`); adding one is adding a row to `CHECKS`.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select

from dashboard import schema
from dashboard.access.audit import moment
from dashboard.access.secrets import FILE, secret_key
from dashboard.backends import shown
from dashboard.database import connection, database_file, engine
from dashboard.errors import BelsendiError, SettingsError
from dashboard.settings import PROJECT_FOLDER, Settings
from dashboard.weeks import ALMATY

FINE, WARNING, FAULT = "fine", "warning", "fault"
LOCK = PROJECT_FOLDER / "requirements.lock"
_PREFIXES = ("BELSENDI_", "PUBLIC_", "DATABASE_URL")
# Set by tools around the program, not read by it.
_OTHERS = frozenset({"BELSENDI_TEST_POSTGRES"})
_LITTLE, _TOO_LITTLE = 5_000_000_000, 500_000_000  # bytes: a week's build may need some gigabytes beside the database
_RELEASED = datetime(2026, 11, 1, tzinfo=UTC)  # no clock is right that is earlier
_AHEAD = timedelta(minutes=5)
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*(.*?))?\s*\\?$", re.M)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes
    ----------
    check
        Its name, a key of `CHECKS`.
    state
        `FINE`, `WARNING` or `FAULT`.
    text
        What was found.
    remedy
        What to do; empty where nothing has to be done.
    """

    check: str
    state: str
    text: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return it for programs."""
        return {"check": self.check, "state": self.state, "text": self.text, "remedy": self.remedy}


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined.

    Attributes
    ----------
    settings
        The installation.
    environment
        Where they were read from.
    now
        The moment by this machine's clock.
    lock
        The file of packages this version was tested with.
    """

    settings: Settings
    environment: Mapping[str, str]
    now: datetime
    lock: Path = LOCK


class _Read(dict[str, str]):
    """An environment that remembers what was asked of it."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """Return a value, and remember its name."""
        self.asked.add(name)
        return super().get(name, default)


def settings(patient: Patient) -> Iterator[Finding]:
    """Check that every setting has a name the program knows: one that was misspelt does nothing."""
    read = _Read(patient.environment)
    Settings.from_environment(read)
    unknown = [
        name for name in sorted(patient.environment) if name.startswith(_PREFIXES) and name not in read.asked | _OTHERS
    ]
    for name in unknown:
        yield Finding("settings", WARNING, f"{name} is set, but nothing reads it.", "Correct its name, or unset it.")
    if not unknown:
        yield Finding("settings", FINE, "All settings can be read.")


def database(patient: Patient) -> Iterator[Finding]:
    """Check that the database can be read and its tables are of this version."""
    with connection(patient.settings) as opened:
        weeks = opened.scalar(
            select(func.count(schema.snapshot.c.week.distinct())).where(schema.snapshot.c.status == "published")
        )
    where = shown(engine(patient.settings).url)
    yield Finding("database", FINE, f"{where}: version {schema.VERSION}, {weeks} published weeks.")
    if not weeks:
        remedy = "Build and publish one: belsendi snapshot build --publish."
        yield Finding("database", WARNING, "No week has been published yet.", remedy)


def accounts(patient: Patient) -> Iterator[Finding]:
    """Check that somebody can let others in."""
    with connection(patient.settings) as opened:
        given = select(func.count()).select_from(schema.account_grant).where(schema.account_grant.c.role == "org_admin")
        count = opened.scalar(given) or 0
    if count:
        yield Finding("accounts", FINE, f"{count} roles of department administrators have been given.")
        return
    remedy = "Make one: belsendi users add LOGIN --role org_admin --at 000000000."
    closed = not (patient.settings.public_monitor and patient.settings.public_school_list)
    yield Finding("accounts", WARNING if closed else FINE, "There is no administrator.", remedy if closed else "")


def clock(patient: Patient) -> Iterator[Finding]:
    """Check that the clock is not behind what has already happened."""
    with connection(patient.settings) as opened:
        latest = [opened.scalar(select(func.max(column))) for column in (schema.snapshot.c.built_at, schema.audit.c.at)]
    newest = max((moment for moment in latest if moment), default=_RELEASED)
    if patient.now < _RELEASED or newest > patient.now + _AHEAD:
        text = f"The clock says {patient.now:%Y-%m-%d %H:%M} UTC, but something was written on {newest:%Y-%m-%d %H:%M}."
        yield Finding("clock", FAULT, text, "Set the clock, and keep it right: timedatectl set-ntp true.")
    else:
        yield Finding("clock", FINE, f"{patient.now:%Y-%m-%d %H:%M} UTC.")


def time_zone(patient: Patient) -> Iterator[Finding]:
    """Check that the machine's zone data know of Kazakhstan's single time (since 1 March 2024; Q-43)."""
    try:
        offset = patient.now.astimezone(ZoneInfo("Asia/Almaty")).utcoffset()
    except ZoneInfoNotFoundError:
        offset = None
    if offset == ALMATY.utcoffset(None):
        yield Finding("time zone", FINE, "Asia/Almaty is UTC+5.")
        return
    text = "The zone data do not know Asia/Almaty." if offset is None else f"Asia/Almaty is {offset} here, not UTC+5."
    remedy = "Update tzdata. Weeks are cut right all the same; times in logs and of timers are not."
    yield Finding("time zone", WARNING, text, remedy)


def files(patient: Patient) -> Iterator[Finding]:
    """Check that nobody else reads the database and the key, and nobody else writes into the data folder."""
    found = list(_open_files(patient))
    yield from found
    if not found:
        yield Finding("files", FINE, "Database, key and data folder are closed to others.")


def _open_files(patient: Patient) -> Iterator[Finding]:
    """Find what is open to others."""
    folder, file = patient.settings.data_folder, database_file(patient.settings)
    named = patient.environment.get("BELSENDI_SECRET_KEY_FILE")
    secrets = [folder / FILE, *([Path(named)] if named else [])]
    if folder.exists() and _mode(folder) & 0o022:
        yield Finding("files", FAULT, f"{folder} can be written to by others.", f"Run: chmod go-w {folder}")
    for path in filter(Path.exists, secrets):
        if _mode(path) & 0o077:
            yield Finding("files", FAULT, f"{path} can be read by others.", f"Run: chmod 600 {path}")
    if file and file.exists() and _mode(file) & 0o007:
        remedy = f"Run: chmod o-rwx {file}"
        yield Finding("files", FAULT if _mode(file) & 0o002 else WARNING, f"{file} is open to everybody here.", remedy)


def _mode(path: Path) -> int:
    """Return who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


def disk(patient: Patient) -> Iterator[Finding]:
    """Check that there is room for a week, in the database, the data folder and for temporary files."""
    file = database_file(patient.settings)
    wanted = [patient.settings.data_folder, Path(tempfile.gettempdir()), *([file.parent] if file else [])]
    for folder in dict.fromkeys(_existing(path) for path in wanted):
        free = shutil.disk_usage(folder).free
        state = FAULT if free < _TOO_LITTLE else WARNING if free < _LITTLE else FINE
        remedy = "" if state == FINE else "Make room, or move it: BELSENDI_DATA, DATABASE_URL, TMPDIR."
        yield Finding("disk", state, f"{free / 1e9:.1f} GB are free at {folder}.", remedy)


def _existing(path: Path) -> Path:
    """Return a folder, or the nearest one above that is there."""
    return path if path.exists() else _existing(path.parent)


def key(patient: Patient) -> Iterator[Finding]:
    """Check that the key of sessions is there and good."""
    secret_key(patient.settings)
    yield Finding("key", FINE, "The key that signs sessions is good.")


def transport(patient: Patient) -> Iterator[Finding]:
    """Check that passwords travel by TLS."""
    if patient.settings.https:
        yield Finding("transport", FINE, "Cookies travel by TLS alone.")
    else:
        text = "Readers may come without TLS: logins and passwords can be read on the way."
        yield Finding("transport", WARNING, text, "Put a proxy with TLS in front, then set BELSENDI_HTTPS=true.")


def packages(patient: Patient) -> Iterator[Finding]:
    """Check that the packages are those this version was tested with."""
    if not patient.lock.exists():
        yield Finding("packages", FINE, f"{patient.lock.name} is not here; nothing to compare with.")
        return
    pinned = {name: text for name, text, only in _PINNED.findall(patient.lock.read_text("utf-8")) if not only}
    others = [line for name, text in pinned.items() if (line := _other(name, text))]
    for line in others:
        remedy = "Install the tested ones: .ci/environment requirements.lock."
        yield Finding("packages", WARNING, line, remedy)
    if not others:
        yield Finding("packages", FINE, f"All {len(pinned)} packages are the tested ones.")


def _other(name: str, wanted: str) -> str:
    """Return how a package differs from the tested one; empty if it does not."""
    try:
        found = version(name)
    except PackageNotFoundError:
        return f"{name} is not installed; tested was {wanted}."
    return "" if found == wanted else f"{name} is {found}; tested was {wanted}."


CHECKS: Mapping[str, Callable[[Patient], Iterator[Finding]]] = {
    "settings": settings,
    "database": database,
    "accounts": accounts,
    "clock": clock,
    "time zone": time_zone,
    "files": files,
    "disk": disk,
    "key": key,
    "transport": transport,
    "packages": packages,
}
_NEED_DATABASE = frozenset({"accounts", "clock"})


def examine(environment: Mapping[str, str] | None = None, now: datetime | None = None) -> list[Finding]:
    """Make every check.

    Parameters
    ----------
    environment
        Of the installation; this process's without.
    now
        The moment; the clock's without.

    Returns
    -------
    list of Finding
        In the order of `CHECKS`. Where settings cannot be read there is nothing else to look at; where the database
        cannot be, what needs it is left out.
    """
    env = dict(os.environ if environment is None else environment)
    try:
        patient = Patient(Settings.from_environment(env), env, now or moment())
    except SettingsError as error:
        return [_fault("settings", error)]
    found: list[Finding] = []
    for name, check in CHECKS.items():
        if name not in _NEED_DATABASE or not _failed(found, "database"):
            found += _made(name, check, patient)
    return found


def _made(name: str, check: Callable[[Patient], Iterator[Finding]], patient: Patient) -> Sequence[Finding]:
    """Make a check; what it fails with is what it found."""
    try:
        return list(check(patient))
    except (BelsendiError, OSError) as error:
        return [_fault(name, error)]


def _fault(name: str, error: Exception) -> Finding:
    """Return an error as a finding; our messages say what to do themselves."""
    return Finding(name, FAULT, str(error))


def _failed(found: Sequence[Finding], check: str) -> bool:
    """Tell whether a check found a fault."""
    return any(one.check == check and one.state == FAULT for one in found)
