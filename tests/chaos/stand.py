"""One machine where it stands, with everything round it, and the verbs that customers, time and fate have."""

from __future__ import annotations

import contextlib
import functools
import resource
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hardware.sim.client import SimError, SimProcess
from tests.chaos.plan import Round
from tests.chaos.warm.forked import Core
from tests.chaos.warm.moved_cloud import AHEAD_FILE
from tests.e2e.outside import Site

TURN_MS = 60
VEND_LIMIT_MS = 2_500
_RELAY = {"turn_ms": 500, "pulse_ms": 100}
_OPTIONS: dict[str, dict[str, int]] = {
    "zdm8": {"vend_timeout_ms": VEND_LIMIT_MS, "poll_ms": 200},
    "m102": {"vend_timeout_ms": VEND_LIMIT_MS, "poll_ms": 200},
    "adh815": {"vend_timeout_ms": VEND_LIMIT_MS, "poll_ms": 200},
    "adh814": {"vend_timeout_ms": VEND_LIMIT_MS, "poll_ms": 200},
    "relay": _RELAY,
    "relay+eye": {**_RELAY, "drop_input": 9},  # where the simulated one has it (hardware.sim.relay.board)
}
"""A motor here turns for a moment only: nobody need look as seldom as at a real one."""
COIN_MS = 20
TILL_FILE = """card_fen = 9_000_000
[coins]
10 = { count = 200, capacity = 255 }
50 = { count = 80, capacity = 255 }
100 = { count = 120, capacity = 255 }
"""
"""Room for a round's coins: one beside a full tube falls into the cash box, where no device counts what is
inside."""
FILE_LIMIT_BYTES = 60_000
"""Below the store's journal: it cannot be written on; the few lines of a log still can."""
EXPIRE_S = 180
PAUSE_S, PAUSE_MAX_S, PAUSE_GROWS = 0.02, 0.12, 1.4
"""Between two looks at the screen: what takes longer is looked at less often."""
SELLING_LIMIT_S = 90.0

State = dict[str, Any]


class Gone(Exception):
    """The program was killed in the middle of what a customer did."""


class Stuck(AssertionError):
    """The machine did not come to what it must come to."""


def board_words(model: str) -> list[str]:
    """How a board is set, so that what a driver waits for is short."""
    options = _OPTIONS.get(model, {"vend_timeout_ms": VEND_LIMIT_MS})
    return [word for key, value in options.items() for word in ("--set", f"board.options.{key}={value}")]


class Stand:
    """Site, core and till of one round. ``kill`` may be called from any thread."""

    def __init__(self, story: Round, folder: Path, parent: Path, bug: str) -> None:
        self._bug = bug
        self._life = threading.Lock()
        self._ahead_s = 0
        self._off_ms = 0
        self.killed = threading.Event()
        """The program was struck dead and is not up again."""
        self.kills = 0
        self.till: SimProcess | None = None
        words = [*board_words(story.model), "--set", f"payments.expire_s={EXPIRE_S}"]
        data = folder / "kiosk"
        data.mkdir()
        self._stack = contextlib.ExitStack()
        if story.till:
            where = folder / "till"
            where.mkdir()
            (where / "till.toml").write_text(TILL_FILE)
            till = SimProcess(
                till=where / "till.toml", link=where / "till", state=where / "state.json", turn_ms=COIN_MS
            )
            self.till = self._stack.enter_context(till)
            words += ["--set", f"till.port={till.port}"]
        try:
            self.site = Site(
                data,
                *words,
                model=story.model.partition("+")[0],
                turn_ms=TURN_MS,
                cloud=story.cloud,
                cloud_module="tests.chaos.warm.moved_cloud",
                program=functools.partial(Core, parent=parent),
                wallets=story.wallets,
            )
        except BaseException:
            self._stack.close()
            raise
        assert isinstance(self.site.kiosk, Core)
        self.core = self.site.kiosk
        self._tell()

    def __enter__(self) -> Self:
        try:
            self._stack.enter_context(self.site)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    # --- time ------------------------------------------------------------------------------------------

    def passes(self, seconds: int) -> None:
        """Time passes, for the machine, for its gateways and for the cloud."""
        self._ahead_s += seconds
        self._tell_cloud()
        self.site.gateway.wire_skew(self._ahead_s)
        self._tell()
        self.core.do("clock", advance_s=seconds)

    def calendar_off(self, off_ms: int) -> None:
        """The machine's calendar is wrong by so much from now on; 0 puts it right."""
        by_ms, self._off_ms = off_ms - self._off_ms, off_ms
        self._tell()
        if by_ms:
            self.core.do("calendar", by_ms=by_ms)

    @property
    def is_calendar_right(self) -> bool:
        return not self._off_ms

    def _tell(self) -> None:
        """What the next start of the core finds: a calendar goes on while a program is dead."""
        self.core.told = {"utc_off_ms": 1000 * self._ahead_s + self._off_ms, "bug": self._bug}

    def _tell_cloud(self) -> None:
        """In one step: it may look at any moment."""
        if self.site.cloud is None:
            return
        file = self.site.cloud_data / AHEAD_FILE
        fresh = file.with_suffix(".new")
        fresh.write_text(str(self._ahead_s))
        fresh.rename(file)

    # --- life ------------------------------------------------------------------------------------------

    def kill(self) -> bool:
        """SIGKILL; False when there was nothing to kill."""
        with self._life:
            if self.killed.is_set() or not self.core.is_running:
                return False
            self.kills += 1
            self.killed.set()
            self.core.strike_dead()
            return True

    def start_again(self, kills_ms: list[int]) -> None:
        """After a kill; and killed again so many milliseconds after each of the first starts."""
        with self._life:
            self.core.kill()
        for ms in kills_ms:
            self.core.start_to_die(ms / 1000)
            self.kills += 1
        self.core.start()
        self.killed.clear()

    def disk(self, *, full: bool) -> bool:
        """False when there is no program that could write."""
        if not self.core.is_running:
            return False
        with contextlib.suppress(ProcessLookupError):
            pid = self.core.pid
            hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (FILE_LIMIT_BYTES if full else hard, hard))
            return True
        return False

    # --- what can be seen ------------------------------------------------------------------------------

    def state(self) -> State:
        if self.killed.is_set():
            raise Gone
        return self.core.state()

    def until(self, so: Callable[[State], object], limit_s: float, *, strict: bool = True) -> State:
        """The state once ``so`` holds of it; not strict, also the last one before the limit."""
        ends, pause_s = time.monotonic() + limit_s, PAUSE_S
        while not so(state := self.state()):
            if time.monotonic() > ends:
                if strict:
                    raise Stuck(f"not within {limit_s:g} s: {state}\n{self.core.words()}")
                return state
            self.killed.wait(pause_s)
            pause_s = min(PAUSE_MAX_S, pause_s * PAUSE_GROWS)
        return state

    def phone(self, act: str, code: str) -> bool:
        """Refused is an answer: the code may be dead by now, or there was none."""
        return bool(code) and self.site.gateway.phone(act, code).done

    def till_takes(self, what: str, fen: int = 0) -> bool:
        """A coin, a bill or a card is offered; whether it was taken."""
        assert self.till is not None, "only drawn for machines with one"
        with contextlib.suppress(SimError):
            request = {"do": what, "fen": fen} if fen else {"do": what}
            return bool(self.till.request(request)["taken"])
        return False
