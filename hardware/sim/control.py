"""Requests to a running simulator: one JSON object a line in, one a line out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from hardware.sim.boards.chassis import Chassis
from hardware.sim.cabinet import Cabinet
from hardware.sim.faults import FaultName
from hardware.sim.reader.script import is_act
from hardware.sim.reader.seat import Seat, codes
from hardware.sim.script import ScriptError, flat_steps, parse_script

REQUESTS: Final = ("fault", "world", "port", "refill", "clock")
ADVANCE_MAX_MS: Final = 7 * 24 * 3600 * 1000


class RequestError(ValueError):
    """A request that cannot be answered, in words."""


def answer(
    line: bytes,
    cabinet: Cabinet,
    board: Chassis,
    now_ms: int,
    port: str | None,
    seat: Seat | None = None,
) -> dict[str, Any]:
    """Carry out one request. Never raises on bad input: ``{"ok": false, "error": ...}``.

    ``seat``: the code reader beside the cabinet, if there is one. ``clock`` is answered with ``advance_ms``:
    the caller owns the clock.
    """
    try:
        request = json.loads(line)
        if not isinstance(request, dict) or "do" not in request:
            raise RequestError('a request is an object like {"do": "world"}')
        return {"ok": True, **_carry_out(request, cabinet, board, now_ms, port, seat)}
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        return {"ok": False, "error": f"this line is not JSON: {error}"}
    except (RequestError, ScriptError, OverflowError) as error:
        return {"ok": False, "error": str(error)}


def _carry_out(
    request: Mapping[str, Any],
    cabinet: Cabinet,
    board: Chassis,
    now_ms: int,
    port: str | None,
    seat: Seat | None,
) -> dict[str, Any]:
    match request["do"]:
        case "fault":
            return hand_over(request.get("script"), cabinet, board, seat, now_ms)
        case "world":
            reader = {} if seat is None else {"reader": seat.record()}
            return {"port": port, **world_record(board, now_ms), **reader}
        case "port":
            return {"port": port}
        case "refill":
            return {"items": _refill(request.get("lane"), request.get("items"), cabinet, board)}
        case "clock":
            return {"advance_ms": _advance_ms(request)}
        case unknown:
            raise RequestError(f"unknown request {unknown!r}; known are {', '.join(REQUESTS)}")


def hand_over(
    script: object, cabinet: Cabinet, board: Chassis, seat: Seat | None, now_ms: int
) -> dict[str, Any]:
    """A script, to the cabinet and its code reader, each what is its own; all of it or nothing. Answers what
    is waiting, and the codes that were made up. Raises ``ScriptError``."""
    steps = flat_steps(script)
    own = [step for step in steps if is_act(step)]
    if own and seat is None:
        raise ScriptError("there is no simulated code reader: start the simulator with --reader")
    acts = seat.parse(own) if seat is not None else []
    faults = []
    if len(own) < len(steps) or not steps:
        faults = parse_script([step for step in steps if not is_act(step)], cabinet.motors, board.faults)
    board.book.add(faults, now_ms)
    board.advance(now_ms)
    if seat is None:
        return {"waiting": board.book.waiting}
    if any(fault.name is FaultName.CLEAR and fault.only is None for fault in faults):
        seat.reader.clear()
    seat.hand_over(acts, now_ms)
    return {"waiting": board.book.waiting, "codes": codes(acts)}


def _advance_ms(request: Mapping[str, Any]) -> int:
    value = request.get("advance_ms", request.get("advance_s"))
    scale = 1 if "advance_ms" in request else 1000
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value * scale <= ADVANCE_MAX_MS:
        return value * scale
    raise RequestError(f"advance_ms = {value!r} must be a whole number from 0 to {ADVANCE_MAX_MS}")


def _refill(lane: object, items: object, cabinet: Cabinet, board: Chassis) -> int:
    """Somebody fills one lane, or all of them, and tells the board. Answers the items now inside."""
    motors = list(cabinet.motors.values())
    if lane is not None:
        if lane not in cabinet.motors:
            raise RequestError(f"this cabinet has no lane {lane!r}")
        motors = [cabinet.motors[str(lane)]]
    for motor in motors:
        capacity = board.world.lanes[motor].capacity
        count = capacity if items is None else items
        if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= capacity:
            raise RequestError(f"items = {items!r} must be a whole number from 0 to {capacity}")
        board.world.fill(motor, count)
        board.filled(motor, count)
    return sum(entry.items for entry in board.world.lanes.values())


def world_record(board: Chassis, now_ms: int) -> dict[str, Any]:
    """The whole ground truth, then what the board believes of it, then what happened on the wire."""
    world = board.world
    lanes = {
        lane.label: {
            "motor": lane.motor,
            "items": lane.items,
            "capacity": lane.capacity,
            "jammed": lane.jammed,
            "angle_permille": lane.angle_permille,
            "turns": lane.turns,
            "fell": lane.fell,
        }
        for lane in world.lanes.values()
    }
    return {
        "now_ms": now_ms,
        "lanes": lanes,
        "fell": [entry.to_record() for entry in world.fell],
        "fell_total": world.fell_total,
        "fell_by_motor": {str(lane.motor): lane.fell for lane in world.lanes.values() if lane.fell},
        "turns_total": world.turns_total,
        "turns_by_motor": {str(lane.motor): lane.turns for lane in world.lanes.values() if lane.turns},
        "turning": None if world.turning is None else world.turning.motor,
        "stock": {lane.label: lane.items for lane in world.lanes.values()},
        "door_open": world.door_open,
        "sensor": world.sensor,
        "temperatures_c": world.temperatures_c(now_ms),
        "orders": [order.to_record() for order in board.orders],
        "orders_total": board.orders_total,
        **board.record(),
        "faults": board.book.waiting,
    }
