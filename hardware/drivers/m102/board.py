"""M102 cards as ``hardware.api.Board``."""

from __future__ import annotations

from hardware.api import BoardSettings
from hardware.drivers.asked.board import AskedBoard
from hardware.drivers.m102.family import M102Family
from hardware.drivers.m102.options import M102Options
from hardware.link.port import OpenPort
from hardware.link.serial_port import SerialPort
from hardware.link.trace import Tap
from hardware.wire.m102.frames import Frame


class M102Board(AskedBoard[Frame]):
    """One line with one or several M102 cards: lanes 1-60 on card 1, 61-120 on card 2 and so on."""

    def __init__(
        self, settings: BoardSettings, *, tap: Tap | None = None, open_port: OpenPort = SerialPort
    ) -> None:
        """Raises ``SettingError`` for an option that does not exist."""
        options = M102Options.read(settings.options)
        super().__init__(M102Family(options, settings.drop_sensor), settings, tap, open_port)
