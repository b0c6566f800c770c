"""Alipay's bill of a day: where it may be fetched, and each answer to the question for it."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.payments.bills import archive
from kiosk.payments.bills.bill import BillFile, BillReady, BillUnknown, NotMadeYet, NoTrade, day_bounds_s
from kiosk.payments.gateways.alipay.bill import MADE_WITHIN_S, METHOD, Address, address_of
from kiosk.payments.gateways.alipay.gateway import AlipayGateway
from kiosk.payments.intent import ProblemKind
from tests.kiosk.payments.alipay_server import FILES, AlipayServer, content_of, refuses, says
from tests.kiosk.payments.bills.writing import DAY, Written, alipay_bill, alipay_text, payment, refund
from tests.kiosk.payments.wechat_server import Received, Reply

GOOD = alipay_bill(alipay_text([Written(payment()), Written(refund())]))
QUERY = "?bizType=trade&fileType=csv.zip&fileId=%2Ftrade%2F2088%2F20261001.csv.zip&token=a%2Bb"
END_S = day_bounds_s(DAY)[1]
PRODUCTION = "https://openapi.alipay.com"


def serves(server: AlipayServer, file: Reply | bytes, url: str | None = None, **more: Any) -> None:
    told = says(METHOD, {"bill_download_url": url or f"{server.url}{FILES}bill{QUERY}"}, **more)
    reply = file if isinstance(file, Reply) else Reply(200, file, signed=False)

    def script(received: Received) -> Reply:
        return reply if received.path.startswith(FILES) else told

    server.script = script


def test_it_has_bills(gateway: AlipayGateway) -> None:
    assert gateway.traits.has_bills


def test_a_bill_is_fetched_and_read(server: AlipayServer, gateway: AlipayGateway) -> None:
    serves(server, GOOD)
    found = gateway.bill(DAY)
    assert isinstance(found, BillReady)
    assert found.bill.rows == (payment(), refund())
    assert found.file == BillFile("alipay-2026-10-01.zip", GOOD), "kept byte for byte"
    assert content_of(server.received[0]) == {"bill_type": "trade", "bill_date": "2026-10-01"}
    assert [one.path for one in server.received[1:]] == [f"{FILES}bill{QUERY}"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/files/bill.zip",
        "https://dwbillcenter.alipay.com/downloadBillFile.resource?token=1",
        "https://alipay.com.example.com/x",
        "file:///etc/passwd",
        "http://[",
        "x" * 3000,
    ],
)
def test_the_emulated_gateways_bill_lies_nowhere_else(
    server: AlipayServer, gateway: AlipayGateway, url: str
) -> None:
    serves(server, GOOD, url)
    found = gateway.bill(DAY)
    assert isinstance(found, BillUnknown) and found.problem.code == "BILL_HOST"
    assert len(server.received) == 1, "nothing was fetched"


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        (
            "http://dwbillcenter.alipay.com/downloadBillFile.resource?fileId=%2Ftrade%2F1.zip&token=1",
            Address(
                "https://dwbillcenter.alipay.com",
                "/downloadBillFile.resource?fileId=%2Ftrade%2F1.zip&token=1",
            ),
        ),
        ("https://alipay.com/a?b c", Address("https://alipay.com", "/a?b%20c")),
        ("https://x.alipaydev.com/a?b", Address("https://x.alipaydev.com", "/a?b")),
        ("https://mdn.alipayobjects.com/a?b", Address("https://mdn.alipayobjects.com", "/a?b")),
        ("https://evilalipay.com/a?b", None),
        ("https://alipay.com.example.com/a?b", None),
        ("https://alipay.com@example.com/a?b", None),
        ("https://me@dwbillcenter.alipay.com/a?b", None),
        ("https://dwbillcenter.alipay.com:8443/a?b", None),
        ("ftp://dwbillcenter.alipay.com/a?b", None),
        ("http://127.0.0.1/a?b", None),
        (f"https://alipay.com/a?{'x' * 2048}", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_a_genuine_bill_lies_at_alipay_and_never_comes_unprotected(
    url: object, wanted: Address | None
) -> None:
    assert address_of(url, PRODUCTION) == wanted


def test_an_address_without_alipays_signature_is_not_followed(
    server: AlipayServer, gateway: AlipayGateway
) -> None:
    serves(server, GOOD)
    honest = server.script

    def tampered(received: Received) -> Reply:
        reply = honest(received)
        reply.body = reply.body.replace(b"csv.zip", b"csv.zap")
        return reply

    server.script = tampered
    found = gateway.bill(DAY)
    assert isinstance(found, BillUnknown) and found.problem.kind is ProblemKind.BAD_SIGNATURE
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("now_s", "sub_code", "wanted"),
    [
        (END_S + MADE_WITHIN_S, "isp.bill_not_exist", NoTrade()),
        (END_S + MADE_WITHIN_S, "BILL_NOT_EXIST", NoTrade()),
        (END_S + MADE_WITHIN_S - 1, "isp.bill_not_exist", NotMadeYet()),
        (END_S - 1, "isp.bill_not_exist", NotMadeYet()),
        (END_S + MADE_WITHIN_S, "isv.insufficient-isv-permissions", None),
        (END_S + MADE_WITHIN_S, "isp.unknow-error", None),
    ],
)
def test_a_refusal_says_whether_to_ask_again(
    server: AlipayServer, gateway: AlipayGateway, now_s: int, sub_code: str, wanted: object
) -> None:
    server.now_s = lambda: now_s
    server.plays(refuses(METHOD, sub_code))
    found = gateway.bill(DAY)
    if wanted is not None:
        assert found == wanted
    else:
        assert isinstance(found, BillUnknown) and found.problem.code == sub_code


@pytest.mark.parametrize(
    "file",
    [
        Reply(404, b"<html>", signed=False),
        Reply(500, signed=False),
        Reply(302, headers={"Location": "http://127.0.0.1:1/"}, signed=False),
        Reply(cut="before"),
        Reply(200, GOOD, cut="half", signed=False),
    ],
)
def test_a_file_that_does_not_come_says_nothing_of_the_day(
    server: AlipayServer, gateway: AlipayGateway, file: Reply
) -> None:
    serves(server, file)
    found = gateway.bill(DAY)
    assert isinstance(found, BillUnknown) and found.file is None
    assert "a%2Bb" not in found.problem.text, "the address is a secret"


def test_a_cut_download_is_tried_once_more(server: AlipayServer, gateway: AlipayGateway) -> None:
    serves(server, GOOD)
    told = server.script(Received("POST", "/gateway.do", {}, b""))
    server.plays(told, Reply(cut="before"), Reply(200, GOOD, signed=False))
    assert isinstance(gateway.bill(DAY), BillReady)
    assert len(server.received) == 3


def test_a_bill_that_contradicts_itself_is_kept_and_not_used(
    server: AlipayServer, gateway: AlipayGateway
) -> None:
    text = alipay_text([Written(payment())]).replace("交易合计：1笔", "交易合计：2笔")
    for content, code in (
        (alipay_bill(text), "bill.totals"),
        (GOOD[:-9], "bill.zip"),
        (b"<html>", "bill.zip"),
    ):
        serves(server, content)
        found = gateway.bill(DAY)
        assert isinstance(found, BillUnknown) and found.problem.code == code
        assert found.file == BillFile("alipay-2026-10-01.zip", content)


def test_a_file_without_end_is_given_up(
    server: AlipayServer, gateway: AlipayGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.payments.gateways.alipay.bill.PACKED_LIMIT_BYTES", len(GOOD) - 1)
    assert len(GOOD) < archive.PACKED_LIMIT_BYTES
    serves(server, GOOD)
    found = gateway.bill(DAY)
    assert isinstance(found, BillUnknown) and found.problem.kind is ProblemKind.BAD_ANSWER
