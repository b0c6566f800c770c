from __future__ import annotations

from ui.backend.voice.order import START, Place, Spot, following, here, in_reading_order


def at(key: str, x: float, y: float, *, height: float = 100, in_bar: bool = False) -> Spot:
    return Spot(key, key, x, y, 100, height, in_bar=in_bar)


def keys(*spots: Spot) -> list[str]:
    return [spot.key for spot in in_reading_order(spots)]


def test_rows_are_read_from_the_left_and_from_above() -> None:
    assert keys(at("d", 200, 300), at("b", 200, 0), at("c", 0, 300), at("a", 0, 0)) == list("abcd")


def test_things_of_one_row_need_not_stand_on_one_line() -> None:
    assert keys(at("plus", 200, 80, height=20), at("card", 0, 0, height=200)) == ["card", "plus"]
    assert keys(at("right", 200, 0), at("left", 0, 30)) == ["left", "right"]
    assert keys(at("below", 0, 101), at("above", 200, 0)) == ["above", "below"]


def test_the_bar_comes_last_wherever_it_stands() -> None:
    assert keys(at("help", 900, 0, in_bar=True), at("goods", 0, 500)) == ["goods", "help"]


def test_next_goes_round() -> None:
    place, read = START, []
    for _ in range(4):
        place = following(["a", "b", "c"], place)
        read.append(place.key)
    assert read == ["a", "b", "c", "a"]


def test_what_moved_up_into_the_place_of_what_is_gone_is_next() -> None:
    place = following(["a", "b", "c"], following(["a", "b", "c"], START))
    assert place.key == "b"
    assert following(["a", "c"], place).key == "c"
    assert following(["a"], Place("z", 7)).key == "a"


def test_choose_means_what_was_read_and_nothing_else() -> None:
    assert here(["a", "b"], Place("b", 1)) == "b"
    assert here(["a"], Place("b", 1)) == ""
    assert here(["a"], START) == ""


def test_nothing_to_read_is_no_place() -> None:
    assert following([], Place("a", 0)) == START
