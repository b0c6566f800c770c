"""``main.py audit``: the books in words, or as one JSON object."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from kiosk.money import yuan_text
from kiosk.ops.arguments import Audit

if TYPE_CHECKING:
    from kiosk.store.audit import AuditReport

EXIT_NOT_BALANCED = 1
SHOWN_MAX = 50


def audit(command: Audit) -> int:
    """Print the audit of ``command.data``; 0 only when the books balance. Raises ``KnownError``."""
    from kiosk.store.audit import audit as audit_books  # loads the database library

    report = audit_books(command.data)
    text = json.dumps(report.as_json(), ensure_ascii=False) if command.json else in_words(report)
    sys.stdout.write(f"{text}\n")
    return 0 if report.balanced else EXIT_NOT_BALANCED


def in_words(report: AuditReport) -> str:
    """For a person."""
    now = report.figures
    lines = [
        f"{report.sales} sales with {report.lines} lines.",
        f"Paid            {yuan_text(now.paid_fen):>12}",
        f"  delivered     {yuan_text(now.delivered_fen):>12}",
        f"  refunded      {yuan_text(now.refunded_fen):>12}",
        f"  to be refunded{yuan_text(now.refund_pending_fen):>12}",
        f"  in doubt      {yuan_text(now.in_doubt_fen):>12}",
        f"Motors turned {report.vends_commanded} times, {report.vends_delivered} lines delivered, "
        f"{report.double_vends} given out twice.",
    ]
    till = report.till
    if till.in_fen:
        lines.append(
            f"Put into the till {yuan_text(till.in_fen)}, paid out {yuan_text(till.out_fen)}, handed out "
            f"{yuan_text(till.handed_fen)}; owed {yuan_text(till.owed_fen)}."
        )
    if report.balanced:
        return "\n".join([*lines, "The books balance."])
    lines.append(f"The books do NOT balance: {len(report.findings)} findings.")
    lines += [f"  {found.sale}: {found.text} ({found.code})" for found in report.findings[:SHOWN_MAX]]
    if len(report.findings) > SHOWN_MAX:
        lines.append(f"  ... and {len(report.findings) - SHOWN_MAX} more; --json has them all.")
    return "\n".join(lines)
