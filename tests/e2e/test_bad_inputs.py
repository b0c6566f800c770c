"""The table of bad inputs: each gets a sentence for the person who can do something, and nothing is lost.

A disk that is full or damaged has a file of its own (test_disk), the rest of the network's moods, too.
"""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from cloud.sandbox.client import SandboxProcess
from hardware.sim.client import SimProcess
from tests.e2e.harness import Kiosk, audit, run, settings
from tests.e2e.outside import Network, Road

pytestmark = pytest.mark.timeout(240)

NOWHERE = ("--set", "board.port=/dev/no-such-board")
Words = list[str]


@pytest.fixture(scope="module")
def gateway() -> Iterator[SandboxProcess]:
    with SandboxProcess() as made:
        yield made


# --- what ends the program: a sentence for the installer ---------------------------------------------


@dataclass(frozen=True)
class Refused:
    """How the program is started, its exit code, and what the installer must find in the sentence."""

    start: Callable[[Path], Words]
    code: int
    said: tuple[str, ...]


def written(text: str) -> Callable[[Path], Words]:
    def start(folder: Path) -> Words:
        config = folder / "kiosk.toml"
        config.write_text(text, encoding="utf-8")
        return ["--demo", "--config", str(config), "--data", str(folder / "data")]

    return start


def file_for_folder(folder: Path) -> Words:
    (folder / "data").write_text("not a folder")
    return ["--demo", "--data", str(folder / "data")]


REFUSED: dict[str, Refused] = {
    "an unknown key": Refused(
        written('[payments]\nrute = "direct"\n'), 2, ("payments.rute", "kiosk.toml", "payments.route")
    ),
    "a key of the wrong type": Refused(
        written('[display]\nidle_s = "long"\n'), 2, ("display.idle_s", "kiosk.toml", "'long'")
    ),
    "a value out of range": Refused(written("[display]\nidle_s = 5\n"), 2, ("display.idle_s", "30")),
    "no TOML at all": Refused(written("<html>\n"), 2, ("kiosk.toml", "not valid TOML")),
    "a configuration that is not there": Refused(
        lambda folder: ["--config", str(folder / "no.toml"), "--data", str(folder)],
        2,
        ("no.toml", "--config"),
    ),
    "an unknown option of the board": Refused(
        written("[board.options]\nvend_timeout = 5\n"), 2, ("vend_timeout", "vend_timeout_ms")
    ),
    "an endpoint that is not this machine": Refused(
        written('[payments.wechat]\nendpoint = "http://10.0.0.9:80"\n'), 2, ("endpoint", "127.0.0.1")
    ),
    "a data folder that is a file": Refused(file_for_folder, 2, ("data", "cannot be used", "--data")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_started_with_ends_in_a_sentence_for_the_installer(tmp_path: Path, name: str) -> None:
    row = REFUSED[name]
    done = run(*row.start(tmp_path))
    assert done.returncode == row.code, done.stderr
    for word in row.said:
        assert word in done.stderr
    assert "Traceback" not in done.stderr


# --- what the machine lives with: words for the customer, and for whoever mends it --------------------


@dataclass(frozen=True)
class Endured:
    """What is put in the kiosk's place; what the customer and the log say; where the machine stands."""

    outside: Callable[[ExitStack, Path, SandboxProcess], Words]
    mode: str
    trouble: str
    customer: str
    staff: str


def no_port(_stack: ExitStack, _folder: Path, gateway: SandboxProcess) -> Words:
    return [*NOWHERE, *paid_by(gateway.config)]


def port_in_use(stack: ExitStack, folder: Path, gateway: SandboxProcess) -> Words:
    """Another kiosk has it."""
    cabinet = stack.enter_context(SimProcess(link=folder / "board"))
    words = ["--set", f"board.port={cabinet.port}", *paid_by(gateway.config)]
    (folder / "other").mkdir()
    stack.enter_context(Kiosk(folder / "other", *words)).until_mode("selling")
    return words


def silent_board(stack: ExitStack, _folder: Path, gateway: SandboxProcess) -> Words:
    """A port with nobody at its other end."""
    return ["--set", f"board.port={stack.enter_context(line(b''))}", *paid_by(gateway.config)]


def noisy_board(stack: ExitStack, _folder: Path, gateway: SandboxProcess) -> Words:
    """Frames of noise for ever, some of them beginning like real ones."""
    noise = bytes(index * 37 + index // 7 & 0xFF for index in range(4_000)) + b"\xfa\xfb" * 50
    return ["--set", f"board.port={stack.enter_context(line(noise))}", *paid_by(gateway.config)]


@contextmanager
def line(noise: bytes) -> Iterator[str]:
    """A pty on which ``noise`` is said again and again, and nothing is understood."""
    master, slave = os.openpty()
    tty.setraw(slave)
    over = threading.Event()

    def talk() -> None:
        while noise and not over.wait(0.05):
            try:
                os.write(master, noise[:500])
            except BlockingIOError:
                continue

    os.set_blocking(master, False)
    talker = threading.Thread(target=talk)
    talker.start()
    try:
        yield os.ttyname(slave)
    finally:
        over.set()
        talker.join()
        os.close(slave)
        os.close(master)


def lying_gateway(stack: ExitStack, folder: Path, gateway: SandboxProcess) -> Words:
    """Somebody else answers at its address, with a web page."""
    cabinet = stack.enter_context(SimProcess(link=folder / "board"))
    liar = stack.enter_context(Network(1))
    liar.be(Road.PORTAL)
    words = ["--set", f"board.port={cabinet.port}"]
    return [*words, *paid_by({**gateway.config, "endpoint": liar.url})]


def cloud_of_html(stack: ExitStack, folder: Path, gateway: SandboxProcess) -> Words:
    """A machine that was never enrolled meets a login page where its cloud should be."""
    cabinet = stack.enter_context(SimProcess(link=folder / "board"))
    portal = stack.enter_context(Network(1))
    portal.be(Road.PORTAL)
    done = run("enrol", "--code", "ABCD-EFGH", "--cloud", portal.url, "--data", str(folder / "data"))
    assert done.returncode == 2 and "another server" in done.stderr, done.stderr
    words = ["--set", f"board.port={cabinet.port}", "--set", "payments.route=cloud"]
    return [*words, "--set", f"cloud.url={portal.url}"]


def keys_of_another(stack: ExitStack, folder: Path, gateway: SandboxProcess) -> Words:
    """The merchant's id is not the one its key belongs to."""
    cabinet = stack.enter_context(SimProcess(link=folder / "board"))
    words = ["--set", f"board.port={cabinet.port}"]
    return [*words, *paid_by({**gateway.config, "mchid": "1900000000"})]


def paid_by(table: dict[str, str]) -> Words:
    return ["--set", "payments.route=direct", *settings(dict(table), "payments.wechat")]


BOARD_AWAY = "出货装置没有应答"
NO_WORD = "no board of the model xy is heard"
ENDURED: dict[str, Endured] = {
    "a port that is not there": Endured(
        no_port, "out_of_service", "board", BOARD_AWAY, "is not there. Check"
    ),
    "a port in use": Endured(port_in_use, "out_of_service", "board", BOARD_AWAY, "program, main.py (process"),
    "a board that never answers": Endured(silent_board, "out_of_service", "board", BOARD_AWAY, NO_WORD),
    "frames of noise": Endured(noisy_board, "out_of_service", "board", BOARD_AWAY, "board is away"),
    "a gateway that lies": Endured(lying_gateway, "offline", "network", "网络中断", "cannot be offered"),
    "keys of another": Endured(
        keys_of_another, "offline", "payment_setup", "收款还没有准备好", "ids or keys"
    ),
    "a cloud that returns HTML": Endured(
        cloud_of_html, "out_of_service", "not_enrolled", "还没有开始营业", ""
    ),
}
"""The installer heard of the last one from ``enrol``."""


@pytest.mark.parametrize("name", ENDURED)
def test_what_the_machine_lives_with_is_said_to_customer_and_staff(
    tmp_path: Path, gateway: SandboxProcess, name: str
) -> None:
    row = ENDURED[name]
    data = tmp_path / "data"
    data.mkdir()
    with ExitStack() as stack:
        words = row.outside(stack, tmp_path, gateway)
        with Kiosk(data, *words) as kiosk:
            kiosk.until(lambda state: state["trouble"] == row.trouble, timeout_s=60)
            assert kiosk.state()["mode"] == row.mode
            kiosk.until_read(row.customer)
            kiosk.until_said(row.staff)
            assert kiosk.state()["mode"] == row.mode, "it stays up"
            assert kiosk.end() == 0
    assert audit(data)[0] == 0


def test_a_data_folder_in_use_names_the_other_and_leaves_it_selling(
    tmp_path: Path, gateway: SandboxProcess
) -> None:
    with SimProcess(link=tmp_path / "board") as cabinet:
        words = ["--set", f"board.port={cabinet.port}", *paid_by(gateway.config)]
        (tmp_path / "data").mkdir()
        with Kiosk(tmp_path / "data", *words) as kiosk:
            kiosk.until_mode("selling")
            done = run("--demo", "--data", str(tmp_path / "data"), *words)
            assert done.returncode == 3
            assert f"process {kiosk.pid}" in done.stderr and "--data" in done.stderr
            assert kiosk.state()["mode"] == "selling"
    assert audit(tmp_path / "data")[0] == 0
