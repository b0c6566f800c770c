"""A sale as its customer understands it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.promotions.views import SavingView
from kiosk.sale.ending import RESTING
from kiosk.sale.paying import EXTENSIONS_MAX
from kiosk.sale.state import (
    MAY_STILL_BE_PAID,
    AttemptState,
    Fate,
    Line,
    Refund,
    Sale,
    Stage,
    Why,
)
from kiosk.sale.state import RefundState as State
from kiosk.views import (
    NO_TILL,
    LineFate,
    Outcome,
    Phase,
    RefundState,
    RefundView,
    SaleLineView,
    SaleView,
    TillView,
)

_REFUNDS = {
    State.SENDING: RefundState.DUE,
    State.ACCEPTED: RefundState.ON_ITS_WAY,
    State.DONE: RefundState.DONE,
    State.STUCK: RefundState.WITH_STAFF,
}
_COUNTED = (Phase.CODE, Phase.CONFIRM)
_ENDED_UNPAID = {Why.CANCELLED: Outcome.CANCELLED, Why.REFUSED: Outcome.REFUSED}


def phase(sale: Sale, turning: bool) -> Phase:
    """``turning``: the board said that a motor moves."""
    current = sale.current
    match sale.stage:
        case Stage.OPEN:
            return Phase.RESULT if sale.why is Why.REFUSED else Phase.PREPARING
        case Stage.PAYING:
            if current is not None and current.scanned:
                return Phase.CONFIRM
            shown = current is not None and current.state is AttemptState.SHOWN
            return Phase.CODE if shown else Phase.PREPARING
        case Stage.CLOSING:
            return Phase.PREPARING if sale.why is Why.SWITCHED else Phase.CHECKING
        case Stage.VENDING:
            started = turning or any(line.fate not in (Fate.WAITING, Fate.MOVING) for line in sale.lines)
            return Phase.VENDING if started else Phase.PAID
        case Stage.SETTLING:
            return Phase.SETTLING
        case _:
            return Phase.RESULT


def outcome(sale: Sale, *, waits_for_end: bool = True) -> Outcome:
    """How it ended, as far as it has. ``waits_for_end`` False: nothing can end what might still be paid."""
    if sale.stage in (Stage.PAYING, Stage.CLOSING, Stage.VENDING, Stage.SETTLING):
        return Outcome.OPEN
    if not sale.funded_by:
        return _unfunded(sale, waits_for_end)
    fates = {line.fate for line in sale.lines if not line.gift}
    if Fate.UNKNOWN in fates:
        return Outcome.IN_DOUBT
    if fates == {Fate.DELIVERED}:
        all_fell = all(line.fate is Fate.DELIVERED for line in sale.lines)
        return Outcome.DELIVERED if all_fell else Outcome.GIFT_MISSED
    return Outcome.PARTLY if Fate.DELIVERED in fates else Outcome.NOTHING


def _unfunded(sale: Sale, waits_for_end: bool) -> Outcome:
    if sale.paid_fen:
        return Outcome.NOTHING
    if any(attempt.state in MAY_STILL_BE_PAID for attempt in sale.attempts):
        # a code that nothing can end is over for its customer with its time; what comes late goes back
        return Outcome.CHECKING if waits_for_end or sale.why is not Why.EXPIRED else Outcome.EXPIRED
    if sale.stage is Stage.OPEN:
        return Outcome.REFUSED if sale.why is Why.REFUSED else Outcome.OPEN
    return _ENDED_UNPAID.get(sale.why, Outcome.EXPIRED)


def sale_view(
    sale: Sale,
    methods: Sequence[str],
    *,
    turning: bool,
    notice: str,
    ends_at_ms: int,
    span_ms: int,
    truth_url: str,
    till: TillView = NO_TILL,
    own_codes: Sequence[str] = (),
    waits_for_end: bool = True,
    savings: Sequence[SavingView] = (),
    plain_fen: Sequence[int] = (),
) -> SaleView:
    """``ends_at_ms`` and ``span_ms``: the code's countdown, 0 when none runs; ``notice``: a message key;
    ``own_codes``: wallets whose own code could be charged now; ``waits_for_end``: see ``outcome``;
    ``plain_fen``: of each line, before ``savings``."""
    current = sale.attempt(sale.funded_by) or sale.current
    now = phase(sale, turning)
    surplus = any(refund.attempt != sale.funded_by for refund in sale.refunds) and bool(sale.funded_by)
    return SaleView(
        number=sale.number,
        stage=sale.stage.value,
        phase=now,
        method=sale.next_method or (current.method if current else ""),
        methods=tuple(methods),
        code=current.code if current and now is Phase.CODE else "",
        amount_fen=sale.due_fen,
        lines=tuple(
            SaleLineView(
                line.index,
                line.sku,
                line.lane,
                line.amount_fen,
                _fate(sale, line),
                line.gift,
                plain_fen[line.index] if line.index < len(plain_fen) else 0,
            )
            for line in sale.lines
        ),
        refunds=tuple(_refund(sale, refund) for refund in sale.refunds if refund.state in _REFUNDS),
        outcome=outcome(sale, waits_for_end=waits_for_end),
        ends_at_ms=ends_at_ms if now in _COUNTED else 0,
        span_ms=span_ms if now in _COUNTED else 0,
        can_cancel=now in (Phase.PREPARING, Phase.CODE, Phase.CONFIRM, Phase.CHECKING),
        can_extend=now is Phase.CODE and sale.extensions < EXTENSIONS_MAX,
        truth_url=truth_url,
        notice="paid_twice" if surplus else notice,
        till=till,
        savings=tuple(savings),
        own_codes=tuple(own_codes) if now is Phase.CODE and not till.shows else (),
    )


def _fate(sale: Sale, line: Line) -> LineFate:
    """What a sale that rests has not given out it never will: nobody is to wait for it."""
    if line.fate is Fate.WAITING and sale.stage in RESTING:
        return LineFate.NOT_DELIVERED
    return LineFate(line.fate.value)


def at_rest(sale: Sale, truth_url: str) -> SaleView:
    """A sale nobody stands before any more."""
    return sale_view(sale, (), turning=False, notice="", ends_at_ms=0, span_ms=0, truth_url=truth_url)


def before_opening(total_fen: int) -> SaleView:
    """The customer pressed *pay* while the services were still coming up: a sale that is not yet one."""
    return SaleView(
        number="",
        stage=Stage.OPEN.value,
        phase=Phase.PREPARING,
        method="",
        methods=(),
        code="",
        amount_fen=total_fen,
        lines=(),
        refunds=(),
        outcome=Outcome.OPEN,
        ends_at_ms=0,
        span_ms=0,
        can_cancel=True,
        can_extend=False,
    )


def _refund(sale: Sale, refund: Refund) -> RefundView:
    attempt = sale.attempt(refund.attempt)
    method = attempt.method if attempt is not None else ""
    return RefundView(refund.number, refund.amount_fen, _REFUNDS[refund.state], method)


def nothing_to_tell(sale: Sale, notice: str, back_fen: int = 0, *, waits_for_end: bool = True) -> bool:
    """Cancelled, and nothing paid: the customer just goes on shopping, unless it was we who cancelled and
    ``notice`` says why, or ``back_fen`` come out of the till. Whoever cancelled a code that nothing can end
    (``waits_for_end`` False) is not kept for it: should it be paid after all, that goes back by itself."""
    if notice or back_fen or sale.why is not Why.CANCELLED or sale.paid_fen:
        return False
    if sale.stage is Stage.CLOSED:
        return outcome(sale) is Outcome.CANCELLED
    return not waits_for_end and sale.stage in (Stage.CLOSING, Stage.WATCHING)
