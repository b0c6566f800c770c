"""``step`` asked once for each sale and event. It is pure, and a search asks the same question many times:
worlds differ far more often in what is under way outside than in what the machine believes.
"""

from __future__ import annotations

from kiosk.sale.effects import Effect
from kiosk.sale.events import Event
from kiosk.sale.state import Sale
from tests.worlds.laws import broken_by_step, broken_in_itself
from tests.worlds.moves import StepFunction

Answer = tuple[Sale, tuple[Effect, ...]]


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

    def __call__(self, sale: Sale, event: Event) -> Answer:
        sale = self.same(sale)
        question = (id(sale), event)
        answer = self._answers.get(question)
        if answer is None:
            after, effects = self._step(sale, event)
            answer = self._answers[question] = self.same(after), effects
        return answer

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
