"""A sale as its customer sees it, through the real table."""

from __future__ import annotations

from kiosk.front.sale_view import before_opening, nothing_to_tell, outcome, phase, sale_view
from kiosk.sale.events import (
    CancelPressed,
    CodeRead,
    DeadlinePassed,
    Event,
    MethodChosen,
    PaymentClosed,
    PaymentReady,
    PaymentRefused,
    PaymentSeen,
    Rebooted,
    RefundAccepted,
    RefundRefused,
    RefundSeen,
    Timer,
    VendResult,
)
from kiosk.sale.state import Fate, Line, Sale, open_sale
from kiosk.sale.table import step
from kiosk.views import LineFate, Outcome, Phase, RefundState, SaleView

A, R = "SA", "SR0"
SHOWN = (MethodChosen("wechat"), PaymentReady(A, "code"))
PAID = (*SHOWN, PaymentSeen(A, 750))


def _after(*events: Event) -> Sale:
    sale = open_sale("S", (Line(0, "tea", "A1", 1, 450), Line(1, "cola", "A2", 2, 300)))
    for event in events:
        sale, _ = step(sale, event)
    return sale


def _view(sale: Sale, *, turning: bool = False, notice: str = "") -> SaleView:
    return sale_view(
        sale,
        ("wechat", "alipay"),
        turning=turning,
        notice=notice,
        ends_at_ms=9_000,
        span_ms=180_000,
        truth_url="https://cloud.example.com/o/t",
    )


def test_the_countdown_stands_with_the_code_alone() -> None:
    fetching, shown, paid = _view(_after(SHOWN[0])), _view(_after(*SHOWN)), _view(_after(*PAID))
    assert (fetching.phase, fetching.code, fetching.ends_at_ms) == (Phase.PREPARING, "", 0)
    assert (shown.phase, shown.code, shown.ends_at_ms, shown.span_ms) == (Phase.CODE, "code", 9_000, 180_000)
    assert (paid.phase, paid.code, paid.ends_at_ms) == (Phase.PAID, "", 0)
    assert (fetching.can_cancel, shown.can_cancel, paid.can_cancel) == (True, True, False)
    assert shown.can_extend and not paid.can_extend


def test_vending_is_said_when_a_motor_moves_or_a_line_has_ended() -> None:
    paid = _after(*PAID)
    assert phase(paid, turning=True) is Phase.VENDING
    assert phase(_after(*PAID, VendResult(0, 1, Fate.DELIVERED)), turning=False) is Phase.VENDING


def test_the_last_word_is_waited_for_in_words() -> None:
    assert phase(_after(*SHOWN, CancelPressed()), turning=False) is Phase.CHECKING
    assert phase(_after(*SHOWN, MethodChosen("alipay")), turning=False) is Phase.PREPARING


def test_accepted_is_not_called_refunded() -> None:
    failed = (*PAID, VendResult(0, 1, Fate.DELIVERED), VendResult(1, 1, Fate.NOT_DELIVERED))
    states = [
        _view(_after(*failed, *more)).refunds[0].state
        for more in ((), (RefundAccepted(R),), (RefundSeen(R),), (RefundRefused(R, hopeless=True),))
    ]
    assert states == [RefundState.DUE, RefundState.ON_ITS_WAY, RefundState.DONE, RefundState.WITH_STAFF]
    assert outcome(_after(*failed)) is Outcome.PARTLY


def test_each_end_has_its_word() -> None:
    nothing = (VendResult(0, 1, Fate.NOT_DELIVERED), VendResult(1, 1, Fate.NOT_DELIVERED))
    ends = {
        Outcome.DELIVERED: (*PAID, VendResult(0, 1, Fate.DELIVERED), VendResult(1, 1, Fate.DELIVERED)),
        Outcome.NOTHING: (*PAID, *nothing),
        Outcome.IN_DOUBT: (*PAID, VendResult(0, 1, Fate.UNKNOWN)),
        Outcome.CANCELLED: (*SHOWN, CancelPressed(), PaymentClosed(A)),
        Outcome.EXPIRED: (*SHOWN, DeadlinePassed(Timer.PAY), PaymentClosed(A)),
        Outcome.REFUSED: (MethodChosen("wechat"), PaymentRefused(A)),
        Outcome.CHECKING: (*SHOWN, CancelPressed(), DeadlinePassed(Timer.CLOSE)),
        Outcome.OPEN: PAID,
    }
    assert {word: outcome(_after(*events)) for word, events in ends.items()} == {word: word for word in ends}


def test_a_code_that_nothing_can_end_is_over_with_its_time() -> None:
    watched = _after(*SHOWN, DeadlinePassed(Timer.PAY), DeadlinePassed(Timer.CLOSE))
    assert outcome(watched) is Outcome.CHECKING, "a close was asked for and is to come"
    assert outcome(watched, waits_for_end=False) is Outcome.EXPIRED
    paid = step(watched, PaymentSeen(A, 750))[0]
    assert outcome(paid, waits_for_end=False) is Outcome.NOTHING, "its money is told of all the same"


def test_late_money_is_never_called_cancelled() -> None:
    late = _after(*SHOWN, CancelPressed(), PaymentSeen(A, 750))
    assert outcome(late) is Outcome.NOTHING and _view(late).refunds[0].amount_fen == 750


def test_who_paid_twice_is_told() -> None:
    twice = _after(
        *SHOWN,
        MethodChosen("alipay"),
        DeadlinePassed(Timer.CLOSE),
        PaymentReady("SB", "code-b"),
        PaymentSeen(A, 750),
        PaymentSeen("SB", 750),
    )
    assert _view(twice, notice="last_second").notice == "paid_twice"
    assert _view(_after(*PAID), notice="last_second").notice == "last_second"


def test_a_cancelled_sale_is_silent_unless_we_cancelled_it() -> None:
    cancelled = _after(*SHOWN, CancelPressed(), PaymentClosed(A))
    assert nothing_to_tell(cancelled, "") and not nothing_to_tell(cancelled, "item_gone")
    assert not nothing_to_tell(_after(*SHOWN, CancelPressed()), "")
    assert not nothing_to_tell(_after(*SHOWN, DeadlinePassed(Timer.PAY), PaymentClosed(A)), "")


def test_who_cancels_what_cannot_be_closed_is_not_kept() -> None:
    leaving = _after(*SHOWN, CancelPressed())
    assert nothing_to_tell(leaving, "", waits_for_end=False)
    assert nothing_to_tell(step(leaving, DeadlinePassed(Timer.CLOSE))[0], "", waits_for_end=False)
    for told in (
        nothing_to_tell(leaving, "machine_gone", waits_for_end=False),
        nothing_to_tell(leaving, "", 100, waits_for_end=False),
        nothing_to_tell(_after(*SHOWN, DeadlinePassed(Timer.PAY)), "", waits_for_end=False),
        nothing_to_tell(step(leaving, PaymentSeen(A, 750))[0], "", waits_for_end=False),
    ):
        assert not told


def test_a_code_that_was_read_is_being_confirmed() -> None:
    sale = _after(*SHOWN, CodeRead("alipay"), PaymentClosed(A))
    view = _view(sale)
    assert (view.phase, view.code, view.method, view.ends_at_ms) == (Phase.CONFIRM, "", "alipay", 9_000)
    assert view.can_cancel and not view.can_extend
    offered = sale_view(
        _after(*SHOWN),
        ("wechat",),
        turning=False,
        notice="",
        ends_at_ms=0,
        span_ms=0,
        truth_url="",
        own_codes=("alipay",),
    )
    assert offered.own_codes == ("alipay",)
    assert not view.own_codes


def test_after_a_power_cut_it_is_settling() -> None:
    assert phase(_after(*PAID, Rebooted()), turning=False) is Phase.SETTLING


def test_pay_pressed_too_early_shows_a_code_on_its_way() -> None:
    early = before_opening(750)
    assert (early.phase, early.amount_fen, early.can_cancel, early.number) == (Phase.PREPARING, 750, True, "")


def test_nobody_waits_for_what_a_sale_that_rests_never_gave_out() -> None:
    """Money of a wrong amount, or that came too late, goes back; its lines never had their turn."""
    before, after = _view(_after(*SHOWN)), _view(_after(*SHOWN, PaymentSeen(A, 751, life_over=True)))
    assert {line.fate for line in before.lines} == {LineFate.WAITING}
    assert {line.fate for line in after.lines} == {LineFate.NOT_DELIVERED}
    refused = _view(_after(SHOWN[0], PaymentRefused(A)))
    assert {line.fate for line in refused.lines} == {LineFate.WAITING}, "another wallet may be chosen"
