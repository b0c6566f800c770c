"""``probe``: which ports have a board. It only listens, or asks one harmless question; nothing moves."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from hardware.bench.arguments import Commands, add_command
from hardware.bench.exits import OK, SAID_NO
from hardware.probe import BAUDS, LISTEN_MS, candidate_ports, greet
from hardware.probe import probe as listen_at
from hardware.rig import BOARDS


def join(commands: Commands) -> None:
    parser = add_command(commands, "probe", "listen at ports for a board; nothing moves", probe)
    parser.add_argument("--model", choices=tuple(BOARDS), help="ask for this family; default: only listen")
    parser.add_argument(
        "--port", action="append", help="default: every USB and on-board port; may be repeated"
    )
    parser.add_argument("--baud", type=int, action="append", help="default: the speeds of all families")
    parser.add_argument("--ms", type=int, default=LISTEN_MS, help="how long to listen at each speed")


def probe(arguments: argparse.Namespace) -> int:
    ports = arguments.port or candidate_ports()
    if not ports:
        print("No serial port is there. Plug the board in, or name a port with --port.")
        return SAID_NO
    if arguments.model is not None and BOARDS[arguments.model].manners is not None:
        return greet_all(arguments, ports)
    bauds = arguments.baud or BAUDS
    print(
        f"Only listening, nothing is sent: {len(ports)} ports, {len(bauds)} speeds, {arguments.ms} ms each."
    )
    found = 0
    for finding in listen_at(ports, bauds, arguments.ms):
        print(finding.text, flush=True)
        found += finding.is_xy
    return OK if found else SAID_NO


def greet_all(arguments: argparse.Namespace, ports: Sequence[str]) -> int:
    """Boards that only speak when spoken to: one harmless question at each port."""
    model = BOARDS[arguments.model]
    assert model.manners is not None
    print(f"Asking {len(ports)} ports for a {arguments.model} board; no motor is moved.")
    found = 0
    for port in ports:
        for baud in arguments.baud or (model.baud,):
            answer = greet(port, baud, model.manners)
            found += answer.reply is not None
            told = "no answer" if answer.reply is None else model.speech.describe(answer.reply)
            print(f"{port} at {baud} baud: {answer.error or told}", flush=True)
    return OK if found else SAID_NO
