"""``scan``: go through the lanes of a board and check each. No motor is moved."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from hardware.api import BoardDown, BoardUp, LaneReport, LaneState
from hardware.bench.arguments import Commands, add_command, motors
from hardware.bench.exits import OK, SAID_NO, WRONG
from hardware.bench.session import Session, no_board, running
from hardware.rig import BOARDS

QUIET_S: Final = 10.0
"""A board that has said nothing for so long names no more lanes."""
PROGRESS_EVERY: Final = 20
"""Slot reports heard between two signs of life."""
ABSENT: Final = "no answer"


def join(commands: Commands, line: argparse.ArgumentParser) -> None:
    parser = add_command(commands, "scan", "check the lanes of a board one by one; nothing moves", scan, line)
    parser.add_argument("--motors", type=motors, help="which, like 1-10,25; default: those the board names")
    parser.add_argument("--record", type=Path, metavar="FILE", help="record it all, for replay")


class Table:
    """The lanes as they are found, one line each, printed at once."""

    def __init__(self) -> None:
        self.reports: dict[int, LaneReport | None] = {}

    def add(self, motor: int, report: LaneReport | None) -> None:
        """``report`` None: the board did not answer."""
        if motor in self.reports:
            return
        if not self.reports:
            print(" lane  state         code      in words")
        self.reports[motor] = report
        state, code, text = ABSENT, "-", "the board did not answer the check"
        if report is not None:
            state, code, text = report.state, report.raw_code, report.text
        print(f"{motor:5}  {state:<12}  {code:<8}  {text}", flush=True)

    @property
    def summary(self) -> str:
        """``40 lanes: 39 normal, 1 paused.``"""
        states = Counter(ABSENT if each is None else each.state.value for each in self.reports.values())
        return f"{len(self.reports)} lanes: {', '.join(f'{count} {name}' for name, count in states.items())}."

    @property
    def is_well(self) -> bool:
        return all(each is not None and each.state is LaneState.NORMAL for each in self.reports.values())


def scan(arguments: argparse.Namespace) -> int:
    """The exit code says whether every lane is normal."""
    print(f"No motor is moved. {BOARDS[arguments.model].at_start}".strip(), flush=True)
    with running(arguments, record=arguments.record, is_quiet=True) as session:
        up = session.wait_until_up()
        if not isinstance(up, BoardUp):
            print(no_board(up, session, arguments.port))
            return WRONG
        if session.model.check_note:
            print(session.model.check_note, flush=True)
        if arguments.motors is None and not session.model.names_motors:
            print("It cannot say which motors it has: name them, like --motors 1-40.")
            return SAID_NO
        table = Table()
        wanted = arguments.motors or named_motors(session, table)
        if wanted is None:
            print("The board names no lanes: name them, like --motors 1-40.")
            return SAID_NO
        return check_each(session, wanted, table)


def named_motors(session: Session, table: Table) -> tuple[int, ...] | None:
    """The motors the board says it has; None when it names none. What it says of them on the way counts."""
    heard = 0
    while True:
        event = session.wait_for(QUIET_S, lambda event: isinstance(event, BoardUp | BoardDown | LaneReport))
        match event:
            case LaneReport() if session.model.is_check(event):
                if event.state is not LaneState.MISSING:
                    table.add(event.motor, event)
            case LaneReport():
                heard += 1
                if heard % PROGRESS_EVERY == 0:
                    print(f"the board names its lanes, {heard} so far", flush=True)
            case BoardUp(info) if info.motors:
                return info.motors
            case BoardUp():
                continue
            case _:
                return None


def check_each(session: Session, wanted: Iterable[int], table: Table) -> int:
    """Ask for every lane that the board has not told of by itself."""
    try:
        for motor in wanted:
            if motor not in table.reports:
                table.add(motor, session.check(motor))
            if session.away:
                print(f"The board is away: {session.away}")
                break
    except KeyboardInterrupt:
        print(f"Stopped. {table.summary} Nothing was moved.")
        raise
    print(f"{table.summary} Nothing was moved.")
    return OK if table.is_well else SAID_NO
