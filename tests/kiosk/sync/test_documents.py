"""Listening to the cloud over real HTTP: each page on a real disk, whole, before anybody hears of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.cabinet.incidents.cloud import UNREADABLE
from kiosk.clock import ManualClock
from kiosk.store import StoreThread
from kiosk.store.records import DocumentChange, DocumentPlan, Position
from kiosk.sync import documents, plan, readers
from kiosk.sync.client import CloudClient
from kiosk.sync.documents import DocumentSync
from kiosk.vend.disk import Disk
from tests.kiosk.sync.cloud_server import CLOUD, Asked, CloudServer, Said

WITHIN_S = 20.0
OLD = {"text": "old"}
NEW = {"text": "new"}


def page(revision: int, *told: tuple[str, int, object], more: bool = False, reset: bool = False) -> Said:
    """``told``: ``kind/key``, its revision, its body."""
    content = [
        {"kind": name.partition("/")[0], "key": name.partition("/")[2], "revision": at, "body": body}
        for name, at, body in told
    ]
    return Said.of({"revision": revision, "documents": content, "more": more, "reset": reset})


class Heard:
    """The kiosk and its staff, as the listening knows them."""

    def __init__(self) -> None:
        self.kinds: list[set[str]] = []
        self.incidents: dict[tuple[str, str], str] = {}
        self.news = asyncio.Event()

    def documents_changed(self, kinds: frozenset[str]) -> None:
        self.kinds.append(set(kinds))
        self.news.set()

    def raise_(self, code: str, subject: str, detail: str) -> None:
        self.incidents[code, subject] = detail
        self.news.set()

    def clear(self, code: str, subject: str = "") -> None:
        self.incidents.pop((code, subject), None)
        self.news.set()

    async def until(self, so: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not so():
                self.news.clear()
                await self.news.wait()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two questions in a test."""
    monkeypatch.setattr(documents, "JITTER_MS", 1)
    monkeypatch.setattr(plan, "FIRST_DELAY_MS", 1)
    monkeypatch.setattr(plan, "DELAY_LIMIT_MS", 2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreThread]:
    thread = StoreThread(tmp_path / "data", ManualClock())
    (tmp_path / "data").mkdir()
    thread.start().result(WITHIN_S)
    yield thread
    thread.close()


def read(store: StoreThread, work: Callable[[Any], Any]) -> Any:
    return store.submit(work).result(WITHIN_S)


@asynccontextmanager
async def listening(
    store: StoreThread, client: CloudClient, heard: Heard, cloud_id: str = CLOUD
) -> AsyncIterator[DocumentSync]:
    sync = DocumentSync(Disk(store, lambda _error: None), heard, heard)
    await sync.start(store)
    running = asyncio.get_running_loop().create_task(sync.run(client, cloud_id))
    try:
        yield sync
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert running.cancelled(), running


def script(cloud: CloudServer, *said: Said) -> list[str]:
    """These answers one after another, then silence; the questions, as they come."""
    left, questions = list(said), []

    def answer(asked: Asked) -> Said:
        questions.append(asked.path)
        return left.pop(0) if left else Said(cut="hang")

    cloud.script = answer
    return questions


def test_what_is_told_is_used_and_is_there_after_a_restart(
    store: StoreThread, client: CloudClient, cloud: CloudServer
) -> None:
    questions = script(
        cloud, page(3, ("faq/a", 2, OLD), ("faq/b", 3, OLD), more=True), page(9, ("rules/table", 9, NEW))
    )

    async def scenario() -> None:
        heard = Heard()
        async with listening(store, client, heard) as sync:
            await heard.until(lambda: len(heard.kinds) == 2)
            assert heard.kinds == [{"faq"}, {"rules"}]
            assert sync.of("faq") == {"a": OLD, "b": OLD} and sync.of("rules") == {"table": NEW}
        script(cloud)
        again = Heard()
        async with listening(store, client, again) as sync:
            assert again.kinds == [{"faq", "rules"}], "told before anything is asked"
            assert sync.of("rules") == {"table": NEW}

    asyncio.run(scenario())
    assert questions[:2] == ["/v1/sync?since=0&wait_s=0", "/v1/sync?since=3&wait_s=0&whole=true"]
    assert read(store, lambda books: books.documents.of("faq")) == {"a": OLD, "b": OLD}
    reports = [event.body for event in read(store, lambda books: books.outbox.pending(10))]
    assert [report["revision"] for report in reports] == [3, 9]
    assert set(reports[1]["digests"]) == {"faq", "rules"}


def test_without_news_the_cloud_holds_the_question(
    store: StoreThread, client: CloudClient, cloud: CloudServer
) -> None:
    questions = script(cloud, page(4), page(4), page(5, ("faq/a", 5, NEW)))

    async def scenario() -> None:
        heard = Heard()
        async with listening(store, client, heard):
            await heard.until(lambda: bool(heard.kinds))

    asyncio.run(scenario())
    assert questions[:3] == [
        f"/v1/sync?since={since}&wait_s={wait}" for since, wait in ((0, 0), (4, 25), (4, 25))
    ]
    assert len(read(store, lambda books: books.outbox.pending(10))) == 1, "silence is not reported"


@pytest.mark.parametrize(
    "fault",
    [
        Said.error(503, "store.unavailable"),
        Said(cut="before"),
        replace(page(7, ("faq/a", 7, NEW)), cut="half"),
        Said(body=b"<html>a captive portal</html>"),
        page(5, ("faq/a", 7, NEW)),
        page(7, ("faq/a", 7, NEW), ("faq/b", 6, NEW)),
        page(0, more=True),
        page(0, more=True, reset=True),
    ],
    ids=["away", "cut", "half", "stranger", "beyond", "backwards", "standing still", "reset of nothing"],
)
def test_an_answer_that_is_none_changes_nothing_and_the_next_one_counts(
    store: StoreThread, client: CloudClient, cloud: CloudServer, fault: Said
) -> None:
    script(cloud, fault, fault, page(8, ("faq/a", 8, OLD)))

    async def scenario() -> None:
        heard = Heard()
        async with listening(store, client, heard) as sync:
            await heard.until(lambda: bool(heard.kinds))
            assert heard.kinds == [{"faq"}] and sync.of("faq") == {"a": OLD}

    asyncio.run(scenario())
    assert read(store, lambda books: books.documents.position().revision) == 8


def test_a_page_told_twice_changes_nothing_the_second_time(
    store: StoreThread, client: CloudClient, cloud: CloudServer
) -> None:
    """The first answer was applied, and the program ended before it asked on: as another one would see it."""
    script(cloud, page(3, ("faq/a", 3, OLD)), page(3, ("faq/a", 3, OLD)), page(4, ("rules/table", 4, NEW)))

    async def scenario() -> None:
        heard = Heard()
        async with listening(store, client, heard):
            await heard.until(lambda: {"rules"} in heard.kinds)
        assert heard.kinds == [{"faq"}, {"rules"}]

    asyncio.run(scenario())


def test_a_cloud_that_cannot_tell_what_changed_tells_everything(
    store: StoreThread, client: CloudClient, cloud: CloudServer
) -> None:
    questions = script(
        cloud,
        page(9, ("faq/a", 8, OLD), ("faq/gone", 9, OLD), ("settings/x", 9, OLD)),
        page(0, more=True, reset=True),
        page(2, ("faq/a", 2, NEW), more=True),
        page(4, ("rules/table", 3, NEW)),
    )

    async def scenario() -> None:
        heard = Heard()
        async with listening(store, client, heard) as sync:
            await heard.until(lambda: bool(heard.kinds) and "rules" in heard.kinds[-1])
            assert sync.of("faq") == {"a": NEW} and sync.of("settings") == {}
            assert heard.kinds == [{"faq", "settings"}, {"faq"}, {"faq", "settings", "rules"}]

    asyncio.run(scenario())
    assert [one.partition("since=")[2][:1] for one in questions[:4]] == ["0", "9", "0", "2"]


def test_another_cloud_is_listened_to_from_the_beginning(
    store: StoreThread, client: CloudClient, cloud: CloudServer
) -> None:
    before = DocumentPlan(
        Position(cloud="another", revision=77), (DocumentChange("faq", "theirs", 70, '{"x":1}'),)
    )
    read(store, lambda books: books.documents.apply(before))
    questions = script(cloud, page(2, ("faq/ours", 2, NEW)))

    async def scenario() -> None:
        heard = Heard()
        async with listening(store, client, heard) as sync:
            assert sync.of("faq") == {"theirs": {"x": 1}}
            await heard.until(lambda: len(heard.kinds) == 2)
            assert sync.of("faq") == {"ours": NEW}

    asyncio.run(scenario())
    assert questions[0].startswith("/v1/sync?since=0&")


def test_what_this_version_cannot_read_is_kept_and_the_one_before_is_used(
    store: StoreThread, client: CloudClient, cloud: CloudServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def old_reader(_key: str, body: Any) -> None:
        if "newer" in body:
            raise ValueError("'newer' is not known")

    monkeypatch.setattr(readers, "READERS", {"faq": old_reader})
    newer = {"newer": True}
    script(cloud, page(2, ("faq/a", 2, OLD)), page(3, ("faq/a", 3, newer), ("faq/b", 3, newer)))

    async def old_version() -> None:
        heard = Heard()
        async with listening(store, client, heard) as sync:
            await heard.until(lambda: len(heard.incidents) == 2)
            assert heard.incidents[UNREADABLE, "faq/a"] == "'newer' is not known"
            assert heard.kinds == [{"faq"}] and sync.of("faq") == {"a": OLD}
        script(cloud)
        again = Heard()
        async with listening(store, client, again) as sync:
            assert len(again.incidents) == 2 and sync.of("faq") == {"a": OLD}

    async def new_version() -> None:
        monkeypatch.setattr(readers, "READERS", {})
        script(cloud)
        heard = Heard()
        async with listening(store, client, heard) as sync:
            assert heard.incidents == {} and sync.of("faq") == {"a": newer, "b": newer}

    asyncio.run(old_version())
    reports = [event.body for event in read(store, lambda books: books.outbox.pending(10))]
    assert reports[-1]["unread"] == ["faq/a", "faq/b"]
    asyncio.run(new_version())
    reports = [event.body for event in read(store, lambda books: books.outbox.pending(10))]
    assert reports[-1]["unread"] == [] and reports[-1]["revision"] == 3


def test_an_unread_document_that_is_withdrawn_troubles_nobody(
    store: StoreThread, client: CloudClient, cloud: CloudServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_key: str, _body: Any) -> None:
        raise ValueError

    monkeypatch.setattr(readers, "READERS", {"rules": never})
    script(
        cloud,
        page(3, ("rules/a", 2, NEW), ("rules/b", 3, NEW)),
        page(4, ("rules/a", 4, None)),
        page(0, more=True, reset=True),
        page(1),
    )

    async def scenario() -> None:
        heard = Heard()
        async with listening(store, client, heard):
            await heard.until(lambda: len(heard.incidents) == 2)
            await heard.until(lambda: len(heard.incidents) == 1)
            await heard.until(lambda: not heard.incidents)

    asyncio.run(scenario())
