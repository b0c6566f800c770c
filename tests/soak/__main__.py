"""``python -m tests.soak --vends 2000 --lines 5``: every family over bad lines, side by side.

Of a thousand bytes ten are lost, of a thousand vends two begin with the cable pulled, and one in ten meets a
fault. Ends with 1 and the story of the first false outcome when there is one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from hardware.rig import BOARDS
from tests.soak.run import Figures, Soak

EVERY = 100


def soak(model: str, seed: int, vends: int) -> Figures:
    def told(done: int) -> None:
        if done % EVERY == 0:
            sys.stderr.write(f"{model}: {done} of {vends}\n")

    with tempfile.TemporaryDirectory() as folder:
        return Soak(model, seed, Path(folder)).run(vends, told)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vends", type=int, default=2_000)
    parser.add_argument("--lines", type=int, default=1, help="so many cabinets of a family share its vends")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", choices=sorted(BOARDS), action="append")
    parser.add_argument("--reasons", action="store_true", help="why vends were not delivered")
    chosen = parser.parse_args()
    models = chosen.model or list(BOARDS)
    seeds = range(chosen.seed, chosen.seed + chosen.lines)
    sums = {model: Figures(model) for model in models}
    wrong = False
    with ProcessPoolExecutor(len(models) * len(seeds)) as pool:
        share = chosen.vends // chosen.lines
        runs = {pool.submit(soak, model, seed, share): model for model in models for seed in seeds}
        for run in as_completed(runs):
            if (error := run.exception()) is not None:
                wrong = True
                sys.stdout.write(f"soak {runs[run]}: {error!r}\n")
            else:
                sums[runs[run]].add(run.result())
    for figures in sums.values():
        sys.stdout.write(f"{figures}\n")
        for reason, count in figures.reasons.most_common() if chosen.reasons else ():
            sys.stdout.write(f"{count:>6} {reason}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
