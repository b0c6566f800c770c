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

from tests.chaos.figures import Figures
from tests.chaos.machine import Machine
from tests.chaos.plan import Round, draw_round
from tests.chaos.shrink import shrink
from tests.chaos.warm.forked import Parent

ROUND_SALES = 100
SEEDS_A_RUN = 1_000_000
JOBS = 12
"""Most of a machine's time is waiting: on two cores fewer leave them idle, more only wait for each other."""
AGAIN = ".venv/bin/python -m tests.chaos --script {path}"
SCRIPTS = Path(__file__).resolve().parents[2] / "build" / "chaos"


def play(story: Round, parent: Path, bug: str = "") -> Figures:
    """One round; ``parent`` is where its cores come from."""
    with tempfile.TemporaryDirectory() as folder:
        return Machine(story, Path(folder), parent, bug).run()


def rounds(sales: int, seed: int) -> list[Round]:
    """So many sales, the last round perhaps shorter."""
    firsts = range(0, sales, ROUND_SALES)
    return [
        draw_round(seed * SEEDS_A_RUN + number, min(ROUND_SALES, sales - first))
        for number, first in enumerate(firsts)
    ]


def soak(stories: list[Round], jobs: int, parent: Path) -> tuple[Figures, list[Round]]:
    """The sum, and which rounds failed."""
    total, failed = Figures(), []
    began = time.monotonic()
    with ProcessPoolExecutor(min(jobs, len(stories))) as pool:
        running = {pool.submit(play, story, parent): story for story in stories}
        for done, future in enumerate(as_completed(running), start=1):
            figures = future.result()
            total.add(figures)
            if not figures.clean:
                failed.append(running[future])
                sys.stderr.write("\n".join(["", *figures.stories, ""]))
            so_far = f"round {done} of {len(stories)}, {time.monotonic() - began:.0f} s: {total}"
            sys.stderr.write(f"{so_far}\n")
            sys.stderr.flush()
    return total, sorted(failed, key=lambda story: story.seed)


def written(story: Round, how: str) -> Path:
    """The round as a script that ``--script`` runs again."""
    SCRIPTS.mkdir(parents=True, exist_ok=True)
    script = SCRIPTS / f"round-{story.seed}-{how}.json"
    script.write_text(json.dumps(story.as_json(), indent=1), encoding="utf-8")
    return script


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
    with Parent() as parent:
        total, failed = soak(stories, chosen.jobs, parent.path)
        for story in failed:
            sys.stderr.write(f"again: {AGAIN.format(path=written(story, 'whole'))}\n")
        if failed and chosen.script is None:
            story = shrink(failed[0], lambda smaller: not play(smaller, parent.path).clean)
            left = f"{len(story.plans)} sales of round {story.seed} still fail"
            sys.stderr.write(f"{left}: {AGAIN.format(path=written(story, 'short'))}\n")
    sys.stdout.write(f"{total}\n")
    return 0 if total.clean else 1


if __name__ == "__main__":
    sys.exit(main())
