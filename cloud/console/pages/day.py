"""The first page: one day of Beijing in figures, and what waits for somebody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette_admin import CustomView, route

from cloud.cloud import Cloud
from cloud.console.ends import TONES, End, end_of
from cloud.console.fields import money_text
from cloud.console.pages.page import page
from cloud.console.words import lazy, say
from cloud.pay.states import RefundStep
from cloud.phone.order import LOCAL_TIME
from cloud.store.console import look
from cloud.store.console.look import Sum
from cloud.store.database import Database

OPEN_ENDS = (End.WITH_STAFF, End.BEING_TRIED, End.ON_ITS_WAY)


class DayPage(CustomView):
    """``/console/?day=2026-10-01``; without a day, today."""

    path = "/"
    route_name = "index"
    icon = "fa fa-chart-simple"

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        super().__init__(menu_label=lazy("page.day"))

    @route("")
    async def index(self, request: Request) -> Response:
        now_ms = self._cloud.clock.utc_ms()
        today = (datetime.fromtimestamp(now_ms // 1000, UTC) + LOCAL_TIME).date()
        day = _asked_day(request.query_params.get("day", ""), today)
        facts = await _facts(self._cloud.db, day, now_ms)
        around = {"before": day - timedelta(days=1), "after": day + timedelta(days=1)}
        shown: dict[str, object] = {"day": day.isoformat(), "is_today": day >= today, **around, **facts}
        return page(self, request, "console/day.html", lazy("page.day"), shown)


def _asked_day(text: str, today: date) -> date:
    """Today for what is no day, or one that no wallet existed on."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if 2000 <= day.year <= 2200 else today


async def _facts(db: Database, day: date, now_ms: int) -> dict[str, Any]:
    sums = await db.read(look.day_sums, day)
    sites = await db.read(look.sites, [one.key for one in sums.by_machine])
    refunds = await db.read(look.open_refunds)
    ends: dict[End, list[int]] = {end: [0, 0] for end in OPEN_ENDS}
    for state, at_ms, fen in refunds:
        counted = ends[end_of(RefundStep(state), at_ms, now_ms)]
        counted[0] += 1
        counted[1] += fen
    whole = sum(one.fen for one in sums.by_wallet)
    return {
        "sales": sum(one.count for one in sums.by_wallet),
        "taken": money_text(whole),
        "refunded": money_text(sums.refunded.fen),
        "refunded_count": sums.refunded.count,
        "kept": money_text(whole - sums.refunded.fen),
        "wallets": [_bar(one, say(f"wallet.{one.key}"), whole) for one in sums.by_wallet],
        "machines": [
            _bar(one, f"{sites.get(one.key) or ''} {one.key}".strip(), whole) for one in sums.by_machine
        ],
        "ends": [
            {
                "end": end.value,
                "text": say(f"end.{end}"),
                "tone": TONES[end],
                "count": count,
                "amount": money_text(fen),
            }
            for end, (count, fen) in ends.items()
        ],
        "findings": await db.read(look.findings_for_a_person),
    }


def _bar(one: Sum, name: str, whole: int) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": name,
        "count": one.count,
        "amount": money_text(one.fen),
        "percent": 100 * one.fen // whole if whole else 0,
    }
