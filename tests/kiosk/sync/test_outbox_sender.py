from __future__ import annotations

from typing import Any

import pytest

from kiosk.payments.intent import ProblemKind
from kiosk.sync.client import CloudClient
from kiosk.sync.outbox_sender import Trip, send_once
from kiosk.wire import Event
from tests.kiosk.sync.cloud_server import Asked, CloudServer, Said


class ListOutbox:
    """An outbox in memory that keeps the rules of the stored one."""

    def __init__(self, count: int) -> None:
        self.events = [Event(seq=seq, kind="x", at_ms=seq, body={}) for seq in range(1, count + 1)]

    def pending(self, limit: int) -> list[Event]:
        return self.events[:limit]

    def ack(self, seq: int) -> None:
        assert self.events and seq >= self.events[0].seq
        self.events = [event for event in self.events if event.seq > seq]


def keep_all(asked: Asked) -> Said:
    return Said.of({"acked": asked.json["events"][-1]["seq"]})


def test_all_events_arrive_in_order_and_are_forgotten(cloud: CloudServer, client: CloudClient) -> None:
    cloud.script = keep_all
    outbox = ListOutbox(250)
    trips = []
    while True:
        trips.append(send_once(outbox, client))
        if not trips[-1].more:
            break
    assert [trip.sent for trip in trips] == [100, 100, 50]
    assert outbox.events == []
    arrived = [event["seq"] for asked in cloud.asked for event in asked.json["events"]]
    assert arrived == list(range(1, 251))
    assert send_once(outbox, client) == Trip(0)
    assert len(cloud.asked) == 3


def test_a_partly_taken_batch_goes_on_where_it_stopped(cloud: CloudServer, client: CloudClient) -> None:
    cloud.plays(Said.of({"acked": 3, "rejected": [2]}))
    outbox = ListOutbox(5)
    assert send_once(outbox, client) == Trip(5, 3, (2,), more=True)
    assert [event.seq for event in outbox.events] == [4, 5]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Said.error(500), ProblemKind.GATEWAY),
        (Said(200, b"<html>"), ProblemKind.BAD_ANSWER),
        (Said(cut="before"), ProblemKind.NETWORK),
        (Said.of({"acked": 99}), ProblemKind.BAD_ANSWER),
        (Said.of({"acked": -1}), ProblemKind.BAD_ANSWER),
        (Said.of({"acked": 0}), ProblemKind.GATEWAY),
    ],
)
def test_nothing_is_forgotten_without_a_true_acknowledgement(
    cloud: CloudServer, client: CloudClient, said: Said, kind: ProblemKind
) -> None:
    cloud.plays(said)
    outbox = ListOutbox(5)
    trip = send_once(outbox, client)
    assert trip.problem is not None and trip.problem.kind is kind
    assert not trip.more and len(outbox.events) == 5


def test_a_cloud_that_lost_its_record_is_told_in_words(cloud: CloudServer, client: CloudClient) -> None:
    cloud.plays(Said.of({"acked": 1}))
    outbox = ListOutbox(5)
    outbox.ack(3)
    trip = send_once(outbox, client)
    assert trip.problem is not None and "lost" in trip.problem.text
    assert len(outbox.events) == 2


def test_a_repeat_after_a_lost_answer_does_no_harm(cloud: CloudServer, client: CloudClient) -> None:
    stored: set[Any] = set()

    def keep_then_cut(asked: Asked) -> Said:
        stored.update(event["seq"] for event in asked.json["events"])
        return Said(cut="before") if len(cloud.asked) <= 2 else keep_all(asked)

    cloud.script = keep_then_cut
    outbox = ListOutbox(5)
    assert send_once(outbox, client).problem is not None
    assert send_once(outbox, client).forgotten_up_to == 5
    assert stored == {1, 2, 3, 4, 5} and outbox.events == []
