"""The coin changer's life on the bus: found, set up, polled, counted (boards.md 8.1). Pure errands.

It is reset only when it does not answer: a reset would throw away what it has not reported yet, and a coin
that fell while our line was away is among that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from hardware.api import ReturnPressed, Tube
from hardware.drivers.asked.steps import Errand, NoReply, ask, look, pause
from hardware.drivers.qibixx import paying
from hardware.drivers.qibixx.cash import Cash
from hardware.drivers.qibixx.change import Coins
from hardware.drivers.qibixx.coins import COIN_GAP_MS, REPEATS_MAX, CoinRule
from hardware.drivers.qibixx.payouts import PayoutDesk
from hardware.drivers.qibixx.presence import FIND_AGAIN_MS, Presence
from hardware.drivers.qibixx.questions import Questions, keep_asking, read_surely
from hardware.drivers.qibixx.troubles import Say, Troubles
from hardware.wire.mdb import changer as mdb
from hardware.wire.mdb.changer import Code, Route, Status
from hardware.wire.mdb.values import TYPES
from hardware.wire.qibixx.answers import Answer, BusReply

POLL_MS: Final = 100
"""25 to 200 ms (boards.md 8.1)."""
SILENCE_LIMIT_MS: Final = 2_000
RESET_LIMIT_MS: Final = 2_000
"""After a reset the changer may take so long to answer again."""
FIND_SOON_MS: Final = 1_000
"""Between looks for a changer that answers, but not well, or went away in the middle of a payout."""
RECOUNT_MS: Final = 60_000
"""How often the tubes are counted without a reason: somebody may have filled them."""
DRAIN_POLLS: Final = 12
"""At most so many answers with something in them are taken before the changer counts as set up."""
DARK_LIMIT_MS: Final = 15_000
"""A coin that was found only by counting is a customer's when nobody looked for no longer than this."""
TRIES: Final = 6
QUIET: Final = frozenset({Code.PAYOUT_BUSY, Code.BUSY})
"""Statuses that say nothing happened. Behind any other the tubes are counted: a damaged report of a coin may
look like a status."""


class _Coin(NamedTuple):
    kind: int
    in_tube: bool


class Changer:
    """One changer; outlives the ups and downs of its line. ``run`` is started whenever the line comes up."""

    def __init__(self, questions: Questions, cash: Cash, say: Say, *, by_hand: bool) -> None:
        self.questions = questions
        self.rule = CoinRule()
        self.troubles = Troubles(say)
        self.presence = Presence(SILENCE_LIMIT_MS)
        self.payouts = PayoutDesk(say, lambda: cash.levels, self._lose_count)
        self.wanted_fen: frozenset[int] = frozenset()
        """Coins of these values are to be taken."""
        self.has_news = False
        """The counts changed for a reason that no event has told."""
        self.was_reset = False
        self.is_busy = False
        """Its last word was that it is paying out."""
        self._cash = cash
        self._say = say
        self._by_hand = range(TYPES) if by_hand else range(0)
        self._setup: mdb.Setup | None = None
        self._status = mdb.TubeStatus(frozenset(), (0,) * TYPES)
        self._enabled: frozenset[int] | None = None
        """What COIN TYPE told last; None: not told since the changer or the line was away."""
        self.jammed: set[int] = set()
        """Types of coins that did not all come out when they were paid out last."""
        self._may_have_taken = False
        """Coins were accepted since the last count."""
        self._missed = False
        """An answer was lost or damaged since the last count."""
        self.is_uncounted = False
        """A payout has ended without a sure count: what lies in the tubes has to be read first."""
        self._untold: list[_Coin] = []
        """Coins that are ours and have not been told yet."""
        self._had_coins: bool | None = None
        """Whether the last answer reported coins; None: there was none."""
        self._heard_ms = 0
        self._count_due_ms = 0
        self._status_bytes = 0
        """How long this changer's answer to TUBE STATUS is; less than 18 bytes are allowed (MDB 5.3)."""

    @property
    def coins_fen(self) -> tuple[int, ...]:
        """The values it takes, ascending; empty while it is away."""
        if self._setup is None or not self.presence.is_known:
            return ()
        return self._setup.accepted_fen

    @property
    def payable(self) -> list[Coins]:
        """What lies in the tubes, as counted last; broken tubes are left out."""
        return [
            Coins(kind, self.value_fen(kind), count)
            for kind, count in self.rule.counts.items()
            if count and kind not in self._status.broken and self.value_fen(kind)
        ]

    def value_fen(self, kind: int) -> int:
        return 0 if self._setup is None else self._setup.value_fen(kind)

    def answer_lost(self) -> None:
        """Something of the bus was heard that nobody can place."""
        self._missed = True

    # --- the errand --------------------------------------------------------------------------------

    def run(self) -> Errand[Answer, None]:
        """For as long as the line is up."""
        now_ms = yield from look()
        self._enabled, self._missed = None, True
        self._may_have_taken &= now_ms - self._heard_ms <= DARK_LIMIT_MS
        self.presence.line_is_up()
        while True:
            if (yield from self._find()):
                yield from self._serve()
            self._left((yield from look()))
            is_soon = self.payouts.current is not None or not self.presence.is_silent
            yield from pause(FIND_SOON_MS if is_soon else FIND_AGAIN_MS)

    def _find(self) -> Errand[Answer, bool]:
        """Whether there is a changer, set up and with everything taken that it had to report."""
        # An adapter that was switched off and on is no master any more, and says so to nobody.
        yield from ask(self.questions.master_on())
        setup = yield from self._read_setup()
        if setup is None:
            yield from ask(self.questions.bus(mdb.RESET))
            setup = yield from keep_asking(self._read_setup, RESET_LIMIT_MS)
        if setup is None:
            return False
        self._take_setup(setup)
        self.was_reset = False
        for _ in range(DRAIN_POLLS):
            if not (yield from self.poll()):
                break
        self.payouts.line_back()
        if self.payouts.current is not None:
            yield from paying.pay(self)
        if not (yield from paying.wait_until_quiet(self)) or not (yield from self.recount()):
            return False
        self.presence.came()
        self.troubles.end("changer_gone", "changer_repeats")
        return True

    def _read_setup(self) -> Errand[Answer, mdb.Setup | None]:
        data = yield from read_surely(self.questions.bus(mdb.SETUP), mdb.SETUP_BYTES)
        setup = None if data is None else mdb.decode_setup(data)
        if setup is None:
            return None
        tubes = yield from read_surely(self.questions.bus(mdb.TUBE_STATUS), mdb.TUBE_BYTES)
        if tubes is None or mdb.decode_tube_status(tubes) is None:
            return None
        self._status_bytes = len(tubes)
        return setup

    def _take_setup(self, setup: mdb.Setup) -> None:
        if self._setup not in (None, setup):
            self.rule = CoinRule()  # another changer: nothing that was known of tubes and counters holds
        self._setup = setup

    def _serve(self) -> Errand[Answer, None]:
        """Poll until it is gone."""
        while self.presence.is_there:
            if self.was_reset:
                yield from self._begin_anew()
            if self._needs_count((yield from look())):
                yield from self.recount()
            if self.payouts.take() is not None:
                yield from paying.pay(self)
            elif self._enabled != self._wanted():
                yield from self.enable(self._wanted())
            has_more = yield from self.poll()
            if self.rule.repeats > REPEATS_MAX:
                yield from self._reset_a_deaf_one()
            elif not has_more:
                yield from pause(POLL_MS)

    def _begin_anew(self) -> Errand[Answer, None]:
        """It was reset, or its power came back: it takes nothing until it is told to."""
        self.was_reset = False
        self._enabled, self._missed = None, True
        setup = yield from self._read_setup()
        if setup is not None:
            self._take_setup(setup)

    def _left(self, now_ms: int) -> None:
        if self.presence.leave():
            self.troubles.begin("changer_gone", "The coin changer does not answer: check its plug and power.")
        self._cash.tubes = ()
        self.payouts.line_lost(now_ms)

    def line_lost(self, now_ms: int) -> None:
        """The errand is broken off where it stood."""
        self.payouts.line_lost(now_ms)
        self.tell_coins()

    def _reset_a_deaf_one(self) -> Errand[Answer, None]:
        """It repeats itself whatever it is told: no further report can be believed."""
        self.troubles.begin("changer_repeats", "The coin changer repeats itself: switch it off and on.")
        yield from ask(self.questions.bus(mdb.RESET))
        self.rule.repeats = 0
        self.presence.leave()

    # --- polling -----------------------------------------------------------------------------------

    def poll(self) -> Errand[Answer, bool]:
        """One poll; whether the next one should follow at once."""
        sent_ms = yield from look()
        came = yield from ask(self.questions.bus(mdb.POLL), settle=self._late)
        now_ms = yield from look()
        self._had_coins = None
        self._missed |= came is NoReply.SILENT
        is_answer = isinstance(came, BusReply) and not came.is_silence
        if not self.presence.heard(is_answer, now_ms) or not isinstance(came, BusReply):
            return False
        has_more = self._hear(came, sent_ms, now_ms)
        if self._untold:
            # Whether its tube is full now decides about the next coin.
            status = yield from self._read_tubes_once()
            self._status = status or self._status
            self.tell_coins()
        return has_more

    def _late(self, answer: Answer) -> None:
        """The answer to a poll that had been given up: what it reports is as true as ever."""
        if isinstance(answer, BusReply) and answer.data:
            # It was long under way: nothing in it is a repetition because of the time.
            self._hear(answer, self._heard_ms, self._heard_ms + COIN_GAP_MS)
            self.tell_coins()
            self._missed = True

    def _hear(self, reply: BusReply, sent_ms: int, heard_ms: int) -> bool:
        self._heard_ms = heard_ms
        reports = mdb.decode_poll(reply.data)
        if reports is None or not all(map(self._is_possible, reports)):
            self._missed = True
            return False
        codes = {report.code for report in reports if isinstance(report, Status)}
        self.is_busy = Code.PAYOUT_BUSY in codes
        self._missed |= self.troubles.are_news(codes - QUIET, heard_ms)
        had_coins = self._had_coins = any(isinstance(report, mdb.CoinIn) for report in reports)
        self._take(self.rule.hear(reports, sent_ms, heard_ms))
        if Code.JUST_RESET in codes:
            self.was_reset = True
            self.troubles.device_was_reset()
        self.troubles.changer_said(codes, heard_ms)
        if any(isinstance(report, mdb.CoinsTakenOut) for report in reports):
            self._publish()
            self.has_news = True
        if Code.ESCROW_REQUEST in codes:
            self._say(ReturnPressed())
        return had_coins

    def _is_possible(self, report: mdb.Report) -> bool:
        """Not of a coin that this changer does not have: then the line was damaged."""
        if self._setup is None or not isinstance(report, mdb.CoinIn | mdb.CoinsTakenOut):
            return True
        return report.kind < len(self._setup.credits) and self._setup.credits[report.kind] > 0

    def _take(self, coins: list[mdb.CoinIn]) -> None:
        """These are ours now."""
        payout = self.payouts.current
        for coin in coins:
            if payout is not None and coin.route is Route.TUBE:
                payout.coin_came_in(coin.kind)
            self.troubles.coin_came()
            self._untold.append(_Coin(coin.kind, coin.route is Route.TUBE))

    def tell_coins(self) -> None:
        """Say what came in, each coin with the levels behind it and before the next: whoever hears one of two
        and no more must find the other by counting. Before the tubes were counted, coins wait for that."""
        if not self._is_counted:
            return
        untold, self._untold = self._untold, []
        for at, coin in enumerate(untold, start=1):
            self._publish(untold[at:])
            if self.value_fen(coin.kind):
                self._cash.coin_in(self.value_fen(coin.kind))

    # --- counting ----------------------------------------------------------------------------------

    def _needs_count(self, now_ms: int) -> bool:
        is_wanted = self._missed or self.rule.is_behind or self.is_uncounted
        return (is_wanted or now_ms >= self._count_due_ms) and not self.is_busy

    def recount(self) -> Errand[Answer, bool]:
        """Read the tubes; coins that were not reported are told. Whether they could be read."""
        self._count_due_ms = (yield from look()) + RECOUNT_MS
        for _ in range(DRAIN_POLLS):
            status = yield from self.read_tubes()
            if status is None:
                return False
            yield from self.poll()
            if self._had_coins is False:
                self.adopt(status)
                self._enabled = None  # told again now and then: what was heard may have been another order
                return True
            # A coin came in between: is it in these counts? They are read again.
        return False

    def read_tubes(self) -> Errand[Answer, mdb.TubeStatus | None]:
        for _ in range(TRIES):
            status = yield from self._read_tubes_once()
            if status is not None:
                return status
        return None

    def _read_tubes_once(self) -> Errand[Answer, mdb.TubeStatus | None]:
        """An answer of another length than the first is damaged: digits are missing, counts are shifted."""
        came = yield from ask(self.questions.bus(mdb.TUBE_STATUS))
        if not isinstance(came, BusReply) or len(came.data) != self._status_bytes:
            return None
        return mdb.decode_tube_status(came.data)

    def adopt(self, status: mdb.TubeStatus) -> None:
        """Take over the tubes' counts; nothing that fell before they were read waits to be reported."""
        judged = self.rule.judge(status, may_have_missed=self._missed and self._may_have_taken)
        if status.broken:
            self.troubles.begin("tube_sensor", "A coin tube or its sensor is broken: look into the changer.")
        elif self._status.broken:
            self.troubles.end("tube_sensor")
        self._status = status
        self.has_news |= judged.is_odd or self.is_uncounted
        self._missed = self.is_uncounted = False
        self._may_have_taken = bool(self._enabled)
        self._publish()
        self._untold += [_Coin(kind, in_tube=True) for kind in judged.found]
        self.tell_coins()

    def _lose_count(self) -> None:
        """A payout ends and nobody is sure how: what lies in the tubes has to be counted first."""
        self.is_uncounted = True
        self._cash.tubes = ()

    @property
    def _kinds(self) -> list[int]:
        """Of the coins that have a tube."""
        setup = self._setup
        return [kind for kind in sorted(setup.to_tubes) if self.value_fen(kind)] if setup else []

    @property
    def _is_counted(self) -> bool:
        """Each tube was counted once: one that was not would look empty."""
        return all(kind in self.rule.counts for kind in self._kinds)

    def _publish(self, untold: Sequence[_Coin] = ()) -> None:
        """Say in ``cash`` what lies in the tubes, without what is still to be told."""
        if self._setup is None or self.is_uncounted or not self._is_counted:
            return
        full = self._status.full - self._status.broken
        later = Counter(coin.kind for coin in untold if coin.in_tube)
        tubes = [
            Tube(self.value_fen(kind), self.rule.counts[kind] - later[kind], kind in full)
            for kind in self._kinds
        ]
        self._cash.tubes = tuple(sorted(tubes, key=lambda tube: tube.value_fen))

    # --- taking coins ------------------------------------------------------------------------------

    def _wanted(self) -> frozenset[int]:
        values = () if self._setup is None else self._setup.values_fen
        return frozenset(kind for kind, value in enumerate(values) if value and value in self.wanted_fen)

    def enable(self, kinds: frozenset[int]) -> Errand[Answer, bool]:
        """Take these types and no others; whether the changer has heard it."""
        self._may_have_taken |= bool(kinds)
        came = yield from ask(self.questions.bus(mdb.coin_type(kinds, self._by_hand)))
        is_taken = isinstance(came, BusReply) and came.is_ack
        self._enabled = kinds if is_taken else None
        return is_taken
