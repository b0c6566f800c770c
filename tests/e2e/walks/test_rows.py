"""The rows of the customer's screens one after another, in each language, on the largest and smallest panel.

How many touches a purchase takes from the sleeping screen is recorded (``touches_to_code``), not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cloud.members.phones import Phone
from tests.e2e.harness import Kiosk
from tests.e2e.members.test_member import member_state, scanned
from tests.e2e.walks.walker import EVERYWHERE, PANELS, Walker

pytestmark = [pytest.mark.timeout(240), pytest.mark.slow]

COLA, TEA = "soda-cola", "tea-mandarin"
DELETE = "key:backspace"


@pytest.fixture(params=EVERYWHERE, ids="-".join)
def walker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Walker]:
    size, language = request.param
    more = ("--lang", language, "--set", f"display.diagonal_inch={PANELS[size]}")
    with Kiosk(tmp_path, *more, "--set", "display.result_s=120", size=size) as kiosk:
        kiosk.until_mode("selling")
        yield Walker(kiosk)
    kiosk.audit()


def test_every_row_is_walked(walker: Walker, record_property: Callable[[str, object], None]) -> None:
    record_property("touches_to_code", is_in_a_hurry(walker))
    looks_around(walker)
    phone = signs_in(walker)
    number = buys_two_of_which_one_jams(walker)
    complains(walker, number)
    finds_the_own_order_again(walker, phone, number)
    finds_a_strangers_order_by_its_end(walker, number)
    asks_for_help(walker)
    needs_it_larger_and_lower(walker)


def is_in_a_hurry(walker: Walker) -> int:
    """Code on the screen, then thinks better of it; how many touches it took."""
    walker.awake()
    walker.to("product", f"card:{COLA}")
    walker.to("pay", "buy")
    walker.kiosk.until_code()
    taken = walker.touches
    walker.touch("pay:alipay", "more_time")
    walker.kiosk.until_code()
    walker.to("help", "help")
    walker.to("pay", "back")
    walker.to("home", "cancel")
    walker.to("cart", "cart")
    walker.to("home", "clear")
    return taken


def looks_around(walker: Walker) -> None:
    walker.touch("language:en", "language:zh_CN", "page:next", "page:prev", "category:tea", "category:all")
    walker.touch("sort:price", "sort:new", "sort:sales", "sort:recommended")
    walker.to("search", "search")
    walker.types("kl")
    walker.kiosk.until_read("KL")
    walker.to("product", f"card:{COLA}")
    walker.to("search", "back")
    walker.touch("key:delete", "key:clear")
    walker.types("a3")
    walker.kiosk.until_read("A3")
    walker.to("home", "back")


def signs_in(walker: Walker) -> Phone:
    cloud, token = scanned(walker.kiosk)
    phone = Phone(cloud)
    phone.scan(token)
    member_state(walker.kiosk, "opened")
    phone.register(token)
    member_state(walker.kiosk, "signed_in")
    walker.to("home", "home")
    return phone


def buys_two_of_which_one_jams(walker: Walker) -> str:
    kiosk = walker.kiosk
    walker.to("product", f"card:{COLA}")
    walker.touch(f"add:{COLA}")
    walker.to("home", "back")
    walker.touch("category:tea", f"add:{TEA}", "category:all")
    walker.to("cart", "cart")
    walker.touch(f"plus:{TEA}", f"minus:{TEA}")
    walker.to("pay", "buy")
    sale = kiosk.until_code()
    lanes = {line["sku"]: line["lane"] for line in sale["lines"]}
    kiosk.do("fault", script={"jam": lanes[TEA]})
    kiosk.do("phone", act="pay")
    kiosk.wait(screen="result", timeout_s=60)
    assert kiosk.sale()["outcome"] == "partly"
    return str(sale["number"])


def complains(walker: Walker, number: str) -> None:
    walker.kiosk.until(lambda _: "rate:2" in walker.kiosk.targets())
    walker.to("order", f"order:{number}")
    walker.to("result", "back")
    walker.touch("rate:2", "tag:jammed")
    walker.to("feedback", "wrong")
    walker.touch("report:nothing_fell")
    walker.kiosk.until_gone("report:nothing_fell")
    walker.to("result", "back")
    walker.kiosk.do("fault", script={"clear": True})
    walker.to("home", "done")


def finds_the_own_order_again(walker: Walker, phone: Phone, number: str) -> None:
    """By signing in: no number is asked of somebody whom the cloud knows."""
    assert walker.kiosk.state()["member"]["state"] == "nobody"
    _, token = scanned(walker.kiosk)
    phone.here(token)
    member_state(walker.kiosk, "signed_in")
    phone.close()
    walker.to("orders", "orders")
    walker.kiosk.wait(target=f"order:{number}")
    walker.to("order", f"order:{number}")
    walker.to("orders", "back")
    walker.to("home", "back")
    walker.to("member", "member")
    walker.to("home", "back")


def finds_a_strangers_order_by_its_end(walker: Walker, number: str) -> None:
    """Nobody is signed in any more: the list keeps it shut, the last characters open it."""
    walker.to("orders", "orders")
    assert f"order:{number}" not in walker.kiosk.targets()
    walker.types(number[-4].lower())
    walker.touch(DELETE)
    walker.types(number[-4:].lower())
    walker.kiosk.wait(screen="order")
    walker.to("orders", "back")
    walker.to("feedback", "no_order")
    walker.to("orders", "back")
    walker.to("home", "back")


def asks_for_help(walker: Walker) -> None:
    walker.to("help", "help")
    walker.kiosk.until_read("400-000-0000")
    for topic in ("nothing_fell", "wrong_thing", "paid_no_order", "refund_how", "cash_how"):
        walker.touch(f"topic:{topic}", "back")
    walker.touch("ask")
    walker.types("tuikuan")
    walker.touch(DELETE, "answer:refund_when", "back", "back")
    walker.to("feedback", "topic:other")
    walker.touch("report:screen")
    walker.kiosk.until_gone("report:screen")
    walker.to("help", "back")
    walker.to("home", "back")


def needs_it_larger_and_lower(walker: Walker) -> None:
    walker.to("access", "access")
    walker.touch("access:large", "access:low", "access:contrast")
    walker.to("home", "back")
    walker.to("product", f"card:{COLA}")
    walker.to("pay", "buy")
    walker.kiosk.until_code()
    walker.kiosk.do("phone", act="pay")
    walker.kiosk.wait(screen="result", timeout_s=60)
    walker.kiosk.until(lambda _: "rate:5" in walker.kiosk.targets())
    walker.touch("rate:5")
    walker.to("home", "done")
    walker.awake()
