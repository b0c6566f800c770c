"""What the first frame does not need is not loaded before it: each module is a moment of dark screen more."""

from __future__ import annotations

import ast
import subprocess
import sys

from tests.laws.tree import ROOT

BEHIND_THE_FRAME = frozenset(
    {
        *("kiosk.services", "kiosk.till.keeper", "kiosk.reconciling", "kiosk.ops.demo_parts"),
        *("kiosk.payments.gateways", "urllib.request", "requests", "sqlalchemy", "cryptography", "serial"),
        *("openpyxl", "qrcode", "cloud"),
    }
)


def imports_of_run() -> str:
    """What ``main.run`` imports, as a program that names afterwards all that was loaded."""
    tree = ast.parse((ROOT / "main.py").read_text(encoding="utf-8"))
    run = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "run")
    lines = [ast.unparse(node) for node in run.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return "\n".join(["import sys, main", *lines, "print(*sys.modules)"])


def test_heavy_things_wait_for_the_first_frame() -> None:
    words = [sys.executable, "-c", imports_of_run()]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"ui.app", "kiosk.app"} <= loaded
    assert not loaded & BEHIND_THE_FRAME
