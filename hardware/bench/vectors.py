"""``vectors``: every published frame through this build's codecs, so that a technician sees it is sound."""

from __future__ import annotations

import argparse

from hardware.bench.arguments import Commands, add_command
from hardware.bench.exits import OK, SAID_NO


def join(commands: Commands) -> None:
    add_command(commands, "vectors", "check this installation's codecs by published frames", vectors)


def vectors(_arguments: argparse.Namespace) -> int:
    """No port is opened."""
    # Imported here: the other commands do without three hundred frames.
    from hardware.wire.published import PUBLISHED, trouble

    count = broken = 0
    for boards, frames in PUBLISHED.items():
        wrong = {each.raw: words for each in frames if (words := trouble(each))}
        refused = sum(each.is_wrong for each in frames)
        also = f", {refused} with a wrong checksum refused" if refused else ""
        said = "FAILED" if wrong else f"{len(frames) - refused} frames read and written alike{also}"
        print(f"{boards:<26} {said}")
        for raw, words in wrong.items():
            print(f"    {raw.hex(' ')}: {words}")
        count, broken = count + len(frames), broken + len(wrong)
    if broken:
        print(f"{broken} of {count} published frames are not understood: install the program anew.")
        return SAID_NO
    print(f"All {count} published frames are understood as they should be.")
    return OK
