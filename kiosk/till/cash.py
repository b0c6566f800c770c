"""What is decided about coins and bills. Pure; the table is in ``deciding``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hardware.api import CashLevels, MoneyIn, MoneyKind, PaidOut, TillDown, TillUp
from kiosk.money import yuan_text
from kiosk.payments.intent import Problem
from kiosk.till.answers import Fate, fate
from kiosk.till.box import DUES_MAX, WITH_STAFF, Box, Due, DueState
from kiosk.till.entries import CASH, Entry, How, What, Why, wire_key
from kiosk.till.events import CallStaff, HandedOver, OpenCash, PayOut
from kiosk.till.step import AWAY, BUSY, NO_CASH, NO_CHANGER, NOT_OWED, Step
from kiosk.till.taking import came_out, can_pay, with_fallen

UNSURE_MS = 120_000
"""So long the counts are waited for that tell what an interrupted pay-out gave. A changer may be busy for
tens of seconds, and its adapter gone for some more."""
TURNS_MAX = 3
"""So often one sum is begun to be paid out, each time after the counts were read."""

Known = Sequence[Entry]


def open_cash(step: Step, asked: OpenCash, known: Known) -> None:
    """Take money for this attempt."""
    if fate(known) is not Fate.NEW:
        return
    step.refusal = no_cash_because(step, asked.amount_fen)
    if step.refusal is None:
        step.see(asked.attempt)
        step.write(What.OPENED, attempt=asked.attempt, amount_fen=asked.amount_fen)


def no_cash_because(step: Step, amount_fen: int) -> Problem | None:
    """Why nobody can begin to pay ``amount_fen`` in cash now; None: somebody can."""
    if step.bus.info is None:
        return AWAY
    if not step.bus.has_changer:
        return NO_CHANGER
    if step.box.attempt or len(step.box.dues) >= DUES_MAX:
        return BUSY
    return None if can_pay(step.bus.info, step.box.levels, amount_fen) else NO_CASH


def money_in(step: Step, told: MoneyIn, _known: Known) -> None:
    """Written down at once; as soon as it is enough, it is taken."""
    owner = step.box.owner_at(step.now.utc_ms)
    step.see(owner)
    step.write(
        What.MONEY_IN,
        attempt=owner,
        amount_fen=told.amount_fen,
        word=told.kind.value,
        levels=told.levels if step.bus.info is not None else _with_this_alone(step.box, told),
    )
    box = step.box
    if box.attempt and box.credit_fen >= box.amount_fen:
        step.write(What.TAKEN, attempt=box.attempt, amount_fen=box.amount_fen, word=CASH)


def _with_this_alone(box: Box, told: MoneyIn) -> CashLevels:
    """What is told ahead of ``TillUp`` fell while nobody listened, and perhaps not alone: its levels hold as
    well what the program before this one was told and could not write down any more. The count behind
    ``TillUp`` finds that, as long as it is not believed here already."""
    was = box.levels
    if not box.is_counted:
        return told.levels
    if told.kind is MoneyKind.BILL:
        return replace(was, bills_stacked=None if was.bills_stacked is None else was.bills_stacked + 1)
    return replace(was, tubes=with_fallen(was.tubes, told.levels.tubes, told.amount_fen))


def handed_over(step: Step, asked: HandedOver, _known: Known) -> None:
    """A person gave what the till owed."""
    due = step.box.due(asked.key)
    if due is None or due.state not in WITH_STAFF:
        step.refusal = NOT_OWED
        return
    step.write(What.HANDED, attempt=due.attempt, key=due.key, amount_fen=due.amount_fen, word=asked.who)


# --- counts --------------------------------------------------------------------------------------------


def up(step: Step, told: TillUp, _known: Known) -> None:
    """The counts tell what an interrupted pay-out gave, and what fell while nobody listened. A till that was
    there all the time counts otherwise when a person filled or emptied it: that is written down, no more."""
    was_away = step.bus.info is None
    step.bus = replace(step.bus, info=told.info)
    due = step.box.active
    if due is not None:
        if step.bus.asked != wire_key(due.key, due.turn) and told.levels.tubes:
            _judge(step, due, told.levels)
        return
    if not step.box.is_counted or told.levels != step.box.levels:
        _count(step, told.levels, alarm=was_away)


def _count(step: Step, now: CashLevels, *, alarm: bool) -> None:
    """Believe the devices' counts, and name what nothing that was written down explains."""
    _name(step, _strange_fen(step.box.levels, now), now, alarm=alarm)


def _name(step: Step, strange_fen: int, now: CashLevels, *, alarm: bool) -> None:
    """``strange_fen``: so much more (less, if negative) lies there than what was written down explains."""
    if alarm and (words := _strange_words(step.box, now, strange_fen)):
        step.deeds.append(CallStaff("till_counts", str(step.now.utc_ms), words))
    step.write(What.COUNTED, amount_fen=strange_fen, levels=now)


def _strange_fen(before: CashLevels, now: CashLevels, paid_fen: int = 0) -> int:
    """So much more (less, if negative) lies in the tubes than before, but for what was paid out of them; 0
    where they were not counted both times."""
    return now.payable_fen + paid_fen - before.payable_fen if before.tubes and now.tubes else 0


def _strange_words(box: Box, now: CashLevels, strange_fen: int) -> str:
    """What nothing that was written down explains; empty when nothing."""
    found = []
    before = box.levels
    if strange_fen:
        way = "more" if strange_fen > 0 else "less"
        found.append(f"the tubes hold {yuan_text(abs(strange_fen))} yuan {way} than was written down")
    if None not in (before.bills_stacked, now.bills_stacked) and before.bills_stacked != now.bills_stacked:
        found.append(f"the stacker holds {now.bills_stacked} bills instead of {before.bills_stacked}")
    return " and ".join(found) if box.is_counted else ""


def _judge(step: Step, due: Due, levels: CashLevels) -> None:
    """What came out is what the tubes lost. Where a coin fell unheard in the same dark, nobody can tell the
    one from the other: the sum is in doubt, and the difference of the counts is named beside it."""
    out_fen = came_out(due.before or CashLevels(), levels, due.amount_fen)
    if out_fen is None:
        step.end_in_doubt(due, None)
        _count(step, levels, alarm=True)
        return
    left = step.end(due, out_fen, How.COUNTED, levels)
    if left is not None and left.turn >= TURNS_MAX:
        step.owe(left)


def down(step: Step, _told: TillDown, _known: Known) -> None:
    step.bus = replace(step.bus, info=None)


# --- paying out ----------------------------------------------------------------------------------------


def paid_out(step: Step, told: PaidOut, _known: Known) -> None:
    """What came out is known; or the counts must tell, and nothing more is paid before that."""
    due = step.box.active
    if due is None or told.key != wire_key(due.key, due.turn):
        return
    if not told.sure or (told.paid_fen and not told.levels.tubes):
        # Coins that nobody can count yet would look, behind ``TillUp``, as if they had gone by themselves.
        step.bus = replace(step.bus, asked="", unsure_ms=step.now.run_ms, least_fen=told.paid_fen)
        return
    strange_fen = _strange_fen(due.before or CashLevels(), told.levels, told.paid_fen)
    left = step.end(due, min(told.paid_fen, due.amount_fen), How.SURE, told.levels)
    if strange_fen:
        # Told ahead of ``TillUp``, its levels hold as well what fell while nobody listened.
        _name(step, strange_fen, told.levels, alarm=step.bus.info is None)
    if told.paid_fen > due.amount_fen:
        over = yuan_text(told.paid_fen - due.amount_fen)
        text = f"the changer paid out {over} yuan more than it was asked for"
        step.deeds.append(CallStaff("till_counts", str(step.now.utc_ms), text))
    if left is not None:
        step.owe(left)


def ticked(step: Step) -> None:
    """The counts did not come: what is not known to have come out is in doubt."""
    due, since_ms = step.box.active, step.bus.unsure_ms
    if due is None or since_ms is None or step.bus.info is None:
        return
    if step.now.run_ms - since_ms > UNSURE_MS:
        step.end_in_doubt(due, None)


def give_back(step: Step) -> None:
    """Money that nobody is paying with goes back."""
    box = step.box
    if box.credit_fen and not box.attempt:
        owner = box.owner_at(step.now.utc_ms)
        why = Why.CHANGE if owner and box.last_taken else Why.BACK
        step.make_due(why, owner, box.credit_fen, box.credit_ms)


def begin_next(step: Step) -> None:
    """The next sum that waits; one whose owner is taken to be gone waits for a person instead."""
    for due in step.box.dues:
        if due.state is DueState.WAITING and not step.is_fresh(due.attempt, due.since_ms):
            step.owe(due)
    waiting = next((due for due in step.box.dues if due.state is DueState.WAITING), None)
    if waiting is None or step.box.active is not None or not step.bus.has_changer:
        return
    turn = waiting.turn + 1
    about = {"attempt": waiting.attempt, "key": waiting.key, "turn": turn}
    step.write(What.BEGUN, amount_fen=waiting.amount_fen, levels=step.box.levels, **about)
    key = wire_key(waiting.key, turn)
    step.bus = replace(step.bus, asked=key, unsure_ms=None, least_fen=0)
    step.deeds.append(PayOut(key, waiting.amount_fen))
