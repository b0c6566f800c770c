"""GET /v1/sync over real HTTP: what changed, for whom, in which order, and how one waits for it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from cloud.cloud import Pace
from cloud.errors import Refusal
from cloud.jobs.housekeeping import DELETIONS_KEPT_S, tidy
from cloud.store.documents import rows
from kiosk.wire import DOCUMENT_LIMIT_BYTES, DOCUMENT_PAGE_MAX, DocumentPage, documents_digest
from tests.cloud import plain
from tests.cloud.documents.following import Follower, nothing_is_missed, on_loop, publish, withdraw
from tests.cloud.served import NEVER_S, Machine, ServedCloud

HELP = {"zh_CN": "没有掉落怎么办", "en": "Nothing fell"}


def test_a_machine_hears_what_is_for_it_and_nothing_else(cloud: ServedCloud, machine: Machine) -> None:
    other = cloud.machine()
    publish(cloud, "all", HELP)
    publish(cloud, "mine", {"n": 1}, machine.id)
    publish(cloud, "other", {"n": 2}, other.id)
    assert Follower(machine).catch_up() == {"all": HELP, "mine": {"n": 1}}
    assert Follower(other).catch_up() == {"all": HELP, "other": {"n": 2}}


def test_a_machines_own_document_hides_the_one_for_all_until_it_is_withdrawn(
    cloud: ServedCloud, machine: Machine
) -> None:
    follower = Follower(machine)
    publish(cloud, "q", {"for": "all"})
    assert follower.catch_up() == {"q": {"for": "all"}}
    publish(cloud, "q", {"for": "me"}, machine.id)
    assert follower.catch_up() == {"q": {"for": "me"}}
    publish(cloud, "q", {"for": "all", "new": True})
    assert follower.catch_up() == {"q": {"for": "me"}}
    withdraw(cloud, "q", machine.id)
    assert follower.catch_up() == {"q": {"for": "all", "new": True}}
    withdraw(cloud, "q")
    assert follower.catch_up() == {}
    assert Follower(machine).catch_up() == {}


def test_saying_the_same_again_changes_nothing(cloud: ServedCloud, machine: Machine) -> None:
    first = publish(cloud, "q", {"a": 1, "b": 2})
    assert publish(cloud, "q", {"b": 2, "a": 1}) == first
    follower = Follower(machine)
    follower.catch_up()
    assert follower.since == first
    assert withdraw(cloud, "other") == first


def test_many_documents_come_in_bounded_pages(cloud: ServedCloud, machine: Machine) -> None:
    for index in range(DOCUMENT_PAGE_MAX + 3):
        publish(cloud, f"q{index}", {"n": index})
    page = machine.get("/v1/sync?since=0").json()
    assert len(page["documents"]) == DOCUMENT_PAGE_MAX and page["more"]
    follower = Follower(machine)
    assert len(follower.catch_up()) == DOCUMENT_PAGE_MAX + 3
    assert follower.pages == 2


def test_telling_everything_does_not_begin_anew_at_a_forgotten_deletion(
    cloud: ServedCloud, machine: Machine
) -> None:
    for index in range(DOCUMENT_PAGE_MAX + 3):
        publish(cloud, f"q{index}", {"n": index})
    publish(cloud, "gone", HELP)
    withdraw(cloud, "gone")
    on_loop(cloud, tidy(cloud.db, cloud.clock.utc_ms() // 1000 + DELETIONS_KEPT_S + 1))
    assert len(Follower(machine).catch_up()) == DOCUMENT_PAGE_MAX + 3


def test_large_documents_come_few_at_a_time(cloud: ServedCloud, machine: Machine) -> None:
    large = {"text": "蛋" * (DOCUMENT_LIMIT_BYTES // 4)}
    for index in range(4):
        publish(cloud, f"q{index}", large)
    answer = machine.get("/v1/sync?since=0")
    assert len(answer.content) < 3 * DOCUMENT_LIMIT_BYTES
    follower = Follower(machine)
    assert len(follower.catch_up()) == 4
    assert follower.pages == 2


def test_who_waits_is_woken_by_news_and_by_nothing_else(cloud: ServedCloud, machine: Machine) -> None:
    since = publish(cloud, "q", {"n": 1})
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(machine.get, f"/v1/sync?since={since}&wait_s=25")
        publish(cloud, "other", {"n": 2}, cloud.machine().id)
        publish(cloud, "q", {"n": 3})
        page = waiting.result(20).json()
    assert [one["body"] for one in page["documents"]] == [{"n": 3}]


def test_who_waits_is_woken_by_another_process(serve: Callable[..., ServedCloud]) -> None:
    pace = Pace(look_every_s=NEVER_S, ask_every_s=NEVER_S, look_at_documents_every_s=0.02)
    here, there = serve(pace=pace), serve()
    machine = here.machine()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(machine.get, "/v1/sync?since=0&wait_s=25")
        publish(there, "q", HELP)
        page = waiting.result(20).json()  # who is not woken is answered after 25 s
    assert [one["body"] for one in page["documents"]] == [HELP]


def test_two_processes_tell_and_nothing_is_missed(serve: Callable[..., ServedCloud]) -> None:
    nothing_is_missed((serve(), serve()))


def test_a_machine_ahead_of_its_cloud_begins_anew(cloud: ServedCloud, machine: Machine) -> None:
    """Its database came back from a copy."""
    newest = publish(cloud, "q", HELP)
    page = DocumentPage.model_validate_json(machine.get(f"/v1/sync?since={newest + 1}").content)
    assert page.reset and page.more and not page.documents
    assert not machine.get(f"/v1/sync?since={newest}").json()["reset"]


def test_deletions_are_forgotten_in_time_and_who_missed_them_begins_anew(
    cloud: ServedCloud, machine: Machine
) -> None:
    kept = publish(cloud, "q", HELP)
    publish(cloud, "gone", HELP)
    withdrawn = withdraw(cloud, "gone")
    now_s = cloud.clock.utc_ms() // 1000
    on_loop(cloud, tidy(cloud.db, now_s + DELETIONS_KEPT_S))
    assert not machine.get(f"/v1/sync?since={kept}").json()["reset"], "not old enough yet"
    on_loop(cloud, tidy(cloud.db, now_s + DELETIONS_KEPT_S + 1))
    assert machine.get(f"/v1/sync?since={kept}").json()["reset"]
    assert not machine.get(f"/v1/sync?since={withdrawn}").json()["reset"]
    assert Follower(machine).catch_up() == {"q": HELP}


def test_a_machine_confirms_what_it_works_with(cloud: ServedCloud, machine: Machine) -> None:
    publish(cloud, "q", HELP)
    revision = publish(cloud, "table", {"promotion": []}, kind="rules")

    def standing() -> dict[str, bool]:
        found = cloud.db.read_now(rows.standing, machine.id)
        return {one.kind: one.confirmed for one in found}

    def say(seq: int, digests: dict[str, str]) -> None:
        body = {"revision": revision, "digests": digests, "unread": []}
        event = {"seq": seq, "kind": "documents", "at_ms": 1, "body": body}
        assert machine.post("/v1/events", {"events": [event]}).json() == {"acked": seq, "rejected": []}

    assert standing() == {"faq": False, "rules": False}
    say(1, {"faq": documents_digest({"q": HELP}), "rules": documents_digest({})})
    assert standing() == {"faq": True, "rules": False}
    say(2, {"faq": documents_digest({}), "rules": documents_digest({"table": {"promotion": []}})})
    assert standing() == {"faq": False, "rules": True}


def test_strangers_hear_nothing(cloud: ServedCloud) -> None:
    assert plain.get(f"{cloud.base_url}/v1/sync?since=0").status_code == 401


@pytest.mark.parametrize("query", ["", "since=-1", "since=x", "since=0&wait_s=26", f"since={2**60}"])
def test_an_odd_question_is_refused(machine: Machine, query: str) -> None:
    assert machine.get(f"/v1/sync?{query}").status_code == 422


@pytest.mark.parametrize(
    ("kind", "key", "body"),
    [
        ("Rules", "table", {}),
        ("faq", "with space", {}),
        ("faq", "q", ["no object"]),
        ("faq", "q", {"text": "x" * DOCUMENT_LIMIT_BYTES}),
        ("faq", "q", {"n": float("nan")}),
        ("faq", "q", {"text": "\ud800"}),
        ("rules", "other", {}),
        ("rules", "table", {"promotion": [{"id": "p", "kind": "no_such_kind"}]}),
        ("pickup", "x", {}),
    ],
)
def test_what_no_machine_could_use_is_refused_in_words(
    cloud: ServedCloud, machine: Machine, kind: str, key: str, body: object
) -> None:
    with pytest.raises(Refusal) as refused:
        publish(cloud, key, body, kind=kind)
    assert refused.value.status == 422 and refused.value.text
    assert Follower(machine).catch_up() == {}


def test_a_document_nested_without_end_is_refused(cloud: ServedCloud) -> None:
    body: dict[str, object] = {}
    for _ in range(10_000):
        body = {"in": body}
    with pytest.raises(Refusal):
        publish(cloud, "q", body)
