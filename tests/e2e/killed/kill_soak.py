"""SIGKILL the kiosk at seeded instants of sales and compare three books: its own, the gateway's, the goods'.

``python -m tests.e2e.killed.kill_soak --kills 100 --seed 1``. Cabinet and gateway are outside the kiosk, so
what they did is known whatever becomes of it. Nobody touches anything after a restart but the next customer.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cloud.sandbox.client import SandboxProcess
from hardware.sim.client import SimProcess
from tests.e2e.harness import Kiosk, Refused, audit, settings

INSTANT_MAX_S = 4.5
"""A sale of two items takes about 4 s from the first touch: kills fall anywhere in it, or just after."""
SETTLE_S = 90.0


@dataclass(frozen=True)
class Verdict:
    kills: int
    sales: int
    lost_fen: int
    double_vends: int
    unexplained: int

    def __str__(self) -> str:
        return (
            f"kill soak: kills={self.kills} sales={self.sales} lost_fen={self.lost_fen} "
            f"double_vends={self.double_vends} unexplained={self.unexplained}"
        )

    @property
    def clean(self) -> bool:
        return not (self.lost_fen or self.double_vends or self.unexplained)


def soak(kills: int, seed: int, data: Path) -> Verdict:
    chance = random.Random(seed)
    with (
        SimProcess(link=data / "board", state=data / "cabinet.json", turn_ms=600) as cabinet,
        SandboxProcess() as gateway,
    ):
        words = [
            *("--set", "payments.route=direct", "--set", f"board.port={cabinet.port}"),
            *settings(dict(gateway.config), "payments.wechat"),
        ]
        kiosk = Kiosk(data, *words)
        for number in range(kills):
            kiosk.start()
            kiosk.until_mode("selling")
            _customer(kiosk, gateway, chance)
            kiosk.kill()
            cabinet.refill()
            sys.stderr.write(f"\rkill {number + 1}/{kills}")
        kiosk.start()
        kiosk.until_mode("selling")
        _until_settled(data)
        kiosk.end()
        return _judge(kills, data, gateway.books(), cabinet.world())


def _customer(kiosk: Kiosk, gateway: SandboxProcess, chance: random.Random) -> None:
    """One sale, cut short at a drawn instant."""
    dies_at = time.monotonic() + chance.uniform(0.05, INSTANT_MAX_S)
    steps: list[Callable[[], object]] = []
    if kiosk.state()["earlier"]:
        steps.append(partial(kiosk.tap, "done"))
    # Whatever is still on sale: a lane whose turn was cut short is out until somebody looks.
    on_sale = [target for target in kiosk.do("list")["targets"] if target.startswith("add:")]
    wanted = chance.sample(on_sale, min(len(on_sale), chance.choice((1, 2))))
    steps += [partial(kiosk.tap, target) for target in wanted]
    steps.append(partial(kiosk.tap, "buy"))
    steps.append(lambda: gateway.phone("pay", kiosk.until_code(3)["code"]))
    for step in steps:
        if time.monotonic() >= dies_at:
            return
        try:
            step()
        except (Refused, AssertionError):
            break
    time.sleep(max(0.0, dies_at - time.monotonic()))


def _until_settled(data: Path) -> None:
    """Refunds need a few seconds; doubts stay, by name."""
    ends = time.monotonic() + SETTLE_S
    while audit(data)[1]["refund_pending_fen"] and time.monotonic() < ends:
        time.sleep(1)


def _judge(kills: int, data: Path, gateway: dict[str, Any], world: dict[str, Any]) -> Verdict:
    code, books = audit(data)
    kept_fen = gateway["payments_taken_fen"] - gateway["refunded_fen"]
    known_fen = books["delivered_fen"] + books["in_doubt_fen"] + books["refund_pending_fen"]
    fell, doubts = world["fell_total"], books["vends_commanded"] - books["vends_delivered"]
    surplus_turns = max(0, world["turns_total"] - books["vends_commanded"])
    unexplained = (0 if code == 0 else 1) + (0 if books["vends_delivered"] <= fell else 1)
    unexplained += 0 if fell <= books["vends_delivered"] + doubts else 1
    return Verdict(
        kills, books["sales"], abs(kept_fen - known_fen), books["double_vends"] + surplus_turns, unexplained
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        verdict = soak(chosen.kills, chosen.seed, Path(folder))
    sys.stdout.write(f"\n{verdict}\n")
    return 0 if verdict.clean else 1


if __name__ == "__main__":
    sys.exit(main())
