"""The kiosk's core as a program of its own, without a screen; it takes the arguments of ``main.py``.

What a customer would touch is asked over the control socket, one JSON object a line. Everything but the
window is what ``main.py`` wires: settings, store, driver, gateways, cloud. It can be killed at any time, as
the whole program can.
"""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import sys
from dataclasses import dataclass
from typing import Any

from hardware.rig import open_board, open_reader, open_till
from kiosk.app import Kiosk, Outfit
from kiosk.cabinet.opening import tried
from kiosk.catalog.availability import Availability
from kiosk.clock import SystemClock
from kiosk.errors import KnownError
from kiosk.ops import arguments, logs, settings
from kiosk.ops.first_shop import load_first_shop, save_snapshot
from kiosk.outfit import configured
from kiosk.store.lock import DataLock
from kiosk.views import Mode, Phase
from main import SHOP_FILE, SWITCH_INTERVAL_S
from tests.chaos.warm import bugs
from ui.control import report


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever starts a core decides about its world."""

    utc_off_ms: int = 0
    """By how much the machine's calendar clock is wrong when it starts."""
    bug: str = ""
    """A mistake of ``tests.chaos.warm.bugs`` that this core makes."""


class WrongClock(SystemClock):
    """A machine's clocks whose calendar may jump, both ways: a flat battery, a network's time, a hand."""

    def __init__(self, utc_off_ms: int) -> None:
        super().__init__()
        self._utc_off_ms = utc_off_ms

    def utc_ms(self) -> int:
        return super().utc_ms() + self._utc_off_ms

    def jump(self, by_ms: int) -> None:
        """Nothing else notices: what is monotonic goes on as it did."""
        self._utc_off_ms += by_ms


class Counter:
    """The verbs a customer and a technician have. Belongs to the loop's thread."""

    def __init__(self, kiosk: Kiosk, clock: WrongClock) -> None:
        self._kiosk = kiosk
        self._clock = clock
        self.ended = asyncio.Event()

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        kiosk = self._kiosk
        match request["do"]:
            case "state":
                return report.state(kiosk.view, "", "")
            case "on_sale":
                return {"skus": self._on_sale()}
            case "add":
                kiosk.add(request["sku"])
            case "clear":
                kiosk.clear_cart()
            case "pay":
                kiosk.pay()
            case "choose":
                kiosk.choose_method(request["method"])
            case "cancel":
                kiosk.cancel()
            case "more_time":
                kiosk.more_time()
            case "done":
                kiosk.done()
            case "mend":
                return {"lanes": self._mend()}
            case "clock":
                self._clock.advance(round(request["advance_s"] * 1000))
                kiosk.clock_moved()
            case "calendar":
                self._clock.jump(request["by_ms"])
            case unknown:
                raise ValueError(f"nobody can {unknown!r} here")
        return {}

    def _on_sale(self) -> list[str]:
        view = self._kiosk.view
        if view.mode is not Mode.SELLING or (view.sale and view.sale.phase is not Phase.RESULT):
            return []
        states = view.products.items()
        return [sku for sku, state in states if state.availability is Availability.AVAILABLE and state.stock]

    def _mend(self) -> list[str]:
        """A technician looks at every lane that is out, and says that it is well."""
        services = self._kiosk._services
        if services is None or services.machine is None:
            return []
        cabinet = services.machine.cabinet
        lanes = [lane.label for lane in self._kiosk.view.shop.lanes if cabinet.health(lane.label).out]
        for label in lanes:
            cabinet.mend(label)
        return lanes


async def serve(kiosk: Kiosk, chosen: settings.Settings, command: arguments.Run, clock: WrongClock) -> int:
    counter = Counter(kiosk, clock)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, counter.ended.set)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            try:
                answer = {"ok": True, **counter.answer(json.loads(line))}
            except (ValueError, KeyError) as error:
                answer = {"ok": False, "error": repr(error)}
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        writer.close()

    assert command.control is not None, "without a socket nobody can buy"
    server = await asyncio.start_unix_server(talk, command.control)
    try:
        await kiosk.start(configured(chosen))
    except KnownError as error:
        sys.stderr.write(f"{error.text}\n")
    gc.freeze()
    gc.enable()
    bug = asyncio.ensure_future(kiosk.bugs.get())
    ended = asyncio.ensure_future(counter.ended.wait())
    await asyncio.wait([bug, ended], return_when=asyncio.FIRST_COMPLETED)
    server.close()
    await kiosk.stop()
    return 70 if bug.done() else 0


def main(argv: list[str], told: Told) -> int:
    if told.bug:
        bugs.seed(told.bug)
    gc.disable()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    command = arguments.parse(argv)
    assert isinstance(command, arguments.Run), "the core is the kiosk itself"
    chosen = settings.load(command.config, command.overrides, demo=command.demo)
    with DataLock(command.data):
        logs.start(command.data)
        first = load_first_shop(SHOP_FILE, command.data, chosen.profile)
        clock = WrongClock(told.utc_off_ms)
        outfit = Outfit(
            settings=chosen,
            data=command.data,
            clock=clock,
            shop=first.shop,
            open_board=open_board,
            open_reader=open_reader,
            open_till=open_till,
            save_shop=lambda lanes: save_snapshot(SHOP_FILE, command.data, first.table, lanes),
        )
        kiosk = Kiosk(tried(outfit))
        return asyncio.run(serve(kiosk, chosen, command, clock))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Told()))
