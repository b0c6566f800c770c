"""Pick-up codes with the real program: typed by touch, redeemed once, through a jam and a pulled plug.

The machine's books, the cabinet's own count and the cloud's list agree.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.e2e.harness import LOOK_AGAIN_S, ROOT
from tests.e2e.outside import Road, Site

pytestmark = pytest.mark.timeout(300)

COLA, TEA = "soda-cola=300", "tea-black=350"
MANDARIN = "tea-mandarin=450"
USED, BACK = "这个取货码已经用过了", "没出的商品已放回取货码"
NOT_ENOUGH, UNKNOWN = "现在拿不齐您的商品", "这台机器没有这个取货码"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(tmp_path_factory.mktemp("pickup"), "--set", "display.result_s=120", cloud=True) as made:
        yield made


def cloud(site: Site, *words: str) -> list[dict[str, Any]]:
    """``python -m cloud pickup`` beside the running cloud."""
    data = site.kiosk.data.with_name(f"{site.kiosk.data.name}-outside") / "cloud"
    done = subprocess.run(
        [sys.executable, "-m", "cloud", "pickup", *words, "--data", str(data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def issued(site: Site, *units: str) -> dict[str, Any]:
    """A new code that its machine has heard of."""
    machine = json.loads((site.kiosk.data / "cloud.json").read_text())["machine_id"]
    (code,) = cloud(
        site, "issue", "--machine", machine, *(word for unit in units for word in ("--unit", unit))
    )
    ends = time.monotonic() + 60
    while code["id"] not in known(site):
        assert time.monotonic() < ends, f"the machine has not heard of its code: {site.kiosk.words()}"
        time.sleep(LOOK_AGAIN_S)
    return code


def known(site: Site) -> set[str]:
    return {key for (key,) in asked(site, "SELECT key FROM documents WHERE kind = 'pickup'")}


def asked(site: Site, question: str) -> list[tuple[str, ...]]:
    """Of the machine's own database."""
    with closing(sqlite3.connect(f"file:{site.kiosk.data / 'huodao.db'}?mode=ro", uri=True)) as books:
        return list(books.execute(question))


def typed(site: Site, code: str) -> None:
    if site.kiosk.state()["screen"] != "search":
        site.kiosk.tap("search")
    site.kiosk.do("type", text=code)
    site.kiosk.tap("redeem")


def standing(site: Site, code: dict[str, Any], wanted: tuple[str, list[int]]) -> None:
    """What the cloud says of it, once it has heard."""
    ends = time.monotonic() + 90
    while True:
        (found,) = [one for one in cloud(site, "list") if one["id"] == code["id"]]
        if (found["standing"], found["left"]) == wanted:
            return
        assert time.monotonic() < ends, (found, site.kiosk.words())
        site.hurry(30)


def given_out(site: Site) -> None:
    """A code was typed: the screen leads to the result by itself."""
    site.kiosk.wait(screen="result", timeout_s=60)


def fell(site: Site) -> int:
    return int(site.cabinet.world()["fell_total"])


def test_without_a_cloud_a_code_is_redeemed_and_only_once(site: Site) -> None:
    code, before = issued(site, COLA, TEA), fell(site)
    site.network.be(Road.CUT)
    site.kiosk.wait(screen="offline", timeout_s=90)
    site.kiosk.tap("home")
    typed(site, code["code"])
    given_out(site)
    sale = site.kiosk.sale()
    assert (sale["outcome"], sale["method"]) == ("delivered", "pickup")
    assert fell(site) == before + 2
    site.kiosk.tap("done")
    site.kiosk.until(lambda state: state["sale"] is None)
    if site.kiosk.state()["screen"] == "offline":
        site.kiosk.tap("home")
    typed(site, code["code"])
    site.kiosk.until_read(USED)
    site.network.be(Road.OPEN)
    standing(site, code, ("done", []))
    assert fell(site) == before + 2
    site.kiosk.audit()


def test_what_jams_stays_on_the_code_until_it_is_owed_elsewhere(site: Site) -> None:
    site.fresh()
    code, before = issued(site, COLA, TEA), fell(site)
    for (lane,) in asked(site, "SELECT label FROM lanes WHERE sku = 'soda-cola'"):
        site.cabinet.fault({"no_drop": True, "lane": lane})
    typed(site, code["code"])
    given_out(site)
    site.kiosk.until_read(BACK)
    assert fell(site) == before + 1
    standing(site, code, ("open", [0]))
    site.fresh()
    typed(site, code["code"])
    site.kiosk.until_read(NOT_ENOUGH)  # its lane is out until a technician comes: the code stays good
    assert fell(site) == before + 1
    cloud(site, "withdraw", code["id"])
    standing(site, code, ("owed", [0]))
    site.kiosk.tap("key:clear")
    typed(site, code["code"])
    site.kiosk.until_read(UNKNOWN)
    (settled,) = cloud(site, "settle", code["id"], "--note", "refunded by hand")
    assert settled["standing"] == "done"


def test_the_plug_pulled_while_the_motor_turns_gives_nothing_twice(site: Site) -> None:
    if "back" in site.kiosk.targets():  # the code before this one may have been typed here
        site.kiosk.tap("back")
    site.fresh()
    code, before = issued(site, MANDARIN, TEA), fell(site)
    typed(site, code["code"])
    site.kiosk.wait(sale_stage="vending")
    site.kiosk.kill()
    site.kiosk.start()
    site.kiosk.until_mode("selling", timeout_s=90)
    standing(site, code, ("open", [1]))
    site.kiosk.next_customer()
    typed(site, code["code"])
    given_out(site)
    sale = site.kiosk.sale()
    assert ([line["sku"] for line in sale["lines"]], sale["outcome"]) == (["tea-black"], "delivered")
    assert fell(site) - before <= 2
    assert site.kiosk.audit()["in_doubt_fen"] == 450
