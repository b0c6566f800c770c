"""Several errands over one asking session: who waits for which answer, who sleeps until when. No thread.

``hardware.drivers.asked.board`` does the same for boards, bound up with their vends.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic

from hardware.drivers.asked.steps import Ask, Errand, Look, NoReply, Pause, Tell
from hardware.session.asking import AskingSession, Line
from hardware.session.requests import (
    Answered,
    Greeted,
    Late,
    LineDown,
    LineUp,
    Manners,
    NoiseHeard,
    Output,
    ReplyT,
    Send,
    Stray,
    Unanswered,
    Unsent,
)

OWED_KEPT: Final = 16
"""Requests given up, whose late answers are still handed to who asked."""


@dataclass
class Run(Generic[ReplyT]):
    """An errand under way."""

    errand: Errand[ReplyT, None]
    is_urgent: bool = False
    ask: Ask[ReplyT] | None = None
    ticket: int | None = None
    wake_ms: int | None = None


@dataclass(frozen=True)
class Owner(Generic[ReplyT]):
    """Who carries the errands on: what they need done, and what they cannot handle by themselves."""

    write: Callable[[bytes], None]
    line_up: Callable[[ReplyT], None]
    line_down: Callable[[str], None]
    stray: Callable[[ReplyT], None]
    """An answer to nothing that was asked."""
    heard: Callable[[ReplyT], None]
    """Each answer, before whoever asked gets it."""
    noise: Callable[[int], None]
    """So many bytes that were no answer, or an answer that never came (0)."""


class Errands(Generic[ReplyT]):
    """Lives on the port's thread."""

    def __init__(self, manners: Manners[ReplyT], owner: Owner[ReplyT], now_ms: Callable[[], int]) -> None:
        self._session = AskingSession(manners)
        self._owner = owner
        self._now_ms = now_ms
        self._runs: list[Run[ReplyT]] = []
        self._owed: OrderedDict[int, Callable[[ReplyT], object]] = OrderedDict()

    @property
    def is_up(self) -> bool:
        return self._session.line is Line.UP

    def start(self, errand: Errand[ReplyT, None], *, urgent: bool = False) -> Run[ReplyT]:
        run = Run(errand, urgent)
        self._runs.append(run)
        self._go_on(run, None)
        return run

    def wake(self, run: Run[ReplyT] | None) -> None:
        """Let a sleeping errand go on at once; one that waits for an answer waits on."""
        if run is not None and run.wake_ms is not None:
            run.wake_ms = self._now_ms()

    # --- the port's calls --------------------------------------------------------------------------

    def opened(self, now_ms: int) -> None:
        self._session.opened(now_ms)

    def lost(self, reason: str, now_ms: int) -> None:
        self._handle(self._session.lost(reason, now_ms))

    def received(self, data: bytes, now_ms: int) -> None:
        self._handle(self._session.feed(data, now_ms))

    def tick(self, now_ms: int) -> None:
        for run in [run for run in self._runs if run.wake_ms is not None and now_ms >= run.wake_ms]:
            self._go_on(run, None)
        self._handle(self._session.tick(now_ms))

    def next_deadline_ms(self) -> int | None:
        due = [self._session.next_deadline_ms(), *(run.wake_ms for run in self._runs)]
        return min((at_ms for at_ms in due if at_ms is not None), default=None)

    def stop(self) -> None:
        """End every errand where it stands. What was asked may still be answered, and is settled then."""
        runs, self._runs = self._runs, []
        for run in runs:
            self._owe(run)
            run.errand.close()

    # --- what the session says ---------------------------------------------------------------------

    def _handle(self, outputs: Iterable[Output[ReplyT]]) -> None:
        for output in outputs:
            match output:
                case Send(data):
                    self._owner.write(data)
                case Answered(ticket, reply):
                    self._owner.heard(reply)
                    self._owed.pop(ticket, partial(self._resume, ticket))(reply)
                case Unanswered(ticket):
                    self._owner.noise(0)
                    self._give_up(ticket)
                case Unsent(ticket):
                    self._resume(ticket, NoReply.UNSENT)
                case Late(ticket, reply):
                    self._owner.heard(reply)
                    self._owed.pop(ticket, self._owner.stray)(reply)
                case Stray(reply):
                    self._owner.heard(reply)
                    self._owner.stray(reply)
                case NoiseHeard(noise):
                    self._owner.noise(noise.count)
                case LineUp(reply):
                    self._owner.line_up(reply)
                case Greeted():
                    pass
                case LineDown(reason):
                    self.stop()
                    self._owner.line_down(reason)

    def _give_up(self, ticket: int) -> None:
        run = self._run_of(ticket)
        if run is None:
            return
        self._owe(run)
        self._go_on(run, NoReply.SILENT)

    def _owe(self, run: Run[ReplyT]) -> None:
        """Nobody waits any longer for what was asked."""
        if run.ask is not None and run.ticket is not None and run.ask.settle is not None:
            self._owed[run.ticket] = run.ask.settle
            if len(self._owed) > OWED_KEPT:
                self._owed.popitem(last=False)

    def _resume(self, ticket: int, came: ReplyT | NoReply) -> None:
        run = self._run_of(ticket)
        if run is not None:
            self._go_on(run, came)

    def _run_of(self, ticket: int) -> Run[ReplyT] | None:
        return next((run for run in self._runs if run.ticket == ticket), None)

    def _go_on(self, run: Run[ReplyT], came: ReplyT | NoReply | int | None) -> None:
        """Carry an errand on until it has to wait, or is done."""
        run.ask = run.ticket = run.wake_ms = None
        try:
            while True:
                step = run.errand.send(came)
                came = None
                match step:
                    case Look():
                        came = self._now_ms()
                    case Pause(for_ms):
                        run.wake_ms = self._now_ms() + for_ms
                        return
                    case Ask():
                        run.ask = step
                        # A line that goes down ends all errands right behind this: one that finds no place
                        # needs no answer.
                        run.ticket = self._session.submit(step.request, urgent=run.is_urgent)
                        return
                    case Tell():
                        raise AssertionError("these errands have no board's events to tell")
        except StopIteration:
            self._runs.remove(run)
