"""``vend``: turn one motor once and say how it ended. The only command that moves a motor."""

from __future__ import annotations

import argparse
import time
import uuid
from pathlib import Path
from typing import Final

from hardware.api import BoardUp, LaneState, Result, VendFinished, VendOrder
from hardware.bench.arguments import Commands, add_command
from hardware.bench.exits import OK, SAID_NO, WRONG
from hardware.bench.session import Session, no_board, running
from hardware.rig import BOARDS

PROGRESS_EVERY_S: Final = 1.0


def join(commands: Commands, line: argparse.ArgumentParser) -> None:
    parser = add_command(commands, "vend", "turn one motor once", vend, line)
    parser.add_argument("--lane", type=int, required=True, help="the motor's number on the board")
    parser.add_argument("--no-drop-sensor", action="store_true")
    parser.add_argument("--lift", action="store_true")
    parser.add_argument("--dry-run", action="store_true", help="check the lane and say what would move")
    parser.add_argument("--record", type=Path, metavar="FILE", help="record it all, for replay")
    parser.add_argument("--anyway", action="store_true", help="although the check of the lane says no")


def vend(arguments: argparse.Namespace) -> int:
    """Check the lane, say what will move, move it, wait for the result."""
    lane = arguments.lane
    at_start = BOARDS[arguments.model].at_start
    print(f"No motor is moved before it is announced. {at_start}".strip(), flush=True)
    with running(arguments, record=arguments.record) as session:
        up = session.wait_until_up()
        if not isinstance(up, BoardUp):
            print(no_board(up, session, arguments.port))
            return WRONG
        report = session.check(lane)
        is_usable = report is not None and report.state is LaneState.NORMAL
        if not is_usable and not arguments.anyway:
            no = f"The board did not answer the check of lane {lane}"
            if report is not None:
                no = f"Lane {lane} cannot be vended from, {report.text} ({report.raw_code})"
            print(f"{no}; nothing was moved.")
            return SAID_NO
        order = VendOrder(f"bench-{uuid.uuid4()}", lane, not arguments.no_drop_sensor, arguments.lift)
        sensor = "with" if order.drop_sensor else "without"
        if arguments.dry_run:
            print(f"Dry run: motor {lane} would turn once, {sensor} the drop sensor. Nothing was moved.")
            return OK
        print(f"Motor {lane} turns once now, {sensor} the drop sensor; the goods may fall.", flush=True)
        session.vend(order)
        try:
            return wait_for_outcome(session)
        except KeyboardInterrupt:
            print(f"Stopped while motor {lane} may be turning: look at the lane before you sell from it.")
            raise


def wait_for_outcome(session: Session) -> int:
    started_s = time.monotonic()
    while True:
        for event in session.events(PROGRESS_EVERY_S):
            if isinstance(event, VendFinished):
                is_out = event.outcome.result in (Result.DELIVERED, Result.TURNED_UNCONFIRMED)
                return OK if is_out else SAID_NO
        print(f"waiting for the result, {time.monotonic() - started_s:.0f} s", flush=True)
