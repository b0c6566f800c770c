from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.modbus import vectors
from hardware.wire.modbus.crc import crc16
from hardware.wire.modbus.frames import (
    ADDRESS_MAX,
    WINDOW_BYTES,
    Function,
    Query,
    Reply,
    query_decoder,
    reply_decoder,
)
from hardware.wire.noise import Noise
from hardware.wire.sliding import NoiseReason, SlidingDecoder

addresses = st.integers(1, ADDRESS_MAX)
reads = st.sampled_from([Function.READ_COILS, Function.READ_INPUTS, Function.READ_REGISTERS])
four = st.binary(min_size=4, max_size=4)
some = st.binary(min_size=2, max_size=30).map(lambda data: data[: len(data) & ~1])


def _read_reply(address: int, function: int, data: bytes) -> Reply:
    return Reply(address, function, bytes((len(data),)) + data)


def _registers_query(address: int, start: bytes, data: bytes) -> Query:
    return Query(address, 0x10, start + (len(data) // 2).to_bytes(2, "big") + bytes((len(data),)) + data)


def _coils_query(address: int, start: bytes, data: bytes) -> Query:
    return Query(address, 0x0F, start + (len(data) * 8).to_bytes(2, "big") + bytes((len(data),)) + data)


replies = (
    st.builds(_read_reply, addresses, reads, some)
    | st.builds(Reply, addresses, st.sampled_from([0x05, 0x06, 0x0F, 0x10]), four)
    | st.builds(
        Reply,
        addresses,
        st.sampled_from([function | 0x80 for function in Function]),
        st.integers(1, 255).map(lambda code: bytes((code,))),
    )
)
queries = (
    st.builds(Query, addresses, st.sampled_from([0x01, 0x02, 0x03, 0x05, 0x06]), four)
    | st.builds(_registers_query, addresses, st.binary(min_size=2, max_size=2), some)
    | st.builds(_coils_query, addresses, st.binary(min_size=2, max_size=2), some)
)


def hear(decoder: SlidingDecoder[Reply], *chunks: bytes) -> list[Reply | Noise]:
    found = [item for chunk in chunks for item in decoder.feed(chunk)]
    return found + decoder.expire()


def replies_of(found: list[Reply | Noise]) -> list[Reply]:
    return [item for item in found if isinstance(item, Reply)]


@pytest.mark.parametrize("text", vectors.WRONG_QUERIES)
def test_query_printed_with_a_wrong_checksum_is_noise_and_with_count_1_it_is_right(text: str) -> None:
    raw = bytearray.fromhex(text)
    decoder = query_decoder()
    found = decoder.feed(bytes(raw)) + decoder.expire()
    assert all(isinstance(item, Noise) for item in found)
    raw[5] = 1
    assert crc16(bytes(raw[:6])) == bytes(raw[6:])


def test_relay_sample_with_two_bytes_too_many_is_a_query_and_noise() -> None:
    decoder = query_decoder()
    found = decoder.feed(bytes.fromhex("01 06 10 01 01 01 1C 9A 00 00")) + decoder.expire()
    assert [type(item) for item in found] == [Query, Noise]


def test_parts_of_a_query() -> None:
    (query,) = query_decoder().feed(bytes.fromhex("01 10 20 01 00 02 04 0F 01 01 00 F8 E6"))
    assert isinstance(query, Query)
    assert (query.start, query.count, query.data) == (0x2001, 2, bytes.fromhex("0F 01 01 00"))
    single = Query(1, Function.WRITE_REGISTER, bytes.fromhex("10 04 0B B8"))
    assert (single.start, single.count, single.data) == (0x1004, 3000, b"")


def test_parts_of_a_reply() -> None:
    read = Reply(1, 0x03, bytes.fromhex("04 00 D2 02 26"))
    assert (read.words, read.exception, read.raw) == ((0x00D2, 0x0226), None, "03/00/D2")
    refused = Reply(1, 0x90, b"\x06")
    assert (refused.exception, refused.asked_function, refused.raw) == (6, Function.WRITE_REGISTERS, "90/06")
    assert refused.data == b""
    assert Reply(1, 0x10, bytes.fromhex("20 01 00 02")).words == (0x2001, 2)
    assert Reply(1, 0x01, b"\x01\x05").data == b"\x05"


@given(replies)
def test_reply_round_trip(reply: Reply) -> None:
    assert reply_decoder().feed(reply.encode()) == [reply]


@given(queries)
def test_query_round_trip(query: Query) -> None:
    assert query_decoder().feed(query.encode()) == [query]


@given(st.lists(replies, min_size=1, max_size=5), st.lists(st.integers(1, 8), max_size=30))
def test_merged_replies_split_anywhere_are_all_found(sent: list[Reply], cuts: list[int]) -> None:
    raw = b"".join(reply.encode() for reply in sent)
    decoder, found = reply_decoder(), []
    for cut in [*cuts, len(raw)]:
        found += decoder.feed(raw[:cut])
        raw = raw[cut:]
    assert found == sent
    assert not decoder.is_waiting


@given(st.binary(max_size=200), replies, st.integers(1, 50))
def test_good_reply_behind_any_garbage_is_found(garbage: bytes, reply: Reply, cut: int) -> None:
    raw = garbage + reply.encode()
    found = hear(reply_decoder(), *(raw[at : at + cut] for at in range(0, len(raw), cut)))
    # The end of the garbage and the start of ours may happen to be a whole reply: no decoder can know.
    swallows = any(
        replies_of(reply_decoder().feed(raw[at:])) and at + len(first.encode()) > len(garbage)
        for at in range(len(garbage))
        for first in replies_of(reply_decoder().feed(raw[at:]))[:1]
    )
    assert replies_of(found)[-1:] == [reply] or swallows


@given(st.binary(max_size=200), replies)
def test_good_reply_after_garbage_and_a_silence_is_always_found(garbage: bytes, reply: Reply) -> None:
    decoder = reply_decoder()
    hear(decoder, garbage)
    assert decoder.feed(reply.encode()) == [reply]


@given(st.binary(max_size=200), queries)
def test_good_query_after_garbage_and_a_silence_is_always_found(garbage: bytes, query: Query) -> None:
    decoder = query_decoder()
    decoder.feed(garbage)
    decoder.expire()
    assert decoder.feed(query.encode()) == [query]


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_no_byte_is_lost_and_none_is_hoarded(chunks: list[bytes]) -> None:
    decoder = reply_decoder()
    found: list[Reply | Noise] = []
    for chunk in chunks:
        found += decoder.feed(chunk)
        assert len(decoder._pending) < WINDOW_BYTES
    found += decoder.expire()
    told = sum(item.count if isinstance(item, Noise) else len(item.encode()) for item in found)
    assert told == sum(map(len, chunks))


@given(replies, st.data())
def test_reply_with_one_bit_changed_is_none(reply: Reply, data: st.DataObject) -> None:
    raw = bytearray(reply.encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert reply not in hear(reply_decoder(), bytes(raw))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("01 03 02 00 00 B8 45", NoiseReason.BAD_CHECKSUM),
        ("00 03 02 00 00 B8 44", NoiseReason.GARBAGE),
        ("F8 F8 F8 F8", NoiseReason.GARBAGE),
        ("01 04 02 00 00", NoiseReason.GARBAGE),
        ("01 03 03 00 00 00", NoiseReason.GARBAGE),
        ("01 83 00", NoiseReason.GARBAGE),
        ("01 83", NoiseReason.INCOMPLETE),
        ("01", NoiseReason.INCOMPLETE),
    ],
)
def test_what_is_no_reply_is_noise(text: str, reason: NoiseReason) -> None:
    raw = bytes.fromhex(text)
    found = [item for item in hear(reply_decoder(), raw) if isinstance(item, Noise)]
    assert reason in {noise.reason for noise in found}
    assert b"".join(noise.data for noise in found) == raw


@pytest.mark.parametrize(
    ("address", "function", "body"),
    [
        (0, 0x03, "00 01 00 02"),
        (248, 0x03, "00 01 00 02"),
        (1, 0x04, "00 01 00 02"),
        (1, 0x03, "00 01 00"),
        (1, 0x10, "20 01 00 02"),
        (1, 0x10, "20 01 00 02 05 00 00 00 00 00"),
        (1, 0x0F, "00 00 00 09 01 00"),
        (1, 0x10, "20 01 00 00 00"),
    ],
)
def test_query_that_does_not_fit_the_wire_cannot_be_made(address: int, function: int, body: str) -> None:
    with pytest.raises(ValueError, match=r"address|no frame"):
        Query(address, function, bytes.fromhex(body))


@pytest.mark.parametrize(
    ("address", "function", "body"),
    [(0, 0x83, "01"), (1, 0x03, "03 00 00 00"), (1, 0x84, "01"), (1, 0x83, "00"), (1, 0x06, "00")],
)
def test_reply_that_does_not_fit_the_wire_cannot_be_made(address: int, function: int, body: str) -> None:
    with pytest.raises(ValueError, match=r"address|no frame"):
        Reply(address, function, bytes.fromhex(body))
