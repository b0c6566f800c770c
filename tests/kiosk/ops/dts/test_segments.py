"""The writer against published files and frames, and against a reader of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ops.dts.segments import crc16, document, line, safe, segment
from tests.kiosk.ops.dts.parser import reflected_crc

PUBLISHED = """
ST*001*0001
IC1******0
IC4*1*1643**1*50000*0*0*2*1*0*1*0*0*0*0*0*1
AC2**internet*gdata*gdata*1*0*0*1*
FC1*0*1**0**0
FC2**0**
FC3*
FC4*
FC5*
PC1*01*250*0
PC9*01*0*3*
PC7*01*CA*0*250
PC7*01*DA*1*100
PC1*02*270*0
PC9*02*1*3*
PC7*02*CA*0*270
PC7*02*DA*1*100
PC1*03*250*0
PC9*03*2*3*
PC7*03*CA*0*250
PC7*03*DA*1*100
PC1*04*250*0
PC9*04*3*2*
PC7*04*CA*0*250
PC7*04*DA*1*100
PC1*05*270*0
PC9*05*4*1*
PC7*05*CA*0*270
PC7*05*DA*1*100
MC5*0*INTERNET*1
MC5*1*EXT1*0
MC5*2*EXT2*0
MC5*3*USB1*0
MC5*4*QRTYPE*0
MC5*5*ETH1MAC*2089846A9601
MC5*6*ETH1ADDR*192.168.1.200
MC5*7*ETH1MASK*255.255.255.0
MC5*8*ETH1GW*192.168.1.1
"""
"""What an EPHOR controller writes of its set-up; by its maker's own tests G85*4DED and SE*40 follow."""
PUBLISHED_CRC, PUBLISHED_COUNT = 0x4DED, 40
DDCMP = (
    "05 01 40 01 00 01 B8 55",
    "81 09 40 01 02 01 46 B0",
    "77 E2 00 01 01 00 00 00 00 F0 72",
    "77 FF 67 B0",
    "05 06 40 00 00 01 5C 55",
    "81 10 40 00 01 01 0A 42",
)
"""boards.md 10: frames of the wire the reports travel on, with the same CRC, its low byte first."""


def test_the_crc_of_a_published_file_and_its_count() -> None:
    rows = PUBLISHED.strip().splitlines()
    assert crc16("".join(f"{row}\r\n" for row in rows).encode()) == PUBLISHED_CRC
    assert len(rows) + len(("G85", "SE")) == PUBLISHED_COUNT
    content = [segment(*row.split("*")) for row in rows[1:]]
    assert document(content).decode().splitlines()[-2] == f"SE*{PUBLISHED_COUNT}*0001"


@pytest.mark.parametrize("frame", DDCMP)
def test_the_crc_of_the_published_frames(frame: str) -> None:
    data = bytes.fromhex(frame)
    assert crc16(data[:-2]).to_bytes(2, "little") == data[-2:]


def test_the_crcs_own_check_value() -> None:
    assert crc16(b"123456789") == 0xBB3D and crc16(b"") == 0


@given(st.binary(max_size=300))
def test_the_crc_is_the_same_worked_out_the_other_way(data: bytes) -> None:
    assert crc16(data) == reflected_crc(data)


def test_a_line_leaves_out_empty_fields_at_its_end_only() -> None:
    assert line(segment("ID1", "7", "", "x", "", "")) == b"ID1*7**x\r\n"
    assert line(segment("EA2", "EGS", 0, 3, "", 0)) == b"EA2*EGS*0*3**0\r\n"
    assert line(segment("PA1")) == b"PA1\r\n"


@pytest.mark.parametrize("field", ["a*b", "茶", "a\nb", "\x7f", -1])
def test_a_field_that_would_break_the_file_is_a_bug(field: str | int) -> None:
    with pytest.raises(ValueError, match="PA1"):
        line(segment("PA1", field))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("TEA-330", "TEA-330"),
        ("Tea*2", "Tea-2"),
        ("Café Crème", "Cafe Creme"),
        ("Ｔ１", "T1"),
        ("绿茶 330ml", "?? 330ml"),
        ("一号楼大厅", ""),
        ("  a\tb\r\nc ", "a?b??c"),
        ("***", ""),
        ("", ""),
        ("x" * 50, "x" * 20),
        ("a" * 19 + " b", "a" * 19),
    ],
)
def test_names_are_made_safe(text: str, plain: str) -> None:
    assert safe(text, 20) == plain


@given(st.text(), st.integers(1, 40))
def test_whatever_it_is_a_safe_text_breaks_no_line(text: str, most: int) -> None:
    plain = safe(text, most)
    assert len(plain) <= most and safe(plain, most) == plain
    name, *fields = line(segment("PA1", plain, 1)).decode("ascii").rstrip("\r\n").split("*")
    assert (name, fields) == ("PA1", [plain, "1"])
