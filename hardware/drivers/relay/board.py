"""Relay boards as ``hardware.api.Board``."""

from __future__ import annotations

from hardware.api import BoardSettings
from hardware.drivers.asked.board import AskedBoard
from hardware.drivers.relay.family import RelayFamily
from hardware.drivers.relay.options import RelayOptions
from hardware.link.port import OpenPort
from hardware.link.serial_port import SerialPort
from hardware.link.trace import Tap
from hardware.wire.modbus.frames import Reply


class RelayBoard(AskedBoard[Reply]):
    """One line with relay boards: motors 1-8 on address 1, 9-16 on address 2, or as many as they have."""

    def __init__(
        self, settings: BoardSettings, *, tap: Tap | None = None, open_port: OpenPort = SerialPort
    ) -> None:
        """Raises ``SettingError`` for an option that does not exist."""
        options = RelayOptions.read(settings.options)
        super().__init__(RelayFamily(options, settings.drop_sensor), settings, tap, open_port)
