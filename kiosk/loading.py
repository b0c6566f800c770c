"""What is loaded behind the first frame: nothing of it is shown or touched before the machine can sell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.services import Services


def load_services() -> type[Services]:
    """``kiosk.services`` and whatever it needs. Takes tens of milliseconds, best on a thread of its own."""
    from kiosk.services import Services

    return Services
