"""A bad cable between a driver and a simulated board: two real ptys, and bytes get lost in between."""

from __future__ import annotations

import contextlib
import os
import select
import threading
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from hardware.sim.cable import Cable

READ_MAX_BYTES = 4096
LOOK_S = 0.05


class BadLine:
    """Carries bytes between the board's pty and ``link``, which the driver opens. One byte in so many
    thousand vanishes on the way, in either direction; ``unplug`` pulls the driver's end out for a while.
    """

    def __init__(self, board_port: str, link: Path, chance: Random, lost_permille: int) -> None:
        self._chance, self._lost_permille = chance, lost_permille
        self._board = os.open(board_port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self._cable = Cable(link)
        self._cable.plug_in()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.port = str(link)
        self.lost_bytes = 0
        self._thread = threading.Thread(target=self._carry, name="bad line")
        self._thread.start()

    def unplug(self, for_s: float) -> threading.Timer:
        """Out now, in again after ``for_s``: under another number, as a USB adapter comes back."""
        with self._lock:
            self._cable.pull_out()
        back = threading.Timer(for_s, self._plug_in)
        back.start()
        return back

    def _plug_in(self) -> None:
        with self._lock:
            if not self._over.is_set():
                self._cable.plug_in()

    def _carry(self) -> None:
        while not self._over.is_set():
            with self._lock:
                is_in = self._cable.is_in and self._cable.has_peer()
                ends = [self._board, self._cable.fileno()] if is_in else [self._board]
            ready, _, _ = select.select(ends, [], [], LOOK_S)
            if not is_in:
                self._over.wait(LOOK_S / 10)
            with self._lock:
                if self._board in ready:
                    self._cable.write(self._through(self._read_board()))
                if len(ready) > 1 or (ready and self._board not in ready):
                    self._to_board()

    def _to_board(self) -> None:
        data = self._cable.read() if self._cable.is_in else None
        if data:
            with contextlib.suppress(OSError):
                os.write(self._board, self._through(data))

    def _read_board(self) -> bytes:
        try:
            return os.read(self._board, READ_MAX_BYTES)
        except OSError:
            return b""

    def _through(self, data: bytes) -> bytes:
        kept = bytes(byte for byte in data if self._chance.randrange(1000) >= self._lost_permille)
        self.lost_bytes += len(data) - len(kept)
        return kept

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self._cable.pull_out()
        os.close(self._board)
