"""A cloud served over real HTTP in a thread, a gateway that keeps its own books, and machines that speak."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar, cast

import httpx
import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cloud import enrolment
from cloud.app import create_app
from cloud.cloud import Cloud, Pace, Support, open_cloud
from cloud.members.sealing import MemberKeys
from cloud.members.senders import CodeSender, ShownSender
from cloud.store import machines
from cloud.store.database import Database
from cloud.store.schema import migrate
from kiosk.clock import ManualClock
from kiosk.payments.bills.bill import BillResult, BillUnknown
from kiosk.payments.intent import (
    CallUnknown,
    ChargeResult,
    Closed,
    CodeReady,
    CreateResult,
    Gateway,
    Method,
    Notice,
    NoticeReader,
    NoticeRejected,
    Paid,
    PayCode,
    PaymentOrder,
    Problem,
    ProblemKind,
    QueryResult,
    RefundAccepted,
    RefundDone,
    RefundOrder,
    RefundRefused,
    RefundResult,
    Traits,
    Unpaid,
)
from tests.cloud import plain

T = TypeVar("T")

NEVER_S = 3600.0
"""A pace at which nothing happens by itself during a test."""


@dataclass
class BookGateway:
    """A wallet with books of its own; tests pay in it, break it and look at what it was asked."""

    orders: dict[str, QueryResult] = field(default_factory=dict)
    refunds: dict[str, RefundResult] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, list[Any]] = field(default_factory=dict)
    """What to answer instead of the truth, by call, in order; the call is still carried out."""
    warnings: tuple[Problem, ...] = ()
    clock_offset_s: int | None = None
    trouble: Problem | None = None
    """What the probe says."""
    charged: list[str] = field(default_factory=list)
    """The customers' own codes it was given."""
    takes_pay_codes: bool = True
    before: Callable[[str, str], None] | None = None
    """Runs inside every call, in its thread: may look at the database or hang."""

    @property
    def traits(self) -> Traits:
        return Traits(
            has_close=True,
            close_may_refund=False,
            code_life_s=7200,
            has_notice=True,
            can_wait=False,
            takes_pay_codes=self.takes_pay_codes,
        )

    def pay(self, number: str, amount_fen: int) -> None:
        self.orders[number] = Paid(amount_fen, f"T{number}", 1_790_000_005)

    def create(self, order: PaymentOrder) -> CreateResult:
        self._called("create", order.number)
        self.orders.setdefault(order.number, Unpaid())
        codes = sum(1 for call in self.calls if call == ("create", order.number))
        return self._answer("create", CodeReady(f"weixin://code/{order.number}/{codes}"))

    def charge(self, order: PaymentOrder, code: PayCode) -> ChargeResult:
        self._called("charge", order.number)
        self.charged.append(code.text)
        return self._answer("charge", self.orders.setdefault(order.number, Unpaid()))

    def query(self, order: PaymentOrder) -> QueryResult:
        self._called("query", order.number)
        return self._answer("query", self.orders.get(order.number, unknown("ORDER_NOT_EXIST")))

    def wait(self, order: PaymentOrder, timeout_s: float) -> QueryResult:
        return self.query(order)

    def close(self, order: PaymentOrder) -> QueryResult:
        self._called("close", order.number)
        if isinstance(self.orders.get(order.number), Unpaid):
            self.orders[order.number] = Closed()
        return self._answer("close", self.orders.get(order.number, unknown("ORDER_NOT_EXIST")))

    def refund(self, refund: RefundOrder) -> RefundResult:
        self._called("refund", refund.number)
        return self._answer("refund", self.refunds.setdefault(refund.number, RefundAccepted()))

    def query_refund(self, refund: RefundOrder) -> RefundResult:
        self._called("query_refund", refund.number)
        missing = RefundRefused(Problem(ProblemKind.GATEWAY, "no such refund", "RESOURCE_NOT_EXISTS"))
        return self._answer("query_refund", self.refunds.get(refund.number, missing))

    def settled(self, order: PaymentOrder) -> None:
        """Does not ask."""

    def probe(self) -> Problem | None:
        self._called("probe", "")
        return self.trouble

    def bill(self, day: date) -> BillResult:
        return BillUnknown(Problem(ProblemKind.ABSENT, "This wallet has no bills.", "NO_BILLS"))

    def parse_notice(self, headers: Mapping[str, str], body: bytes) -> Notice | NoticeRejected:
        """Signed when the header says so: real signatures are tried with the real gateway's emulator."""
        if headers.get("wechatpay-signature") != "good":
            return NoticeRejected(Problem(ProblemKind.BAD_SIGNATURE, "The signature is wrong.", "SIGN"))
        content = json.loads(body)
        order, refund = content["order"], content.get("refund", "")
        result: QueryResult | RefundResult
        result = (
            RefundDone("RF1", "招商银行信用卡0403")
            if refund
            else Paid(content["fen"], f"T{order}", 1_790_000_006)
        )
        return Notice(content["id"], order, refund, result)

    def kept_notice(self, body: bytes) -> str:
        return body.decode()

    def count(self, call: str) -> int:
        return sum(1 for name, _ in self.calls if name == call)

    def _called(self, call: str, number: str) -> None:
        self.calls.append((call, number))
        if self.before is not None:
            self.before(call, number)

    def _answer(self, call: str, truth: T) -> T:
        queue = self.answers.get(call)
        return cast("T", queue.pop(0)) if queue else truth


def unknown(code: str = "TIMEOUT") -> CallUnknown:
    return CallUnknown(Problem(ProblemKind.TIMEOUT, "The gateway did not answer.", code))


class Machine:
    """An enrolled machine with its own key, speaking real HTTP."""

    def __init__(self, base_url: str, clock: ManualClock) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.clock = clock
        self.id = ""
        self.cloud_id = ""
        self.http = httpx.Client(base_url=base_url, timeout=60, verify=plain.NO_ROOTS)
        self._keys = 0

    @property
    def public_key(self) -> str:
        return base64.b64encode(self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()

    def enrol(self, code: str) -> httpx.Response:
        answer = self.http.post(
            "/v1/enrol", json={"code": code, "public_key": self.public_key, "software": "0.1"}
        )
        if answer.status_code == 200:
            self.id, self.cloud_id = answer.json()["machine_id"], answer.json()["cloud_id"]
        return answer

    def claims(self) -> dict[str, Any]:
        now_s = self.clock.utc_ms() // 1000
        return {"sub": self.id, "aud": self.cloud_id, "iat": now_s, "exp": now_s + 45}

    def headers(self, **changed: Any) -> dict[str, str]:
        token = jwt.encode(self.claims() | changed, self.key, algorithm="EdDSA")
        return {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path, headers=self.headers())

    def post(self, path: str, body: Any = None, key: str | None = None) -> httpx.Response:
        self._keys += 1
        headers = self.headers() | {"Idempotency-Key": key or f"key-{self._keys}"}
        return self.http.post(path, json=body, headers=headers)

    def order(self, number: str = "K7ABCDEFGA", fen: int = 350, **changed: Any) -> dict[str, Any]:
        now_s = self.clock.utc_ms() // 1000
        return {
            "number": number,
            "sale": number[:-1],
            "method": "wechat",
            "amount_fen": fen,
            "currency": "CNY",
            "description": "可口可乐 330ml",
            "created_at_s": now_s,
            "expires_at_s": now_s + 180,
        } | changed


@dataclass
class ServedCloud:
    """One process's worth of cloud, in a thread with its own event loop."""

    url: str
    gateway: BookGateway | None = None
    clock: ManualClock = field(default_factory=ManualClock)
    pace: Pace = field(default_factory=lambda: Pace(look_every_s=NEVER_S, ask_every_s=NEVER_S))
    gateways: Mapping[Method, Gateway] | None = None
    readers: Mapping[str, NoticeReader] | None = None
    support: Support = field(default_factory=Support)
    merchant_token: str = ""
    keys: MemberKeys = field(default_factory=lambda: MemberKeys(b"a key of the tests, of 32 bytes."))
    sender: CodeSender = field(default_factory=ShownSender)

    def __post_init__(self) -> None:
        self.book = self.gateway or BookGateway()
        self._ready = threading.Event()
        self._machines: list[Machine] = []

    def start(self) -> ServedCloud:
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="served-cloud")
        self._thread.start()
        assert self._ready.wait(30), "the cloud did not start"
        # Several programs are in one here, and share routes that are built when they are first looked at:
        # now, that is, never by two threads at once.
        assert plain.get(f"{self.base_url}/v1/nothing-here", timeout=30).status_code == 404
        return self

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(30)
        assert not self._thread.is_alive(), "the cloud did not end"
        for machine in self._machines:
            machine.http.close()

    def machine(self) -> Machine:
        """A new enrolled machine."""
        code = self.new_code()
        machine = self.stranger()
        assert machine.enrol(code).status_code == 200
        return machine

    def stranger(self) -> Machine:
        machine = Machine(self.base_url, self.clock)
        self._machines.append(machine)
        return machine

    def known(self, machine: Machine) -> Machine:
        """A machine enrolled elsewhere on the same database, speaking to this process."""
        here = self.stranger()
        here.key, here.id, here.cloud_id = machine.key, machine.id, machine.cloud_id
        here._keys = 1000
        return here

    def new_code(self, life_s: int = 600) -> str:
        code = enrolment.new_code()
        now_s = self.clock.utc_ms() // 1000
        work = enrolment.allow_code(self.db, self.cloud.cloud_id, code, "南门", now_s, life_s)
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)
        return code

    def notify(self, content: dict[str, Any], signature: str = "good") -> httpx.Response:
        return plain.post(
            f"{self.base_url}/v1/notify/wechat",
            content=json.dumps(content),
            headers={"Wechatpay-Signature": signature},
        )

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.db = Database(self.url)
        cloud_id = await self.db.write(machines.keep_fact, "cloud_id", "cloud-of-the-tests")
        gateways = {Method.WECHAT: self.book} if self.gateways is None else self.gateways
        readers = {"wechat": self.book} if self.readers is None else self.readers
        self.cloud: Cloud = open_cloud(
            self.db,
            cloud_id,
            self.clock,
            gateways,
            readers,
            "test",
            self.support,
            self.pace,
            hashlib.sha256(self.merchant_token.encode()).hexdigest() if self.merchant_token else "",
            keys=self.keys,
            sender=self.sender,
        )
        config = uvicorn.Config(
            create_app(self.cloud), log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=5
        )
        self._server = _Server(config, self._ready.set, self.cloud.stop_waiting)
        await self._server.serve(sockets=[self._listener])
        self.db.close()
        self._listener.close()


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], stopping: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._is_ready = ready
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._is_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)


def fresh_database(folder: Path) -> str:
    """A migrated SQLite file in ``folder``."""
    path = folder / "cloud.sqlite"
    path.write_bytes(_migrated())
    return f"sqlite:///{path}"


@cache
def _migrated() -> bytes:
    """Every revision is walked through once; the tests begin with copies of what came of it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cloud.sqlite"
        migrate(f"sqlite:///{path}")
        assert [file.name for file in path.parent.iterdir()] == [path.name], "a part of it is elsewhere"
        return path.read_bytes()


def quick(pace: Pace, **changed: float) -> Pace:
    return replace(pace, **changed)
