"""The report for the merchant's office: one row a finding, the same from a machine and from a cloud. Pure."""

from __future__ import annotations

from kiosk.payments.bills.bill import RowKind
from kiosk.payments.reconcile.cases import Finding
from kiosk.payments.reconcile.words import CASES, what_was_done

COLUMNS = (
    *("day", "wallet", "kind", "machine", "sale", "order", "refund", "ours", "theirs", "class"),
    *("class_zh", "class_en", "done", "done_zh", "done_en"),
)
"""``class`` and ``done`` are stable names for programs; beside them the words, in both languages."""
AMOUNTS = frozenset({"ours", "theirs"})
"""Fen; the rest is text. Ours is empty when our books have nothing of it, theirs when the bill has not."""


def row_of(finding: Finding) -> tuple[str | int | None, ...]:
    """In the order of ``COLUMNS``."""
    key = finding.key
    number = key.refund_number
    if key.kind is RowKind.REFUND and not number:
        number = "-"
    return (
        finding.day.isoformat(),
        finding.method.value,
        key.kind.value,
        finding.machine,
        finding.sale,
        key.order_number,
        number,
        finding.ours_fen,
        finding.theirs_fen,
        finding.case.value,
        CASES[finding.case]["zh_CN"],
        CASES[finding.case]["en"],
        finding.deed.value,
        what_was_done(finding, "zh_CN"),
        what_was_done(finding, "en"),
    )
