"""The commands put together: ``python -m hardware.bench COMMAND``.

    probe                     which ports have a board; nothing moves
    watch  --port P           live frames and events in words, until Ctrl-C
    scan   --port P           check the lanes one by one (--motors 1-10,25: these); nothing moves
    vend   --port P --lane N  turn one motor once and say how it ended (--dry-run: only check the lane)
    trace  --port P --out F   record everything to a JSON-lines file, and show it
    replay F                  play a recording to this build's driver (--as-test: and write a pytest file)
    vectors                   check this installation's codecs by published frames
    reader --port P           what a code reader reads, masked
    till   ...                cash and cards: probe, watch, pay, card
    sim    ...                serve a simulated cabinet or till (the arguments of ``python -m hardware.sim``)

watch, scan, vend and trace take the board's model by ``--model``, xy when none is given. Exit codes: see
``hardware.bench.exits``.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from hardware.bench import probe, replay, scan, trace, vectors, vend, watch
from hardware.bench.arguments import line_arguments
from hardware.bench.exits import OK, STOPPED, WRONG
from hardware.bench.peripherals import reader, till
from hardware.errors import KnownHardwareError

ENDED_BY_HAND = ("watch", "trace", "reader")
"""What goes on until Ctrl-C; so does ``till watch``."""
WHOLE_WORDS = "ends with 0: done; 1: the board said no; 2: arguments, file or port wrong; 130: Ctrl-C"


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hardware.bench",
        description="The technician's tool. Only vend moves a motor, only till pay and till card move money.",
        epilog=WHOLE_WORDS,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    line = line_arguments()
    probe.join(commands)
    watch.join(commands, line)
    scan.join(commands, line)
    vend.join(commands, line)
    trace.join(commands, line)
    replay.join(commands)
    vectors.join(commands)
    reader.join(commands)
    till.join(commands)
    commands.add_parser("sim", add_help=False, help="serve a simulated cabinet or till")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of one command; what went wrong in the world is one sentence on standard error."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["sim"]:
        # Imported here: the simulator is not needed to talk to a real board.
        from hardware.sim.serve import main as serve

        return serve(given[1:])
    parsed = make_parser().parse_args(given)
    try:
        code: int = parsed.run(parsed)
        sys.stdout.flush()
    except KeyboardInterrupt:
        if parsed.command in ENDED_BY_HAND or getattr(parsed, "what", "") in ENDED_BY_HAND:
            return OK
        print("Stopped.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        # Whoever read our words is gone. Point stdout elsewhere so that its end says nothing more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (KnownHardwareError, OSError) as error:
        print(error, file=sys.stderr)
        return WRONG
    return code
