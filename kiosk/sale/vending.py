"""Rows of the table about goods going out: one motor at a time, doubt named, nothing turned twice."""

from __future__ import annotations

from dataclasses import replace

from kiosk.sale.effects import ArmDeadline, CallStaff, QueryVend, Vend, Worry
from kiosk.sale.ending import Step, carry_on, settle
from kiosk.sale.events import DeadlinePassed, StaffSettled, Timer, VendResult
from kiosk.sale.state import ENDED, Fate, Line, Sale, Stage

TURNS_MAX = 2
"""One order and at most one safe retry, from another lane (DESIGN 5: anti-jackpot)."""


def next_line(sale: Sale) -> Step:
    """Start the first line that waits; when none does, settle. Nothing is given for goods of which none fell:
    that gift stays where it is."""
    waiting = next((line for line in sale.lines if line.fate is Fate.WAITING), None)
    if waiting is None:
        return settle(sale)
    if waiting.gift and not any(line.fate is Fate.DELIVERED for line in sale.lines if not line.gift):
        return next_line(sale.with_line(replace(waiting, fate=Fate.NOT_DELIVERED)))
    return turn(sale, waiting)


def turn(sale: Sale, line: Line) -> Step:
    """Order one motor turn for ``line``."""
    moving = replace(line, fate=Fate.MOVING, turns=line.turns + 1)
    effects = (
        Vend(sale.number, line.index, moving.turns, line.lane, line.motor),
        ArmDeadline(Timer.VEND, str(line.index)),
    )
    return sale.with_line(moving), effects


def vend_result(sale: Sale, event: VendResult) -> Step:
    """A board's answer about one turn. Answers to an earlier turn, or given twice, change nothing."""
    if not 0 <= event.line < len(sale.lines):
        return sale, ()
    line = sale.lines[event.line]
    if event.turn != line.turns:
        return sale, ()
    if line.fate is Fate.MOVING:
        return _ended(sale, line, event)
    if line.fate is Fate.UNKNOWN and event.fate in (Fate.DELIVERED, Fate.NOT_DELIVERED):
        return carry_on(sale.with_line(replace(line, fate=event.fate)))
    return sale, ()


def _ended(sale: Sale, line: Line, event: VendResult) -> Step:
    if event.fate is Fate.UNKNOWN:
        return _doubt(sale, line)
    if event.fate is Fate.NOT_DELIVERED and event.nothing_moved and _may_retry(sale, line, event):
        return turn(sale, replace(line, lane=event.spare_lane, motor=event.spare_motor))
    if event.fate not in ENDED:
        return sale, ()
    sale = sale.with_line(replace(line, fate=event.fate))
    return next_line(sale) if sale.stage is Stage.VENDING else settle(sale)


def _may_retry(sale: Sale, line: Line, event: VendResult) -> bool:
    return bool(event.spare_lane) and sale.present and line.turns < TURNS_MAX


def _doubt(sale: Sale, line: Line) -> Step:
    """It may have fallen, it may fall yet: a later drop could not be told from this one, so the rest of
    the basket is not tried but paid back. The board is asked once more: what it said while this doubt was
    being stored was said about a line that still moved."""
    sale = sale.with_line(replace(line, fate=Fate.UNKNOWN))
    for waiting in sale.lines:
        if waiting.fate is Fate.WAITING:
            sale = sale.with_line(replace(waiting, fate=Fate.NOT_DELIVERED))
    sale, effects = settle(sale)
    worry = CallStaff(Worry.LINE_IN_DOUBT, str(line.index))
    again = QueryVend(sale.number, line.index, line.turns, line.lane, line.motor)
    return sale, (worry, again, *effects)


def vend_deadline(sale: Sale, event: DeadlinePassed) -> Step:
    """No answer in time is no answer: doubt."""
    line = next((line for line in sale.lines if str(line.index) == event.subject), None)
    if line is None or line.fate is not Fate.MOVING:
        return sale, ()
    return _doubt(sale, line)


def staff_settled(sale: Sale, event: StaffSettled) -> Step:
    """A person's word ends a doubt, once."""
    if not 0 <= event.line < len(sale.lines) or sale.lines[event.line].fate is not Fate.UNKNOWN:
        return sale, ()
    fate = Fate.DELIVERED if event.delivered else Fate.NOT_DELIVERED
    return carry_on(sale.with_line(replace(sale.lines[event.line], fate=fate)))
