"""What staff do to the machine, carried out: each by somebody whose role may, written down before it is done.

What cannot be written down is not done.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from hardware.api import Result, VendOrder, VendOutcome
from kiosk.cabinet.incidents.kinds import Clears
from kiosk.cabinet.incidents.staff import TURN_IN_DOUBT
from kiosk.cabinet.incidents.table import INCIDENTS
from kiosk.catalog.products import Lane
from kiosk.clock import Clock
from kiosk.sale.events import StaffRetried, StaffSettled
from kiosk.sale.state import Fate, RefundState, Stage
from kiosk.staff.pages import SETTLES_IN
from kiosk.staff.people import Person
from kiosk.staff.turns import PREFIX, ServiceTurn, fell
from kiosk.staff.views import Notice, Said

if TYPE_CHECKING:
    from kiosk.services import Services
    from kiosk.store.store import Store

log = logging.getLogger(__name__)

REASON_MAX_CHARS = 60
IN_THE_MOTORS = frozenset({Stage.VENDING, Stage.SETTLING})
"""A sale in one of these has a motor that turns, or may have."""


class Deeds:
    """Belongs to the loop's thread. Who may do what was asked before (``room``)."""

    def __init__(
        self,
        services: Callable[[], Services | None],
        lanes: Callable[[], tuple[Lane, ...]],
        clock: Clock,
        said: Callable[[Notice], None],
        took_one: Callable[[str], None],
        turn_over: Callable[[], None],
    ) -> None:
        """``took_one``: a test turn took a unit out of this lane; ``turn_over``: its end is on the disk."""
        self._services = services
        self._lanes = lanes
        self._clock = clock
        self._said = said
        self._took_one = took_one
        self._turn_over = turn_over
        self._is_ending = False
        self.turn: ServiceTurn | None = None
        """The one that is under way, until its end is on the disk: so long no other may begin."""

    # --- money ---------------------------------------------------------------------------------------

    async def settle(self, who: Person, sale: str, line: int, *, delivered: bool, reason: str) -> None:
        """``who`` has looked: the unit in doubt fell, or it did not, and then its money goes back."""
        services = self._services()
        live = services.live(sale) if services is not None and services.up else None
        if services is None or live is None or not 0 <= line < len(live.sale.lines):
            self._said(Notice(Said.SETTLED_ALREADY, sale))
            return
        doubted = live.sale.lines[line]
        if doubted.fate is not Fate.UNKNOWN or live.sale.stage not in SETTLES_IN:
            self._said(Notice(Said.SETTLED_ALREADY, sale))
            return
        detail = {
            "sale": sale,
            "line": line + 1,
            "sku": doubted.sku,
            "lane": doubted.lane,
            "amount_fen": doubted.amount_fen,
            "delivered": delivered,
            "reason": reason[:REASON_MAX_CHARS],
        }
        if await self._written(services, who, "sale.settled", detail):
            services.runner.tell(sale, StaffSettled(line, delivered))
            self._said(Notice(Said.SETTLED, sale))

    async def retry_refund(self, who: Person, sale: str, number: str) -> None:
        """Ask for a stuck refund again, now."""
        services = self._services()
        live = services.live(sale) if services is not None and services.up else None
        refund = live.sale.refund(number) if live is not None else None
        if services is None or refund is None or refund.state is not RefundState.STUCK:
            self._said(Notice(Said.SETTLED_ALREADY, number))
            return
        detail = {"sale": sale, "refund": number, "amount_fen": refund.amount_fen}
        if await self._written(services, who, "refund.retried", detail):
            services.runner.tell(sale, StaffRetried(number))
            self._said(Notice(Said.RETRIED, number))

    # --- incidents -----------------------------------------------------------------------------------

    async def tick_off(self, who: Person, code: str, subject: str) -> None:
        """``who`` has seen what happened; what lasts, or belongs to a sale, cannot be ticked off."""
        services = self._services()
        kind = INCIDENTS.get(code)
        if services is None or services.machine is None or (kind and kind.clears is not Clears.BY_STAFF):
            return
        if await self._written(services, who, "incident.ticked_off", {"code": code, "subject": subject}):
            services.machine.ledger.clear(code, subject)
            self._said(Notice(Said.TICKED_OFF))

    def sign_off(self, who: Person, zone: str) -> None:
        services = self._services()
        if services is not None and services.machine is not None:
            done = services.machine.sign_off(zone, who.signature)
            self._said(Notice(Said.SIGNED_OFF if done else Said.NOT_COLD, zone))

    # --- lanes ---------------------------------------------------------------------------------------

    async def clear_lane(self, who: Person, label: str) -> None:
        services, lane = self._services(), self._lane(label)
        if services is None or services.machine is None or lane is None:
            return
        if await self._written(services, who, "lane.cleared", {"lane": label}):
            services.machine.cabinet.mend(label)
            services.machine.cabinet.check(label)
            self._said(Notice(Said.CLEARED, label))

    async def pause_lane(self, who: Person, label: str, *, paused: bool) -> None:
        services, lane = self._services(), self._lane(label)
        if services is None or services.machine is None or lane is None:
            return
        action = "lane.paused" if paused else "lane.resumed"
        if await self._written(services, who, action, {"lane": label}):
            services.machine.cabinet.hold(label, held=paused)
            self._said(Notice(Said.PAUSED if paused else Said.RESUMED, label))

    async def test_lane(self, who: Person, label: str) -> None:
        """One turn without a sale. Not while a sale is in the motors, nor another such turn."""
        services, lane = self._services(), self._lane(label)
        if services is None or services.machine is None or lane is None:
            return
        if why := self._hindrance(services, label):
            self._said(Notice(why, label))
            return
        key = f"{PREFIX}{self._clock.utc_ms()}:{label}"
        turn = ServiceTurn(key, label, lane.motor, lane.sku, who.signature)
        self.turn = turn
        if not await services.disk.write_now(lambda store: store.turns.begin(turn)):
            self.turn = None
            self._said(Notice(Said.NO_DISK, label))
            return
        if self._sale_in_the_motors(services):  # it came while the disk was written
            self._end(services, turn, "not_begun", has_fallen=False)
            self._said(Notice(Said.SALE_RUNS, label))
            return
        self._said(Notice())
        services.machine.cabinet.vend(label, VendOrder(key, lane.motor))

    def _hindrance(self, services: Services, label: str) -> Said:
        assert services.machine is not None, "asked before"
        cabinet = services.machine.cabinet
        if self._sale_in_the_motors(services):
            return Said.SALE_RUNS
        if self.turn is not None or cabinet.turning:
            return Said.TURN_RUNS
        return Said.NOTHING if cabinet.answers(label) else Said.BOARD_AWAY

    def _sale_in_the_motors(self, services: Services) -> bool:
        return services.up and any(live.sale.stage in IN_THE_MOTORS for live in services.runner.live.values())

    def turned(self, outcome: VendOutcome) -> None:
        """The end of a turn without a sale, told by the cabinet. Told again, it changes nothing."""
        services, turn = self._services(), self.turn
        if services is None or turn is None or outcome.key != turn.key or self._is_ending:
            return
        has_fallen = fell(outcome)
        self._end(services, turn, outcome.result.value, has_fallen=has_fallen)
        if has_fallen:
            self._took_one(turn.lane)
        said = Said.TEST_FELL if has_fallen else Said.TEST_NOTHING
        if outcome.result is Result.UNKNOWN:
            said = Said.TEST_UNKNOWN
            self._doubt(services, turn, outcome.text)
        self._said(Notice(said, turn.lane, "" if has_fallen else f"{outcome.text} ({outcome.raw_code})"))

    async def find_cut_short(self) -> None:
        """At the start: a turn that was under way when the power went. Nobody knows what it took."""
        services = self._services()
        assert services is not None, "started by them"
        turn = await services.disk.write(lambda store: store.turns.under_way())
        if turn is not None:
            self.turn = turn
            self._end(services, turn, "cut_short", has_fallen=False)
            self._doubt(services, turn, "the program ended before the motor stood still")

    def _end(self, services: Services, turn: ServiceTurn, result: str, *, has_fallen: bool) -> None:
        self._is_ending = True
        loop = asyncio.get_running_loop()

        def work(store: Store) -> None:
            store.turns.end(turn, result, fell=has_fallen)
            loop.call_soon_threadsafe(self._ended)

        services.disk.later(work)

    def _ended(self) -> None:
        self.turn, self._is_ending = None, False
        self._turn_over()

    def _doubt(self, services: Services, turn: ServiceTurn, why: str) -> None:
        if services.machine is not None:
            services.machine.ledger.raise_(TURN_IN_DOUBT, turn.lane, why)

    # --- inside --------------------------------------------------------------------------------------

    def _lane(self, label: str) -> Lane | None:
        return next((lane for lane in self._lanes() if lane.label == label), None)

    async def _written(self, services: Services, who: Person, action: str, detail: dict[str, object]) -> bool:
        """False: the disk did not take it, and nothing is done."""
        log.info("%s: %s", who.signature, action, extra={"detail": detail})
        if await services.disk.write_now(lambda store: store.machine.trail(who.signature, action, detail)):
            return True
        self._said(Notice(Said.NO_DISK))
        return False
