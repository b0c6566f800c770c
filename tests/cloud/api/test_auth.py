"""Only a machine's own key, a moment ago, for this cloud."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cloud.api.limits import BURST, Buckets
from cloud.errors import Refusal
from tests.cloud.served import Machine, ServedCloud

PATH = "/v1/payments/UNKNOWN0"


def asked(machine: Machine, **changed: Any) -> tuple[int, str]:
    answer = machine.http.get(PATH, headers=machine.headers(**changed))
    return answer.status_code, answer.json()["code"]


def test_a_good_token_passes(machine: Machine) -> None:
    assert asked(machine) == (404, "payment.unknown")


def test_nobody_passes_without_a_token(machine: Machine) -> None:
    for headers in ({}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}):
        answer = machine.http.get(PATH, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "auth.missing")


@pytest.mark.parametrize("token", ["x", "a.b.c", "é", "e30.e30.", "x" * 5000])
def test_noise_is_refused(machine: Machine, token: str) -> None:
    answer = machine.http.get(PATH, headers={b"Authorization": b"Bearer " + token.encode()})
    assert answer.status_code == 401


def test_another_key_is_refused_like_an_unknown_machine(machine: Machine) -> None:
    right = machine.key
    machine.key = Ed25519PrivateKey.generate()
    assert asked(machine) == (401, "auth.refused")
    machine.key = right
    assert asked(machine, sub="M0000000") == (401, "auth.refused")
    assert asked(machine, sub="") == (401, "auth.refused")
    assert asked(machine, sub=7) == (401, "auth.refused")


def test_a_machine_cannot_speak_for_another(cloud: ServedCloud) -> None:
    one, two = cloud.machine(), cloud.machine()
    assert asked(one, sub=two.id) == (401, "auth.refused")


def test_a_revoked_machine_is_out_and_stays_out(cloud: ServedCloud, machine: Machine, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "cloud.sqlite") as other:
        other.execute("UPDATE machines SET revoked = 1")
    other.close()
    assert asked(machine) == (401, "auth.refused")
    assert machine.enrol(cloud.new_code()).status_code == 403


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_only_the_agreed_algorithm_counts(machine: Machine, algorithm: str) -> None:
    secret = machine.public_key if algorithm == "HS256" else ""
    token = jwt.encode(machine.claims(), secret, algorithm=algorithm)
    answer = machine.http.get(PATH, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.refused")


def test_a_token_for_another_cloud_is_refused(machine: Machine) -> None:
    assert asked(machine, aud="another") == (401, "auth.audience")


def test_missing_times_are_refused(machine: Machine) -> None:
    assert asked(machine, exp=None)[0] == 401
    assert asked(machine, exp="soon")[0] == 401


@pytest.mark.parametrize(
    ("left_s", "passes"),
    [(-6, False), (-5, True), (0, True), (60, True), (65, True), (66, False), (9000, False)],
)
def test_a_token_lives_a_minute_at_most(machine: Machine, left_s: int, passes: bool) -> None:
    status, code = asked(machine, exp=machine.clock.utc_ms() // 1000 + left_s)
    assert (status, code) == ((404, "payment.unknown") if passes else (401, "auth.clock"))


@pytest.mark.parametrize(("ahead_s", "passes"), [(-60, True), (0, True), (5, True), (6, False), (500, False)])
def test_a_token_of_the_future_is_not_good_yet(machine: Machine, ahead_s: int, passes: bool) -> None:
    status, code = asked(machine, nbf=machine.clock.utc_ms() // 1000 + ahead_s)
    assert (status, code) == ((404, "payment.unknown") if passes else (401, "auth.clock"))


@pytest.mark.parametrize("nbf", [True, "0", 1.5])
def test_a_beginning_that_is_no_number_is_refused(machine: Machine, nbf: object) -> None:
    assert asked(machine, nbf=nbf) == (401, "auth.refused")


def test_a_wrong_clock_is_said_in_words_with_the_right_time(machine: Machine) -> None:
    ahead = machine.http.get(PATH, headers=machine.headers(exp=machine.clock.utc_ms() // 1000 + 660))
    assert "ahead by about 600 s" in ahead.json()["text"]
    behind = machine.http.get(PATH, headers=machine.headers(exp=machine.clock.utc_ms() // 1000 - 300))
    assert "300 s ago" in behind.json()["text"]
    assert "behind" in behind.json()["text"]
    assert "date" in behind.headers


def test_a_machine_gone_wild_is_slowed_down_alone() -> None:
    buckets = Buckets()
    for _ in range(BURST):
        buckets.take("M1", 0)
    with pytest.raises(Refusal, match="too many"):
        buckets.take("M1", 0)
    buckets.take("M2", 0)
    buckets.take("M1", 5)
    with pytest.raises(Refusal):
        buckets.take("M1", 5)
