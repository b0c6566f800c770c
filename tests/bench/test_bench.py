"""The bench measures what it says: the same cards, whole families of processes, sales that really end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import codecs, grid, lifecycles, prices, recommending, replug, startup
from tests.hardware.wire.streams import STREAMS


def test_the_peer_shows_as_many_cards_with_their_own_pictures() -> None:
    page = startup.page()
    pictures = {part.split('"')[0] for part in page.split('<img src="/')[1:]}
    assert page.count("<div class=c ") == page.count("<img ") == len(pictures) == startup.CARDS
    assert all((startup.SHOP / picture).is_file() for picture in pictures)


def test_memory_counts_grandchildren_and_those_who_left_the_session() -> None:
    grandchild = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', LAST], start_new_session=True)"
    )
    last = "import os, sys; print(os.getpid(), flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", grandchild.replace("LAST", repr(last))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        youngest = int(child.stdout.readline())
        found = startup.family(child.pid)
        memory_kb = startup.pss_kb(child.pid)
        child.stdin.close()
    assert {child.pid, youngest} <= found and os.getpid() not in found
    assert memory_kb > 1000


def test_a_cable_of_the_bench_is_really_out_and_its_board_sells_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(replug, "OUT_SHORT_S", 0.05)
    (times,) = replug.measure(1, ["relay"]).values()
    assert 0 < times.up[0] <= times.sells[0] and times.peer[0] > 0
    assert times.text.count("/") == 2


def test_the_codecs_of_the_bench_find_what_they_are_given() -> None:
    paces = codecs.measure(1)
    assert set(paces) == set(STREAMS)
    assert all(pace.found == pace.tried == 1 and pace.frames_mb_s > 0 for pace in paces.values())
    pair = codecs.beside(frames=10, trials=30)
    assert pair.found[0] == 30, "ours finds every frame, whatever came before it in the same read"
    assert min(pair.frames_mb_s) > 0


def test_a_sale_of_the_bench_is_a_whole_sale(tmp_path: Path) -> None:
    pace = lifecycles.measure(1, 2)
    assert pace.commits_per_sale == 4, "wallet chosen, code shown, paid, delivered"
    assert pace.sales_per_s > 0 and pace.bare_per_s > 0


def test_the_bench_prices_and_searches_beside_a_plain_way() -> None:
    for times in (prices.quotes(2), prices.keys(1)):
        assert len(times.ours) == len(times.plain) >= 2 and min(times.ours) > 0
        assert times.text.count("p99") == 2 and times.text.endswith("x")


def test_the_replay_is_the_same_each_time_and_ours_beats_what_sells_most() -> None:
    first, second = recommending.replay(5, days=60)
    again, _ = recommending.replay(5, days=60)
    assert first.hit == again.hit
    assert first.tried > 300 and second.tried > 50
    assert first.rate("ours") > first.rate("ever")
    assert second.rate("ours") > second.rate("ever")


def test_flicks_really_move_five_hundred_products_and_pages_turn() -> None:
    found = grid.measure("software, offscreen", 2)
    assert len(found["apart"]) > 10, "frames were drawn while the goods moved"
    assert len(found["page"]) == 8 and len(found["category"]) == 4
    assert max(found["page"] + found["category"]) < grid.FRAME_LIMIT_MS, "a frame came after every touch"
