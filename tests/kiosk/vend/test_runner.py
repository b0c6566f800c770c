"""The shell round the sale: stored before done, nothing lost on the way in or out."""

from __future__ import annotations

import asyncio
from pathlib import Path

from hardware.api import Result
from kiosk.payments.intent import CallUnknown, Closed
from kiosk.sale.events import CancelPressed, MoreTimePressed, PaymentSeen, StaffRetried, StaffSettled
from kiosk.sale.state import Fate, Sale, Stage
from kiosk.store.audit import audit
from kiosk.store.store import Store
from kiosk.vend.live import Live
from kiosk.vend.runner import PATIENCE_MS
from tests.kiosk.vend.outside import AWAY, ScriptedBoard, ScriptedGateway
from tests.kiosk.vend.rig import PAY_MS, Rig, play, running


def _balanced(folder: Path) -> tuple[int, int, int, int, int]:
    report = audit(folder)
    assert report.findings == ()
    figures = report.figures
    return (
        report.sales,
        figures.paid_fen,
        figures.delivered_fen,
        figures.refunded_fen,
        report.vends_commanded,
    )


def test_a_sale_ends_with_nothing_left_running(tmp_path: Path) -> None:
    async def sell() -> None:
        async with running(tmp_path) as rig:
            live = await rig.shown()
            rig.gateway.pays("K0000001A")
            await rig.closed(live)
            assert [order.motor for order in rig.board.turned] == [1, 2]  # type: ignore[attr-defined]  # scripted
            assert [line.fate for line in live.sale.lines] == [Fate.DELIVERED] * 2
            await rig.until(lambda: rig.calls.busy == 0)
            assert rig.deadlines.napping == 0
            assert not rig.runner.live

    play(sell)
    report = _balanced(tmp_path)
    assert report == (1, 750, 750, 0, 2)


def test_money_that_comes_for_a_closed_sale_goes_back(tmp_path: Path) -> None:
    async def sell() -> None:
        async with running(tmp_path) as rig:
            live = await rig.shown()
            rig.runner.tell(live.number, CancelPressed())
            await rig.closed(live)
            rig.gateway.pays("K0000001A")
            rig.runner.tell(live.number, PaymentSeen("K0000001A", 750))
            await rig.until(lambda: rig.gateway.back_fen)
            await rig.until(lambda: not rig.runner.live)
            assert rig.gateway.back_fen == {"K0000001R0": 750}
            assert (await rig.stored(live.number)).stage is Stage.CLOSED

    play(sell)
    assert _balanced(tmp_path) == (1, 750, 0, 750, 0)


def test_a_gateway_that_closes_and_yet_takes_money_is_believed_both_times(tmp_path: Path) -> None:
    """Closed says the close, paid says the long-poll that was under way all the time; and twice."""
    gateway = ScriptedGateway(answers={"close": [Closed()]})

    async def sell() -> None:
        async with running(tmp_path, gateway) as rig:
            live = await rig.shown()
            rig.runner.tell(live.number, CancelPressed())
            await rig.closed(live)
            assert "K0000001A" not in gateway.closed, "a lie: it can still be paid"
            gateway.pays("K0000001A")
            await rig.until(lambda: gateway.back_fen and not rig.runner.live)
            rig.runner.tell(live.number, PaymentSeen("K0000001A", 750))
            await rig.until(lambda: not rig.runner.live and rig.calls.busy == 0)
            assert gateway.asked["refund K0000001R0"] == 1

    play(sell)
    assert _balanced(tmp_path) == (1, 750, 0, 750, 0)


def test_the_same_money_told_again_after_the_end_moves_nothing(tmp_path: Path) -> None:
    async def sell() -> None:
        async with running(tmp_path) as rig:
            live = await rig.shown()
            rig.gateway.pays("K0000001A")
            await rig.closed(live)
            told = len(rig.seen)
            rig.runner.tell(live.number, PaymentSeen("K0000001A", 750))
            await rig.until(lambda: len(rig.seen) > told and not rig.runner.live)
            assert not rig.gateway.back_fen
            assert len(rig.board.turned) == 2  # type: ignore[attr-defined]  # scripted

    play(sell)
    assert _balanced(tmp_path) == (1, 750, 750, 0, 2)


def test_an_order_made_after_the_customer_left_is_closed(tmp_path: Path) -> None:
    gateway = ScriptedGateway(holds_create=True)

    async def sell() -> None:
        async with running(tmp_path, gateway) as rig:
            live = rig.begin()
            await rig.until(lambda: gateway.asked["create K0000001A"])
            rig.runner.tell(live.number, CancelPressed())
            # the close waits for the create's lock in this gateway, as on a slow line
            gateway.change(lambda: setattr(gateway, "holds_create", False))
            await rig.closed(live)
            await rig.until(lambda: "K0000001A" in gateway.closed)
            await rig.until(lambda: not rig.runner.live)

    play(sell)
    assert _balanced(tmp_path) == (1, 0, 0, 0, 0)


def test_a_sale_the_disk_will_not_open_never_begins(tmp_path: Path) -> None:
    async def sell() -> None:
        async with running(tmp_path) as rig:
            await rig.disk_refuses(True)
            rig.begin()
            await rig.until(lambda: rig.dropped == ["K0000001"])
            assert not rig.runner.live and not rig.gateway.asked["create K0000001A"]
            assert rig.troubles[0] is not None and rig.troubles[0].code == "store.read_only"
            await rig.disk_refuses(False)
            await rig.until(lambda: rig.troubles[-1] is None)
            assert len(rig.troubles) == 2, "trouble is said once, and its end once"
            live = await rig.shown("K0000002")
            rig.gateway.pays("K0000002A")
            await rig.closed(live)

    play(sell)
    assert _balanced(tmp_path) == (1, 750, 750, 0, 2)


def test_nothing_turns_before_the_disk_has_the_payment(tmp_path: Path) -> None:
    board = ScriptedBoard()

    async def sell() -> None:
        async with running(tmp_path, board=board) as rig:
            live = await rig.shown()
            await rig.disk_refuses(True)
            rig.gateway.pays("K0000001A")
            await rig.until(lambda: rig.troubles)
            rig.pass_time(PAY_MS)  # the deadline queues behind the step that waits
            assert not board.turned and live.sale.stage is Stage.PAYING
            rig.clock.advance(-PAY_MS)
            await rig.disk_refuses(False)
            await rig.closed(live)
            assert len(board.turned) == 2

    play(sell)
    assert _balanced(tmp_path) == (1, 750, 750, 0, 2)


def test_who_waited_too_long_for_the_disk_is_paid_back(tmp_path: Path) -> None:
    board = ScriptedBoard()

    async def sell() -> None:
        async with running(tmp_path, board=board) as rig:
            live = await rig.shown()
            await rig.disk_refuses(True)
            rig.gateway.pays("K0000001A")
            await rig.until(lambda: rig.troubles)
            rig.pass_time(PATIENCE_MS)
            await rig.disk_refuses(False)
            await rig.closed(live)
            assert not board.turned
            assert rig.gateway.back_fen == {"K0000001R0": 750}

    play(sell)
    assert _balanced(tmp_path) == (1, 750, 0, 750, 0)


def test_the_rest_of_a_basket_is_paid_back_when_the_disk_fails_between_two_lines(tmp_path: Path) -> None:
    board = ScriptedBoard(holds=True)

    async def sell() -> None:
        async with running(tmp_path, board=board) as rig:
            live = await rig.shown()
            rig.gateway.pays("K0000001A")
            await rig.until(lambda: board.turned)
            await rig.disk_refuses(True)
            board.finish()
            await rig.until(lambda: rig.troubles)
            rig.pass_time(PATIENCE_MS)
            board.remembers = {board.turned[0].key: Result.DELIVERED}
            await rig.disk_refuses(False)
            await rig.closed(live)
            assert [order.motor for order in board.turned] == [1]
            assert [line.fate for line in live.sale.lines] == [Fate.DELIVERED, Fate.NOT_DELIVERED]

    play(sell)
    assert _balanced(tmp_path) == (1, 750, 450, 300, 1)


def test_the_screen_is_told_when_the_new_deadline_is_already_armed(tmp_path: Path) -> None:
    async def sell() -> None:
        async with running(tmp_path) as rig:
            live = await rig.shown()
            rig.pass_time(60_000)
            told = len(rig.due_when_told)
            rig.runner.tell(live.number, MoreTimePressed())
            await rig.until(lambda: len(rig.due_when_told) > told)
            assert rig.due_when_told[-1] == rig.clock.monotonic_ms() + PAY_MS

    play(sell)


def test_the_end_waits_for_goods_on_their_way_but_not_for_ever(tmp_path: Path) -> None:
    board = ScriptedBoard(holds=True)

    async def sell() -> None:
        async with running(tmp_path, board=board) as rig:
            live = await rig.shown(units=1)
            rig.gateway.pays("K0000001A")
            await rig.until(lambda: board.turned)
            await rig.runner.motors_rest(0.01)
            assert live.sale.stage is Stage.VENDING, "given up: the time was over"
            resting = asyncio.ensure_future(rig.runner.motors_rest(10))
            board.finish()
            await resting
            assert {line.fate for line in live.sale.lines} == {Fate.DELIVERED}

    play(sell)
    assert _balanced(tmp_path)[1:3] == (450, 450)


def test_stopping_while_the_disk_refuses_loses_no_money(tmp_path: Path) -> None:
    """The payment was never stored: the next start asks the gateway again and pays back."""
    gateway = ScriptedGateway()

    async def sell() -> None:
        async with running(tmp_path, gateway) as rig:
            await rig.shown()
            await rig.disk_refuses(True)
            gateway.pays("K0000001A")
            await rig.until(lambda: rig.troubles)

    async def start_again() -> None:
        gateway.away = False
        async with running(tmp_path, gateway) as rig:
            live = (await rig.take_up())[0]
            await rig.closed(live)

    play(sell)
    play(start_again)
    assert _balanced(tmp_path) == (1, 750, 0, 750, 0)


class _Clumsy:
    """Hands that drop everything."""

    def carry_out(self, live: Live, effect: object) -> None:
        raise RuntimeError("clumsy")

    def hurry(self, number: str) -> None: ...

    def settled(self, live: Live) -> None: ...

    def forget(self, number: str) -> None: ...

    def now_s(self, method: str) -> int:
        return 0


def test_the_death_of_a_sale_is_heard(tmp_path: Path) -> None:
    async def sell() -> None:
        async with running(tmp_path) as rig:
            rig.runner.use(_Clumsy())
            rig.begin()
            await rig.until(lambda: rig.bugs)
            context = rig.bugs.pop()
            assert isinstance(context, dict) and str(context["exception"]) == "clumsy"
            assert not rig.runner.live

    play(sell)


def test_a_refund_that_hangs_for_a_day_calls_staff_and_they_can_retry_at_once(tmp_path: Path) -> None:
    gateway = ScriptedGateway()
    board = ScriptedBoard(results={1: [Result.NOT_DELIVERED]})

    async def sell() -> None:
        async with running(tmp_path, gateway, board) as rig:
            live = await rig.shown(units=1)
            gateway.answers["refund"] = [CallUnknown(AWAY) for _ in range(50)]
            gateway.pays("K0000001A")
            await rig.until(lambda: rig.deadlines.napping)
            await _a_day(rig, live)
            gateway.answers.clear()
            rig.runner.tell(live.number, StaffRetried("K0000001R0"))
            await rig.closed(live)
            assert gateway.back_fen == {"K0000001R0": 450}

    play(sell)
    assert _balanced(tmp_path)[3] == 450


async def _a_day(rig: Rig, live: Live) -> None:
    def rests() -> bool:
        return live.sale.stage is Stage.NEEDS_STAFF

    while not rests():
        told = rig.gateway.asked["refund K0000001R0"]
        rig.pass_time(6 * 3_600_000)
        await rig.until(
            lambda told=told: (  # type: ignore[misc]  # mypy does not infer defaults of lambdas
                rests() or (rig.gateway.asked["refund K0000001R0"] > told and rig.deadlines.napping)
            )
        )
    assert rig.staff and rig.staff[-1][2] == "K0000001R0"


def test_an_answer_that_crossed_with_the_doubt_is_asked_for(tmp_path: Path) -> None:
    board = ScriptedBoard(results={1: [Result.UNKNOWN]})

    async def sell() -> None:
        async with running(tmp_path, board=board) as rig:
            live = await rig.shown(units=1)
            board.remembers = {f"vend:{live.number}:0:1": Result.DELIVERED}
            rig.gateway.pays("K0000001A")
            await rig.closed(live)
            assert [line.fate for line in live.sale.lines] == [Fate.DELIVERED]

    play(sell)
    assert _balanced(tmp_path)[1] == 450


def test_a_person_ends_a_doubt(tmp_path: Path) -> None:
    board = ScriptedBoard(results={1: [Result.UNKNOWN]})

    async def sell() -> None:
        async with running(tmp_path, board=board) as rig:
            live = await rig.shown(units=1)
            rig.gateway.pays("K0000001A")
            await rig.until(lambda: live.sale.stage is Stage.NEEDS_STAFF)
            assert rig.health["A1"].out
            rig.runner.tell(live.number, StaffSettled(0, delivered=False))
            await rig.closed(live)

    play(sell)
    assert _balanced(tmp_path)[3] == 450


def test_what_is_on_the_disk_is_what_is_believed(tmp_path: Path) -> None:
    stages: list[tuple[Stage, Sale]] = []

    async def sell() -> None:
        async with running(tmp_path) as rig:
            live = await rig.shown()
            stored = await rig.stored(live.number)
            stages.append((live.sale.stage, stored))
            assert stored == live.sale
            outbox = await rig.store.run(_outbox)
            assert outbox >= 2

    play(sell)
    assert stages[0][0] is Stage.PAYING


def _outbox(store: Store) -> int:
    return store.outbox.size()
