"""The reader is asked while a code to scan stands on the screen, and what it reads goes where it belongs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from hardware.api import ScannedCode
from kiosk.cabinet.code_desk import Asking, Taker
from kiosk.front import own_code
from kiosk.front.own_code import OwnCode
from kiosk.payments.intent import PayCode

ALIPAY, WECHAT, PICK_UP = "280000000000000001", "130000000000000001", "12345678"


@dataclass
class Reader:
    """One taker at a time, as at the code desk."""

    takers: list[Taker] = field(default_factory=list)
    open: bool = False
    read: list[tuple[str, str]] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def ask(self, taker: Taker) -> Asking:
        self.takers.append(taker)
        self.open = True
        return self

    @property
    def is_open(self) -> bool:
        return self.open

    def end(self) -> None:
        self.open = False

    def scans(self, text: str) -> None:
        self.open = False
        self.takers[-1](ScannedCode(text))

    def takes(self, method: str, code: PayCode) -> None:
        self.read.append((method, code.text))


@pytest.fixture
def reader() -> Reader:
    return Reader()


def play(reader: Reader, *texts: str, methods: tuple[str, ...] = ("alipay",)) -> None:
    async def work() -> None:
        asks = OwnCode(reader.ask, reader.takes, reader.odd.append)
        for text in texts:
            asks.want(methods)
            reader.scans(text)
        asks.want(())

    asyncio.run(work())


def test_a_pay_code_goes_to_its_wallet(reader: Reader) -> None:
    play(reader, ALIPAY)
    assert (reader.read, reader.odd) == ([("alipay", ALIPAY)], [])


def test_a_code_of_no_use_is_said_so(reader: Reader) -> None:
    play(reader, WECHAT)
    play(reader, PICK_UP)
    assert reader.odd == [own_code.OTHER_WALLET, own_code.NOT_A_PAY_CODE]
    assert not reader.read


def test_it_asks_once_and_stops_when_the_page_goes(reader: Reader) -> None:
    async def work() -> None:
        asks = OwnCode(reader.ask, reader.takes, reader.odd.append)
        asks.want(("alipay",))
        asks.want(("alipay", "unionpay"))
        assert len(reader.takers) == 1
        asks.want(())
        assert not reader.open

    asyncio.run(work())


def test_it_asks_again_after_a_moment(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_code, "ASK_AGAIN_S", 0.01)

    async def work() -> None:
        asks = OwnCode(reader.ask, reader.takes, reader.odd.append)
        asks.want(("alipay",))
        reader.scans(PICK_UP)
        asks.want(("alipay",))
        assert not reader.open, "it would only read the code that is still held there"
        async with asyncio.timeout(10):
            while len(reader.takers) < 2:  # noqa: ASYNC110 the loop's own timer, no event tells of it
                await asyncio.sleep(0)
        reader.scans(ALIPAY)
        asks.want(())

    asyncio.run(work())
    assert reader.read == [("alipay", ALIPAY)]


def test_without_a_reader_nothing_happens() -> None:
    OwnCode(lambda _taker: None, lambda *_: None, lambda _: None).want(("alipay",))
