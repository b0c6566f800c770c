"""A wrong clock is put right by the server's ``Date``, and a jump of it costs no call."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.payments.gateways.wechat import WechatGateway
from kiosk.payments.intent import CallUnknown, Problem, ProblemKind, Unpaid
from tests.kiosk.payments.orders import ORDER, transaction
from tests.kiosk.payments.wechat_server import Received, Reply, WechatServer, settings_for

ODD_ZONES = ("Pacific/Chatham", "America/St_Johns", ":")
"""UTC+12:45, UTC-3:30 with summer time, and a zone that is none."""
WRITTEN = """
from kiosk.payments.gateways.alipay.wire import beijing_text
from kiosk.payments.gateways.unionpay.message import stamp, trace_time_s
from kiosk.payments.gateways.wechat import _time_expire
from tests.kiosk.payments.orders import ORDER

at_s = ORDER.created_at_s
print(_time_expire(ORDER), beijing_text(at_s), stamp(at_s), trace_time_s("0921221320", at_s) - at_s, sep="|")
"""
ROOT = Path(__file__).resolve().parents[4]


def problem_of(result: object) -> Problem:
    assert isinstance(result, CallUnknown), result
    return result.problem


@pytest.fixture
def late() -> ManualClock:
    """An hour behind."""
    return ManualClock((int(time.time()) - 3600) * 1000)


@pytest.fixture
def slow_clock(server: WechatServer, late: ManualClock) -> Iterator[WechatGateway]:
    """A machine whose clock is late, before a gateway that checks the time as WeChat does."""
    made = WechatGateway(settings_for(server.url), late)

    def script(received: Received) -> Reply:
        if abs(int(received.authorization["timestamp"]) - server.now_s()) > 300:
            text = "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟"
            return Reply.error(401, "SIGN_ERROR", text)
        return Reply.of(transaction("NOTPAY"))

    server.script = script
    yield made
    made.close_connections()


def test_a_wrong_clock_is_corrected_by_the_servers_date(
    server: WechatServer, slow_clock: WechatGateway
) -> None:
    assert slow_clock.query(ORDER) == Unpaid()
    assert abs((slow_clock.clock_offset_s or 0) - 3600) <= 2
    assert len(server.received) == 2
    assert slow_clock.query(ORDER) == Unpaid()
    assert len(server.received) == 3, "the correction is kept"


@pytest.mark.parametrize("step_s", [3600, 7200], ids=["set right", "set wrong the other way"])
def test_a_clock_that_is_set_while_it_is_being_corrected_costs_no_call(
    server: WechatServer, slow_clock: WechatGateway, late: ManualClock, step_s: int
) -> None:
    assert slow_clock.query(ORDER) == Unpaid()
    late._utc_ms += step_s * 1000
    assert abs((slow_clock.clock_offset_s or 0) - (3600 - step_s)) <= 2, "the jump shows at once"
    assert slow_clock.query(ORDER) == Unpaid()
    assert len(server.received) == 3, "WeChat's time was carried on by the monotonic clock"
    server.plays(Reply.error(401, "SIGN_ERROR", "timestamp"))
    assert problem_of(slow_clock.query(ORDER)).kind is ProblemKind.CLOCK
    assert len(server.received) == 4, "a refusal that tells no other time is not repeated"


def test_a_machine_that_slept_is_put_right_by_the_refusal(
    server: WechatServer, slow_clock: WechatGateway, late: ManualClock
) -> None:
    """A monotonic clock stands still while a machine is suspended, and WeChat's time with it."""
    assert slow_clock.query(ORDER) == Unpaid()
    late._monotonic_ms -= 7_200_000
    assert slow_clock.query(ORDER) == Unpaid()
    assert len(server.received) == 4, "refused once, repeated once"


def test_a_clock_refusal_without_a_date_to_go_by_is_told_in_words(
    server: WechatServer, gateway: WechatGateway
) -> None:
    server.plays(
        Reply.error(401, "SIGN_ERROR", "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟")
    )
    found = problem_of(gateway.query(ORDER))
    assert found.kind is ProblemKind.CLOCK and "clock" in found.text
    assert len(server.received) == 1


def test_a_small_offset_is_left_alone(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply.of(transaction("NOTPAY"), date_s=int(time.time()) + 100))
    gateway.query(ORDER)
    gateway.query(ORDER)
    assert abs(int(server.received[1].authorization["timestamp"]) - time.time()) < 5


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_every_wallet_is_told_beijing_time_whatever_the_process_has(zone: str) -> None:
    """payments.md 8 rule 4: 14:13:20 UTC is 22:13:20 there, by fixed offset."""
    done = subprocess.run(
        [sys.executable, "-c", WRITTEN],
        cwd=ROOT,
        env=os.environ | {"TZ": zone},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip().split("|") == [
        "2026-09-21T22:16:20+08:00",
        "2026-09-21 22:13:20",
        "20260921221320",
        "0",
    ]
