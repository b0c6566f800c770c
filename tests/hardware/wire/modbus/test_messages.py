from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.modbus import messages
from hardware.wire.modbus.frames import Query, Reply
from hardware.wire.modbus.words import query_text, reply_text

EVERY_QUERY = (
    messages.read_coils(1, 0, 9),
    messages.read_inputs(1, 0, 8),
    messages.read_registers(1, 4, 2),
    messages.write_coil(1, 3, messages.COIL_ON),
    messages.write_register(1, 0x1004, 3000),
    messages.write_coils(1, 0, [True] * 10),
    messages.write_registers(1, 0x2001, (1, 2)),
)
DATA = {0x01: b"\1\0", 0x02: b"\1", 0x03: b"\0\1\0\2"}


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (messages.read_coils(1, 0, 8), "01 01 00 00 00 08 3D CC"),
        (messages.read_inputs(1, 0, 8), "01 02 00 00 00 08 79 CC"),
        (messages.read_registers(1, 3, 1), "01 03 00 03 00 01 74 0A"),
        (messages.write_coil(1, 0, 0xFF00), "01 05 00 00 FF 00 8C 3A"),
        (messages.write_register(1, 0x1002, 1), "01 06 10 02 00 01 ED 0A"),
        (messages.write_registers(1, 0x2001, (0x1001, 0x0100)), "01 10 20 01 00 02 04 10 01 01 00 FF 32"),
    ],
)
def test_query_is_written_as_published(query: Query, text: str) -> None:
    assert query.encode() == bytes.fromhex(text)


@pytest.mark.parametrize("query", EVERY_QUERY)
def test_own_confirmation_and_refusal_answer_a_query(query: Query) -> None:
    assert messages.answers(messages.confirmation(query, DATA.get(query.function, b"")), query)
    assert messages.answers(messages.refusal(query, 2), query)


@pytest.mark.parametrize("query", EVERY_QUERY)
def test_answer_of_another_board_or_to_another_query_is_none(query: Query) -> None:
    mine = messages.confirmation(query, DATA.get(query.function, b""))
    assert not messages.answers(Reply(2, mine.function, mine.body), query)
    for other in EVERY_QUERY:
        assert messages.answers(mine, other) == (other == query)
    assert not messages.answers(messages.refusal(messages.read_coils(2, 0, 1), 1), query)


def test_answer_of_another_length_or_about_another_place_is_none() -> None:
    one, two = messages.read_registers(1, 3, 1), messages.read_registers(1, 4, 2)
    assert not messages.answers(messages.confirmation(one, b"\0\0"), two)
    other = messages.write_coil(1, 4, messages.COIL_ON)
    assert not messages.answers(messages.confirmation(other), messages.write_coil(1, 3, messages.COIL_ON))


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_bits_round_trip(values: list[bool]) -> None:
    unpacked = messages.unpack_bits(messages.pack_bits(values))
    assert list(unpacked[: len(values)]) == values
    assert not any(unpacked[len(values) :])


@pytest.mark.parametrize(("word", "value"), [(0, 0), (0x7FFF, 32767), (0x8000, -32768), (0xFFFF, -1)])
def test_signed_register(word: int, value: int) -> None:
    assert messages.signed(word) == value


@pytest.mark.parametrize(
    "make",
    [
        lambda: messages.read_coils(1, 0, 0),
        lambda: messages.read_coils(1, 0, 2001),
        lambda: messages.read_inputs(1, 0x1_0000, 1),
        lambda: messages.read_registers(1, 0, 126),
        lambda: messages.write_coil(1, -1, 0),
        lambda: messages.write_register(1, 0, 0x1_0000),
        lambda: messages.write_registers(1, 0, []),
        lambda: messages.write_registers(1, 0, [-1]),
        lambda: messages.write_coils(1, 0, []),
        lambda: messages.write_coils(1, 0, [True] * 1969),
    ],
)
def test_query_beyond_the_limits_cannot_be_made(make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match="is not between"):
        make()


def test_frames_in_words() -> None:
    assert query_text(EVERY_QUERY[2]) == "read registers 0004 0002, board 1"
    assert query_text(EVERY_QUERY[6]) == "write registers 2001 00 01 00 02, board 1"
    assert reply_text(Reply(1, 0x03, b"\2\1\0"), {}) == "read registers: 01 00, board 1"
    assert reply_text(Reply(2, 0x06, b"\0\1\0\2"), {}) == "write register: 00 01 00 02, board 2"
    assert reply_text(Reply(1, 0x83, b"\2"), {2: "no"}) == "read registers refused, no (02), board 1"
    assert "unknown exception 9" in reply_text(Reply(1, 0x83, b"\x09"), {})
