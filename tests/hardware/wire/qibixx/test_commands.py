from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.mdb import changer, validator
from hardware.wire.noise import Noise
from hardware.wire.qibixx import commands
from hardware.wire.qibixx.answers import Answer, BusReply, ReaderStatus
from hardware.wire.qibixx.commands import AMOUNT_MAX_FEN, Command
from hardware.wire.qibixx.lines import command_decoder
from hardware.wire.qibixx.words import SPEECH, describe, is_chatter
from hardware.wire.speech import in_words


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (commands.VERSION, b"V\n"),
        (commands.MASTER_ON, b"M,1\n"),
        (commands.CARDS_ON, b"D,2\n"),
        (commands.READER_ON, b"D,READER,1\n"),
        (commands.request(120, 10), b"D,REQ,1.20,10\n"),
        (commands.request(5, 0), b"D,REQ,0.05,0\n"),
        (commands.request(AMOUNT_MAX_FEN, 0xFFFF), b"D,REQ,99999.99,65535\n"),
        (commands.CANCEL, b"D,REQ,-1\n"),
        (commands.END_KEPT, b"D,END\n"),
        (commands.END_RETURNED, b"D,END,-1\n"),
        (commands.response_limit(50), b"F,RESPTIMEOUT,50\n"),
        (commands.bus(changer.POLL), b"R,0B\n"),
        (commands.bus(changer.coin_type(range(16), range(16))), b"R,0C,FFFFFFFF\n"),
        (commands.bus(changer.dispense(2, 3)), b"R,0D,32\n"),
        (commands.bus(validator.STACK), b"R,35,01\n"),
    ],
)
def test_command_is_the_makers_line(command: Command, line: bytes) -> None:
    assert command.encode() == line
    assert command_decoder().feed(line) == [command]


@pytest.mark.parametrize("amount_fen", [0, -5, AMOUNT_MAX_FEN + 1])
def test_amount_that_cannot_be_asked_for(amount_fen: int) -> None:
    with pytest.raises(ValueError, match="amount_fen"):
        commands.request(amount_fen, 1)


@pytest.mark.parametrize("item", [-1, 0x10000])
def test_item_that_cannot_be(item: int) -> None:
    with pytest.raises(ValueError, match="item"):
        commands.request(100, item)


@pytest.mark.parametrize("limit_ms", [9, 1_001])
def test_response_limit_beyond_the_adapters(limit_ms: int) -> None:
    with pytest.raises(ValueError, match="limit_ms"):
        commands.response_limit(limit_ms)


@given(st.binary(max_size=200))
def test_damaged_command_is_never_another_amount_of_money(garbage: bytes) -> None:
    found = command_decoder().feed(garbage + b"\nR,0D,31\n")
    assert found[-1] == Command("R,0D,31")
    assert all(isinstance(item, Command | Noise) for item in found)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (Command("R,0D,31"), "pay out 3 coins of type 1"),
        (Command("R,35,01"), "stack the bill"),
        (Command("D,REQ,1.20,10"), "ask the reader for 1.20 for item 10"),
        (Command("D,2"), "card side on, selection first"),
        (Command("R,XX"), "R,XX"),
        (Command("X,1"), "X,1"),
        (BusReply("p,5105"), "answer 51 05"),
        (BusReply("p,ACK"), "p,ACK"),
        (ReaderStatus("d,STATUS,IDLE"), "d,STATUS,IDLE"),
    ],
)
def test_lines_in_words(line: Answer | Command, words: str) -> None:
    assert describe(line) == words
    assert in_words(SPEECH, line).startswith(words)


def test_polls_and_their_empty_answers_are_chatter() -> None:
    chatter: list[Answer | Command] = [Command("R,0B"), Command("D,STATUS"), BusReply("p,ACK")]
    assert all(is_chatter(line) for line in [*chatter, BusReply("p,09")])
    news: list[Answer | Command] = [Command("R,0D,31"), BusReply("p,5105"), Answer("x,ACK")]
    assert not any(is_chatter(line) for line in news)
    assert SPEECH.incoming().feed(b"") == SPEECH.outgoing().feed(b"") == []
