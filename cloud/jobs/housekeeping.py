"""What is forgotten in time. Any number of processes may do it; nothing here is money."""

from __future__ import annotations

import asyncio

from cloud.clock import Clock
from cloud.enrolment import WINDOW_S
from cloud.logs import log
from cloud.pickup.issuing import withdraw_over
from cloud.store import answers, machines
from cloud.store.console import people as console_people
from cloud.store.database import Database, StoreUnavailable
from cloud.store.documents import rows as documents
from cloud.store.members import people
from cloud.store.members import sales as member_sales
from cloud.store.members import sessions as member_sessions

EVERY_S = 3600
ANSWERS_KEPT_S = 3 * 24 * 3600
"""No machine repeats a request under the same key after so long; its numbers stay unique for ever anyway."""
DELETIONS_KEPT_S = 90 * 24 * 3600
"""A machine that was away longer is told everything anew."""
DAY_S = 24 * 3600
SESSIONS_KEPT_S = 30 * DAY_S
"""Who signed in: a machine that was cut off reports of sales so much later."""
HELD_S = 7 * DAY_S
"""Points and coupons held for a sale that nobody reports."""
HISTORY_KEPT_S = 730 * DAY_S
DEVICES_KEPT_S = 180 * DAY_S
"""A phone not used for so long asks for a code again."""
MEMBERS_KEPT_S = 3 * 365 * DAY_S
"""A member not seen for so long is erased (data is kept no longer than it is needed)."""
BATCH = 200

TRIES_KEPT_S = 24 * 3600
"""Of signing in to the console; the longest pause after one is a quarter of an hour."""


async def keep_house(db: Database, clock: Clock) -> None:
    """Runs until cancelled."""
    while True:
        try:
            await tidy(db, clock.utc_ms() // 1000)
        except StoreUnavailable as error:
            log.error("housekeeping.store", error=str(error))
        await asyncio.sleep(EVERY_S)


async def tidy(db: Database, now_s: int) -> None:
    """One round."""
    await db.write(answers.forget, now_s - ANSWERS_KEPT_S)
    await db.write(machines.forget_failures, now_s - WINDOW_S)
    await withdraw_over(db, now_s)
    await db.write(documents.forget_deleted, (now_s - DELETIONS_KEPT_S) * 1000)
    await db.write(console_people.forget_old_tries, now_s - TRIES_KEPT_S)
    await tidy_members(db, now_s)


async def tidy_members(db: Database, now_s: int) -> None:
    """What is known of members and not needed any more; points and coupons held for nothing."""
    await db.write(member_sessions.forget, now_s - DAY_S, now_s - SESSIONS_KEPT_S)
    await db.write(member_sales.release_forgotten, now_s - HELD_S, now_s, BATCH)
    await db.write(people.forget_sales, now_s - HISTORY_KEPT_S)
    await db.write(people.forget, now_s, DEVICES_KEPT_S, MEMBERS_KEPT_S, BATCH)
