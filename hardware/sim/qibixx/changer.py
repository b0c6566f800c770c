"""The simulated coin changer (MDB 5)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from hardware.sim.faults import FaultBook, FaultName, Phase
from hardware.sim.qibixx.device import Device
from hardware.sim.qibixx.plan import STEP_FEN
from hardware.sim.qibixx.world import SimTube, TillWorld
from hardware.wire.mdb import changer as mdb
from hardware.wire.mdb.changer import Code, Route
from hardware.wire.mdb.values import TYPES, mask, types_in

CNY: Final = 0x1156
"""ISO 4217 number 156."""
LEVEL: Final = 3
OnPhase = Callable[[Phase, int], None]
"""A moment of a payout has come: a scripted fault may strike."""


class SimChanger(Device):
    """Coin type n is the n-th coin of the plan, ascending."""

    resets = FaultName.CHANGER_RESETS
    away = FaultName.CHANGER_AWAY

    def __init__(self, world: TillWorld, book: FaultBook, coin_ms: int, on_phase: OnPhase) -> None:
        self._coin_ms = coin_ms
        self._to_pay: deque[int] = deque()
        """Types of coins still to be paid out, one entry each."""
        self._next_coin_ms = 0
        self._in_hand = 0
        """Coins of the dispense under way that are out."""
        self._on_phase = on_phase
        super().__init__(world, book)

    @property
    def is_paying(self) -> bool:
        return bool(self._to_pay)

    def begin_anew(self) -> None:
        self.enabled: frozenset[int] = frozenset()
        self.by_hand: frozenset[int] = frozenset()
        self._to_pay.clear()
        self.reports = [bytes((Code.JUST_RESET,))]

    def power(self, is_on: bool) -> None:
        super().power(is_on)
        if not is_on:
            self._to_pay.clear()

    def state(self) -> bytes:
        if self.is_paying:
            return bytes((Code.PAYOUT_BUSY,))
        return b""

    def command(self, block: bytes, now_ms: int) -> bytes | None:
        match block[0]:
            case 0x08:
                self.begin_anew()
                return b""
            case 0x09:
                return self._setup()
            case 0x0A:
                return self._tube_status(now_ms)
            case mdb.COIN_TYPE if len(block) == 5:
                self.enabled, self.by_hand = types_in(block[1:3]), types_in(block[3:5])
                return b""
            case mdb.DISPENSE if len(block) == 2:
                return self._dispense(block[1] & 0x0F, block[1] >> 4, now_ms)
            case _:
                return None

    # --- people ------------------------------------------------------------------------------------

    def insert(self, value_fen: int, now_ms: int) -> bool:
        """A coin is put in; False: it falls through and is given back."""
        kind = next((at for at, tube in enumerate(self.world.tubes) if tube.value_fen == value_fen), None)
        self.world.changed()
        if kind is None or kind not in self.enabled or not self.is_taking(now_ms) or self.is_paying:
            self.world.coins_back[value_fen] += 1
            return False
        tube = self.world.tubes[kind]
        self.world.coins_in[value_fen] += 1
        if tube.is_full or tube.is_broken:
            self.world.cash_box[value_fen] += 1
            route = Route.CASH_BOX
        else:
            tube.coins += 1
            route = Route.TUBE
        self.report(bytes((0x40 | route << 4 | kind, self._counted(tube, now_ms))))
        return True

    def press_lever(self) -> None:
        self.report(bytes((Code.ESCROW_REQUEST,)))

    def take_out(self, value_fen: int, now_ms: int) -> bool:
        """Somebody inside the door presses the button of a tube."""
        for kind, tube in enumerate(self.world.tubes):
            if tube.value_fen == value_fen and tube.coins and kind in self.by_hand:
                tube.coins -= 1
                self.world.coins_by_hand[value_fen] += 1
                self.world.changed()
                self.report(bytes((0x90 | kind, self._counted(tube, now_ms))))
                return True
        return False

    # --- paying out --------------------------------------------------------------------------------

    def _dispense(self, kind: int, count: int, now_ms: int) -> bytes | None:
        if kind >= len(self.world.tubes) or self.is_paying:
            return None
        self._to_pay.extend([kind] * count)
        self._in_hand = 0
        self._next_coin_ms = now_ms + self._coin_ms
        return b""

    def advance(self, now_ms: int) -> None:
        while self.is_powered and self._to_pay and now_ms >= self._next_coin_ms:
            self._next_coin_ms += self._coin_ms
            self._pay_coin(self._to_pay.popleft(), now_ms)

    def _pay_coin(self, kind: int, now_ms: int) -> None:
        tube = self.world.tubes[kind]
        jam = self._jam(tube, now_ms)
        if not tube.coins or jam:
            self._to_pay.clear()
            if jam:
                self.report(bytes((Code.TUBE_JAM,)))
            return
        tube.coins -= 1
        self.world.coins_out[tube.value_fen] += 1
        self.world.changed()
        self._in_hand += 1
        if self._in_hand == 1:
            self._on_phase(Phase.AFTER_DROP, now_ms)
        if not self._to_pay:
            self._on_phase(Phase.BEFORE_RESULT, now_ms)

    def _jam(self, tube: SimTube, now_ms: int) -> bool:
        if tube.is_jammed:
            return True
        fault = self.book.lasting(FaultName.TUBE_JAM, now_ms)
        if fault is None or fault.amount not in (0, tube.value_fen) or self._in_hand < fault.code:
            return False
        self.book.take(FaultName.TUBE_JAM, now_ms)
        tube.is_jammed = True
        self.world.changed()
        return True

    def next_due_ms(self) -> int | None:
        return self._next_coin_ms if self._to_pay and self.is_powered else None

    # --- what it tells of itself -------------------------------------------------------------------

    def _setup(self) -> bytes:
        routed = [kind for kind, tube in enumerate(self.world.tubes) if tube.capacity]
        head = bytes((LEVEL,)) + CNY.to_bytes(2, "big") + bytes((STEP_FEN, 2)) + mask(routed)
        credits = [tube.value_fen // STEP_FEN for tube in self.world.tubes]
        return head + bytes((*credits, *[0] * TYPES)[:TYPES])

    def _tube_status(self, now_ms: int) -> bytes:
        tubes = self.world.tubes
        full = [kind for kind, tube in enumerate(tubes) if tube.capacity and (tube.is_full or tube.is_broken)]
        counts = [0 if tube.is_broken else self._counted(tube, now_ms) for tube in tubes]
        return mask(full) + bytes((*counts, *[0] * TYPES)[:TYPES])

    def _counted(self, tube: SimTube, now_ms: int) -> int:
        """What the changer believes: with ``no_counting`` only that the lower sensor is covered."""
        if self.book.lasts(FaultName.NO_COUNTING, now_ms):
            return min(tube.coins, 5)
        return tube.coins
