from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.noise import Noise
from hardware.wire.sliding import NoiseReason, SlidingDecoder
from hardware.wire.tcn import vectors
from hardware.wire.tcn.frames import (
    BOARD_MAX,
    COMMAND_BYTES,
    REPLY_BYTES,
    Command,
    Reply,
    command_decoder,
    reply_decoder,
)

numbers = st.integers(0, 255)
boards = st.integers(0, BOARD_MAX)
digits = st.integers(0x30, 0x39)
plain_replies = st.builds(Reply, boards, st.sampled_from([0x5C, 0x5D]), numbers, numbers)
versions = st.builds(Reply, boards, st.integers(0x41, 0x5A), digits, digits)
replies = plain_replies | versions
commands = st.builds(Command, boards, numbers, numbers)


def hear(decoder: SlidingDecoder[Reply], *chunks: bytes) -> list[Reply | Noise]:
    found = [item for chunk in chunks for item in decoder.feed(chunk)]
    return found + decoder.expire()


def replies_of(found: list[Reply | Noise]) -> list[Reply]:
    return [item for item in found if isinstance(item, Reply)]


def test_version_is_three_characters() -> None:
    assert vectors.REPLIES["00 42 32 37 AB"].version == "B27"
    assert vectors.REPLIES["00 5D 00 AA 07"].version == ""
    assert vectors.REPLIES["00 5C 50 AA 56"].raw == "5C/50/AA"


@given(replies)
def test_reply_round_trip(reply: Reply) -> None:
    assert reply_decoder().feed(reply.encode()) == [reply]


@given(commands)
def test_command_round_trip(command: Command) -> None:
    assert command_decoder().feed(command.encode()) == [command]


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
def test_good_reply_after_any_garbage_is_found(garbage: bytes, reply: Reply, cut: int) -> None:
    raw = garbage + reply.encode()
    found = hear(reply_decoder(), *(raw[at : at + cut] for at in range(0, len(raw), cut)))
    last = replies_of(found)[-1:]
    # The end of the garbage and the start of ours may happen to be a whole reply: no decoder can know.
    swallows = any(
        replies_of(reply_decoder().feed(raw[at : at + REPLY_BYTES]))
        for at in range(len(garbage) - REPLY_BYTES + 1, len(garbage))
        if at >= 0
    )
    assert last == [reply] or swallows


@given(st.binary(max_size=200), replies)
def test_good_reply_after_garbage_and_a_silence_is_always_found(garbage: bytes, reply: Reply) -> None:
    decoder = reply_decoder()
    hear(decoder, garbage)
    assert decoder.feed(reply.encode()) == [reply]


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_no_byte_is_lost_and_none_is_hoarded(chunks: list[bytes]) -> None:
    decoder = reply_decoder()
    found: list[Reply | Noise] = []
    for chunk in chunks:
        found += decoder.feed(chunk)
        assert len(decoder._pending) < REPLY_BYTES
    found += decoder.expire()
    told = sum(item.count if isinstance(item, Noise) else len(item.encode()) for item in found)
    assert told == sum(map(len, chunks))


@given(st.binary(max_size=200), commands)
def test_good_command_after_garbage_and_a_silence_is_always_found(garbage: bytes, command: Command) -> None:
    decoder = command_decoder()
    decoder.feed(garbage)
    decoder.expire()
    assert decoder.feed(command.encode()) == [command]


@given(replies)
def test_reply_with_one_byte_changed_is_another_or_none(reply: Reply) -> None:
    raw = reply.encode()
    for at in range(REPLY_BYTES):
        damaged = raw[:at] + bytes((raw[at] ^ 0x01,)) + raw[at + 1 :]
        assert reply not in hear(reply_decoder(), damaged)
        assert replies_of(hear(reply_decoder(), damaged)) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("00 5D 00 AA 08", NoiseReason.BAD_CHECKSUM),
        ("0A 5D 00 00 67", NoiseReason.GARBAGE),
        ("00 5E 00 00 5E", NoiseReason.GARBAGE),
        ("00 42 32 FF 73", NoiseReason.GARBAGE),
        ("00 5D 00", NoiseReason.INCOMPLETE),
    ],
)
def test_what_is_no_reply_is_noise(text: str, reason: NoiseReason) -> None:
    raw = bytes.fromhex(text)
    found = [item for item in hear(reply_decoder(), raw) if isinstance(item, Noise)]
    assert found[0].reason is reason
    assert b"".join(noise.data for noise in found) == raw


@pytest.mark.parametrize(
    "text", ["00 FF 01 FE 55 AB", "00 FF 01 FF 55 AA", "00 FE 01 FE 55 AA", "00 FF 01"], ids=str
)
def test_what_is_no_command_is_noise(text: str) -> None:
    raw = bytes.fromhex(text)
    decoder = command_decoder()
    found = decoder.feed(raw) + decoder.expire()
    assert all(isinstance(item, Noise) for item in found)
    assert len(raw) <= COMMAND_BYTES


@pytest.mark.parametrize(
    ("board", "code", "parameter"), [(-1, 1, 1), (10, 1, 1), (0, 256, 1), (0, 1, 256), (0, -1, 1), (0, 1, -1)]
)
def test_command_that_does_not_fit_the_wire_cannot_be_made(board: int, code: int, parameter: int) -> None:
    with pytest.raises(ValueError, match=r"board|byte"):
        Command(board, code, parameter)


@pytest.mark.parametrize(
    ("board", "status", "fault", "drop"),
    [(10, 0x5D, 0, 0), (0, 0x5E, 0, 0), (0, 0x5D, 256, 0), (0, 0x5C, 0, -1), (0, 0x42, 0x32, 0x40)],
)
def test_reply_that_does_not_fit_the_wire_cannot_be_made(
    board: int, status: int, fault: int, drop: int
) -> None:
    with pytest.raises(ValueError, match=r"board|no reply"):
        Reply(board, status, fault, drop)
