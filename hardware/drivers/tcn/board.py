"""The TCN board as ``hardware.api.Board``."""

from __future__ import annotations

from hardware.api import BoardSettings
from hardware.drivers.asked.board import AskedBoard
from hardware.drivers.tcn.family import TcnFamily
from hardware.drivers.tcn.options import TcnOptions
from hardware.link.port import OpenPort
from hardware.link.serial_port import SerialPort
from hardware.link.trace import Tap
from hardware.wire.tcn.frames import Reply


class TcnBoard(AskedBoard[Reply]):
    """One line with one or several TCN boards: lanes 1-80 on board 0, 101-180 on board 1 and so on."""

    def __init__(
        self, settings: BoardSettings, *, tap: Tap | None = None, open_port: OpenPort = SerialPort
    ) -> None:
        """Raises ``SettingError`` for an option that does not exist."""
        options = TcnOptions.read(settings.options)
        super().__init__(TcnFamily(options, settings.drop_sensor), settings, tap, open_port)
