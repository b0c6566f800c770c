"""The application: renderer, engine, window; the first frame as early as can be; an orderly end."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, QTranslator, QUrl
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow, QSGRendererInterface

from kiosk.errors import BugError
from kiosk.views import Shopping
from ui.backend.backend import Backend
from ui.backend.pictures import Codes, Icons, Pictures, PictureTrouble
from ui.settings import DisplaySettings, Orientation

FONT_FAMILIES = ["Noto Sans CJK SC", "Noto Sans SC"]
"""Debian's fonts-noto-cjk; the second name is the same face from elsewhere."""
_HERE = Path(__file__).parent
_TRANSLATIONS = _HERE / "i18n"
_GPU_NODES = Path("/dev/dri")


def has_gpu() -> bool:
    """A render node is there: OpenGL is worth trying."""
    return any(_GPU_NODES.glob("renderD*"))


class Ui:
    """One window over one kiosk. Make it after nothing and before everything: see ``run_ui``."""

    def __init__(self, shopping: Shopping, settings: DisplaySettings) -> None:
        if "QT_QUICK_BACKEND" not in os.environ and not has_gpu():
            QQuickWindow.setGraphicsApi(QSGRendererInterface.GraphicsApi.Software)
        running = QCoreApplication.instance()
        self._app = running if isinstance(running, QGuiApplication) else QGuiApplication(sys.argv[:1])
        font = QFont()
        font.setFamilies(FONT_FAMILIES)
        self._app.setFont(font)
        self._translator: QTranslator | None = None
        self._engine = QQmlApplicationEngine()
        self._engine.addImportPath(str(_HERE.parent))
        # The engine owns its providers once added.
        self._pictures = PictureTrouble()
        self._engine.addImageProvider("picture", Pictures(settings.media_root, self._pictures.broken.emit))
        self._engine.addImageProvider("icon", Icons(settings.icons))
        self._engine.addImageProvider("code", Codes())
        self.backend = Backend(shopping, settings, self._speak)
        queued = Qt.ConnectionType.QueuedConnection
        self._pictures.broken.connect(self.backend.pictureBroken, queued)
        self.window = self._load(settings)

    def _load(self, settings: DisplaySettings) -> QQuickWindow:
        screen = self._app.primaryScreen().size()
        width, height = settings.windowed or (screen.width(), screen.height())
        self._engine.setInitialProperties(
            {
                "width": width,
                "height": height,
                "backend": self.backend,
                "diagonalInch": settings.diagonal_inch,
                "portraitPanel": settings.orientation is Orientation.PORTRAIT,
                "windowed": settings.windowed is not None,
            }
        )
        self._engine.load(QUrl.fromLocalFile(str(_HERE / "Main.qml")))
        roots: list[QObject] = self._engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise BugError("Main.qml did not load; the messages before this one say why")
        window = roots[0]
        if settings.windowed is None:
            self._app.setOverrideCursor(Qt.CursorShape.BlankCursor)
            window.showFullScreen()
        else:
            window.show()
        return window

    @property
    def app(self) -> QGuiApplication:
        return self._app

    def _speak(self, language: str) -> None:
        """Chinese is the source language: its "translation" only says how numbers are counted."""
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None
        translator = QTranslator()
        if translator.load(str(_TRANSLATIONS / f"{language}.qm")):
            QCoreApplication.installTranslator(translator)
            self._translator = translator
        self._engine.retranslate()

    def show_first_frame(self) -> None:
        """Runs Qt alone until the first frame is on the screen; what is heavy may be imported after it."""
        self.window.frameSwapped.connect(
            lambda: QCoreApplication.exit(0), Qt.ConnectionType.SingleShotConnection
        )
        self._app.exec()

    def close(self) -> None:
        """Engine, then view-models, then application: an engine alive at exit can crash (STYLE 4)."""
        self.window.close()
        del self.window
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
        shiboken6.delete(self._engine)
        del self._engine
        shiboken6.delete(self._pictures)
        shiboken6.delete(self.backend)
        del self.backend
        del self._app


def run_ui(
    shopping: Shopping,
    settings: DisplaySettings,
    serve: Callable[[Ui], Awaitable[int]],
) -> int:
    """Show the window, then run ``serve`` on the one loop of Qt and asyncio; its value is the exit code.

    ``shopping`` needs nothing but a first ``view`` (mode STARTING will do): ``serve`` is called after the
    first frame and starts the services. It returns when the kiosk is to end; closing the window cancels it.
    """
    ui = Ui(shopping, settings)
    ui.show_first_frame()
    # qasync brings QtWidgets along: not before somebody can see and touch the goods.
    import asyncio

    import qasync  # type: ignore[import-untyped]  # qasync has no stubs

    loop = qasync.QEventLoop(ui.app, already_running=False)
    asyncio.set_event_loop(loop)
    with loop:
        task = loop.create_task(_coroutine(serve, ui))
        ui.app.lastWindowClosed.connect(task.cancel)
        try:
            code: int = loop.run_until_complete(task)
        except asyncio.CancelledError:
            code = 0
        ui.app.lastWindowClosed.disconnect(task.cancel)
        ui.close()
    return code


async def _coroutine(serve: Callable[[Ui], Awaitable[int]], ui: Ui) -> int:
    return await serve(ui)
