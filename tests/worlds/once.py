"""``step`` asked once for each sale and event. It is pure, and a search asks the same question many times:
worlds differ far more often in what is under way outside than in what the machine believes.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.sale.effects import Effect
from kiosk.sale.events import Event
from kiosk.sale.state import Sale
from tests.worlds.laws import broken_always, broken_by_step, broken_in_itself
from tests.worlds.truth import Under, World, news, replace, under_way

Answer = tuple[Sale, tuple[Effect, ...]]
StepFunction = Callable[[Sale, Event], Answer]


class Once:
    """Remembers every answer of ``step``. Equal sales it answers with are one object, so that the object
    itself is the question next time; what the answer breaks is judged once as well.
    """

    def __init__(self, step: StepFunction) -> None:
        self._step = step
        self._answers: dict[tuple[int, Event], Answer] = {}
        self._same: dict[Sale, Sale] = {}
        self._kept: set[int] = set()
        self._broken: dict[tuple[int, int], str] = {}
        self._alone: dict[int, str] = {}
        self._under: dict[tuple[int, int, Under], Under] = {}
        self._news: dict[tuple[int, frozenset[Event]], frozenset[Event]] = {}
        self._always: dict[tuple[object, ...], str] = {}

    def __call__(self, sale: Sale, event: Event) -> Answer:
        sale = self.same(sale)
        question = (id(sale), event)
        answer = self._answers.get(question)
        if answer is None:
            after, effects = self._step(sale, event)
            answer = self._answers[question] = self.same(after), effects
        return answer

    def heard(self, world: World, event: Event) -> World:
        """The world after the machine has heard ``event``, stored its answer and issued its effects."""
        sale, effects = self(world.sale, event)
        before = Under(world.calls, world.timers, world.called, world.orders)
        question = (id(sale), id(effects), before)  # the answers keep both, so that their ids stay their own
        under = self._under.get(question)
        if under is None:
            under = self._under[question] = under_way(sale, effects, before)
        asked = (id(sale), world.mail)
        mail = self._news.get(asked)
        if mail is None:
            mail = self._news[asked] = news(sale, world.mail)
        calls, timers, called, orders = under
        return replace(world, sale=sale, calls=calls, mail=mail, timers=timers, called=called, orders=orders)

    def same(self, sale: Sale) -> Sale:
        """The one object for all sales equal to ``sale``; kept, so that its id stays its own."""
        if id(sale) in self._kept:
            return sale
        one = self._same.setdefault(sale, sale)
        self._kept.add(id(one))
        return one

    def broken(self, before: Sale, after: Sale) -> str:
        """``broken_by_step`` of two sales."""
        question = (id(self.same(before)), id(self.same(after)))
        if question not in self._broken:
            self._broken[question] = broken_by_step(before, after)
        return self._broken[question]

    def broken_alone(self, sale: Sale) -> str:
        """The first of ``broken_in_itself``."""
        question = id(self.same(sale))
        if question not in self._alone:
            self._alone[question] = next(broken_in_itself(sale), "")
        return self._alone[question]

    def broken_always(self, world: World) -> str:
        """The first of ``broken_always``: it asks for nothing else of a world than this."""
        of = (world.calls, world.orders, world.paid_back, world.fell, world.turned, world.called)
        question = (id(self.same(world.sale)), of)
        if question not in self._always:
            self._always[question] = next(broken_always(world), "")
        return self._always[question]
