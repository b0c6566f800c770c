"""Orders looked up by who may, rated, complained of, and taken back to the cart."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from hardware.api import CodeKind
from kiosk.orders import views
from kiosk.orders.views import Can, Mishap, Step, Tag
from kiosk.sale.events import CancelPressed, Event, MethodChosen, PaymentClosed, PaymentReady, VendResult
from kiosk.sale.state import Fate
from kiosk.vend.live import Live
from tests.kiosk.orders.rig import Rig
from tests.kiosk.store.machine import basket, delivered, half_delivered, paid

A, B = "M1000000000AB7Q", "M1000000001CD9Z"
Play = Callable[[Rig], Awaitable[None]]


@pytest.fixture
def play(tmp_path: Path) -> Callable[[Play], None]:
    def run(scene: Play) -> None:
        async def work() -> None:
            async with Rig(tmp_path) as rig:
                await rig.planned()
                await scene(rig)

        asyncio.run(work())

    return run


def unpaid(number: str) -> tuple[Event, ...]:
    attempt = f"{number}A"
    return MethodChosen("wechat"), PaymentReady(attempt, "code"), CancelPressed(), PaymentClosed(attempt)


def test_a_stranger_sees_when_how_many_and_how_much_and_no_more(play: Callable[[Play], None]) -> None:
    async def scene(rig: Rig) -> None:
        await rig.sold(A, *paid(A), *delivered())
        rig.desk.look()
        await rig.until(lambda: rig.desk.view.rows)
        (row,) = rig.desk.view.rows
        assert (row.number, row.units, row.amount_fen) == ("", 2, 750)
        rig.desk.open(A)
        rig.desk.rate(A, 5)
        rig.desk.report("damaged", A)
        assert await rig.events("rating") == await rig.events("ticket") == []
        assert rig.desk.view.open is None

    play(scene)


def test_the_end_of_the_number_opens_it(play: Callable[[Play], None]) -> None:
    async def scene(rig: Rig) -> None:
        await rig.sold(A, *paid(A), *half_delivered(A))
        rig.desk.type("ab7q")
        order = await rig.opened(A)
        said = [(step.step, step.sku, step.amount_fen) for step in order.steps]
        assert said == [
            (Step.ORDERED, "", 750),
            (Step.PAID, "", 750),
            (Step.DELIVERED, "tea", 450),
            (Step.NOT_DELIVERED, "cola", 300),
            (Step.REFUND_ASKED, "", 300),
            (Step.REFUNDED, "", 300),
        ]
        assert order.sale.truth_url == f"https://c/o/token-of-{A}-000"
        assert order.can == {Can.RATE, Can.REPORT}
        rig.desk.look()
        await rig.until(lambda: [row.number for row in rig.desk.view.rows] == [A])

    play(scene)


def test_the_number_in_the_wallets_own_record_finds_it_too(play: Callable[[Play], None]) -> None:
    async def scene(rig: Rig) -> None:
        await rig.sold(A, *paid(A), *delivered())
        rig.desk.type(f"{A}A"[-4:])
        await rig.opened(A)
        rig.desk.forget()
        rig.desk.type(f"{A}A")
        await rig.opened(A)

    play(scene)


def test_two_orders_that_end_alike_are_told_apart_by_their_time(play: Callable[[Play], None]) -> None:
    async def scene(rig: Rig) -> None:
        twin = f"{B[:-4]}{A[-4:]}"
        await rig.sold(A)
        rig.clock.advance(60_000)
        await rig.sold(twin)
        rig.desk.type(A[-4:])
        await rig.until(lambda: [row.number for row in rig.desk.view.rows] == [twin, A])
        assert rig.desk.view.open is None
        rig.desk.open(twin)
        await rig.opened(twin)

    play(scene)


def test_guessing_is_no_way_in(play: Callable[[Play], None]) -> None:
    async def scene(rig: Rig) -> None:
        await rig.sold(A)
        for guess in range(views.WRONG_TAILS_MAX):
            rig.desk.type(f"ZZZ{guess}")
            await rig.until(lambda: rig.desk.view.wrong)
        assert rig.desk.view.locked
        rig.desk.type(A[-4:])
        rig.desk.type(A)
        rig.desk.look()
        await rig.until(lambda: rig.desk.view.rows)
        assert rig.desk.view.open is None
        rig.desk.forget()
        rig.desk.type(A[-4:])
        await rig.opened(A)

    play(scene)


def test_an_old_order_needs_its_whole_number(play: Callable[[Play], None]) -> None:
    async def scene(rig: Rig) -> None:
        await rig.sold(A)
        rig.clock.advance(views.TAIL_SPAN_MS + 1)
        rig.desk.type(A[-4:])
        await rig.until(lambda: rig.desk.view.wrong)
        rig.desk.type(A)
        await rig.opened(A)

    play(scene)


def test_the_receipts_code_opens_it_and_a_pay_code_is_left_alone(play: Callable[[Play], None]) -> None:
    async def scene(rig: Rig) -> None:
        await rig.sold(A)
        rig.desk.scan()
        rig.scan("130000000000000001", CodeKind.WECHAT)
        rig.scan("https://c/o/another-shops-token-0000")
        await rig.until(lambda: rig.desk.view.wrong and rig.takers)
        rig.scan(f"https://c/o/token-of-{A}-000")
        await rig.opened(A)

    play(scene)


def test_a_members_orders_open_while_they_are_signed_in(play: Callable[[Play], None]) -> None:
    async def scene(rig: Rig) -> None:
        await rig.sold(A)
        rig.clock.advance(views.LIST_SPAN_MS * 30)
        rig.desk.own([A])
        rig.desk.look()
        await rig.until(lambda: [row.number for row in rig.desk.view.rows] == [A])
        rig.desk.open(A)
        await rig.opened(A)
        rig.desk.forget()
        rig.desk.open(A)
        rig.desk.look()
        await rig.events("rating")
        assert rig.desk.view.open is None and rig.desk.view.rows == ()

    play(scene)


def test_a_rating_is_kept_told_and_can_be_put_right(play: Callable[[Play], None]) -> None:
    async def scene(rig: Rig) -> None:
        await rig.sold(A, *paid(A), *delivered())
        rig.desk.type(A[-4:])
        await rig.opened(A)
        rig.desk.rate(A, 2)
        rig.desk.rate(A, 5)
        rig.desk.tag(A, "fast")
        rig.desk.tag(A, "clean")
        rig.desk.tag(A, "fast")
        rig.desk.rate_product(A, "tea", 4)
        rig.desk.rate_product(A, "never-bought", 1)
        rig.desk.rate(A, 6)
        shown = await rig.opened(A)
        assert (shown.rating.stars, shown.rating.tags, shown.rating.goods) == (5, (Tag.CLEAN,), (("tea", 4),))
        told = await rig.events("rating")
        assert told[-1] == {"sale": A, "stars": 5, "tags": ["clean"], "goods": {"tea": 4}}
        rig.desk.forget()
        rig.desk.type(A[-4:])
        assert (await rig.opened(A)).rating == shown.rating, "never asked twice"
        averages = await rig.store.run(lambda store: store.voices.averages(1))
        assert averages == {"tea": (4, 1)}
        assert rig.learnt, "the goods' ratings are read again"
        assert await rig.store.run(lambda store: store.voices.averages(2)) == {}

    play(scene)


def test_a_ticket_takes_the_machines_own_evidence_along(play: Callable[[Play], None]) -> None:
    async def scene(rig: Rig) -> None:
        await rig.sold(A, *paid(A), *half_delivered(A))
        rig.desk.type(A[-4:])
        await rig.opened(A)
        rig.desk.report("nothing_fell", A)
        await rig.until(lambda: rig.desk.view.ticket)
        made = rig.desk.view.ticket
        assert made is not None and made.kind is Mishap.NOTHING_FELL
        assert made.due_at_ms - made.opened_at_ms == 24 * 60 * 60 * 1000
        rig.desk.report("nothing_fell", A)
        await rig.until(lambda: (order := rig.desk.view.open) and order.tickets)
        (told,) = await rig.events("ticket")
        assert (told["number"], told["sale"], told["kind"]) == (made.number, A, "nothing_fell")
        facts = told["evidence"]
        assert facts["machine"]["incidents"] == ["lane.paused"]
        assert [line["fate"] for line in facts["order"]["lines"]] == ["delivered", "not_delivered"]
        assert [one["amount_fen"] for one in facts["order"]["refunds"]] == [300]
        assert "token" not in str(told)

    play(scene)


def test_a_ticket_about_no_order_and_never_too_many(play: Callable[[Play], None]) -> None:
    async def scene(rig: Rig) -> None:
        for _ in range(10):
            rig.desk.report("screen")
        rig.desk.report("rude")
        await rig.until(lambda: rig.desk.view.ticket)
        told = await rig.events("ticket")
        assert {(one["sale"], one["kind"]) for one in told} == {("", "screen")}
        assert len(told) == 6

    play(scene)


def test_the_customers_word_about_a_doubt_is_kept_and_decides_nothing(play: Callable[[Play], None]) -> None:
    async def scene(rig: Rig) -> None:
        sale = await rig.sold(A, *paid(A), VendResult(0, 1, Fate.UNKNOWN), VendResult(1, 1, Fate.DELIVERED))
        rig.desk.type(A[-4:])
        await rig.opened(A)
        rig.desk.got(A, 0, False)
        rig.desk.got(A, 0, True)
        await rig.until(lambda: (order := rig.desk.view.open) and order.asked == (0,))
        rig.desk.report("nothing_fell", A)
        await rig.until(lambda: rig.desk.view.ticket)
        (told,) = await rig.events("ticket")
        assert told["evidence"]["order"]["customer_says"] == [{"line": 0, "has_it": False}]
        stored = await rig.store.run(lambda store: store.sales.load(A))
        assert stored is not None and stored.sale == sale, "no money moves for a word"

    play(scene)


def test_an_unpaid_order_goes_back_to_the_cart_once_its_code_is_dead(play: Callable[[Play], None]) -> None:
    async def scene(rig: Rig) -> None:
        sale = await rig.sold(A, MethodChosen("wechat"), PaymentReady(f"{A}A", "code"))
        rig.desk.type(A[-4:])
        await rig.opened(A)
        rig.desk.change(A)
        assert rig.filled == [], "its code may still be paid"
        closed = await rig.sold(B, *unpaid(B))
        rig.desk.type(B[-4:])
        order = await rig.opened(B)
        assert order.can == {Can.CHANGE, Can.REPORT}
        assert [step.step for step in order.steps] == [Step.ORDERED, Step.NOT_PAID]
        rig.desk.change(B)
        assert rig.filled == [("tea", "cola")]
        assert rig.desk.view.open is None and rig.desk.view.changed == 1
        assert sale.lines and closed.lines

    play(scene)


def test_a_sale_paid_while_it_was_to_be_changed_is_not_bought_twice(play: Callable[[Play], None]) -> None:
    async def scene(rig: Rig) -> None:
        live = Live(basket(A), 0, "token", {}, "")
        rig.desk.serve(live)
        rig.desk._changing = A
        live.sale = await rig.sold(A, *paid(A))
        rig.desk.sale_changed(live)
        assert rig.filled == []
        live.sale = await rig.sold(B, *unpaid(B))
        rig.desk._changing = B
        rig.desk.sale_changed(live)
        assert rig.filled == [("tea", "cola")]

    play(scene)
