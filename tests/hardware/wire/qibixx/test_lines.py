from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.noise import Noise
from hardware.wire.qibixx.answers import (
    Answer,
    BusReply,
    Confirmation,
    ReaderError,
    ReaderState,
    ReaderStatus,
    Version,
    fen_of,
    parse_answer,
)
from hardware.wire.qibixx.lines import LINE_MAX_BYTES, LineDecoder, NoiseReason, answer_decoder

ANSWERS: dict[str, type[Answer]] = {
    "v,4.0.0.0,16df464a3031340136313930": Version,
    "m,ACK": Confirmation,
    "m,NACK": Confirmation,
    "f,ACK": Confirmation,
    "p,ACK": BusReply,
    "p,NACK": BusReply,
    "p,0a": BusReply,
    "p,9009": BusReply,
    "d,STATUS,RESET": ReaderStatus,
    "d,STATUS,INIT,1": ReaderStatus,
    "d,STATUS,IDLE": ReaderStatus,
    "d,STATUS,OFF": ReaderStatus,
    "d,STATUS,CREDIT,-1": ReaderStatus,
    "d,STATUS,CREDIT,4.00,-1": ReaderStatus,
    "d,STATUS,VEND": ReaderStatus,
    "d,STATUS,RESULT,1,1.20": ReaderStatus,
    "d,STATUS,RESULT,-1": ReaderStatus,
    "d,STATUS,INIT,1,#,3,1756,1,2,30,8": ReaderStatus,
    "d,STATUS,IDLE,#,3,1756,1,2,30,8": ReaderStatus,
    'D,ERR,"cashless master is on"': ReaderError,
    'D,ERR,"cashless master is off"': ReaderError,
    'd,ERR,"-1"': ReaderError,
    "d,ERR,-1": ReaderError,
    "r,ACK": Answer,
    "x,ACK": Answer,
    "c,STATUS,VEND,1.00,5": Answer,
}
"""Lines from the maker's public pages and from programs that run in the field (S17)."""
lines = st.sampled_from(list(ANSWERS))
blocks = st.binary(min_size=1, max_size=36).map(lambda data: f"p,{data.hex()}")


def hear(decoder: LineDecoder[Answer], *chunks: bytes) -> list[Answer | Noise]:
    return [item for chunk in chunks for item in decoder.feed(chunk)]


def texts(found: list[Answer | Noise]) -> list[str]:
    return [item.text for item in found if isinstance(item, Answer)]


@pytest.mark.parametrize(("text", "kind"), ANSWERS.items())
def test_published_line_is_read_and_written_alike(text: str, kind: type[Answer]) -> None:
    for end in (b"\n", b"\r\n", b"\r"):
        (found,) = answer_decoder().feed(text.encode() + end)
        assert type(found) is kind
        assert found == kind(text)
    assert kind(text).encode() == text.encode() + b"\r\n"


@given(st.lists(lines | blocks, min_size=1, max_size=6), st.lists(st.integers(1, 9), max_size=40))
def test_merged_lines_split_anywhere_are_all_found(sent: list[str], cuts: list[int]) -> None:
    raw = b"".join(line.encode() + b"\r\n" for line in sent)
    decoder, found = answer_decoder(), []
    for cut in [*cuts, len(raw)]:
        found += decoder.feed(raw[:cut])
        raw = raw[cut:]
    assert texts(found) == sent
    assert not decoder.is_waiting


@given(st.binary(max_size=400), lines | blocks, st.integers(1, 50))
def test_good_line_after_any_garbage_is_found(garbage: bytes, line: str, cut: int) -> None:
    raw = garbage + b"\n" + line.encode() + b"\n"
    decoder = answer_decoder()
    found = hear(decoder, *(raw[at : at + cut] for at in range(0, len(raw), cut)))
    assert texts(found)[-1] == line
    assert not decoder.is_waiting


@given(st.binary(max_size=LINE_MAX_BYTES).filter(lambda data: not set(data) & set(b"\r\n")), lines)
def test_good_line_right_behind_garbage_is_found_when_it_cannot_be_a_longer_one(
    garbage: bytes, line: str
) -> None:
    found = texts(answer_decoder().feed(garbage + line.encode() + b"\n"))
    assert found and found[0].endswith(line)


@pytest.mark.parametrize("seed", range(5))
def test_good_line_after_a_million_random_bytes_is_found(seed: int) -> None:
    decoder = answer_decoder()
    chance = random.Random(seed)
    for _ in range(50):
        decoder.feed(chance.randbytes(20_000))
        assert len(decoder._pending) < LINE_MAX_BYTES
    assert texts(decoder.feed(b"\np,5105\n"))[-1:] == ["p,5105"]


@given(st.binary(max_size=600))
def test_nothing_raises_and_no_byte_of_noise_is_uncounted(garbage: bytes) -> None:
    decoder = answer_decoder()
    found = decoder.feed(garbage) + decoder.expire()
    noise = sum(item.count for item in found if isinstance(item, Noise))
    good = sum(len(text) for text in texts(found))
    ends = sum(byte in b"\r\n" for byte in garbage)
    assert noise + good + ends == len(garbage)


def test_half_a_line_is_given_up_after_a_silence() -> None:
    decoder = answer_decoder()
    assert decoder.feed(b"p,51") == []
    assert decoder.is_waiting
    assert decoder.expire() == [Noise(NoiseReason.INCOMPLETE, b"p,51", 4)]
    assert texts(decoder.feed(b"05\np,ACK\n")) == ["p,ACK"]
    assert decoder.expire() == []


def test_line_longer_than_any_is_noise_up_to_its_good_end() -> None:
    raw = b"x" * 500 + b"p,ACK\n"
    for chunks in ((raw,), (raw[:300], raw[300:]), tuple(bytes((byte,)) for byte in raw)):
        found = hear(answer_decoder(), *chunks)
        assert [item.count for item in found if isinstance(item, Noise)] == [500]
        assert texts(found) == ["p,ACK"]
    assert answer_decoder().feed(b"y" * 200 + b"\n") == [Noise(NoiseReason.TOO_LONG, b"y" * 64, 200)]


@pytest.mark.parametrize(
    "text",
    [
        "p,510",
        "p,AK",
        "p,",
        "p",
        "m,ACKK",
        "v,",
        "d,STATUS,VENDD",
        "d,STATUS",
        "d,SET,OK",
        "D,ERR,",
        "z,1",
        "",
    ],
)
def test_what_is_damaged_is_no_answer(text: str) -> None:
    assert parse_answer(text) is None


@pytest.mark.parametrize("text", ["p,5105", "p,0B5106", "p,00002B47250000", "m,ACK", "d,STATUS,VEND"])
def test_one_lost_byte_is_seen(text: str) -> None:
    for at in range(len(text)):
        damaged = text[:at] + text[at + 1 :]
        assert texts(answer_decoder().feed(damaged.encode() + b"\n")) == [], damaged


@pytest.mark.parametrize("text", [text for text, kind in ANSWERS.items() if kind is ReaderStatus])
def test_one_lost_byte_makes_no_other_state_of_the_reader(text: str) -> None:
    whole = ReaderStatus(f"{text},#,3,1156,1,2,30,8,2")
    for at in range(len(whole.text)):
        damaged = parse_answer(whole.text[:at] + whole.text[at + 1 :])
        if isinstance(damaged, ReaderStatus):
            assert damaged.state is whole.state
            # Only the minus of a no can get lost; the driver believes no yes without its amount at once.
            assert damaged.is_approved == whole.is_approved or damaged.amount_fen is None


def test_bus_replies() -> None:
    assert BusReply("p,ACK").is_ack and BusReply("p,ACK").data == b""
    assert BusReply("p,NACK").is_silence and BusReply("p,NACK").data == b""
    assert BusReply("p,0a51FF").data == b"\x0a\x51\xff"
    assert not BusReply("p,00").is_ack


def test_versions_and_confirmations() -> None:
    assert Version("v,4.0.0.0,16df").number == "4.0.0.0"
    assert [Confirmation(text).is_taken for text in ("m,ACK", "m,NACK")] == [True, False]


def test_reader_says_where_it_stands() -> None:
    idle = ReaderStatus("d,STATUS,IDLE,#,3,1756,1,2,30,8,2")
    assert (idle.state, idle.is_asked_for) == (ReaderState.IDLE, True)
    assert idle.details is not None
    assert (idle.details.scale, idle.details.decimals, idle.details.answers_within_s) == (1, 2, 30)
    assert (idle.details.level, idle.details.is_always_idle) == (3, True)
    session = ReaderStatus("d,STATUS,IDLE,#,3,1756,1,2,30,8,1").details
    assert session is not None and not session.is_always_idle
    old = ReaderStatus("d,STATUS,INIT,1,#,3,1756,1,2,30,8")
    assert old.details is not None and old.details.is_always_idle
    assert old.is_capable and not ReaderStatus("d,STATUS,INIT,0").is_capable
    bare = ReaderStatus("d,STATUS,VEND")
    assert (bare.is_asked_for, bare.details) == (False, None)
    assert ReaderStatus("d,STATUS,IDLE,#,3,1756").details is None


def test_results_and_errors() -> None:
    approved = ReaderStatus("d,STATUS,RESULT,1,12.5")
    assert (approved.is_approved, approved.amount_fen) == (True, 1_250)
    denied = ReaderStatus("d,STATUS,RESULT,-1")
    assert (denied.is_approved, denied.amount_fen) == (False, None)
    assert ReaderStatus("d,STATUS,RESULT,1").amount_fen is None
    for damaged in ("RESULT,113.00", "RESULT,11.00", "RESULT1,1.00", "RESULT", "INIT1", "INIT,2", "IDLE,1"):
        assert parse_answer(f"d,STATUS,{damaged},#,3,1156,1,2,30,8,2") is None, damaged
    assert ReaderError('D,ERR,"cashless master is off"').is_off
    assert not ReaderError('d,ERR,"-1"').is_off


@pytest.mark.parametrize(
    ("text", "fen"),
    [("1", 100), ("1.2", 120), ("1.20", 120), ("0.05", 5), ("-1", None), ("1.234", None), ("", None)],
)
def test_amounts(text: str, fen: int | None) -> None:
    assert fen_of(text) == fen
