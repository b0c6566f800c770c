"""Codes out of a stream: every suffix, every cut, bounded, and nothing guessed at."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.api import Suffix
from hardware.wire.reader.codes import CODE_MAX_CHARS, ENDS, Codes, Spoilt

A, B = "134567890123456789", "2812345678901234"
SENT = {
    Suffix.AUTO: (b"\r", b"\n", b"\r\n", b"\n\r"),
    Suffix.CR: (b"\r",),
    Suffix.LF: (b"\n",),
    Suffix.CRLF: (b"\r\n",),
    Suffix.TAB: (b"\t",),
}
"""What a reader may send under each setting."""
CASES = [(suffix, end) for suffix, ends in SENT.items() for end in ends]
printable = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=40)


def cut(data: bytes, at: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(place % (len(data) + 1) for place in at)})
    return [data[a:b] for a, b in itertools.pairwise(places)]


@given(st.sampled_from(CASES), st.lists(printable, max_size=5), st.lists(st.integers(0, 999), max_size=9))
def test_codes_come_whole_however_reads_are_cut(
    case: tuple[Suffix, bytes], texts: list[str], at: list[int]
) -> None:
    suffix, end = case
    codes = Codes(suffix)
    stream = b"".join(text.encode() + end for text in texts)
    found = [item for piece in cut(stream, at) for item in codes.feed(piece)]
    assert found + codes.expire() == texts
    assert not codes.is_waiting


def test_without_a_suffix_silence_ends_a_code() -> None:
    codes = Codes(Suffix.NONE)
    assert codes.feed(A[:5].encode()) == []
    assert codes.feed(A[5:].encode()) == [] and codes.is_waiting
    assert [codes.expire(), codes.expire(), codes.is_waiting] == [[A], [], False]
    assert codes.feed(f"{B}\r\n".encode()) == [] and codes.expire() == [B]


@pytest.mark.parametrize("suffix", [suffix for suffix in Suffix if ENDS[suffix]])
def test_a_code_whose_suffix_never_comes_is_not_one(suffix: Suffix) -> None:
    codes = Codes(suffix)
    codes.feed(A.encode())
    assert codes.expire() == [Spoilt.UNFINISHED]
    assert codes.feed(B.encode() + ENDS[suffix][0]) == [B], "and the next one is not glued to it"


@pytest.mark.parametrize(
    ("suffix", "sent", "found"),
    [
        (Suffix.CR, b"\r\n", [A, B]),
        (Suffix.LF, b"\r\n", [A, B]),
        (Suffix.TAB, b"\t\r", [A, B]),
        (Suffix.CRLF, b"\r", []),
        (Suffix.AUTO, b"\r\r\n\n\r", [A, B]),
    ],
)
def test_the_rest_of_another_suffix_is_no_part_of_the_next_code(
    suffix: Suffix, sent: bytes, found: list[str]
) -> None:
    assert Codes(suffix).feed(A.encode() + sent + B.encode() + sent) == found


def test_a_stray_end_alone_is_nothing() -> None:
    codes = Codes(Suffix.CR)
    assert [codes.feed(b"\n"), codes.is_waiting] == [[], True]
    assert [codes.expire(), codes.is_waiting] == [[], False]


@pytest.mark.parametrize("odd", [b"\x00\x01", b"\x7f", b"\xff", b"\xa3\xb1", "支".encode(), b"\x1b"])
def test_what_has_other_characters_in_it_is_dropped_whole_and_alone(odd: bytes) -> None:
    spoilt = A[:9].encode() + odd + A[9:].encode()
    codes = Codes(Suffix.AUTO)
    assert codes.feed(spoilt + b"\r" + B.encode() + b"\r") == [Spoilt.GARBLED, B]


def test_a_line_change_within_a_code_spoils_it() -> None:
    assert Codes(Suffix.TAB).feed(b"12\r\n34\t") == [Spoilt.GARBLED]


@pytest.mark.parametrize("suffix", list(Suffix))
def test_a_flood_without_an_end_is_bounded_and_over_with_the_next_end(suffix: Suffix) -> None:
    codes = Codes(suffix)
    found = [item for _ in range(500) for item in codes.feed(b"7" * 1000)]
    assert [found, codes.is_waiting] == [[], True]
    assert len(codes._buffer) <= CODE_MAX_CHARS
    if end := next(iter(ENDS[suffix]), b""):
        assert codes.feed(end + B.encode() + end) == [Spoilt.TOO_LONG, B]
    else:
        assert codes.expire() == [Spoilt.TOO_LONG]
    codes.feed(b"7" * 1000)
    assert [codes.expire(), codes.is_waiting] == [[Spoilt.TOO_LONG], False]
    assert codes.feed(b"7" * (CODE_MAX_CHARS + 1) + b"\r\n\t") + codes.expire() == [Spoilt.TOO_LONG]


def test_the_longest_code_there_may_be_is_read() -> None:
    longest = "x" * CODE_MAX_CHARS
    assert Codes(Suffix.CRLF).feed(longest.encode() + b"\r\n") == [longest]


def test_a_suffix_cut_in_two_ends_a_flood_too() -> None:
    codes = Codes(Suffix.CRLF)
    codes.feed(b"7" * (CODE_MAX_CHARS + 1) + b"\r")
    assert codes.feed(b"\n") == [Spoilt.TOO_LONG]


@given(st.sampled_from(list(Suffix)), st.lists(st.binary(max_size=60), max_size=20))
def test_any_noise_whatever_gives_only_printable_codes_and_ends(suffix: Suffix, pieces: list[bytes]) -> None:
    codes = Codes(suffix)
    found = [item for piece in pieces for item in codes.feed(piece)] + codes.expire()
    assert all(isinstance(item, Spoilt) or (item.isascii() and item.isprintable()) for item in found)
    assert not codes.is_waiting
    assert codes.feed(B.encode() + next(iter(ENDS[suffix]), b"")) + codes.expire() == [B]
