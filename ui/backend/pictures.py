"""Pictures at the size they are shown: scaled, greyed and rounded once, off the GUI thread, and kept.

Addresses: ``image://picture/<treatment>/<path>`` with treatment ``plain``, ``grey`` or ``round<radius>``;
``image://icon/<name>/<rrggbb>``; ``image://code/<base64url of the text>``. Machines without a GPU draw no
shader, so whatever needs a mask or another colour is drawn here (STYLE 4).
"""

from __future__ import annotations

import base64
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from urllib.parse import quote, unquote

from PySide6.QtCore import QBuffer, QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QImageReader, QPainter, QPen
from PySide6.QtQml import QQmlImageProviderBase
from PySide6.QtQuick import QQuickImageProvider

CACHE_MAX_BYTES = 16_000_000
"""Forty card pictures of 250 px and a few large ones; the software renderer keeps its own copy besides."""
FILE_MAX_BYTES = 10_000_000
PIXELS_MAX = 16_000_000
"""64 MB while it is decoded; a panel has two million."""
TOLD_MAX = 500
"""Broken pictures that are told of."""
SIDE_DEFAULT_PX = 256
"""When QML asks for no size; a bug in the caller, but a harmless one."""
SIDE_MAX_PX = 4096
ICON_INK = b"#1F1B16"
"""The single colour every icon file is drawn in; replaced by the one asked for."""
QUIET_ZONE_MODULES = 4
"""White round a QR code, ISO/IEC 18004 6.3.8."""
_PLACEHOLDER_INK = QColor("#B9B1A6")


def picture_url(path: str, *, grey: bool = False) -> str:
    """Address of a shop picture; an empty path gives the placeholder."""
    return f"image://picture/{'grey' if grey else 'plain'}/{quote(path, safe='')}"


def rounded_url(path: str, radius_px: int) -> str:
    """Address of a picture that fills its box and has round corners."""
    return f"image://picture/round{radius_px}/{quote(path, safe='')}"


def code_url(text: str) -> str:
    """Address of the QR code of ``text``; empty for an empty text."""
    return f"image://code/{base64.urlsafe_b64encode(text.encode()).decode()}" if text else ""


class _Provider(QQuickImageProvider):
    """Runs on Qt's picture thread and keeps what it made, least recently used out first."""

    def __init__(self) -> None:
        super().__init__(
            QQmlImageProviderBase.ImageType.Image,
            QQmlImageProviderBase.Flag.ForceAsynchronousImageLoading,
        )
        self._kept: OrderedDict[tuple[str, int, int], QImage] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: N802, N803 Qt's names
        width = min(SIDE_MAX_PX, requestedSize.width() if requestedSize.width() > 0 else SIDE_DEFAULT_PX)
        height = min(SIDE_MAX_PX, requestedSize.height() if requestedSize.height() > 0 else width)
        image = self._remembered(id, width, height)
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image

    def _remembered(self, name: str, width: int, height: int) -> QImage:
        key = (name, width, height)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        image = self.draw(name, QSize(width, height))
        with self._lock:
            if key not in self._kept:
                self._kept[key] = image
                self._bytes += image.sizeInBytes()
            while self._bytes > CACHE_MAX_BYTES and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1].sizeInBytes()
        return image

    def draw(self, name: str, box: QSize) -> QImage:
        raise NotImplementedError


class PictureTrouble(QObject):
    """Carries what the picture thread found to the one that owns the kiosk."""

    broken = Signal(str, str, arguments=["path", "why"])


class Pictures(_Provider):
    """The shop's pictures below ``root`` (and its neighbours in the same resources folder). ``broken`` hears
    of each that cannot be shown, once, on Qt's picture thread: its path and why."""

    def __init__(self, root: Path, broken: Callable[[str, str], object] = lambda _path, _why: None) -> None:
        super().__init__()
        self._root = root.resolve()
        self._broken = broken
        self._told: set[str] = set()

    def draw(self, name: str, box: QSize) -> QImage:
        treatment, _, quoted = name.partition("/")
        own = unquote(quoted)
        fills = treatment.startswith("round")
        image, trouble = self._read(self._root / own, box, fills) if own else (QImage(), "")
        if trouble and own not in self._told and len(self._told) < TOLD_MAX:
            self._told.add(own)
            self._broken(own, trouble)
        if image.isNull():
            return _placeholder(box)
        if treatment == "grey":
            return _greyed(image)
        return _rounded(image, box, int(treatment.removeprefix("round"))) if fills else image

    def _read(self, wanted: Path, box: QSize, fills: bool) -> tuple[QImage, str]:
        """The picture at the size it is shown, or why there is none. What is too large is not read at all:
        one picture must not take the memory of the machine."""
        try:
            path = wanted.resolve()
            if not path.is_relative_to(self._root.parent) or not path.is_file():
                return QImage(), "there is no such file"
            if path.stat().st_size > FILE_MAX_BYTES:
                return QImage(), f"the file is larger than {FILE_MAX_BYTES // 1_000_000} MB"
        except (OSError, ValueError) as error:
            return QImage(), f"the file cannot be looked at ({type(error).__name__})"
        reader = QImageReader(str(path))
        mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding if fills else Qt.AspectRatioMode.KeepAspectRatio
        natural = reader.size()
        if natural.width() * natural.height() > PIXELS_MAX:
            return QImage(), f"it has more than {PIXELS_MAX // 1_000_000} megapixels"
        if natural.isValid():
            reader.setScaledSize(natural.scaled(box, mode))
        image = reader.read()
        if image.isNull():
            return QImage(), "the file is damaged, or not a picture"
        return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied), ""


class Icons(_Provider):
    """Stroke icons in the colour asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def draw(self, name: str, box: QSize) -> QImage:
        icon, _, colour = name.partition("/")
        path = self._folder / f"{icon}.svg"
        if not icon.replace("-", "").isalnum() or not path.is_file():
            return _clear(box)
        ink = f"#{colour}".encode()
        source = path.read_bytes().replace(ICON_INK, ink).replace(b"currentColor", ink)
        buffer = QBuffer()
        buffer.setData(QByteArray(source))
        reader = QImageReader(buffer, QByteArray(b"svg"))
        reader.setScaledSize(box)
        image = reader.read()
        return _clear(box) if image.isNull() else image


class Codes(_Provider):
    """QR codes: whole pixels per module, so that any phone reads them, and nothing but black on white."""

    def draw(self, name: str, box: QSize) -> QImage:
        # qrcode takes longer to import than the first frame to draw: only a sale needs it.
        import qrcode
        from qrcode.constants import ERROR_CORRECT_M

        text = base64.urlsafe_b64decode(name).decode()
        code = qrcode.QRCode(border=0, error_correction=ERROR_CORRECT_M)
        code.add_data(text)
        code.make(fit=True)
        matrix = code.get_matrix()
        side = min(box.width(), box.height())
        module = max(1, side // (len(matrix) + 2 * QUIET_ZONE_MODULES))
        margin = (side - module * len(matrix)) // 2
        image = QImage(side, side, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        for row, modules in enumerate(matrix):
            for column, dark in enumerate(modules):
                if dark:
                    painter.fillRect(
                        margin + column * module, margin + row * module, module, module, Qt.GlobalColor.black
                    )
        painter.end()
        return image


def _clear(box: QSize) -> QImage:
    image = QImage(box, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def _greyed(image: QImage) -> QImage:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8).convertToFormat(QImage.Format.Format_ARGB32)
    grey.setAlphaChannel(image.convertToFormat(QImage.Format.Format_Alpha8))
    return grey.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _rounded(image: QImage, box: QSize, radius: int) -> QImage:
    result = _clear(box)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    brush = QBrush(image)
    transform = brush.transform()
    transform.translate((box.width() - image.width()) / 2, (box.height() - image.height()) / 2)
    brush.setTransform(transform)
    painter.setBrush(brush)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(0, 0, box.width(), box.height()), radius, radius)
    painter.end()
    return result


def _placeholder(box: QSize) -> QImage:
    """A plain parcel for a product nobody has drawn yet."""
    image = _clear(box)
    side = min(box.width(), box.height()) * 0.5
    left, top = (box.width() - side) / 2, (box.height() - side) / 2
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(_PLACEHOLDER_INK, max(2.0, side / 24)))
    painter.drawRoundedRect(QRectF(left, top, side, side), side / 10, side / 10)
    painter.drawLine(int(left), int(top + side / 3), int(left + side), int(top + side / 3))
    painter.drawLine(int(left + side / 2), int(top), int(left + side / 2), int(top + side / 3))
    painter.end()
    return image
