"""What customers do at the machine: buy something, choose how to pay, and then one of many things."""

from __future__ import annotations

import threading
from collections.abc import Callable
from random import Random
from typing import Any

from tests.chaos.plan import AT_THE_TILL, Customer, Plan
from tests.chaos.stand import EXPIRE_S, Stand, State

CODE_LIMIT_S, OVER_LIMIT_S, TILL_LIMIT_S = 12.0, 40.0, 8.0
LANES_WANTED = 12
LAST_MS = (0, 5, 20, 60, 150)
COINS_FEN, BILL_FEN = (50, 100), 1_000
COINS_RATHER = 0.8
CLOSE_FAILS = (1, 4)

Shown = dict[str, Any]
"""A sale whose code, or whose till, waits for the customer: as ``state`` tells of it."""


class Somebody:
    """One customer with one plan."""

    def __init__(self, stand: Stand, chance: Random, plan: Plan) -> None:
        self._stand = stand
        self._chance = chance
        self._plan = plan
        self.code = ""
        """The newest code this customer has seen."""

    def fills_basket(self) -> None:
        core = self._stand.core
        on_sale = core.on_sale()
        if len(on_sale) < LANES_WANTED:
            core.do("mend")
            on_sale = core.on_sale()
        for sku in self._chance.sample(on_sale, min(self._plan.units, len(on_sale))):
            core.do("add", sku=sku)

    def asks_to_pay(self) -> Shown | None:
        """The sale once it can be paid as the customer likes best, or as the machine offers; None: it came to
        its end without that."""
        self._stand.core.do("pay")
        shown = self._until_shown()
        wanted = self._plan.method
        if shown is not None and shown["method"] != wanted and wanted in shown["methods"]:
            shown = self._chooses(wanted)
        return shown

    def acts(self, shown: Shown) -> None:
        """What is planned, with the sale on the screen."""
        if shown["method"] in AT_THE_TILL:
            self._acts_at_the_till(shown)
        else:
            _ACTS[self._plan.customer](self, shown)

    def afterwards(self, shown: Shown) -> None:
        """The screen is free; the code was photographed."""
        if self._plan.customer in (Customer.PAYS_LATE, Customer.PAYS_AFTER_CANCEL) and shown["code"]:
            self._stand.phone("pay", shown["code"])

    def until_over(self) -> None:
        """The screen is free: a sale whose gateway does not answer may go on behind the next customer."""
        self._stand.until(is_over, OVER_LIMIT_S, strict=False)

    # --- before the code -------------------------------------------------------------------------------

    def _until_shown(self, method: str = "") -> Shown | None:
        def shown(state: State) -> bool:
            sale = state["sale"]
            if is_over(state):
                return True
            right = not method or sale["method"] == method
            return bool(
                right and (sale["code"] or (sale["method"] in AT_THE_TILL and sale["stage"] == "paying"))
            )

        state = self._stand.until(shown, CODE_LIMIT_S, strict=False)
        if is_over(state) or not shown(state):
            return None
        sale: Shown = state["sale"]
        self.code = sale["code"] or self.code
        return sale

    def _chooses(self, method: str) -> Shown | None:
        self._stand.core.do("choose", method=method)
        return self._until_shown(method)

    def _other(self, shown: Shown) -> str:
        """Another wallet, where there is one."""
        others = [name for name in shown["methods"] if name != shown["method"] and name not in AT_THE_TILL]
        return self._chance.choice(others) if others else ""

    # --- with the code ---------------------------------------------------------------------------------

    def pays(self, shown: Shown) -> None:
        self._stand.phone("pay", shown["code"])

    def fails_first(self, shown: Shown) -> None:
        self._stand.phone("fail", shown["code"])
        self._stand.phone("pay", shown["code"])

    def two_phones(self, shown: Shown) -> None:
        self._stand.phone("scan", shown["code"])
        self._stand.phone("pay_other_payer", shown["code"])
        self._stand.phone("pay", shown["code"])

    def asks_for_time(self, shown: Shown) -> None:
        self._stand.core.do("more_time")
        now = self._stand.state()["sale"]
        self._stand.phone("pay", now["code"] if now and now["code"] else shown["code"])

    def switches(self, shown: Shown) -> None:
        other = self._other(shown)
        new = self._chooses(other) if other else shown
        if new is not None:
            self.pays(new)

    def switches_back(self, shown: Shown) -> None:
        if other := self._other(shown):
            self._stand.core.do("choose", method=other)
            again = self._chooses(shown["method"])
            shown = again or shown
        self.pays(shown)

    def pays_both(self, shown: Shown) -> None:
        """The old code either as the wallet is changed, or with the new one on the screen."""
        other = self._other(shown)
        if not other:
            self.pays(shown)
            return
        self._stand.core.do("choose", method=other)
        at_once = self._chance.random() < 0.5
        if at_once:
            self.pays(shown)
        new = self._until_shown(other)
        if not at_once:
            self.pays(shown)
        if new is not None:
            self.pays(new)

    def cancels(self, _shown: Shown) -> None:
        self._stand.core.do("cancel")

    def cancels_and_pays(self, shown: Shown) -> None:
        self._stand.core.do("cancel")
        self.pays(shown)

    def leaves(self, _shown: Shown) -> None:
        self._stand.passes(EXPIRE_S + 1)

    def pays_last_second(self, shown: Shown) -> None:
        self._stand.passes(EXPIRE_S - 1)
        late = threading.Timer(self._chance.choice(LAST_MS) / 1000, self.pays, (shown,))
        late.start()
        try:
            self._stand.passes(2)
        finally:
            late.join()

    def leaves_while_close_fails(self, _shown: Shown) -> None:
        self._stand.site.gateway.fault("close", "http_500", times=self._chance.choice(CLOSE_FAILS))
        self._stand.passes(EXPIRE_S + 1)

    # --- with money in the hand ------------------------------------------------------------------------

    def _acts_at_the_till(self, shown: Shown) -> None:
        stand, fen = self._stand, int(shown["amount_fen"])
        match self._plan.customer:
            case Customer.CANCELS | Customer.PAYS_AFTER_CANCEL | Customer.FAILS_FIRST:
                self._pays_in(shown["method"], fen // 2)
                stand.core.do("cancel")
            case Customer.CANCELS_AND_PAYS | Customer.TWO_PHONES:
                stand.core.do("cancel")
                self._offers(shown["method"])
            case Customer.LEAVES | Customer.PAYS_LATE:
                self._pays_in(shown["method"], fen // 3)
                stand.passes(EXPIRE_S + 1)
            case Customer.SWITCHES | Customer.SWITCHES_BACK | Customer.PAYS_BOTH:
                self._pays_in(shown["method"], fen // 2)
                self.switches(shown)
            case _:
                self._pays_in(shown["method"], fen)

    def _pays_in(self, method: str, fen: int) -> None:
        """Until so much is in, or the machine wants no more."""
        wanted = fen

        def enough(state: State) -> bool:
            sale = state["sale"]
            if is_over(state) or sale["stage"] != "paying" or sale["method"] != method:
                return True
            if method == "card":
                return self._offers("card")
            if sale["till"]["inserted_fen"] >= wanted:
                return True
            self._offers(method)
            return False

        self._stand.until(enough, TILL_LIMIT_S, strict=False)

    def _offers(self, method: str) -> bool:
        if method == "card":
            return self._stand.till_takes("card")
        if self._plan.harms_till or self._chance.random() < COINS_RATHER:
            return self._stand.till_takes("coin", self._chance.choice(COINS_FEN))
        return self._stand.till_takes("bill", BILL_FEN)


_ACTS: dict[Customer, Callable[[Somebody, Shown], None]] = {
    Customer.PAYS: Somebody.pays,
    Customer.FAILS_FIRST: Somebody.fails_first,
    Customer.TWO_PHONES: Somebody.two_phones,
    Customer.SWITCHES: Somebody.switches,
    Customer.SWITCHES_BACK: Somebody.switches_back,
    Customer.PAYS_BOTH: Somebody.pays_both,
    Customer.CANCELS: Somebody.cancels,
    Customer.CANCELS_AND_PAYS: Somebody.cancels_and_pays,
    Customer.PAYS_AFTER_CANCEL: Somebody.cancels,
    Customer.LEAVES: Somebody.leaves,
    Customer.LAST_SECOND: Somebody.pays_last_second,
    Customer.PAYS_LATE: Somebody.leaves_while_close_fails,
    Customer.ASKS_FOR_TIME: Somebody.asks_for_time,
}


def is_over(state: State) -> bool:
    """The screen is free, or shows how it ended."""
    return state["sale"] is None or state["sale"]["phase"] == "result"
