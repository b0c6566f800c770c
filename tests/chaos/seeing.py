"""``python -m tests.chaos.seeing``: can the soak see? Each seeded bug is played until the books show it.

Prints a line a bug: after how many sales it was found, and the first thing that was wrong. Ends with 1 when
one was not found.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.chaos.__main__ import SEEDS_A_RUN, play
from tests.chaos.plan import Round, draw_round
from tests.chaos.warm.bugs import NAMES
from tests.chaos.warm.forked import Parent

ROUND_SALES = 25
SALES_MAX = 500
STORY_CHARS = 110


def found(bug: str, seed: int, sales_max: int, parent: Path) -> tuple[int, str]:
    """After how many sales, rounded up to whole rounds, and by what; 0: not at all."""
    for number, story in enumerate(_stories(seed, -(-sales_max // ROUND_SALES)), start=1):
        figures = play(story, parent, bug)
        if not figures.clean:
            return number * ROUND_SALES, figures.stories[0]
    return 0, ""


def _stories(seed: int, count: int) -> Iterator[Round]:
    """Machines without a till, something wrong in each sale: the bugs are about wallets and motors."""
    drawn = (draw_round(seed * SEEDS_A_RUN + number, ROUND_SALES, 1_000) for number in itertools.count())
    return itertools.islice((story for story in drawn if not story.till), count)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, default=SALES_MAX, help="of each bug at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=len(NAMES))
    parser.add_argument("bugs", nargs="*", metavar="BUG", help="all when left out")
    chosen = parser.parse_args()
    blind = False
    with Parent() as parent, ProcessPoolExecutor(chosen.jobs) as pool:
        names = chosen.bugs or NAMES
        hunts = {bug: pool.submit(found, bug, chosen.seed, chosen.sales, parent.path) for bug in names}
        for bug, hunt in hunts.items():
            sales, story = hunt.result()
            blind = blind or not sales
            first = " ".join(story.split())[:STORY_CHARS]
            said = f"found within {sales} sales: {first}" if sales else "NOT FOUND"
            sys.stdout.write(f"{bug}: {said}\n")
            sys.stdout.flush()
    return 1 if blind else 0


if __name__ == "__main__":
    sys.exit(main())
