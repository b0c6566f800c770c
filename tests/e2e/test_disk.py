"""A disk that is full, in the middle of a sale or between two, and a database that cannot be trusted."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.harness import audit, run
from tests.e2e.outside import Site

pytestmark = pytest.mark.timeout(240)

FILE_LIMIT_BYTES = 60_000
"""Below the journal of a kiosk that sold: it cannot be written on; the few lines of a log still can."""
TMPFS_BYTES = 24_000_000
NO_BOOKS = "机器暂时记不了账"
Switch = Callable[[bool], None]
"""True: nothing more can be written. False: again."""


@contextmanager
def limited(site: Site) -> Iterator[Switch]:
    """The operating system refuses the program to write further into a file: works for every user."""
    before = resource.prlimit(site.kiosk.pid, resource.RLIMIT_FSIZE)

    def switch(full: bool) -> None:
        soft = FILE_LIMIT_BYTES if full else before[0]
        resource.prlimit(site.kiosk.pid, resource.RLIMIT_FSIZE, (soft, before[1]))

    yield switch


@contextmanager
def filled(site: Site) -> Iterator[Switch]:
    """The data folder lies on a small disk of its own, and somebody else takes what is left of it."""
    ballast = site.kiosk.data / "ballast"

    def switch(full: bool) -> None:
        if not full:
            ballast.unlink()
            return
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(65_536)) == 65_536:
                    continue
                while file.write(b"0"):
                    continue
            except OSError:
                return

    yield switch


@pytest.fixture(scope="module", params=["limit", "tmpfs"])
def disk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, Switch]]:
    data = tmp_path_factory.mktemp("disk")
    small = request.param == "tmpfs"
    if small and not mounted(data):
        pytest.skip("only root may mount a small disk; the limit of the operating system is tried instead")
    try:
        with Site(data, "--set", "display.result_s=120") as site:
            with (filled if small else limited)(site) as switch:
                yield site, switch
            site.fresh()
            site.settled()
    finally:
        if small:
            subprocess.run(["umount", "--lazy", str(data)], check=True)


def mounted(folder: Path) -> bool:
    words = ["mount", "-t", "tmpfs", "-o", f"size={TMPFS_BYTES}", "tmpfs", str(folder)]
    try:
        return subprocess.run(words, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def test_full_between_two_sales_nothing_is_sold_until_there_is_room(disk: tuple[Site, Switch]) -> None:
    site, full = disk
    site.fresh()
    full(True)
    site.basket()
    site.kiosk.tap("buy")
    site.kiosk.wait(screen="out_of_service", timeout_s=60)
    site.kiosk.until_read(NO_BOOKS)
    assert site.kiosk.state()["trouble"] == "storage"
    site.kiosk.until_said('"code": "store.')
    full(False)
    site.kiosk.until_mode("selling", timeout_s=60)
    assert site.kiosk.state()["cart"]["count"] == 1
    site.kiosk.tap("buy")
    site.pay(site.kiosk.until_code()["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "delivered"


def test_full_while_the_code_is_shown_no_motor_turns_before_it_is_written_down(
    disk: tuple[Site, Switch],
) -> None:
    site, full = disk
    site.fresh()
    sale = site.shows_code(units=2)
    turns = site.cabinet.world()["turns_total"]
    full(True)
    site.pay(sale["code"])
    site.kiosk.until(lambda state: state["trouble"] == "storage")
    assert site.cabinet.world()["turns_total"] == turns, "disk before deed"
    full(False)
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "delivered"


def test_full_while_a_motor_turns_its_result_is_not_forgotten(disk: tuple[Site, Switch]) -> None:
    site, full = disk
    site.fresh()
    sale = site.shows_code(units=2)
    turns = site.cabinet.world()["turns_total"]
    site.pay(sale["code"])
    site.until(lambda: site.cabinet.world()["turns_total"] > turns, step_s=0)
    full(True)
    site.kiosk.until(lambda state: state["trouble"] == "storage" or state["screen"] == "result")
    full(False)
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "delivered"
    assert site.cabinet.world()["turns_total"] == turns + 2


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a machine that sold something and was ended in order."""
    data = tmp_path_factory.mktemp("sold")
    with Site(data) as site:
        sale = site.shows_code(units=2)
        site.pay(sale["code"])
        site.kiosk.wait(screen="result", timeout_s=60)
        site.settled()
    return data


def started(data: Path) -> subprocess.CompletedProcess[str]:
    """With nothing outside: it has to end by itself."""
    return run("--demo", "--data", str(data), "--set", "board.port=/dev/no-such-board")


@pytest.mark.parametrize("damage", ["middle", "beginning"])
def test_damaged_books_are_kept_aside_and_never_guessed_at(sold: Path, damage: str) -> None:
    database = sold / "huodao.db"
    sound = database.read_bytes()
    start = 4_096 if damage == "middle" else 0
    junk = bytes(index * 7 & 0xFF for index in range(start, len(sound)))
    database.write_bytes(sound[:start] + junk)
    kept_before = set(sold.glob("damaged/*"))
    try:
        done = started(sold)
        assert done.returncode == 4
        sentence = done.stderr.strip().splitlines()[-1]
        (aside,) = set(sold.glob("damaged/*")) - kept_before
        assert str(database) in sentence and str(aside) in sentence and "Put back a sound copy" in sentence
        assert (aside / "huodao.db").read_bytes() == sound[:start] + junk, "as it was found"
        done = run("audit", "--data", str(sold))
        assert done.returncode == 4 and "damaged" in done.stderr
    finally:
        database.write_bytes(sound)
    assert audit(sold)[0] == 0, "the sound copy, put back"


def test_a_database_that_is_gone_is_not_taken_for_a_new_machine(sold: Path) -> None:
    database = sold / "huodao.db"
    sound = database.read_bytes()
    database.unlink()
    try:
        done = started(sold)
        assert done.returncode == 4
        assert "although this folder was in use before" in done.stderr
    finally:
        database.write_bytes(sound)
    assert audit(sold)[0] == 0
