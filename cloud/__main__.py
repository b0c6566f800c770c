"""``python -m cloud`` serves; ``openapi`` prints the API's document, ``enrol-code`` a new one-time code,
``reconcile`` writes what a day came to when it was held against the wallets' bills; ``publish`` and
``withdraw`` say what machines are told, ``pickup`` issues and settles pick-up codes, ``ticket`` lists what
customers wait for and answers them, ``console add-owner`` makes the first person who may sign in to the
merchants' console."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cloud.errors import SettingsError

COMMANDS = ("serve", "openapi", "enrol-code", "reconcile", "ticket", "console")
APART = ("publish", "withdraw", "pickup")
"""Commands with arguments of their own."""
DEFAULT_DATA = Path("/var/lib/huodao-cloud")
DEFAULT_PORT = 8080
EXIT_BAD_ARGUMENTS = 2
EXIT_OPEN = 1


def main(arguments: Sequence[str]) -> int:
    """The process's exit code: 0 ended, 1 ``reconcile`` found something open, 2 wrong arguments, files or
    addresses (said on stderr)."""
    try:
        if arguments and arguments[0] in APART:
            _carry_out_apart(arguments)
            return 0
        parser = _parser()
        options = parser.parse_args(arguments)
        if options.words and options.do not in ("console", "ticket"):
            parser.error(f"{options.do} takes no {options.words[0]!r}")
        if options.do == "openapi":
            from cloud.app import openapi_text

            sys.stdout.write(openapi_text())
        elif options.do == "enrol-code":
            _print_code(options)
        elif options.do == "reconcile":
            return _reconcile(options)
        elif options.do == "console":
            _console(options)
        elif options.do == "ticket":
            return _ticket(options)
        else:
            _serve(options)
    except SettingsError as error:
        sys.stderr.write(f"cloud: {error}\n")
        return EXIT_BAD_ARGUMENTS
    return 0


def _carry_out_apart(arguments: Sequence[str]) -> None:
    from cloud.documents import command as documents
    from cloud.pickup import command as pickup

    does = pickup.carry_out if arguments[0] == "pickup" else documents.carry_out
    does(arguments, DEFAULT_DATA, _prepared_database)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cloud", description="The cloud for Huodao machines.")
    parser.add_argument("do", nargs="?", choices=(*COMMANDS, *APART), default="serve", help="default: serve")
    parser.add_argument("words", nargs="*", metavar="WORD", help="console: add-owner NAME; ticket: reply")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="0 takes a free one")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of the embedded database")
    parser.add_argument("--config", type=Path, help="TOML file with [payments.<wallet>], [support]")
    parser.add_argument("--sandbox", action="store_true", help="take no money: run the emulated gateways")
    parser.add_argument("--stdin-eof", action="store_true", help="end when stdin is closed")
    parser.add_argument(
        "--enrol-code", metavar="CODE", type=_code, help="the one-time code of the first line"
    )
    parser.add_argument("--public-url", metavar="URL", help="where gateways and phones reach this cloud")
    parser.add_argument("--day", type=_day, metavar="D", help="reconcile: 2026-01-31, in Beijing")
    parser.add_argument("--out", type=Path, metavar="FILE", help="reconcile: the report, CSV")
    parser.add_argument("--number", default="", help="ticket reply: which one")
    parser.add_argument("--text", default="", help="ticket reply: what the customer will read")
    parser.add_argument("--site", default="", help="enrol-code: where the machine will stand")
    return parser


def _serve(options: argparse.Namespace) -> None:
    url = _prepared_database(options.data)

    # heavy; the schema may have been brought up in a child first, whose memory is gone by now
    from cloud.logs import start_logging
    from cloud.serve import Options, serve

    start_logging()
    asyncio.run(
        serve(
            Options(
                host=options.host,
                port=options.port,
                data=options.data,
                database_url=url,
                config=options.config,
                sandbox=options.sandbox,
                stdin_eof=options.stdin_eof,
                enrol_code=options.enrol_code,
                public_url=options.public_url,
            )
        )
    )


def _print_code(options: argparse.Namespace) -> None:
    from cloud.clock import HostClock
    from cloud.enrolment import CODE_LIFE_S, allow_code, new_code
    from cloud.store import machines
    from cloud.store.database import Database

    db = Database(_prepared_database(options.data))
    try:
        cloud_id = db.write_now(machines.keep_fact, "cloud_id", f"cloud-{secrets.token_hex(8)}")
        code = options.enrol_code or new_code()
        now_s = HostClock().utc_ms() // 1000
        asyncio.run(allow_code(db, cloud_id, code, options.site, now_s, CODE_LIFE_S))
    finally:
        db.close()
    sys.stdout.write(f"{code}\n")


def _console(options: argparse.Namespace) -> None:
    from cloud.console.command import add_owner

    password = add_owner(_prepared_database(options.data), options.words)
    sys.stdout.write(f"{password}\n")


def _reconcile(options: argparse.Namespace) -> int:
    """With ``--config`` the day is done (again) first, unless another process is at it."""
    from cloud.jobs.on_demand import reconcile_day

    if options.day is None or options.out is None:
        raise SettingsError("reconcile needs --day D and --out FILE.")
    url = _prepared_database(options.data)
    settled = asyncio.run(reconcile_day(url, options.config, options.day, options.out))
    return 0 if settled else EXIT_OPEN


def _ticket(options: argparse.Namespace) -> int:
    from cloud.jobs.answering import answer, waiting

    url = _prepared_database(options.data)
    what = " ".join(options.words) or "list"
    if what == "reply":
        answer(url, options.number, options.text)
    elif what == "list":
        sys.stdout.write(waiting(url))
    else:
        raise SettingsError(f"ticket {what} is not known. It is ticket list or ticket reply.")
    return 0


def _prepared_database(data: Path) -> str:
    """The database's address, its schema brought up to date. Raises ``SettingsError``."""
    from cloud.store.database import BadDatabaseUrl, StoreUnavailable, embedded_url
    from cloud.store.schema import prepare

    url = os.environ.get("DATABASE_URL", "")
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not url:
            url = embedded_url(data)
        prepare(url)
    except OSError as error:
        raise SettingsError(f"The data folder {data} cannot be used: {error.strerror}.") from None
    except (BadDatabaseUrl, StoreUnavailable) as error:
        raise SettingsError(str(error)) from None
    return url


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port (0 to 65535)")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it like 2026-01-31") from None


def _code(text: str) -> str:
    """Of the length that the enrolment message allows."""
    if not 4 <= len(text) <= 64:
        raise argparse.ArgumentTypeError("a code has 4 to 64 characters")
    return text


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # not sys.exit: a thread that still waits for a hanging gateway would keep the process for up to 23 s, and
    # everything that must outlive it is committed
    os._exit(code)
