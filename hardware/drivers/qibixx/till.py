"""Cash and cards through Qibixx's MDB-USB or Pi Hat, as ``hardware.api.Till``: port, errands, listener.

Everything below ``# --- on the port's thread`` runs there and nowhere else, so nothing needs a lock.

What a caller may count on beyond the Protocol:

* ``PaidOut`` of a payout that was broken off may come before ``TillUp``.
* A second ``request_card`` while one is open, or before the last approval was ended, is DENIED at once.
* An approval found at the start waits 20 s for an ``end_card``, whatever its key: an earlier program may have
  asked for it. Then it is given back. A request found open is withdrawn; if that ends it without an approval,
  ``end_card(keep=False)`` of a key unknown here is RETURNED.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Final

from hardware.api import (
    TillDown,
    TillEvent,
    TillInfo,
    TillListener,
    TillSettings,
    TillUp,
)
from hardware.drivers.asked.steps import Errand, ask
from hardware.drivers.qibixx.cash import Cash
from hardware.drivers.qibixx.changer import Changer
from hardware.drivers.qibixx.errands import Errands, Owner, Run
from hardware.drivers.qibixx.options import MODEL, QibixxOptions
from hardware.drivers.qibixx.questions import MANNERS, Questions
from hardware.drivers.qibixx.reader import Reader
from hardware.drivers.qibixx.validator import Validator
from hardware.errors import PortError
from hardware.link.serial_port import SerialPort, monotonic_us
from hardware.link.trace import Tap, TraceEntry
from hardware.wire.mdb import changer as mdb_changer
from hardware.wire.mdb import validator as mdb_validator
from hardware.wire.qibixx.answers import Answer, BusReply, ReaderError, ReaderStatus, Version

BAUD: Final = 115_200
"""boards.md 8.2"""
NEWS_EVERY_MS: Final = 1_000
"""How often ``TillUp`` may be said again: a reader that resets itself all the time must not flood anybody."""
CARD_WAIT_MS: Final = 2_000
"""How long the first ``TillUp`` waits for a card reader; one that comes later is told by the next."""
FAREWELL_LIMIT_S: Final = 1.0


@dataclass(slots=True)
class TillCounts:
    """What the wire suffered since the start; for the technician's page and the bench."""

    noise_bytes: int = 0
    unanswered: int = 0
    strays: int = 0


class QibixxTill:
    """``hardware.api.Till`` for one adapter with a changer, a validator and a card reader, each optional."""

    def __init__(self, settings: TillSettings, *, tap: Tap | None = None) -> None:
        """Raises ``SettingError`` for an option that does not exist."""
        self._options = options = QibixxOptions.read(settings.options)
        self._settings = settings
        self._questions = questions = Questions(options.response_ms)
        self._listener: TillListener | None = None
        self._cash = Cash(self._tell)
        self._changer = Changer(questions, self._cash, self._tell, by_hand=options.by_hand)
        self._validator = Validator(questions, self._cash, self._tell)
        self._reader = Reader(questions, self._tell, options.card_limit_s)
        owner = Owner[Answer](
            self._write, self._line_up, self._line_down, self._stray, self._heard, self._noise
        )
        self._errands: Errands[Answer] = Errands(MANNERS, owner, self._now_ms)
        self._reader_run: Run[Answer] | None = None
        self._port = SerialPort(settings.port, settings.baud or BAUD, self, tap)
        self._thread = 0
        """The port's, once it runs."""
        self._firmware = ""
        self._up_since_ms = 0
        self._said: TillUp | None = None
        """What was said last; None while the till is down."""
        self._is_down_said = False
        self._news_due_ms: int | None = None
        self.counts = TillCounts()

    # --- from any thread ---------------------------------------------------------------------------

    def start(self, listener: TillListener) -> None:
        self._listener = listener
        self._port.start()

    def close(self) -> None:
        done = threading.Event()
        is_here = threading.get_ident() == self._thread
        if self._thread and self._port.post(partial(self._begin_farewell, done)) and not is_here:
            done.wait(FAREWELL_LIMIT_S)
        self._port.close()

    def accept(self, coins_fen: Collection[int], bills_fen: Collection[int]) -> None:
        self._port.post(partial(self._accept, frozenset(coins_fen), frozenset(bills_fen)))

    def pay_out(self, key: str, amount_fen: int) -> None:
        if not self._port.post(partial(self._pay_out, key, amount_fen)):
            self._pay_out(key, amount_fen)
            self._changer.payouts.close()

    def request_card(self, key: str, amount_fen: int, item: int) -> None:
        if not self._port.post(partial(self._request_card, key, amount_fen, item)):
            self._request_card(key, amount_fen, item)
            self._reader.close()

    def cancel_card(self, key: str) -> None:
        self._port.post(partial(self._cancel_card, key))

    def end_card(self, key: str, *, keep: bool) -> None:
        if not self._port.post(partial(self._end_card, key, keep)):
            self._end_card(key, keep)
            self._reader.close()

    def trace(self) -> tuple[TraceEntry, ...]:
        """What went over the wire lately, oldest first."""
        return self._port.trace()

    # --- on the port's thread: calls ---------------------------------------------------------------

    def _accept(self, coins_fen: frozenset[int], bills_fen: frozenset[int]) -> None:
        self._changer.wanted_fen, self._validator.wanted_fen = coins_fen, bills_fen

    def _pay_out(self, key: str, amount_fen: int) -> None:
        self._changer.payouts.ask(key, amount_fen, self._now_ms())

    def _request_card(self, key: str, amount_fen: int, item: int) -> None:
        self._reader.request(key, amount_fen, item, self._now_ms())
        self._errands.wake(self._reader_run)

    def _cancel_card(self, key: str) -> None:
        self._reader.cancel(key, self._now_ms())
        self._errands.wake(self._reader_run)

    def _end_card(self, key: str, keep: bool) -> None:
        self._reader.end(key, keep, self._now_ms())
        self._errands.wake(self._reader_run)

    def _begin_farewell(self, done: threading.Event) -> None:
        if self._errands.is_up:
            self._errands.stop()
            self._errands.start(self._farewell(done), urgent=True)
        else:
            done.set()

    def _farewell(self, done: threading.Event) -> Errand[Answer, None]:
        """Let nobody put money into a till that nobody listens to."""
        for block in (mdb_changer.coin_type((), ()), mdb_validator.bill_type((), ())):
            yield from ask(self._questions.bus(block))
        done.set()

    # --- on the port's thread: PortUser ------------------------------------------------------------

    def opened(self, now_ms: int) -> None:
        self._thread = threading.get_ident()
        self._errands.opened(now_ms)

    def received(self, data: bytes, now_ms: int) -> None:
        self._errands.received(data, now_ms)
        self._look_for_news(now_ms)

    def lost(self, error: PortError, now_ms: int) -> None:
        self._errands.lost(error.text, now_ms)

    def tick(self, now_ms: int) -> None:
        self._changer.payouts.expire(now_ms)
        self._reader.expire(now_ms)
        self._errands.tick(now_ms)
        self._look_for_news(now_ms)

    def next_deadline_ms(self) -> int | None:
        due = [
            self._errands.next_deadline_ms(),
            self._changer.payouts.deadline_ms(),
            self._reader.deadline_ms(),
            self._news_due_ms,
        ]
        return min((at_ms for at_ms in due if at_ms is not None), default=None)

    def ended(self, bug: BaseException | None) -> None:
        if bug is not None:
            self._down(f"a bug ended the port's thread: {bug!r}")
        self._changer.tell_coins()
        self._changer.payouts.close()
        self._reader.close()

    # --- on the port's thread: what the errands say ------------------------------------------------

    def _write(self, data: bytes) -> None:
        self._port.write(data)

    def _line_up(self, hello: Answer) -> None:
        assert isinstance(hello, Version)
        self._firmware = hello.number
        self._up_since_ms = self._now_ms()
        self._errands.start(self._bring_up())

    def _bring_up(self) -> Errand[Answer, None]:
        """The adapter first, then everything behind it."""
        yield from ask(self._questions.master_on())
        yield from ask(self._questions.response_limit())
        if self._options.changer:
            # Coins are polled before anything else: how soon decides whether two reports are one coin.
            self._errands.start(self._changer.run(), urgent=True)
        if self._options.validator:
            self._errands.start(self._validator.run())
        if self._options.cards:
            self._reader_run = self._errands.start(self._reader.run())
        self._news_due_ms = self._now_ms() + CARD_WAIT_MS

    def _line_down(self, reason: str) -> None:
        now_ms = self._now_ms()
        self._reader_run = None
        self._changer.line_lost(now_ms)
        self._reader.line_lost(now_ms)
        self._news_due_ms = None
        self._down(reason)

    def _stray(self, answer: Answer) -> None:
        self.counts.strays += 1
        if isinstance(answer, BusReply):
            self._answer_lost()

    def _heard(self, answer: Answer) -> None:
        if isinstance(answer, ReaderStatus | ReaderError):
            self._errands.wake(self._reader_run)

    def _noise(self, count: int) -> None:
        self.counts.noise_bytes += count
        self.counts.unanswered += not count
        if count:
            self._answer_lost()

    def _answer_lost(self) -> None:
        self._changer.answer_lost()
        self._validator.answer_lost()

    # --- on the port's thread: up and down ---------------------------------------------------------

    def _look_for_news(self, now_ms: int) -> None:
        """Say ``TillUp`` when everything was looked for, and again when something changed."""
        is_early = self._news_due_ms is not None and now_ms < self._news_due_ms
        if not is_early:
            self._news_due_ms = None
        if not self._errands.is_up or not self._is_settled(now_ms):
            return
        if self._said is not None and is_early:
            return
        levels_changed = self._changer.has_news or self._validator.has_news
        info = self._info()
        if self._said is None or levels_changed or info != self._said.info:
            self._changer.has_news = self._validator.has_news = self._is_down_said = False
            self._said = TillUp(info, self._cash.levels)
            self._news_due_ms = now_ms + NEWS_EVERY_MS
            self._tell(self._said)

    def _is_settled(self, now_ms: int) -> bool:
        options = self._options
        if self._changer.presence.is_known and self._changer.is_uncounted:
            return False
        has_waited = now_ms - self._up_since_ms >= CARD_WAIT_MS
        return (
            (not options.changer or self._changer.presence.is_settled)
            and (not options.validator or self._validator.presence.is_settled)
            and (not options.cards or self._reader.is_ready or has_waited)
        )

    def _info(self) -> TillInfo:
        return TillInfo(
            MODEL,
            self._settings.port,
            self._firmware,
            self._changer.coins_fen,
            self._validator.bills_fen,
            self._reader.is_ready,
        )

    def _down(self, reason: str) -> None:
        self._said = None
        if not self._is_down_said:
            self._is_down_said = True
            self._tell(TillDown(reason))

    def _tell(self, event: TillEvent) -> None:
        assert self._listener is not None, "start() was not called"
        self._listener(event)

    @staticmethod
    def _now_ms() -> int:
        return monotonic_us() // 1_000
