"""What a code is called by its looks, and that it is never written whole."""

from __future__ import annotations

import logging
from dataclasses import FrozenInstanceError

import pytest

from hardware.api import CodeKind, CodeScanned, ScannedCode, kind_of

WECHAT, ALIPAY, UNIONPAY = "134567890123456789", "2812345678901234", "6212345678901234567"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((f"{prefix}{'0' * 16}", CodeKind.WECHAT) for prefix in range(10, 16)),
        *((f"{prefix}{'0' * 16}", CodeKind.OTHER) for prefix in ("09", 16, 19, 20, 24, 31, 61, 63)),
        *((f"{prefix}{'0' * 14}", CodeKind.ALIPAY) for prefix in range(25, 31)),
        *((f"28{'1' * (length - 2)}", CodeKind.ALIPAY) for length in range(16, 25)),
        *((f"28{'1' * (length - 2)}", CodeKind.OTHER) for length in (8 + 1, 15, 25)),
        (UNIONPAY, CodeKind.UNIONPAY),
        (UNIONPAY[:-1], CodeKind.OTHER),
        (f"{UNIONPAY}1", CodeKind.OTHER),
        ("1" * 17, CodeKind.OTHER),
        ("13" + "4" * 17, CodeKind.OTHER),
        ("12345678", CodeKind.PICK_UP),
        ("1234567", CodeKind.OTHER),
        ("1234567a", CodeKind.OTHER),
        ("12345678\n", CodeKind.OTHER),
        ("１２３４５６７８", CodeKind.OTHER),
        (f" {WECHAT}", CodeKind.OTHER),
        ("", CodeKind.OTHER),
        ("https://example.com/m/1", CodeKind.OTHER),
    ],
)
def test_the_kind_is_length_digits_and_prefix(text: str, kind: CodeKind) -> None:
    assert kind_of(text) is ScannedCode(text).kind is kind


@pytest.mark.parametrize("text", [WECHAT, ALIPAY, UNIONPAY, "12345678", "MEMBER-0042"])
def test_a_code_is_masked_wherever_it_is_written(text: str, caplog: pytest.LogCaptureFixture) -> None:
    code = ScannedCode(text)
    caplog.set_level(logging.DEBUG)
    logging.getLogger("kiosk").debug("%s %r %s", code, code, CodeScanned(code))
    written = [
        str(code),
        repr(code),
        f"{code}",
        f"{code!r:>80}",
        repr([code]),
        repr({"c": CodeScanned(code)}),
    ]
    with pytest.raises(FrozenInstanceError) as frozen:
        code.text = "1"  # type: ignore[misc]  # that it cannot be is what is tried
    for line in (*written, str(frozen.value), *caplog.messages):
        assert text not in line and text[3:-1] not in line, line
    assert f"of {len(text)} characters" in str(code) and code.kind.value in str(code)


def test_only_a_payment_code_shows_the_digits_that_name_its_wallet() -> None:
    assert str(ScannedCode(WECHAT)) == "<wechat code of 18 characters, 13…>"
    assert str(ScannedCode("98765432")) == "<pick_up code of 8 characters>"


def test_codes_are_values() -> None:
    assert ScannedCode(WECHAT) == ScannedCode(WECHAT) != ScannedCode(ALIPAY)
    assert len({ScannedCode(WECHAT), ScannedCode(WECHAT)}) == 1
