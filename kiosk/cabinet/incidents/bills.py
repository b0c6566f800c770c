"""What a bill brought out that only a person can judge, in the words of ``incidents``.

``{subject}`` is the order's or refund's number, ``{detail}`` day, wallet and the two amounts: the same in
every language.
"""

from __future__ import annotations

from kiosk.cabinet.incidents.kinds import NOTHING, Clears, Kind, both
from kiosk.payments.reconcile.cases import Case, Finding
from kiosk.payments.reconcile.words import CASES, fen_text
from kiosk.store.records import Severity

OVERDUE = "reconcile_overdue"
"""The subject is the wallet."""
UNREAD = "reconcile_unread"
"""The subject is the wallet."""

_LOOK = both(
    "在商户平台核对这一笔，并导出对账表。", "Look it up on the merchant platform; export the reconciliation."
)
_FOR_A_PERSON = (
    *(Case.AMOUNT, Case.MISSING, Case.LATE, Case.UNDONE, Case.REFUND_CONFIRMED, Case.REFUND_FAILED),
    *(Case.REFUND_MISSING, Case.FOREIGN_REFUND, Case.STRANGE_ORDER, Case.DOUBLED),
)


def code_of(case: Case) -> str:
    return f"reconcile_{case.value}"


def subject_of(finding: Finding) -> str:
    return finding.key.refund_number or finding.key.order_number


def detail_of(finding: Finding) -> str:
    """``2026-10-01 wechat 3.50 / -``: ours, then the bill's."""
    amounts = f"{fen_text(finding.ours_fen)} / {fen_text(finding.theirs_fen)}"
    return f"{finding.day.isoformat()} {finding.method.value} {amounts}"


BILL_INCIDENTS: dict[str, Kind] = {
    code_of(case): Kind(
        Severity.WARNING,
        Clears.BY_STAFF,
        NOTHING,
        NOTHING,
        both(
            f"对账 {{subject}}：{CASES[case]['zh_CN']}，{{detail}}",
            f"Bill, {{subject}}: {CASES[case]['en']}: {{detail}}",
        ),
        _LOOK,
    )
    for case in _FOR_A_PERSON
}
BILL_INCIDENTS[OVERDUE] = Kind(
    Severity.WARNING,
    Clears.BY_STAFF,
    NOTHING,
    NOTHING,
    both("{subject} 对账已拖延三天：{detail}", "{subject} could not be reconciled for three days: {detail}"),
    both(
        "检查网络和商户账号，再运行 main.py doctor。", "Check network and account, then run main.py doctor."
    ),
)
BILL_INCIDENTS[UNREAD] = Kind(
    Severity.WARNING,
    Clears.BY_STAFF,
    NOTHING,
    NOTHING,
    both(
        "{subject} 账单无法使用，已逐笔查询：{detail}",
        "{subject}: no usable bill, orders were asked one by one: {detail}",
    ),
    both("查看数据目录里的账单文件，联系软件方。", "Look at the file in the data folder's bills; tell us."),
)
