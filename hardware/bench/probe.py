"""``probe``: which board is at which port, without being told. Nothing moves (``hardware.probe``)."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from typing import Final

from hardware.bench.arguments import Commands, add_command
from hardware.bench.exits import OK, SAID_NO
from hardware.probe.listening import LISTEN_MS
from hardware.probe.ports import candidate_ports
from hardware.probe.search import Finding, Plan, search
from hardware.rig import BOARDS

PROGRESS_EVERY_S: Final = 3.0


def join(commands: Commands) -> None:
    parser = add_command(commands, "probe", "find boards: port, speed and family; nothing moves", probe)
    parser.add_argument("--model", choices=tuple(BOARDS), help="look for this family alone; xy: only listen")
    parser.add_argument(
        "--port", action="append", help="default: every USB and on-board port; may be repeated"
    )
    parser.add_argument("--baud", type=int, action="append", help="default: each family's; may be repeated")
    parser.add_argument("--ms", type=int, default=LISTEN_MS, help="how long to listen for an XY board")
    parser.add_argument(
        "--crc-password", action="append", default=[], help="of a salted M102 card, beside the known ones"
    )


def probe(arguments: argparse.Namespace) -> int:
    """The exit code says whether any board was found."""
    ports = tuple(dict.fromkeys(arguments.port or candidate_ports()))
    if not ports:
        print("No serial port is there. Plug the board in, or name a port with --port.")
        return SAID_NO
    plan = Plan.of(arguments.model, arguments.baud or (), arguments.crc_password, arguments.ms)
    print(f"Looking at {_count(len(ports), 'port')} at once. No motor is moved: {_manner(plan)}.", flush=True)
    for words in plan.left_out:
        print(words, flush=True)
    began_s = time.monotonic()
    found = show_all(ports, plan)
    took = f"{time.monotonic() - began_s:.1f} s"
    print(f"{_count(found, 'board')} found at {_count(len(ports), 'port')} in {took}. Nothing was moved.")
    return OK if found else SAID_NO


def show_all(ports: Sequence[str], plan: Plan) -> int:
    """Print each finding as it comes and how many ports are still looked at; how many boards there are."""
    left, boards = list(ports), 0
    for finding in search(ports, plan, PROGRESS_EVERY_S):
        if finding is None:
            print(f"still looking at {', '.join(left)}", flush=True)
            continue
        left.remove(finding.port)
        boards += finding.model != ""
        print(finding.text, flush=True)
        if finding.model:
            print(f"    [board] {settings_text(finding)}", flush=True)
    return boards


def settings_text(finding: Finding) -> str:
    """What the configuration says of such a board."""
    keys = {"model": finding.model, "port": finding.port}
    text = ", ".join(f"{key} = {json.dumps(value)}" for key, value in keys.items())
    if not finding.is_usual_baud:
        text += f", baud = {finding.baud}"
    for key, value in finding.options.items():
        text += f", options.{key} = {json.dumps(value)}"
    return text


def _manner(plan: Plan) -> str:
    if not plan.candidates:
        return "it is only listened, nothing is sent"
    if not plan.xy_bauds:
        return "only harmless questions are asked"
    return "an XY board is listened for, all others are asked harmless questions"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
