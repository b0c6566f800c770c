"""One round: a real core, a real driver on a pty, real gateways over HTTP, and a seed that breaks them."""

from __future__ import annotations

from pathlib import Path
from random import Random

from cloud.sandbox.errors import SandboxError
from hardware.sim.client import SimError
from tests.chaos.customers import Somebody
from tests.chaos.figures import Figures
from tests.chaos.harm import Harm
from tests.chaos.judge import judge, settled
from tests.chaos.plan import Customer, Plan, Round, When
from tests.chaos.stand import SELLING_LIMIT_S, Gone, Stand, State
from tests.e2e.harness import Refused
from tests.e2e.outside import Road


class Machine:
    """Runs a round's plans one after another; whatever breaks, the next customer comes."""

    def __init__(self, story: Round, folder: Path, parent: Path, bug: str = "") -> None:
        """``parent``: where cores come from (``tests.chaos.warm.forked``). ``bug``: a mistake they make."""
        self._story = story
        self._chance = Random(story.seed + 1)
        self.figures = Figures()
        self._stand = Stand(story, folder, parent, bug)
        self._core = self._stand.core
        self._harm = Harm(self._stand, self._chance)

    def run(self) -> Figures:
        figures = self.figures
        try:
            with self._stand:
                for plan in self._story.plans:
                    self._sell(plan)
                self._judge()
        except (AssertionError, OSError, SimError, SandboxError) as error:
            figures.wrong(f"in or after sale {figures.sales}: {type(error).__name__} {error}")
        figures.kills = self._stand.kills
        figures.faults = self._harm.struck
        name = f"round {self._story.seed} {self._story.model}"
        figures.stories = [f"{name}: {words}" for words in figures.stories]
        return figures

    def _sell(self, plan: Plan) -> None:
        self.figures.sales += 1
        stand, waiting = self._stand, list(plan.faults)
        somebody = Somebody(stand, self._chance, plan)
        try:
            somebody.fills_basket()
            self._harm.befall(waiting, When.BUYING, None)
            shown = somebody.asks_to_pay()
            if shown is not None:
                self._harm.befall(waiting, When.CODE, shown)
                somebody.acts(shown)
                self._harm.befall(waiting, When.PAID, shown)
                somebody.until_over()
                somebody.afterwards(shown)
            self._harm.befall(waiting, When.OVER, shown)
        except (Gone, Refused, OSError, AssertionError) as error:
            if not stand.killed.is_set() and self._core.is_running:
                self.figures.wrong(f"sale {plan.number} ({plan.customer}) could not go on: {error}")
            if somebody.code and plan.customer is Customer.PAYS:
                stand.phone("pay", somebody.code)  # it is on the phone, whatever became of the machine
        self._calm()

    def _calm(self) -> None:
        """Faults over, the program up, the machine selling, the screen free: the next customer."""
        stand, harm = self._stand, self._harm
        harm.end()
        stand.site.network.be(Road.OPEN)
        stand.site.cabinet.refill()
        while stand.killed.is_set() or not self._core.is_running or harm.kills_in_start:
            if not stand.killed.is_set() and not self._core.is_running:
                self.figures.wrong(f"the core ended by itself: {self._core.words()}")
            kills_ms, harm.kills_in_start = harm.kills_in_start, []
            stand.start_again(kills_ms)
        harm.put_clock_right()
        stand.until(self._is_free, SELLING_LIMIT_S)

    def _is_free(self, state: State) -> bool:
        if state["mode"] != "selling":
            if not self._stand.is_calendar_right and set(self._story.wallets) == {"unionpay"}:
                self._stand.calendar_off(0)  # UnionPay sells nothing by a wrong calendar
            return False
        if state["sale"] is not None:
            self._core.do("done" if state["sale"]["phase"] == "result" else "cancel")
            return False
        if state["cart"]["count"]:
            self._core.do("clear")
        return True

    def _judge(self) -> None:
        self._stand.calendar_off(0)
        has_eye = self._story.model != "relay"
        books, harm = settled(self._stand), self._harm
        judge(books, self.figures, has_eye=has_eye, unseen=harm.unseen, blinks=harm.blinks)
