"""Requests, replies and words against the sheet (boards.md 6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hardware.wire.adh import codes, messages, vectors
from hardware.wire.adh.codes import ADH814, ADH815, REQUEST_BYTES, Dialect
from hardware.wire.adh.frames import Frame
from hardware.wire.adh.messages import Run
from hardware.wire.adh.words import SPEECH, describe


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (messages.poll(1, ADH815), "01 03 40 21"),
        (messages.clear(1, ADH815), "01 06 80 22"),
        (messages.run(1, 0, ADH815), "01 05 00 23 50"),
        (messages.run(1, 1, ADH815), "01 05 01 E2 90"),
        (messages.read_mode(1), "01 20 01 F8"),
        (messages.set_mode(1, b"\x80\x00"), "01 21 80 00 30 12"),
        (messages.set_temperature(1, 1, 5, ADH815), "01 04 01 00 05 89 33"),
        (messages.ask_id(1, ADH814), "01 A1 C1 98"),
        (messages.poll(1, ADH814), "01 A3 40 59"),
        (messages.run(1, 0, ADH814), "01 A5 00 5B 50"),
        (messages.clear(1, ADH814), "01 A6 80 5A"),
        (messages.set_temperature(1, 1, 5, ADH814), "01 A4 01 00 05 AB 33"),
    ],
)
def test_request_is_the_published_frame(made: Frame, text: str) -> None:
    assert made.encode() == bytes.fromhex(text)


def test_every_value_in_range_is_taken() -> None:
    assert messages.run(1, 99, ADH815).data == b"\x63"
    assert messages.run(4, 59, ADH814).data == b"\x3b"
    assert messages.set_temperature(1, 0, 127, ADH815).data == b"\x00\x00\x7f"
    assert messages.set_temperature(1, 2, -127, ADH815).data == b"\x02\xff\x81"


def test_numbers_of_two_bytes_have_the_high_one_first() -> None:
    run = Run(2, 1, 0, 0x1234, 0x5678, 255, -1)
    assert run.encode(ADH815).data == bytes.fromhex("020100 1234 5678 ff ff")
    assert Run.of(run.encode(ADH815)) == run


def test_target_below_zero_is_a_signed_number_of_two_bytes() -> None:
    assert messages.set_temperature(1, 1, -5, ADH815).data == b"\x01\xff\xfb"


@pytest.mark.parametrize(
    "make",
    [
        lambda: messages.poll(0, ADH815),
        lambda: messages.poll(5, ADH815),
        lambda: messages.run(1, 100, ADH815),
        lambda: messages.run(1, 60, ADH814),
        lambda: messages.run(1, -1, ADH815),
        lambda: messages.set_temperature(1, 3, 5, ADH815),
        lambda: messages.set_temperature(1, 1, 128, ADH815),
    ],
)
def test_value_out_of_range_is_named(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="is not between"):
        make()


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("00 03 00 00 00 00 00 00 00 00 04 F7 28", Run(0, 0, 0, 0, 0, 0, 4)),
        ("00 03 01 01 00 00 00 00 00 00 04 3B 74", Run(1, 1, 0, 0, 0, 0, 4)),
        ("00 03 02 01 00 01 F4 00 78 1A 04 14 F9", Run(2, 1, 0, 500, 120, 26, 4)),
        ("00 03 02 01 04 01 F4 00 78 1A 04 51 39", Run(2, 1, 4, 500, 120, 26, 4)),
    ],
)
def test_poll_tells_result_currents_time_and_temperature(text: str, run: Run) -> None:
    assert Run.of(vectors.REPLIES[text]) == run
    assert run.encode(ADH815).encode() == bytes.fromhex(text)


@pytest.mark.parametrize(("probe_c", "temperature_c"), [(4, 4), (-5, -5), (-40, None), (120, None)])
@pytest.mark.parametrize("dialect", [ADH815, ADH814])
def test_probe_with_its_sentinels(probe_c: int, temperature_c: int | None, dialect: Dialect) -> None:
    reply = Run(0, 0, 0, 0, 0, 0, probe_c).encode(dialect)
    assert Run.of(reply).temperature_c == temperature_c


def test_drop_detection_is_one_bit_of_the_mode() -> None:
    assert messages.detects_drops(b"\x90\x00")
    assert not messages.detects_drops(b"\x10\x80")
    assert messages.with_detection(b"\x10\x07", on=True) == b"\x90\x07"
    assert messages.with_detection(b"\x90\x07", on=False) == b"\x10\x07"


def test_number_is_text_or_hex() -> None:
    assert messages.id_text(Frame(0, 0x01, b"ADH815 V1.0\0")) == "ADH815 V1.0"
    assert messages.id_text(Frame(0, 0x01, b"A ~")) == "A ~"
    assert messages.id_text(Frame(0, 0x01, b"A\x01")) == "4101"
    assert messages.id_text(Frame(0, 0x01, b"A\x7f")) == "417f"
    assert messages.id_text(Frame(0, 0x01)) == ""


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (0, "the motor stopped as it should"),
        (1, "the motor had over-current"),
        (4, "the motor stopped as it should, no drop seen"),
        (6, "the motor is missing or its wire is open, no drop seen"),
        (7, "the motor's stop signal did not come, no drop seen"),
        (8, "unknown result 08"),
    ],
)
def test_result_in_words(result: int, words: str) -> None:
    assert codes.result_text(result) == words


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (Frame(1, 0x03), "poll, card 1"),
        (Frame(2, 0xA5, b"\x09"), "run motor 10, card 2"),
        (Frame(1, 0x06), "clear the result, card 1"),
        (Frame(1, 0x20), "mode, card 1"),
        (Frame(1, 0x20, b"\x80\x00"), "mode 80 00, drop detection on"),
        (Frame(1, 0x21, b"\x00\x00"), "set mode 00 00, card 1"),
        (Frame(0, 0x01, b"AB"), "number AB"),
        (Frame(0, 0x06), "clear the result: done"),
        (Frame(0, 0x05, b"\x03"), "run: the last result has not been cleared"),
        (Run(0, 0, 0, 0, 0, 0, 4).encode(ADH815), "idle, 4 °C"),
        (Run(1, 1, 0, 0, 0, 0, -40).encode(ADH815), "motor 2 is running, no probe"),
        (
            Run(2, 1, 4, 500, 120, 26, 4).encode(ADH814),
            "motor 2: the motor stopped as it should, no drop seen; peak 500 mA, mean 120 mA, 2.6 s, 4 °C",
        ),
        (Run(9, 1, 4, 500, 120, 26, 120).encode(ADH814), "unknown state 09, no probe"),
    ],
)
def test_frames_in_words(frame: Frame, words: str) -> None:
    assert describe(frame) == words


def test_polls_without_a_result_are_chatter() -> None:
    known = [*vectors.REQUESTS.values(), *vectors.REPLIES.values()]
    chatter = [frame for frame in known if SPEECH.is_chatter(frame)]
    assert [(frame.address, frame.command, frame.data[:1]) for frame in chatter] == [
        (1, 0x03, b""),
        (1, 0xA3, b""),
        (0, 0x03, b"\0"),
        (0, 0x03, b"\1"),
    ]


def test_every_byte_and_every_command_has_words() -> None:
    assert all(codes.result_text(byte) and codes.began_text(byte) for byte in range(256))
    assert codes.began_text(9) == "unknown answer 09 to the run command"
    assert all(describe(Frame(1, code, bytes(length))) for code, length in REQUEST_BYTES.items())
