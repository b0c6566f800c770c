"""ADH815 and ADH814 cards as ``hardware.api.Board``."""

from __future__ import annotations

from hardware.api import BoardSettings
from hardware.drivers.adh.family import AdhFamily
from hardware.drivers.adh.options import AdhOptions, Model
from hardware.drivers.asked.board import AskedBoard
from hardware.link.port import OpenPort
from hardware.link.serial_port import SerialPort
from hardware.link.trace import Tap
from hardware.wire.adh.frames import Frame


class AdhBoard(AskedBoard[Frame]):
    """One line with one or several ADH cards: as many lanes on each as its model has."""

    def __init__(
        self,
        model: Model,
        settings: BoardSettings,
        *,
        tap: Tap | None = None,
        open_port: OpenPort = SerialPort,
    ) -> None:
        """Raises ``SettingError`` for an option that does not exist."""
        options = AdhOptions.read(model, settings.options)
        super().__init__(AdhFamily(model, options, settings.drop_sensor), settings, tap, open_port)
