"""Ctrl-C: the tool as a process of its own, ended in the middle of what it does."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hardware.sim.client import SimProcess
from tests.hardware.plug import Plug

ROOT = Path(__file__).resolve().parents[3]
LIMIT_S = 30.0


def heeding_ctrl_c() -> None:
    """A job in the background ignores Ctrl-C, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def stopped_at(words: str, *arguments: str) -> tuple[int, str, str]:
    """Exit code and what was said when Ctrl-C came as soon as ``words`` were heard."""
    command = [sys.executable, "-m", "hardware.bench", *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heeding_ctrl_c
    ) as tool:
        assert tool.stdout is not None and tool.stderr is not None
        heard, until_s = b"", time.monotonic() + LIMIT_S
        while words.encode() not in heard:
            ready, _, _ = select.select([tool.stdout], [], [], max(0.0, until_s - time.monotonic()))
            data = os.read(tool.stdout.fileno(), 65_536) if ready else b""
            assert data, f"it never said {words!r}, only: {heard!r}"
            heard += data
        tool.send_signal(signal.SIGINT)
        rest, errors = tool.communicate(timeout=LIMIT_S)
    return tool.returncode, (heard + rest).decode(), errors.decode()


@pytest.mark.parametrize(
    ("arguments", "words", "code", "said", "errors"),
    [
        (["watch"], "board xy up", 0, "", ""),
        (["scan"], "normal", 130, "normal. Nothing was moved.", "Stopped.\n"),
        (
            ["vend", "--lane", "5"],
            "motor 5 turns",
            130,
            "motor 5 may be turning: look at the lane",
            "Stopped.\n",
        ),
    ],
)
def test_it_ends_at_once_and_says_where_it_was(
    arguments: list[str], words: str, code: int, said: str, errors: str
) -> None:
    with SimProcess(turn_ms=5_000) as sim:
        command, *more = arguments
        ended, heard, complaints = stopped_at(words, command, "--port", sim.port, *more)
        assert (ended, complaints) == (code, errors)
        assert said in heard
        sim.advance(10_000)


def test_a_search_is_broken_off_at_once() -> None:
    plug = Plug()
    ended, heard, complaints = stopped_at("Looking at", "probe", "--port", plug.path, "--ms", "600000")
    plug.pull()
    assert (ended, complaints) == (130, "Stopped.\n")
    assert "found at" not in heard
