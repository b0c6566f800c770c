from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.mdb.blocks import BLOCK_MAX_BYTES, checksum, with_checksum, without_checksum
from tests.hardware.wire.mdb import vectors


@pytest.mark.parametrize("text", [*vectors.CHECKSUMS, *vectors.OTHERS, *vectors.COMMANDS])
def test_published_block_has_this_checksum(text: str) -> None:
    block = bytes.fromhex(text)
    assert checksum(block[:-1]) == block[-1]
    assert with_checksum(block[:-1]) == block
    assert without_checksum(block) == block[:-1]


@pytest.mark.parametrize(("text", "command"), vectors.COMMANDS.items())
def test_published_command_is_written_alike(text: str, command: bytes) -> None:
    assert with_checksum(command) == bytes.fromhex(text)


@given(st.binary(min_size=1, max_size=BLOCK_MAX_BYTES - 1), st.integers(1, 255), st.data())
def test_any_single_changed_byte_is_no_block(data: bytes, change: int, draw: st.DataObject) -> None:
    block = bytearray(with_checksum(data))
    assert without_checksum(bytes(block)) == data
    at = draw.draw(st.integers(0, len(block) - 1))
    block[at] = (block[at] + change) & 0xFF
    assert without_checksum(bytes(block)) is None


@pytest.mark.parametrize("data", [b"", bytes(BLOCK_MAX_BYTES)])
def test_block_of_another_length_cannot_be(data: bytes) -> None:
    with pytest.raises(ValueError, match="no block"):
        with_checksum(data)
    assert without_checksum(data + bytes((checksum(data),))) is None
