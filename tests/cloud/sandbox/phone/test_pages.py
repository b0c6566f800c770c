"""The wallet's pages, as a browser sees them."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from cloud.sandbox.client import SandboxProcess
from tests.cloud.sandbox.merchant import Merchant

NO = "K7F3A001"


@dataclass(slots=True)
class Page:
    status: int
    headers: dict[str, str]
    text: str


class Browser:
    """Keeps its cookie, follows one redirect, speaks one language."""

    def __init__(self, language: str = "zh-CN,zh;q=0.9", cookies: bool = True) -> None:
        self._language = language
        self._cookies = cookies
        self.cookie = ""

    def open(self, url: str, form: str | None = None) -> Page:
        parts = urlsplit(url)
        headers = {"Accept-Language": self._language}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
        try:
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            connection.request("GET" if form is None else "POST", target, form, headers)
            answer = connection.getresponse()
            received = {name.lower(): value for name, value in answer.getheaders()}
            page = Page(answer.status, received, answer.read().decode())
        finally:
            connection.close()
        if self._cookies and "set-cookie" in received:
            self.cookie = received["set-cookie"].partition(";")[0]
        if page.status == 303:
            return self.open(f"{parts.scheme}://{parts.netloc}{received['location']}")
        return page

    def press(self, url: str, button: str) -> Page:
        """Open the page and press its button, as drawn."""
        page = self.open(url)
        form = re.search(rf'<form method="post" action="([^"]*/{button})">(.*?)</form>', page.text, re.DOTALL)
        assert form, page.text
        payer = re.search(r'name="payer" value="([^"]*)"', form[2])
        parts = urlsplit(url)
        return self.open(f"{parts.scheme}://{parts.netloc}{form[1]}", f"payer={payer[1]}" if payer else "")


def test_pay_in_a_browser(merchant: Merchant, sandbox: SandboxProcess) -> None:
    code = merchant.order(NO, 675, description="青柑茶、可乐")
    browser = Browser()
    page = browser.open(code)
    assert page.status == 200
    for text in ("青柑茶、可乐", "6.75", NO, "确认支付", "取消", "不会真的扣款"):
        assert text in page.text
    paid = browser.press(code, "pay")
    assert "支付成功" in paid.text
    assert merchant.state(NO) == "SUCCESS"
    assert sandbox.books()["payments_taken_fen"] == 675
    assert "支付成功" in browser.open(code).text
    assert "已经付过了" in Browser().open(code).text


def test_a_browser_without_cookies_can_pay(merchant: Merchant, sandbox: SandboxProcess) -> None:
    Browser(cookies=False).press(merchant.order(NO), "pay")
    assert merchant.state(NO) == "SUCCESS"


def test_cancel_takes_nothing_and_can_be_taken_back(merchant: Merchant, sandbox: SandboxProcess) -> None:
    code = merchant.order(NO)
    browser = Browser()
    page = browser.press(code, "cancel")
    assert "已取消" in page.text
    assert "没有扣款" in page.text
    assert merchant.state(NO) == "NOTPAY"
    assert "支付成功" in browser.press(code, "pay").text


def test_opening_is_scanning(merchant: Merchant, sandbox: SandboxProcess) -> None:
    code = merchant.order(NO)
    first, second = Browser(), Browser()
    first.open(code)
    assert "另一个账号" in second.open(code).text
    parts = urlsplit(code)
    forced = second.open(f"http://{parts.netloc}{parts.path}/pay", "")
    assert forced.status == 409
    assert merchant.state(NO) == "NOTPAY"
    assert "支付成功" in first.press(code, "pay").text


@pytest.mark.parametrize(
    ("what", "chinese", "english"),
    [
        ("closed", "订单已关闭", "Order closed"),
        ("expired", "付款时间已过", "Too late to pay"),
        ("replaced", "付款码已更换", "A newer code exists"),
        ("code_expired", "付款码已失效", "Code too old"),
        ("unknown", "没有这个付款码", "No such code"),
    ],
)
def test_a_dead_code_says_why(
    merchant: Merchant, sandbox: SandboxProcess, what: str, chinese: str, english: str
) -> None:
    code = merchant.order(NO, expire_s=60) if what == "expired" else merchant.order(NO, expire_s=None)
    if what == "closed":
        merchant.close(NO)
    elif what == "replaced":
        merchant.order(NO, expire_s=None)
    elif what == "unknown":
        code += "x"
    else:
        sandbox.advance(7200)
    for language, words in (("zh-CN", chinese), ("en-GB,en;q=0.8", english), ("fr", chinese)):
        page = Browser(language).open(code)
        assert page.status == (404 if what == "unknown" else 200)
        assert words in page.text
        assert "<form" not in page.text


def test_the_home_page_lists_what_can_be_paid_newest_first(
    merchant: Merchant, sandbox: SandboxProcess
) -> None:
    browser = Browser()
    assert "还没有等待付款的订单" in browser.open(sandbox.phone_url).text
    merchant.order("K7F3A001")
    merchant.order("K7F3A002")
    merchant.order("K7F3A003")
    merchant.close("K7F3A003")
    sandbox.phone("pay", merchant.order("K7F3A004"))
    merchant.order("K7F3A005", expire_s=60)
    sandbox.advance(70)
    for url in (sandbox.phone_url, f"{sandbox.phone_url}?part=list"):
        page = browser.open(url)
        assert re.findall(r"K7F3A00\d", page.text) == ["K7F3A002", "K7F3A001"]
    link = re.search(r'<a class="item" href="([^"]+)"', page.text)
    assert link
    assert "确认支付" in browser.open(f"{sandbox.wechat_url}{link[1]}").text


def test_what_the_merchant_writes_is_shown_as_text(merchant: Merchant, sandbox: SandboxProcess) -> None:
    code = merchant.order(NO, description='<img src=x onerror="alert(1)">&amp;')
    for url in (code, sandbox.phone_url):
        page = Browser().open(url)
        assert "<img" not in page.text
        assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;amp;" in page.text


def test_the_pages_are_self_contained(merchant: Merchant, sandbox: SandboxProcess) -> None:
    for url in (merchant.order(NO), sandbox.phone_url):
        page = Browser().open(url)
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page.text)
        assert 'name="viewport"' in page.text
