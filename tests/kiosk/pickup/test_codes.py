"""Whose code was typed, what of it is left, what is kept for it, and how guessing is slowed. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.pickup.codes import DELAY_LIMIT_S, TRIES_FREE, PickUpCode, Unit, delay_s, find_code, left, promised
from kiosk.wire import pick_up_digest

SALT = "ab" * 16
CODE = PickUpCode(
    "P1", SALT, 3, pick_up_digest("30517284", SALT, 3), 1_000, "CNY", (Unit("tea", 450), Unit("tea", 450))
)


def test_a_code_is_found_by_its_digits_alone() -> None:
    other = replace(CODE, id="P2", digest=pick_up_digest("00000001", SALT, 3))
    elsewhere = replace(CODE, id="P3", salt="cd" * 16, digest=pick_up_digest("30517284", "cd" * 16, 3))
    assert find_code("30517284", [other, CODE]) == CODE
    assert find_code("30517284", [elsewhere]) == elsewhere
    assert find_code("30517285", [other, CODE, elsewhere]) is None
    assert find_code("30517284", []) is None


def test_the_digest_is_the_released_one() -> None:
    """A machine and a cloud of different versions must agree on it."""
    assert CODE.digest == "ed2fbe9e23a54b25e925b4dcfa5ff20b557dd63627d7d34d0292857ac249b572"


def test_what_is_out_is_neither_left_nor_kept() -> None:
    assert left(CODE, ()) == (0, 1)
    assert left(CODE, {0}) == (1,)
    assert promised([CODE], {}, 999) == {"tea": 2}
    assert promised([CODE], {"P1": {1}}, 999) == {"tea": 1}
    assert promised([CODE], {"P1": {0, 1}}, 999) == {}
    assert promised([CODE], {}, 1_000) == {}, "its time is over"


def test_wrong_codes_are_answered_ever_more_slowly_and_never_for_good() -> None:
    delays = [delay_s(wrong) for wrong in range(40)]
    assert delays[:TRIES_FREE] == [0] * TRIES_FREE
    assert delays[TRIES_FREE : TRIES_FREE + 3] == [5, 10, 20]
    assert delays == sorted(delays) and delays[-1] == DELAY_LIMIT_S
