"""The emulated Alipay's bill, as a program sees it that knows only the published rules."""

from __future__ import annotations

import http.client
import io
import zipfile
import zlib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cloud.sandbox.client import SandboxProcess
from tests.cloud.sandbox.alipay.application import TIMEOUT_S, Application, Told

METHOD = "alipay.data.dataservice.bill.downloadurl.query"
FIRST, SECOND = "K7ALIPAY0001A", "K7ALIPAY0002A"


@pytest.fixture
def application(sandbox: SandboxProcess) -> Application:
    sandbox.refund_plan("SUCCESS", 0)
    return Application(sandbox.wallets["alipay"])


def to_hour(sandbox: SandboxProcess, hour: int) -> str:
    """To that hour of Beijing's next day; its date."""
    gateway_ms = sandbox.control("POST", "/clock", {"advance_s": 0})["gateway_ms"]
    assert isinstance(gateway_ms, int)
    now = datetime.fromtimestamp(gateway_ms // 1000, tz=UTC) + timedelta(hours=8)
    then = now.replace(hour=0, minute=0, second=0) + timedelta(days=1, hours=hour)
    sandbox.advance(int((then - now).total_seconds()))
    return then.date().isoformat()


@pytest.fixture
def day(application: Application, sandbox: SandboxProcess) -> str:
    """Two payments and a refund of a part, seen from the noon after."""
    today = to_hour(sandbox, 22)
    for number, yuan, subject in ((FIRST, "3.50", "可乐"), (SECOND, "12.75", "茶, 可乐 🥤")):
        application.precreate(number, yuan, subject=subject)
        assert sandbox.phone("pay", out_trade_no=number).done
    told = application.ask("refund", SECOND, out_request_no="R1", refund_amount="2.75")
    assert told.content["fund_change"] == "Y"
    to_hour(sandbox, 12)
    return today


def ask(application: Application, day: str, **changed: Any) -> Told:
    return application.call(METHOD, {"bill_type": "trade", "bill_date": day} | changed)


def fetch(url: str) -> tuple[int, bytes, dict[str, str]]:
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_S)) as connection:
        connection.request("GET", f"{parts.path}?{parts.query}")
        with closing(connection.getresponse()) as answer:
            return answer.status, answer.read(), dict(answer.getheaders())


def is_whole(packed: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error):
        return False


def test_the_bill_of_a_day(application: Application, day: str) -> None:
    told = ask(application, day)
    assert told.is_signed
    url = told.content["bill_download_url"]
    assert url.startswith(application.config["endpoint"].removesuffix("/"))
    query = parse_qs(urlsplit(url).query)
    assert (query["bizType"], query["fileType"], query["bizDates"]) == (
        ["trade"],
        ["csv.zip"],
        [day.replace("-", "")],
    )
    status, packed, headers = fetch(url)
    assert (status, headers["content-type"]) == (200, "application/zip")
    assert not any("sign" in name.lower() for name in headers)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        members = archive.infolist()
        assert all(not member.flag_bits & 0x800 for member in members), "nothing says that names are in UTF-8"
        names = [member.filename.encode("cp437").decode("gbk") for member in members]
        details = archive.read(members[0]).decode("gbk")
    stem = f"20880000000000000156_{day.replace('-', '')}_业务明细"
    assert names == [f"{stem}.csv", f"{stem}(汇总).csv"]
    lines = details.splitlines()
    year, month, date = day.split("-")
    assert lines[2].startswith(f"#起始日期：[{year}年{month}月{date}日 00:00:00]   终止日期：[")
    first, second, back = (line.split(",") for line in lines[5:8])
    assert first[1:4] == [f"{FIRST}\t", "交易\t", "可乐"]
    assert second[3:5] == ["茶", " 可乐 ?"], "a comma is nobody's concern, and GBK has no such picture"
    assert (first[11], first[12], first[21]) == ("3.50", "3.50", "\t")
    assert (back[2], back[12], back[-4]) == ("退款\t", "-2.75", "R1\t")
    assert (back[0], back[1]) == (second[0], second[1])
    assert lines[9] == "#交易合计：2笔，商家实收共16.25元，商家优惠共0.00元"
    assert lines[10] == "#退款合计：1笔，商家实收退款共-2.75元，商家优惠退款共0.00元"
    assert lines[4].count(",") == 24 and lines[8].startswith("#") and "列表结束" in lines[8]


def test_the_address_is_over_after_half_a_minute(
    application: Application, sandbox: SandboxProcess, day: str
) -> None:
    url = ask(application, day).content["bill_download_url"]
    assert fetch(url)[0] == 200
    sandbox.advance(31)
    assert fetch(url)[0] == 404
    assert fetch(url.split("token=")[0])[0] == 404


def test_when_there_is_no_bill(application: Application, sandbox: SandboxProcess) -> None:
    today = to_hour(sandbox, 22)
    assert ask(application, today).why == "isp.bill_not_exist", "the day is not over"
    application.precreate(FIRST)
    sandbox.phone("pay", out_trade_no=FIRST)
    to_hour(sandbox, 8)
    refused = ask(application, today)
    assert (refused.why, refused.is_signed) == ("isp.bill_not_exist", True)
    sandbox.advance(3601)
    assert ask(application, today).content["code"] == "10000"
    assert ask(application, "2020-01-01").why == "isp.bill_not_exist", "nothing was sold"
    assert ask(application, today, bill_type="signcustomer").why == "isp.bill_not_exist"
    for wrong in ("2026-02-30", "2026-10", "yesterday"):
        assert ask(application, wrong).why == "ACQ.INVALID_PARAMETER"


def test_faults_of_a_bill(application: Application, sandbox: SandboxProcess, day: str) -> None:
    sandbox.fault("tradebill", "bill_creating")
    assert ask(application, day).why == "isp.bill_not_exist"
    url = ask(application, day).content["bill_download_url"]
    sandbox.fault("billdownload", "bill_damaged")
    assert not is_whole(fetch(url)[1])
    assert is_whole(fetch(url)[1])
    for fault, status in (("http_500", 500), ("http_429", 429), ("error_404", 404), ("html", 200)):
        sandbox.fault("billdownload", fault)
        found, body, _ = fetch(url)
        assert found == status and body.startswith(b"<html>")
    sandbox.fault("billdownload", "truncated")
    with pytest.raises(http.client.IncompleteRead):
        fetch(url)
    sandbox.fault("billdownload", "reset_after")
    with pytest.raises(ConnectionResetError):
        fetch(url)
    assert fetch(url)[0] == 200
    downloads = [call for call in sandbox.calls() if call["call"] == "billdownload"]
    assert [call["fault"] for call in downloads][-2:] == ["reset_after", ""]
