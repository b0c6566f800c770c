"""A machine with a till: its devices live on while the kiosk dies, and know what is where."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

from hardware.sim.client import SimProcess
from kiosk.store.audit import audit
from tests.e2e.outside import Site

COIN_MS = 20
"""How long one coin takes to come out: long enough to be killed in the middle of change."""
COINS_FEN = (100, 50, 10)


class TillSite(Site):
    """The simulated till is a process of its own behind a link that stays where it is."""

    def __init__(self, data: Path, *more: str, turn_ms: int = 250) -> None:
        outside = data.with_name(f"{data.name}-till")
        outside.mkdir()
        self.till = SimProcess(
            model="qibixx", link=outside / "till", state=outside / "till.json", turn_ms=COIN_MS
        )
        try:
            super().__init__(data, "--set", f"till.port={self.till.port}", *more, turn_ms=turn_ms)
        except BaseException:
            self.till.close()
            raise
        self._before = self.world()

    def world(self) -> dict[str, Any]:
        """What physically lies in the till, what came out, what the card was charged."""
        return self.till.world()

    def since(self, name: str) -> int:
        """By how much ``in_fen``, ``out_fen`` or ``charged_fen`` has grown since this customer came."""
        return int(self.world()[name]) - int(self._before[name])

    # --- a customer ----------------------------------------------------------------------------------

    def chooses(self, method: str) -> dict[str, Any]:
        """Somebody with one thing in the basket pays so: the sale, once the machine asks for it."""
        self.basket(units=1)
        self.kiosk.tap("buy")
        self.kiosk.until(lambda state: state["sale"] and method in state["sale"]["methods"])
        if self.kiosk.sale()["method"] != method:
            self.kiosk.tap(f"pay:{method}")
        self.kiosk.until(lambda state: state["sale"]["method"] == method and state["sale"]["phase"] == "code")
        self.until(lambda: self._takes(method), step_s=0)
        return self.kiosk.sale()

    def _takes(self, method: str) -> bool:
        world = self.world()
        return bool(world["enabled_coins"]) if method == "cash" else world["reader"] == "VEND"

    def put_in(self, *values_fen: int) -> None:
        """Coins, one after the other, each heard before the next."""
        for value in values_fen:
            before = self.since("in_fen")
            self.until(lambda value=value: self.till.coin(value), step_s=0)  # type: ignore[misc]  # its own default
            self.until(lambda before=before: self.since("in_fen") > before, step_s=0)  # type: ignore[misc]  # its own default

    def pays_exactly(self, fen: int) -> None:
        """In as few coins as can be."""
        for value in COINS_FEN:
            self.put_in(*[value] * (fen // value))
            fen %= value

    def until_in(self, fen: int) -> None:
        """Until the screen knows of so much."""
        self.kiosk.until(lambda state: state["sale"]["till"]["inserted_fen"] == fen)

    def until_out(self, fen: int) -> None:
        """Until so much has come out since this customer came; never more."""
        self.until(lambda: self.since("out_fen") >= fen, step_s=0)
        assert self.since("out_fen") == fen

    def fresh(self) -> None:
        self.till.fault({"clear": True})
        super().fresh()
        self._before = self.world()

    # --- the books -----------------------------------------------------------------------------------

    def settled(self, timeout_s: float = 60) -> dict[str, Any]:
        """Once nothing is under way: the kiosk's books, the till's own coins, the reader, the gateway."""
        self.until(lambda: not self.world()["held_fen"], timeout_s, step_s=0)
        self.until(lambda: not self._audit()["refund_pending_fen"], timeout_s)
        self.until(lambda: not self._audit()["till"]["owed_fen"], timeout_s, step_s=0)
        books, world = self._audit(), self.world()
        till = books["till"]
        assert world["in_fen"] - world["out_fen"] == till["kept_fen"] + till["handed_fen"], (till, world)
        gateway = self.gateway.books()
        kept_fen = int(str(gateway["payments_taken_fen"])) - int(str(gateway["refunded_fen"]))
        kept_fen += till["kept_fen"] + world["charged_fen"] + world["held_fen"]
        assert kept_fen == books["delivered_fen"] + books["in_doubt_fen"], (books, world)
        return books

    def _audit(self) -> dict[str, Any]:
        report = audit(self.kiosk.data)
        assert report.balanced and not report.double_vends, report.findings
        return report.as_json()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            super().__exit__(kind, error, trace)
        finally:
            self.till.close()
