"""How often the first answer is right, and one of the first three: ``python -m tests.kiosk.help.golden``."""

from __future__ import annotations

import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from kiosk.help.answers import Answers, read_answers
from kiosk.help.matcher import Matcher, matcher

ANSWERS_FILE = Path(__file__).parents[3] / "resources" / "faq" / "faq.toml"
GOLDEN_FILE = Path(__file__).parent / "golden.toml"
KINDS = ("zh", "pinyin", "typo", "en")


@dataclass(frozen=True)
class Score:
    kind: str
    asked: int
    first: int
    three: int
    missed: tuple[str, ...]


def answers() -> Answers:
    return read_answers(tomllib.loads(ANSWERS_FILE.read_text(encoding="utf-8")))


def golden() -> dict[str, list[list[str]]]:
    """By kind: a question and its answer's id."""
    table = tomllib.loads(GOLDEN_FILE.read_text(encoding="utf-8"))
    return {kind: table[kind] for kind in KINDS}


def nonsense() -> list[str]:
    """What has no answer."""
    found: list[str] = tomllib.loads(GOLDEN_FILE.read_text(encoding="utf-8"))["nothing"]
    return found


def score(asks: Matcher, kind: str) -> Score:
    first = three = 0
    missed = []
    rows = golden()[kind]
    for text, wanted in rows:
        found = [hit.id for hit in asks.find(text)]
        first += found[:1] == [wanted]
        three += wanted in found[:3]
        if wanted not in found[:3]:
            missed.append(f"{text} -> {found[:3]}, not {wanted}")
    return Score(kind, len(rows), first, three, tuple(missed))


def main() -> None:
    asks = matcher(answers().found)
    scores = [score(asks, kind) for kind in KINDS]
    for one in scores:
        print(f"{one.kind:7} {one.asked:3} asked  first {one.first:3}  among three {one.three:3}")
        for line in one.missed:
            print(f"        {line}")
    asked = sum(one.asked for one in scores)
    first, three = sum(one.first for one in scores), sum(one.three for one in scores)
    print(
        f"all     {asked:3} asked  first {first * 100 / asked:.1f} %  among three {three * 100 / asked:.1f} %"
    )
    times = []
    for kind in KINDS:
        for text, _ in golden()[kind]:
            for end in range(1, len(text) + 1):
                began = time.perf_counter()
                asks.find(text[:end])
                times.append(time.perf_counter() - began)
    times.sort()
    print(
        f"a key   p50 {times[len(times) // 2] * 1e3:.2f} ms  p99 {times[len(times) * 99 // 100] * 1e3:.2f} ms"
    )


if __name__ == "__main__":
    main()
