"""The draw by the real program: a prize is a coupon that is charged right, and a day has only so many."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.harness import Kiosk

pytestmark = pytest.mark.timeout(240)

LATTE_FEN, PRIZE_FEN = 700, 50
ON = (
    *("--set", "game.place=waiting"),
    *("--set", "game.win_percent=100"),
    *("--set", "game.prizes_per_day=1"),
)


def asleep(kiosk: Kiosk) -> list[str]:
    """The waiting screen, and what can be touched there."""
    kiosk.until_mode("selling")
    if kiosk.state()["screen"] != "attract":
        kiosk.hurry(61)
    kiosk.wait(screen="attract")
    return kiosk.targets()


def test_a_prize_is_a_coupon_of_the_visit_and_a_day_has_no_more_than_its_owner_set(tmp_path: Path) -> None:
    with Kiosk(tmp_path, *ON) as kiosk:
        assert "game" in asleep(kiosk)
        kiosk.tap("game")
        kiosk.wait(screen="game")
        kiosk.until_read("每张牌有 100% 的机会抽中幸运券 满3减0.5")
        kiosk.tap("draw:3")
        kiosk.until_read("抽中了！")
        kiosk.tap("done")
        kiosk.wait(screen="home")
        kiosk.tap("card:coffee-latte", "add:coffee-latte", "back", "cart")
        kiosk.until_read("幸运券 满3减0.5")
        kiosk.tap("buy")
        assert kiosk.until_code()["amount_fen"] == LATTE_FEN - PRIZE_FEN
        kiosk.do("phone", act="pay")
        kiosk.wait(screen="result", timeout_s=40)
        assert kiosk.sale()["outcome"] == "delivered"
        kiosk.tap("done")
        kiosk.wait(screen="home")
        kiosk.tap("card:coffee-latte", "add:coffee-latte", "back", "cart", "buy")
        assert kiosk.until_code()["amount_fen"] == LATTE_FEN, "it served once"
        kiosk.tap("cancel")
        kiosk.wait(screen="home")
        assert "game" not in asleep(kiosk), "the day has no prize left"
        kiosk.end()
        kiosk.start()
        assert "game" not in asleep(kiosk), "nor after a restart"
    books = kiosk.audit()
    assert (books["paid_fen"], books["delivered_fen"]) == (LATTE_FEN - PRIZE_FEN,) * 2


def test_nobody_has_to_play_and_a_machine_has_no_draw_unless_its_owner_wants_one(tmp_path: Path) -> None:
    with Kiosk(tmp_path, "--set", "game.place=waiting") as kiosk:
        asleep(kiosk)
        kiosk.tap("game")
        kiosk.wait(screen="game")
        kiosk.hurry(21)
        kiosk.wait(screen="home")
        kiosk.end()
    with Kiosk(tmp_path) as kiosk:
        assert "game" not in asleep(kiosk)


def test_after_a_sale_that_gave_something_one_may_draw_for_the_next(tmp_path: Path) -> None:
    with Kiosk(tmp_path, *ON, "--set", "game.place=after_sale") as kiosk:
        assert "game" not in asleep(kiosk)
        kiosk.tap("attract")
        kiosk.wait(screen="home")
        kiosk.tap("card:coffee-latte", "buy")
        kiosk.until_code()
        kiosk.do("phone", act="pay")
        kiosk.wait(screen="result", timeout_s=40)
        kiosk.tap("game")
        kiosk.wait(screen="game")
        kiosk.tap("draw:0")
        kiosk.until_read("抽中了！")
        kiosk.tap("done")
        kiosk.wait(screen="home")
        kiosk.tap("card:coffee-latte", "buy")
        kiosk.wait(screen="pay")
        assert kiosk.until_code()["amount_fen"] == LATTE_FEN - PRIZE_FEN
        kiosk.tap("cancel")
        kiosk.wait(screen="home")
    kiosk.audit()
