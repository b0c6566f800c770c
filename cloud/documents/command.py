"""``python -m cloud publish`` and ``withdraw``: what machines are told, said from the command line.

The console and whoever else speaks for a merchant call ``cloud.documents.board.Board``, as this does.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from cloud.clock import HostClock
from cloud.documents.board import Board
from cloud.documents.files import read_document
from cloud.errors import Refusal, SettingsError
from cloud.store import machines
from cloud.store.database import Database
from cloud.store.documents.models import EVERY_MACHINE


def carry_out(arguments: Sequence[str], default_data: Path, prepared: Callable[[Path], str]) -> None:
    """``prepared``: a data folder -> its database's address, up to date. Raises ``SettingsError``."""
    options = _parser(default_data).parse_args(arguments)
    body = read_document(options.file) if options.do == "publish" else None
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
