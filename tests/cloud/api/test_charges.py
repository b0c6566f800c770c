"""A code that a machine read is charged once, however often it is sent, and kept nowhere."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from kiosk.payments.intent import CallUnknown, CreateRefused, Paid, Problem, ProblemKind, Unpaid
from kiosk.wire import PaymentState, WalletList
from tests.cloud.served import Machine, ServedCloud, unknown

NUMBER, CODE = "K7ABCDEFGA", "134567890123456789"
REFUSED = CreateRefused(Problem(ProblemKind.ACCOUNT, "no longer good", "AUTH_CODE_INVALID"))


def state(answer: Any) -> PaymentState:
    assert answer.status_code == 200, answer.text
    return PaymentState.model_validate_json(answer.text)


def charge(machine: Machine, key: str | None = None, code: str = CODE, **changed: Any) -> Any:
    return machine.post("/v1/payments/charges", {**machine.order(**changed), "pay_code": code}, key=key)


def test_it_is_charged_and_then_asked_about(cloud: ServedCloud, machine: Machine) -> None:
    assert state(charge(machine)).state == "open"
    assert cloud.book.charged == [CODE]
    cloud.book.pay(NUMBER, 350)
    assert state(machine.get(f"/v1/payments/{NUMBER}")).state == "paid"


def test_sent_again_it_is_not_charged_again(cloud: ServedCloud, machine: Machine) -> None:
    cloud.book.answers["charge"] = [unknown("CUT")]
    charge(machine, key="one")
    charge(machine, key="one")
    assert state(charge(machine, key="two")).state in ("open", "unknown")
    assert cloud.book.charged == [CODE], "its end is asked about"


@pytest.mark.parametrize(
    ("answer", "told"),
    [(REFUSED, "refused"), (Unpaid(), "open"), (Paid(350, "T1", 1_790_000_005), "paid")],
    ids=["refused", "asked", "paid"],
)
def test_each_answer_has_its_state(cloud: ServedCloud, machine: Machine, answer: object, told: str) -> None:
    cloud.book.answers["charge"] = [answer]
    assert state(charge(machine)).state == told


def test_it_is_not_reversed_while_it_is_under_way(cloud: ServedCloud, machine: Machine) -> None:
    """A reversal that overtakes the charge finds nothing, and the customer pays all the same."""
    begun, go_on = threading.Event(), threading.Event()

    def hang(call: str, _number: str) -> None:
        if call == "charge":
            begun.set()
            assert go_on.wait(30)

    cloud.book.before = hang
    asking = threading.Thread(target=charge, args=(machine,))
    asking.start()
    assert begun.wait(30)
    early = state(machine.post(f"/v1/payments/{NUMBER}/close"))
    assert (early.state, cloud.book.count("close")) == ("creating", 0)
    go_on.set()
    asking.join(30)
    assert state(machine.post(f"/v1/payments/{NUMBER}/close")).state == "closed"


def test_the_code_is_kept_nowhere(cloud: ServedCloud, machine: Machine, tmp_path: Path, capfd: Any) -> None:
    charge(machine)
    for odd in ("1", CODE * 9, 134567890123456789):
        answer = charge(machine, code=odd)  # type: ignore[arg-type]  # a number is no code
        assert answer.status_code == 422
        assert CODE not in answer.text
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert NUMBER.encode() in kept
    assert CODE.encode() not in kept
    said = capfd.readouterr()
    assert CODE not in said.out + said.err


def test_a_wallet_that_cannot_says_so_before_anything_is_charged(
    cloud: ServedCloud, machine: Machine
) -> None:
    able = WalletList.model_validate_json(machine.get("/v1/payments/wallets").text).wallets
    assert all(wallet.takes_pay_codes for wallet in able)
    cloud.book.takes_pay_codes = False
    assert charge(machine).json()["code"] == "payment.no_pay_codes"
    assert not cloud.book.charged
    found = WalletList.model_validate_json(machine.get("/v1/payments/wallets").text).wallets
    assert not any(wallet.takes_pay_codes for wallet in found)


def test_unknown_stays_open_for_questions(cloud: ServedCloud, machine: Machine) -> None:
    cloud.book.answers["charge"] = [CallUnknown(Problem(ProblemKind.TIMEOUT, "late", "TIMEOUT"))]
    assert state(charge(machine)).state == "unknown"
    cloud.book.pay(NUMBER, 350)
    assert state(machine.get(f"/v1/payments/{NUMBER}")).state == "paid"
