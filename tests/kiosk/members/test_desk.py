"""The machine's side of signing in, against a real cloud over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from kiosk.clock import ManualClock, SystemClock
from kiosk.members.booking import Held
from kiosk.members.desk import MemberDesk
from kiosk.members.views import GUEST_VIEW, Member, SignIn
from kiosk.sync.client import CloudClient, enrol
from kiosk.sync.identity import Identity
from tests.cloud.members.phones import Phone
from tests.cloud.served import ServedCloud, fresh_database

WITHIN_S = 30


@dataclass
class Stand:
    """One machine's desk, and the phone of one who stands before it."""

    client: CloudClient
    phone: Phone
    served: list[Member | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.changed = asyncio.Event()
        self.reachable = True
        self.desk = MemberDesk(
            SystemClock(),
            lambda: self.client if self.reachable else None,
            lambda token: f"/m/{token}",
            lambda: "2026-11-26",
            self.served.append,
            self.changed.set,
        )

    async def until(self, *states: SignIn) -> None:
        async with asyncio.timeout(WITHIN_S):
            while self.desk.view.state not in states:
                self.changed.clear()
                await self.changed.wait()

    @property
    def token(self) -> str:
        return self.desk.view.code.removeprefix("/m/")

    async def sign_in(self) -> None:
        self.desk.sign_in()
        await self.until(SignIn.CODE)
        await asyncio.to_thread(self.phone.register, self.token)
        await self.until(SignIn.SIGNED_IN)


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[ServedCloud]:
    # by the clock that its answers' Date tells, which the machine corrects itself by
    running = ServedCloud(url=fresh_database(tmp_path), clock=cast("ManualClock", SystemClock())).start()
    yield running
    running.stop()


@pytest.fixture
def stand(
    cloud: ServedCloud, tmp_path: Path
) -> Iterator[Callable[[Callable[[Stand], Awaitable[None]]], None]]:
    clock = SystemClock()
    identity = Identity.load_or_create(tmp_path / "machine.key")
    enrolled = enrol(cloud.base_url, cloud.new_code(), identity, clock)
    client = CloudClient(cloud.base_url, identity, enrolled.machine_id, enrolled.cloud_id, clock)
    phone = Phone(cloud.base_url)

    def run(story: Callable[[Stand], Awaitable[None]]) -> None:
        async def told() -> None:
            made = Stand(client, phone)
            try:
                await story(made)
            finally:
                made.desk.close()

        asyncio.run(told())

    yield run
    phone.close()
    client.close_connections()


def test_a_member_is_served_until_they_leave(
    stand: Callable[[Callable[[Stand], Awaitable[None]]], None],
) -> None:
    async def story(here: Stand) -> None:
        await here.sign_in()
        member = here.desk.member
        assert member is not None
        assert not here.desk.has_priority
        assert (member.name, [piece.coupon for piece in member.coupons]) == ("138****1234", ["welcome"])
        here.desk.leave()
        assert here.desk.member is member, "whoever goes on shopping stays signed in"
        assert await here.desk.hold("K7SALE0001", Held((0,), (member.coupons[0].code,)))
        other = Held((0,), (member.coupons[0].code,))
        assert await here.desk.hold("K7SALE0002", other), "the first one was given up"
        here.desk.paid("K7SALE0002")
        assert not await here.desk.hold("K7SALE0003", other), "it was paid with"
        here.desk.sign_out()
        assert (here.desk.view, here.served) == (GUEST_VIEW, [member, None])
        assert not await here.desk.hold("K7SALE0004", Held((0,), ()))

    stand(story)


def test_a_code_whose_screen_is_gone_signs_nobody_in(
    stand: Callable[[Callable[[Stand], Awaitable[None]]], None],
) -> None:
    async def story(here: Stand) -> None:
        here.desk.sign_in()
        await here.until(SignIn.CODE)
        token = here.token
        here.desk.leave()
        assert here.desk.view is GUEST_VIEW
        async with asyncio.timeout(WITHIN_S):
            while (await asyncio.to_thread(here.phone.scan, token)).status_code != 410:
                continue
        assert here.served == []
        here.desk.sign_in()
        await here.until(SignIn.CODE)
        assert here.token != token

    stand(story)


def test_a_cloud_that_is_away_is_said_and_asked_again(
    stand: Callable[[Callable[[Stand], Awaitable[None]]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.members.desk.ASK_AGAIN_S", 0.01)

    async def story(here: Stand) -> None:
        here.reachable = False
        here.desk.sign_in()
        await here.until(SignIn.AWAY)
        assert not await here.desk.hold("K7SALE0001", Held((1,), ()))
        here.reachable = True
        await here.until(SignIn.CODE)

    stand(story)
