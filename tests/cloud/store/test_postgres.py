"""The same promises on PostgreSQL, with two processes' worth of cloud side by side."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from cloud.cloud import Pace
from cloud.store import leases
from cloud.store.console.models import ConsolePerson
from cloud.store.database import Database, open_engine
from cloud.store.leases import Lease
from cloud.store.schema import is_current, migrate
from kiosk.clock import SystemClock
from kiosk.sync.client import CloudClient, enrol
from kiosk.sync.identity import Identity
from tests.cloud.console.office import Day, add_findings, signed_in
from tests.cloud.documents.following import nothing_is_missed
from tests.cloud.members.phones import Phone
from tests.cloud.pickup.merchant import TOKEN, Merchant, owed_is_given_once
from tests.cloud.processes import CloudProcess
from tests.cloud.reports import report
from tests.cloud.served import NEVER_S, ServedCloud

NUMBER = "K7ABCDEFGA"
NUMBERS = ("13800001234", "13900005678")
NOT_INSTALLED = "PostgreSQL is not installed here: apt-get install postgresql brings initdb and pg_ctl"


def tool(name: str) -> str | None:
    """Debian keeps the server's tools out of PATH."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(kept[-1]) if kept else shutil.which(name)


pytestmark = pytest.mark.skipif(tool("initdb") is None or tool("pg_ctl") is None, reason=NOT_INSTALLED)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A throw-away server on a free port; as root it runs as the user of the package."""
    as_user: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="huodao-pg-") as made:
        folder = Path(made)
        if as_user:
            shutil.chown(folder, "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off"

        def run(name: str, *words: str) -> None:
            subprocess.run(
                [tool(name) or name, "-D", str(folder / "db"), *words],
                check=True,
                capture_output=True,
                cwd=folder,
                timeout=60,
                **as_user,
            )

        run("initdb", "-U", "huodao", "--auth=trust", "--no-sync", "--encoding=UTF8")
        run("pg_ctl", "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://huodao@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")


@pytest.fixture
def url(server: str) -> str:
    """An empty, migrated database: overrides the SQLite one for every fixture built on it."""
    engine = open_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    migrate(server)
    return server


def test_the_migrations_make_what_the_models_say(url: str) -> None:
    assert is_current(url)
    engine = open_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), ConsolePerson.metadata) == []
    engine.dispose()


def test_a_payment_from_one_process_is_seen_and_waited_for_in_another(
    serve: Callable[..., ServedCloud],
) -> None:
    here = serve(pace=Pace(look_every_s=0.02, ask_every_s=NEVER_S))
    there = serve()
    machine = here.machine()
    opened = machine.post("/v1/payments", machine.order(NUMBER), key="once")
    again = there.known(machine).post("/v1/payments", machine.order(NUMBER), key="once")
    assert again.text == opened.text
    assert there.book.calls == []
    with ThreadPoolExecutor(1) as pool:
        version = opened.json()["version"]
        waiting = pool.submit(machine.get, f"/v1/payments/{NUMBER}?wait_s=25&version={version}")
        there.notify({"id": "EV-1", "order": NUMBER, "fen": 350})
        paid = waiting.result(15).json()  # who is not woken is answered after 25 s
    assert (paid["state"], paid["version"]) == ("paid", version + 1)


def test_an_event_told_to_two_processes_counts_once(serve: Callable[..., ServedCloud]) -> None:
    clouds = (serve(), serve())
    machine = clouds[0].machine()
    version = machine.post("/v1/payments", machine.order(NUMBER)).json()["version"]
    with ThreadPoolExecutor(8) as pool:
        content = {"id": "EV-1", "order": NUMBER, "fen": 350}
        answers = list(pool.map(lambda turn: clouds[turn % 2].notify(content).status_code, range(16)))
    assert answers == [204] * 16
    assert machine.get(f"/v1/payments/{NUMBER}").json()["version"] == version + 1


def test_two_orders_at_once_reach_the_gateway_once(serve: Callable[..., ServedCloud]) -> None:
    pace = Pace(look_every_s=0.02, ask_every_s=NEVER_S)
    clouds = (serve(pace=pace), serve(pace=pace))
    first = clouds[0].machine()
    machines = (first, clouds[1].known(first))
    order = first.order(NUMBER)
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda turn: clouds[turn % 2].known(first).post("/v1/payments", order, key=f"k{turn}").json(),
                range(8),
            )
        )
    made = sum(cloud.book.count("create") for cloud in clouds)
    assert made == 1, "a second order kills the first one's code"
    assert {answer["number"] for answer in answers} == {NUMBER}
    assert machines[1].get(f"/v1/payments/{NUMBER}").json()["code"].endswith("/1")


def test_refunds_at_once_never_add_up_to_more_than_was_paid(serve: Callable[..., ServedCloud]) -> None:
    clouds = (serve(), serve())
    machine = clouds[0].machine()
    machine.post("/v1/payments", machine.order(NUMBER))
    clouds[0].notify({"id": "EV-1", "order": NUMBER, "fen": 350})
    with ThreadPoolExecutor(8) as pool:

        def refund(turn: int) -> tuple[int, str]:
            body = {"number": f"K7ABCDEFGR{turn}", "amount_fen": 100, "reason": ""}
            path = f"/v1/payments/{NUMBER}/refunds"
            answer = clouds[turn % 2].known(machine).post(path, body, key=f"r{turn}")
            return answer.status_code, answer.json().get("code", "")

        answers = sorted(pool.map(refund, range(8)))
    assert answers == [(200, "")] * 3 + [(409, "refund.too_much")] * 5


def test_events_in_parallel_lose_nothing(serve: Callable[..., ServedCloud]) -> None:
    clouds = (serve(), serve())
    machine = clouds[0].machine()
    # Two programs in one here: their routes are built at the first request, and not by two threads at once.
    assert clouds[1].known(machine).post("/v1/events", {"events": []}).status_code == 200
    with ThreadPoolExecutor(4) as pool:

        def deliver(seq: int) -> int:
            event = {"seq": seq, "kind": "board", "at_ms": seq, "body": {"text": "\u0000"}}
            there = clouds[seq % 2].known(machine)
            return there.post("/v1/events", {"events": [event]}, key=f"e{seq}").status_code

        assert set(pool.map(deliver, range(1, 33))) == {200}
    assert machine.post("/v1/events", {"events": []}).json()["acked"] == 32


def test_two_processes_tell_and_nothing_is_missed(serve: Callable[..., ServedCloud]) -> None:
    nothing_is_missed((serve(), serve()))


def test_what_a_pick_up_code_owes_is_given_once_by_two_processes(serve: Callable[..., ServedCloud]) -> None:
    clouds = (serve(merchant_token=TOKEN), serve(merchant_token=TOKEN))
    owed_is_given_once(clouds[0].machine(), [Merchant(clouds[turn % 2]) for turn in range(6)])


def test_the_program_serves_on_it(url: str, tmp_path: Path) -> None:
    with (
        CloudProcess(tmp_path / "one", "--enrol-code", "PG-CODE-1", database_url=url) as one,
        CloudProcess(tmp_path / "two", database_url=url) as two,
    ):
        identity = Identity.load_or_create(tmp_path / "machine.key")
        enrolled = enrol(two.url, "PG-CODE-1", identity, SystemClock())
        client = CloudClient(one.url, identity, enrolled.machine_id, enrolled.cloud_id, SystemClock())
        assert client.probe() is None
        client.close_connections()
    assert not list(tmp_path.rglob("*.sqlite"))


def test_of_two_processes_one_has_the_lease(url: str) -> None:
    """Both databases give a job to one of them, however close they come."""
    first, second = Database(url), Database(url)
    names = [f"job-{index}" for index in range(20)]
    with ThreadPoolExecutor(2) as pool:
        for name in names:
            taken = [
                pool.submit(db.write_now, leases.take, Lease(name, holder, 1_000, 100))
                for db, holder in ((first, "a"), (second, "b"))
            ]
            assert sorted(one.result(30) for one in taken) == [False, True]
    first.close()
    second.close()


def test_the_console_reads_and_writes_here_as_well(serve: Callable[..., ServedCloud]) -> None:
    cloud, other = serve(), serve()
    day = Day(cloud, cloud.machine())
    number = day.refund(day.paid("K7SALE0001"), "unknown")
    row = add_findings(cloud, day.machine.id)
    day.report("K7SALE0001", ("not_delivered",), "refunding", ((number, 350, "sending"),))
    finance = signed_in(cloud, "finance")
    for path in (
        *("/", "/order/list?q=K7SALE&sort=state__desc", "/order/detail?pk=K7SALE0001A", "/machine/list"),
        *("/refund/list?filter=end__is%3Dbeing_tried", f"/finding/detail?pk={row}", "/event/list"),
        "/order/list?filter=created_at_s__on_day%3D2026-09-21",
    ):
        assert finance.get(path).status_code == 200, path
    finance.base_url = other.base_url
    assert finance.deed("refund", number, "again", reason="x").status_code == 200, "at another process"
    assert other.book.count("refund") == 1
    assert finance.deed("finding", row, "settle", reason="x").status_code == 200
    assert finance.export("finding", "xlsx", ["day"]).content.startswith(b"PK")


def test_of_two_phones_at_two_processes_one_signs_in(serve: Callable[..., ServedCloud]) -> None:
    clouds = (serve(), serve())
    machine = clouds[0].machine()
    phones = [Phone(cloud.base_url, number) for cloud, number in zip(clouds, NUMBERS, strict=True)]
    for phone in phones:
        phone.register()  # one after the other: two programs in one here, as above
    with ThreadPoolExecutor(2) as pool:
        for _ in range(5):
            session = machine.post("/v1/member-sessions", {}).json()
            taps = pool.map(lambda phone, code=session["token"]: phone.here(code).status_code, phones)
            assert sorted(taps) == [200, 409]
            path = f"/v1/member-sessions/{session['id']}"
            assert clouds[1].known(machine).get(path).json()["state"] == "signed_in"
    for phone in phones:
        phone.close()


def test_points_reserved_at_once_are_never_more_than_there_are(
    serve: Callable[..., ServedCloud],
) -> None:
    clouds = (serve(), serve())
    machine = clouds[0].machine()
    phone = Phone(clouds[0].base_url)
    session = machine.post("/v1/member-sessions", {}).json()
    phone.register(session["token"])
    path = f"/v1/member-sessions/{session['id']}"
    member = {"session": session["id"], "points_spent": [0], "points_earned": [100]}
    body = report("closed", ("delivered",), member=member)
    events = {"events": [{"seq": 1, "kind": "sale", "at_ms": 1, "body": body}]}
    assert machine.post("/v1/events", events).json() == {"acked": 1, "rejected": []}
    assert clouds[1].known(machine).get(path).json()["member"]["points"] == 100
    with ThreadPoolExecutor(8) as pool:

        def reserve(turn: int) -> int:
            there = clouds[turn % 2].known(machine)
            asked = {"sale": f"K7ABCDEF{turn}", "points_spent": [30]}
            return there.post(f"{path}/sales", asked, key=f"s{turn}").status_code

        assert sorted(pool.map(reserve, range(8))) == [200] * 3 + [409] * 5
    assert machine.get(path).json()["member"]["points"] == 10
    assert "10<small>" in phone.mine()
    phone.close()
