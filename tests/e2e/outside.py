"""What stands round the kiosk and outlives it: cabinet, gateway, cloud, and a network that can go away."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cloud.sandbox.client import SandboxProcess
from hardware.sim.client import SimProcess
from kiosk.store.audit import audit
from tests.e2e.harness import ROOT, Kiosk, run, settings

TURN_MS = 250
"""A motor of these tests: long enough to be cut short, short enough to wait for."""
START_S = 60.0
END_S = 15.0
LOOK_FROM_OUTSIDE_S = 0.1
PIECE_BYTES = 65_536
CODE = "E2E-ENROLMENT-CODE"
Wrong = Mapping[str, Mapping[str, str]]
"""By wallet, what of its table is not as its gateway has it."""
NOTHING_WRONG: Wrong = {}
_BODY = b"<html><body>Please log in to this Wi-Fi.</body></html>"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (
    len(_BODY),
    _BODY,
)


class Road(Enum):
    """What lies between the kiosk and the server it calls."""

    OPEN = "open"
    CUT = "cut"
    """Every connection breaks at once."""
    SILENT = "silent"
    """Connections are taken, nothing ever comes back."""
    PORTAL = "portal"
    """Somebody else answers: a web page, to whatever is asked."""


class Network:
    """A TCP road to one port of this machine. Takes a road's new state at once, for open connections too."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._road = Road.OPEN
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self.carried = 0
        """Pieces that went along it, either way."""
        self.harmed = 0
        """Connections that were cut or led astray, and pieces that were swallowed."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def be(self, road: Road) -> None:
        with self._lock:
            self._road = road
            if road is not Road.SILENT:
                self.harmed += len(self._open) if road is not Road.OPEN else 0
                self._hang_up()

    def close(self) -> None:
        self.be(Road.CUT)
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _hang_up(self) -> None:
        for line in self._open:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            with self._lock:
                road = self._road
                self._open.add(line)
                self.harmed += road is not Road.OPEN
            try:
                if road is Road.OPEN:
                    self._connect(line)
                elif road is Road.PORTAL:
                    line.recv(PIECE_BYTES)
                    line.sendall(PAGE)
                elif road is Road.SILENT:
                    while line.recv(PIECE_BYTES):
                        continue
            finally:
                with self._lock:
                    self._open.discard(line)

    def _connect(self, line: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self._to_port), END_S) as there:
            there.settimeout(None)
            for end in (line, there):  # a piece goes on as it comes: it is the ends that choose how to cut it
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open.add(there)
            back = threading.Thread(target=self._carry, args=(there, line), daemon=True)
            back.start()
            self._carry(line, there)
            back.join()
            with self._lock:
                self._open.discard(there)

    def _carry(self, here: socket.socket, there: socket.socket) -> None:
        """Until either end hangs up; then both do."""
        with contextlib.suppress(OSError):
            while piece := here.recv(PIECE_BYTES):
                if self._road is Road.SILENT:
                    self.harmed += 1
                else:
                    self.carried += 1
                    there.sendall(piece)
        for line in (here, there):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class CloudProcess:
    """The reference cloud over an outside gateway, always on the same port once it had one."""

    def __init__(
        self,
        data: Path,
        gateway: SandboxProcess,
        wallets: Sequence[str] = ("wechat",),
        wrong: Wrong = NOTHING_WRONG,
        module: str = "cloud",
    ) -> None:
        """``module``: what is run, with the arguments of ``python -m cloud``."""
        self._data = data
        self._module = module
        data.mkdir(parents=True, exist_ok=True)
        self._config = data / "cloud.toml"
        lines: list[str] = []
        for wallet in wallets:
            table = {**gateway.wallets[wallet], **wrong.get(wallet, {})}
            lines += [f"[payments.{wallet}]", *(f"{key} = {json.dumps(table[key])}" for key in table)]
        self._config.write_text("\n".join([*lines, ""]), encoding="utf-8")
        self.port = 0
        self._child: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        words = ["-m", self._module, "--port", str(self.port), "--data", str(self._data), "--stdin-eof"]
        words += ["--config", str(self._config), "--enrol-code", CODE]
        with (self._data / "stderr.txt").open("ab") as stderr:
            self._child = subprocess.Popen(
                [sys.executable, *words],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        assert line, f"the cloud did not start: {(self._data / 'stderr.txt').read_text()[-2000:]}"
        self.port = int(str(json.loads(line)["cloud"]).rpartition(":")[2])

    def freeze(self) -> None:
        """It hangs: connections are taken by the kernel, nobody reads them."""
        self._running().send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._running().send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """SIGKILL; frozen or not."""
        self._running().kill()
        self._reap()

    def close(self) -> None:
        if self._child is None:
            return
        assert self._child.stdin is not None
        self._child.send_signal(signal.SIGCONT)
        self._child.stdin.close()
        try:
            self._child.wait(END_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
        self._reap()

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._child is not None, "the cloud does not run"
        return self._child

    def _reap(self) -> None:
        child = self._running()
        child.wait(END_S)
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
        self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Site:
    """One machine where it stands: whatever becomes of the kiosk, what fell and what was paid is known."""

    def __init__(
        self,
        data: Path,
        *more: str,
        model: str = "xy",
        turn_ms: int = TURN_MS,
        cloud: bool = False,
        program: Callable[..., Kiosk] = Kiosk,
        wallets: Sequence[str] = ("wechat",),
        wrong: Wrong = NOTHING_WRONG,
        reader: bool = False,
        cloud_module: str = "cloud",
    ) -> None:
        """``reader``: a code reader stands beside the cabinet."""
        self._wrong = wrong
        self._stack = contextlib.ExitStack()
        self._refunded_fen = 0
        self.unseen = 0
        """Units that fell past an eye which did not see them."""
        enter = self._stack.enter_context
        outside = data.with_name(f"{data.name}-outside")
        outside.mkdir()
        try:
            link, state = outside / "board", outside / "cabinet.json"
            codes = outside / "code-reader" if reader else None
            self.cabinet = enter(
                SimProcess(model=model, link=link, state=state, turn_ms=turn_ms, reader=codes)
            )
            self.gateway = enter(SandboxProcess())
            accounts = (self.gateway, wallets, wrong)
            self.cloud_data = outside / "cloud"
            self.cloud = enter(CloudProcess(self.cloud_data, *accounts, cloud_module)) if cloud else None
            served = self.cloud.port if self.cloud else int(self.gateway.wechat_url.rpartition(":")[2])
            self.network = enter(Network(served))
            board: dict[str, object] = {"model": model, "port": self.cabinet.port}
            scanner: dict[str, object] = {"port": codes} if codes is not None else {}
            words = [*settings(board, "board"), *settings(scanner, "scanner"), *more]
            self.words = [*words, *self._money(data, wallets)]
            """How its configuration is told, to any of the program's commands."""
            self.kiosk = program(data, *self.words)
            self.kiosk.said = outside / "stderr.txt"
        except BaseException:
            self._stack.close()
            raise

    def _money(self, data: Path, wallets: Sequence[str]) -> list[str]:
        if self.cloud is None:
            words = ["--set", "payments.route=direct"]
            for wallet in wallets:
                table: dict[str, object] = {**self.gateway.wallets[wallet], "endpoint": self.network.url}
                table |= self._wrong.get(wallet, {})
                words += settings(table, f"payments.{wallet}")
            return words
        done = run("enrol", "--code", CODE, "--cloud", self.network.url, "--data", str(data))
        assert done.returncode == 0, done.stderr
        return ["--set", "payments.route=cloud", "--set", f"cloud.url={self.network.url}"]

    # --- a customer ----------------------------------------------------------------------------------

    def basket(self, *skus: str, units: int = 1) -> None:
        """Somebody took these; or, of whatever there is, so many ``units``: no coffee, which has a gift."""
        there = [name for name in self.kiosk.targets() if name.startswith("add:")]
        there.sort(key=lambda name: name.startswith("add:coffee"))
        self.kiosk.tap(*([f"add:{sku}" for sku in skus] or there[:units]))

    def shows_code(self, *skus: str, units: int = 1) -> dict[str, Any]:
        """Somebody with a basket sees the code: the sale."""
        self.basket(*skus, units=units)
        self.kiosk.tap("buy")
        return self.kiosk.until_code()

    def pay(self, code: str, *, force: bool = False) -> None:
        answer = self.gateway.phone("pay", code, force=force)
        assert answer.done, answer

    def calls(self, call: str, sale: str) -> int:
        """How often the gateway was called so about this sale's payment or refund."""
        records = self.gateway.calls()
        return sum(entry["call"] == call and str(entry["subject"]).startswith(sale) for entry in records)

    def order_states(self, sale: str) -> set[str]:
        """Of every payment of this sale, at the gateway."""
        orders = self.gateway.books()["orders"]
        assert isinstance(orders, list)
        return {str(one["state"]) for one in orders if str(one["out_trade_no"]).startswith(sale)}

    def hurry(self, seconds: float = 60) -> None:
        """Let time pass at the kiosk. Its orders are dated by whom they go to, so nobody is led astray."""
        self.kiosk.hurry(seconds)

    def until(self, so: Callable[[], object], timeout_s: float = 60, step_s: float = 20) -> None:
        """Until ``so``, the kiosk's clock moved on by ``step_s`` again and again."""
        ends = time.monotonic() + timeout_s
        while not so():
            assert time.monotonic() < ends, f"not within {timeout_s:g} s: {self.kiosk.words()}"
            self.hurry(step_s)
            time.sleep(LOOK_FROM_OUTSIDE_S)

    def until_refunded(self, fen: int, step_s: float = 20) -> None:
        """Until the gateway has paid back ``fen`` more than when the last customer came."""
        wanted = self._refunded_fen + fen
        self.until(lambda: _whole(self.gateway.books()["refunded_fen"]) >= wanted, step_s=step_s)
        assert self.gateway.books()["refunded_fen"] == wanted

    def fresh(self) -> None:
        """The next customer: no faults, no sale on the screen, an empty basket, selling."""
        self.network.be(Road.OPEN)
        self.gateway.clear_faults()
        self.gateway.refund_plan("SUCCESS", 0)
        self.cabinet.fault({"clear": True})
        self.cabinet.refill()
        self.kiosk.until_mode("selling", timeout_s=90)
        self.kiosk.next_customer()
        self._refunded_fen = _whole(self.gateway.books()["refunded_fen"])

    # --- the books -----------------------------------------------------------------------------------

    def settled(self, timeout_s: float = 60) -> dict[str, Any]:
        """The three books once no refund is on its way; they must agree to the fen and to the drop."""
        ends = time.monotonic() + timeout_s
        while (books := self._audit())["refund_pending_fen"]:
            assert time.monotonic() < ends, books
            self.hurry()
        gateway, world = self.gateway.books(), self.cabinet.world()
        kept_fen = _whole(gateway["payments_taken_fen"]) - _whole(gateway["refunded_fen"])
        assert kept_fen == books["delivered_fen"] + books["in_doubt_fen"], (books, gateway)
        doubts = books["vends_commanded"] - books["vends_delivered"]
        fell = world["fell_total"] - self.unseen
        assert books["vends_delivered"] <= fell <= books["vends_delivered"] + doubts, (books, fell)
        assert world["turns_total"] <= books["vends_commanded"], (books, world)
        return books

    def _audit(self) -> dict[str, Any]:
        """As ``main.py audit``, which has the last word on each site; a new program each time is slow."""
        report = audit(self.kiosk.data)
        books = report.as_json()
        assert report.balanced and books["double_vends"] == 0, books
        return books

    def __enter__(self) -> Self:
        try:
            self.kiosk.start()
            self.kiosk.until_mode("selling", timeout_s=90)
        except BaseException:
            self.kiosk.kill()
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.kiosk.end()
            if kind is None:
                self.kiosk.audit()
        finally:
            self._stack.close()


def _whole(value: object) -> int:
    assert isinstance(value, int), value
    return value
