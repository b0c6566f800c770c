"""The commands about a data folder's books; each loads what it needs when it is asked for."""

from __future__ import annotations

from kiosk.ops.arguments import Audit, Export, Reconcile


def carry_out(command: Audit | Export | Reconcile) -> int:
    """The process's exit code. Raises ``KnownError``."""
    match command:
        case Audit():
            from kiosk.ops.audit_command import audit

            return audit(command)
        case Export():
            from kiosk.ops.books.export_command import export

            return export(command)
        case Reconcile():
            from kiosk.ops.books.reconcile_command import reconcile

            return reconcile(command)
