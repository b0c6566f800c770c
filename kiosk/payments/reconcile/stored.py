"""A finding as it is kept: the same columns on a machine and in a cloud. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from kiosk.payments.bills.bill import RowKind
from kiosk.payments.intent import Method
from kiosk.payments.reconcile.cases import Case, Deed, Finding, Key, Note


def columns_of(finding: Finding) -> dict[str, str | int | None]:
    """By column; ``finding_from`` reads them back."""
    return {
        "method": finding.method.value,
        "day": finding.day.isoformat(),
        "kind": finding.key.kind.value,
        "order_number": finding.key.order_number,
        "refund_number": finding.key.refund_number,
        "copy": finding.key.copy,
        "found": finding.case.value,
        "sale": finding.sale,
        "machine": finding.machine,
        "ours_fen": finding.ours_fen,
        "theirs_fen": finding.theirs_fen,
        "deed": finding.deed.value,
        "note": finding.note.value,
    }


def finding_from(row: Any) -> Finding:
    """``row``: whatever has the columns as its attributes."""
    return Finding(
        method=Method(row.method),
        day=date.fromisoformat(row.day),
        key=key_from(row),
        case=Case(row.found),
        sale=row.sale,
        machine=row.machine,
        ours_fen=row.ours_fen,
        theirs_fen=row.theirs_fen,
        deed=Deed(row.deed),
        note=Note(row.note),
    )


def key_from(row: Any) -> Key:
    """As ``finding_from``."""
    return Key(RowKind(row.kind), row.order_number, row.refund_number, row.copy)
