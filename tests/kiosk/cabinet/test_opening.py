"""The boards of a machine: opened as configured, refused where they cannot do what the profile needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hardware.api import Board, BoardSettings, Reader, ReaderSettings, SettingError, Till, TillSettings
from kiosk.cabinet.opening import open_boards, open_reader, tried
from kiosk.clock import ManualClock
from kiosk.errors import ConfigError
from kiosk.ops.settings import load
from kiosk.outfit import Addresses, Outfit, configured
from tests.kiosk.cabinet.standing_reader import StandingReader
from tests.kiosk.cabinet.test_boards import ALL, AbleBoard
from tests.kiosk.front.shop import SHOP

ADDRESSES = Addresses("/dev/a", "", more_ports={"side": "/dev/simulated"})


class Rig:
    """``hardware.rig.open_board`` without hardware: writes down what was wanted."""

    def __init__(self, board: Board | None = None) -> None:
        self.wanted: list[BoardSettings] = []
        self._board = board or AbleBoard()
        self.readers: list[ReaderSettings] = []
        self.made = StandingReader()

    def __call__(self, settings: BoardSettings) -> Board:
        if settings.options.get("odd"):
            raise SettingError("board.unknown_option", "There is no option odd.")
        self.wanted.append(settings)
        return self._board

    def reader(self, settings: ReaderSettings) -> Reader:
        if settings.options.get("odd"):
            raise SettingError("option.unknown", "The code reader has no option odd.")
        self.readers.append(settings)
        return self.made


def no_till(_settings: TillSettings) -> Till:
    raise AssertionError("nobody asks for a till here")


def outfit(rig: Rig, *overrides: str) -> Outfit:
    settings = load(None, overrides, demo=True)
    return Outfit(settings, Path(), ManualClock(), SHOP, rig, rig.reader, no_till, lambda _lanes: None)


def test_without_a_profile_there_is_the_one_board_as_configured() -> None:
    rig = Rig()
    boards = open_boards(outfit(rig, "board.drop_sensor=false", "board.options.lift=true"), ADDRESSES)
    assert list(boards) == ["main"]
    assert rig.wanted == [BoardSettings("xy", "/dev/a", None, False, {"lift": True})]


def test_each_cabinet_of_a_profile_has_its_board_and_port() -> None:
    rig = Rig()
    assert list(open_boards(outfit(rig, "machine.profile=combo-60"), ADDRESSES)) == ["main", "side"]
    assert [wanted.port for wanted in rig.wanted] == ["/dev/a", "/dev/simulated"]
    told = Rig()
    open_boards(outfit(told, "machine.profile=combo-60", "boards.side.port=/dev/b"), ADDRESSES)
    assert told.wanted[1].port == "/dev/b"


def test_an_option_that_does_not_exist_is_a_config_error() -> None:
    with pytest.raises(ConfigError, match="no option odd"):
        open_boards(outfit(Rig(), "board.options.odd=true"), ADDRESSES)


def test_boards_are_tried_before_the_screen_is_up_and_none_is_left_open() -> None:
    with pytest.raises(ConfigError, match="no option odd"):
        tried(outfit(Rig(), "board.options.odd=true"))
    board = AbleBoard()
    fine = outfit(Rig(board))
    assert tried(fine) is fine
    assert board.is_closed


@pytest.mark.parametrize(
    ("profile", "can", "words"),
    [
        ("lift-48", replace(ALL, lift=False), ("a lift", "lane A1", "lift-48", "'xy'")),
        ("small-10", replace(ALL, temperature=False), ("temperature probe", "zone main", "'tcn'")),
    ],
)
def test_a_board_that_cannot_do_what_the_machine_needs_is_refused_in_words(
    profile: str, can: object, words: tuple[str, ...]
) -> None:
    rig = Rig(AbleBoard(able=can))  # type: ignore[arg-type]  # the table's own values
    with pytest.raises(ConfigError) as caught:
        open_boards(outfit(rig, f"machine.profile={profile}"), ADDRESSES)
    assert all(word in caught.value.text for word in words), caught.value.text
    assert len(open_boards(outfit(rig, f"machine.profile={profile}", "board.model=none"), ADDRESSES)) == 1


READER = ("scanner.port=/dev/r", "scanner.suffix=crlf", "scanner.baud=115200", "scanner.options.idle_ms=60")


def test_a_reader_is_made_as_configured_where_there_is_one() -> None:
    rig = Rig()
    assert open_reader(outfit(rig), ADDRESSES) is None
    assert open_reader(outfit(rig, *READER), replace(ADDRESSES, reader_port="/dev/pts/9")) is rig.made
    assert rig.readers == [ReaderSettings("/dev/pts/9", 115_200, "crlf", {"idle_ms": 60})]


def test_a_reader_is_tried_before_the_screen_is_up_and_not_left_open() -> None:
    rig = Rig()
    tried(outfit(rig, *READER))
    assert [one.port for one in rig.readers] == ["/dev/r"] and rig.made.is_closed
    with pytest.raises(ConfigError, match="no option odd"):
        tried(outfit(Rig(), "scanner.port=/dev/r", "scanner.options.odd=true"))


def test_a_till_is_tried_before_the_screen_is_up() -> None:
    def refuse(settings: TillSettings) -> Till:
        assert settings == TillSettings("qibixx", "/dev/t", None, {"odd": True})
        raise SettingError("option.unknown", "The till model qibixx has no option odd.")

    with pytest.raises(ConfigError, match="qibixx has no option odd"):
        tried(replace(outfit(Rig(), "till.port=/dev/t", "till.options.odd=true"), open_till=refuse))


def test_the_addresses_of_the_configuration_are_those_of_all_devices() -> None:
    settings = load(None, ["board.port=/dev/b", "scanner.port=/dev/r", "till.port=/dev/t"], demo=True)
    assert configured(settings) == Addresses("/dev/b", "", reader_port="/dev/r", till_port="/dev/t")
