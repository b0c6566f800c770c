"""The file of answers: ours has no fault, and a faulty one loses an answer, never the help page."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.help.answers import ANSWERS_MAX, read_answers
from tests.kiosk.help.golden import answers

GOOD: dict[str, Any] = {"id": "a", "zh": {"ask": ["问"], "say": "答"}, "en": {"ask": ["Q"], "say": "A"}}


def test_our_own_answers_speak_both_languages_and_are_spelled() -> None:
    found = answers()
    assert found.problems == ()
    for answer in found.found:
        assert set(answer.asks) == set(answer.says) == {"zh_CN", "en"}, answer.id
        assert len(answer.spelled) == len(answer.asks["zh_CN"]), answer.id
        for way, spelled in zip(answer.asks["zh_CN"], answer.spelled, strict=True):
            assert len(spelled.split()) == sum("一" <= char <= "鿿" for char in way), way
    guided = [answer.id for answer in found.found if answer.guide]
    assert guided == ["nothing_fell", "wrong_thing", "paid_no_order", "refund_how", "cash_how"]


@pytest.mark.parametrize(
    "row",
    [
        {},
        7,
        GOOD | {"id": "A B"},
        GOOD | {"id": None},
        GOOD | {"leads": "elsewhere"},
        GOOD | {"zh": 1, "en": []},
        {"id": "b", "zh": {"ask": "问", "say": "答"}},
        {"id": "b", "zh": {"ask": [1], "say": "答"}},
        {"id": "b", "zh": {"ask": ["问"], "say": "答" * 500}},
    ],
)
def test_what_cannot_be_read_is_left_out_and_named(row: object) -> None:
    found = read_answers({"answer": [GOOD, row]})
    assert [answer.id for answer in found.found] == ["a"]
    assert len(found.problems) == 1 and "Answer 2" in found.problems[0]


def test_twice_the_same_id_and_far_too_many() -> None:
    assert len(read_answers({"answer": [GOOD, GOOD]}).found) == 1
    many = [GOOD | {"id": f"a{at}"} for at in range(ANSWERS_MAX + 5)]
    found = read_answers({"answer": many})
    assert len(found.found) == ANSWERS_MAX and len(found.problems) == 1
    assert read_answers({}).problems and read_answers({"answer": 3}).found == ()
