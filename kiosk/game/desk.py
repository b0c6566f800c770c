"""Where the draw is held: once a visit (or once for each paid sale), as long as the day has prizes.

A prize is written down before the card shows it, so that a power cut never makes a day's prizes more. What is
won is a coupon like any other: the price rules say what it takes off, and from what. It belongs to whoever
stands here, is kept in memory only, and ends with the sale it is used in or with the visit.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.game.keys import AFTER_SALE, OFF, GameKeys
from kiosk.game.rules import CARDS, Day, day_from, deal
from kiosk.game.views import NO_GAME, Draw, GameView
from kiosk.promotions.desk import PriceDesk
from kiosk.promotions.views import DRAWN, coupons_used
from kiosk.sale.books import fallen
from kiosk.sale.state import Sale
from kiosk.tasks import Tasks
from kiosk.vend.live import Live

if TYPE_CHECKING:
    from kiosk.pricing.rules import Coupon
    from kiosk.services import Services

log = logging.getLogger(__name__)

KEY = "game"
"""Under which the day's prizes are kept."""
SEED_BITS = 64


def _any_seed() -> int:
    return secrets.randbits(SEED_BITS)


class GameDesk:
    """Belongs to the loop's thread. ``services``: None before there are any; ``deals`` take what is won;
    ``seed`` is asked once for each draw."""

    def __init__(
        self,
        keys: GameKeys,
        services: Callable[[], Services | None],
        deals: PriceDesk,
        seed: Callable[[], int] = _any_seed,
    ) -> None:
        self._keys = keys
        self._services = services
        self._deals = deals
        self._seed = seed
        self._tasks = Tasks()
        self._watchers: list[Callable[[], None]] = []
        self._day: Day | None = None
        """None: not read yet."""
        self._visit = 0
        self._may_draw = keys.place != AFTER_SALE
        self._drawn = NO_GAME
        """The draw that was held in this visit; ``NO_GAME``: none was."""

    # --- the screen ----------------------------------------------------------------------------------

    @property
    def view(self) -> GameView:
        coupon = self._coupon()
        if self._drawn.card >= 0:
            return self._drawn
        if coupon is None or not self._may_draw or not self._left():
            return NO_GAME
        return GameView(self._keys.place, names=coupon.names, win_percent=self._keys.win_percent)

    def subscribe(self, changed: Callable[[], None]) -> None:
        self._watchers.append(changed)

    def pick(self, card: int) -> None:
        invited = self.view
        if invited.place == OFF or not 0 <= card < CARDS:
            return
        self._may_draw = False
        self._tell(replace(invited, place=OFF, state=Draw.TURNING, card=card))
        wins = deal(self._seed(), self._keys.win_percent)[card]
        self._tasks.spawn(self._turn(self._visit, card, wins=wins))

    # --- life ----------------------------------------------------------------------------------------

    def started(self) -> None:
        """The services are up."""
        if self._keys.place != OFF:
            self._tasks.spawn(self._remember())

    async def stop(self) -> None:
        await self._tasks.end()

    def sale_changed(self, live: Live, before: Sale) -> None:
        """A step is on the disk: goods that were paid for earn a draw, and what was won is spent."""
        if live.sale.funded_by and not before.funded_by and DRAWN in coupons_used(live.quote):
            self._deals.give("")
        if self._keys.place == AFTER_SALE and any(not line.gift for line in fallen(before, live.sale)):
            self._may_draw, self._drawn = True, NO_GAME

    def forget(self) -> None:
        """The visit is over."""
        self._visit += 1
        self._may_draw = self._keys.place != AFTER_SALE
        self._deals.give("")
        self._tell(NO_GAME)

    # --- inside --------------------------------------------------------------------------------------

    def _tell(self, drawn: GameView) -> None:
        self._drawn = drawn
        for changed in self._watchers:
            changed()

    def _coupon(self) -> Coupon | None:
        """What can be won now; None: nothing."""
        prices = self._deals.prices
        if self._keys.place == OFF or prices is None:
            return None
        coupon = prices.book.coupons.get(self._keys.coupon)
        return coupon if coupon is not None and coupon.window.holds(self._deals.moment()) else None

    def _left(self) -> int:
        if self._day is None:
            return 0
        return self._day.on(self._deals.moment().date).left(self._keys.prizes_per_day)

    async def _remember(self) -> None:
        services = self._services()
        assert services is not None, "they are up"
        self._day = day_from(await services.disk.write(lambda store: store.machine.get(KEY)))

    async def _turn(self, visit: int, card: int, *, wins: bool) -> None:
        is_given = wins and await self._written_down()
        if visit != self._visit:
            return  # whoever drew has left; the prize counts, so that nobody can draw for more by leaving
        if is_given:
            self._deals.give(self._keys.coupon)
        self._tell(replace(self._drawn, state=Draw.WON if is_given else Draw.LOST, card=card))

    async def _written_down(self) -> bool:
        """False: the disk did not take it, and nothing is given that nobody counts."""
        services = self._services()
        if services is None or self._day is None:
            return False
        day = self._day = self._day.on(self._deals.moment().date).with_prize()
        log.info("prize %d of %d of %s is won", day.won, self._keys.prizes_per_day, day.date)
        return await services.disk.write_now(lambda store: store.machine.put(KEY, day.table()))
