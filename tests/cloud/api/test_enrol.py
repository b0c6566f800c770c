"""A one-time code turns a stranger into one machine, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cloud import enrolment
from tests.cloud.served import ServedCloud


def test_a_code_makes_one_machine(cloud: ServedCloud) -> None:
    first, second = cloud.stranger(), cloud.stranger()
    code = cloud.new_code()
    answer = first.enrol(code)
    assert answer.status_code == 200
    assert answer.json() == {"machine_id": first.id, "cloud_id": cloud.cloud.cloud_id, "site": "南门"}
    assert first.get("/v1/payments/UNKNOWN0").status_code == 404, "the token is accepted"
    assert second.enrol(code).status_code == 403


def test_a_lost_answer_does_not_lock_a_machine_out(cloud: ServedCloud) -> None:
    machine = cloud.stranger()
    code = cloud.new_code()
    first = machine.enrol(code).json()
    cloud.clock.advance(700_000)
    assert machine.enrol(code).json() == first, "the same key gets the same machine, even after the expiry"


def test_a_known_key_keeps_its_machine_under_a_new_code(cloud: ServedCloud) -> None:
    machine = cloud.machine()
    before = machine.id
    assert machine.enrol(cloud.new_code()).json()["machine_id"] == before


def test_every_bad_code_gets_the_same_answer(cloud: ServedCloud) -> None:
    used, expired = cloud.new_code(), cloud.new_code(life_s=10)
    assert cloud.stranger().enrol(used).status_code == 200
    cloud.clock.advance(11_000)
    answers = [cloud.stranger().enrol(code) for code in (used, expired, "0000-0000-0000")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(403, answers[0].text)}
    assert answers[0].json()["code"] == "enrol.code"


def test_a_code_may_be_typed_as_it_is_read(cloud: ServedCloud) -> None:
    code = cloud.new_code()
    assert cloud.stranger().enrol(f" {code.lower().replace('-', ' ')} ").status_code == 200


def test_letters_that_look_like_digits_are_taken_for_them() -> None:
    assert enrolment.code_hash("o1l-I", "c") == enrolment.code_hash("0111", "c")


def test_guessing_is_slowed_down_also_for_the_right_code(cloud: ServedCloud) -> None:
    good = cloud.new_code(life_s=10_000)
    for _ in range(enrolment.FAILURES_PER_WINDOW):
        assert cloud.stranger().enrol("WRONG-WRONG").status_code == 403
    refused = cloud.stranger().enrol(good)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= enrolment.WINDOW_S
    cloud.clock.advance(enrolment.WINDOW_S * 1000)
    assert cloud.stranger().enrol(good).status_code == 200


def test_guesses_count_in_every_process(serve: Callable[..., ServedCloud]) -> None:
    one, two = serve(), serve()
    for turn in range(enrolment.FAILURES_PER_WINDOW):
        (one, two)[turn % 2].stranger().enrol("WRONG-WRONG")
    assert one.stranger().enrol("WRONG-WRONG").status_code == 429
    assert two.stranger().enrol("WRONG-WRONG").status_code == 429


@pytest.mark.parametrize("key", ["A" * 44, "é" * 44, "AAAA" * 15, "=" * 44])
def test_a_key_that_is_none_is_refused(cloud: ServedCloud, key: str) -> None:
    body = {"code": cloud.new_code(), "public_key": key}
    answer = cloud.stranger().http.post("/v1/enrol", json=body)
    assert answer.status_code == 422
    assert answer.json()["code"] in ("enrol.public_key", "message.unreadable")


def test_codes_are_never_stored_as_they_are(cloud: ServedCloud, tmp_path: Path) -> None:
    code = cloud.new_code()
    assert cloud.stranger().enrol(code).status_code == 200
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("cloud.sqlite*"))
    assert code.encode() not in stored
    assert code.replace("-", "").encode() not in stored


def test_new_codes_differ_and_can_be_read_aloud() -> None:
    codes = {enrolment.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert not set("".join(codes)) & set("ILOU")
