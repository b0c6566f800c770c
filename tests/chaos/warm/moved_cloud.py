"""The reference cloud as a program of its own, by a calendar that its folder's file ``ahead_s`` moves on.

A cloud's host keeps time by NTP, so its calendar must be the gateways': left behind while time is let pass,
UnionPay's orders would be over before their codes are scanned.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from cloud.__main__ import main as cloud

AHEAD_FILE = "ahead_s"
NS_A_SECOND = 1_000_000_000


def move_calendar(file: Path) -> None:
    """From now on this process's calendar is so many whole seconds ahead of the host's, or none while there
    is no file; what is monotonic goes on as it did. It is looked at each time: nobody need tell of it."""
    real_ns = time.time_ns

    def time_ns() -> int:
        try:
            ahead_s = int(file.read_bytes())
        except FileNotFoundError:
            ahead_s = 0
        return real_ns() + ahead_s * NS_A_SECOND

    time.time_ns, time.time = time_ns, lambda: time_ns() / NS_A_SECOND


def main() -> int:
    move_calendar(Path(sys.argv[sys.argv.index("--data") + 1]) / AHEAD_FILE)
    return cloud(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
