"""Bytes heard at another speed: by hand where a hand can follow, by their properties elsewhere."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.uart import FramingError, Recovery, heard


@given(st.binary(max_size=40), st.sampled_from([9_600, 38_400, 57_600]), st.integers(-40, 40))
def test_at_one_speed_everything_arrives_even_with_clocks_a_bit_apart(
    data: bytes, baud: int, drift_permille: int
) -> None:
    for error, recovery in itertools.product(FramingError, Recovery):
        came = heard(data, baud, baud, error=error, recovery=recovery, drift_permille=drift_permille)
        assert came == data


@pytest.mark.parametrize(
    ("sent", "sent_baud", "heard_baud", "came"),
    [
        # Twice as fast: the start bit is a start bit and the lowest data bit, all else is high.
        (b"\xff", 9_600, 19_200, b"\xfe"),
        # Start bit and data are low for 18 of its bits: a byte of zeros without a stop bit, then nothing.
        (b"\x00", 9_600, 19_200, b"\x00"),
        # Half as fast: 0 1 1 .. 1: the start bit is too short to be one.
        (b"\xff", 19_200, 9_600, b""),
        # 0 0 | 1 1 | 1 1 ...: start, then high.
        (b"\xfe", 19_200, 9_600, b"\xff"),
        # 0 0 | 0 0 | 1 1 ..
        (b"\xf8", 19_200, 9_600, b"\xfe"),
    ],
)
def test_by_hand(sent: bytes, sent_baud: int, heard_baud: int, came: bytes) -> None:
    assert heard(sent, sent_baud, heard_baud) == came


def test_a_byte_without_a_stop_bit_is_taken_as_the_receiver_takes_it() -> None:
    """00 at 9600 is low for nine bits, which are eighteen of a receiver at 19200."""
    at_once = {
        error: heard(b"\x00", 9_600, 19_200, error=error, recovery=Recovery.AT_ONCE) for error in FramingError
    }
    # The second start bit begins in the middle of the tenth bit; seven low bits are left, then it is high.
    assert at_once[FramingError.KEPT] == b"\x00\x80"
    assert at_once[FramingError.DROPPED] == b"\x80"
    assert heard(b"\x00", 9_600, 19_200, error=FramingError.DROPPED) == b""
    assert heard(b"\x2a", 9_600, 57_600, error=FramingError.ZERO).count(0) >= 1


@given(st.binary(max_size=30), st.sampled_from(list(itertools.permutations((9_600, 38_400, 57_600), 2))))
def test_no_more_bytes_come_than_fit_into_the_time(data: bytes, speeds: tuple[int, int]) -> None:
    sent_baud, heard_baud = speeds
    came = heard(data, sent_baud, heard_baud, recovery=Recovery.AT_ONCE)
    assert len(came) <= len(data) * heard_baud // sent_baud + 1
