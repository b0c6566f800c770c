"""Screens are drawn by the software renderer, without a window system; any message of Qt fails the test."""

from __future__ import annotations

import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"

from collections.abc import Iterator, Sequence
from typing import Protocol

import pytest
from PySide6.QtGui import QGuiApplication

from ui.backend.voice import speech
from ui.screenshots import Stage, stage


class QtMessage(Protocol):
    type_name: str
    message: str


class QtLog(Protocol):
    """pytest-qt's ``qtlog``."""

    records: Sequence[QtMessage]


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    """No widgets anywhere."""
    return QGuiApplication


@pytest.fixture(autouse=True)
def no_qt_messages(qtlog: QtLog) -> Iterator[None]:
    yield
    messages = [f"{record.type_name}: {record.message}" for record in qtlog.records]
    assert not messages, "Qt said something; no message of Qt is expected:\n" + "\n".join(messages)


@pytest.fixture(autouse=True)
def nobody_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks for the speech server that this machine may have: it would answer for each, and slowly."""
    monkeypatch.setattr(speech, "COMMAND", (sys.executable, "-c", "print('nobody')"))


@pytest.fixture
def small(qapp: QGuiApplication, qtlog: QtLog) -> Iterator[Stage]:
    """The smallest window, in Chinese; made after the capture of messages and gone before it ends."""
    made = stage((1024, 600), "zh_CN", "light")
    yield made
    made.close()
