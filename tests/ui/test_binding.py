"""The binding between Python and Qt must count references right, or the kiosk dies after some hours."""

from __future__ import annotations

import sys

import PySide6
from PySide6.QtCore import QSize

CALLS = 200


def test_calls_into_qt_do_not_eat_none() -> None:
    """PySide6 6.12.0 under Python 3.11 drops one reference to None per call that returns nothing: after some
    ten thousand calls Python aborts ("none_dealloc"). Python 3.12 has an immortal None."""
    size = QSize(1, 1)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        size.setWidth(2)
    lost = before - sys.getrefcount(None)
    assert lost < CALLS // 2, (
        f"PySide6 {PySide6.__version__} loses references to None under Python {sys.version.split()[0]}: "
        "pin PySide6 below 6.12 (6.11.3 is sound) or use Python 3.12"
    )
