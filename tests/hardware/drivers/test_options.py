from __future__ import annotations

import pytest

from hardware.drivers.options import Options
from hardware.drivers.relay.options import RelayOptions
from hardware.drivers.zdm8.options import Zdm8Options
from hardware.errors import SettingError
from hardware.wire.zdm8.codes import VEND, VEND_VARIANT, LaneType


@pytest.mark.parametrize(
    ("text", "motors"),
    [
        ("", set()),
        ("5", {5}),
        ("1-3, 25", {1, 2, 3, 25}),
        (" 7 ,, 9 - 10 ", {7, 9, 10}),
        ("999", {999}),
    ],
)
def test_lanes_as_an_installer_writes_them(text: str, motors: set[int]) -> None:
    assert Options("board model x", {"lanes": text}).motors("lanes") == motors


@pytest.mark.parametrize("value", ["0", "3-1", "A1", "1-", "1000", "1-2-3", 5, True, ["1"]])
def test_lanes_that_cannot_be_are_refused_by_name(value: object) -> None:
    with pytest.raises(SettingError, match="The option lanes of board model x must be lanes between 1 and"):
        Options("board model x", {"lanes": value}).motors("lanes")


def test_zdm8_options() -> None:
    chosen = Zdm8Options.read({"belt_lanes": "5-6", "lock_lanes": "7", "timed_lanes": "8"})
    assert [chosen.type_of(motor) for motor in (4, 5, 7, 8)] == [
        LaneType.SPRING,
        LaneType.BELT,
        LaneType.LOCK,
        LaneType.TIMED,
    ]
    assert chosen.vend_register == VEND
    assert Zdm8Options.read({"vend_at_0001": True}).vend_register == VEND_VARIANT
    assert Zdm8Options.read({}) == Zdm8Options()


def test_relay_options() -> None:
    assert RelayOptions.read({}) == RelayOptions()
    clone = RelayOptions.read({"channels": 16, "on_word": 0x0100, "coil_base": 1}).dialect
    assert (clone.channels, clone.on_word, clone.off_word, clone.coil_base) == (16, 0x0100, 0, 1)


@pytest.mark.parametrize(
    ("read", "options", "words"),
    [
        (Zdm8Options.read, {"vend_at_2001": True}, "Did you mean vend_at_0001?"),
        (Zdm8Options.read, {"lane_type": 5}, "a whole number from 0 to 4"),
        (Zdm8Options.read, {"boards": 9}, "a whole number from 0 to 8"),
        (RelayOptions.read, {"chanels": 8}, "Did you mean channels?"),
        (RelayOptions.read, {"pulse_ms": 50}, "a whole number from 100 to 60000"),
    ],
)
def test_wrong_option_is_named(read: object, options: dict[str, object], words: str) -> None:
    assert callable(read)
    with pytest.raises(SettingError) as caught:
        read(options)
    assert words in caught.value.text
