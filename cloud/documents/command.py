"""``python -m cloud publish`` and ``withdraw``: what machines are told, said from the command line.

The console and whoever else speaks for a merchant call ``cloud.documents.board.Board``, as this does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

from cloud.clock import HostClock
from cloud.documents.board import Board
from cloud.errors import Refusal, SettingsError
from cloud.store import machines
from cloud.store.database import Database
from cloud.store.documents.models import EVERY_MACHINE
from kiosk.wire import DOCUMENT_LIMIT_BYTES

FILE_LIMIT_BYTES = 4 * DOCUMENT_LIMIT_BYTES
"""As text it may be longer than as JSON in one line."""


def carry_out(arguments: Sequence[str], default_data: Path, prepared: Callable[[Path], str]) -> None:
    """``prepared``: a data folder -> its database's address, up to date. Raises ``SettingsError``."""
    options = _parser(default_data).parse_args(arguments)
    body = _read(options.file) if options.do == "publish" else None
    db = Database(prepared(options.data))
    try:
        sys.stdout.write(f"{asyncio.run(_done(db, options, body))}\n")
    except Refusal as refused:
        raise SettingsError(refused.text) from None
    finally:
        db.close()


async def _done(db: Database, options: argparse.Namespace, body: object) -> int:
    """The revision machines hear it with."""
    board = Board(db, HostClock())
    if options.machine != EVERY_MACHINE and await db.read(machines.find, options.machine) is None:
        raise SettingsError(f"No machine {options.machine} is enrolled here.")
    if options.do == "withdraw":
        return await board.withdraw(options.kind, options.key, options.machine)
    return await board.publish(options.kind, options.key, body, options.machine)


def _parser(default_data: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cloud", description="What machines are told.")
    parser.add_argument("do", choices=("publish", "withdraw"))
    parser.add_argument("--kind", required=True, help="rules, faq, settings ...")
    parser.add_argument("--key", required=True, help="the document's name; of the rules: table")
    parser.add_argument("--machine", default=EVERY_MACHINE, help="only this machine; without it all")
    parser.add_argument("--file", type=Path, help="publish: the document, TOML or JSON")
    parser.add_argument("--data", type=Path, default=default_data, help="folder of the embedded database")
    return parser


def _read(path: Path | None) -> object:
    if path is None:
        raise SettingsError("publish needs --file FILE, the document as TOML or JSON.")
    try:
        with path.open("rb") as stream:
            raw = stream.read(FILE_LIMIT_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from None
    if len(raw) > FILE_LIMIT_BYTES:
        raise SettingsError(f"{path} is too large to be a document.")
    try:
        return json.loads(raw) if path.suffix == ".json" else tomllib.loads(raw.decode())
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{path} is neither JSON (FILE.json) nor TOML: {error}.") from None
