"""The settings: the only reader of the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from dashboard.errors import SettingsError

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
_SHORTEST_TOKEN = 20


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may set.

    Attributes
    ----------
    database_url
        ``DATABASE_URL``, or the file ``DATABASE_URL_FILE`` names: where the snapshots are kept, an SQLAlchemy URL.
    data_folder
        ``BELSENDI_DATA``: a folder for everything the installation makes itself: the default database, imported
        boundaries, compressed static files.
    url_prefix
        ``BELSENDI_URL_PREFIX``: path under which a proxy serves the monitor; starts and ends with a slash.
    reject_limit
        ``BELSENDI_REJECT_LIMIT``: largest share of rejected rows of a table, in percent (Q-79).
    change_limit
        ``BELSENDI_CHANGE_LIMIT``: change of a total that draws a warning, in percent (Q-93).
    stale_after
        ``BELSENDI_STALE_AFTER``: days after the end of the latest week when the page says that data are old.
    zip_entry_limit
        ``BELSENDI_ZIP_ENTRY_LIMIT``: bytes of an unpacked zip entry above which its ratio is looked at (Q-86).
    zip_ratio_limit
        ``BELSENDI_ZIP_RATIO_LIMIT``: largest unpacked : packed ratio of such an entry (Q-86).
    revision_weeks
        ``BELSENDI_REVISION_WEEKS``: how many weeks before the latest published one are still open to corrected drops.
    log
        ``BELSENDI_LOG``: ``json`` where commands and the monitor report in JSON lines, for a collector of logs, instead
        of in words.
    metrics_token
        ``BELSENDI_METRICS_TOKEN`` or the file ``BELSENDI_METRICS_TOKEN_FILE`` names: what Prometheus shows at
        ``/metrics``; nothing is counted without.
    cache
        ``BELSENDI_CACHE`` or the file ``BELSENDI_CACHE_FILE`` names: a Redis through which machines share the views
        they made, such as ``redis://HOST:6379/0``; each process keeps its own without.
    sentry_dsn
        ``SENTRY_DSN``: where faults of the program are reported to; nowhere without.
    traces
        ``OTEL_EXPORTER_OTLP_TRACES_ENDPOINT``, or ``OTEL_EXPORTER_OTLP_ENDPOINT`` with ``/v1/traces`` behind it: a
        collector of OpenTelemetry that is told what requests spend their time on; nobody is without.
    engine
        ``BELSENDI_ENGINE``: what computes a week: ``duckdb``, or Spark: ``local[N]``, ``spark://HOST:PORT``.
    memory
        ``BELSENDI_MEMORY``: memory from which DuckDB goes on in temporary files, such as ``4500m``.
    spark_folder
        ``BELSENDI_SPARK_FOLDER``: a folder that this machine and all workers of a cluster see under the same path.
    spark_memory
        ``BELSENDI_SPARK_MEMORY``: memory of each Spark process, such as ``3g``.
    public_monitor
        ``PUBLIC_MONITOR``: false where everything asks for a login (G-39).
    public_school_list
        ``PUBLIC_SCHOOL_LIST``: false where schools are named only to staff within their own scope (G-39).
    secret_key
        ``BELSENDI_SECRET_KEY`` or the file ``BELSENDI_SECRET_KEY_FILE`` names: signs sessions; made once and kept in
        the data folder without.
    https
        ``BELSENDI_HTTPS``: true where readers reach the monitor by TLS alone: cookies are then kept to it, and browsers
        told to come by nothing else.
    production
        ``BELSENDI_PRODUCTION``: true where other people rely on the installation; where readers come by TLS it is. The
        monitor then starts only with a key that was chosen for it.
    proxies
        ``BELSENDI_PROXIES``: how many proxies of your own stand in front; as many addresses of ``X-Forwarded-For`` are
        believed.
    audit_days
        ``BELSENDI_AUDIT_DAYS``: how long the audit log is kept.
    local_login
        ``BELSENDI_LOCAL_LOGIN``: false where people log in at the identity provider alone.
    oidc_issuer
        ``BELSENDI_OIDC_ISSUER``: the identity provider (OpenID Connect), letter by letter as it calls itself; none
        without.
    oidc_client_id, oidc_client_secret
        ``BELSENDI_OIDC_CLIENT_ID``, ``BELSENDI_OIDC_CLIENT_SECRET``: who the monitor is there; the secret may lie in
        the file ``BELSENDI_OIDC_CLIENT_SECRET_FILE`` names, a public client has none.
    oidc_name
        ``BELSENDI_OIDC_NAME``: what the button at the login calls the provider.
    oidc_groups
        ``BELSENDI_OIDC_GROUPS``: the claim that lists a person's groups.
    oidc_roles
        ``BELSENDI_OIDC_ROLES``: a TOML file that says which groups have which roles where; without it roles are given
        here, by hand.
    session_hours, session_idle_minutes
        ``BELSENDI_SESSION_HOURS``, ``BELSENDI_SESSION_IDLE_MINUTES``: how long a login lasts at most, and unused.
    demonstration
        ``BELSENDI_DEMONSTRATION``: true where the data are made up; every page says so.
    facts
        ``BELSENDI_FACTS``: a folder for the rows behind the snapshots; ``facts`` in the data folder without.
    facts_weeks
        ``BELSENDI_FACTS_WEEKS``: of how many of the latest weeks the rows are kept; 0: of all.
    compress
        ``BELSENDI_COMPRESS``: false while working on style sheets and scripts; they are then read anew at each request.
    """

    database_url: str
    data_folder: Path
    url_prefix: str = "/"
    reject_limit: float = 1.0
    change_limit: float = 20.0
    stale_after: int = 8
    zip_entry_limit: int = 64 * 1024 * 1024
    zip_ratio_limit: float = 100.0
    engine: str = "duckdb"
    memory: str = "5500m"
    spark_folder: Path | None = None
    spark_memory: str = "3g"
    revision_weeks: int = 2
    log: str = "text"
    metrics_token: str = field(default="", repr=False)
    cache: str = field(default="", repr=False)
    sentry_dsn: str = field(default="", repr=False)
    traces: str = field(default="", repr=False)
    public_monitor: bool = True
    public_school_list: bool = True
    secret_key: str = field(default="", repr=False)
    https: bool = False
    production: bool = False
    proxies: int = 0
    audit_days: int = 1095
    local_login: bool = True
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = ""
    oidc_groups: str = "groups"
    oidc_roles: Path | None = None
    session_hours: float = 12
    session_idle_minutes: float = 60
    demonstration: bool = False
    compress: bool = True
    facts: Path | None = None
    facts_weeks: int = 90

    @property
    def oidc_origin(self) -> str:
        """The origin of the identity provider: logging out leads there, so forms may (CSP ``form-action``)."""
        parts = urlsplit(self.oidc_issuer)
        return f"{parts.scheme}://{parts.netloc}" if self.oidc_issuer else ""

    @property
    def facts_folder(self) -> Path:
        """Where the rows behind the snapshots are kept."""
        return self.facts or self.data_folder / "facts"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings.

        Raises
        ------
        SettingsError
            If a value cannot be used; the message names the variable.
        """
        env = os.environ if environment is None else environment
        https = _switch(env, "BELSENDI_HTTPS", default=False)
        folder = Path(env.get("BELSENDI_DATA") or PROJECT_FOLDER / "var").absolute()
        return cls(
            database_url=_secret(env, "DATABASE_URL") or f"sqlite:///{folder / 'belsendi.db'}",
            data_folder=folder,
            url_prefix=_prefix(env.get("BELSENDI_URL_PREFIX", "/")),
            reject_limit=_number(env, "BELSENDI_REJECT_LIMIT", 1.0),
            change_limit=_number(env, "BELSENDI_CHANGE_LIMIT", 20.0),
            stale_after=int(_number(env, "BELSENDI_STALE_AFTER", 8)),
            zip_entry_limit=int(_number(env, "BELSENDI_ZIP_ENTRY_LIMIT", 64 * 1024 * 1024)),
            zip_ratio_limit=_number(env, "BELSENDI_ZIP_RATIO_LIMIT", 100.0),
            engine=env.get("BELSENDI_ENGINE") or "duckdb",
            memory=_memory(env, "BELSENDI_MEMORY", "5500m"),
            spark_folder=_folder(env, "BELSENDI_SPARK_FOLDER"),
            spark_memory=_memory(env, "BELSENDI_SPARK_MEMORY", "3g"),
            revision_weeks=int(_number(env, "BELSENDI_REVISION_WEEKS", 2)),
            log=_word(env, "BELSENDI_LOG", ("text", "json")),
            metrics_token=_metrics_token(env),
            cache=_secret(env, "BELSENDI_CACHE"),
            sentry_dsn=env.get("SENTRY_DSN", ""),
            traces=_traces(env),
            public_monitor=_switch(env, "PUBLIC_MONITOR", default=True),
            public_school_list=_switch(env, "PUBLIC_SCHOOL_LIST", default=True),
            secret_key=_secret(env, "BELSENDI_SECRET_KEY"),
            https=https,
            production=_switch(env, "BELSENDI_PRODUCTION", default=https),
            proxies=int(_number(env, "BELSENDI_PROXIES", 0)),
            audit_days=int(_number(env, "BELSENDI_AUDIT_DAYS", 1095)),
            local_login=_local_login(env),
            oidc_issuer=_issuer(env),
            oidc_client_id=env.get("BELSENDI_OIDC_CLIENT_ID", ""),
            oidc_client_secret=_secret(env, "BELSENDI_OIDC_CLIENT_SECRET"),
            oidc_name=env.get("BELSENDI_OIDC_NAME", ""),
            oidc_groups=env.get("BELSENDI_OIDC_GROUPS") or "groups",
            oidc_roles=_folder(env, "BELSENDI_OIDC_ROLES"),
            session_hours=_number(env, "BELSENDI_SESSION_HOURS", 12),
            session_idle_minutes=_number(env, "BELSENDI_SESSION_IDLE_MINUTES", 60),
            demonstration=_switch(env, "BELSENDI_DEMONSTRATION", default=False),
            compress=_switch(env, "BELSENDI_COMPRESS", default=True),
            facts=_folder(env, "BELSENDI_FACTS"),
            facts_weeks=int(_number(env, "BELSENDI_FACTS_WEEKS", 90)),
        )


_SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def _switch(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    """Return a switch from the environment; a word that is neither yes nor no never opens or closes anything."""
    text = env.get(name)
    if not text:
        return default
    if text.lower() not in _SWITCH:
        raise SettingsError(f"{name} is {text!r}; set it to true or false, or unset it.")
    return _SWITCH[text.lower()]


def _secret(env: Mapping[str, str], name: str) -> str:
    """Return a value nobody else should read: from the environment, or from the file ``NAME_FILE`` names."""
    value, file = env.get(name, ""), env.get(f"{name}_FILE", "")
    if value and file:
        raise SettingsError(f"{name} and {name}_FILE are both set; unset one of them.")
    if not file:
        return value
    try:
        value = Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name}_FILE is {file!r}, which cannot be read: {error}") from None
    if not value:
        raise SettingsError(f"{name}_FILE is {file!r}, which is empty; write the value into it, or unset it.")
    return value


def _metrics_token(env: Mapping[str, str]) -> str:
    """Return the token of the metrics; one that can be guessed would open them."""
    token = _secret(env, "BELSENDI_METRICS_TOKEN")
    if token and len(token) < _SHORTEST_TOKEN:
        raise SettingsError(
            f"BELSENDI_METRICS_TOKEN is shorter than {_SHORTEST_TOKEN} characters and could be guessed; "
            "make one: openssl rand -hex 32"
        )
    return token


def _traces(env: Mapping[str, str]) -> str:
    """Return the address of the collector of traces, by the rules of OpenTelemetry."""
    base = env.get("OTEL_EXPORTER_OTLP_ENDPOINT", "")
    found = env.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") or (f"{base.rstrip('/')}/v1/traces" if base else "")
    parts = urlsplit(found)
    if found and not (parts.scheme in {"http", "https"} and parts.hostname):
        # The address may hold a password.
        raise SettingsError(
            "OTEL_EXPORTER_OTLP_ENDPOINT is no address of a collector, such as http://127.0.0.1:4318, or unset it."
        )
    return found


def _issuer(env: Mapping[str, str]) -> str:
    """Return the identity provider; what is sent there must not be readable on the way."""
    issuer = env.get("BELSENDI_OIDC_ISSUER", "")
    parts = urlsplit(issuer)
    if issuer and not (parts.netloc and (parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1"})):
        raise SettingsError(f"BELSENDI_OIDC_ISSUER is {issuer!r}; set it to the https address of the provider.")
    if issuer and not env.get("BELSENDI_OIDC_CLIENT_ID"):
        raise SettingsError("BELSENDI_OIDC_CLIENT_ID is missing; set it to what the provider calls this monitor.")
    return issuer


def _local_login(env: Mapping[str, str]) -> bool:
    """Return whether accounts have passwords here; without an identity provider nobody could log in otherwise."""
    wanted = _switch(env, "BELSENDI_LOCAL_LOGIN", default=True)
    if not wanted and not env.get("BELSENDI_OIDC_ISSUER"):
        raise SettingsError("BELSENDI_LOCAL_LOGIN is off, but there is no BELSENDI_OIDC_ISSUER: nobody could log in.")
    return wanted


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    """Return a non-negative number from the environment."""
    text = env.get(name)
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 <= number < float("inf"):
        raise SettingsError(f"{name} is {text!r}; set it to a number that is not negative, or unset it.")
    return number


def _word(env: Mapping[str, str], name: str, words: Sequence[str]) -> str:
    """Return one of some words from the environment; the first one without a value."""
    text = env.get(name) or words[0]
    if text not in words:
        raise SettingsError(f"{name} is {text!r}; set it to {' or '.join(words)}, or unset it.")
    return text


def _folder(env: Mapping[str, str], name: str) -> Path | None:
    """Return a folder from the environment, if one is named."""
    return Path(env[name]).absolute() if env.get(name) else None


def _memory(env: Mapping[str, str], name: str, default: str) -> str:
    """Return an amount of memory as Java and others write it."""
    text = (env.get(name) or default).lower()
    if not re.fullmatch(r"[1-9][0-9]*[mg]", text):
        raise SettingsError(f"{name} is {text!r}; set it to megabytes or gigabytes, such as 800m or 3g, or unset it.")
    return text


def _prefix(text: str) -> str:
    """Return a path that starts and ends with a slash."""
    return f"/{text.strip('/')}/".replace("//", "/")
