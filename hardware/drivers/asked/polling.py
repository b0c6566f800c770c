"""A motor that is started by one command and then polled for its result (boards.md 5 and 6). Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic

from hardware.api import VendStarted
from hardware.drivers.asked.steps import (
    Errand,
    NoReply,
    Verdict,
    ask,
    look,
    pause,
    tell,
    unknown,
)
from hardware.session.requests import ReplyT, Request

SURE_MS: Final = 2_000
"""What a board says so long without a change is so: nowhere documented, several polls in any case."""


class Seen(Enum):
    """What a poll says that is no result of this run."""

    RUNNING = "our motor turns"
    NOTHING = "the board knows of no run: it has lost its power, or never heard the command"
    UNCHANGED = "just what it said before the command"
    OTHER = "another motor's doings"


@dataclass(frozen=True)
class Plan(Generic[ReplyT]):
    """How one run is followed."""

    poll: Request[ReplyT]
    judge: Callable[[ReplyT, bool], Verdict | Seen]
    """Whether the run was seen turning decides if what was there before may be its result."""
    unchanged: Verdict
    """The end of a run that nobody confirmed and that left no trace."""
    every_ms: int
    limit_ms: int
    started: VendStarted | None = None
    """Told when the board has confirmed the run; None: nobody wants to hear it."""


@dataclass(slots=True)
class RunAnswer:
    """What the board answered to the run command, in time or while the run is already followed."""

    is_confirmed: bool = False
    """It said "started"."""
    refusal: Verdict | None = None


def follow(plan: Plan[ReplyT], answer: RunAnswer) -> Errand[ReplyT, Verdict]:
    """Poll until the result is there, or surely will not come.

    A poll that went unanswered is put again: it is only a question.
    """
    began_ms = yield from look()
    watch = _Watch(plan, answer)
    is_told = plan.started is None
    while (yield from look()) - began_ms < plan.limit_ms:
        if answer.refusal is not None and not watch.is_running:
            return answer.refusal
        if plan.started is not None and not is_told and (answer.is_confirmed or watch.is_running):
            is_told = True
            yield from tell(plan.started)
        yield from pause(plan.every_ms)
        came = yield from ask(plan.poll, settle=watch.settle)
        if isinstance(came, NoReply):
            continue
        verdict = watch.hear(came, (yield from look()))
        if verdict is not None:
            return verdict
    return watch.out_of_time()


@dataclass
class _Watch(Generic[ReplyT]):
    """What was heard of one run so far."""

    plan: Plan[ReplyT]
    answer: RunAnswer
    is_running: bool = False
    still: Seen | None = None
    """NOTHING or UNCHANGED, when that was said ..."""
    still_since_ms: int = 0
    """... again and again since then."""
    last: ReplyT | None = None

    def hear(self, reply: ReplyT, now_ms: int) -> Verdict | None:
        """The verdict, as soon as this reply allows one."""
        self.last = reply
        seen = self.plan.judge(reply, self.is_running)
        if isinstance(seen, Verdict):
            return seen
        self.is_running = self.is_running or seen is Seen.RUNNING
        if seen not in (Seen.NOTHING, Seen.UNCHANGED):
            self.still = None
        elif seen is not self.still:
            self.still, self.still_since_ms = seen, now_ms
        elif now_ms - self.still_since_ms >= SURE_MS:
            return self._end_of_silence(seen)
        return None

    def settle(self, reply: ReplyT) -> Verdict | None:
        """What a reply says that came after the run was given up."""
        seen = self.plan.judge(reply, self.is_running)
        return seen if isinstance(seen, Verdict) else None

    def out_of_time(self) -> Verdict:
        """A confirmed run is over by now: what the board still says then is of this run."""
        if self.answer.is_confirmed and self.still is Seen.UNCHANGED and self.last is not None:
            seen = self.plan.judge(self.last, True)
            if isinstance(seen, Verdict):
                return seen
        return unknown(f"no result in {self.plan.limit_ms // 1000} s")

    def _end_of_silence(self, seen: Seen) -> Verdict | None:
        if seen is Seen.NOTHING:
            return unknown(seen.value)
        return None if self.answer.is_confirmed else self.plan.unchanged
