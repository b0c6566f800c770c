"""The one loop of Qt and asyncio, as in the program."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator

import pytest
import qasync  # type: ignore[import-untyped]  # qasync has no stubs
from PySide6.QtGui import QGuiApplication


@pytest.fixture(scope="module")
def loop(qapp: QGuiApplication) -> Iterator[asyncio.AbstractEventLoop]:
    made = qasync.QEventLoop(qapp, already_running=False)
    asyncio.set_event_loop(made)
    with made:
        yield made
    asyncio.set_event_loop(None)
    del made
    # Here and now: Python would else collect the loop's timers on whatever thread reads a picture next.
    gc.collect()
