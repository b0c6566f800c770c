"""Requests, replies and words against the sheet (boards.md 5.2, 5.3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hardware.wire.m102 import codes, messages, vectors
from hardware.wire.m102.codes import Code, Curtain, Drive
from hardware.wire.m102.frames import Frame
from hardware.wire.m102.messages import Limits, Run
from hardware.wire.m102.words import SPEECH, describe, temperature_text


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (messages.ask_id(1), "01 01"),
        (messages.poll(1), "01 03"),
        (messages.scan(2, 99), "02 04 63"),
        (messages.run(1, 0, Drive.THREE_WIRE, Curtain.IGNORED, Limits()), "01 05 00 03"),
        (messages.run(1, 15, Drive.TWO_WIRE, Curtain.STOP_AT_HOME, Limits()), "01 05 0F 02 01"),
        (messages.run(1, 15, Drive.THREE_WIRE, Curtain.STOP_AT_DROP, Limits()), "01 05 0F 03 02"),
        (
            messages.run(8, 59, Drive.LOCK, Curtain.IGNORED, Limits(2_550, 20, 5_000)),
            "08 05 3B 00 00 FF 02 32",
        ),
        (messages.run(1, 1, Drive.LOCK, Curtain.IGNORED, Limits(19, 9, 199)), "01 05 01 00 00 01 00 01"),
        (messages.ask_temperature(1), "01 07"),
        (messages.switch(1, 0, 1), "01 08 00 01"),
        (messages.switch(1, 0, 0), "01 08 00 00"),
        (messages.ask_inputs(1), "01 09"),
        (messages.ask_humidity(3), "03 10"),
    ],
)
def test_request_is_the_published_frame(made: Frame, text: str) -> None:
    assert made == vectors.frame(text)


@pytest.mark.parametrize(
    "make",
    [
        lambda: messages.poll(0),
        lambda: messages.poll(9),
        lambda: messages.scan(1, 100),
        lambda: messages.run(1, -1, Drive.LOCK, Curtain.IGNORED, Limits()),
        lambda: messages.switch(1, 7, 1),
        lambda: messages.switch(1, 0, 2),
        lambda: Limits(over_current_ma=2_551),
        lambda: Limits(under_current_ma=-1),
        lambda: Limits(timeout_ms=10_001),
    ],
)
def test_value_out_of_range_is_named(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="is not between"):
        make()


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("00 03 02 00 00 05 BA 00 77 0A 3C", Run(2, 0, 0, 1_466, 119, 2_620, 0)),
        ("00 03 02 0F 00 05 BA 00 77 0A 3C 23", Run(2, 15, 0, 1_466, 119, 2_620, 35)),
        ("00 03 02 0F 03 01 90 00 78 1B 58 00", Run(2, 15, 3, 400, 120, 7_000, 0)),
        ("00 03 02 0F 01 09 F6 03 84 04 B0 00", Run(2, 15, 1, 2_550, 900, 1_200, 0)),
        ("00 03 01 0F", Run(1, 15, 0, 0, 0, 0, 0)),
    ],
)
def test_poll_tells_result_currents_times_and_drop(text: str, run: Run) -> None:
    assert Run.of(vectors.frame(text)) == run
    assert run.encode() == vectors.frame(text)


@pytest.mark.parametrize(
    ("text", "tenths_c"),
    [
        ("00 07 00 2D", 45),
        ("00 07 FE 0C", None),
        ("00 07 FE 0D", -499),
        ("00 07 01 F4", 500),
        ("00 07 01 F5", None),
        ("00 07 80 00", None),
        ("00 07", 0),
    ],
)
def test_temperature_and_what_is_none(text: str, tenths_c: int | None) -> None:
    assert messages.temperature_tenths_c(vectors.frame(text)) == tenths_c


def test_limits_are_the_cards_own_unless_given() -> None:
    assert Limits() == Limits(over_current_ma=0, under_current_ma=0, timeout_ms=0)


def test_temperature_of_the_field_firmware_has_twenty_taken_off() -> None:
    assert messages.temperature_tenths_c(vectors.frame("00 07 00 2D"), 20) == 25
    assert messages.temperature_tenths_c(vectors.frame("00 07 FE 0C"), 20) is None


def test_number_is_its_printable_part_or_hex() -> None:
    assert messages.id_text(vectors.frame("00 01 00 64 00 3B 04 47 36 32 33 38 36 39")) == "G623869"
    assert messages.id_text(Frame(0, 1, b"mj2310 v1.0")) == "mj2310 v1.0"
    assert messages.id_text(Frame(0, 1, b"\x01ab\x02")) == "016162020000000000000000"


def test_output_is_switched_when_the_card_says_so() -> None:
    on, off = vectors.frame("00 08 00 F1"), vectors.frame("00 08 00 F0")
    assert messages.is_switched(on, 0, 1)
    assert messages.is_switched(off, 0, 0)
    assert not messages.is_switched(on, 0, 0)
    assert not messages.is_switched(on, 1, 1)


def test_inputs_first_one_first() -> None:
    assert messages.inputs(Frame(0, 9, bytes((1, 0, 1)))) == (True, False, True, *[False] * 5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("01 01", "number? card 1"),
        ("01 03", "poll card 1"),
        ("02 04 63", "scan motor 100, card 2"),
        ("01 05 0F 02 01", "run motor 16, two-wire, curtain watched, card 1"),
        ("01 05 0F 0A 07", "run motor 16, drive 0A, curtain 07, card 1"),
        ("01 08 03 01", "output 3 on, card 1"),
        ("01 08 03 00", "output 3 off, card 1"),
        ("01 FF", "command FF card 1"),
        ("FF 02", "set the address of the one card there is, 02 00"),
        ("00 01 00 64 00 3B 04 47 36 32 33 38 36 39", "number G623869"),
        ("00 03", "idle"),
        ("00 03 01 0F", "motor 16 is running"),
        ("00 03 07", "unknown state 07"),
        (
            "00 03 02 0F 00 05 BA 00 77 0A 3C 23",
            "motor 16: the motor came home; peak 1466 mA, mean 119 mA, 2620 ms, drop 35 ms",
        ),
        (
            "00 03 02 0F 00 05 BA 00 77 0A 3C 00",
            "motor 16: the motor came home; peak 1466 mA, mean 119 mA, 2620 ms, no drop",
        ),
        ("00 04 BB", "scan: the motor is missing or its wire is open"),
        ("00 05 02", "run: another motor is running"),
        ("00 07 00 2D", "4.5 °C"),
        ("00 07 FE 0C", "no probe"),
        ("00 08 00 F1", "output 0: F1"),
        ("00 09 01 00 01", "inputs 10100000"),
        ("00 10 00 41 00 01", "humidity, raw 00 41 00 01"),
        ("00 FF", "reply to FF"),
    ],
)
def test_frames_in_words(text: str, words: str) -> None:
    assert describe(vectors.frame(text)) == words


def test_polls_without_a_result_are_chatter() -> None:
    chatter = [text for text in vectors.FRAMES if SPEECH.is_chatter(vectors.frame(text))]
    assert chatter == ["01 03", "00 03", "00 03 01 0F"]


def test_temperature_below_zero_in_words() -> None:
    assert temperature_text(-5) == "-0.5 °C"
    assert temperature_text(-123) == "-12.3 °C"


def test_every_byte_has_words() -> None:
    for byte in range(256):
        assert codes.outcome_text(byte)
        assert codes.began_text(byte)
        assert codes.scan_text(byte)
    assert codes.outcome_text(0x7E) == "unknown result 7E"
    assert codes.began_text(3) == "unknown answer 03 to the run command"
    assert codes.scan_text(0) == "unknown scan result 00"
    assert all(describe(Frame(1, code)) and describe(Frame(0, code)) for code in Code)
