"""Frames of the M102 wire in words, for the bench tool's live view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hardware.wire.m102.codes import Code, Curtain, Drive, State, began_text, outcome_text, scan_text
from hardware.wire.m102.frames import ANY_CARD, Frame, decoder
from hardware.wire.m102.messages import Run, id_text, inputs, temperature_tenths_c
from hardware.wire.speech import Speech

_ASKED: Final[dict[int, str]] = {
    Code.ID: "number?",
    Code.POLL: "poll",
    Code.TEMPERATURE: "temperature?",
    Code.INPUTS: "inputs?",
    Code.HUMIDITY: "humidity?",
}
_DRIVE_WORDS: Final[dict[int, str]] = {
    Drive.LOCK: "lock",
    Drive.LOCK_WITH_FEEDBACK: "lock with feedback",
    Drive.TWO_WIRE: "two-wire",
    Drive.THREE_WIRE: "three-wire",
}
_CURTAIN_WORDS: Final[dict[int, str]] = {
    Curtain.IGNORED: "curtain ignored",
    Curtain.STOP_AT_HOME: "curtain watched",
    Curtain.STOP_AT_DROP: "stop at the drop",
}


def describe(frame: Frame) -> str:
    """One line: what the frame is and what it says. Motors count from 1, as an installer's lanes do."""
    return _reply(frame) if frame.is_reply else _request(frame)


def run_text(run: Run) -> str:
    """What a card measured in a run."""
    drop = f"drop {run.drop_ms} ms" if run.drop_ms else "no drop"
    return f"peak {run.peak_ma} mA, mean {run.mean_ma} mA, {run.run_ms} ms, {drop}"


def temperature_text(tenths_c: int | None) -> str:
    """With its tenth, as the card tells it."""
    if tenths_c is None:
        return "no probe"
    whole, tenth = divmod(abs(tenths_c), 10)
    return f"{'-' if tenths_c < 0 else ''}{whole}.{tenth} °C"


def _request(frame: Frame) -> str:
    if frame.address == ANY_CARD:
        return f"set the address of the one card there is, {frame.command:02X} {frame.data[0]:02X}"
    head, tail = frame.data[:3], f"card {frame.address}"
    match frame.command:
        case Code.RUN:
            drive = _DRIVE_WORDS.get(head[1], f"drive {head[1]:02X}")
            curtain = _CURTAIN_WORDS.get(head[2], f"curtain {head[2]:02X}")
            return f"run motor {head[0] + 1}, {drive}, {curtain}, {tail}"
        case Code.SCAN:
            return f"scan motor {head[0] + 1}, {tail}"
        case Code.OUTPUT:
            return f"output {head[0]} {'on' if head[1] else 'off'}, {tail}"
    return f"{_ASKED.get(frame.command, f'command {frame.command:02X}')} {tail}"


def _polled(frame: Frame) -> str:
    run = Run.of(frame)
    match run.state:
        case State.IDLE:
            return "idle"
        case State.RUNNING:
            return f"motor {run.motor + 1} is running"
        case State.DONE:
            return f"motor {run.motor + 1}: {outcome_text(run.outcome)}; {run_text(run)}"
    return f"unknown state {run.state:02X}"


def _raw(frame: Frame) -> str:
    return f"humidity, raw {frame.data[:4].hex(' ')}"


_REPLIES: Final[dict[int, Callable[[Frame], str]]] = {
    Code.ID: lambda frame: f"number {id_text(frame)}",
    Code.POLL: _polled,
    Code.SCAN: lambda frame: f"scan: {scan_text(frame.data[0])}",
    Code.RUN: lambda frame: f"run: {began_text(frame.data[0])}",
    Code.TEMPERATURE: lambda frame: temperature_text(temperature_tenths_c(frame)),
    Code.OUTPUT: lambda frame: f"output {frame.data[0]}: {frame.data[1]:02X}",
    Code.INPUTS: lambda frame: f"inputs {''.join('1' if each else '0' for each in inputs(frame))}",
    Code.HUMIDITY: _raw,
}


def _reply(frame: Frame) -> str:
    words = _REPLIES.get(frame.command)
    return f"reply to {frame.command:02X}" if words is None else words(frame)


def is_chatter(frame: Frame) -> bool:
    """A poll, and the answer to it while there is no result."""
    is_poll = frame.command == Code.POLL and frame.address != ANY_CARD
    return is_poll and frame.data[0] != State.DONE


SPEECH: Final = Speech(decoder, decoder, describe, is_chatter)
