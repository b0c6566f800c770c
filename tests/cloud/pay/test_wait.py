"""Who waits for a payment is woken by whatever changed it. Orders and versions are asserted, never times."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from cloud.cloud import Pace
from kiosk.wire import PaymentState
from tests.cloud.served import NEVER_S, BookGateway, Machine, ServedCloud, unknown

NUMBER = "K7ABCDEFGA"
WAITING_S = 15
"""Who is not woken is answered after 25 s: too late for the test, which then fails."""


@contextmanager
def waiting(cloud: ServedCloud, machine: Machine, version: int) -> Iterator[Future[PaymentState]]:
    """A long-poll that is certainly being held."""
    held = len(cloud.cloud.desk.watch._bells)
    with ThreadPoolExecutor(1) as pool:

        def ask() -> PaymentState:
            answer = machine.get(f"/v1/payments/{NUMBER}?wait_s=25&version={version}")
            return PaymentState.model_validate_json(answer.text)

        future = pool.submit(ask)
        seen = threading.Event()
        while len(cloud.cloud.desk.watch._bells) == held and not future.done():
            seen.wait(0.005)
        yield future


def opened(machine: Machine) -> int:
    answer = machine.post("/v1/payments", machine.order(NUMBER))
    assert answer.json()["state"] == "open"
    return int(answer.json()["version"])


def test_a_notice_wakes(cloud: ServedCloud, machine: Machine) -> None:
    version = opened(machine)
    with waiting(cloud, machine, version) as answer:
        cloud.notify({"id": "EV-1", "order": NUMBER, "fen": 350})
        paid = answer.result(WAITING_S)
    assert (paid.state, paid.version) == ("paid", version + 1)
    assert cloud.book.count("query") == 0, "nothing but the notice can have said so"


def test_the_clouds_own_question_wakes(serve: Callable[..., ServedCloud]) -> None:
    cloud = serve(pace=Pace(look_every_s=NEVER_S, ask_every_s=0.02))
    machine = cloud.machine()
    version = opened(machine)
    with waiting(cloud, machine, version) as answer:
        cloud.book.pay(NUMBER, 350)
        assert answer.result(WAITING_S).state == "paid"


def test_nobody_waits_nobody_asks(serve: Callable[..., ServedCloud]) -> None:
    cloud = serve(pace=Pace(look_every_s=NEVER_S, ask_every_s=0.001))
    machine = cloud.machine()
    opened(machine)
    cloud.machine()
    assert cloud.book.count("query") == 0
    assert cloud.cloud.desk.watch._tasks() == []


def test_a_failing_question_is_told_once_and_recovers(serve: Callable[..., ServedCloud]) -> None:
    cloud = serve(pace=Pace(look_every_s=NEVER_S, ask_every_s=0.02))
    machine = cloud.machine()
    version = opened(machine)
    cloud.book.answers["query"] = [unknown(), unknown()]
    with waiting(cloud, machine, version) as answer:
        unsure = answer.result(WAITING_S)
    assert (unsure.state, unsure.version) == ("unknown", version + 1)
    with waiting(cloud, machine, unsure.version) as answer:
        again = answer.result(WAITING_S)
    assert (again.state, again.version) == ("open", version + 2), "the same problem twice is no news"


def test_another_process_wakes(serve: Callable[..., ServedCloud]) -> None:
    here = serve(pace=Pace(look_every_s=0.02, ask_every_s=NEVER_S))
    there = serve()
    machine = here.machine()
    version = opened(machine)
    with waiting(here, machine, version) as answer:
        there.notify({"id": "EV-1", "order": NUMBER, "fen": 350})
        paid = answer.result(WAITING_S)
    assert (paid.state, paid.version) == ("paid", version + 1)


def test_an_older_version_is_answered_at_once(cloud: ServedCloud, machine: Machine) -> None:
    version = opened(machine)
    answer = machine.get(f"/v1/payments/{NUMBER}?wait_s=25&version={version - 1}")
    assert answer.json()["version"] == version


def test_what_is_paid_is_not_waited_for(cloud: ServedCloud, machine: Machine) -> None:
    opened(machine)
    cloud.notify({"id": "EV-1", "order": NUMBER, "fen": 350})
    assert machine.get(f"/v1/payments/{NUMBER}?wait_s=25").json()["state"] == "paid"


def test_several_wait_and_all_are_woken(cloud: ServedCloud, machine: Machine) -> None:
    version = opened(machine)
    other = cloud.known(machine)
    with waiting(cloud, machine, version) as first, ThreadPoolExecutor(1) as pool:
        path = f"/v1/payments/{NUMBER}?wait_s=25&version={version}"
        second = pool.submit(lambda: other.get(path).json())
        ticks = threading.Event()
        while len(cloud.cloud.desk.watch._bells[NUMBER]) < 2:
            ticks.wait(0.005)
        cloud.notify({"id": "EV-1", "order": NUMBER, "fen": 350})
        assert first.result(WAITING_S).state == "paid"
        assert second.result(WAITING_S)["state"] == "paid"


def test_a_close_wakes_who_waits(cloud: ServedCloud, machine: Machine) -> None:
    version = opened(machine)
    with waiting(cloud, machine, version) as answer:
        cloud.known(machine).post(f"/v1/payments/{NUMBER}/close")
        assert answer.result(WAITING_S).state == "closed"


def test_the_end_of_the_process_lets_everybody_go(serve: Callable[..., ServedCloud]) -> None:
    cloud = serve()
    machine = cloud.machine()
    version = opened(machine)
    with waiting(cloud, machine, version) as answer:
        cloud._server.should_exit = True
        assert answer.result(WAITING_S).version == version


def test_a_dead_gateway_does_not_end_the_wait(serve: Callable[..., ServedCloud]) -> None:
    """A bug in an adapter is recorded and asked again; the machine is woken all the same."""
    broken = threading.Event()

    def breaks(call: str, _number: str) -> None:
        if call == "query" and not broken.is_set():
            broken.set()
            raise RuntimeError("a bug of the adapter")

    cloud = serve(gateway=BookGateway(before=breaks), pace=Pace(look_every_s=NEVER_S, ask_every_s=0.02))
    machine = cloud.machine()
    version = opened(machine)
    cloud.book.pay(NUMBER, 350)
    with waiting(cloud, machine, version) as answer:
        assert answer.result(WAITING_S).state == "paid"
    assert broken.is_set()


@pytest.mark.parametrize("query", ["wait_s=26", "wait_s=-1", "wait_s=x", "version=-1"])
def test_waits_have_limits(machine: Machine, query: str) -> None:
    opened(machine)
    assert machine.get(f"/v1/payments/{NUMBER}?{query}").status_code == 422
