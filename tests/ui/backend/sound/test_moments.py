from __future__ import annotations

import dataclasses

from kiosk.views import LineFate, Outcome, Phase, SaleView
from ui.backend.sound.moments import Sound, heard
from ui.showcase.states import fated, sale, selling

SALE = sale(selling(), ("water-spring", "soda-cola"), 0)


def at(phase: Phase, *fates: LineFate, **changes: object) -> SaleView:
    lines = fated(SALE, *fates) if fates else SALE.lines
    return dataclasses.replace(SALE, phase=phase, lines=lines, **changes)  # type: ignore[arg-type]  # SaleView's own fields


MOVING, WAITING, FELL, LOST = LineFate.MOVING, LineFate.WAITING, LineFate.DELIVERED, LineFate.NOT_DELIVERED


def test_money_that_arrives_is_heard_once() -> None:
    assert heard(at(Phase.CODE), at(Phase.PAID)) is Sound.PAID
    assert heard(at(Phase.CHECKING), at(Phase.VENDING, MOVING, WAITING)) is Sound.PAID
    assert heard(at(Phase.PAID), at(Phase.VENDING, MOVING, WAITING)) is None


def test_each_item_that_falls_calls_and_each_that_does_not_is_regretted() -> None:
    begun = at(Phase.VENDING, MOVING, WAITING)
    assert heard(begun, at(Phase.VENDING, FELL, MOVING)) is Sound.TAKE
    assert heard(begun, at(Phase.VENDING, LOST, MOVING)) is Sound.SORRY
    assert heard(begun, at(Phase.VENDING, LineFate.UNKNOWN, MOVING)) is Sound.SORRY
    assert heard(at(Phase.VENDING, FELL, MOVING), at(Phase.RESULT, FELL, LOST)) is Sound.SORRY


def test_a_refusal_is_regretted_and_a_cancel_is_silent() -> None:
    assert heard(at(Phase.CODE), at(Phase.RESULT, outcome=Outcome.REFUSED)) is Sound.SORRY
    assert heard(at(Phase.CODE), at(Phase.RESULT, outcome=Outcome.CANCELLED)) is None


def test_what_happened_before_a_restart_is_not_heard_again() -> None:
    ended = at(Phase.RESULT, FELL, FELL)
    assert heard(None, ended) is None
    assert heard(dataclasses.replace(SALE, number="other"), ended) is None
    assert heard(ended, None) is None
