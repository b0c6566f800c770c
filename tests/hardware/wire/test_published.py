"""Every published frame of every family, and that a codec which has gone wrong would be noticed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardware.rig import BOARDS
from hardware.wire.published import PUBLISHED, Vector, trouble
from hardware.wire.tcn.frames import Command, command_decoder, reply_decoder
from hardware.wire.xy import Decoder, Frame

EACH = [(boards, vector) for boards, vectors in PUBLISHED.items() for vector in vectors]
VECTOR = Vector(bytes.fromhex("00 FF 01 FE 55 AA"), command_decoder, Command(0, 1, 0x55))


@pytest.mark.parametrize(("boards", "vector"), EACH, ids=[f"{name}-{each.raw.hex()}" for name, each in EACH])
def test_published_frame_is_understood(boards: str, vector: Vector) -> None:
    assert trouble(vector) == ""


def test_every_family_has_its_frames_and_each_is_there_once() -> None:
    named = {name for boards in PUBLISHED for name in boards.partition(" (")[0].split(", ")}
    assert named == set(BOARDS)
    for vectors in PUBLISHED.values():
        raws = [vector.raw for vector in vectors]
        assert len(raws) == len(set(raws)) >= 24


def _wrongly(_frame: Any) -> bytes:
    return b"\x01\x02"


@pytest.mark.parametrize(
    ("vector", "words"),
    [
        (replace(VECTOR, frame=Command(0, 2, 0x55)), "it is read as Command(board=0, code=1"),
        (replace(VECTOR, encode=_wrongly), "it is written as 01 02"),
        (replace(VECTOR, finder=reply_decoder), "it is not read as one frame"),
        (replace(VECTOR, raw=VECTOR.raw + b"\x00"), "it is not read as one frame"),
        (Vector(VECTOR.raw, refused_by=(command_decoder,)), "taken for a frame all the same"),
        (Vector(Frame(0x41, None).encode(), refused_by=(command_decoder, Decoder)), "taken for a frame"),
    ],
)
def test_a_codec_that_has_gone_wrong_is_noticed(vector: Vector, words: str) -> None:
    assert words in trouble(vector)
