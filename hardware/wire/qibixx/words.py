"""Lines of the Qibixx adapter in words, for the bench tool's live view."""

from __future__ import annotations

from typing import Final

from hardware.wire.mdb.words import command_text
from hardware.wire.qibixx.answers import Answer, BusReply, Version
from hardware.wire.qibixx.commands import (
    CANCEL,
    CARD_STATUS,
    CARDS_OFF,
    CARDS_ON,
    END_KEPT,
    END_RETURNED,
    MASTER_ON,
    READER_ON,
    VERSION,
    Command,
)
from hardware.wire.qibixx.lines import answer_decoder, command_decoder
from hardware.wire.speech import Speech

_WORDS: Final[dict[str, str]] = {
    VERSION.text: "which version?",
    MASTER_ON.text: "be the master of the bus",
    CARDS_ON.text: "card side on, selection first",
    CARDS_OFF.text: "card side off",
    CARD_STATUS.text: "how does the card side stand?",
    READER_ON.text: "enable the reader",
    CANCEL.text: "withdraw the request",
    END_KEPT.text: "delivered: keep the money",
    END_RETURNED.text: "not delivered: give it back",
}
_CHATTER: Final = ("R,0B", "R,33", CARD_STATUS.text, VERSION.text)
"""Polls, and what is asked again and again to see that the adapter lives."""
_POLL_ANSWERS: Final = ("p,ACK", "p,09")
"""Nothing happened; the validator is disabled."""


def describe(line: Answer | Command) -> str:
    """One line: what it says."""
    if isinstance(line, Command):
        return _command(line)
    if isinstance(line, Version):
        return f"version {line.number}"
    if isinstance(line, BusReply) and line.data:
        return f"answer {line.data.hex(' ')}"
    return line.text


def is_chatter(line: Answer | Command) -> bool:
    """Polls and their empty answers."""
    return line.text in _CHATTER if isinstance(line, Command) else line.text in _POLL_ANSWERS


def _command(command: Command) -> str:
    if command.text in _WORDS:
        return _WORDS[command.text]
    parts = command.text.split(",")
    if parts[0] == "R":
        try:
            return command_text(bytes.fromhex("".join(parts[1:])))
        except ValueError:
            return command.text
    if command.text.startswith("D,REQ,") and len(parts) == 4:
        return f"ask the reader for {parts[2]} for item {parts[3]}"
    return command.text


SPEECH: Final = Speech(
    incoming=answer_decoder, outgoing=command_decoder, describe=describe, is_chatter=is_chatter
)
