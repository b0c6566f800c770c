"""What must be true in every world, and what must be true at the end. A broken law is a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.sale.books import entries, figures, figures_of
from kiosk.sale.effects import Vend, Worry
from kiosk.sale.state import ENDED, AttemptState, Fate, RefundState, Sale, Stage, foreign_refund_number
from tests.worlds.truth import World


def broken_always(world: World) -> Iterator[str]:
    """Laws that hold at every instant, believed or true."""
    sale = world.sale
    for index, (fell, turned) in enumerate(zip(world.fell, world.turned, strict=True)):
        if fell > 1 or turned > 1:
            yield f"line {index}: {turned} motor turns, {fell} units fell for one paid"
    for line in sale.lines:
        if line.fate is Fate.DELIVERED and world.fell[line.index] != 1:
            yield f"line {line.index} is believed delivered, {world.fell[line.index]} fell"
        if line.fate is Fate.NOT_DELIVERED and world.fell[line.index]:
            yield f"line {line.index} is believed not delivered, but it fell"
        if line.fate is Fate.WAITING and line.turns == 0 and world.turned[line.index]:
            yield f"line {line.index} waits, but its motor turned"
        if line.gift and world.turned[line.index] and not _something_fell(world):
            yield f"line {line.index} is a gift, and its motor turned although nothing that was bought fell"
    if any(isinstance(call, Vend) for call in world.calls) and world.taken_fen < sale.due_fen:
        yield "a motor is ordered to turn before enough money was really taken"
    if sum(isinstance(call, Vend) for call in world.calls) > 1:
        yield "two motors are ordered at once"
    for order in world.orders:
        returned = sum(
            back.amount_fen
            for back in world.paid_back
            if back.attempt == order.number and back.state != "void"
        )
        if returned > order.paid_fen:
            yield f"{order.number}: {returned} fen went back of {order.paid_fen} taken"
    for refund in sale.refunds:
        really = next(
            (back.state for back in world.paid_back if back.number == refund.number), "unknown to it"
        )
        if refund.state is RefundState.DONE and really != "done":
            yield f"{refund.number} is believed paid back; the gateway has it as {really}"
    for attempt in sale.attempts:
        if attempt.doubted and f"staff:{Worry.WRONG_AMOUNT}:{attempt.number}" not in world.called:
            yield f"nobody was called about the wrong amount of {attempt.number}"
    for back in world.paid_back:
        if sale.refund(back.number) is None and back.number != foreign_refund_number(back.attempt):
            yield f"{back.number} went back; the machine does not know it"


def broken_in_itself(sale: Sale) -> Iterator[str]:
    """Laws that also hold at every instant, whatever is true outside."""
    yield from _broken_books(sale)
    live = [attempt for attempt in sale.attempts if attempt.state is AttemptState.SHOWN]
    if len(live) > 1:
        yield "two codes are on the screen"
    if sale.stage in (Stage.CLOSED, Stage.WATCHING) and live:
        yield f"a code is still believed on the screen in {sale.stage}"


def _something_fell(world: World) -> bool:
    """Of what was bought."""
    return any(world.fell[line.index] for line in world.sale.lines if not line.gift)


def _forgotten(world: World) -> Iterator[str]:
    """Somebody paid, stood there to the end, and every turn had an answer: then everything was tried, a gift
    as soon as anything bought has fallen."""
    sale = world.sale
    if not sale.funded_by or not sale.present or any(Worry.LINE_IN_DOUBT in key for key in world.called):
        return
    for line in sale.lines:
        if not line.turns and (not line.gift or _something_fell(world)):
            yield f"line {line.index} was never tried"


def _broken_books(sale: Sale) -> Iterator[str]:
    """paid = delivered + in doubt or under way + refunds, as believed, once nothing is left to open."""
    if not sale.funded_by:
        return
    if any(line.fate not in ENDED for line in sale.lines):
        return
    kept = sum(line.amount_fen for line in sale.lines if line.fate in (Fate.DELIVERED, Fate.UNKNOWN))
    back = sum(refund.amount_fen for refund in sale.refunds if refund.state is not RefundState.VOID)
    if sale.paid_fen != kept + back:
        yield f"books: {sale.paid_fen} paid, {kept} kept, {back} going back"


def broken_by_step(before: Sale, after: Sale) -> str:
    """The postings of one step say the same as the two states: no fen moves without an entry."""
    booked = entries(before, after)
    if any(sum(posting.amount_fen for posting in entry.postings) for entry in booked):
        return "an entry does not sum to zero"
    if figures(before) + figures_of(booked) != figures(after):
        return f"books: {figures(before)} and {booked} do not make {figures(after)}"
    if not figures(after).balanced:
        return f"books do not balance: {figures(after)}"
    return ""


def broken_at_rest(world: World) -> Iterator[str]:
    """Laws for a world where nothing is under way."""
    sale = world.sale
    if sale.stage is Stage.CLOSED:
        worth = sum(line.amount_fen for line, fell in zip(sale.lines, world.fell, strict=True) if fell)
        if world.taken_fen - world.returned_fen != worth:
            yield (
                f"closed: {world.taken_fen} taken, {world.returned_fen} returned, goods worth {worth} fell"
            )
        yield from _forgotten(world)
        if any(line.fate is Fate.UNKNOWN for line in sale.lines):
            yield "closed with a doubtful line"
        if any(
            refund.state is not RefundState.DONE
            for refund in sale.refunds
            if refund.state is not RefundState.VOID
        ):
            yield "closed with a refund that is not done"
    if sale.stage is Stage.NEEDS_STAFF:
        doubts = {str(line.index) for line in sale.lines if line.fate is Fate.UNKNOWN}
        stuck = {refund.number for refund in sale.refunds if refund.state is RefundState.STUCK}
        for worry, subjects in ((Worry.LINE_IN_DOUBT, doubts), (Worry.REFUND_STUCK, stuck)):
            for subject in subjects:
                if f"staff:{worry}:{subject}" not in world.called:
                    yield f"nobody was called about {worry} {subject}"
        if not doubts and not stuck:
            yield "staff are needed for nothing"
