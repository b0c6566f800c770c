"""``python -m cloud.sandbox``: see the README beside this file."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import threading
from pathlib import Path

from cloud.sandbox.app import Sandbox, build
from cloud.sandbox.errors import SandboxError

EXIT_BAD_ARGUMENTS = 2
EXIT_BUG = 70
STDIN_PIECE_BYTES = 4096


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m cloud.sandbox",
        description="The emulated payment gateway: this machine only, no money.",
    )
    parser.add_argument("--port", type=int, default=0, help="of the gateway; 0 takes a free one")
    parser.add_argument("--control-port", type=int, default=0, help="of the control API; 0 takes a free one")
    parser.add_argument("--state", type=Path, metavar="FILE.sqlite", help="remembers everything there")
    parser.add_argument("--keys", type=Path, metavar="DIR", help="keeps the emulator's keys there")
    parser.add_argument("--control-stdin", action="store_true", help="ends when standard input ends")
    return parser.parse_args(words)


def _tell_when_stdin_ends(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """A thread, because the loop cannot watch every kind of standard input (a file, ``/dev/null``)."""

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, STDIN_PIECE_BYTES):
                pass
        # The loop may have ended for another reason in the meantime; then nobody needs to be told.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch, name="stdin", daemon=True).start()


async def _serve(arguments: argparse.Namespace, sandbox: Sandbox) -> BaseException | None:
    """Until told to end; returns what it died of, if it died by itself."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        addresses = await sandbox.start(arguments.port, arguments.control_port)
        sys.stdout.write(json.dumps(addresses.as_json()) + "\n")
        sys.stdout.flush()
        if arguments.control_stdin:
            _tell_when_stdin_ends(loop, stop)
        failed = asyncio.create_task(sandbox.failed())
        ends: set[asyncio.Task[object]] = {failed, asyncio.create_task(stop.wait())}
        done, waiting = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        return failed.result() if failed in done else None
    finally:
        await sandbox.stop()


def main(words: list[str] | None = None) -> int:
    arguments = _arguments(words)
    try:
        sandbox = build(state=arguments.state, keys=arguments.keys)
        death = asyncio.run(_serve(arguments, sandbox))
    except SandboxError as error:
        sys.stderr.write(f"{error.text}\n")
        return EXIT_BAD_ARGUMENTS
    if death is not None:
        sys.stderr.write(f"The sandbox died of a bug: {death!r}\n")
        return EXIT_BUG
    return 0


if __name__ == "__main__":
    sys.exit(main())
