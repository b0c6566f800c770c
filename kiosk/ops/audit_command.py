"""``main.py audit``: the books of a data folder in words, or as one JSON object."""

from __future__ import annotations

import json
import sys

from kiosk.errors import ExitCode
from kiosk.money import yuan_text
from kiosk.ops.arguments import Audit

DOES_NOT_BALANCE = 1


def audit(command: Audit) -> int:
    """0 only when the books balance. Raises ``KnownError`` when there are none or they cannot be read."""
    from kiosk.store.audit import audit as check  # loads the database library

    report = check(command.data)
    if command.json:
        sys.stdout.write(json.dumps(report.as_json(), ensure_ascii=False) + "\n")
        return ExitCode.NORMAL if report.balanced else DOES_NOT_BALANCE
    money = report.figures
    lines = [
        f"{report.sales} sales with {report.lines} lines",
        f"paid           {yuan_text(money.paid_fen):>12}",
        f"  delivered    {yuan_text(money.delivered_fen):>12}",
        f"  refunded     {yuan_text(money.refunded_fen):>12}",
        f"  going back   {yuan_text(money.refund_pending_fen):>12}",
        f"  in doubt     {yuan_text(money.in_doubt_fen):>12}",
        f"motors: {report.vends_commanded} turns ordered, {report.vends_delivered} delivered, "
        f"{report.double_vends} doubled",
        *(f"FINDING {finding.code} {finding.sale}: {finding.text}" for finding in report.findings),
        "The books balance." if report.balanced else "The books do NOT balance.",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return ExitCode.NORMAL if report.balanced else DOES_NOT_BALANCE
