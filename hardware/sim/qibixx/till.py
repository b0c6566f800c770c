"""The whole simulated till as the server knows it: adapter, devices, money, scripted faults, state."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Final

from hardware.sim.faults import ENDED_BY, Fault, FaultBook, FaultName, Phase
from hardware.sim.line import Line
from hardware.sim.qibixx.adapter import STRIKES_LATER_MS, SimAdapter
from hardware.sim.qibixx.changer import SimChanger
from hardware.sim.qibixx.plan import MODEL, TillPlan
from hardware.sim.qibixx.reader import SimReader
from hardware.sim.qibixx.validator import SimValidator
from hardware.sim.qibixx.world import TillWorld
from hardware.sim.script import ScriptError, parse_script

PEOPLE: Final = frozenset(
    {
        FaultName.COIN,
        FaultName.BILL,
        FaultName.CARD,
        FaultName.CARD_CANCEL,
        FaultName.LEVER,
        FaultName.TAKE_OUT,
    }
)
REQUESTS: Final = (*sorted(name.value for name in PEOPLE), "fault", "world", "port", "fill", "empty", "clock")
ADVANCE_MAX_MS: Final = 7 * 24 * 3600 * 1000


class SimulatedTill:
    """``hardware.sim.served.Served``. Time is handed in and never goes back."""

    model: ClassVar[str] = MODEL
    seat: ClassVar[None] = None
    faults: ClassVar[frozenset[FaultName]] = PEOPLE | {
        FaultName.COIN_JAM,
        FaultName.TUBE_JAM,
        FaultName.TUBE_SENSOR,
        FaultName.BILL_JAM,
        FaultName.CASH_BOX_OUT,
        FaultName.STACKER_FULL,
        FaultName.CHANGER_AWAY,
        FaultName.VALIDATOR_AWAY,
        FaultName.READER_AWAY,
        FaultName.CHANGER_RESETS,
        FaultName.VALIDATOR_RESETS,
        FaultName.READER_RESETS,
        FaultName.ADAPTER_RESET,
        FaultName.REPEATED_REPORT,
        FaultName.NACK,
        FaultName.LOST_LINE,
        FaultName.DAMAGED_LINE,
        FaultName.CARD_DENIED,
        FaultName.NO_COUNTING,
        FaultName.LATE_RESULT,
        FaultName.LOST_COMMAND,
        FaultName.STALE_REPLY,
        FaultName.DELAY,
        FaultName.NOISE_BEFORE,
        FaultName.NOISE_AFTER,
        FaultName.SPLIT,
        FaultName.MERGE,
        FaultName.CUT_CABLE,
        FaultName.REPLUG,
        FaultName.POWER_CUT,
        FaultName.POWER_ON,
        FaultName.SILENCE,
        FaultName.SPEAK,
        FaultName.CLEAR,
    }

    def __init__(self, plan: TillPlan, step_ms: int) -> None:
        """``step_ms``: how long one coin takes to be paid out, and a bill to be stacked three times that."""
        self.plan = plan
        self.world = TillWorld.build(plan)
        self.book = FaultBook()
        self.line = Line(self.book)
        self.changer = SimChanger(self.world, self.book, step_ms, self._phase) if plan.has_changer else None
        self.validator = (
            SimValidator(self.world, self.book, plan, 3 * step_ms) if plan.has_validator else None
        )
        self.adapter = SimAdapter(self.book, self.line, self.changer, self.validator, self._phase)
        self.reader = SimReader(self.world, self.book, plan, self.adapter.say)
        self.adapter.reader = self.reader
        self.cable_in = True
        self.powered = True
        self.silent = False

    # --- Served ------------------------------------------------------------------------------------

    @property
    def revision(self) -> int:
        return self.world.revision

    @property
    def is_busy(self) -> bool:
        """Coins are on their way out."""
        return self.changer is not None and self.changer.is_paying and self.powered

    def hello(self) -> dict[str, Any]:
        return {"model": self.model}

    def receive(self, data: bytes, now_ms: int) -> None:
        self.adapter.receive(data, now_ms)

    def advance(self, now_ms: int) -> None:
        for fault in self.book.take_due(now_ms):
            self._strike(fault, now_ms)
        for device in (self.changer, self.validator, self.reader):
            if device is not None:
                device.advance(now_ms)

    def next_due_ms(self, now_ms: int) -> int | None:
        due = [self.book.next_due_ms(now_ms), self.line.next_due_ms(), self.reader.next_due_ms()]
        due += [device.next_due_ms() for device in (self.changer, self.validator) if device is not None]
        return min((at_ms for at_ms in due if at_ms is not None), default=None)

    def take_output(self, now_ms: int) -> list[bytes]:
        chunks = self.line.take_due(now_ms)
        return chunks if self.cable_in else []

    def forget_waiting(self) -> None:
        """Nothing waits here."""

    def parse(self, script: object) -> list[Fault]:
        """Raises ``ScriptError``."""
        return parse_script(script, {}, self.faults)

    def hand_over(self, script: object, now_ms: int) -> dict[str, Any]:
        """Raises ``ScriptError``."""
        self.book.add(self.parse(script), now_ms)
        self.advance(now_ms)
        return {"waiting": self.book.waiting}

    def to_state(self, _now_ms: int) -> dict[str, Any]:
        return {"world": self.world.to_state()}

    def load_state(self, state: dict[str, Any], _now_ms: int) -> None:
        self.world.load_state(state["world"])

    def answer(self, line: bytes, now_ms: int, port: str | None) -> dict[str, Any]:
        """Carry out one request. Never raises on bad input: ``{"ok": false, "error": ...}``."""
        try:
            request = json.loads(line)
            if not isinstance(request, dict) or "do" not in request:
                return _refusal('a request is an object like {"do": "coin", "fen": 100}')
            return {"ok": True, **self._carry_out(request, now_ms, port)}
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
            return _refusal(f"this line is not JSON: {error}")
        except (ScriptError, OverflowError) as error:
            return _refusal(str(error))

    # --- requests ----------------------------------------------------------------------------------

    def _carry_out(self, request: dict[str, Any], now_ms: int, port: str | None) -> dict[str, Any]:
        match request["do"]:
            case "coin" | "bill" | "card" | "card_cancel" | "lever" | "take_out" as what:
                is_taken = self._act(FaultName(what), _number(request, "fen", 0, 10_000_000), now_ms)
                return {"taken": is_taken}
            case "fault":
                return self.hand_over(request.get("script"), now_ms)
            case "fill":
                return self._fill(request)
            case "empty":
                self.world.stacker.clear()
                self.world.changed()
                return {}
            case "world":
                return {"port": port, **self.record(now_ms)}
            case "port":
                return {"port": port}
            case "clock":
                return {"advance_ms": _number(request, "advance_ms", 0, ADVANCE_MAX_MS)}
            case unknown:
                raise ScriptError(f"unknown request {unknown!r}; known are {', '.join(REQUESTS)}")

    def _fill(self, request: dict[str, Any]) -> dict[str, Any]:
        """Somebody opens the door and puts coins into a tube."""
        value_fen, count = _number(request, "fen", 1, 10_000_000), _number(request, "count", 0, 255)
        for tube in self.world.tubes:
            if tube.value_fen == value_fen:
                tube.coins = min(count, tube.capacity)
                self.world.changed()
                return {"coins": tube.coins}
        raise ScriptError(f"this till has no tube for {value_fen} fen")

    def record(self, now_ms: int) -> dict[str, Any]:
        """The whole ground truth, then what happened on the wire."""
        reports = {
            name: [report.hex() for report in device.reports]
            for name, device in (("changer", self.changer), ("validator", self.validator))
            if device is not None
        }
        return {
            "now_ms": now_ms,
            **self.world.to_record(),
            "reports": reports,
            "enabled_coins": sorted(self.changer.enabled) if self.changer is not None else [],
            "enabled_bills": sorted(self.validator.enabled) if self.validator is not None else [],
            "reader": self.reader.state.value,
            "heard": dict(self.adapter.heard),
            "lost_lines": list(self.adapter.lost_lines),
            "faults": self.book.waiting,
        }

    # --- people and faults -------------------------------------------------------------------------

    def _act(self, name: FaultName, value_fen: int, now_ms: int) -> bool:
        """What somebody at the till does; whether it was taken."""
        match name:
            case FaultName.COIN if self.changer is not None:
                return self.changer.insert(value_fen, now_ms)
            case FaultName.BILL if self.validator is not None:
                return self.validator.insert(value_fen, now_ms)
            case FaultName.CARD:
                return self.reader.tap(now_ms)
            case FaultName.CARD_CANCEL:
                self.reader.press_cancel(now_ms)
            case FaultName.LEVER if self.changer is not None:
                self.changer.press_lever()
            case FaultName.TAKE_OUT if self.changer is not None:
                return self.changer.take_out(value_fen, now_ms)
            case _:
                return False
        return True

    def _strike(self, fault: Fault, now_ms: int) -> None:
        match fault.name:
            case name if name in PEOPLE:
                self._act(name, fault.amount, now_ms)
            case FaultName.COIN_JAM | FaultName.TUBE_SENSOR | FaultName.STACKER_FULL:
                self._break(fault)
            case FaultName.ADAPTER_RESET:
                self.adapter.start_anew()
            case FaultName.CUT_CABLE | FaultName.REPLUG:
                self._set_cable(fault.name is FaultName.REPLUG)
            case FaultName.POWER_CUT | FaultName.POWER_ON:
                self._set_power(fault.name is FaultName.POWER_ON, now_ms)
            case FaultName.SILENCE | FaultName.SPEAK:
                self.silent = self.line.dead = fault.name is FaultName.SILENCE
            case FaultName.CLEAR:
                self._clear(fault, now_ms)

    def _break(self, fault: Fault) -> None:
        if fault.name is FaultName.STACKER_FULL:
            if self.validator is not None:
                self.validator.is_full = True
        elif self.changer is not None and fault.name is FaultName.COIN_JAM:
            self.changer.report(b"\x0c")
        elif self.changer is not None:
            for tube in self.world.tubes:
                if fault.amount in (0, tube.value_fen):
                    tube.is_broken = True
            self.changer.report(b"\x04")

    def _phase(self, phase: Phase, now_ms: int) -> None:
        """A moment of a payout has come."""
        for fault in self.book.take_phase(phase, 0, now_ms):
            if phase is Phase.AFTER_ACK:
                later = Fault(fault.name, at_ms=STRIKES_LATER_MS, for_ms=fault.for_ms)
                self.book.add([later], now_ms)
            else:
                self.book.arm_end(fault, now_ms)
                self._strike(fault, now_ms)

    def _set_cable(self, is_in: bool) -> None:
        """The adapter lives on the USB port's power: a pulled plug switches it off."""
        self.cable_in = is_in
        self.line.drop_all()
        self.adapter.start_anew()

    def _set_power(self, is_on: bool, now_ms: int) -> None:
        """The bus's power, that of the devices."""
        self.powered = is_on
        for device in (self.changer, self.validator):
            if device is not None:
                device.power(is_on)
        self.reader.power(is_on, now_ms)

    def _clear(self, fault: Fault, now_ms: int) -> None:
        """Nothing is scripted any more; without ``only`` a technician has put everything right as well."""
        self.book.clear(fault.only)
        if fault.only in ENDED_BY:
            self._strike(Fault(ENDED_BY[fault.only]), now_ms)
        elif fault.only is None or fault.only in (
            FaultName.TUBE_JAM,
            FaultName.TUBE_SENSOR,
            FaultName.STACKER_FULL,
        ):
            for tube in self.world.tubes:
                tube.is_jammed = tube.is_broken = False
            if self.validator is not None:
                self.validator.is_full = False
        if fault.only is None:
            self.silent = self.line.dead = False
            if not self.cable_in:
                self._set_cable(True)
            if not self.powered:
                self._set_power(True, now_ms)


def _number(request: dict[str, Any], name: str, least: int, most: int) -> int:
    value = request.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ScriptError(f"{name} = {value!r} must be a whole number from {least} to {most}")
    return value


def _refusal(words: str) -> dict[str, Any]:
    return {"ok": False, "error": words}
