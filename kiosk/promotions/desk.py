"""Where prices are made: the published rules, what was used of them, who shops and what they chose.

The price rules load beside the first frame: until ``open`` is through there are no prices, and nothing is
sold.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.outfit import Outfit
from kiosk.promotions.uses import Uses
from kiosk.promotions.views import DRAWN

if TYPE_CHECKING:
    from kiosk.cabinet.watch import Finding
    from kiosk.pricing.moment import Moment
    from kiosk.pricing.occasion import Customer
    from kiosk.promotions.prices import Prices
    from kiosk.promotions.published import Published

RULES, TABLE = "rules", "table"
"""The kind and the key of the one document that holds all rules."""


class PriceDesk:
    """Belongs to the loop's thread. ``touched``: the customer changed what the cart costs; ``renew`` the
    snapshot."""

    def __init__(self, outfit: Outfit, touched: Callable[[], None], renew: Callable[[], None]) -> None:
        self._outfit = outfit
        self._zone = ZoneInfo(outfit.settings.machine.timezone)
        self._touched = touched
        self._renew = renew
        self._prices: Prices | None = None
        self._own: Published | None = None
        """What the machine's own file says."""
        self._told: object = None
        """The merchant's table as the cloud told it last; None: nobody has."""
        self.uses = Uses()

    @property
    def prices(self) -> Prices | None:
        """None: the rules are not loaded yet."""
        return self._prices

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the published rules."""
        return () if self._prices is None else self._prices.published.findings

    async def open(self) -> None:
        """Load the rules on a worker thread. Idempotent; never raises for what the file holds."""
        import asyncio  # no first frame needs it

        if self._prices is None:
            self._prices = await asyncio.to_thread(self._load)
            self._apply(self._prices)

    def _load(self) -> Prices:
        from kiosk.promotions.prices import Prices
        from kiosk.promotions.published import Published, read_file

        currency = self._outfit.settings.machine.currency
        prices = Prices(self._outfit.shop, currency, self.moment, self.uses)
        if self._outfit.rules_file is not None:
            self._own = read_file(self._outfit.rules_file, Published())
            prices.publish(self._own)
        return prices

    def moment(self) -> Moment:
        """Now, in the machine's own zone."""
        from kiosk.pricing.moment import Moment

        now = datetime.datetime.fromtimestamp(self._outfit.clock.utc_ms() // 1000, self._zone)
        return Moment(now.date().isoformat(), now.hour * 60 + now.minute)

    # --- what changes ----------------------------------------------------------------------------------

    def publish(self, table: object) -> None:
        """The merchant's table as the cloud told it (None: it has withdrawn it, and the machine's own holds).
        What the cart costs by it is told like any change."""
        self._told = table
        if self._prices is not None:
            if table is None and self._own is not None:
                self._prices.publish(self._own)
            self._apply(self._prices)
            self._renew()

    def _apply(self, prices: Prices) -> None:
        from kiosk.promotions.published import publish

        if self._told is not None:
            prices.publish(publish(self._told, prices.published))

    def serve(self, customer: Customer, key: str = "", used: Mapping[str, int] | None = None) -> None:
        """Who shops from now on: a member by ``key``, with what they ``used`` of promotions before (the
        store's ``promotions.by_customer``, or the cloud's word); a guest again when they leave."""
        if self._prices is not None:
            self.uses.load_customer(key, used or {})
            self._prices.serve(customer, key)
            self._changed()

    def give(self, coupon: str) -> None:
        """Whoever shops holds a coupon of this id that was won at the machine; empty: no more."""
        if self._prices is not None and self._prices.give(coupon, DRAWN):
            self._changed()

    def choose_coupon(self, code: str | None) -> None:
        if self._prices is not None:
            self._prices.choose_coupon(code)
            self._changed()

    def spend_points(self, spend: bool) -> None:
        if self._prices is not None:
            self._prices.spend_points(spend)
            self._changed()

    def _changed(self) -> None:
        self._touched()
        self._renew()
