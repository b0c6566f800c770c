from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.mdb import changer
from hardware.wire.mdb.changer import (
    CoinIn,
    CoinsTakenOut,
    Report,
    Route,
    Setup,
    Slugs,
    Status,
    TubeStatus,
    decode_poll,
    decode_setup,
    decode_tube_status,
    dispense,
)
from hardware.wire.mdb.values import TYPES, mask, types_in, value_fen

SETUP = bytes.fromhex("03 19 78 05 02 00 0F 01 02 04 0A 14 28 00 00 00 00 00 00 00 00 00 00")
"""A euro changer: 5, 10, 20, 50 cents into tubes, 1 and 2 euros into the cash box."""


def test_setup_tells_coins_and_tubes() -> None:
    setup = decode_setup(SETUP)
    assert setup is not None
    assert (setup.level, setup.currency, sorted(setup.to_tubes)) == (3, 0x1978, [0, 1, 2, 3])
    assert setup.values_fen == (5, 10, 20, 50, 100, 200, *[0] * 10)
    assert setup.value_fen(15) == setup.value_fen(99) == 0


def test_types_left_out_at_the_end_are_worth_nothing() -> None:
    setup = decode_setup(SETUP[:9])
    assert setup == Setup(3, 0x1978, 5, 2, frozenset({0, 1, 2, 3}), (1, 2))
    assert setup.values_fen == (5, 10, *[0] * 14)


@pytest.mark.parametrize("data", [b"", SETUP[:7], SETUP + b"\0"])
def test_setup_of_another_length_is_none(data: bytes) -> None:
    assert decode_setup(data) is None


@pytest.mark.parametrize(
    ("credit", "scale", "decimals", "fen"),
    [
        (1, 10, 2, 10),
        (10, 10, 2, 100),
        (1, 1, 0, 100),
        (5, 1, 1, 50),
        (1, 1, 3, 0),
        (100, 1, 3, 10),
        (0, 10, 2, 0),
        (255, 10, 2, 0),
        (1, 0xFFFF, 0, 6_553_500),
        (1, 1, 255, 0),
    ],
)
def test_value_is_whole_fen_or_nothing(credit: int, scale: int, decimals: int, fen: int) -> None:
    assert value_fen(credit, scale, decimals) == fen


def test_tube_status() -> None:
    status = decode_tube_status(bytes.fromhex("0005 00 11 22") + bytes(13))
    assert status == TubeStatus(frozenset({0, 2}), (0, 0x11, 0x22, *[0] * 13))
    assert status.broken == {0}
    assert decode_tube_status(b"\0\0\x07") == TubeStatus(frozenset(), (7, *[0] * 15))
    assert decode_tube_status(b"\0\0") is None
    assert decode_tube_status(bytes(19)) is None


@pytest.mark.parametrize(
    ("text", "reports"),
    [
        ("", ()),
        ("5105", (CoinIn(1, Route.TUBE, 5),)),
        ("4300", (CoinIn(3, Route.CASH_BOX, 0),)),
        ("7F01", (CoinIn(15, Route.REJECT, 1),)),
        ("6201", (CoinIn(2, Route.UNUSED, 1),)),
        ("B20A", (CoinsTakenOut(2, 3, 10),)),
        ("23", (Slugs(3),)),
        ("01", (Status(changer.Code.ESCROW_REQUEST),)),
        ("0B5105", (Status(changer.Code.JUST_RESET), CoinIn(1, Route.TUBE, 5))),
        ("510552060D", (CoinIn(1, Route.TUBE, 5), CoinIn(2, Route.TUBE, 6), Status(13))),
    ],
)
def test_answers_to_poll(text: str, reports: tuple[Report, ...]) -> None:
    assert decode_poll(bytes.fromhex(text)) == reports


@pytest.mark.parametrize("data", [b"\x51", b"\x0b\x93", bytes(17)])
def test_half_a_report_and_too_much_is_none(data: bytes) -> None:
    assert decode_poll(data) is None


@given(st.binary(max_size=16))
def test_every_answer_is_read_whole_or_not_at_all(data: bytes) -> None:
    reports = decode_poll(data)
    if reports is None:
        return
    lengths = [1 if isinstance(report, Status | Slugs) else 2 for report in reports]
    assert sum(lengths) == len(data)


@given(st.frozensets(st.integers(0, TYPES - 1)))
def test_masks_name_types(types: frozenset[int]) -> None:
    assert types_in(mask(types)) == types


@pytest.mark.parametrize(("kind", "count"), [(16, 1), (-1, 1), (0, 0), (0, 16)])
def test_dispense_of_what_cannot_be(kind: int, count: int) -> None:
    with pytest.raises(ValueError, match="cannot be dispensed"):
        dispense(kind, count)


def test_dispense_bears_count_and_type() -> None:
    assert dispense(1, 3) == b"\x0d\x31"
    assert dispense(15, 15) == b"\x0d\xff"
