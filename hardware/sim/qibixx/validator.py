"""The simulated bill validator (MDB 6)."""

from __future__ import annotations

from typing import Final

from hardware.sim.faults import FaultBook, FaultName
from hardware.sim.qibixx.changer import CNY
from hardware.sim.qibixx.device import Device
from hardware.sim.qibixx.plan import TillPlan
from hardware.sim.qibixx.world import TillWorld
from hardware.wire.mdb import validator as mdb
from hardware.wire.mdb.validator import BillStep, Code
from hardware.wire.mdb.values import TYPES, types_in

STEP_FEN: Final = 100


class SimValidator(Device):
    """Bill type n is the n-th bill of the plan, ascending."""

    resets = FaultName.VALIDATOR_RESETS
    away = FaultName.VALIDATOR_AWAY

    def __init__(self, world: TillWorld, book: FaultBook, plan: TillPlan, bill_ms: int) -> None:
        self._plan = plan
        self._bill_ms = bill_ms
        self.escrow: int | None = None
        """The type of the bill held."""
        self.moving: tuple[int, BillStep, int] | None = None
        """A bill on its way: type, where to, and when it is there."""
        self.is_full = False
        super().__init__(world, book)

    def begin_anew(self) -> None:
        self.enabled: frozenset[int] = frozenset()
        self.in_escrow: frozenset[int] = frozenset()
        self.reports = [bytes((Code.JUST_RESET,))]
        if self.escrow is not None:
            # A validator gives back what nobody decided about.
            self._give_back(self.escrow)

    def power(self, is_on: bool) -> None:
        if not is_on and self.moving is not None:
            # The motor's flywheel finishes, and nobody is told.
            kind, step, _ = self.moving
            self.moving = None
            self._arrive(kind, step)
        super().power(is_on)

    def state(self) -> bytes:
        now = [
            code
            for code, name in ((Code.JAM, FaultName.BILL_JAM), (Code.CASH_BOX_OUT, FaultName.CASH_BOX_OUT))
            if self.book.lasts(name, self._now_ms)
        ]
        if not now and not self.enabled:
            now = [Code.DISABLED]
        return bytes(now)

    def command(self, block: bytes, now_ms: int) -> bytes | None:
        match block:
            case mdb.RESET:
                self.begin_anew()
                return b""
            case mdb.SETUP:
                return self._setup()
            case mdb.STACKER:
                count = sum(self.world.stacker.values())
                return (count | (mdb.STACKER_FULL if self._full else 0)).to_bytes(2, "big")
            case mdb.STACK | mdb.RETURN:
                self._decide(BillStep.STACKED if block == mdb.STACK else BillStep.RETURNED, now_ms)
                return b""
            case _ if block[0] == mdb.BILL_TYPE and len(block) == 5:
                self.enabled, self.in_escrow = types_in(block[1:3]), types_in(block[3:5])
                return b""
            case _:
                return None

    def insert(self, value_fen: int, now_ms: int) -> bool:
        """A bill is pushed in; False: it comes back."""
        kind = self._plan.bills_fen.index(value_fen) if value_fen in self._plan.bills_fen else None
        is_free = self.escrow is None and self.moving is None and not self._full
        is_well = not self.book.lasts(FaultName.BILL_JAM, now_ms)
        if kind is None or kind not in self.enabled or not (is_free and is_well and self.is_taking(now_ms)):
            self.world.bills_back[value_fen] += 1
            self.world.changed()
            return False
        if kind in self.in_escrow and self._plan.has_escrow:
            self.escrow = kind
            self.report(bytes((0x80 | BillStep.ESCROW << 4 | kind,)))
        else:
            self.moving = kind, BillStep.STACKED, now_ms + self._bill_ms
        return True

    def advance(self, now_ms: int) -> None:
        self._now_ms = now_ms
        if self.moving is not None and now_ms >= self.moving[2]:
            kind, step, _ = self.moving
            self.moving = None
            self._arrive(kind, step)
            self.report(bytes((0x80 | step << 4 | kind,)))

    def next_due_ms(self) -> int | None:
        return None if self.moving is None else self.moving[2]

    _now_ms = 0

    @property
    def _full(self) -> bool:
        return self.is_full or sum(self.world.stacker.values()) >= self._plan.stacker_capacity

    def _decide(self, step: BillStep, now_ms: int) -> None:
        if self.escrow is None:
            if self.moving is None:
                self.report(bytes((Code.INVALID_ESCROW,)))
            return
        self.moving = self.escrow, step, now_ms + self._bill_ms
        self.escrow = None

    def _arrive(self, kind: int, step: BillStep) -> None:
        value_fen = self._plan.bills_fen[kind]
        if step is BillStep.STACKED:
            self.world.stacker[value_fen] += 1
        else:
            self.world.bills_back[value_fen] += 1
        self.world.changed()

    def _give_back(self, kind: int) -> None:
        self.escrow = None
        self._arrive(kind, BillStep.RETURNED)
        self.report(bytes((0x80 | BillStep.RETURNED << 4 | kind,)))

    def _setup(self) -> bytes:
        plan = self._plan
        head = bytes((2,)) + CNY.to_bytes(2, "big") + STEP_FEN.to_bytes(2, "big") + bytes((2,))
        head += plan.stacker_capacity.to_bytes(2, "big") + b"\x00\x00"
        head += bytes((mdb.CAN_ESCROW if plan.has_escrow else 0,))
        credits = [value_fen // STEP_FEN for value_fen in plan.bills_fen]
        return head + bytes((*credits, *[0] * TYPES)[:TYPES])
