"""A machine that keeps up with its documents page by page, and the clouds' ways to tell them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from tests.cloud.served import Machine, ServedCloud

T = TypeVar("T")


def on_loop(cloud: ServedCloud, work: Coroutine[Any, Any, T]) -> T:
    """Run ``work`` where the cloud serves."""
    return asyncio.run_coroutine_threadsafe(work, cloud._loop).result(30)


def publish(cloud: ServedCloud, key: str, body: object, machine: str = "", kind: str = "faq") -> int:
    return on_loop(cloud, cloud.cloud.board.publish(kind, key, body, machine))


def withdraw(cloud: ServedCloud, key: str, machine: str = "", kind: str = "faq") -> int:
    return on_loop(cloud, cloud.cloud.board.withdraw(kind, key, machine))


class Follower:
    """What a machine holds that applies one page after another."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.since = 0
        self.held: dict[str, Any] = {}
        self.pages = 0
        self.whole = True

    def catch_up(self) -> dict[str, Any]:
        while True:
            whole = "&whole=true" if self.whole else ""
            answer = self.machine.get(f"/v1/sync?since={self.since}{whole}")
            assert answer.status_code == 200, answer.text
            page = answer.json()
            assert not page["reset"]
            revisions = [self.since, *(one["revision"] for one in page["documents"]), page["revision"]]
            assert revisions == sorted(revisions)
            for one in page["documents"]:
                self.held[one["key"]] = one["body"]
                if one["body"] is None:
                    del self.held[one["key"]]
            self.since = page["revision"]
            self.pages += 1
            self.whole = self.whole and page["more"]
            if not page["more"]:
                return self.held


def nothing_is_missed(clouds: tuple[ServedCloud, ServedCloud]) -> None:
    """Two processes tell at once; who reads meanwhile ends with everything: a revision that becomes visible
    after a later one was read would be lost for ever."""
    follower = Follower(clouds[0].machine())
    follower.catch_up()
    with ThreadPoolExecutor(4) as pool:
        told = [pool.submit(publish, clouds[turn % 2], f"q{turn % 10}", {"turn": turn}) for turn in range(40)]
        while not all(one.done() for one in told):
            follower.catch_up()
        revisions = [one.result(30) for one in told]
    assert len(set(revisions)) == 40
    followed = dict(follower.catch_up())
    afresh = Follower(clouds[1].known(follower.machine)).catch_up()
    assert len(afresh) == 10
    assert followed == afresh
