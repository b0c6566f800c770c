"""From options to a serving process and its orderly end."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from cloud.app import create_app
from cloud.clock import HostClock
from cloud.cloud import Cloud, open_cloud
from cloud.documents.seed import seed_demo
from cloud.enrolment import CODE_LIFE_S, allow_code, new_code
from cloud.errors import SettingsError
from cloud.jobs.housekeeping import keep_house
from cloud.logs import log
from cloud.pay.accounts import tell_of_trouble
from cloud.settings import checked_public_url, open_wallets, read_config
from cloud.store import machines
from cloud.store.database import Database
from kiosk.payments.intent import Method
from kiosk.payments.wallets import WALLETS, Signing

if TYPE_CHECKING:
    from cloud.sandbox.app import Addresses, Sandbox

BACKLOG = 512
KEEP_ALIVE_S = 75
"""Longer than a machine's pause between two long-polls: a new connection costs a handshake."""
SHUTDOWN_S = 2
CONCURRENCY_MAX = 2_000
"""Open requests of one process; beyond it new ones get 503 at once instead of a slow death."""


@dataclass(frozen=True, slots=True)
class Options:
    """What ``python -m cloud`` was asked for."""

    host: str
    port: int
    data: Path
    database_url: str
    config: Path | None
    sandbox: bool
    stdin_eof: bool
    enrol_code: str | None
    public_url: str | None


@dataclass(frozen=True, slots=True)
class _Gateways:
    wallets: Mapping[Method, Signing]
    money: str
    sandbox: Addresses | None


class _Server(uvicorn.Server):
    """Tells when it serves, and lets those who wait go before it waits for them."""

    def __init__(
        self, config: uvicorn.Config, serving: Callable[[], None], stopping: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._serving = serving
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._serving()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)


async def serve(options: Options) -> None:
    """Serve until SIGTERM, SIGINT or (``stdin_eof``) the end of stdin. Raises ``SettingsError`` in words."""
    async with AsyncExitStack() as stack:
        listener = _bind(options.host, options.port)
        stack.callback(listener.close)
        port = int(listener.getsockname()[1])
        own_url = f"http://{_in_url(options.host)}:{port}"
        db = Database(options.database_url)
        stack.callback(db.close)
        cloud_id = await db.write(machines.keep_fact, "cloud_id", f"cloud-{secrets.token_hex(8)}")
        clock = HostClock()
        gateways = await _gateways(options, own_url, clock, stack)
        config = read_config(options.config)
        cloud = open_cloud(
            db,
            cloud_id,
            clock,
            gateways.wallets,
            {method.value: wallet for method, wallet in gateways.wallets.items()},
            gateways.money,
            config.support,
            merchant_digest=config.merchant_digest,
        )
        if options.sandbox:
            await seed_demo(db, clock)
        code = options.enrol_code or new_code()
        await allow_code(db, cloud_id, code, "", clock.utc_ms() // 1000, CODE_LIFE_S)
        for job in (keep_house(db, clock), cloud.reconciling.run()):
            stack.callback(asyncio.create_task(job).cancel)
        await _run(options, cloud, listener, _first_line(own_url, code, gateways.sandbox), gateways)


async def _run(
    options: Options, cloud: Cloud, listener: socket.socket, line: Mapping[str, object], gateways: _Gateways
) -> None:
    config = uvicorn.Config(
        create_app(cloud),
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="off",
        loop="asyncio",
        http="h11",
        backlog=BACKLOG,
        limit_concurrency=CONCURRENCY_MAX,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )

    def serving() -> None:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        log.info("cloud.serving", cloud=line["cloud"], money=cloud.money)
        for method, wallet in gateways.wallets.items():
            threading.Thread(target=_try_gateway, args=(method, wallet), daemon=True).start()

    server = _Server(config, serving, cloud.stop_waiting)
    if options.stdin_eof:
        _end_with_stdin(server, asyncio.get_running_loop())
    await server.serve(sockets=[listener])
    log.info("cloud.ended")


async def _gateways(options: Options, own_url: str, clock: HostClock, stack: AsyncExitStack) -> _Gateways:
    config = read_config(options.config)
    tables, base = config.wallets, config.base
    public_url = checked_public_url(options.public_url) if options.public_url else own_url
    real = [method for method, table in tables.items() if _takes_money(table)]
    if options.sandbox and real:
        raise SettingsError(
            f"--sandbox runs an emulated gateway whose phone pays without money, but {options.config} names "
            f"a real account. Leave out --sandbox, or leave [payments.{real[0]}] out of the file."
        )
    addresses = None
    if options.sandbox:
        sandbox, addresses = await _start_sandbox(options.data)
        stack.push_async_callback(sandbox.stop)
        stack.callback(asyncio.create_task(_hear_death(sandbox)).cancel)
        if not tables:
            tables, base = {method: addresses.wallets[method] for method in WALLETS}, Path()
    if real and not options.public_url:
        title = WALLETS[real[0]].title
        raise SettingsError(f"{title} must reach this cloud from outside: give --public-url https://...")
    wallets = open_wallets(tables, base, clock, public_url)
    for wallet in wallets.values():
        stack.callback(wallet.close_connections)
    kinds = {"test" if wallet.is_test else "real" for wallet in wallets.values()}
    return _Gateways(wallets, next(iter(kinds), "none"), addresses)


def _takes_money(table: Mapping[str, object]) -> bool:
    """As its reader will judge this ``[payments.<wallet>]``: the real gateway where none is named."""
    return table.get("endpoint", "production") == "production"


async def _start_sandbox(data: Path) -> tuple[Sandbox, Addresses]:
    """The only place that loads the emulated gateway, and only when asked to."""
    from cloud.sandbox.app import build
    from cloud.sandbox.errors import SandboxError

    try:
        sandbox = build(state=data / "gateway.sqlite", keys=data / "gateway-keys")
        return sandbox, await sandbox.start()
    except SandboxError as error:
        raise SettingsError(str(error)) from None


async def _hear_death(sandbox: Sandbox) -> None:
    error = await sandbox.failed()
    if error is not None:
        log.bug("sandbox.died", error)


def _first_line(own_url: str, code: str, sandbox: Addresses | None) -> dict[str, object]:
    return {
        "cloud": own_url,
        "enrol_code": code,
        "control": sandbox.control if sandbox else None,
        "phone": sandbox.phone if sandbox else None,
    }


def _try_gateway(method: Method, gateway: Signing) -> None:
    """Says at once when the account is not usable, and loads what the first payment needs."""
    problem = gateway.probe()
    if problem is not None:
        tell_of_trouble(method, problem)


def _end_with_stdin(server: uvicorn.Server, loop: asyncio.AbstractEventLoop) -> None:
    """The one who started this process holds the other end of its stdin: when that closes, it is gone."""

    def end() -> None:
        server.should_exit = True

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            continue
        loop.call_soon_threadsafe(end)

    threading.Thread(target=watch, name="stdin", daemon=True).start()


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # with its protocol named: asyncio sends small answers at once (TCP_NODELAY) on such sockets only
        listener = socket.socket(family, kind, socket.IPPROTO_TCP)
    except (OSError, OverflowError) as error:
        raise SettingsError(f"--host {host} cannot be used: {error}.") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise SettingsError(f"Port {port} of {host} cannot be used: {error.strerror}.") from None
    return listener


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
