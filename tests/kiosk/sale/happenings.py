"""Hypothesis strategies: a basket, and things that may happen to it, likely ones more often."""

from __future__ import annotations

from hypothesis import strategies as st

from kiosk.sale.events import (
    CancelPressed,
    CodeRead,
    DeadlinePassed,
    Event,
    MethodChosen,
    MoreTimePressed,
    PaymentClosed,
    PaymentReady,
    PaymentRefused,
    PaymentReversed,
    PaymentSeen,
    PaymentUnknown,
    PaymentUnpaid,
    Rebooted,
    RefundAccepted,
    RefundRefused,
    RefundSeen,
    RefundUnknown,
    RefundVoided,
    StaffRetried,
    StaffSettled,
    Timer,
    VendResult,
)
from kiosk.sale.state import Fate, Line, Sale, attempt_number, open_sale, refund_number

NUMBER = "K0000001"
PRICE_FEN = 300
LINES_MAX = 3

_attempts = st.integers(0, 2).map(lambda index: attempt_number(NUMBER, index))
_refunds = st.integers(0, 3).map(lambda index: refund_number(NUMBER, index))
_lines = st.integers(0, LINES_MAX - 1)
_fates = st.sampled_from([Fate.DELIVERED, Fate.NOT_DELIVERED, Fate.UNKNOWN])
_amounts = st.sampled_from([PRICE_FEN, PRICE_FEN * 2, PRICE_FEN * 3, 1])
_subjects = st.one_of(_attempts, _refunds, _lines.map(str), st.just(""))


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    """A basket of 1 to 3 lines, each at the same price."""
    count = draw(st.integers(1, LINES_MAX))
    return open_sale(NUMBER, tuple(Line(i, f"sku{i}", f"A{i + 1}", i + 1, PRICE_FEN) for i in range(count)))


def one_event() -> st.SearchStrategy[Event]:
    vend = st.builds(
        VendResult, _lines, st.integers(1, 2), _fates, st.booleans(), st.sampled_from(["", "B1"]), st.just(9)
    )
    return st.one_of(
        st.builds(MethodChosen, st.sampled_from(["wechat", "alipay"])),
        st.builds(CodeRead, st.sampled_from(["wechat", "alipay"])),
        st.just(CancelPressed()),
        st.just(MoreTimePressed()),
        st.builds(DeadlinePassed, st.sampled_from(list(Timer)), _subjects),
        st.builds(PaymentReady, _attempts, st.just("code")),
        st.builds(PaymentSeen, _attempts, _amounts),
        st.builds(PaymentReversed, _attempts, _amounts),
        st.builds(PaymentSeen, _attempts, _amounts),
        st.builds(PaymentUnpaid, _attempts, st.booleans()),
        st.builds(PaymentClosed, _attempts),
        st.builds(PaymentRefused, _attempts),
        st.builds(PaymentUnknown, _attempts),
        vend,
        vend,
        st.builds(RefundSeen, _refunds),
        st.builds(RefundAccepted, _refunds),
        st.builds(RefundRefused, _refunds, st.booleans()),
        st.builds(RefundUnknown, _refunds),
        st.builds(RefundVoided, _refunds),
        st.just(Rebooted()),
        st.builds(StaffSettled, _lines, st.booleans()),
        st.builds(StaffRetried, _refunds),
    )


def events() -> st.SearchStrategy[list[Event]]:
    """A history: half the time one that begins with a payment that fits a basket."""
    begin: st.SearchStrategy[list[Event]] = st.builds(
        lambda fen: [
            MethodChosen("wechat"),
            PaymentReady(attempt_number(NUMBER, 0), "code"),
            PaymentSeen(attempt_number(NUMBER, 0), fen),
        ],
        _amounts,
    )
    rest = st.lists(one_event(), max_size=25)
    return st.one_of(rest, st.builds(lambda first, then: first + then, begin, rest))
