"""PINs are hashed, and those a stranger tries first are not taken."""

from __future__ import annotations

import pytest

from kiosk.staff.pins import PIN_DIGITS, Weakness, fits, hashed, one_time_pin, weakness


@pytest.mark.parametrize(
    "pin", ["111111", "123456", "654321", "901234", "121212", "123123", "000000", "987654", "090909"]
)
def test_what_a_stranger_tries_first_is_too_easy(pin: str) -> None:
    assert weakness(pin) is Weakness.EASY


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12345a", "１２３４５６", "1 3 5 7"])
def test_only_six_digits_are_a_pin(pin: str) -> None:
    assert weakness(pin) is Weakness.LENGTH


@pytest.mark.parametrize("pin", ["246810", "135790", "280419", "112358", "987653"])
def test_others_are_taken(pin: str) -> None:
    assert weakness(pin) is Weakness.NONE


def test_a_pin_given_out_is_a_good_one_and_never_the_same() -> None:
    given = {one_time_pin() for _ in range(50)}
    assert len(given) > 40
    assert all(len(pin) == PIN_DIGITS and weakness(pin) is Weakness.NONE for pin in given)


def test_only_the_pin_fits_its_hash_and_no_two_hashes_are_alike() -> None:
    first, second = hashed("246810"), hashed("246810")
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second and "246810" not in first
    assert fits("246810", first) and fits("246810", second)
    assert not fits("246811", first)


@pytest.mark.parametrize("nonsense", ["", "246810", "$argon2id$v=19$m=19456,t=2,p=1$bad", "$2b$12$abc"])
def test_what_is_no_hash_fits_nothing(nonsense: str) -> None:
    assert not fits("246810", nonsense)
