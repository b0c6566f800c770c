"""The outbox: in order, without gaps, harmless to repeat, never stuck on one bad event."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cloud.reports import TOKEN, report
from tests.cloud.served import Machine, ServedCloud


def event(seq: int, kind: str = "board", **body: Any) -> dict[str, Any]:
    return {"seq": seq, "kind": kind, "at_ms": 1_790_000_000_000 + seq, "body": body}


def deliver(machine: Machine, *events: dict[str, Any], key: str | None = None) -> tuple[int, list[int]]:
    answer = machine.post("/v1/events", {"events": list(events)}, key)
    assert answer.status_code == 200, answer.text
    return answer.json()["acked"], answer.json()["rejected"]


def test_batches_are_acknowledged(machine: Machine) -> None:
    assert deliver(machine, event(1), event(2)) == (2, [])
    assert deliver(machine, event(3)) == (3, [])
    assert deliver(machine) == (3, [])


def test_duplicates_are_harmless(machine: Machine, tmp_path: Path) -> None:
    deliver(machine, event(1), event(2))
    assert deliver(machine, event(1), event(2), event(3)) == (3, [])
    with sqlite3.connect(tmp_path / "cloud.sqlite") as other:
        assert other.execute("SELECT count(*) FROM machine_events").fetchone() == (3,)
    other.close()


def test_a_gap_holds_the_acknowledgement_back_until_it_is_filled(machine: Machine) -> None:
    assert deliver(machine, event(1), event(3), event(4)) == (1, [])
    assert deliver(machine, event(2)) == (4, [])


def test_a_number_used_twice_is_named_and_the_first_stays(machine: Machine, tmp_path: Path) -> None:
    deliver(machine, event(1, text="first"))
    assert deliver(machine, event(1, text="other"), event(2)) == (2, [1])
    with sqlite3.connect(tmp_path / "cloud.sqlite") as other:
        assert other.execute("SELECT body FROM machine_events WHERE seq = 1").fetchone() == (
            '{"text": "first"}',
        )
    other.close()


@pytest.mark.parametrize(
    "bad",
    [
        {"seq": 1},
        {"seq": 1, "kind": "x" * 41, "at_ms": 1, "body": {}},
        {"seq": 1, "kind": "a\u0000b", "at_ms": 1, "body": {}},
        {"seq": 1, "kind": "board", "at_ms": -1, "body": {}},
        {"seq": 1, "kind": "board", "at_ms": 10**30, "body": {}},
        {"seq": 1, "kind": "board", "at_ms": 1, "body": "text"},
        {"seq": 1, "kind": "sale", "at_ms": 1, "body": {"number": "K7ABCDEFG"}},
    ],
)
def test_what_cannot_be_read_is_kept_and_holds_nothing_up(
    machine: Machine, tmp_path: Path, bad: dict[str, Any]
) -> None:
    assert deliver(machine, bad, event(2)) == (2, [1])
    with sqlite3.connect(tmp_path / "cloud.sqlite") as other:
        [(body, readable)] = other.execute("SELECT body, readable FROM machine_events WHERE seq = 1")
    other.close()
    assert not readable
    assert json.loads(body) in (bad, bad.get("body"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"<html>",
        b'{"events": 1}',
        b'{"events": [1]}',
        b'{"events": [{"seq": 0}]}',
        b'{"events": [{"seq": "1"}]}',
        b'{"events": [{"seq": true}]}',
        b'{"events": [{"seq": 99999999999999999999}]}',
        b'{"events": ' + b"[" * 5000,
        json.dumps({"events": [{"seq": n} for n in range(1, 102)]}).encode(),
    ],
)
def test_a_body_that_is_no_batch_is_refused(machine: Machine, body: bytes) -> None:
    headers = machine.headers() | {"Idempotency-Key": "k"}
    answer = machine.http.post("/v1/events", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "message.unreadable")


def test_far_behind_a_gap_nothing_is_kept(machine: Machine) -> None:
    answer = machine.post("/v1/events", {"events": [event(10_001)]})
    assert (answer.status_code, answer.json()["code"]) == (409, "events.gap")
    assert "Event 1 is missing" in answer.json()["text"]


def test_machines_count_each_for_itself(cloud: ServedCloud) -> None:
    one, two = cloud.machine(), cloud.machine()
    assert deliver(one, event(1), event(2)) == (2, [])
    assert deliver(two, event(1)) == (1, [])


def test_the_same_key_gets_the_same_answer(machine: Machine) -> None:
    first = deliver(machine, event(1), key="k")
    deliver(machine, event(2))
    assert deliver(machine, event(1), key="k") == first
    answer = machine.post("/v1/events", {"events": [event(3)]}, "k")
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency.other_body")


def test_two_processes_agree_on_what_is_held(serve: Callable[..., ServedCloud]) -> None:
    one, two = serve(), serve()
    machine = one.machine()
    there = two.known(machine)
    for seq in range(1, 21):
        assert deliver((machine, there)[seq % 2], event(seq)) == (seq, [])


def test_an_older_report_never_replaces_a_newer_one(cloud: ServedCloud, machine: Machine) -> None:
    newer = event(2, "sale") | {"body": report(stage="closed", fates=("delivered",))}
    older = event(1, "sale") | {"body": report(stage="vending", fates=("moving",))}
    deliver(machine, newer)
    assert deliver(machine, older) == (2, [])
    page = machine.http.get(f"/o/{TOKEN}/state").json()
    assert [line["fate"] for line in page["lines"]] == ["delivered"]


def test_a_machine_cannot_write_on_anothers_page(cloud: ServedCloud) -> None:
    one, two = cloud.machine(), cloud.machine()
    deliver(one, event(1, "sale") | {"body": report(fates=("delivered",))})
    deliver(two, event(1), event(2, "sale") | {"body": report(fates=("not_delivered",))})
    page = one.http.get(f"/o/{TOKEN}/state").json()
    assert [line["fate"] for line in page["lines"]] == ["delivered"]
