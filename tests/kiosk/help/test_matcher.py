"""The answer is found, however it is asked; and nothing is said rather than something wrong."""

from __future__ import annotations

import pytest

from kiosk.help.answers import Answer
from kiosk.help.matcher import HITS_MAX, Matcher, matcher, one_sound
from tests.kiosk.help.golden import KINDS, answers, nonsense, score

AMONG_THREE_PERCENT = 94
FIRST_PERCENT = 78


@pytest.fixture(scope="module")
def asks() -> Matcher:
    return matcher(answers().found)


def test_the_golden_questions_find_their_answers(asks: Matcher) -> None:
    scores = [score(asks, kind) for kind in KINDS]
    asked = sum(one.asked for one in scores)
    assert asked >= 100
    missed = [line for one in scores for line in one.missed]
    assert sum(one.three for one in scores) * 100 >= AMONG_THREE_PERCENT * asked, missed
    assert sum(one.first for one in scores) * 100 >= FIRST_PERCENT * asked


def test_every_way_of_asking_that_is_shown_finds_its_answer_first(asks: Matcher) -> None:
    for answer in answers().found:
        for way in (answer.title("zh_CN"), answer.title("en"), answer.spelled[0]):
            assert asks.find(way)[0].id == answer.id, way


@pytest.mark.parametrize("text", [*nonsense(), "", " ", "\x00", "了" * 500, "a" * 5000])
def test_what_nobody_asks_finds_little_and_never_fails(asks: Matcher, text: str) -> None:
    assert len(asks.find(text)) <= HITS_MAX
    if text in nonsense():
        assert [hit for hit in asks.find(text) if hit.score > 0.5] == []


def test_sounds_that_people_mix_up_are_one() -> None:
    assert one_sound("shangpin") == one_sound("sanpin")
    assert one_sound("nengma") == one_sound("lenma")
    assert one_sound("zhizhao") == one_sound("zizao")
    assert one_sound("tuikuan") != one_sound("fapiao")


def test_no_answers_find_nothing() -> None:
    assert matcher(()).find("退款") == ()
    only = Answer("a", {"en": ("Refund",)}, {"en": "Yes."})
    assert [hit.id for hit in matcher((only,)).find("refund")] == ["a"]
    assert matcher((only,)).find("退款") == ()
