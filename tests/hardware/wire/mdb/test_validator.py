from __future__ import annotations

import pytest

from hardware.wire.mdb import validator
from hardware.wire.mdb.validator import (
    Attempts,
    Bill,
    BillStep,
    Report,
    Stacker,
    Status,
    bill_type,
    decode_poll,
    decode_setup,
    decode_stacker,
)
from hardware.wire.mdb.words import CHANGER_WORDS, VALIDATOR_WORDS, command_text
from tests.hardware.wire.mdb import vectors

SETUP = bytes.fromhex("02 18 40 00 64 02 01 90 00 00 FF 01 05 0A 14 32 64") + bytes(10)
"""A dollar validator: 1, 5, 10, 20, 50, 100."""


def test_setup_tells_bills_and_stacker() -> None:
    setup = decode_setup(SETUP)
    assert setup is not None
    assert (setup.level, setup.currency, setup.stacker_bills, setup.has_escrow) == (2, 0x1840, 400, True)
    assert setup.values_fen == (100, 500, 1_000, 2_000, 5_000, 10_000, *[0] * 10)
    assert setup.value_fen(99) == 0
    without = decode_setup(SETUP[:10] + b"\0" + SETUP[11:])
    assert without is not None and not without.has_escrow


@pytest.mark.parametrize("data", [b"", SETUP[:11], SETUP + b"\0"])
def test_setup_of_another_length_is_none(data: bytes) -> None:
    assert decode_setup(data) is None


def test_stacker() -> None:
    assert decode_stacker(b"\x00\x21") == Stacker(33, False)
    assert decode_stacker(b"\x81\x90") == Stacker(400, True)
    assert decode_stacker(b"\x00") is None


@pytest.mark.parametrize(
    ("text", "reports"),
    [
        ("", ()),
        ("80", (Bill(0, BillStep.STACKED),)),
        ("92", (Bill(2, BillStep.ESCROW),)),
        ("A1", (Bill(1, BillStep.RETURNED),)),
        ("B3", (Bill(3, BillStep.TO_RECYCLER),)),
        ("CF", (Bill(15, BillStep.DISABLED_REJECTED),)),
        ("43", (Attempts(3),)),
        ("0906", (Status(validator.Code.DISABLED), Status(validator.Code.JUST_RESET))),
        ("33", (Status(0x33),)),
    ],
)
def test_answers_to_poll(text: str, reports: tuple[Report, ...]) -> None:
    assert decode_poll(bytes.fromhex(text)) == reports


def test_only_what_is_stacked_or_recycled_is_ours() -> None:
    ours = [step for step in BillStep if Bill(0, step).is_ours]
    assert ours == [BillStep.STACKED, BillStep.TO_RECYCLER]
    assert decode_poll(bytes(17)) is None
    assert bill_type({0, 1}, {1}) == bytes.fromhex("34 0003 0002")


def test_every_status_and_command_has_words() -> None:
    assert len(CHANGER_WORDS) == len(VALIDATOR_WORDS) + 1 == 13
    assert command_text(bytes.fromhex("0D31")) == "pay out 3 coins of type 1"
    assert command_text(bytes.fromhex("0C00030000")) == "take coins of type 0, 1, by hand none"
    assert command_text(bytes.fromhex("34FFFF0000")) == "take bills of type all, in escrow none"
    assert command_text(bytes.fromhex("0F00")) == "bus command 0f 00"
    assert all("bus command" not in command_text(command) for command in vectors.COMMANDS.values())
