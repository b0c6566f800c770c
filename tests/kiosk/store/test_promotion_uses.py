"""Uses of promotions are counted with the sale, in its transaction, and taken back with it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.sale.events import CancelPressed, Event, MethodChosen, Rebooted, VendResult
from kiosk.sale.state import Fate, Sale
from kiosk.store.audit import audit
from kiosk.store.health import open_checked
from kiosk.store.records import DATABASE_NAME, OpenRecord
from kiosk.store.store import Store
from tests.kiosk.store.machine import TOKEN, basket, paid, record, run

QUOTE = {
    "lines": [
        {"sku": "tea", "amount_fen": 450, "gift_of": ""},
        {"sku": "cola", "amount_fen": 300, "gift_of": ""},
    ],
    "savings": [
        {"source": "promotion", "id": "flash", "times": 2},
        {"source": "points", "id": "", "times": 1},
    ],
}


def using(number: str, customer: str = "") -> OpenRecord:
    """A sale that takes two of the flash sale's stock."""
    return OpenRecord(basket(number), 1_000, TOKEN, QUOTE, {"flash": 2}, customer)


def test_a_sale_counts_from_its_first_moment(tmp_path: Path) -> None:
    store = Store.open(tmp_path, ManualClock())
    store.commit(using("K0000001", "member-1"))
    store.commit(using("K0000002"))
    assert store.promotions.by_all() == {"flash": 4}
    assert store.promotions.by_customer("member-1") == {"flash": 2}
    assert store.promotions.by_customer("") == store.promotions.by_customer("member-2") == {}
    store.close()


@pytest.mark.parametrize(
    ("happened", "counted"),
    [
        ((MethodChosen("wechat"),), {"flash": 2}),
        ((MethodChosen("wechat"), CancelPressed()), {}),
        ((MethodChosen("wechat"), Rebooted(), Rebooted()), {}),
        (paid("K0000001"), {"flash": 2}),
        (
            (*paid("K0000001"), VendResult(0, 1, Fate.DELIVERED), VendResult(1, 1, Fate.NOT_DELIVERED)),
            {"flash": 2},
        ),
        ((*paid("K0000001"), VendResult(0, 1, Fate.NOT_DELIVERED), VendResult(1, 1, Fate.NOT_DELIVERED)), {}),
    ],
    ids=["paying", "cancelled", "cut short", "paid", "half delivered", "nothing fell"],
)
def test_what_came_to_nothing_counts_no_more(
    tmp_path: Path, happened: Sequence[Event], counted: dict[str, int]
) -> None:
    store = Store.open(tmp_path, ManualClock())
    store.commit(using("K0000001"))
    run(store, basket("K0000001"), *happened)
    assert store.promotions.by_all() == counted
    store.close()
    assert audit(tmp_path).findings == ()


SELLER = """
import sys
from pathlib import Path
from kiosk.clock import SystemClock
from kiosk.sale.events import CancelPressed, MethodChosen
from kiosk.store.health import open_checked
from tests.kiosk.store.machine import basket, record
from tests.kiosk.store.test_promotion_uses import using
store, _ = open_checked(Path(sys.argv[1]), SystemClock())
for index in range(1000):
    number = f"K{index:07d}"
    opening, first = using(number), record(basket(number), MethodChosen("wechat"))
    store.commit(opening, first)
    print("opened", flush=True)
    store.commit(record(first.after, CancelPressed()))
    print("over", flush=True)
"""


@pytest.mark.parametrize("after_lines", [1, 2, 5, 8])
def test_counters_are_whole_after_a_kill(tmp_path: Path, after_lines: int) -> None:
    """Killed between the opening and its end, or in the middle of either: what counts is what is open."""
    with subprocess.Popen(
        [sys.executable, "-c", SELLER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as seller:
        assert seller.stdout is not None
        for count, _ in enumerate(seller.stdout, start=1):
            if count == after_lines:
                seller.kill()
    store, _ = open_checked(tmp_path, ManualClock())
    unsettled: list[Sale] = [stored.sale for stored in store.sales.open_sales()]
    waiting = [sale for sale in unsettled if sale.present]
    assert store.promotions.by_all().get("flash", 0) == 2 * len(waiting)
    for sale in unsettled:
        run(store, sale, Rebooted())
    assert store.promotions.by_all() == {}
    store.close()
    assert audit(tmp_path).findings == ()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE promotion_uses SET uses = 3", "uses"),
        ("DELETE FROM promotion_uses", "uses"),
        ("INSERT INTO promotion_uses VALUES (9, 'K0000001', 'flash', '', 2, 1, 0)", "uses"),
        ("UPDATE sales SET quote = replace(quote, '450', '451')", "quote"),
    ],
)
def test_what_is_changed_behind_the_books_is_found(tmp_path: Path, statement: str, code: str) -> None:
    store = Store.open(tmp_path, ManualClock())
    store.commit(using("K0000001"))
    store.commit(record(basket("K0000001"), MethodChosen("wechat")))
    store.close()
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        assert connection.execute(statement).rowcount
    assert code in {finding.code for finding in audit(tmp_path).findings}
