"""The import law: walls between the rooms, places of the libraries, purity of the middle."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.laws.tree import PRODUCT, Finding, Source, report, sample, sources
from tests.laws.walls import foreign_to_hardware, imports, impure, misplaced_libraries, through_walls

Law = Callable[[Source], list[Finding]]

LAWS: list[tuple[Law, str]] = [
    (
        through_walls,
        "take the value as an argument, or a Protocol of your own that main.py fills in; "
        "cloud and kiosk share only money, pricing, payments and wire.",
    ),
    (misplaced_libraries, "call the room that owns the library; give it a function if one is missing."),
    (
        impure,
        "hand the time, the number or the row in as a value: step(state, event) decides, its shell acts.",
    ),
    (foreign_to_hardware, "hardware is used alone at a technician's bench: standard library and pyserial."),
]


@pytest.mark.parametrize(("law", "instead"), LAWS, ids=lambda value: getattr(value, "__name__", ""))
def test_the_tree_keeps_the_law(law: Law, instead: str) -> None:
    broken = [finding for source in sources(".py", *PRODUCT) for finding in law(source)]
    assert not broken, report(broken, instead)


BAD: list[tuple[Law, str, str]] = [
    (through_walls, "kiosk/app.py", "from ui.app import Ui"),
    (through_walls, "kiosk/app.py", "def f():\n    from hardware.drivers.xy.board import XyBoard"),
    (through_walls, "kiosk/app.py", "from hardware import drivers"),
    (through_walls, "hardware/rig.py", "import kiosk.clock"),
    (through_walls, "cloud/app.py", "from kiosk.store.store import Store"),
    (through_walls, "cloud/app.py", "from kiosk import errors"),
    (through_walls, "ui/app.py", "if TYPE_CHECKING:\n    import hardware.api"),
    (through_walls, "kiosk/app.py", "import tests.worlds.truth"),
    (through_walls, "kiosk/app.py", "importlib.import_module('ui.app')"),
    (misplaced_libraries, "kiosk/app.py", "from PySide6.QtCore import QTimer"),
    (misplaced_libraries, "ui/backend/backend.py", "import qasync"),
    (misplaced_libraries, "hardware/drivers/xy/board.py", "import serial.tools.list_ports"),
    (misplaced_libraries, "kiosk/app.py", "def f():\n    from sqlalchemy import select"),
    (misplaced_libraries, "cloud/pay/desk.py", "import requests"),
    (impure, "kiosk/sale/table.py", "import time"),
    (impure, "kiosk/sale/table.py", "from kiosk.clock import Clock"),
    (impure, "kiosk/pricing/quote.py", "import random"),
    (impure, "kiosk/catalog/search.py", "import logging"),
    (impure, "kiosk/money.py", "from pydantic import BaseModel"),
    (foreign_to_hardware, "hardware/link/serial_port.py", "import requests"),
]


@pytest.mark.parametrize(("law", "path", "text"), BAD)
def test_the_law_bites(law: Law, path: str, text: str) -> None:
    assert law(sample(text, path)), f"{law.__name__} lets this pass: {text}"


GOOD: list[tuple[Law, str, str]] = [
    (through_walls, "kiosk/app.py", "from hardware import api"),
    (through_walls, "cloud/app.py", "from kiosk.payments.intent import Gateway\nimport kiosk.wire"),
    (through_walls, "main.py", "from hardware.rig import open_board\nfrom ui.app import run_ui"),
    (misplaced_libraries, "hardware/link/serial_port.py", "import serial"),
    (misplaced_libraries, "ui/app.py", "import qasync\nfrom PySide6.QtGui import QFont"),
    (impure, "kiosk/sale/table.py", "from dataclasses import dataclass\nfrom kiosk.money import Money"),
    (foreign_to_hardware, "hardware/link/serial_port.py", "import serial, termios"),
]


@pytest.mark.parametrize(("law", "path", "text"), GOOD)
def test_the_law_lets_the_right_way_pass(law: Law, path: str, text: str) -> None:
    assert law(sample(text, path)) == []


def test_every_way_to_import_is_seen() -> None:
    text = "import a.b\nfrom c import d\nfrom . import e\nfrom ..f import g\n__import__('h')"
    found = [name for _, name in imports(sample(text, "kiosk/sale/x.py"))]
    assert sorted(found) == ["a.b", "c", "h", "kiosk.f", "kiosk.sale"]
