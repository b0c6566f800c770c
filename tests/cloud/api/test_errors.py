"""Whatever goes wrong, the machine gets an ErrorAnswer it can read."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from cloud.api.limits import BODY_LIMIT_BYTES, EVENTS_BODY_LIMIT_BYTES
from cloud.store import payments
from kiosk.wire import ErrorAnswer
from tests.cloud.served import Machine, ServedCloud


def error(answer: Any, status: int) -> ErrorAnswer:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    return ErrorAnswer.model_validate_json(answer.text)


def test_unknown_addresses(machine: Machine) -> None:
    assert error(machine.get("/v1/nothing"), 404).code == "http.not_found"
    assert error(machine.get("/v2"), 404).code == "http.not_found"
    assert error(machine.http.put("/v1/payments", json={}), 405).code == "http.method"
    assert error(machine.get("/v1/payments/short"), 422).code == "message.unreadable"
    assert error(machine.get("/docs"), 404).code == "http.not_found"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"<html>", b"\xff\xfe", b'{"number": "\\ud800"}'])
def test_bodies_that_are_no_message(cloud: ServedCloud, machine: Machine, body: bytes) -> None:
    headers = machine.headers() | {"Idempotency-Key": "k", "Content-Type": "application/json"}
    for path in ("/v1/payments", "/v1/enrol"):
        assert error(machine.http.post(path, content=body, headers=headers), 422).code == "message.unreadable"


def test_a_body_too_deep_to_be_read(machine: Machine) -> None:
    headers = machine.headers() | {"Idempotency-Key": "k", "Content-Type": "application/json"}
    # deeper than any Python gives up at (3.11: 1000, 3.13: 10,000), and still within the limit of a body
    answer = machine.http.post("/v1/payments", content=b"[" * 60_000, headers=headers)
    assert error(answer, 400).code == "message.unreadable"


def test_a_body_that_announces_too_much_is_refused_unread(cloud: ServedCloud) -> None:
    head = f"POST /v1/enrol HTTP/1.1\r\nHost: c\r\nContent-Length: {BODY_LIMIT_BYTES + 1}\r\n\r\n"
    port = int(cloud.base_url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(head.encode())
        assert wire.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_grows_too_large_is_refused(machine: Machine) -> None:
    def endless() -> Any:
        for _ in range(BODY_LIMIT_BYTES // 1024 + 1):
            yield b" " * 1024

    assert error(machine.http.post("/v1/enrol", content=endless()), 413).code == "limit.body"


def test_events_may_be_larger(machine: Machine) -> None:
    event = {"seq": 1, "kind": "log", "at_ms": 1, "body": {"text": "x" * (BODY_LIMIT_BYTES + 1)}}
    assert machine.post("/v1/events", {"events": [event]}).status_code == 200
    event["body"] = {"text": "x" * EVENTS_BODY_LIMIT_BYTES}
    assert error(machine.post("/v1/events", {"events": [event]}), 413).code == "limit.body"


def test_a_database_that_is_away_is_said(serve: Callable[..., ServedCloud], url: str) -> None:
    import sqlite3

    cloud = serve()
    machine = cloud.machine()
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("ALTER TABLE payments RENAME TO hidden")
    try:
        answer = machine.post("/v1/payments", machine.order())
        assert error(answer, 503).code == "store.unavailable"
        assert answer.headers["Retry-After"] == "1"
    finally:
        other.execute("ALTER TABLE hidden RENAME TO payments")
        other.close()
    assert machine.post("/v1/payments", machine.order()).status_code == 200


def test_a_bug_is_said_without_its_inside(
    cloud: ServedCloud, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(payments, "find", broken)
    answer = machine.get("/v1/payments/K7ABCDEFGA")
    assert error(answer, 500).code == "cloud.bug"
    assert "secret" not in answer.text


def test_health(cloud: ServedCloud, machine: Machine) -> None:
    answer = machine.http.get("/healthz")
    assert answer.json() == {"ok": True, "cloud_id": cloud.cloud.cloud_id, "money": "test"}
