"""Everything that is commonly wrong with a merchant's account, before the emulated gateways: what the doctor
says of it, and what kind of problem the kiosk is told. Three wallets, real HTTP, real keys.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from cloud.sandbox.client import SandboxProcess
from kiosk.clock import SystemClock
from kiosk.ops.doctor import Verdict
from kiosk.ops.looks import outside as doctor_outside
from kiosk.payments.intent import (
    CallUnknown,
    CreateRefused,
    Method,
    Paid,
    PaymentOrder,
    ProblemKind,
    RefundAccepted,
    RefundDone,
    RefundOrder,
    RefundRefused,
)
from kiosk.payments.wallets import WALLETS, Signing
from tests.kiosk.ops.test_doctor import asked
from tests.kiosk.payments import unionpay_keys

W, A, U = Method.WECHAT, Method.ALIPAY, Method.UNIONPAY
ORDERS = {W: "native", A: "precreate", U: "native"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    with SandboxProcess() as running:
        yield running


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Key files that are whole, and somebody else's."""
    folder = tmp_path_factory.mktemp("strangers")
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    expired = unionpay_keys.made("merchant", "a merchant", unionpay_keys.MIDDLE, days=(-400, -35))
    soon = unionpay_keys.made("merchant", "a merchant", unionpay_keys.MIDDLE, days=(-300, 12))
    future = unionpay_keys.made("merchant", "a merchant", unionpay_keys.MIDDLE, days=(3, 400))
    contents = {
        "private": private,
        "public": public,
        "pfx": unionpay_keys.pfx(),
        "expired": unionpay_keys.pfx(expired),
        "soon": unionpay_keys.pfx(soon),
        "future": unionpay_keys.pfx(future),
        "root": unionpay_keys.ROOT.pem,
        "middle": unionpay_keys.MIDDLE.pem,
        "password": b"not the password",
    }
    found = {}
    for name, content in contents.items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_bytes(content)
        found[name] = str(path)
    return found


@dataclass(frozen=True)
class Bad:
    """One entry of ``[payments.<wallet>]`` that is wrong."""

    method: Method
    changes: dict[str, str]
    """A value in angle brackets is a stranger's file."""
    words: tuple[str, ...]
    """What the doctor's sentence has to say."""
    by_order: bool = False
    """Only an order finds it."""
    fault: str = ""
    """What the gateway does to orders, where no key is wrong."""


BAD = {
    "wechat: merchant key": Bad(W, {"merchant_key_file": "<private>"}, ("check [payments.wechat]",)),
    "wechat: serial": Bad(W, {"merchant_serial": "0" * 40}, ("check [payments.wechat]",)),
    "wechat: merchant number": Bad(W, {"mchid": "1900000099"}, ("check [payments.wechat]",)),
    "wechat: appid": Bad(W, {"appid": "wx0000000000000000"}, ("check [payments.wechat]",), by_order=True),
    "wechat: platform key": Bad(
        W, {"platform_public_key_file": "<public>"}, ("platform_public_key_file", "anew"), by_order=True
    ),
    "wechat: platform key's id": Bad(
        W, {"platform_public_key_id": "PUB_KEY_ID_9"}, ("check payments.wechat.platform_public_key_id",)
    ),
    "wechat: product": Bad(W, {}, ("sign it up on the merchant platform",), True, "no_auth"),
    "wechat: limit": Bad(W, {}, ("limit for this merchant is reached",), True, "quota"),
    "alipay: application key": Bad(A, {"app_key_file": "<private>"}, ("check [payments.alipay]",)),
    "alipay: application id": Bad(A, {"app_id": "2021000000000000"}, ("check [payments.alipay]",)),
    "alipay: public key": Bad(
        A, {"alipay_public_key_file": "<public>"}, ("alipay_public_key_file", "take it anew")
    ),
    "alipay: product": Bad(A, {}, ("sign up face-to-face payment",), True, "no_auth"),
    "alipay: limit": Bad(A, {}, ("limit for this merchant is reached",), True, "quota"),
    "unionpay: merchant number": Bad(U, {"mer_id": "777290058110040"}, ("ask UnionPay to open it",)),
    "unionpay: password": Bad(
        U, {"sign_pfx_password_file": "<password>"}, ("sign_pfx_password_file", "Check both")
    ),
    "unionpay: certificate": Bad(
        U, {"sign_pfx_file": "<pfx>"}, ("check payments.unionpay.mer_id and payments.unionpay.sign_pfx_file",)
    ),
    "unionpay: expired": Bad(U, {"sign_pfx_file": "<expired>"}, ("was valid until", "Apply for a new one")),
    "unionpay: not yet valid": Bad(U, {"sign_pfx_file": "<future>"}, ("is valid from", "clock")),
    "unionpay: authorities": Bad(
        U, {"root_ca_file": "<root>", "middle_ca_file": "<middle>"}, ("root_ca_file and middle_ca_file",)
    ),
    "unionpay: product": Bad(U, {}, ("ask UnionPay to open it",), True, "no_auth"),
    "unionpay: limit": Bad(U, {}, ("have UnionPay raise",), True, "quota"),
}


def table(sandbox: SandboxProcess, bad: Bad, strangers: Mapping[str, str]) -> dict[str, str]:
    changes = {
        key: strangers[value.strip("<>")] if value.startswith("<") else value
        for key, value in bad.changes.items()
    }
    return sandbox.wallets[bad.method] | changes


def told(method: Method, keys: Mapping[str, str], data: Path, *, orders: bool) -> list[tuple[Verdict, str]]:
    """What the doctor says of one wallet."""
    words = [f"payments.{method}.{key}={value}" for key, value in keys.items()]
    settings, command = asked(data, "payments.route=direct", *words)
    found = doctor_outside.wallets(settings, replace(command, orders=orders))
    return [(one.verdict, one.text) for one in found if one.about == method]


@pytest.mark.parametrize("name", BAD)
def test_the_doctor_names_it_and_what_to_do(
    sandbox: SandboxProcess, strangers: Mapping[str, str], tmp_path: Path, name: str
) -> None:
    bad = BAD[name]
    keys = table(sandbox, bad, strangers)
    if bad.fault:
        sandbox.fault(ORDERS[bad.method], bad.fault, times=-1)
    try:
        if bad.by_order:
            asked_only = told(bad.method, keys, tmp_path, orders=False)
            assert all(verdict is not Verdict.MISSING for verdict, _ in asked_only), "nothing was ordered"
            assert any("doctor --order" in text for _, text in asked_only)
        found = told(bad.method, keys, tmp_path, orders=True)
    finally:
        sandbox.clear_faults()
    missing = [text for verdict, text in found if verdict is Verdict.MISSING]
    assert len(missing) == 1, found
    for word in bad.words:
        assert word in missing[0]


@pytest.mark.parametrize("method", WALLETS)
def test_an_account_that_may_do_everything_gives_out_a_code_that_nobody_can_pay_for_long(
    sandbox: SandboxProcess, tmp_path: Path, method: Method
) -> None:
    sandbox.reset()
    found = told(method, sandbox.wallets[method], tmp_path, orders=True)
    assert [verdict for verdict, _ in found] == [Verdict.FINE] * 3
    orders = sandbox.books()["orders"]
    assert isinstance(orders, list) and len(orders) == 1
    order = orders[0]
    assert (order["amount_fen"], order["taken_fen"]) == (1, 0)
    assert order["state"] == "CLOSED" or method in (A, U), "there is nothing to close before the scan"
    assert order["expires_gateway_ms"] - order["created_gateway_ms"] < 65_000


def test_a_certificate_that_runs_out_within_a_month_is_a_note(
    sandbox: SandboxProcess, strangers: Mapping[str, str], tmp_path: Path
) -> None:
    """The emulated UnionPay does not know this certificate, so that is missing; the note stands beside it."""
    keys = sandbox.wallets[U] | {"sign_pfx_file": strangers["soon"]}
    notes = [text for verdict, text in told(U, keys, tmp_path, orders=False) if verdict is Verdict.NOTE]
    assert len(notes) == 1 and "11 days are left. Apply for a new one" in notes[0]


# --- refunds


@dataclass
class Paying:
    sandbox: SandboxProcess
    gateway: Signing
    order: PaymentOrder

    @property
    def refund(self) -> RefundOrder:
        number = f"{self.order.number[:-2]}R1"
        return RefundOrder(number, self.order, 150, "B2 未出货", self.order.created_at_s)

    def pay(self) -> None:
        self.gateway.create(self.order)
        assert self.sandbox.phone("pay", out_trade_no=self.order.number).done
        assert isinstance(self.gateway.query(self.order), Paid)


@pytest.fixture
def paying(sandbox: SandboxProcess) -> Iterator[Callable[[Method], Paying]]:
    opened: list[Signing] = []

    def start(method: Method) -> Paying:
        gateway = WALLETS[method].open(sandbox.wallets[method], Path("/"), SystemClock(), None)
        opened.append(gateway)
        now_s = int(time.time())
        number = f"K7B{time.time_ns()}P1"
        order = PaymentOrder(number, "K7SALE0001", method, 350, "CNY", "可乐", "K7", now_s, now_s + 180)
        return Paying(sandbox, gateway, order)

    yield start
    sandbox.clear_faults()
    for gateway in opened:
        gateway.close_connections()


@pytest.mark.parametrize("method", WALLETS)
@pytest.mark.parametrize(
    ("fault", "kind"), [("not_enough", ProblemKind.BALANCE), ("no_auth", ProblemKind.PERMISSION)]
)
def test_a_refund_that_the_merchant_may_not_or_cannot_make_is_named_and_tried_again(
    paying: Callable[[Method], Paying], method: Method, fault: str, kind: ProblemKind
) -> None:
    here = paying(method)
    here.pay()
    here.sandbox.fault("refund", fault, times=2)
    for _ in range(2):
        refused = here.gateway.refund(here.refund)
        assert isinstance(refused, RefundRefused) and refused.problem.kind is kind, refused
        assert "refund" in refused.problem.text or "right" in refused.problem.text
    assert isinstance(here.gateway.refund(here.refund), RefundAccepted | RefundDone)


@pytest.mark.parametrize("method", WALLETS)
@pytest.mark.parametrize(
    ("fault", "kind"), [("quota", ProblemKind.QUOTA), ("no_auth", ProblemKind.PERMISSION)]
)
def test_an_order_that_the_merchant_may_not_make_is_refused_for_good(
    paying: Callable[[Method], Paying], method: Method, fault: str, kind: ProblemKind
) -> None:
    here = paying(method)
    here.sandbox.fault(ORDERS[method], fault)
    found = here.gateway.create(here.order)
    assert isinstance(found, CreateRefused) and found.problem.kind is kind, found


def test_a_false_signature_alone_refuses_nothing(paying: Callable[[Method], Paying]) -> None:
    here = paying(W)
    here.sandbox.fault("native", "bad_signature")
    found = here.gateway.create(here.order)
    assert isinstance(found, CallUnknown) and found.problem.kind is ProblemKind.BAD_SIGNATURE
