"""WeChat Pay's bill of a day: each answer to the question for it, against a server that may lie."""

from __future__ import annotations

import gzip
import hashlib
from datetime import date, timedelta
from typing import Any

import pytest

from kiosk.payments.bills.bill import BillFile, BillReady, BillUnknown, NotMadeYet, NoTrade, day_bounds_s
from kiosk.payments.gateways.wechat import WechatGateway
from kiosk.payments.intent import ProblemKind
from tests.kiosk.payments.bills.writing import DAY, Written, payment, refund, wechat_bill
from tests.kiosk.payments.wechat_server import Received, Reply, WechatServer

PLAIN = wechat_bill([Written(payment(), "可乐, 两瓶"), Written(refund())])
NAME = "wechat-2026-10-01.csv.gz"
END_S = day_bounds_s(DAY)[1]


def sha1(content: bytes) -> str:
    return hashlib.sha1(content).hexdigest()


def serves(server: WechatServer, file: Reply | bytes, **changes: Any) -> None:
    ticket = {
        "hash_type": "SHA1",
        "hash_value": sha1(PLAIN),
        "download_url": f"{server.url}/v3/billdownload/file?token=abc",
    } | changes
    reply = file if isinstance(file, Reply) else Reply(200, file, signed=False)

    def script(received: Received) -> Reply:
        return reply if received.path.startswith("/v3/billdownload/") else Reply.of(ticket)

    server.script = script


def test_it_has_bills(gateway: WechatGateway) -> None:
    assert gateway.traits.has_bills


def test_a_bill_is_fetched_proved_and_read(server: WechatServer, gateway: WechatGateway) -> None:
    packed = gzip.compress(PLAIN)
    serves(server, packed)
    found = gateway.bill(DAY)
    assert isinstance(found, BillReady)
    assert found.bill.rows == (payment(), refund())
    assert found.file == BillFile(NAME, packed), "kept byte for byte"
    assert server.paths == [
        "GET /v3/bill/tradebill?bill_date=2026-10-01&bill_type=ALL&tar_type=GZIP",
        "GET /v3/billdownload/file?token=abc",
    ]


def test_the_hash_may_be_the_packed_files_and_the_file_plain(
    server: WechatServer, gateway: WechatGateway
) -> None:
    packed = gzip.compress(PLAIN)
    serves(server, packed, hash_value=sha1(packed).upper())
    assert isinstance(gateway.bill(DAY), BillReady)
    serves(server, PLAIN)
    found = gateway.bill(DAY)
    assert isinstance(found, BillReady) and found.file.name == "wechat-2026-10-01.csv"


def test_a_bill_is_not_believed_without_its_hash(server: WechatServer, gateway: WechatGateway) -> None:
    forged = gzip.compress(PLAIN.replace(b"3.50", b"3.51"))
    serves(server, forged)
    found = gateway.bill(DAY)
    assert isinstance(found, BillUnknown) and found.problem.code == "BILL_HASH"
    assert found.file == BillFile(NAME, forged), "kept for a person to look into"
    for ticket in ({"hash_type": "MD5"}, {"hash_value": None}):
        serves(server, gzip.compress(PLAIN), **ticket)
        found = gateway.bill(DAY)
        assert isinstance(found, BillUnknown) and found.problem.code == "BILL_HASH"
    assert server.paths.count("GET /v3/billdownload/file?token=abc") == 1


@pytest.mark.parametrize(
    "packed", [gzip.compress(PLAIN)[:40], gzip.compress(PLAIN)[:10] + b"\xff" * 40], ids=["cut", "damaged"]
)
def test_a_file_that_cannot_be_unpacked_is_no_bill(
    server: WechatServer, gateway: WechatGateway, packed: bytes
) -> None:
    serves(server, packed, hash_value=sha1(packed))
    found = gateway.bill(DAY)
    assert isinstance(found, BillUnknown) and found.problem.code == "BILL_GZIP"


def test_a_bill_that_contradicts_itself_is_kept_and_not_used(
    server: WechatServer, gateway: WechatGateway
) -> None:
    plain = PLAIN.replace(b"`2,`3.50", b"`3,`3.50")
    serves(server, gzip.compress(plain), hash_value=sha1(plain))
    found = gateway.bill(DAY)
    assert isinstance(found, BillUnknown) and found.file is not None
    assert (found.problem.kind, found.problem.code) == (ProblemKind.BAD_ANSWER, "bill.totals")
    assert found.problem.text.startswith("Line 5: 总交易单数")


@pytest.mark.parametrize(
    ("now_s", "status", "code", "wanted"),
    [
        (END_S, 400, "NO_STATEMENT_EXIST", NoTrade()),
        (END_S, 400, "STATEMENT_CREATING", NotMadeYet()),
        (END_S - 1, 400, "INVALID_REQUEST", NotMadeYet()),
        (END_S, 400, "INVALID_REQUEST", None),
        (END_S, 429, "FREQUENCY_LIMITED", None),
        (END_S, 500, "SYSTEM_ERROR", None),
    ],
)
def test_a_refusal_says_whether_to_ask_again(
    server: WechatServer, gateway: WechatGateway, now_s: int, status: int, code: str, wanted: object
) -> None:
    server.now_s = lambda: now_s
    server.plays(Reply.error(status, code, "不行"))
    found = gateway.bill(DAY)
    if wanted is not None:
        assert found == wanted
    else:
        assert isinstance(found, BillUnknown) and found.problem.code == code


@pytest.mark.parametrize(
    "file",
    [
        Reply.error(400, "NO_STATEMENT_EXIST"),
        Reply.error(500, "SYSTEM_ERROR"),
        Reply(302, headers={"Location": "http://127.0.0.1:1/"}),
        Reply(cut="before"),
        Reply(200, gzip.compress(PLAIN), cut="half", signed=False),
    ],
)
def test_a_file_that_does_not_come_says_nothing_of_the_day(
    server: WechatServer, gateway: WechatGateway, file: Reply
) -> None:
    serves(server, file)
    assert isinstance(gateway.bill(DAY), BillUnknown)


def test_the_day_asked_for_must_be_the_files(server: WechatServer, gateway: WechatGateway) -> None:
    serves(server, gzip.compress(PLAIN))
    found = gateway.bill(DAY + timedelta(days=1))
    assert isinstance(found, BillUnknown) and found.problem.code == "bill.day"
    assert server.paths[0].startswith(f"GET /v3/bill/tradebill?bill_date={date(2026, 10, 2).isoformat()}&")
