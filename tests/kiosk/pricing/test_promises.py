"""Every quote keeps its promises, whatever the basket, the rules and the customer."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.pricing import engine
from kiosk.pricing.bill import Bill, units_in
from kiosk.pricing.offers import offer
from kiosk.pricing.rulebook import Chance
from tests.kiosk.pricing.cases import Case, case
from tests.kiosk.pricing.promises import broken

EXAMPLES = 120
"""Some eight seconds of one core; thousands were run when this was written."""
CASES = st.composite(lambda draw: case(lambda least, most: draw(st.integers(least, most))))()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(CASES)
def test_promises_hold(found: Case) -> None:
    assert not broken(found), broken(found)


def serve_plainly(level: Sequence[Chance], bill: Bill) -> None:
    """The rule as it is written: each time ask all again, and take the one that saves most."""
    waiting = list(level)
    while waiting:
        best, most_fen = None, 0
        for chance in waiting:
            free = units_in(bill.free(chance.promotion, chance.mask))
            found = offer(chance.promotion, free, bill, chance.left) if free else None
            if found and found.fen > most_fen and chance.promotion.group not in bill.groups:
                best, deal, most_fen = chance, found, found.fen
        if best is None:
            return
        bill.use(best.promotion, deal)
        waiting.remove(best)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(CASES)
def test_what_is_not_asked_again_would_have_said_the_same(found: Case) -> None:
    ours = found.quote()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_serve_equals", serve_plainly)
        assert found.quote() == ours
