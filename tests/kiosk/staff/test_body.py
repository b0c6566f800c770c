"""How the machine's organs are told to staff, out of what a real cabinet and a real desk know."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from hardware.api import DropSensorReport
from kiosk.payments.intent import Method, Problem, ProblemKind
from kiosk.services import Services
from kiosk.staff.body import DISK_LOW_MB, DISK_NONE_MB, accounts, health
from kiosk.staff.views import Health, Organ, Standing, Verdict
from tests.kiosk.staff.house import House, played
from tests.kiosk.vend.outside import ScriptedGateway

REFUSED = Problem(ProblemKind.PERMISSION, "The merchant may not take payments.")


def organ(house: House, which: Organ, free_mb: int | None = 10_000) -> Health:
    return next(one for one in health(cast(Services, house), free_mb) if one.organ is which)


def test_a_board_that_answers_that_doubts_and_that_is_away(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        assert organ(house, Organ.BOARD).verdict is Verdict.GOOD
        house.board.say(DropSensorReport(ok=False, text="blocked"))
        doubtful = organ(house, Organ.BOARD)
        assert (doubtful.verdict, doubtful.detail) == (Verdict.DOUBT, "blocked")
        house.board.down()
        away = organ(house, Organ.BOARD)
        assert (away.verdict, away.detail) == (Verdict.BAD, "the cable is out")

    played(tmp_path, story)


def test_wallets_and_their_network(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.desk.set_up({Method.WECHAT: ScriptedGateway(), Method.ALIPAY: ScriptedGateway()})
        assert organ(house, Organ.NETWORK).verdict is Verdict.UNKNOWN
        assert {row.standing for row in accounts(house.desk)} == {Standing.ASKING}
        house.desk.heard(Method.WECHAT, None)
        house.desk.heard(Method.ALIPAY, REFUSED)
        network = organ(house, Organ.NETWORK)
        assert (network.verdict, network.figure, network.of) == (Verdict.DOUBT, 1, 2)
        wechat, alipay = accounts(house.desk)
        assert (wechat.method, wechat.standing) == ("wechat", Standing.OFFERED)
        assert (alipay.standing, alipay.kind, alipay.detail) == (Standing.OFF, "permission", REFUSED.text)
        house.desk.heard(Method.WECHAT, REFUSED)
        assert organ(house, Organ.NETWORK).verdict is Verdict.BAD

    played(tmp_path, story)


def test_a_clock_is_judged_by_who_tells_the_time(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        assert organ(house, Organ.CLOCK).verdict is Verdict.UNKNOWN
        gateway = ScriptedGateway(clock_offset_s=2)
        house.desk.set_up({Method.WECHAT: gateway})
        assert organ(house, Organ.CLOCK).verdict is Verdict.GOOD
        gateway.clock_offset_s = -4_000
        off = organ(house, Organ.CLOCK)
        assert (off.verdict, off.figure) == (Verdict.DOUBT, -4_000)

    played(tmp_path, story)


@pytest.mark.parametrize(
    ("free_mb", "verdict"),
    [
        (None, Verdict.UNKNOWN),
        (DISK_LOW_MB, Verdict.GOOD),
        (DISK_LOW_MB - 1, Verdict.DOUBT),
        (DISK_NONE_MB - 1, Verdict.BAD),
    ],
)
def test_a_disk_that_runs_full_is_said_in_time(tmp_path: Path, free_mb: int | None, verdict: Verdict) -> None:
    async def story(house: House) -> None:
        assert organ(house, Organ.DISK, free_mb).verdict is verdict
        house.disk.down = True
        assert organ(house, Organ.DISK, free_mb).verdict is Verdict.BAD

    played(tmp_path, story)


def test_a_reader_is_told_of_where_there_is_one(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        assert all(one.organ is not Organ.READER for one in health(cast(Services, house), 1))
        house.reader_up = False
        assert organ(house, Organ.READER).verdict is Verdict.DOUBT

    played(tmp_path, story)
