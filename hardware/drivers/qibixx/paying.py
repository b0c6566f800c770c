"""How one payout goes over the bus: plan, dispense once, wait, count, go on with what is left. Pure errands.

**A dispense is never sent again.** The coins are counted before and after each; what the counts say came out
is what was paid. Where its receipt is in doubt (no answer, or the device's silence) the payout ends there,
with what the counts say. Where it was acknowledged and a tube gave less, the rest is made from other tubes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hardware.drivers.asked.steps import Errand, NoReply, ask, look, pause
from hardware.drivers.qibixx.change import best_change
from hardware.drivers.qibixx.payouts import Payout
from hardware.wire.mdb import changer as mdb
from hardware.wire.qibixx.answers import Answer, BusReply

if TYPE_CHECKING:
    from hardware.drivers.qibixx.changer import Changer

LIMIT_MS: Final = 45_000
"""For one dispense of up to 15 coins; changers take about a third of a second a coin (no figure in MDB)."""
QUIET_MS: Final = 300
"""A changer that has not said "paying out" for so long has paid, or never begun."""
POLL_MS: Final = 50
COUNT_AGAIN_MS: Final = 500
"""A changer may count a coin only when it is through."""
ENABLE_TRIES: Final = 3


def pay(changer: Changer) -> Errand[Answer, None]:
    """Carry the payout under way to its end, or as far as the changer goes along."""
    payout = changer.payouts.current
    assert payout is not None
    if payout.sent is not None:
        # The line, or the changer, went away behind a dispense: only counting is left to do.
        _end(changer, payout, (yield from _settle(changer, payout)))
        return
    is_off = yield from _take_no_coins(changer)
    empty: set[int] = set()
    while is_off and (yield from changer.recount()):
        tubes = [coins for coins in changer.payable if coins.kind not in empty]
        plan = best_change(payout.left_fen, tubes)
        if not plan:
            break
        coins = replace(plan[0], count=min(plan[0].count, mdb.DISPENSE_MAX_COINS))
        payout.begin(coins, changer.rule.counts[coins.kind])
        changer.was_reset = False
        came = yield from ask(changer.questions.bus(mdb.dispense(coins.kind, coins.count)))
        if came is NoReply.UNSENT:
            payout.sent = None
            break
        before_fen = payout.paid_fen
        is_sure = yield from _settle(changer, payout)
        is_certain = isinstance(came, BusReply) and came.is_ack
        if is_sure is None or not is_sure or not is_certain:
            _end(changer, payout, is_sure)
            return
        if payout.paid_fen - before_fen < coins.value_fen * coins.count:
            empty.add(coins.kind)
    _end(changer, payout, is_sure=True)


def _end(changer: Changer, payout: Payout, is_sure: bool | None) -> None:
    """Unless its time has run out, or the changer may come back and tell."""
    if changer.payouts.current is not payout:
        return
    if is_sure is None and not changer.presence.is_there:
        return
    changer.payouts.finish(sure=bool(is_sure))


def _take_no_coins(changer: Changer) -> Errand[Answer, bool]:
    """So that the counts move by what is paid alone."""
    for _ in range(ENABLE_TRIES):
        if (yield from changer.enable(frozenset())):
            return True
    return False


def _settle(changer: Changer, payout: Payout) -> Errand[Answer, bool | None]:
    """Wait until the coins are out and count them. Whether the count is sure; None: there is none."""
    coins = payout.sent
    assert coins is not None
    if not (yield from wait_until_quiet(changer)):
        return None
    status = yield from changer.read_tubes()
    if status is not None and payout.count(status.counts[coins.kind]) < coins.count:
        yield from pause(COUNT_AGAIN_MS)
        status = yield from changer.read_tubes()
    if status is None:
        return None
    out = payout.count(status.counts[coins.kind])
    if not out and coins.kind not in changer.rule.counting:
        # This count has never been seen to move: it may be none.
        return False
    changer.rule.went_out(coins.kind, status.counts[coins.kind], exactly=out > 0)
    changer.adopt(status)
    payout.settle(out)
    if out < coins.count:
        changer.jammed.add(coins.kind)
    else:
        changer.jammed.discard(coins.kind)
        if not changer.jammed:
            changer.troubles.coins_went()
    # What a changer counted while its power went may be a coin short.
    return not changer.was_reset


def wait_until_quiet(changer: Changer) -> Errand[Answer, bool]:
    """Until the changer no longer pays; False: it does not end, or went away."""
    began_ms = quiet_ms = yield from look()
    was_busy = False
    while quiet_ms - began_ms < LIMIT_MS:
        yield from pause(POLL_MS)
        yield from changer.poll()
        now_ms = yield from look()
        if changer.presence.is_gone(now_ms):
            return False
        if changer.presence.is_silent or changer.is_busy:
            was_busy |= changer.is_busy
            quiet_ms = now_ms
        elif was_busy or now_ms - quiet_ms >= QUIET_MS:
            return True
    return False
