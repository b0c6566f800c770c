"""The relay driver against a Modbus server that nobody here wrote (pymodbus), RTU frames over a socket."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest
from pymodbus.framer import FramerType
from pymodbus.pdu import ModbusPDU
from pymodbus.pdu.bit_message import WriteSingleCoilRequest
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from hardware.api import BoardSettings, BoardUp, LaneReport, LaneState, Result, VendFinished, VendOrder
from hardware.drivers.relay.board import RelayBoard
from tests.hardware.xy_peer import ANSWER_LIMIT_S, Events

CHANNELS = 8
PULSE_MS = 200


class Server:
    """A board with eight coils and eight inputs, served by a thread until ``close``."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.switched: list[tuple[int, bool]] = []
        """Coil and value of each single write that came in."""
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._ready.wait(ANSWER_LIMIT_S)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(ANSWER_LIMIT_S)

    async def _serve(self) -> None:
        bits = [SimData(0, count=CHANNELS, values=False, datatype=DataType.BITS)]
        words = [SimData(0, count=1, values=0, datatype=DataType.REGISTERS)]
        device = SimDevice(1, simdata=(bits, bits, words, words))
        server = ModbusTcpServer(
            device, framer=FramerType.RTU, address=("127.0.0.1", self.port), trace_pdu=self._traced
        )
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        await server.serve_forever(background=True)
        self._ready.set()
        await self._stop.wait()
        await server.shutdown()  # type: ignore[no-untyped-call]  # the library's own

    def _traced(self, is_sent: bool, pdu: ModbusPDU) -> ModbusPDU:
        if not is_sent and isinstance(pdu, WriteSingleCoilRequest):
            self.switched.append((pdu.address, pdu.bits[0]))
        return pdu


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def test_relay_is_switched_on_read_back_and_switched_off(server: Server) -> None:
    options: dict[str, object] = {
        "boards": 1,
        "channels": CHANNELS,
        "board_pulse": False,
        "read_back": True,
        "pulse_ms": PULSE_MS,
        "turn_ms": PULSE_MS,
        "cell_doors": True,
    }
    events = Events()
    board = RelayBoard(BoardSettings("relay", f"socket://127.0.0.1:{server.port}", options=options))
    board.start(events)
    try:
        while not (motors := events.wait(BoardUp).info.motors):
            pass
        assert motors == tuple(range(1, CHANNELS + 1))
        board.check_lane(3)
        assert events.wait(LaneReport).state is LaneState.NORMAL
        board.vend(VendOrder("a", 3))
        outcome = events.wait(VendFinished).outcome
        # Its inputs never change: the relay was seen on, and the door stayed shut.
        assert (outcome.result, outcome.raw_code) == (Result.NOT_DELIVERED, "05/00/02")
        assert server.switched == [(2, True), (2, False)]
    finally:
        board.close()
