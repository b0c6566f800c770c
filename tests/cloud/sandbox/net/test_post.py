"""Calling the merchant: whatever is at the other end, an answer's status or none, within the time."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest

from cloud.sandbox.net.post import Posted, post
from tests.cloud.sandbox.receiver import Receiver


@pytest.fixture
def raw() -> Iterator[socket.socket]:
    listening = socket.create_server(("127.0.0.1", 0))
    yield listening
    listening.close()


def _post(url: str, timeout_s: float = 10) -> int | None:
    posted = asyncio.run(post(url, {"Content-Type": "application/json"}, b"{}", timeout_s))
    return posted.status if posted else None


def _url(server: socket.socket) -> str:
    return f"http://127.0.0.1:{server.getsockname()[1]}/n"


def test_the_status(receiver: Receiver) -> None:
    receiver.answers = [503]
    assert [_post(receiver.url), _post(receiver.url)] == [503, 204]
    assert receiver.next().body == b"{}"


def test_silence_ends_with_the_time(raw: socket.socket) -> None:
    assert _post(_url(raw), timeout_s=0.1) is None


@pytest.mark.parametrize("answer", [b"", b"\r\n", b"HTTP/1.1\r\n", b"noise" * 1000, b"HTTP/1.1 abc\r\n"])
def test_noise_is_no_answer(raw: socket.socket, answer: bytes) -> None:
    async def exchange() -> Posted | None:
        async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(answer)
            writer.close()

        server = await asyncio.start_server(speak, sock=raw)
        async with server:
            return await post(_url(raw), {}, b"{}", 10)

    assert asyncio.run(exchange()) is None


def test_the_body_is_read_as_far_as_it_was_announced(raw: socket.socket) -> None:
    async def exchange() -> Posted | None:
        async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess and more")
            writer.close()

        server = await asyncio.start_server(speak, sock=raw)
        async with server:
            return await post(_url(raw), {}, b"{}", 10)

    assert asyncio.run(exchange()) == Posted(200, b"success")


def test_nobody_listens(raw: socket.socket) -> None:
    url = _url(raw)
    raw.close()
    assert _post(url) is None


def test_nobody_outside_is_called() -> None:
    with pytest.raises(ValueError, match="outside this machine"):
        _post("http://pay.example.cn/n")
