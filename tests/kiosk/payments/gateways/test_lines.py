"""A call that waits for its answer is ended from another thread: in plain, within TLS, through a proxy."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.clock import SystemClock
from kiosk.payments.gateways.exchange import Exchange
from kiosk.payments.gateways.lines import Lines
from kiosk.payments.intent import Problem, ProblemKind

HELD_S = 60
"""How long the server is silent: nobody waits for it."""
WITHIN_S = 20


def certificate(folder: Path) -> Path:
    """Key and certificate of this host, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "here")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "here.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return file


class Holder:
    """Takes requests and says nothing."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.was_asked = threading.Event()
        self.calls = 0
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lines: list[socket.socket] = []
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        for line in (self._listener, *self._lines):
            line.close()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            line.settimeout(WITHIN_S)
            self._lines.append(line := self._tls.wrap_socket(line, server_side=True) if self._tls else line)
            if line.recv(4096):
                self.calls += 1
                self.was_asked.set()


@pytest.fixture
def holder() -> Iterator[Holder]:
    made = Holder()
    yield made
    made.close()


def is_ended_at_once(holder: Holder, session: requests.Session, lines: Lines, url: str) -> None:
    session.trust_env = False
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(session.get, url, timeout=HELD_S)
        assert holder.was_asked.wait(WITHIN_S)
        lines.cut()
        with pytest.raises(requests.ConnectionError):
            call.result(WITHIN_S)
    session.close()


def test_a_plain_one(holder: Holder) -> None:
    lines = Lines()
    is_ended_at_once(holder, lines.session(), lines, f"http://127.0.0.1:{holder.port}/")


def test_one_within_tls(tmp_path: Path) -> None:
    file = certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    holder, lines = Holder(tls), Lines()
    try:
        session = lines.session()
        session.verify = str(file)
        is_ended_at_once(holder, session, lines, f"https://127.0.0.1:{holder.port}/")
    finally:
        holder.close()


def test_one_through_a_proxy(holder: Holder) -> None:
    lines = Lines()
    session = lines.session()
    session.proxies = {"http": f"http://127.0.0.1:{holder.port}"}
    is_ended_at_once(holder, session, lines, "http://cloud.example.com/")


def test_a_connection_that_comes_too_late_is_cut_as_well(holder: Holder) -> None:
    lines = Lines()
    lines.cut()
    with pytest.raises(requests.ConnectionError):
        lines.session().get(f"http://127.0.0.1:{holder.port}/", timeout=HELD_S)


def test_an_exchange_that_hangs_up_sends_nothing_more(holder: Holder) -> None:
    exchange = Exchange(f"http://127.0.0.1:{holder.port}", SystemClock())
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(exchange.send, "GET", "/", {}, read_timeout_s=HELD_S)
        assert holder.was_asked.wait(WITHIN_S)
        exchange.hang_up()
        found = call.result(WITHIN_S)
    assert isinstance(found, Problem) and found.kind is ProblemKind.NETWORK
    later = exchange.send("GET", "/", {}, read_timeout_s=HELD_S)
    assert isinstance(later, Problem) and later.kind is ProblemKind.NETWORK
    assert holder.calls == 1
