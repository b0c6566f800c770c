"""``python -m tests.chaos --sales 10000 --seed 1``: the fault soak of the whole core, three books compared.

Rounds of a hundred sales run side by side, each on its own machine with its own gateway, board and seed. It
ends with one line; any figure but 0 in the last three is a failure. The first round that fails is run again
with less and less of it, and what is left is written down as a script that ``--script`` runs again.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.chaos.machine import Figures, Machine
from tests.chaos.plan import Round, draw_round
from tests.chaos.shrink import shrink

ROUND_SALES = 100
SEEDS_A_RUN = 1_000_000
JOBS = 8
SCRIPTS = Path(__file__).resolve().parents[2] / "build" / "chaos"


def play(story: Round) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        return Machine(story, Path(folder)).run()


def rounds(sales: int, seed: int) -> list[Round]:
    """So many sales, the last round perhaps shorter."""
    firsts = range(0, sales, ROUND_SALES)
    return [
        draw_round(seed * SEEDS_A_RUN + number, min(ROUND_SALES, sales - first))
        for number, first in enumerate(firsts)
    ]


def soak(stories: list[Round], jobs: int) -> tuple[Figures, list[Round]]:
    """The sum, and which rounds failed."""
    total, failed = Figures(), []
    began = time.monotonic()
    with ProcessPoolExecutor(min(jobs, len(stories))) as pool:
        running = {pool.submit(play, story): story for story in stories}
        for done, future in enumerate(as_completed(running), start=1):
            figures = future.result()
            total.add(figures)
            if not figures.clean:
                failed.append(running[future])
                sys.stderr.write("\n".join(["", *figures.stories, ""]))
            sys.stderr.write(f"\rround {done} of {len(stories)}, {time.monotonic() - began:.0f} s ")
    sys.stderr.write("\n")
    return total, sorted(failed, key=lambda story: story.seed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=JOBS, help="machines side by side")
    parser.add_argument("--script", type=Path, help="run the one round in this file")
    chosen = parser.parse_args()
    if chosen.script is not None:
        stories = [Round.from_json(json.loads(chosen.script.read_text(encoding="utf-8")))]
    else:
        stories = rounds(chosen.sales, chosen.seed)
    total, failed = soak(stories, chosen.jobs)
    if failed and chosen.script is None:
        story = shrink(failed[0], lambda smaller: not play(smaller).clean)
        SCRIPTS.mkdir(parents=True, exist_ok=True)
        script = SCRIPTS / f"round-{story.seed}.json"
        script.write_text(json.dumps(story.as_json(), indent=1), encoding="utf-8")
        sys.stderr.write(f"{len(story.plans)} sales of round {story.seed} still fail: {script}\n")
    sys.stdout.write(f"{total}\n")
    return 0 if total.clean else 1


if __name__ == "__main__":
    sys.exit(main())
