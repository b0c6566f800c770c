"""The socket as a stranger uses it: over the window of the real screens, a pretended kiosk behind them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import stat
from collections.abc import Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import ConfigError
from ui.app import Ui
from ui.control.server import CLIENTS_MAX, LINE_MAX_BYTES, ControlServer, SocketError
from ui.showcase import shop, states
from ui.showcase.shopping import PlayedShopping


class PlayedHands:
    """Writes down what was moved; the gateway refuses a late payment."""

    def __init__(self) -> None:
        self.moved: list[tuple[str, object]] = []

    async def phone(self, act: str, code: str) -> Mapping[str, Any]:
        self.moved.append((act, code))
        if act == "pay_late":
            return {"ok": False, "refused": "closed", "text": "the order is closed"}
        return {"state": "SUCCESS"}

    async def fault(self, script: Mapping[str, object]) -> Mapping[str, Any]:
        if "jam" not in script:
            raise ConfigError("fault.unknown", "That fault is not known.")
        self.moved.append(("fault", dict(script)))
        return {}

    def advance(self, seconds: float) -> None:
        self.moved.append(("clock", seconds))

    def jump(self, seconds: float) -> None:
        self.moved.append(("jump", seconds))


class Line:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self.writer = reader, writer

    async def say(self, line: bytes) -> dict[str, Any]:
        self.writer.write(line + b"\n")
        answer: dict[str, Any] = json.loads(await self._reader.readline())
        return answer

    async def do(self, verb: str, **more: object) -> dict[str, Any]:
        return await self.say(json.dumps({"do": verb, **more}).encode())

    async def done(self, verb: str, **more: object) -> dict[str, Any]:
        answer = await self.do(verb, **more)
        assert answer["ok"], answer
        return answer

    async def refused(self, verb: str, **more: object) -> str:
        answer = await self.do(verb, **more)
        assert not answer["ok"], answer
        return str(answer["error"])

    async def close(self) -> None:
        self.writer.close()
        with contextlib.suppress(ConnectionError):  # the other end hung up first
            await self.writer.wait_closed()

    async def hung_up(self) -> bool:
        return await self._reader.read() == b""


class Served:
    """The screens with their control socket."""

    def __init__(self, loop: asyncio.AbstractEventLoop, path: Path) -> None:
        self._loop = loop
        self.path = path
        self.hands = PlayedHands()
        self.quits: list[str] = []
        self._shopping = shopping = PlayedShopping(states.selling())
        self.ui = Ui(shopping, shop.settings(1080, 1920, still=True))
        self.server = loop.run_until_complete(self._made(shopping))
        self._lines: list[Line] = []

    async def _made(self, shopping: PlayedShopping) -> ControlServer:
        made = ControlServer(self.ui, shopping, self.hands, self.path, lambda: self.quits.append("quit"))
        await made.start()
        return made

    @property
    def knocks(self) -> list[tuple[object, ...]]:
        return self._shopping.staff.asked

    def second(self, path: Path) -> ControlServer:
        """Another server over the same window, without hands."""
        return ControlServer(self.ui, self._shopping, None, path, lambda: None)

    async def connect(self) -> Line:
        line = Line(*await asyncio.open_unix_connection(self.path))
        self._lines.append(line)
        return line

    def run(self, what: Coroutine[Any, Any, None]) -> None:
        self._loop.run_until_complete(asyncio.wait_for(what, 60))

    def hang_up(self) -> None:
        self._loop.run_until_complete(self._hang_up())

    async def _hang_up(self) -> None:
        while self._lines:
            await self._lines.pop().close()

    def new_customer(self) -> None:
        """Nothing in the cart, no sale, home; what was moved is forgotten."""
        self._shopping.done()
        self._shopping.clear_cart()
        self.ui.backend.reset()
        self.hands.moved.clear()

    def close(self) -> None:
        self.new_customer()
        self._loop.run_until_complete(self.server.stop())
        self.ui.close()


@pytest.fixture(scope="module")
def window(loop: asyncio.AbstractEventLoop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One window for all: opening one costs more than most of what is asked of it here."""
    path = tmp_path_factory.mktemp("control") / "control.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))  # what a killed predecessor leaves; it is replaced
    made = Served(loop, path)
    yield made
    made.close()
    assert not path.exists()


@pytest.fixture
def served(window: Served) -> Iterator[Served]:
    window.new_customer()
    yield window
    window.hang_up()


def test_two_touches_bring_the_code_and_the_phone_sees_it(served: Served) -> None:
    async def story() -> None:
        line = await served.connect()
        assert (await line.done("state"))["screen"] == "home"
        await line.done("tap", target="card:tea-mandarin")
        await line.done("wait", screen="product")
        await line.done("tap", target="buy")
        await line.done("wait", screen="pay", sale_stage="PAYING")
        await line.done("wait", target="code")
        sale = (await line.done("state"))["sale"]
        assert [(row["sku"], row["fate"]) for row in sale["lines"]] == [("tea-mandarin", "waiting")]
        assert sale["amount_fen"] == sale["lines"][0]["amount_fen"] > 0
        await line.done("phone", act="pay")
        assert served.hands.moved == [("pay", sale["code"])]

    served.run(story())


def test_a_card_on_another_page_is_listed_and_found_there(served: Served) -> None:
    async def story() -> None:
        line = await served.connect()
        targets = (await line.done("list"))["targets"]
        cards = [name for name in targets if name.startswith("card:")]
        assert len(cards) == 40
        assert {"category:tea", "sort:price", "page:next", "help", "language:en"} <= set(targets)
        assert "page:prev" not in targets, "the first page has none before it"
        assert "buy" not in targets, "nothing is in the cart"
        shown = {item for item in targets if item.startswith("add:")}
        for name in (cards[0], cards[-1], sorted(shown)[-1]):
            await line.done("tap", target=name)
            await line.done("tap", target="back") if name.startswith("card:") else None
        assert (await line.done("state"))["cart"]["count"] == 1

    served.run(story())


def test_what_lies_under_an_open_sheet_is_neither_listed_nor_touched(served: Served) -> None:
    async def story() -> None:
        line = await served.connect()
        await line.done("tap", target="card:soda-cola")
        targets = (await line.done("list"))["targets"]
        assert {"back", "buy", "add:soda-cola"} <= set(targets)
        assert "category:tea" not in targets
        assert "page:next" not in targets
        assert "covered" in await line.refused("tap", target="page:next")
        assert (await line.done("state"))["screen"] == "product"

    served.run(story())


def test_waiting_ends_when_it_is_so_and_says_what_is_when_it_is_not(served: Served) -> None:
    async def story() -> None:
        line, other = await served.connect(), await served.connect()
        waiting = asyncio.ensure_future(line.done("wait", screen="help", timeout_s=20))
        await other.done("tap", target="help")
        await waiting
        error = await line.refused("wait", screen="pay", timeout_s=0.1)
        assert "'pay' did not come" in error
        assert "screen is 'help'" in error

    served.run(story())


def test_two_clients_tap_one_after_the_other(served: Served) -> None:
    async def story() -> None:
        first, second = await served.connect(), await served.connect()
        await asyncio.gather(
            first.done("tap", target="add:soda-cola"), second.done("tap", target="add:tea-black")
        )
        assert (await first.done("state"))["cart"]["count"] == 2

    served.run(story())


def test_a_finger_held_on_the_corners_knocks_at_the_staff_room(served: Served) -> None:
    async def story() -> None:
        line = await served.connect()
        corner = {"x": 0.03, "y": 0.02}
        await line.done("hold", **corner)
        await line.done("hold", x=0.97, y=0.02)
        await line.done("hold", **corner, for_s=0.3)
        assert not served.knocks, "let go too early"
        await line.done("hold", **corner)
        await line.done("hold", x=0.97, y=0.02)
        await line.done("hold", **corner, for_s=2.2)
        assert served.knocks == [("knock",)]
        assert "must be from" in await line.refused("hold", x=1.5, y=0)

    served.run(story())


def test_the_words_on_the_screen_can_be_read_in_the_language_of_the_moment(served: Served) -> None:
    async def story() -> None:
        line = await served.connect()
        assert "山泉水" in (await line.done("read"))["texts"]
        await line.done("tap", target="language:en")
        texts = (await line.done("read"))["texts"]
        assert "Mountain Spring Water" in texts
        assert not any(text == "山泉水" or not text.strip() for text in texts)
        assert "unknown field of read" in await line.refused("read", screen="home")

    served.run(story())


def test_the_picture_is_the_window(served: Served, tmp_path: Path) -> None:
    async def story() -> None:
        line = await served.connect()
        answer = await line.done("screenshot", path=str(tmp_path / "a.png"))
        assert (answer["width"], answer["height"]) == (1080, 1920)
        assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
        assert "could not be written" in await line.refused("screenshot", path=str(tmp_path / "no" / "a.png"))

    served.run(story())


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"no json", "not JSON"),
        (b"[" * 60_000, "not JSON"),
        (b'["tap"]', "a request is an object"),
        (b"{}", "unknown request"),
        (b'{"do": "tapp"}', "nearest is 'tap'"),
        (b'{"do": "tap"}', "needs target"),
        (b'{"do": "tap", "target": 7}', "needs target"),
        (b'{"do": "tap", "tarjet": "buy"}', "nearest is 'target'"),
        (b'{"do": "wait"}', "wait needs"),
        (b'{"do": "wait", "screen": "pay", "timeout_s": "soon"}', "needs timeout_s"),
        (b'{"do": "wait", "screen": "pay", "timeout_s": -1}', "must be from"),
        (b'{"do": "clock", "advance_s": true}', "needs advance_s"),
        (b'{"do": "clock", "advance_s": 1, "jump_s": 1}', "advance_s"),
        (b'{"do": "fault", "script": "jam"}', "needs a script"),
        (b'{"do": "fault", "script": {"jma": 1}}', "not known"),
        (b'{"do": "phone", "act": "pay"}', "no code on the screen"),
        (b'{"do": "phone", "act": "pya", "code": "x"}', "nearest is 'pay'"),
        (b'{"do": "phone", "act": "pay_late", "code": "x"}', "the order is closed"),
        (b'{"do": "type", "text": "k"}', "no 'key:k'"),
    ],
)
def test_what_makes_no_sense_is_answered_in_words(served: Served, sent: bytes, said: str) -> None:
    async def story() -> None:
        line = await served.connect()
        answer = await line.say(sent)
        assert answer["ok"] is False
        assert said in answer["error"]
        await line.done("state")

    served.run(story())


def test_a_line_without_end_is_refused_and_hung_up_on(served: Served) -> None:
    async def story() -> None:
        line, other = await served.connect(), await served.connect()
        answer = await line.say(b" " * (LINE_MAX_BYTES + 1))
        assert str(LINE_MAX_BYTES) in answer["error"]
        assert await line.hung_up()
        await other.done("state")

    served.run(story())


def test_more_clients_than_anyone_needs_are_turned_away(served: Served) -> None:
    async def story() -> None:
        lines = [await served.connect() for _ in range(CLIENTS_MAX)]
        for line in lines:
            await line.done("state")
        assert "clients at once" in await (await served.connect()).refused("state")

    served.run(story())


def test_hands_are_moved_as_asked(served: Served) -> None:
    async def story() -> None:
        line = await served.connect()
        await line.done("clock", advance_s=1.5)
        await line.done("clock", jump_s=-3600)
        await line.done("fault", script={"jam": "A3"})
        await line.done("quit")
        assert served.hands.moved == [("clock", 1.5), ("jump", -3600), ("fault", {"jam": "A3"})]

    served.run(story())


def test_the_socket_is_its_owners_alone(served: Served) -> None:
    assert stat.S_IMODE(served.path.stat().st_mode) == 0o600


def test_what_is_not_a_dead_socket_is_left_alone(served: Served, tmp_path: Path) -> None:
    diary = tmp_path / "diary.txt"
    diary.write_text("mine")

    async def story() -> None:
        for path, why in ((diary, "not a socket"), (served.path, "Another program listens")):
            with pytest.raises(SocketError, match=why):
                await served.second(path).start()

    served.run(story())
    assert diary.read_text() == "mine"


def test_without_hands_nothing_outside_can_be_moved(served: Served, tmp_path: Path) -> None:
    async def story() -> None:
        server = served.second(tmp_path / "other.sock")
        await server.start()
        line = Line(*await asyncio.open_unix_connection(tmp_path / "other.sock"))
        assert "only with --demo" in await line.refused("clock", advance_s=1)
        await line.close()
        await server.stop()
        assert not (tmp_path / "other.sock").exists()

    served.run(story())
