"""How an account stands with its gateway, as a machine is told: the same problem, and what is warned of."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cloud.pay.accounts import ASKED_EVERY_S, TROUBLED_EVERY_S, Accounts
from cloud.pay.calls import GatewayCalls
from kiosk.clock import SystemClock
from kiosk.payments.gateways.cloud import CloudGateway
from kiosk.payments.intent import Account, Method, Problem, ProblemKind
from kiosk.sync.client import CloudClient, enrol
from kiosk.sync.identity import Identity
from tests.cloud.served import BookGateway, ServedCloud

WRONG_KEY = Problem(ProblemKind.CONFIG, "It does not accept this merchant's keys.", "SIGN_ERROR")
SOON = Problem(ProblemKind.CONFIG, "The certificate runs out.", "RUNS_OUT")
LIMIT_S = 20


@pytest.fixture
def served(serve: Callable[..., ServedCloud]) -> ServedCloud:
    return serve(clock=SystemClock())


@pytest.fixture
def client(served: ServedCloud, tmp_path: Path) -> Iterator[CloudClient]:
    identity = Identity.load_or_create(tmp_path / "machine.pem")
    answer = enrol(served.base_url, served.new_code(), identity, SystemClock(), "test")
    made = CloudClient(served.base_url, identity, answer.machine_id, answer.cloud_id, SystemClock())
    yield made
    made.close_connections()


@pytest.mark.parametrize("kind", [ProblemKind.CONFIG, ProblemKind.PERMISSION, ProblemKind.NETWORK])
def test_what_is_wrong_at_the_cloud_is_the_machines_problem_of_the_same_kind(
    served: ServedCloud, client: CloudClient, kind: ProblemKind
) -> None:
    served.book.trouble = Problem(kind, "Wrong.", "SIGN_ERROR")
    found = CloudGateway(client, Method.WECHAT).probe()
    assert found == Problem(kind, "At the cloud: Wrong.", "SIGN_ERROR")


def test_an_account_that_is_well_and_what_it_warns_of(served: ServedCloud, client: CloudClient) -> None:
    served.book.warnings, served.book.clock_offset_s = (SOON,), 600
    gateway = CloudGateway(client, Method.WECHAT)
    assert not list(gateway.warnings), "nobody was asked yet"
    assert gateway.probe() is None
    runs_out, clock = gateway.warnings
    assert runs_out == Problem(SOON.kind, f"At the cloud: {SOON.text}", SOON.code)
    assert clock.kind is ProblemKind.CLOCK and "600 s behind" in clock.text
    assert abs(gateway.clock_offset_s or 0) < 60, "the cloud's clock, not its gateway's"
    alone = CloudGateway(client, Method.ALIPAY).probe()
    assert alone is not None and alone.kind is ProblemKind.ABSENT


def test_too_many_calls_are_no_trouble_of_the_account(served: ServedCloud, client: CloudClient) -> None:
    served.book.trouble = Problem(ProblemKind.LIMIT, "Too many.", "FREQUENCY_LIMITED")
    assert CloudGateway(client, Method.WECHAT).probe() is None


def test_the_gateway_hears_of_it_once_in_a_while_however_many_ask() -> None:
    async def story() -> None:
        book, now_s = BookGateway(trouble=WRONG_KEY), [0.0]
        calls = GatewayCalls(Method.WECHAT, book)
        accounts = Accounts({Method.WECHAT: calls}, lambda: now_s[0])

        async def asked() -> list[Account]:
            return list(await asyncio.gather(*(accounts.of(Method.WECHAT) for _ in range(50))))

        async def renewed(probes: int) -> None:
            await asyncio.wait_for(asyncio.gather(*accounts._asking.values()), LIMIT_S)
            assert book.count("probe") == probes

        assert {one.problem for one in await asked()} == {WRONG_KEY} and book.count("probe") == 1
        now_s[0] += TROUBLED_EVERY_S - 1
        await asked()
        assert book.count("probe") == 1
        now_s[0] += 1
        book.trouble = None
        assert {one.problem for one in await asked()} == {WRONG_KEY}, "nobody waits for the renewal"
        await renewed(2)
        assert {one.problem for one in await asked()} == {None}
        now_s[0] += ASKED_EVERY_S
        await asked()
        await renewed(3)
        accounts.close()
        calls.close()

    asyncio.run(story())


def test_a_gateway_that_hangs_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        monkeypatch.setattr("cloud.pay.accounts.FIRST_ANSWER_S", 0.05)
        let_go = threading.Event()

        def hang(_call: str, _number: str) -> None:
            let_go.wait(LIMIT_S)

        book = BookGateway(before=hang)
        calls = GatewayCalls(Method.WECHAT, book)
        accounts = Accounts({Method.WECHAT: calls})
        assert await accounts.of(Method.WECHAT) == Account()
        let_go.set()
        accounts.close()
        calls.close()

    asyncio.run(story())
