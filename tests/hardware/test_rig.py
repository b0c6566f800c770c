from __future__ import annotations

import pytest

from hardware.api import (
    BoardDown,
    BoardSettings,
    Result,
    ServiceAnswer,
    TillSettings,
    VendFinished,
    VendOrder,
)
from hardware.drivers.xy.board import XyBoard
from hardware.drivers.xy.options import XyOptions
from hardware.errors import SettingError
from hardware.rig import BOARDS, MODELS, TILLS, open_board, open_till
from tests.hardware.xy_peer import Events


def test_known_models() -> None:
    assert MODELS[:2] == ("xy", "tcn")
    assert MODELS[-1] == "none"
    board = open_board(BoardSettings("xy", "/dev/nowhere", drop_sensor=False, options={"lift": True}))
    assert isinstance(board, XyBoard)
    assert (board.capabilities.lift, board.capabilities.drop_sensor) == (True, False)
    board.close()
    board.close()


def test_every_model_opens_without_touching_a_port_and_says_its_frames() -> None:
    for name, model in BOARDS.items():
        board = open_board(BoardSettings(name, "/dev/nowhere"))
        assert not board.capabilities.remembers_vends
        board.close()
        for decoder in (model.speech.incoming(), model.speech.outgoing()):
            assert decoder.feed(b"") == []


def test_unknown_model_is_a_sentence_with_the_known_ones() -> None:
    with pytest.raises(SettingError, match=r"The known ones are xy, tcn, .*none\.$") as caught:
        open_board(BoardSettings("tcm", "/dev/nowhere"))
    assert caught.value.code == "board.unknown_model"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"sucess_24": True}, "Did you mean success_24?"),
        ({"success_24": 1}, "must be true or false, not 1"),
        ({"vend_timeout_ms": "30 s"}, "a whole number from 1000 to 300000"),
        ({"vend_timeout_ms": True}, "a whole number"),
        ({"vend_timeout_ms": 999}, "a whole number"),
        ({"temperature_zones": 9}, "from 0 to 8"),
    ],
)
def test_wrong_option_is_named(options: dict[str, object], words: str) -> None:
    with pytest.raises(SettingError, match="xy") as caught:
        XyOptions.read(options)
    assert words in caught.value.text


def test_no_board_refuses_every_vend_and_nothing_moves() -> None:
    events = Events()
    board = open_board(BoardSettings("none", ""))
    board.start(events)
    events.expect(BoardDown)
    board.vend(VendOrder("a", 1))
    outcome = events.expect(VendFinished).outcome
    assert (outcome.result, outcome.nothing_moved, outcome.key) == (Result.REFUSED, True, "a")
    board.query_vend(VendOrder("a", 1))
    assert events.expect(VendFinished).outcome.result is Result.UNKNOWN
    board.service("jammed_read", tray=1)
    assert not events.expect(ServiceAnswer).ok
    board.check_lane(1)
    board.refresh()
    board.close()
    assert not board.capabilities.door
    assert events.is_empty()


def test_tills_open_without_touching_a_port() -> None:
    for name, model in TILLS.items():
        till = open_till(TillSettings(name, "/dev/nowhere"))
        till.close()
        till.close()
        for decoder in (model.speech.incoming(), model.speech.outgoing()):
            assert decoder.feed(b"") == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (TillSettings("mdb", "p"), "There is no till model 'mdb'. The known ones are qibixx."),
        (
            TillSettings("qibixx", "p", options={"changr": True}),
            "has no option changr. Did you mean changer?",
        ),
        (TillSettings("qibixx", "p", options={"response_ms": 5}), "a whole number from 10 to 1000, not 5"),
    ],
)
def test_wrong_till_settings_are_sentences(settings: TillSettings, words: str) -> None:
    with pytest.raises(SettingError) as caught:
        open_till(settings)
    assert words in caught.value.text
