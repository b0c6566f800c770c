"""What became of the vends of this run: every key is driven at most once, and answered for ever after."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import Final

from hardware.api import Result, VendFinished, VendOrder, VendOutcome

KEYS_KEPT: Final = 10_000


class VendMemory:
    """Outcomes by key, the last ``KEYS_KEPT`` of them."""

    def __init__(self) -> None:
        self._outcomes: OrderedDict[str, VendOutcome] = OrderedDict()

    def known(self, key: str) -> VendOutcome | None:
        return self._outcomes.get(key)

    def give(self, outcome: VendOutcome) -> VendFinished:
        """Keep the one final answer to an order, ready to be told."""
        self._outcomes[outcome.key] = outcome
        if len(self._outcomes) > KEYS_KEPT:
            self._outcomes.popitem(last=False)
        return VendFinished(outcome)

    def refuse(self, order: VendOrder, text: str) -> VendFinished:
        """Answer an order that will not be carried out."""
        return self.give(VendOutcome(order.key, order.motor, Result.REFUSED, "-", text, nothing_moved=True))

    def correct(self, key: str, result: Result, raw_code: str, text: str) -> None:
        """What is known by now of a vend that had ended as UNKNOWN; its lane stays blocked."""
        self._outcomes[key] = replace(self._outcomes[key], result=result, raw_code=raw_code, text=text)


def forgotten(order: VendOrder, text: str) -> VendFinished:
    """The answer to a question about a vend of which nothing is known; it is not kept."""
    return VendFinished(VendOutcome(order.key, order.motor, Result.UNKNOWN, "-", text, block_lane=True))
