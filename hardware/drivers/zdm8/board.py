"""The ZDM8 board as ``hardware.api.Board``."""

from __future__ import annotations

from hardware.api import BoardSettings
from hardware.drivers.asked.board import AskedBoard
from hardware.drivers.zdm8.family import Zdm8Family
from hardware.drivers.zdm8.options import Zdm8Options
from hardware.link.port import OpenPort
from hardware.link.serial_port import SerialPort
from hardware.link.trace import Tap
from hardware.wire.modbus.frames import Reply


class Zdm8Board(AskedBoard[Reply]):
    """One line with ZDM8 boards: motors 1-100 on address 1, 101-200 on address 2 and so on."""

    def __init__(
        self, settings: BoardSettings, *, tap: Tap | None = None, open_port: OpenPort = SerialPort
    ) -> None:
        """Raises ``SettingError`` for an option that does not exist."""
        options = Zdm8Options.read(settings.options)
        super().__init__(Zdm8Family(options, settings.drop_sensor), settings, tap, open_port)
