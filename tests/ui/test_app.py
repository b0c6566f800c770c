"""The application as a whole, in a process of its own: first frame, loop, orderly end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import asyncio, sys
from ui.app import Ui, run_ui
from ui.showcase import shop, shopping, states

async def serve(ui: Ui) -> int:
    assert ui.window.isVisible()
    await asyncio.sleep(0)
    {BODY}
    return 5

sys.exit(run_ui(shopping.PlayedShopping(states.selling()), shop.settings(1024, 600), serve))
"""


def run(body: str) -> subprocess.CompletedProcess[str]:
    program = PROGRAM.replace("{BODY}", body)
    environment = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", program],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_value_of_serve_is_the_exit_code_and_nothing_is_said() -> None:
    done = run("pass")
    assert (done.returncode, done.stdout, done.stderr) == (5, "", "")


def test_closing_the_window_ends_the_program() -> None:
    done = run("ui.window.close(); await asyncio.sleep(60)")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_first_frame_needs_no_widgets_controls_or_code_library() -> None:
    """Imports before the first frame are what a cold start costs (bench: cold start)."""
    program = (
        "import sys\nfrom ui.app import Ui\nfrom ui.showcase import shop, shopping, states\n"
        "ui = Ui(shopping.StillShopping(states.selling()), shop.settings(1024, 600))\n"
        "ui.show_first_frame()\n"
        "late = {'PySide6.QtWidgets', 'qasync', 'qrcode', 'sqlalchemy', 'requests', 'pydantic', 'asyncio'}\n"
        "late |= {'PySide6.QtTextToSpeech', 'PySide6.QtMultimedia'}\n"
        "print(sorted(late & set(sys.modules)))\nui.close()\n"
    )
    environment = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
