"""The bill validator's life on the bus: found, set up, polled, each bill decided (boards.md 8.1). Pure.

**Each bill once.** All bills are held in escrow; one is stacked when it is wanted, else returned. A report
that a bill was stacked is money when it answers our order to stack; where no order is open, it is a
repetition if the last answer said the same, and otherwise the cash box's own count decides. If that report is
lost on the way, the count tells as well. An order to stack may be given again: until the first bill has left
the escrow no second one can be there.
"""

from __future__ import annotations

from typing import Final

from hardware.drivers.asked.steps import Errand, NoReply, ask, look, pause
from hardware.drivers.qibixx.cash import Cash
from hardware.drivers.qibixx.presence import FIND_AGAIN_MS, Presence
from hardware.drivers.qibixx.questions import Questions, keep_asking, read_surely
from hardware.drivers.qibixx.troubles import Say, Troubles
from hardware.wire.mdb import validator as mdb
from hardware.wire.mdb.validator import Bill, BillStep, Code, Status
from hardware.wire.qibixx.answers import Answer, BusReply

POLL_MS: Final = 100
SILENCE_LIMIT_MS: Final = 5_000
"""boards.md 8.1"""
RESET_LIMIT_MS: Final = 5_000
STACK_LIMIT_MS: Final = 30_000
"""A bill is stacked or returned by then (boards.md 8.1)."""
BILL_GAP_MS: Final = 1_000
"""Two bills do not come closer: each is drawn in, looked at and stacked (no figure in the documents)."""
RECOUNT_MS: Final = 60_000
DRAIN_POLLS: Final = 12
TRIES: Final = 3
QUIET: Final = frozenset({Code.BUSY, Code.DISABLED, Code.INVALID_ESCROW})
"""Statuses that say nothing happened. Behind any other the cash box is counted: a damaged report of a bill
may look like a status."""


class Validator:
    """One validator; outlives a lost line. ``run`` is started whenever the line comes up."""

    def __init__(self, questions: Questions, cash: Cash, say: Say) -> None:
        self.troubles = Troubles(say)
        self.presence = Presence(SILENCE_LIMIT_MS)
        self.wanted_fen: frozenset[int] = frozenset()
        """Bills of these values are to be taken."""
        self.has_news = False
        self._questions = questions
        self._cash = cash
        self._setup: mdb.Setup | None = None
        self._stacker: mdb.Stacker | None = None
        self._expected: int | None = None
        """Bills in the cash box, by its last count and what was credited since."""
        self._enabled: frozenset[int] | None = None
        self._before: tuple[mdb.Report, ...] = ()
        self._before_ms = 0
        self._escrow: int | None = None
        """The type of a bill we have not decided about."""
        self._stacking: int | None = None
        """The type of a bill that was told to be stacked. **Written before it is told.**"""
        self._stack_by_ms = 0
        self._doubtful: list[int] = []
        """Reports of stacked bills nobody ordered: the count decides, before another is stacked."""
        self._is_new_here = True
        """Nothing is known of what was ordered before: an earlier program may have told it to stack."""
        self._missed = False
        """An answer was lost or damaged since the last count."""
        self._may_hold = False
        """A bill may be in escrow whose report was lost."""
        self._was_reset = False
        self._heard_ms = 0
        self._count_due_ms = 0

    @property
    def bills_fen(self) -> tuple[int, ...]:
        """The values it takes, ascending; empty while it is away."""
        if self._setup is None or not self.presence.is_known:
            return ()
        return self._setup.accepted_fen

    def value_fen(self, kind: int) -> int:
        return 0 if self._setup is None else self._setup.value_fen(kind)

    def answer_lost(self) -> None:
        """Something of the bus was heard that nobody can place."""
        self._missed = True

    # --- the errand --------------------------------------------------------------------------------

    def run(self) -> Errand[Answer, None]:
        """For as long as the line is up."""
        self._enabled, self._missed = None, True
        self.presence.line_is_up()
        while True:
            if (yield from self._find()):
                yield from self._serve()
            if self.presence.leave():
                words = "The bill validator does not answer: check its plug and power."
                self.troubles.begin("validator_gone", words)
            self._cash.bills_stacked = None
            yield from pause(FIND_AGAIN_MS)

    def _find(self) -> Errand[Answer, bool]:
        # An adapter that was switched off and on is no master any more, and says so to nobody.
        yield from ask(self._questions.master_on())
        setup = yield from self._read_setup()
        if setup is None:
            yield from ask(self._questions.bus(mdb.RESET))
            setup = yield from keep_asking(self._read_setup, RESET_LIMIT_MS)
        if setup is None:
            return False
        self._take_setup(setup)
        self._was_reset = False
        for _ in range(DRAIN_POLLS):
            if not (yield from self._poll()):
                break
        yield from self._recount()
        self._is_new_here = False
        self.presence.came()
        self.troubles.end("validator_gone")
        return True

    def _read_setup(self) -> Errand[Answer, mdb.Setup | None]:
        data = yield from read_surely(self._questions.bus(mdb.SETUP), mdb.SETUP_BYTES)
        return None if data is None else mdb.decode_setup(data)

    def _take_setup(self, setup: mdb.Setup) -> None:
        if self._setup not in (None, setup):
            self._expected, self._before = None, ()  # another validator
        self._setup = setup

    def _serve(self) -> Errand[Answer, None]:
        while self.presence.is_there:
            if self._was_reset:
                self._was_reset = False
                self._enabled, self._escrow, self._missed = None, None, True
                setup = yield from self._read_setup()
                if setup is not None:
                    self._take_setup(setup)
            now_ms = yield from look()
            self._may_hold |= self._missed and bool(self._enabled)
            if self._missed or self._doubtful or now_ms >= self._count_due_ms:
                yield from self._recount()
            if self._stacking is not None and now_ms >= self._stack_by_ms:
                yield from self._give_up_stacking()
            if self._escrow is not None:
                yield from self._decide(self._escrow)
            if self._enabled != self._wanted():
                yield from self._enable(self._wanted())
            had_bill = yield from self._poll()
            if self._may_hold and not had_bill and not self.presence.is_silent:
                yield from self._give_back_unknown()
            yield from pause(POLL_MS)

    # --- polling -----------------------------------------------------------------------------------

    def _poll(self) -> Errand[Answer, bool]:
        """One poll; whether it told of a bill."""
        came = yield from ask(self._questions.bus(mdb.POLL), settle=self._late)
        now_ms = yield from look()
        self._missed |= came is NoReply.SILENT
        is_answer = isinstance(came, BusReply) and not came.is_silence
        if not self.presence.heard(is_answer, now_ms) or not isinstance(came, BusReply):
            return False
        return self._hear(came, now_ms)

    def _late(self, answer: Answer) -> None:
        """The answer to a poll that had been given up: what it reports is as true as ever."""
        if isinstance(answer, BusReply) and answer.data:
            self._hear(answer, self._heard_ms)
            self._missed = True

    def _hear(self, reply: BusReply, heard_ms: int) -> bool:
        reports = mdb.decode_poll(reply.data)
        if reports is None or not all(map(self._is_possible, reports)):
            self._missed = True
            return False
        before, self._before = self._before, reports
        is_soon = heard_ms - self._before_ms < BILL_GAP_MS
        self._before_ms = self._heard_ms = heard_ms
        codes = {report.code for report in reports if isinstance(report, Status)}
        self._missed |= self.troubles.are_news(codes - QUIET, heard_ms)
        for at, report in enumerate(reports):
            if isinstance(report, Bill):
                self._take_up(report, was_said_before=before[at : at + 1] == (report,), is_soon=is_soon)
        if Code.JUST_RESET in codes:
            self._was_reset = True
            self.troubles.device_was_reset()
        self.troubles.validator_said(codes, heard_ms)
        return any(isinstance(report, Bill) for report in reports)

    def _is_possible(self, report: mdb.Report) -> bool:
        """Not of a bill that this validator does not have: then the line was damaged."""
        if self._setup is None or not isinstance(report, Bill):
            return True
        return report.kind < len(self._setup.credits) and self._setup.credits[report.kind] > 0

    def _take_up(self, bill: Bill, *, was_said_before: bool, is_soon: bool) -> None:
        if bill.step is BillStep.ESCROW:
            if self._stacking is None or not was_said_before:
                self._escrow = bill.kind
                # A new bill there means that the last one has left: was it stacked?
                self._missed |= self._stacking is not None
        elif bill.step is BillStep.RETURNED:
            self._escrow = self._stacking = None
        elif bill.is_ours:
            self._escrow = None
            if bill.step is BillStep.TO_RECYCLER and self._expected is not None:
                self._expected -= 1  # it is ours, and not in the cash box
            if self._stacking is not None:
                self._credit(bill.kind)
            elif was_said_before and (is_soon or self._has_escrow):
                return
            elif self._is_new_here or not self._has_escrow:
                self._credit(bill.kind)
            else:
                self._doubtful.append(bill.kind)

    @property
    def _has_escrow(self) -> bool:
        return self._setup is not None and self._setup.has_escrow

    def _credit(self, kind: int) -> None:
        """A bill is ours now."""
        self._stacking = None
        self._count_due_ms = 0
        if self._expected is not None:
            self._expected += 1
        self._cash.bills_stacked = self._expected
        self.troubles.bill_came()
        if self.value_fen(kind):
            self._cash.bill_in(self.value_fen(kind))

    # --- escrow ------------------------------------------------------------------------------------

    def _decide(self, kind: int) -> Errand[Answer, None]:
        """Stack the bill that is held, or return it."""
        is_wanted = self.value_fen(kind) in self.wanted_fen and not self._doubtful
        self._escrow = None
        if is_wanted:
            self._stacking = kind
            self._stack_by_ms = (yield from look()) + STACK_LIMIT_MS
        order = self._questions.bus(mdb.STACK if is_wanted else mdb.RETURN)
        for _ in range(TRIES):
            came = yield from ask(order)
            if came is NoReply.UNSENT:
                self._stacking, self._escrow = None, kind
                return
            if isinstance(came, BusReply) and came.is_ack:
                return
        self._missed = True

    def _give_back_unknown(self) -> Errand[Answer, None]:
        """The report of a bill in escrow may have been lost: what nobody can decide about goes back."""
        self._may_hold = False
        if self._has_escrow and self._escrow is None and self._stacking is None:
            yield from ask(self._questions.bus(mdb.RETURN))

    def _give_up_stacking(self) -> Errand[Answer, None]:
        """No word of the bill: the count tells, or somebody has to look."""
        kind = self._stacking
        self._may_hold = True
        if not (yield from self._recount()) and self._stacking is not None and kind is not None:
            yuan = self.value_fen(kind) // 100
            words = (
                f"A bill of {yuan} was to be stacked and nobody can say where it is: look into the cash box."
            )
            self.troubles.begin("bill_in_doubt", words)
        self._stacking = None

    # --- counting ----------------------------------------------------------------------------------

    def _recount(self) -> Errand[Answer, bool]:
        """Read the cash box's count; bills that were not reported are told. Whether it could be read."""
        stacker = yield from self._read_stacker()
        self._count_due_ms = (yield from look()) + RECOUNT_MS
        doubtful, self._doubtful = self._doubtful, []
        if stacker is None:
            self._missed = False
            if self._expected is not None:
                self._doubtful = doubtful
                return False
            # Of one that never counted, its word is all there is.
            for kind in doubtful:
                self._credit(kind)
            return False
        self._judge(stacker, doubtful)
        self._enabled = None  # told again now and then: what was heard may have been another order
        return True

    def _judge(self, stacker: mdb.Stacker, doubtful: list[int]) -> None:
        more = len(doubtful) if self._expected is None else stacker.count - self._expected
        may_have_missed, self._missed = self._missed, False
        if more == 1 and self._stacking is not None and may_have_missed:
            self._credit(self._stacking)
            more = 0
        for kind in doubtful[:more] if more > 0 else []:
            self._credit(kind)
            more -= 1
        self.has_news |= more != 0
        self._stacker, self._expected = stacker, stacker.count
        self._cash.bills_stacked = stacker.count
        if stacker.is_full:
            self.troubles.begin("stacker_full", "The cash box is full of bills: empty it.")
        else:
            self.troubles.end("stacker_full")

    # --- taking bills ------------------------------------------------------------------------------

    def _wanted(self) -> frozenset[int]:
        values = () if self._setup is None else self._setup.values_fen
        if self._stacker is not None and self._stacker.is_full:
            return frozenset()
        return frozenset(kind for kind, value in enumerate(values) if value and value in self.wanted_fen)

    def _enable(self, kinds: frozenset[int]) -> Errand[Answer, None]:
        in_escrow = kinds if self._has_escrow else frozenset[int]()
        came = yield from ask(self._questions.bus(mdb.bill_type(kinds, in_escrow)))
        self._enabled = kinds if isinstance(came, BusReply) and came.is_ack else None

    def _read_stacker(self) -> Errand[Answer, mdb.Stacker | None]:
        for _ in range(TRIES):
            came = yield from ask(self._questions.bus(mdb.STACKER))
            stacker = mdb.decode_stacker(came.data) if isinstance(came, BusReply) else None
            if stacker is not None:
                return stacker
        return None
