"""The technician's commands for a till: ``python -m hardware.bench till ...``.

    till probe                          which ports have an adapter; one harmless question each
    till watch --port P                 live lines and events in words, until Ctrl-C (--take: takes money)
    till pay   --port P --fen N         pay coins out and say what came out (--dry-run: only which coins)
    till card  --port P --fen N         ask the card reader for an amount and give it back (--keep: keep it)

What the devices had not reported yet is told here, and the kiosk will never hear of it: use this with the
kiosk stopped, and no customer's money inside.
"""

from __future__ import annotations

import argparse
import queue
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from hardware.api import (
    CardAnswer,
    CardEnded,
    CardResult,
    CashLevels,
    MoneyIn,
    PaidOut,
    ReturnPressed,
    Till,
    TillDown,
    TillEvent,
    TillSettings,
    TillTrouble,
    TillUp,
)
from hardware.bench.arguments import Commands, option
from hardware.bench.exits import OK, SAID_NO, WRONG
from hardware.bench.words import Words
from hardware.drivers.qibixx.change import Coins, best_change
from hardware.errors import PortError
from hardware.link.trace import OPENED, TraceEntry
from hardware.probe.greeting import greet
from hardware.probe.ports import candidate_ports
from hardware.rig import TILLS, open_till

UP_LIMIT_S: Final = 20.0
"""A validator may take five seconds to say that it is not there, and is then asked once more."""
PAY_LIMIT_S: Final = 180.0
CARD_LIMIT_S: Final = 300.0
ITEM: Final = 1

Item = TillEvent | TraceEntry


def event_text(event: TillEvent) -> str:
    """One event of the driver in words."""
    match event:
        case TillUp(info, levels):
            return (
                f"till {info.model} up at {info.port}, firmware {info.firmware or 'not told'}; "
                f"{_values('coins', info.coins_fen)}, {_values('bills', info.bills_fen)}, "
                f"{'card reader' if info.card else 'no card reader'}; {levels_text(levels)}"
            )
        case TillDown(reason):
            return f"till down: {reason}"
        case MoneyIn(amount_fen, kind, levels):
            return f"{kind} of {yuan(amount_fen)} came in; {levels_text(levels)}"
        case ReturnPressed():
            return "the return lever was pressed"
        case PaidOut(_key, asked_fen, paid_fen, sure, levels):
            doubt = "" if sure else ", at least: nobody can be sure"
            return f"{yuan(paid_fen)} of {yuan(asked_fen)} paid out{doubt}; {levels_text(levels)}"
        case CardAnswer(_key, result, amount_fen):
            return f"card {result}" + (f", {yuan(amount_fen)}" if amount_fen else "")
        case CardEnded(_key, end):
            return f"card payment {end}"
        case TillTrouble(code, text, cleared):
            return f"{'over' if cleared else 'trouble'}: {text} ({code})"


def levels_text(levels: CashLevels) -> str:
    """What lies in the tubes and the cash box."""
    tubes = [
        f"{tube.count} x {yuan(tube.value_fen)}{' (full)' if tube.full else ''}" for tube in levels.tubes
    ]
    bills = "" if levels.bills_stacked is None else f", {levels.bills_stacked} bills"
    return f"tubes {', '.join(tubes) or 'not counted'}{bills}"


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _values(what: str, values_fen: tuple[int, ...]) -> str:
    return f"{what} {', '.join(map(yuan, values_fen))}" if values_fen else f"no {what}"


class Session:
    """A running till, and one queue with everything it says and everything on its wire."""

    def __init__(self, settings: TillSettings, words: Words) -> None:
        self._items: queue.Queue[Item] = queue.Queue()
        self._words = words
        self.hear: Callable[[Item], None] = self._items.put
        self.till: Till = open_till(settings, self._items.put)
        self.was_open = False
        """The port could be opened at least once."""

    def events(self, limit_s: float | None) -> Iterator[TillEvent]:
        """Print everything and yield the events, until ``limit_s`` is over (None: for ever)."""
        until_s = None if limit_s is None else time.monotonic() + limit_s
        while True:
            left_s = None if until_s is None else until_s - time.monotonic()
            if left_s is not None and left_s <= 0:
                return
            try:
                item = self._items.get(timeout=left_s)
            except queue.Empty:
                return
            if isinstance(item, TraceEntry):
                self.was_open = self.was_open or item.data == OPENED.encode()
                for line in self._words.lines(item):
                    say(line)
                continue
            say(f"          ** {event_text(item)}")
            if isinstance(item, TillDown) and not self.was_open:
                raise PortError("bench.no_port", item.reason)
            yield item

    def wait(self, limit_s: float, such: Callable[[TillEvent], bool]) -> TillEvent | None:
        return next((event for event in self.events(limit_s) if such(event)), None)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def running(arguments: argparse.Namespace) -> Iterator[Session]:
    settings = TillSettings(
        arguments.model, arguments.port, arguments.baud, options=dict(arguments.option or [])
    )
    session = Session(settings, Words(TILLS[arguments.model].speech, arguments.polls))
    session.till.start(session.hear)
    try:
        yield session
    finally:
        session.till.close()


def run_probe(arguments: argparse.Namespace) -> int:
    ports = arguments.port or candidate_ports()
    if not ports:
        say("No serial port is there. Plug the adapter in, or name a port with --port.")
        return SAID_NO
    model = TILLS[arguments.model]
    say(f"Asking {len(ports)} ports for a {arguments.model} adapter; no money is moved.")
    found = 0
    for port in ports:
        answer = greet(port, arguments.baud or model.baud, model.manners)
        found += answer.reply is not None
        told = "no answer" if answer.reply is None else model.speech.describe(answer.reply)
        say(f"{port} at {arguments.baud or model.baud} baud: {answer.error or told}")
    return OK if found else SAID_NO


def run_watch(arguments: argparse.Namespace) -> int:
    say("The devices are polled as the kiosk would. End with Ctrl-C.")
    with running(arguments) as session:
        for event in session.events(arguments.seconds):
            if isinstance(event, TillUp) and arguments.take:
                session.till.accept(event.info.coins_fen, event.info.bills_fen)
    return OK


def run_pay(arguments: argparse.Namespace) -> int:
    with running(arguments) as session:
        up = session.wait(UP_LIMIT_S, lambda event: isinstance(event, TillUp | TillDown))
        if not isinstance(up, TillUp) or not up.info.coins_fen:
            say("No coin changer to speak to; nothing was paid.")
            return WRONG
        tubes = [Coins(at, tube.value_fen, tube.count) for at, tube in enumerate(up.levels.tubes)]
        plan = best_change(arguments.fen, tubes)
        coins = ", ".join(f"{coins.count} x {yuan(coins.value_fen)}" for coins in plan) or "no coin"
        total_fen = sum(coins.value_fen * coins.count for coins in plan)
        if arguments.dry_run:
            say(f"Dry run: {coins} would be paid, {yuan(total_fen)} in all. Nothing was paid.")
            return OK if total_fen == arguments.fen else SAID_NO
        say(f"Paying {coins} now, {yuan(total_fen)} in all.")
        session.till.pay_out(f"bench-{uuid.uuid4()}", arguments.fen)
        paid = session.wait(PAY_LIMIT_S, lambda event: isinstance(event, PaidOut))
    is_whole = isinstance(paid, PaidOut) and paid.sure and paid.paid_fen == arguments.fen
    return OK if is_whole else SAID_NO


def run_card(arguments: argparse.Namespace) -> int:
    key = f"bench-{uuid.uuid4()}"
    with running(arguments) as session:
        up = session.wait(UP_LIMIT_S, lambda event: isinstance(event, TillUp | TillDown))
        if not isinstance(up, TillUp) or not up.info.card:
            say("No card reader to speak to; nothing was asked for.")
            return WRONG
        what = "kept" if arguments.keep else "given back"
        say(f"Asking for {yuan(arguments.fen)}; what is approved will be {what}. Hold a card to the reader.")
        session.till.request_card(key, arguments.fen, ITEM)
        answer = session.wait(CARD_LIMIT_S, lambda event: isinstance(event, CardAnswer))
        if not isinstance(answer, CardAnswer) or answer.result is not CardResult.APPROVED:
            return SAID_NO
        session.till.end_card(key, keep=arguments.keep)
        ended = session.wait(CARD_LIMIT_S, lambda event: isinstance(event, CardEnded))
    return OK if isinstance(ended, CardEnded) and ended.end.value != "unknown" else SAID_NO


def fen(text: str) -> int:
    """A whole number of fen above nothing."""
    value = int(text) if text.isdecimal() else 0
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no amount in whole fen")
    return value


def join(commands: Commands) -> None:
    """Add ``till`` and its own commands."""
    till = commands.add_parser("till", help="cash and cards: probe, watch, pay, card")
    kinds = till.add_subparsers(dest="what", required=True)
    line = argparse.ArgumentParser(add_help=False)
    line.add_argument("--model", choices=tuple(TILLS), default="qibixx", help="the adapter (default: qibixx)")
    line.add_argument("--baud", type=int, help="default: the adapter's own speed")
    at = argparse.ArgumentParser(add_help=False, parents=[line])
    at.add_argument("--port", required=True, help="path or pyserial URL of the adapter's port")
    at.add_argument("--option", type=option, action="append", help="of the model: KEY=VALUE")
    at.add_argument("--polls", action="store_true", help="show polls and their empty answers, too")

    probe = kinds.add_parser("probe", parents=[line], help="ask ports for an adapter")
    probe.add_argument("--port", action="append", help="default: every USB and on-board port")
    probe.set_defaults(run=run_probe)

    watch = kinds.add_parser("watch", parents=[at], help="live lines and events in words")
    watch.add_argument("--seconds", type=float, help="default: until Ctrl-C")
    watch.add_argument("--take", action="store_true", help="take coins and bills: they stay in the machine")
    watch.set_defaults(run=run_watch)

    pay = kinds.add_parser("pay", parents=[at], help="pay coins out")
    pay.add_argument("--fen", type=fen, required=True)
    pay.add_argument("--dry-run", action="store_true", help="only say which coins it would be")
    pay.set_defaults(run=run_pay)

    card = kinds.add_parser("card", parents=[at], help="ask the card reader for an amount")
    card.add_argument("--fen", type=fen, required=True)
    card.add_argument("--keep", action="store_true", help="keep the money instead of giving it back")
    card.set_defaults(run=run_card)
