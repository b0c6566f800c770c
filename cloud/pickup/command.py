"""``python -m cloud pickup``: codes issued, listed, taken back and settled from the command line."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from json import dumps
from pathlib import Path

from cloud.clock import HostClock
from cloud.documents.board import Board
from cloud.errors import Refusal, SettingsError
from cloud.pickup import issuing
from cloud.store.database import Database
from cloud.store.documents import pickups
from cloud.store.documents.pickups import Standing


def carry_out(arguments: Sequence[str], default_data: Path, prepared: Callable[[Path], str]) -> None:
    """``prepared``: a data folder -> its database's address, up to date. Raises ``SettingsError``."""
    options = _parser(default_data).parse_args(arguments)
    db = Database(prepared(options.data))
    try:
        for line in asyncio.run(_done(db, options)):
            sys.stdout.write(f"{dumps(line, ensure_ascii=False)}\n")
    except Refusal as refused:
        raise SettingsError(refused.text) from None
    finally:
        db.close()


async def _done(db: Database, options: argparse.Namespace) -> list[dict[str, object]]:
    """One JSON object a line."""
    clock = HostClock()
    board, now_s = Board(db, clock), clock.utc_ms() // 1000
    match options.verb:
        case "issue":
            if not options.machine:
                raise SettingsError("issue needs --machine ID.")
            issued = await issuing.issue(
                board,
                db,
                now_s,
                options.machine,
                options.unit,
                life_s=options.life_s,
                reference=options.reference,
            )
            return [asdict(issued)]
        case "list":
            standing = Standing(options.standing) if options.standing else None
            return [asdict(one) for one in await db.read(pickups.listed, standing)]
        case "withdraw":
            return [asdict(await issuing.withdraw(board, db, now_s, options.id))]
        case "reissue":
            return [asdict(await issuing.reissue(board, db, now_s, options.id, options.life_s))]
        case _:
            return [asdict(await issuing.settle(db, options.id, options.note))]


def _parser(default_data: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cloud", description="Pick-up codes.")
    parser.add_argument("do", choices=("pickup",))
    parser.add_argument("verb", choices=("issue", "list", "withdraw", "reissue", "settle"))
    parser.add_argument("id", nargs="?", default="", help="withdraw, reissue, settle: which code")
    parser.add_argument("--machine", default="", help="issue: where it can be redeemed, and nowhere else")
    parser.add_argument(
        "--unit", type=_unit, action="append", default=[], metavar="SKU=FEN", help="issue: one thing to take"
    )
    parser.add_argument("--life-s", type=int, default=issuing.LIFE_S, help="how long it is good, in seconds")
    parser.add_argument("--reference", default="", help="issue: the merchant's own number of what was paid")
    parser.add_argument("--standing", choices=[one.value for one in Standing], help="list: only these")
    parser.add_argument("--note", default="", help="settle: how what it owed was given back")
    parser.add_argument("--data", type=Path, default=default_data, help="folder of the embedded database")
    return parser


def _unit(text: str) -> tuple[str, int]:
    sku, _, fen = text.rpartition("=")
    if not sku or not fen.isascii() or not fen.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not like soda-cola=300 (its value in fen)")
    return sku, int(fen)
