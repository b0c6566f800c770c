"""The simulated card reader, and the adapter's card side that polls it (boards.md 8.2, S17)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hardware.sim.faults import FaultBook, FaultName
from hardware.sim.qibixx.plan import TillPlan
from hardware.sim.qibixx.world import TillWorld
from hardware.wire.qibixx.answers import ReaderState, fen_of

FOUND_MS: Final = 60
"""From switching on to a reader that answers."""
READ_MS: Final = 80
"""From the card to the bank's answer."""
RESETS_EVERY_MS: Final = 150
"""Of a reader in a storm of resets."""


class SimReader:
    """Card side and reader in one: ``say`` puts a line on the wire."""

    def __init__(
        self, world: TillWorld, book: FaultBook, plan: TillPlan, say: Callable[[str, int], None]
    ) -> None:
        self._world = world
        self._book = book
        self._plan = plan
        self._say = say
        self.is_powered = True
        self.state = ReaderState.OFF
        self._found_ms: int | None = None
        self._asked_fen = 0
        self._approved_fen: int | None = None
        """What the reader holds for the request under way."""
        self._decides_ms: int | None = None
        self._decision = False
        self._gives_up_ms: int | None = None
        self._resets_ms = 0
        mode = 2 if plan.always_idle else 1
        self.details = f"3,1156,1,2,{plan.reader_limit_s},8,{mode}"
        """What it tells of itself: level, currency, scale, decimals, seconds, flags, session mode."""
        self.discount_fen = 0
        """How much less it approves than it was asked for."""

    # --- commands ----------------------------------------------------------------------------------

    def command(self, text: str, now_ms: int) -> None:
        match text.split(","):
            case ["D", "0"]:
                self._forget()
                self.state = ReaderState.OFF
                self._say("d,STATUS,OFF", now_ms)
            case ["D", "1" | "2"] if self.state is not ReaderState.OFF:
                self._say('D,ERR,"cashless master is on"', now_ms)
            case ["D", "1" | "2"]:
                self.state = ReaderState.RESET
                self._found_ms = now_ms + FOUND_MS
                self._say("d,STATUS,RESET", now_ms)
            case ["D", "STATUS"]:
                self._say(self._status(), now_ms)
            case ["D", *_] if self.state is ReaderState.OFF:
                self._say('D,ERR,"cashless master is off"', now_ms)
            case ["D", "READER", "1"] if self.state is ReaderState.INIT:
                self._go(ReaderState.IDLE, now_ms)
            case ["D", "REQ", "-1"] if self.state is ReaderState.VEND:
                self._cancel(now_ms)
            case ["D", "REQ", amount, _item] if self.state is ReaderState.IDLE and fen_of(amount):
                self._request(fen_of(amount) or 0, now_ms)
            case ["D", "END", "-1"] if self._holds:
                self._end(now_ms, is_kept=False)
            case ["D", "END"] | ["D", "END", _] if self._holds:
                self._end(now_ms, is_kept=True)
            case _:
                self._say('d,ERR,"-1"', now_ms)

    @property
    def _holds(self) -> bool:
        return self.state is ReaderState.RESULT and self._approved_fen is not None

    def _request(self, amount_fen: int, now_ms: int) -> None:
        self._asked_fen = amount_fen
        self._gives_up_ms = now_ms + self._plan.reader_limit_s * 1_000
        self._go(ReaderState.VEND, now_ms)

    def _cancel(self, now_ms: int) -> None:
        if self._decides_ms is None:
            self._deny(now_ms)
        # Else the bank is being asked already: its answer comes, and it is the answer.

    def _end(self, now_ms: int, *, is_kept: bool) -> None:
        self._close_hold(is_kept=is_kept)
        self._go(ReaderState.IDLE, now_ms)

    # --- people and time ---------------------------------------------------------------------------

    def tap(self, now_ms: int) -> bool:
        """A card is held to it; False: nobody asked for one."""
        if self.state is not ReaderState.VEND or self._decides_ms is not None or not self._is_there(now_ms):
            return False
        is_denied = self._book.take(FaultName.CARD_DENIED, now_ms) is not None
        self._decision = not is_denied and self._world.card_fen >= self._asked_fen
        late = self._book.take(FaultName.LATE_RESULT, now_ms)
        self._decides_ms = now_ms + (READ_MS if late is None else late.ms)
        return True

    def press_cancel(self, now_ms: int) -> None:
        """The customer presses the reader's red button."""
        if self.state is ReaderState.VEND and self._decides_ms is None:
            self._deny(now_ms)

    def advance(self, now_ms: int) -> None:
        if now_ms >= self._resets_ms and self._book.take(FaultName.READER_RESETS, now_ms) is not None:
            self._resets_ms = now_ms + RESETS_EVERY_MS
            self.reset(now_ms)
        if self._found_ms is not None and now_ms >= self._found_ms:
            self._found_ms = now_ms + FOUND_MS
            if self._is_there(now_ms):
                self._found_ms = None
                self._go(ReaderState.INIT, now_ms)
        elif self.state not in (ReaderState.OFF, ReaderState.RESET) and not self._is_there(now_ms):
            self.reset(now_ms)
        if self._decides_ms is not None and now_ms >= self._decides_ms:
            self._decides_ms = None
            if self._decision:
                self._approve(now_ms)
            else:
                self._deny(now_ms)
        if self._gives_up_ms is not None and now_ms >= self._gives_up_ms and self._decides_ms is None:
            self._deny(now_ms)

    def next_due_ms(self) -> int | None:
        # While the bank is asked, its answer is waited for.
        due = [self._found_ms, self._gives_up_ms if self._decides_ms is None else self._decides_ms]
        if self._book.lasting(FaultName.READER_RESETS, self._resets_ms) is not None:
            due.append(self._resets_ms)
        return min((at_ms for at_ms in due if at_ms is not None), default=None)

    def reset(self, now_ms: int) -> None:
        """The reader starts anew: what it held counts as a success (boards.md 8.1)."""
        self._forget()
        if self.state is not ReaderState.OFF:
            self.state = ReaderState.RESET
            self._found_ms = now_ms + FOUND_MS
            self._say("d,STATUS,RESET", now_ms)

    def power(self, is_on: bool, now_ms: int) -> None:
        """The bus's power: the reader's, not the adapter's."""
        self.is_powered = is_on
        if not is_on:
            self.reset(now_ms)

    def switch_off(self) -> None:
        """The adapter starts anew and has forgotten everything."""
        self._forget()
        self.state = ReaderState.OFF

    # --- inside ------------------------------------------------------------------------------------

    def _is_there(self, now_ms: int) -> bool:
        is_away = self._book.lasts(FaultName.READER_AWAY, now_ms)
        return self._plan.has_reader and self.is_powered and not is_away

    def _approve(self, now_ms: int) -> None:
        self._gives_up_ms = None
        self._approved_fen = amount_fen = self._asked_fen - self.discount_fen
        self._world.card_fen -= amount_fen
        self._world.held_fen += amount_fen
        self._log(f"approved {amount_fen}")
        self._go(ReaderState.RESULT, now_ms)

    def _deny(self, now_ms: int) -> None:
        self._gives_up_ms = self._decides_ms = None
        self.state = ReaderState.IDLE
        self._say("d,STATUS,RESULT,-1", now_ms)
        self._say("d,STATUS,IDLE", now_ms)

    def _forget(self) -> None:
        self._found_ms = self._decides_ms = self._gives_up_ms = None
        if self._approved_fen is not None:
            self._close_hold(is_kept=True)

    def _close_hold(self, *, is_kept: bool) -> None:
        amount_fen, self._approved_fen = self._approved_fen or 0, None
        self._world.held_fen -= amount_fen
        if is_kept:
            self._world.charged_fen += amount_fen
        else:
            self._world.card_fen += amount_fen
        self._log(f"{'charged' if is_kept else 'returned'} {amount_fen}")

    def _log(self, words: str) -> None:
        self._world.card_log.append(words)
        self._world.changed()

    def _go(self, state: ReaderState, now_ms: int) -> None:
        self.state = state
        self._say(self._head(), now_ms)

    def _head(self) -> str:
        match self.state:
            case ReaderState.INIT:
                return f"d,STATUS,INIT,{int(self._plan.always_idle)}"
            case ReaderState.RESULT:
                whole, hundredths = divmod(self._approved_fen or 0, 100)
                return f"d,STATUS,RESULT,1,{whole}.{hundredths:02d}"
            case _:
                return f"d,STATUS,{self.state}"

    def _status(self) -> str:
        if self.state in (ReaderState.OFF, ReaderState.RESET):
            return self._head()
        return f"{self._head()},#,{self.details}"
