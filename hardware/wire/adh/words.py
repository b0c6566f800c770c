"""Frames of the ADH wire in words, for the bench tool's live view. Motors count from 1, as lanes do."""

from __future__ import annotations

from typing import Final

from hardware.wire.adh.codes import (
    ADH814,
    ADH815,
    READ_MODE,
    READ_SWAP,
    RUN_PAIR,
    SCAN,
    SET_MODE,
    SET_SWAP,
    State,
    began_text,
    result_text,
)
from hardware.wire.adh.frames import HOST, Frame, reply_decoder, request_decoder
from hardware.wire.adh.messages import Run, detects_drops, id_text
from hardware.wire.speech import Speech

_BOTH: Final = (ADH815, ADH814)
_NAMES: Final[dict[int, str]] = {
    **{each.identify: "number" for each in _BOTH},
    **{each.poll: "poll" for each in _BOTH},
    **{each.temperature: "temperature" for each in _BOTH},
    **{each.run: "run" for each in _BOTH},
    **{each.clear: "clear the result" for each in _BOTH},
    **dict.fromkeys(RUN_PAIR, "run two motors"),
    SCAN: "scan",
    READ_MODE: "mode",
    SET_MODE: "set mode",
    READ_SWAP: "row and column swap",
    SET_SWAP: "set row and column swap",
}


def describe_request(frame: Frame) -> str:
    """One line: what is asked of which card."""
    if frame.command in (ADH815.run, ADH814.run):
        return f"run motor {frame.data[0] + 1}, card {frame.address}"
    data = f" {frame.data.hex(' ')}" if frame.data else ""
    return f"{_NAMES[frame.command]}{data}, card {frame.address}"


def describe_reply(frame: Frame) -> str:
    """One line: what a card says; which one, most replies do not tell."""
    if frame.command in (ADH815.poll, ADH814.poll):
        return _polled(Run.of(frame))
    if frame.command in (ADH815.identify, ADH814.identify):
        return f"number {id_text(frame)}"
    if frame.command in (ADH815.run, ADH814.run):
        return f"run: {began_text(frame.data[0])}"
    if frame.command in (READ_MODE, SET_MODE):
        return f"mode {frame.data.hex(' ')}, drop detection {'on' if detects_drops(frame.data) else 'off'}"
    return f"{_NAMES[frame.command]}: {frame.data.hex(' ') or 'done'}"


def describe(frame: Frame) -> str:
    """A frame of either direction. SET_MODE is repeated as it was sent: there is no telling."""
    is_reply = frame.address == HOST or (frame.command in (READ_MODE, READ_SWAP) and frame.data)
    return describe_reply(frame) if is_reply else describe_request(frame)


def run_text(run: Run) -> str:
    """What a card measured in a run."""
    whole, tenth = divmod(run.run_tenths_s, 10)
    return f"peak {run.peak_ma} mA, mean {run.mean_ma} mA, {whole}.{tenth} s"


def _polled(run: Run) -> str:
    air = "no probe" if run.temperature_c is None else f"{run.temperature_c} °C"
    match run.state:
        case State.IDLE:
            return f"idle, {air}"
        case State.RUNNING:
            return f"motor {run.motor + 1} is running, {air}"
        case State.DONE:
            return f"motor {run.motor + 1}: {result_text(run.result)}; {run_text(run)}, {air}"
    return f"unknown state {run.state:02X}, {air}"


def is_chatter(frame: Frame) -> bool:
    """A poll, and the answer to it while there is no result."""
    return frame.command in (ADH815.poll, ADH814.poll) and frame.data[:1] != bytes((State.DONE,))


SPEECH: Final = Speech(reply_decoder, request_decoder, describe, is_chatter)
