"""What an installer's settings find at their port, in words. Nothing moves and nothing is changed.

An XY board speaks by itself, so it is only listened to; the other families are asked one harmless question,
at the address their options name.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from hardware.api import Board, BoardSettings, Look
from hardware.drivers.asked.board import AskedBoard
from hardware.errors import PortError, SettingError
from hardware.link.opening import open_port
from hardware.probe.greeting import greet
from hardware.probe.listening import LISTEN_MS, Heard, listen
from hardware.probe.ports import candidate_ports
from hardware.rig import BOARDS, open_board

ADVICE = "Check its power, the cable, and"


def look(settings: BoardSettings) -> Look:
    """Try the board's options, open its port for this program alone, and hear whether the board is there."""
    try:
        board = open_board(settings)
    except SettingError as error:
        return Look(False, error.text)
    board.close()
    if settings.model not in BOARDS:
        return Look(True, "There is no board to look for.")
    trouble = _no_port(settings)
    return trouble or _hear(settings, board)


def _no_port(settings: BoardSettings) -> Look | None:
    path = Path(settings.port)
    if "://" not in settings.port and path.exists() and not stat.S_ISCHR(path.stat().st_mode):
        return Look(False, f"{settings.port} is not a serial port.")
    try:
        open_port(settings.port, _baud(settings)).close()
    except PortError as error:
        there = ""
        if error.code == "port.missing":
            there = f" Serial ports found: {', '.join(candidate_ports()) or 'none'}."
        return Look(False, error.text + there, in_use=error.code == "port.in_use")
    return None


def _hear(settings: BoardSettings, board: Board) -> Look:
    if isinstance(board, AskedBoard):
        return _ask(settings, board)
    return _in_words(listen(settings.port, _baud(settings), LISTEN_MS))


def _ask(settings: BoardSettings, board: AskedBoard[Any]) -> Look:
    model = BOARDS[settings.model]
    where = f"{settings.port} at {_baud(settings)} baud"
    answer = greet(settings.port, _baud(settings), board.manners)
    if answer.error:
        return Look(False, f"{settings.port}: {answer.error}")
    if answer.reply is None:
        why = f"no {settings.model} board answers. {ADVICE} board.baud, board.model and its options."
        return Look(False, f"{where}: {why}")
    return Look(True, f"{where}: the {settings.model} board answers ({model.speech.describe(answer.reply)}).")


def _in_words(heard: Heard) -> Look:
    where = f"{heard.port} at {heard.baud} baud"
    if heard.error:
        return Look(False, f"{heard.port}: {heard.error}")
    if heard.is_xy:
        return Look(True, f"{where}: an XY board speaks.")
    if heard.frames:
        return Look(False, f"{where}: XY frames come, but no POLL. Switch the board off and on.")
    if heard.noise_bytes:
        why = f"{heard.noise_bytes} bytes come, none of them an XY frame: board.baud or board.model is wrong."
        return Look(False, f"{where}: {why}")
    why = f"silence for {LISTEN_MS / 1000:.1f} s. {ADVICE} board.port, board.baud and board.model."
    return Look(False, f"{where}: {why}")


def _baud(settings: BoardSettings) -> int:
    return settings.baud or BOARDS[settings.model].baud
