"""Staff are reminded, once each, of tickets that nobody answered in time."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import Any, cast

import pytest

from kiosk.cabinet.incidents.staff import TICKET_OVERDUE
from kiosk.orders import replies as module
from kiosk.orders.replies import Replies
from kiosk.store.repositories.voices import TicketRecord
from tests.kiosk.orders.rig import Rig
from tests.kiosk.store.machine import delivered, paid

A = "M1000000000AB7Q"
HOUR_S = 3600


@pytest.mark.parametrize("is_answered", [False, True])
def test_a_ticket_is_told_of_when_its_promised_time_is_over_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_answered: bool
) -> None:
    monkeypatch.setattr(module, "ASK_EVERY_S", 0.0)
    called: list[tuple[str, str, str]] = []

    async def looks(rig: Rig, times: int) -> None:
        """Let it look so often."""
        seen = 0

        def services() -> Any:
            nonlocal seen
            seen += 1
            return rig.services

        running = asyncio.ensure_future(Replies(services, lambda _orders: None, rig.clock).run())
        await rig.until(lambda: seen > times)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running

    async def scene() -> None:
        async with Rig(tmp_path) as rig:
            cast(Any, rig.services).call_staff = lambda *told: called.append(told)
            await rig.sold(A, *paid(A), *delivered())
            due_ms = rig.clock.utc_ms() + HOUR_S * 1000
            answer = ("Sorry", rig.clock.utc_ms()) if is_answered else ("", 0)
            ticket = TicketRecord("T1", A, "damaged", rig.clock.utc_ms(), due_ms, {}, *answer)
            await rig.store.run(lambda store: store.voices.heard(ticket))
            await looks(rig, 2)
            assert called == [], "there is time"
            rig.clock.advance((HOUR_S + 1) * 1000)
            await looks(rig, 3)
            await looks(rig, 2)

    asyncio.run(scene())
    assert called == ([] if is_answered else [(TICKET_OVERDUE, "T1", A)])
