"""Real runner, store and adapters over real HTTP: three emulated wallets, by both routes, in one process more
than the test's own (two by way of the cloud)."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cloud.sandbox.client import SandboxProcess
from kiosk.clock import ManualClock, SystemClock
from kiosk.payments.intent import Gateway, Method, PayCode
from kiosk.payments.wallets import WALLETS, Signing, cloud_wallets
from kiosk.sale.events import CodeRead, MethodChosen
from kiosk.sale.state import AttemptState, Stage
from kiosk.sync.client import CloudClient, enrol
from kiosk.sync.identity import Identity
from kiosk.vend.live import Live
from tests.cloud.processes import CloudProcess
from tests.kiosk.vend.rig import Rig

WITHIN_S = 30.0
LOOK_S = 0.02
HURRY_MS = 31_000
"""Past the first pause of a watch."""


class RealTime(ManualClock):
    """Goes by itself, and can be pushed: the gateways live by real time."""

    def monotonic_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000 + self._monotonic_ms

    def utc_ms(self) -> int:
        return time.time_ns() // 1_000_000 + self._monotonic_ms


@dataclass
class Street:
    """Gateways that outlive a rig, and what customers' phones do with them."""

    sandbox: SandboxProcess
    gateways: Mapping[Method, Gateway]
    sales: int = field(default=0)

    def number(self) -> str:
        self.sales += 1
        return f"S{time.time_ns() % 10**10:010d}{self.sales:02d}"

    def order(self, number: str) -> dict[str, Any]:
        """As the gateway itself has it; empty while it has none."""
        orders = self.sandbox.books()["orders"]
        assert isinstance(orders, list)
        return next((one for one in orders if one["out_trade_no"] == number), {})

    def money(self, sale: str) -> tuple[int, int]:
        """Taken and given back for this sale, by the gateways' own books."""
        books: dict[str, Any] = self.sandbox.books()
        mine = [one for one in books["orders"] if str(one["out_trade_no"]).startswith(sale)]
        back = [one for one in books["refunds"] if str(one["out_trade_no"]).startswith(sale)]
        done = sum(one["amount_fen"] for one in back if one["status"] == "SUCCESS")
        return sum(one["taken_fen"] for one in mine), done


@contextlib.contextmanager
def street(folder: Path, route: str) -> Iterator[Street]:
    """``route``: ``direct`` or ``cloud``."""
    with contextlib.ExitStack() as stack:
        sandbox = stack.enter_context(SandboxProcess(keys=folder / "keys"))
        sandbox.refund_plan("SUCCESS", 0)
        tables: dict[Method, dict[str, object]] = {
            Method(name): dict(table) for name, table in sandbox.wallets.items()
        }
        tables[Method.WECHAT]["codepay"] = True
        gateways: Mapping[Method, Gateway]
        if route == "cloud":
            gateways = _by_cloud(stack, folder, tables)
        else:
            signing: dict[Method, Signing] = {
                method: WALLETS[method].open(table, Path("/"), SystemClock(), None)
                for method, table in tables.items()
            }
            for one in signing.values():
                stack.callback(one.close_connections)
            gateways = dict(signing)
        yield Street(sandbox, gateways)


def _by_cloud(
    stack: contextlib.ExitStack, folder: Path, tables: Mapping[Method, Mapping[str, object]]
) -> Mapping[Method, Gateway]:
    lines = []
    for method, table in tables.items():
        lines.append(f"[payments.{method}]")
        lines += [
            f"{key} = {str(value).lower() if value is True else repr(value)}" for key, value in table.items()
        ]
    (folder / "cloud.toml").write_text("\n".join(lines).replace("'", '"') + "\n")
    cloud = stack.enter_context(CloudProcess(folder / "data", "--config", str(folder / "cloud.toml")))
    clock, identity = SystemClock(), Identity.load_or_create(folder / "machine.key")
    enrolled = enrol(cloud.url, str(cloud.line["enrol_code"]), identity, clock)
    client = CloudClient(cloud.url, identity, enrolled.machine_id, enrolled.cloud_id, clock)
    stack.callback(client.close_connections)
    wallets = cloud_wallets([str(method) for method in tables], client)
    for gateway in wallets.values():
        assert gateway.probe() is None
        assert gateway.traits.takes_pay_codes, "the cloud told what its wallets can do"
    return wallets


class Customer:
    """One sale at a rig."""

    def __init__(self, rig: Rig, street: Street) -> None:
        self.rig = rig
        self.street = street

    async def until(self, condition: Callable[[], object]) -> None:
        """Also for what happens outside, of which nobody rings."""
        async with asyncio.timeout(WITHIN_S):
            while not condition():  # noqa: ASYNC110 as said
                await asyncio.sleep(LOOK_S)

    async def buys(self) -> None:
        """Until something that was paid is taken for the goods."""
        await self.until(lambda: self.live.sale.funded_by)

    async def sees_code(self, method: str) -> Live:
        live = self.rig.begin(self.street.number(), 1, method)
        await self.until(lambda: self.code_of(live))
        self.live = live
        return live

    def code_of(self, live: Live) -> str:
        current = live.sale.current
        shown = live.sale.stage is Stage.PAYING and current and current.state is AttemptState.SHOWN
        return current.code if current and shown else ""

    async def switches(self, method: str) -> str:
        """The new code, once it is shown."""
        self.rig.runner.tell(self.live.number, MethodChosen(method))
        await self.until(lambda: self.method == method and self.code_of(self.live))
        return self.code_of(self.live)

    @property
    def method(self) -> str:
        return self.live.sale.current.method if self.live.sale.current else ""

    async def holds(self, method: str, does: str) -> None:
        """A pay code to the reader: until it is charged."""
        code = PayCode(await asyncio.to_thread(self.street.sandbox.pay_code, method, does))
        self.rig.runner.tell(self.live.number, CodeRead(method), code)
        await self.until(lambda: any(one.scanned for one in self.live.sale.attempts))

    async def pays(self, code: str = "", *, number: str = "", force: bool = False) -> bool:
        """By the code's text, or by the order's number."""
        phone = self.street.sandbox.phone
        answer = await asyncio.to_thread(lambda: phone("pay", code, out_trade_no=number, force=force))
        return answer.done

    async def gets(self, fen: int) -> None:
        """Until so much of the sale's money is back, while time flies."""
        async with asyncio.timeout(WITHIN_S):
            while (await asyncio.to_thread(self.street.money, self.live.number))[1] != fen:
                self.rig.pass_time(HURRY_MS)
                await asyncio.sleep(LOOK_S)
