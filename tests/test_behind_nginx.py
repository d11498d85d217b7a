"""Two instances of the monitor behind a real nginx and the sample of docs/deployment: nothing lost or doubled."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPMessage, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlencode

import brotli
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select

from callbacks.headers import security_headers
from dashboard import migrations
from dashboard.database import connection, engine, transaction
from dashboard.schema import audit
from dashboard.settings import PROJECT_FOLDER, Settings
from tests.missing_programs import NO_NGINX, program
from tests.published_weeks import LATEST, Country
from tests.served import Instance, Readers, answers, free_port, instances, wait_until

NGINX = program("NGINX", "nginx")
SAMPLE = PROJECT_FOLDER / "docs" / "deployment" / "nginx.conf"
TOKEN = "fedcba9876543210" * 2
PREFIX = "/belsendilik/"
STRANGER = "203.0.113.9"


@dataclass
class Answer:
    """An answer as it came through nginx."""

    status: int
    headers: HTTPMessage
    body: bytes


@dataclass
class House:
    """Two instances, the proxy, and the database they share."""

    settings: Settings
    instances: list[Instance]
    port: int
    plain_port: int
    context: ssl.SSLContext
    log: Path

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        """Ask nginx, on a connection of its own."""
        reader = HTTPSConnection("127.0.0.1", self.port, timeout=20, context=self.context)
        try:
            reader.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            found = reader.getresponse()
            return Answer(found.status, found.headers, found.read())
        finally:
            reader.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(f"sqlite:///{tmp_path / 'belsendi.db'}", tmp_path, PREFIX, https=True)
    migrations.upgrade(made)
    with transaction(made) as opened:
        Country(regions=2, districts=2, schools=3, weeks=[LATEST]).publish(opened)
    return made


@pytest.fixture
def house(settings: Settings, tmp_path: Path) -> Iterator[House]:
    if NGINX is None:
        pytest.skip(NO_NGINX)
    environment = {
        "DATABASE_URL": settings.database_url,
        "BELSENDI_DATA": str(settings.data_folder),
        "BELSENDI_URL_PREFIX": PREFIX,
        "BELSENDI_HTTPS": "true",
        "BELSENDI_PROXIES": "1",
        "BELSENDI_SECRET_KEY": "9f3ac51e" * 8,
        "BELSENDI_METRICS_TOKEN": TOKEN,
        "BELSENDI_LOG": "json",
        "TMPDIR": str(tmp_path),  # what an instance that is killed leaves behind goes with the test
    }
    with (
        instances(tmp_path, environment, [1, 2], build=True) as started,
        _nginx(tmp_path, started) as (port, plain, context),
    ):
        yield House(settings, started, port, plain, context, tmp_path / "nginx.log")
    engine(settings).dispose()


@contextmanager
def _nginx(folder: Path, started: list[Instance]) -> Iterator[tuple[int, int, ssl.SSLContext]]:
    """Run nginx with the sample as it stands, but for ports and folders."""
    port, plain = free_port(), free_port()
    _certificate(folder)
    here = {
        "127.0.0.1:8050": f"127.0.0.1:{started[0].port}",
        "127.0.0.1:8051": f"127.0.0.1:{started[1].port}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "/etc/ssl/belsendi": str(folder),
        "/var/log/nginx/belsendi.log": str(folder / "nginx.log"),
    }
    text = SAMPLE.read_text("utf-8")
    for there, instead in here.items():
        assert there in text, there
        text = text.replace(there, instead)
    (folder / "belsendi.conf").write_text(text)
    user = "user root;\n" if os.getuid() == 0 else ""
    (folder / "main.conf").write_text(
        f"{user}daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nevents {{}}\n"
        f"http {{\n  client_body_temp_path {folder}/body;\n  proxy_temp_path {folder}/proxy;\n"
        f"  fastcgi_temp_path {folder}/f;\n  uwsgi_temp_path {folder}/u;\n  scgi_temp_path {folder}/s;\n"
        f"  include {folder}/belsendi.conf;\n}}\n"
    )
    command = [str(NGINX), "-p", str(folder), "-c", str(folder / "main.conf"), "-e", str(folder / "errors.log")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    with subprocess.Popen(command) as process:
        try:
            wait_until(lambda: answers(port), "nginx")
            yield port, plain, ssl.create_default_context(cafile=str(folder / "chain.pem"))
        finally:
            process.terminate()


def _certificate(folder: Path) -> None:
    """Make a certificate of this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "monitor.example.kz")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "chain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    forms = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(*forms))


def test_the_monitor_behind_nginx(house: House) -> None:
    """One test, since the two instances and nginx take seconds to start; each part says what it shows."""
    addresses_lead_to_the_prefix(house)
    headers_of_security_come_once(house)
    what_is_compressed_is_handed_on(house)
    static_files_pass_as_they_were_compressed(house)
    the_reader_is_known_by_his_own_address(house)
    the_log_has_the_id_and_no_query(house)
    metrics_stay_in_the_house_and_know_all_workers(house)
    nothing_is_lost_while_workers_are_replaced(house)
    nothing_is_lost_when_an_instance_dies(house)
    an_answer_under_way_is_finished_when_the_last_one_stops(house)


def addresses_lead_to_the_prefix(house: House) -> None:
    for path, target in (("/", PREFIX), ("/belsendilik", PREFIX), (PREFIX, f"{PREFIX}kk/")):
        assert house.ask(path).headers["Location"].endswith(target)
    plain = HTTPConnection("127.0.0.1", house.plain_port, timeout=20)
    plain.request("GET", f"{PREFIX}ru/?unit=100000000")
    moved = plain.getresponse()
    plain.close()
    assert moved.status == 301
    assert moved.headers["Location"] == f"https://127.0.0.1{PREFIX}ru/?unit=100000000"
    page = house.ask(f"{PREFIX}ru/")
    assert page.status == 200
    links = _links(house)
    assert len(links) > 10
    assert {house.ask(link).status for link in links[:3]} == {200}
    assert [link for link in links if not link.startswith(PREFIX)] == []
    assert house.ask("/elsewhere").status == 404


def _links(house: House) -> list[str]:
    page = house.ask(f"{PREFIX}ru/").body.decode()
    return re.findall(r'(?:src|href)="(/[^"]+\.(?:css|js|svg)[^"]*)"', page)


def headers_of_security_come_once(house: House) -> None:
    wanted = {*security_headers(house.settings, ()), "Content-Type", "X-Request-ID"}
    for path in (f"{PREFIX}ru/", f"{PREFIX}ru/view", f"{PREFIX}assets/css/30-shell.css", f"{PREFIX}ru/nowhere"):
        headers = house.ask(path).headers
        assert {name: len(headers.get_all(name, [])) for name in wanted} == dict.fromkeys(wanted, 1), path
        assert re.search(r"\d", headers["Server"]) is None
    cookie = house.ask(f"{PREFIX}ru/").headers["Set-Cookie"]
    assert f"Path={PREFIX}" in cookie
    assert "Secure" in cookie


def what_is_compressed_is_handed_on(house: House) -> None:
    plain = json.loads(house.ask(f"{PREFIX}ru/view").body)
    for name, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = house.ask(f"{PREFIX}ru/view", Accept_Encoding=name)
        assert answer.headers["Content-Encoding"] == name
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert json.loads(unpack(answer.body)) == plain
    tag = house.ask(f"{PREFIX}ru/view").headers["ETag"]
    assert house.ask(f"{PREFIX}ru/view", If_None_Match=tag).status == 304


def static_files_pass_as_they_were_compressed(house: House) -> None:
    """Compressed once, under a name that never means anything else; TLS of the sample in front of it."""
    path = next(link for link in _links(house) if link.endswith(".css"))
    plain = house.ask(path).body
    for name, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = house.ask(path, Accept_Encoding=name)
        assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == (name, "Accept-Encoding")
        assert "immutable" in answer.headers["Cache-Control"]
        assert int(answer.headers["Content-Length"]) == len(answer.body) < len(plain)
        assert unpack(answer.body) == plain


def the_reader_is_known_by_his_own_address(house: House) -> None:
    """Whoever writes X-Forwarded-For himself is believed neither by nginx nor by the monitor."""
    form = house.ask(f"{PREFIX}ru/login")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form.body.decode())
    assert token
    cookies = "; ".join(line.split(";")[0] for line in form.headers.get_all("Set-Cookie", []))
    fields = urlencode({"login": "nobody", "password": "wrong", "csrf_token": token[1]})
    sent = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": cookies, "X_Forwarded_For": STRANGER}
    house.ask(f"{PREFIX}ru/login", "POST", fields, Origin="https://127.0.0.1", Sec_Fetch_Site="same-origin", **sent)
    with connection(house.settings) as opened:
        seen = set(opened.scalars(select(audit.c.address)))
    assert seen == {"127.0.0.1"}


def the_log_has_the_id_and_no_query(house: House) -> None:
    answer = house.ask(f"{PREFIX}ru/search?q=hidden-words")
    number = answer.headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", number)
    logs = [one.log for one in house.instances]
    wait_until(lambda: any(number in log.read_text() for log in logs), "the line of the request")
    wait_until(lambda: number in house.log.read_text(), "nginx's line of the request")
    lines = [line for log in logs for line in log.read_text().splitlines()]
    (told,) = [json.loads(line) for line in lines if number in line]
    assert (told["route"], told["status"], told["level"]) == ("/search", 200, "info")
    assert [line for line in (*lines, house.log.read_text()) if "hidden-words" in line] == []
    assert {type(json.loads(line)) for line in lines} == {dict}


def metrics_stay_in_the_house_and_know_all_workers(house: House) -> None:
    shown = {"Authorization": f"Bearer {TOKEN}"}
    assert house.ask(f"{PREFIX}metrics", **shown).status == 404
    other = house.instances[1]

    def ask(path: str, **headers: str) -> tuple[int, str]:
        direct = HTTPConnection("127.0.0.1", other.port, timeout=20)
        direct.request("GET", path, headers=headers)
        found = direct.getresponse()
        said = found.status, found.read().decode()
        direct.close()
        return said

    assert ask("/metrics")[0] == 401
    for _ in range(30):  # each on a connection of its own, so both workers get some
        assert ask("/healthz")[0] == 200
    families = text_string_to_metric_families(ask("/metrics", **shown)[1])
    found = {(one.name, one.labels.get("endpoint")): one.value for family in families for one in family.samples}
    assert found["belsendi_http_requests_total", "healthz"] == 30
    assert len(other.workers()) == 2
    assert len(list(house.settings.data_folder.glob("belsendi-metrics-*"))) == 2


def _readers(house: House) -> Readers:
    return Readers(lambda: house.ask(f"{PREFIX}ru/view", Accept_Encoding="br").status, 4)


def nothing_is_lost_while_workers_are_replaced(house: House) -> None:
    one = house.instances[0]
    before = one.workers()
    with _readers(house) as readers:
        os.kill(one.process.pid, signal.SIGUSR1)
        wait_until(lambda: one.workers() and not one.workers() & before, "new workers")
        time.sleep(0.3)
    assert readers.wrong == []
    assert readers.broken_off == 0
    assert readers.answered > 100
    assert one.process.poll() is None


def nothing_is_lost_when_an_instance_dies(house: House) -> None:
    with _readers(house) as readers:
        time.sleep(0.3)
        house.instances[1].kill()
        time.sleep(0.7)
    assert readers.wrong == []
    assert readers.answered > 50


def an_answer_under_way_is_finished_when_the_last_one_stops(house: House) -> None:
    """A reader on a slow line has a megabyte before him when the instance is told to stop."""
    one = house.instances[0]
    (charts,) = re.findall(r'"(/[^"]+plotly-charts[^"]+\.js)"', house.ask(f"{PREFIX}ru/").body.decode())
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(20)
        slow.connect(("127.0.0.1", one.port))
        request = f"GET {charts} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        slow.sendall(request.encode())
        got = slow.recv(2000)
        one.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        while more := slow.recv(65536):
            got += more
    head, _, body = got.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    assert length
    assert len(body) == int(length[1]) > 500_000
    assert one.process.wait(timeout=20) == 0
    # The killed one could not tidy up.
    assert len(list(house.settings.data_folder.glob("belsendi-metrics-*"))) == 1
