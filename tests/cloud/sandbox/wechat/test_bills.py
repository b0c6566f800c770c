"""Yesterday's bill: two steps, a signed address, SHA-1 of the plain text."""

from __future__ import annotations

import gzip
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from cloud.sandbox.client import SandboxProcess
from tests.cloud.sandbox.merchant import Merchant, Reply

BEIJING = timedelta(hours=8)
DAY_S = 86400


def _now(sandbox: SandboxProcess) -> datetime:
    """Beijing's wall clock by the gateway's time."""
    gateway_ms = sandbox.control("POST", "/clock", {"advance_s": 0})["gateway_ms"]
    assert isinstance(gateway_ms, int)
    return datetime.fromtimestamp(gateway_ms // 1000, tz=UTC) + BEIJING


def _to_noon(sandbox: SandboxProcess, days: int = 0) -> str:
    """Advance to the next noon plus ``days``; that day's date."""
    now = _now(sandbox)
    noon = now.replace(hour=12, minute=0, second=0) + timedelta(days=1 + days)
    sandbox.advance(int((noon - now).total_seconds()))
    return noon.date().isoformat()


def _ask(merchant: Merchant, day: str, kind: str = "ALL", tar: str = "&tar_type=GZIP") -> Reply:
    return merchant.send("GET", f"/v3/bill/tradebill?bill_date={day}&bill_type={kind}{tar}")


def _fetch(merchant: Merchant, url: str) -> Reply:
    parts = urlsplit(url)
    return merchant.send("GET", f"{parts.path}?{parts.query}")


def _rows(text: str) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Data rows by column name, and the summary; demands one backtick before every value."""
    lines = text.removeprefix("\ufeff").splitlines()

    def values(line: str) -> list[str]:
        parts = line.split(",`")
        assert parts[0].startswith("`")
        return [parts[0][1:], *parts[1:]]

    names, summary_names = lines[0].split(","), lines[-2].split(",")
    rows = [dict(zip(names, values(line), strict=True)) for line in lines[1:-2]]
    return rows, dict(zip(summary_names, values(lines[-1]), strict=True))


@pytest.fixture
def trading_day(merchant: Merchant, sandbox: SandboxProcess) -> str:
    """A day with two payments and one refund, seen from noon of the day after."""
    day = _to_noon(sandbox)
    sandbox.phone("pay", merchant.order("K7F3A001", 350, expire_s=None, attach="m=K7"))
    sandbox.phone("pay", merchant.order("K7F3A002", 1275, expire_s=None, description="茶, 可乐"))
    merchant.order("K7F3A003", 1, expire_s=None)
    merchant.refund("R1", "K7F3A001", 150, 350)
    _to_noon(sandbox)
    return day


def test_all(merchant: Merchant, trading_day: str) -> None:
    offer = _ask(merchant, trading_day)
    assert merchant.verified(offer.headers, offer.body)
    assert offer.json["download_url"].startswith(merchant.config["endpoint"])
    file = _fetch(merchant, offer.json["download_url"])
    assert file.status == 200
    assert "wechatpay-signature" not in file.headers
    plain = gzip.decompress(file.body)
    assert (offer.json["hash_type"], offer.json["hash_value"]) == ("SHA1", hashlib.sha1(plain).hexdigest())
    assert plain.startswith(b"\xef\xbb\xbf")
    rows, summary = _rows(plain.decode())
    assert [row["交易状态"] for row in rows] == ["SUCCESS", "SUCCESS", "REFUND"]
    first, second, refund = rows
    assert (first["商户订单号"], first["订单金额"], first["应结订单金额"]) == ("K7F3A001", "3.50", "3.50")
    assert (first["商户数据包"], first["微信退款单号"], first["退款金额"]) == ("m=K7", "0", "0.00")
    assert (second["商品名称"], second["手续费"], second["特约商户号"]) == ("茶, 可乐", "0.08000", "0")
    assert first["交易时间"].startswith(trading_day)
    assert (refund["订单金额"], refund["退款金额"], refund["申请退款金额"]) == ("0.00", "1.50", "1.50")
    assert (refund["商户退款单号"], refund["退款状态"]) == ("R1", "SUCCESS")
    assert summary == {
        "总交易单数": "3",
        "应结订单总金额": "16.25",
        "退款总金额": "1.50",
        "充值券退款总金额": "0.00",
        "手续费总金额": "0.09000",
        "订单总金额": "16.25",
        "申请退款总金额": "1.50",
    }


def test_success_and_refund_alone_and_plain(merchant: Merchant, trading_day: str) -> None:
    plain = _fetch(merchant, _ask(merchant, trading_day, "SUCCESS", "").json["download_url"]).body.decode()
    rows, summary = _rows(plain)
    assert [row["商户订单号"] for row in rows] == ["K7F3A001", "K7F3A002"]
    assert summary == {
        "总交易单数": "2",
        "应结订单总金额": "16.25",
        "手续费总金额": "0.10000",
        "订单总金额": "16.25",
    }
    plain = _fetch(merchant, _ask(merchant, trading_day, "REFUND", "").json["download_url"]).body.decode()
    rows, _ = _rows(plain)
    assert [row["商户退款单号"] for row in rows] == ["R1"]
    assert rows[0]["退款成功时间"].startswith(trading_day)


def test_a_refund_counts_as_of_the_bills_day(merchant: Merchant, sandbox: SandboxProcess) -> None:
    day = _to_noon(sandbox)
    sandbox.refund_plan("SUCCESS", DAY_S)
    sandbox.phone("pay", merchant.order("K7F3A001", 350, expire_s=None))
    merchant.refund("R1", "K7F3A001", 150, 350)
    _to_noon(sandbox, days=2)
    assert merchant.refund_status("R1") == "SUCCESS"
    plain = _fetch(merchant, _ask(merchant, day, "REFUND", "").json["download_url"]).body.decode()
    assert _rows(plain)[0][0]["退款状态"] == "PROCESSING"


def test_the_fund_flow(merchant: Merchant, trading_day: str) -> None:
    offer = merchant.send("GET", f"/v3/bill/fundflowbill?bill_date={trading_day}&account_type=BASIC")
    rows, summary = _rows(_fetch(merchant, offer.json["download_url"]).body.decode())
    assert [(row["收支类型"], row["收支金额(元)"]) for row in rows] == [
        ("收入", "3.50"),
        ("收入", "12.75"),
        ("支出", "1.50"),
    ]
    assert rows[-1]["账户结余(元)"] == "14.75"
    assert (summary["资金流水总笔数"], summary["收入金额"], summary["支出金额"]) == ("3", "16.25", "1.50")
    empty = merchant.send("GET", f"/v3/bill/fundflowbill?bill_date={trading_day}&account_type=FEES")
    assert empty.json["code"] == "NO_STATEMENT_EXIST"


def test_when_there_is_no_bill(merchant: Merchant, sandbox: SandboxProcess) -> None:
    today = _to_noon(sandbox)
    sandbox.phone("pay", merchant.order("K7F3A001", 350, expire_s=None))
    assert _ask(merchant, today).json["code"] == "INVALID_REQUEST"
    sandbox.advance(DAY_S // 2 + 3600)
    assert _ask(merchant, today).json["code"] == "STATEMENT_CREATING"
    sandbox.advance(9 * 3600)
    assert _ask(merchant, today).status == 200
    yesterday = datetime.fromisoformat(today) - timedelta(days=1)
    assert _ask(merchant, yesterday.date().isoformat()).json["code"] == "NO_STATEMENT_EXIST"
    sandbox.advance(100 * DAY_S)
    assert _ask(merchant, today).json["code"] == "INVALID_REQUEST"


@pytest.mark.parametrize(
    "query",
    [
        "bill_type=ALL",
        "bill_date=2026-1-1",
        "bill_date=2026-02-30",
        "bill_date=2026-10-01&bill_type=SOME",
        "bill_date=2026-10-01&tar_type=ZIP",
        "bill_date=2026-10-01&more=1",
    ],
)
def test_wrong_parameters(merchant: Merchant, query: str) -> None:
    assert merchant.send("GET", f"/v3/bill/tradebill?{query}").status == 400


def test_the_address_is_over_after_five_minutes(
    merchant: Merchant, sandbox: SandboxProcess, trading_day: str
) -> None:
    url: Any = _ask(merchant, trading_day).json["download_url"]
    parts = urlsplit(url)
    unsigned = merchant.send("GET", f"{parts.path}?{parts.query}", headers={"Authorization": None})
    assert unsigned.status == 401
    sandbox.advance(299)
    assert _fetch(merchant, url).status == 200
    sandbox.advance(2)
    assert _fetch(merchant, url).status == 400
    assert merchant.send("GET", "/v3/billdownload/file?token=x").status == 400
