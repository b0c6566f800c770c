"""Codes in EMVCo's form: the published vectors (payments.md 3.4) and what must not pass."""

from __future__ import annotations

import pytest

from kiosk.payments.gateways.unionpay import emv

SPEC = (
    "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN"
    "5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***"
    "0708A60086670902ME91320016A0112233449988770708123456786304A13A"
)
JCB = (
    "0002010102121313JCB12345678900416MASTER12345678905204531153033925407999.1235802JP5906DONGRI6005TOKYO"
    "62240104hoge0504fuga0704piyo6304C343"
)


@pytest.mark.parametrize(("text", "crc"), [("123456789", "29B1"), ("", "FFFF"), ("A random string", "0375")])
def test_the_published_checksums(text: str, crc: str) -> None:
    assert emv.crc16(text) == crc


def test_the_sample_of_the_specification() -> None:
    found = emv.read(SPEC)
    assert (found["59"], found[emv.CURRENCY], found["58"]) == ("BEST TRANSPORT", "156", "CN")
    assert emv.amount_fen(found) == 2372
    assert emv.objects(found["64"]) == {"00": "ZH", "01": "最佳运输", "02": "北京"}


def test_another_published_sample_names_an_amount_that_is_no_fen() -> None:
    found = emv.read(JCB)
    assert found["60"] == "TOKYO"
    with pytest.raises(emv.BadCode):
        emv.amount_fen(found)


@pytest.mark.parametrize(("text", "fen"), [("3.5", 350), ("3", 300), ("0.01", 1), ("12.", 1200)])
def test_amounts(text: str, fen: int) -> None:
    assert emv.amount_fen({emv.AMOUNT: text}) == fen


def test_a_code_need_not_name_an_amount() -> None:
    assert emv.amount_fen({}) is None


@pytest.mark.parametrize("text", ["", ".5", "-1", "1.234", "1,5", "１"])
def test_amounts_that_are_none(text: str) -> None:
    with pytest.raises(emv.BadCode):
        emv.amount_fen({emv.AMOUNT: text})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://qr.95516.com/00010000/1",
        SPEC[:-1] + "B",
        SPEC[:-4],
        SPEC.replace("BEIJING", "beijing"),
        SPEC + "5903abc",
        "000201" + "0002016304" + emv.crc16("0002010002016304"),
        "0002015",
        "0002015x02ab",
        "00020159-1ab",
        "0002015909short",
        "00020159006304" + emv.crc16("00020159006304"),
    ],
)
def test_what_is_no_whole_code(text: str) -> None:
    with pytest.raises(emv.BadCode):
        emv.read(text)
