"""What an installer may set of a code reader, and what each mistake is called."""

from __future__ import annotations

import pytest

from hardware.api import ReaderSettings, Suffix
from hardware.drivers.reader.options import BAUD, IDLE_MS, REPEAT_MS, UNFINISHED_MS, ReaderOptions
from hardware.errors import SettingError
from hardware.rig import open_reader

BY_ID = "/dev/input/by-id/usb-Grow_GM72-event-kbd"


def read(port: str = "/dev/ttyACM0", suffix: str = "auto", **options: object) -> ReaderOptions:
    return ReaderOptions.read(ReaderSettings(port, suffix=suffix, options=options))


def test_a_port_alone_is_enough() -> None:
    assert read() == ReaderOptions(Suffix.AUTO, BAUD, False, IDLE_MS, REPEAT_MS, False)
    assert ReaderOptions.read(ReaderSettings("/dev/ttyS1", 115_200)).baud == 115_200


@pytest.mark.parametrize(
    ("port", "kind", "is_keyboard"),
    [
        (BY_ID, "auto", True),
        ("/dev/input/event3", "auto", True),
        ("/dev/ttyUSB0", "auto", False),
        ("socket://127.0.0.1:1", "auto", False),
        ("/run/keys", "keyboard", True),
        (BY_ID, "serial", False),
    ],
)
def test_a_keyboard_is_known_by_its_folder_unless_told(port: str, kind: str, is_keyboard: bool) -> None:
    assert read(port, kind=kind).is_keyboard is is_keyboard


@pytest.mark.parametrize("suffix", ["auto", "cr", "lf", "crlf"])
def test_a_keyboards_enter_is_every_line_end(suffix: str) -> None:
    assert read(BY_ID, suffix).suffix is Suffix.AUTO
    assert read(suffix=suffix).suffix is Suffix(suffix)


@pytest.mark.parametrize("suffix", ["tab", "none"])
def test_a_keyboard_may_end_with_tab_or_with_silence(suffix: str) -> None:
    assert read(BY_ID, suffix).suffix is Suffix(suffix)


def test_silence_ends_a_code_soon_only_where_there_is_no_suffix() -> None:
    assert read(suffix="none", idle_ms=50).silence_ms == 50
    assert read(suffix="cr", idle_ms=50).silence_ms == UNFINISHED_MS


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"sufix": "cr"}, "The code reader has no option sufix. Did you mean suffix?"),
        ({"suffix": "enter"}, "one of auto, cr, lf, crlf, tab, none, not 'enter'"),
        ({"suffix": "\r"}, "suffix of code reader"),
        ({"idle_ms": 49}, "a whole number from 50 to 100, not 49"),
        ({"idle_ms": 101}, "a whole number from 50 to 100"),
        ({"repeat_ms": -1}, "a whole number from 0 to 30000"),
        ({"kind": "usb"}, "one of auto, serial, keyboard"),
        ({"trigger": "gm65"}, "one of always, gm72"),
        ({"trigger": True}, "one of always, gm72, not True"),
    ],
)
def test_a_mistake_is_a_sentence(given: dict[str, object], words: str) -> None:
    suffix = str(given.pop("suffix", "auto"))
    with pytest.raises(SettingError) as caught:
        open_reader(ReaderSettings("/dev/ttyACM0", suffix=suffix, options=given))
    assert words in caught.value.text


def test_a_keyboard_cannot_be_told_to_read() -> None:
    with pytest.raises(SettingError, match="one of always, not 'gm72'"):
        read(BY_ID, trigger="gm72")
