from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pymodbus.framer import FramerRTU

from hardware.wire.modbus.crc import crc16


@given(st.binary(max_size=300))
def test_crc_is_that_of_a_library_nobody_here_wrote(data: bytes) -> None:
    # Theirs is a number with the byte that goes first on top.
    assert crc16(data) == FramerRTU.compute_CRC(data).to_bytes(2, "big")


def test_crc_of_the_standards_own_example() -> None:
    assert crc16(b"123456789").hex() == "374b"
    assert crc16(b"").hex() == "ffff"
