"""Huodao's one door: arguments, settings, wiring, run. Whatever is decided, is decided elsewhere."""

from __future__ import annotations

import gc
import logging
import os
import sys
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.errors import ExitCode, KnownError
from kiosk.ops import arguments

SHOP_FILE = Path(__file__).parent / "resources" / "shop" / "shop.toml"
SWITCH_INTERVAL_S = 0.0005
"""A board waits 100 ms for its port's thread; with Python's own 5 ms a busy screen may keep it for tens."""


def main(argv: list[str]) -> int:
    """Exit code of one command (``kiosk.errors.ExitCode``)."""
    try:
        command = arguments.parse(argv)
        if isinstance(command, arguments.Run):
            return run(command)
        return other(command)
    except KnownError as error:
        print(error.text, file=sys.stderr)
        return error.exit_code
    except Exception:
        logging.getLogger("huodao").critical("a bug ended the program", exc_info=True)
        return ExitCode.BUG


def run(command: arguments.Run) -> int:
    """The kiosk itself."""
    from hardware.rig import open_board, open_reader, open_till
    from kiosk.app import Kiosk, Outfit
    from kiosk.cabinet.opening import tried
    from kiosk.ops import logs, settings
    from kiosk.ops.first_shop import load_first_shop, save_snapshot
    from kiosk.store.lock import DataLock
    from ui.app import run_ui
    from ui.life import display_settings, refuse_control, serve

    gc.disable()  # until everything is up (ui.life): nothing made so far is garbage
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    refuse_control(command, os.environ)
    chosen = settings.load(command.config, command.overrides, demo=command.demo)
    with DataLock(command.data):
        logs.start(command.data)
        first = load_first_shop(SHOP_FILE, command.data, chosen.profile)
        clock = SystemClock()
        outfit = Outfit(
            settings=chosen,
            data=command.data,
            clock=clock,
            shop=first.shop,
            open_board=open_board,
            open_reader=open_reader,
            open_till=open_till,
            save_shop=lambda lanes: save_snapshot(SHOP_FILE, command.data, first.table, lanes),
            rules_file=SHOP_FILE.with_name("rules.toml"),
        )
        kiosk = Kiosk(tried(outfit))
        display = display_settings(chosen, command, first, SHOP_FILE.parents[1] / "icons")
        return run_ui(kiosk, display, lambda ui: serve(ui, kiosk, chosen, command, clock))


def other(command: arguments.Command) -> int:
    """The commands without a screen."""
    match command:
        case arguments.Audit() | arguments.Export() | arguments.Reconcile():
            from kiosk.ops.books.door import carry_out

            return carry_out(command)
        case arguments.Simulate():
            from hardware.sim.serve import main as simulate

            return simulate(command.words)
        case arguments.Doctor():
            from hardware.look import look, look_at_reader, look_at_till
            from kiosk.ops.doctor import Looks, doctor

            return doctor(command, Looks(look, look_at_reader, look_at_till))
        case arguments.Enrol():
            from kiosk.ops.enrolment import enrol

            return enrol(command)
        case arguments.StaffCommand():
            from kiosk.ops.staff_command import staff

            return staff(command)
        case arguments.Run():
            return ExitCode.BUG


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
