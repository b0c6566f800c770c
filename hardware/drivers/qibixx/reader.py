"""The card reader behind the adapter: a request, its answer, its end (boards.md 8.2, S17, MDB 7). Pure.

The adapter polls the reader by itself and says what happens; lines may be lost or damaged on the way. So
**nothing is concluded from a line that was not asked for**: it only makes us ask how the card side stands,
and that answer, which is in order with our commands, moves the request on.

A request that was withdrawn may be approved all the same, when it was too late. An approval that nobody waits
for any more is given back. Where the card side was switched off, or the reader was reset, between request and
answer, or between answer and end, the outcome is unknown: by MDB's rule a customer is then charged.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from hardware.api import CardAnswer, CardEnd, CardEnded, CardResult
from hardware.drivers.asked.steps import Errand, NoReply, ask, look, pause
from hardware.drivers.qibixx.options import OWN_FIGURE
from hardware.drivers.qibixx.questions import Questions
from hardware.drivers.qibixx.troubles import Say, Troubles
from hardware.wire.qibixx import commands
from hardware.wire.qibixx.answers import Answer, ReaderDetails, ReaderError, ReaderState, ReaderStatus

IDLE_LOOK_MS: Final = 2_000
BUSY_LOOK_MS: Final = 500
"""While a request or an end is open: should a line be lost, this finds out."""
SOON_MS: Final = 20
"""From a command to the look at what it brought about."""
SILENT_LOOK_MS: Final = 10_000
"""At a card side that does not answer: each question unanswered holds up the polls of the other devices."""
AGAIN_MS: Final = 1_000
"""Between two tries of a command that the card side has not taken up."""
MISSES_MAX: Final = 3
"""Looks without an answer after which no request is put."""
SILENT_MISSES: Final = 12
"""And after which the adapter is believed not to know the question."""
SEND_LIMIT_MS: Final = 5_000
"""A request that could not be put by then (no reader, or it is busy) is denied; nothing was sent."""
USUAL_LIMIT_S: Final = 60
"""For a reader that names no figure of its own."""
CANCEL_LIMIT_MS: Final = 10_000
"""A withdrawn request is answered by then, or nobody knows."""
STUCK_LIMIT_MS: Final = 30_000
"""A card side that will not let go of a withdrawn request is switched off and on: no approval, no charge."""
AWAY_LIMIT_MS: Final = 15_000
"""How long a request or an end waits for a lost line."""
END_LIMIT_MS: Final = 15_000
ORPHAN_LIMIT_MS: Final = 20_000
"""How long an approval found at the start waits for its end: an earlier program may have asked for it."""
KEYS_KEPT: Final = 10_000
_FREE: Final = (ReaderState.IDLE, ReaderState.CREDIT)
_ABSENT: Final = (ReaderState.OFF, ReaderState.RESET, ReaderState.INIT)


@dataclass(slots=True)
class _Request:
    key: str
    amount_fen: int
    item: int
    send_by_ms: int
    is_sent: bool = False
    """**Set before it is sent.**"""
    deadline_ms: int = 0
    is_cancelled: bool = False
    cancel_due_ms: int = 0
    give_up_ms: int | None = None
    """Set when it was withdrawn, or the line is away."""
    odd_amount: tuple[int | None] | None = None
    """Another amount than was asked for, or none, as the last answer told it."""


@dataclass(slots=True)
class _Approval:
    """Money the reader holds for us."""

    key: str
    keep: bool | None = None
    """None until ``end_card``."""
    is_sent: bool = False
    send_due_ms: int = 0
    give_up_ms: int | None = None


class Reader:
    """One card side; outlives a lost line. ``run`` is started whenever the line comes up."""

    def __init__(self, questions: Questions, say: Say, card_limit_s: int) -> None:
        self.troubles = Troubles(say)
        self.is_ready = False
        """A reader is enabled and takes requests."""
        self._questions = questions
        self._say = say
        self._card_limit_s = card_limit_s
        self._details: ReaderDetails | None = None
        self._request: _Request | None = None
        self._approval: _Approval | None = None
        self._answers: OrderedDict[str, CardAnswer] = OrderedDict()
        self._ends: OrderedDict[str, CardEnded] = OrderedDict()
        self._misses = 0
        self._orphan_since_ms: int | None = None
        self._has_asked = False
        """Some request went out since this program started."""
        self._found_waiting = False
        """A request stood open that this program never put; it is being withdrawn."""
        self._stuck_since_ms: int | None = None
        """Since when the card side waits for a card that nobody wants."""
        self._was_withdrawn = False
        """It ended without an approval, and nothing was reset in between: certainly no money."""
        self._told: commands.Command | None = None
        self._looks_soon = False

    # --- what is asked of it -----------------------------------------------------------------------

    def request(self, key: str, amount_fen: int, item: int, now_ms: int) -> None:
        if key in self._answers:
            self._say(self._answers[key])
        elif self._request is not None and self._request.key == key:
            return
        elif self._request is not None or self._approval is not None or not self._can_ask(amount_fen, item):
            self._answer(key, CardResult.DENIED)
        else:
            self._request = _Request(key, amount_fen, item, now_ms + SEND_LIMIT_MS)

    def cancel(self, key: str, now_ms: int) -> None:
        request = self._request
        if request is None or request.key != key or request.is_cancelled:
            return
        request.is_cancelled, request.cancel_due_ms = True, now_ms
        if request.is_sent:
            request.give_up_ms = now_ms + CANCEL_LIMIT_MS
        else:
            self._close_request(CardResult.DENIED)

    def end(self, key: str, keep: bool, now_ms: int) -> None:
        if key in self._ends:
            self._say(self._ends[key])
        elif self._approval is not None and self._approval.key == key:
            if self._approval.keep is None:
                self._approval.keep = keep
                self._approval.give_up_ms = now_ms + END_LIMIT_MS
        elif key in self._answers or self._approval is not None or self._request is not None:
            answer = self._answers.get(key)
            is_denied = answer is not None and answer.result is CardResult.DENIED
            self._end(key, CardEnd.RETURNED if is_denied and not keep else CardEnd.UNKNOWN)
        elif self._was_withdrawn and not keep:
            self._end(key, CardEnd.RETURNED)
        else:
            # An earlier program may have asked: the card side still knows, if nothing was reset since.
            self._approval = _Approval(key, keep, give_up_ms=now_ms + END_LIMIT_MS)

    # --- time without a line -----------------------------------------------------------------------

    def line_lost(self, now_ms: int) -> None:
        self.is_ready = False
        if self._request is not None and self._request.is_sent:
            self._request.give_up_ms = now_ms + AWAY_LIMIT_MS

    def deadline_ms(self) -> int | None:
        due: list[int | None] = []
        if self._request is not None:
            due = [self._request.give_up_ms if self._request.is_sent else self._request.send_by_ms]
        if self._approval is not None:
            due.append(self._approval.give_up_ms)
        return min((at_ms for at_ms in due if at_ms is not None), default=None)

    def expire(self, now_ms: int) -> None:
        """End what was waited for long enough."""
        request, approval = self._request, self._approval
        if request is not None and not request.is_sent and now_ms >= request.send_by_ms:
            self._close_request(CardResult.DENIED)
        elif request is not None and request.give_up_ms is not None and now_ms >= request.give_up_ms:
            self._close_request(CardResult.UNKNOWN)
        if approval is not None and approval.give_up_ms is not None and now_ms >= approval.give_up_ms:
            self._close_approval(CardEnd.UNKNOWN)

    def close(self) -> None:
        """No more will be heard."""
        if self._request is not None:
            self._close_request(CardResult.UNKNOWN if self._request.is_sent else CardResult.DENIED)
        if self._approval is not None and self._approval.keep is not None:
            self._close_approval(CardEnd.UNKNOWN)

    # --- the errand --------------------------------------------------------------------------------

    def run(self) -> Errand[Answer, None]:
        """For as long as the line is up. Wake it whenever the card side says something."""
        self._misses, self._told = 0, None
        if self._request is not None and self._request.is_sent and not self._request.is_cancelled:
            self._request.give_up_ms = None
        while True:
            came = yield from ask(self._questions.card_status())
            now_ms = yield from look()
            if isinstance(came, NoReply):
                self._missed()
            else:
                self._misses = 0
                self.troubles.end("card_side_silent")
                yield from self._follow(came, now_ms)
            yield from pause(self._pause_ms())

    def _follow(self, came: Answer, now_ms: int) -> Errand[Answer, None]:
        """What is to be done as the card side stands now."""
        if isinstance(came, ReaderError):
            if came.is_off:
                yield from self._absent(ReaderState.OFF)
            return
        assert isinstance(came, ReaderStatus)
        self._details = came.details or self._details
        if came.state is not ReaderState.VEND:
            self._stuck_since_ms = None
        match came.state:
            case ReaderState.OFF | ReaderState.RESET | ReaderState.INIT:
                yield from self._absent(came.state, is_capable=came.is_capable)
            case ReaderState.VEND:
                yield from self._waiting(now_ms)
            case ReaderState.RESULT if came.is_approved:
                yield from self._approved(came, now_ms)
            case _:
                yield from self._free(now_ms)

    def _absent(self, state: ReaderState, *, is_capable: bool = False) -> Errand[Answer, None]:
        """No reader is enabled: whatever was open is lost. Switch on what can be switched on."""
        self.is_ready = self._found_waiting = self._was_withdrawn = False
        self._orphan_since_ms = None
        if self._request is not None and self._request.is_sent:
            self._close_request(CardResult.UNKNOWN)
        if self._approval is not None and self._approval.keep is not None:
            self._close_approval(CardEnd.UNKNOWN)
        if state is ReaderState.OFF:
            yield from self._tell(commands.CARDS_ON)
        elif state is ReaderState.INIT:
            if is_capable:
                yield from self._tell(commands.READER_ON)
            else:
                words = "The card reader takes no request without a session: set it to always idle."
                self.troubles.begin("card_not_always_idle", words)

    def _free(self, now_ms: int) -> Errand[Answer, None]:
        """The reader stands idle: nothing of ours is open there any more."""
        self.is_ready = True
        self._orphan_since_ms = None
        self.troubles.end("card_not_always_idle")
        self._was_withdrawn |= self._found_waiting
        self._found_waiting = False
        approval = self._approval
        if approval is not None:
            if self._was_withdrawn and approval.keep is False:
                self._close_approval(CardEnd.RETURNED)
            elif approval.is_sent and approval.keep is not None:
                self._close_approval(CardEnd.KEPT if approval.keep else CardEnd.RETURNED)
            elif approval.keep is not None:
                self._close_approval(CardEnd.UNKNOWN)
        request = self._request
        if request is None:
            return
        if request.is_sent:
            self._close_request(CardResult.DENIED)
        else:
            yield from self._put(request, now_ms)

    def _put(self, request: _Request, now_ms: int) -> Errand[Answer, None]:
        if not self._fits_reader(request.amount_fen):
            self._close_request(CardResult.DENIED)
            return
        self.troubles.end("card_late")
        request.is_sent = self._has_asked = True
        self._was_withdrawn = False
        request.deadline_ms = now_ms + self._limit_s() * 1_000
        came = yield from self._tell(commands.request(request.amount_fen, request.item))
        if came is NoReply.UNSENT:
            request.is_sent = False

    def _waiting(self, now_ms: int) -> Errand[Answer, None]:
        """The customer is asked for the card."""
        self.is_ready = True
        request = self._request
        if request is None or not request.is_sent:
            # Nobody waits for this: it was given up, or an earlier program asked.
            self._found_waiting = not self._has_asked
            self._stuck_since_ms = now_ms if self._stuck_since_ms is None else self._stuck_since_ms
            is_stuck = now_ms - self._stuck_since_ms >= STUCK_LIMIT_MS
            yield from self._tell(commands.CARDS_OFF if is_stuck else commands.CANCEL)
            return
        if now_ms >= request.deadline_ms and not request.is_cancelled:
            self.cancel(request.key, now_ms)
        if request.is_cancelled and now_ms >= request.cancel_due_ms:
            request.cancel_due_ms = now_ms + AGAIN_MS
            yield from self._tell(commands.CANCEL)

    def _approved(self, status: ReaderStatus, now_ms: int) -> Errand[Answer, None]:
        """The reader holds money."""
        self.is_ready = True
        self._found_waiting = False
        request = self._request
        if request is not None and request.is_sent:
            amount_fen = status.amount_fen
            if amount_fen != request.amount_fen and request.odd_amount != (amount_fen,):
                # A reader may approve another amount; or the line is damaged: then it says so only once.
                request.odd_amount = (amount_fen,)
                yield from pause(0)
                return
            self._approval = _Approval(request.key)
            self._close_request(CardResult.APPROVED, request.amount_fen if amount_fen is None else amount_fen)
            return
        if self._approval is None:
            yield from self._give_back_orphan(now_ms)
            return
        approval = self._approval
        if approval.keep is not None and now_ms >= approval.send_due_ms:
            approval.send_due_ms = now_ms + AGAIN_MS
            was_sent, approval.is_sent = approval.is_sent, True
            came = yield from self._tell(commands.END_KEPT if approval.keep else commands.END_RETURNED)
            if came is NoReply.UNSENT:
                approval.is_sent = was_sent

    def _give_back_orphan(self, now_ms: int) -> Errand[Answer, None]:
        """An approval nobody waits for; one found at the start may still be ended by its key."""
        if self._orphan_since_ms is None:
            self._orphan_since_ms = now_ms
        if not self._has_asked and now_ms - self._orphan_since_ms < ORPHAN_LIMIT_MS:
            return
        self.troubles.begin("card_late", "A card payment that nobody waited for any more was given back.")
        yield from self._tell(commands.END_RETURNED)

    def _tell(self, command: commands.Command) -> Errand[Answer, Answer | NoReply]:
        """A command; what it brought about is asked for next, at once the first time."""
        self._looks_soon, self._told = command != self._told, command
        return (yield from ask(self._questions.card(command)))

    def _missed(self) -> None:
        self._misses += 1
        if self._misses >= MISSES_MAX:
            self.is_ready = False
        if self._misses >= SILENT_MISSES:
            words = "The adapter does not say how its card side stands: its firmware is too old for cards."
            self.troubles.begin("card_side_silent", words)

    def _pause_ms(self) -> int:
        if self._looks_soon:
            self._looks_soon = False
            return SOON_MS
        self._told = None
        if self._misses >= SILENT_MISSES:
            return SILENT_LOOK_MS
        is_busy = self._request is not None or (
            self._approval is not None and self._approval.keep is not None
        )
        return BUSY_LOOK_MS if is_busy or not self.is_ready else IDLE_LOOK_MS

    # --- answers -----------------------------------------------------------------------------------

    def _can_ask(self, amount_fen: int, item: int) -> bool:
        return 0 < amount_fen <= commands.AMOUNT_MAX_FEN and 0 <= item <= commands.ITEM_MAX

    def _fits_reader(self, amount_fen: int) -> bool:
        """Whether the reader's smallest step can express the amount (MDB 7.4.2: scale and decimals)."""
        if self._details is None:
            return True
        steps: int = amount_fen * 10**self._details.decimals
        return steps % (max(1, self._details.scale) * 100) == 0

    def _limit_s(self) -> int:
        if self._card_limit_s != OWN_FIGURE:
            return self._card_limit_s
        figure_s = 0 if self._details is None else self._details.answers_within_s
        return figure_s or USUAL_LIMIT_S

    def _close_request(self, result: CardResult, amount_fen: int = 0) -> None:
        assert self._request is not None
        key, self._request = self._request.key, None
        self._answer(key, result, amount_fen)

    def _answer(self, key: str, result: CardResult, amount_fen: int = 0) -> None:
        self._answers[key] = answer = CardAnswer(key, result, amount_fen)
        if len(self._answers) > KEYS_KEPT:
            self._answers.popitem(last=False)
        self._say(answer)

    def _close_approval(self, end: CardEnd) -> None:
        assert self._approval is not None
        key, self._approval = self._approval.key, None
        self._end(key, end)

    def _end(self, key: str, end: CardEnd) -> None:
        self._ends[key] = ended = CardEnded(key, end)
        if len(self._ends) > KEYS_KEPT:
            self._ends.popitem(last=False)
        self._say(ended)
