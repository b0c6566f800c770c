"""What an installer's settings find at their port, in words. Nothing moves and nothing is changed.

An XY board speaks by itself, so it is only listened to; the other families are asked one harmless question,
at the address their options name. When that board is not there, whatever else there is gets looked for. A
code reader says nothing before a code is held before it.
"""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path
from typing import Any

from hardware.api import Board, BoardSettings, Look, ReaderSettings, TillSettings
from hardware.drivers.asked.board import AskedBoard
from hardware.drivers.reader.options import ReaderOptions
from hardware.drivers.telling import absence, stranger
from hardware.errors import PortError, SettingError
from hardware.link.event_device import open_event_device
from hardware.link.opening import open_port
from hardware.probe.greeting import greet
from hardware.probe.listening import LISTEN_MS, listen
from hardware.probe.ports import candidate_ports
from hardware.probe.search import Finding, Plan, look_at
from hardware.rig import BOARDS, TILLS, open_board, open_till


def look(settings: BoardSettings) -> Look:
    """Try the board's options, open its port for this program alone, and hear whether the board is there."""
    try:
        board = open_board(settings)
    except SettingError as error:
        return Look(False, error.text)
    board.close()
    if settings.model not in BOARDS:
        return Look(True, "There is no board to look for.")
    trouble = _no_port(settings.port, _baud(settings))
    return trouble or _hear(settings, board)


def look_at_reader(settings: ReaderSettings) -> Look:
    """Try the reader's options and open its port for this program alone."""
    try:
        options = ReaderOptions.read(settings)
    except SettingError as error:
        return Look(False, error.text)
    if not options.is_keyboard:
        trouble = _no_port(settings.port, options.baud)
        if trouble is not None:
            return trouble
        what = f"{settings.port} at {options.baud} baud can be opened."
    else:
        try:
            open_event_device(settings.port).close()
        except PortError as error:
            return Look(False, error.text, in_use=error.code == "port.in_use")
        what = f"{settings.port} is a keyboard, and nobody else has it."
    return Look(True, f"{what} To see it read: python -m hardware.bench reader --port {settings.port}")


def look_at_till(settings: TillSettings) -> Look:
    """Try the till's options and its port, and ask the adapter for its version.

    Nothing behind it is asked: what a changer had to report would be told to nobody who keeps books.
    """
    try:
        open_till(settings).close()
    except SettingError as error:
        return Look(False, error.text)
    model = TILLS[settings.model]
    baud = settings.baud or model.baud
    trouble = _no_port(settings.port, baud)
    if trouble is not None:
        return trouble
    where = f"{settings.port} at {baud} baud"
    answer = greet(settings.port, baud, model.manners)
    if answer.error:
        return Look(False, f"{settings.port}: {answer.error}")
    if answer.reply is None:
        return Look(
            False,
            f"{where}: no {settings.model} adapter answers. Check its power, the cable, till.port "
            "and till.model.",
        )
    told = model.speech.describe(answer.reply)
    return Look(True, f"{where}: the {settings.model} adapter answers ({told}).")


def _no_port(port: str, baud: int) -> Look | None:
    path = Path(port)
    if "://" not in port and path.exists() and not stat.S_ISCHR(path.stat().st_mode):
        return Look(False, f"{port} is not a serial port.")
    try:
        open_port(port, baud).close()
    except PortError as error:
        there = ""
        if error.code == "port.missing":
            there = f" Serial ports found: {', '.join(candidate_ports()) or 'none'}."
        return Look(False, error.text + there, in_use=error.code == "port.in_use")
    return None


def _hear(settings: BoardSettings, board: Board) -> Look:
    return _ask(settings, board) if isinstance(board, AskedBoard) else _listen(settings)


def _ask(settings: BoardSettings, board: AskedBoard[Any]) -> Look:
    model = BOARDS[settings.model]
    answer = greet(settings.port, _baud(settings), board.manners)
    if answer.error:
        return Look(False, f"{settings.port}: {answer.error}")
    if answer.reply is None:
        why = absence(settings.model, bytes_come=answer.heard_bytes > 0)
        return _absent(settings, stranger(settings.model) if answer.is_stranger else why)
    told = model.speech.describe(answer.reply)
    return Look(True, f"{_where(settings)}: the {settings.model} board answers ({told}).")


def _listen(settings: BoardSettings) -> Look:
    heard = listen(settings.port, _baud(settings), LISTEN_MS)
    if heard.error:
        return Look(False, f"{heard.port}: {heard.error}")
    if heard.is_xy:
        return Look(True, f"{_where(settings)}: an XY board speaks.")
    if heard.frames:
        words = "XY frames come, but no POLL. Switch the board off and on."
        return Look(False, f"{_where(settings)}: {words}")
    return _absent(settings, absence(settings.model, bytes_come=heard.noise_bytes > 0))


def _absent(settings: BoardSettings, why: str) -> Look:
    """The board that was named is not there: say so, and what else there is."""
    other = look_at(settings.port, plan_for(settings), threading.Event())
    return Look(False, f"{_where(settings)}: {why}.{_instead(settings, other)}")


def plan_for(settings: BoardSettings) -> Plan:
    """Everything but what has just been tried in vain."""
    is_xy_tried = settings.model == "xy" and _baud(settings) == BOARDS["xy"].baud
    return Plan(xy_bauds=()) if is_xy_tried else Plan()


def _instead(settings: BoardSettings, other: Finding) -> str:
    """What to set for the board that was found; empty when there was none."""
    if not other.model:
        return ""
    wanted: dict[str, object] = {} if other.model == settings.model else {"board.model": other.model}
    if other.baud != (settings.baud or BOARDS[other.model].baud):
        wanted["board.baud"] = other.baud
    wanted |= {f"board.options.{key}": value for key, value in other.options.items()}
    keys = " and ".join(f"{key} = {json.dumps(value)}" for key, value in wanted.items())
    found = f" The board at this port is of the model {other.model}, at {other.baud} baud"
    return f"{found}: set {keys}." if keys else f"{found}: look again, it was slow to answer."


def _where(settings: BoardSettings) -> str:
    return f"{settings.port} at {_baud(settings)} baud"


def _baud(settings: BoardSettings) -> int:
    return settings.baud or BOARDS[settings.model].baud
