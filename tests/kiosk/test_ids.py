"""Numbers of sales: an alphabet every gateway takes, room for attempts and refunds, no two alike."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ids import ALPHABET, NUMBER_MAX_CHARS, base32, sale_number
from kiosk.sale.state import ATTEMPTS_MAX, REFUND_NUMBERS_MAX, attempt_number, refund_number
from kiosk.wire import PaymentCreate

NOW_MS = 1_790_000_000_000


@given(st.text(max_size=40), st.integers(0, 2**44))
def test_whatever_the_machine_is_called_the_number_fits(machine: str, utc_ms: int) -> None:
    number = sale_number(machine, utc_ms)
    assert re.fullmatch(r"[0-9A-Z]+", number)
    assert 8 <= len(number) <= 22
    assert len(refund_number(number, REFUND_NUMBERS_MAX)) <= NUMBER_MAX_CHARS
    assert len(attempt_number(number, ATTEMPTS_MAX - 1)) <= NUMBER_MAX_CHARS


def test_attempts_are_never_taken_for_refunds() -> None:
    number = sale_number("M1", NOW_MS)
    attempts = {attempt_number(number, index) for index in range(ATTEMPTS_MAX)}
    refunds = {refund_number(number, index) for index in range(REFUND_NUMBERS_MAX)}
    assert len(attempts) == ATTEMPTS_MAX and not attempts & refunds
    assert all("R" not in attempt.removeprefix(number) for attempt in attempts)


def test_numbers_sort_by_time_and_differ() -> None:
    early, late = sale_number("M1", NOW_MS), sale_number("M1", NOW_MS + 1)
    assert early < late
    assert len({sale_number("M1", NOW_MS) for _ in range(100)}) > 95
    assert sale_number("", NOW_MS)[0] == "K"


def test_base32_by_hand() -> None:
    assert base32(0, 2) == "00"
    assert base32(31, 1) == "Z"
    assert base32(32, 2) == "10"
    assert base32(32, 1) == "0"
    assert not set("ILOU") & set(ALPHABET)


def test_the_cloud_takes_them() -> None:
    number = sale_number("M6RGNECQ", NOW_MS)
    message = PaymentCreate(
        number=attempt_number(number, 0),
        sale=number,
        method="wechat",
        amount_fen=1,
        currency="CNY",
        description="x",
        created_at_s=1,
        expires_at_s=2,
    )
    assert message.sale == number
    with pytest.raises(ValueError, match="pattern"):
        PaymentCreate(**{**message.model_dump(), "number": "weixin"})
