"""``main.py reconcile`` over a real data folder and the emulated WeChat Pay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cloud.sandbox.client import SandboxProcess
from kiosk.clock import SystemClock
from kiosk.errors import KnownError
from kiosk.ops.arguments import Reconcile
from kiosk.ops.books.reconcile_command import reconcile
from kiosk.payments.beijing import BEIJING
from kiosk.payments.intent import Method, PaymentOrder
from kiosk.payments.wallets import WALLETS
from kiosk.sale.events import CancelPressed, MethodChosen, PaymentClosed, PaymentReady
from kiosk.sale.state import Line, open_sale
from kiosk.sale.table import step
from kiosk.store.lock import DataLock
from kiosk.store.records import OpenRecord, step_record
from kiosk.store.store import Store

NUMBER = "K7REC0001"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess(keys=tmp_path_factory.mktemp("command") / "keys") as child:
        yield child


@pytest.fixture
def command(sandbox: SandboxProcess, tmp_path: Path) -> Reconcile:
    """A machine with one closed sale of today whose code was paid all the same."""
    sandbox.reset()
    order = _closed_sale(tmp_path)
    gateway = WALLETS[Method.WECHAT].open(dict(sandbox.wallets["wechat"]), Path("/"), SystemClock(), None)
    gateway.create(order)
    gateway.close(order)
    gateway.close_connections()
    table = sandbox.wallets["wechat"]
    words = [f"payments.wechat.{key}={value}" for key, value in table.items()]
    words += ["payments.route=direct", 'payments.methods=["wechat"]', "machine.id=K7"]
    day = datetime.fromtimestamp(order.created_at_s, BEIJING).date()
    config = tmp_path / "kiosk.toml"
    config.write_text("", encoding="utf-8")
    return Reconcile(config, tmp_path, day.isoformat(), tuple(words))


def _closed_sale(folder: Path) -> PaymentOrder:
    now_ms = int(datetime.now(UTC).timestamp()) * 1000
    store = Store.open(folder, SystemClock())
    sale = open_sale(NUMBER, (Line(0, "tea", "A1", 1, 350),))
    attempt = f"{NUMBER}A"
    order = PaymentOrder(
        *(attempt, NUMBER, Method.WECHAT, 350, "CNY", "tea", "K7"), now_ms // 1000, now_ms // 1000 + 600
    )
    store.commit(OpenRecord(sale, now_ms, "t" * 24, {}))
    orders: tuple[PaymentOrder, ...] = (order,)
    for event in (
        *(MethodChosen("wechat"), PaymentReady(attempt, "weixin://x")),
        *(CancelPressed(), PaymentClosed(attempt)),
    ):
        after, effects = step(sale, event)
        store.commit(step_record(sale, event, after, effects, now_ms, payment_orders=orders))
        sale, orders = after, ()
    store.close()
    return order


def test_a_day_in_order_is_exit_0(
    command: Reconcile, sandbox: SandboxProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.advance(2 * 86_400)
    assert reconcile(command) == 0
    assert (
        capsys.readouterr().out
        == f"{command.day} wechat: 0 agree, 0 do not; 0 open, 0 of them for a person.\n"
    )


def test_late_money_is_open_until_the_kiosk_gives_it_back(
    command: Reconcile, sandbox: SandboxProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sandbox.phone("pay", out_trade_no=f"{NUMBER}A", force=True).done
    sandbox.advance(2 * 86_400)
    with DataLock(command.data):
        assert reconcile(command) == 1
    said = capsys.readouterr().out
    assert "this was a look only" in said and f"{NUMBER}A" in said and "3.50" in said
    store = Store.open(command.data, SystemClock())
    day = datetime.fromisoformat(command.day).date()
    assert store.bills.day(Method.WECHAT, day) is None, "the running kiosk keeps what it finds itself"
    store.close()
    assert reconcile(command) == 1
    store = Store.open(command.data, SystemClock())
    kept = store.bills.day(Method.WECHAT, day)
    assert kept is not None and not kept.is_done, "the kiosk does it at its next start"
    store.close()
    assert [path.name for path in (command.data / "bills").iterdir()] == [kept.file_name]


def test_a_bill_that_is_not_made_yet_is_exit_1(
    command: Reconcile, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reconcile(command) == 1
    assert "not made yet" in capsys.readouterr().out


def test_a_machine_without_a_cloud_says_so(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('[cloud]\nurl = "https://cloud.example"\n', encoding="utf-8")
    with pytest.raises(KnownError, match="not enrolled"):
        reconcile(Reconcile(config, tmp_path, "2026-10-01", ()))
