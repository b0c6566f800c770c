"""Mistakes somebody could make in the shell round the sale, made inside a core when a test asks for one.

The sale's own table has such a list for the explorer (``tests.worlds.bugs``); some of those can be made here,
too. What proves that a soak sees is that each is found by the books alone.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from hardware.api import VendOrder
from kiosk.errors import KnownError
from kiosk.payments.intent import CallUnknown, RefundOrder
from kiosk.sale.effects import QueryVend
from kiosk.sale.events import Event, PaymentSeen, RefundSeen
from kiosk.sale.state import Stage
from kiosk.vend import calls, disk, dispatch, runner
from tests.worlds.bugs import BUGS as OF_THE_TABLE

TABLE_BUGS = (
    "late_money_is_kept",
    "the_second_payment_is_kept",
    "doubt_counts_as_not_delivered",
    "a_power_cut_loses_the_refund",
)
"""Those of ``tests.worlds.bugs`` that are made here."""


def the_motor_turns_again_instead_of_being_asked() -> None:
    def turn_again(self: dispatch.Dispatch, turn: QueryVend) -> None:
        key = f"vend:{turn.sale}:{turn.line}:{turn.turn + 1}"
        self._motors.vend(turn.lane, VendOrder(key, turn.motor))

    dispatch.Dispatch.query_vend = turn_again  # type: ignore[method-assign]  # the mistake


def a_refund_gets_a_new_number_each_time() -> None:
    right = calls.GatewayCalls._refund

    async def renumbered(self: calls.GatewayCalls, refund: RefundOrder, talk: Any, kind: str) -> None:
        if kind == "refund" and talk.asked.total():
            refund = replace(refund, number=f"{refund.number[:-2]}{secrets.randbelow(90) + 10}")
        await right(self, refund, talk, kind)

    calls.GatewayCalls._refund = renumbered  # type: ignore[method-assign]  # the mistake


def money_is_heard_only_while_a_code_is_shown() -> None:
    right = runner.Runner.tell

    def deaf(self: runner.Runner, number: str, event: Event, with_it: Any = None) -> None:
        live = self.live.get(number)
        if isinstance(event, PaymentSeen) and (live is None or live.sale.stage is not Stage.PAYING):
            return
        right(self, number, event, with_it)

    runner.Runner.tell = deaf  # type: ignore[method-assign]  # the mistake


def no_answer_to_a_refund_is_taken_for_yes() -> None:
    right = calls.refund_event

    def trusting(refund: RefundOrder, result: Any) -> Event:
        return RefundSeen(refund.number) if isinstance(result, CallUnknown) else right(refund, result)

    calls.refund_event = trusting


def a_full_disk_is_not_waited_for() -> None:
    async def once(self: disk.Disk, work: Any, _wanted: Any = None) -> object:
        try:
            return await self._store.run(work)
        except KnownError:
            return True

    disk.Disk.write = once  # type: ignore[method-assign,assignment]  # the mistake


_SHELL = (
    the_motor_turns_again_instead_of_being_asked,
    a_refund_gets_a_new_number_each_time,
    money_is_heard_only_while_a_code_is_shown,
    no_answer_to_a_refund_is_taken_for_yes,
    a_full_disk_is_not_waited_for,
)
SHELL_BUGS = {bug.__name__: bug for bug in _SHELL}
NAMES = (*SHELL_BUGS, *TABLE_BUGS)


def seed(name: str) -> None:
    """From now on this process makes the mistake ``name``."""
    if name in SHELL_BUGS:
        SHELL_BUGS[name]()
    else:
        [wrong] = [bug.wrong for bug in OF_THE_TABLE if bug.name == name]
        runner.step = wrong  # type: ignore[attr-defined,assignment]  # the mistake
