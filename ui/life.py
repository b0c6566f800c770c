"""From the first frame to the end: bring the kiosk's services up, serve, and end in order."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.app import Addresses, Kiosk
from kiosk.clock import SystemClock
from kiosk.errors import ConfigError, DataDamagedError, ExitCode, KnownError
from kiosk.ops.arguments import Run
from kiosk.ops.first_shop import FirstShop
from kiosk.ops.hearing import minutes
from kiosk.ops.settings import Settings
from kiosk.outfit import configured
from kiosk.staff.signing_in import DEMO_NAME, DEMO_PIN
from ui.app import Ui
from ui.settings import DisplaySettings, Orientation, SoundSettings

if TYPE_CHECKING:
    from kiosk.ops.demo_parts import Parts

log = logging.getLogger(__name__)

TEST_VARIABLE = "HUODAO_TEST"


def display_settings(settings: Settings, command: Run, first: FirstShop, icons: Path) -> DisplaySettings:
    """``[display]`` and the command line, as the screen takes them."""
    display = settings.display
    languages = settings.machine.languages
    if command.lang:
        languages = (command.lang, *(language for language in languages if language != command.lang))
    return DisplaySettings(
        media_root=first.media_root,
        icons=icons,
        orientation=Orientation(display.orientation),
        diagonal_inch=display.diagonal_inch,
        idle_s=display.idle_s,
        result_s=display.result_s,
        languages=languages,
        theme=display.theme,
        windowed=command.windowed,
        attract=first.attract,
        sound=SoundSettings(
            folder=icons.parent / "sounds",
            percent=settings.sound.volume,
            quiet_percent=settings.sound.quiet_volume,
            quiet_from_min=minutes(settings.sound.quiet_from),
            quiet_until_min=minutes(settings.sound.quiet_until),
        ),
    )


def refuse_control(command: Run, environment: Mapping[str, str]) -> None:
    """The control socket pays and breaks things: only for demos and tests (the command line's contract)."""
    if command.control and not command.demo and environment.get(TEST_VARIABLE) != "1":
        raise ConfigError(
            "control.refused",
            f"--control works only together with --demo, or with {TEST_VARIABLE}=1 in the environment.",
        )


@dataclass(frozen=True)
class DemoHands:
    """What a control client may move outside the kiosk. Blocking calls run on worker threads."""

    ui: Ui
    kiosk: Kiosk
    clock: SystemClock | None
    parts: Parts | None

    async def phone(self, act: str, code: str) -> dict[str, Any]:
        if self.parts is None:
            raise ConfigError("control.no_phone", "phone works only with the embedded gateways of --demo.")
        return await asyncio.to_thread(self.parts.phone, act, code)

    async def fault(self, script: Mapping[str, object]) -> dict[str, Any]:
        if self.parts is None:
            raise ConfigError("control.no_cabinet", "fault works only with the simulated cabinet of --demo.")
        return await asyncio.to_thread(self.parts.fault, script)

    def advance(self, seconds: float) -> None:
        if self.clock is None:
            raise ConfigError("control.no_clock", "clock works only with --demo.")
        self.clock.advance(round(seconds * 1000))
        self.kiosk.clock_moved()
        self.ui.backend.clock_moved()

    def jump(self, seconds: float) -> None:
        if self.clock is None:
            raise ConfigError("control.no_clock", "clock works only with --demo.")
        self.clock.jump(round(seconds * 1000))
        self.kiosk.clock_moved()


async def serve(ui: Ui, kiosk: Kiosk, settings: Settings, command: Run, clock: SystemClock) -> int:
    """Run until told to end; the program's exit code. The first frame is on the screen."""
    log.info("the first frame is there", extra={"since_start_ms": _since_start_ms()})
    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    signals = _heed_signals(ended)
    parts: Parts | None = None
    control = None
    try:
        with contextlib.suppress(asyncio.CancelledError):
            if command.demo:
                parts = await asyncio.to_thread(_start_parts, settings, command.data)
                _tell_newcomer(parts)
            if command.control:
                from ui.control.server import ControlServer  # only tests and demos need it

                hands = DemoHands(ui, kiosk, clock if command.demo else None, parts)
                control = ControlServer(
                    ui, kiosk, hands, command.control, lambda: _end(ended, ExitCode.NORMAL)
                )
                await control.start()
            return await _run(kiosk, parts, settings, ended)
        return ExitCode.NORMAL
    except KnownError as error:
        print(error.text, file=sys.stderr)  # noqa: T201 the installer's terminal
        return error.exit_code
    finally:
        signals.close()
        if control is not None:
            await control.stop()
        await kiosk.stop()
        if parts is not None:
            await asyncio.to_thread(parts.stop)


def _collect_from_here() -> None:
    """What has been loaded stays for good, so the collector need not look at it: it would hold up every
    thread for tens of milliseconds each time, and a board waits 100 ms for its answer (boards.md 2.2)."""
    gc.freeze()
    gc.enable()


async def _run(kiosk: Kiosk, parts: Parts | None, settings: Settings, ended: asyncio.Future[int]) -> int:
    if parts is None:
        addresses = configured(settings)
    else:
        addresses = Addresses(
            parts.board_port,
            parts.cloud_url,
            parts.enrol_code,
            parts.wallets,
            parts.more_ports,
            reader_port=parts.reader_port,
            till_port=parts.till_port,
            is_demo=True,
        )
    try:
        await kiosk.start(addresses)
    except (ConfigError, DataDamagedError):
        raise
    except KnownError as error:
        # The screen says out of service; the installer reads why. Nothing is sold, nothing is lost.
        print(error.text, file=sys.stderr)  # noqa: T201 the installer's terminal
    _collect_from_here()
    bug: asyncio.Future[BaseException] = asyncio.ensure_future(kiosk.bugs.get())
    waiting: list[asyncio.Future[Any]] = [ended, bug]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    if bug.done():
        return ExitCode.BUG
    bug.cancel()
    return ended.result()


def _since_start_ms() -> int:
    """Milliseconds since this process began, to the kernel's 10 ms; 0 where the kernel does not say."""
    try:
        began = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    except (OSError, IndexError, ValueError):
        return 0
    return round(time.clock_gettime(time.CLOCK_BOOTTIME) * 1000 - began * 1000 / os.sysconf("SC_CLK_TCK"))


def _end(ended: asyncio.Future[int], code: int) -> None:
    if not ended.done():
        ended.set_result(code)


def _start_parts(settings: Settings, data: Path) -> Parts:
    from kiosk.ops.demo_parts import start_parts  # only a demo needs it, and it may wait for the first frame

    return start_parts(settings, data)


def _tell_newcomer(parts: Parts) -> None:
    if parts.phone_url:
        print(  # noqa: T201 the newcomer's terminal
            f"Demo: no money is taken. Open {parts.phone_url} in a browser: it is the customer's phone.",
            flush=True,
        )
    print(  # noqa: T201 the newcomer's terminal
        "Staff menu: touch the top left corner, the top right corner, then hold the top left one for two "
        f"seconds. {DEMO_NAME} signs in with {DEMO_PIN}.",
        flush=True,
    )
    if parts.enrol_code:  # the cloud is the demo's own
        print(  # noqa: T201 as above
            f"The merchant's console is {parts.cloud_url}/console/ (README.md: who signs in first).",
            flush=True,
        )


def _heed_signals(ended: asyncio.Future[int]) -> contextlib.ExitStack:
    """SIGTERM and Ctrl-C end the kiosk in order. Qt's loop gives Python its turn through a wake-up pipe."""
    stack = contextlib.ExitStack()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.signal(number, lambda *_: loop.call_soon_threadsafe(_end, ended, ExitCode.NORMAL))
        stack.callback(signal.signal, number, before)
    return stack
