from __future__ import annotations

import base64
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QGuiApplication, QImage

from ui.backend import pictures
from ui.backend.pictures import Codes, Icons, Pictures, code_url, picture_url, rounded_url

BOX = QSize(60, 40)


@pytest.fixture
def media(tmp_path: Path, qapp: QGuiApplication) -> Path:
    image = QImage(80, 80, QImage.Format.Format_ARGB32)
    image.fill(QColor(255, 0, 0))
    folder = tmp_path / "shop"
    folder.mkdir()
    image.save(str(folder / "red.png"))
    image.save(str(tmp_path / "beside.png"))
    return folder


def name_of(url: str) -> str:
    return url.split("/", 3)[3]


def test_a_picture_comes_at_the_size_it_is_shown(media: Path) -> None:
    image = Pictures(media).draw(name_of(picture_url("red.png")), BOX)
    assert (image.width(), image.height()) == (40, 40)
    assert image.pixelColor(20, 20) == QColor(255, 0, 0)


def test_a_sold_out_picture_is_grey(media: Path) -> None:
    colour = Pictures(media).draw(name_of(picture_url("red.png", grey=True)), BOX).pixelColor(20, 20)
    assert colour.red() == colour.green() == colour.blue()


def test_a_rounded_picture_fills_its_box_and_has_no_corners(media: Path) -> None:
    image = Pictures(media).draw(name_of(rounded_url("red.png", 12)), BOX)
    assert image.size() == BOX
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(30, 20) == QColor(255, 0, 0)


@pytest.mark.parametrize("path", ["", "missing.png", "/etc/hostname", "../../../etc/hostname"])
def test_what_is_not_a_picture_of_the_shop_is_a_placeholder(media: Path, path: str) -> None:
    image = Pictures(media / "deeper").draw(name_of(picture_url(path)), BOX)
    assert image.size() == BOX
    assert image.pixelColor(0, 0).alpha() == 0


def test_what_was_drawn_is_kept_and_the_store_is_bounded(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Pictures(media)
    drawn: list[str] = []
    real = provider.draw

    def drawing(name: str, box: QSize) -> QImage:
        drawn.append(name)
        return real(name, box)

    monkeypatch.setattr(provider, "draw", drawing)
    for _ in range(2):
        size = QSize()
        provider.requestImage("plain/red.png", size, QSize(40, 40))
        assert size == QSize(40, 40)
    assert len(drawn) == 1
    monkeypatch.setattr(pictures, "CACHE_MAX_BYTES", 1)
    provider.requestImage("plain/red.png", QSize(), QSize(20, 20))
    provider.requestImage("plain/red.png", QSize(), QSize(40, 40))
    assert len(drawn) == 3


def test_an_icon_takes_the_colour_asked_for(tmp_path: Path, qapp: QGuiApplication) -> None:
    (tmp_path / "dot.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        '<rect width="24" height="24" fill="#1F1B16"/></svg>'
    )
    assert Icons(tmp_path).draw("dot/00ff00", QSize(24, 24)).pixelColor(12, 12) == QColor("#00ff00")
    assert Icons(tmp_path).draw("none/00ff00", QSize(24, 24)).pixelColor(12, 12).alpha() == 0
    assert Icons(tmp_path).draw("../dot/00ff00", QSize(24, 24)).pixelColor(12, 12).alpha() == 0


def test_a_code_has_whole_modules_and_a_quiet_zone(qapp: QGuiApplication) -> None:
    text = "weixin://wxpay/bizpayurl?pr=0Ab3dEf9Zz"
    image = Codes().draw(name_of(code_url(text)), QSize(300, 300))
    dark = [[image.pixelColor(x, y).lightness() < 128 for x in range(300)] for y in range(300)]
    rows = [y for y in range(300) if any(dark[y])]
    first = dark[rows[0]]
    module = (len(first[first.index(True) :][: first[first.index(True) :].index(False)])) // 7
    assert module >= 300 // 45
    assert rows[0] >= pictures.QUIET_ZONE_MODULES * module
    assert (rows[-1] - rows[0] + 1) % module == 0


def test_the_text_of_a_code_survives_its_address() -> None:
    text = "https://qr.alipay.com/bax0?a=b&c=%E5%95%86#x"
    assert base64.urlsafe_b64decode(name_of(code_url(text))).decode() == text
    assert code_url("") == ""


def told_of(media: Path, name: str) -> tuple[QImage, list[tuple[str, str]]]:
    """Drawn at two sizes, and what was told."""
    told: list[tuple[str, str]] = []
    provider = Pictures(media, lambda path, why: told.append((path, why)))
    provider.draw(name_of(picture_url(name, grey=True)), QSize(30, 30))
    return provider.draw(name_of(picture_url(name)), BOX), told


def test_a_file_of_fifty_megabytes_is_not_read_and_is_told_of_once(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (media / "huge.png").open("wb") as stream:
        stream.truncate(50_000_000)

    def reading(_path: str) -> None:
        raise AssertionError("the file was opened")

    monkeypatch.setattr(pictures, "QImageReader", reading)
    image, told = told_of(media, "huge.png")
    assert image.size() == BOX
    assert told == [("huge.png", "the file is larger than 10 MB")]


def test_a_picture_that_unpacks_to_hundreds_of_megabytes_is_not_unpacked(media: Path) -> None:
    blank = QImage(6_000, 4_000, QImage.Format.Format_Mono)
    blank.fill(0)
    assert blank.save(str(media / "bomb.png"))
    assert (media / "bomb.png").stat().st_size < 100_000
    image, told = told_of(media, "bomb.png")
    assert image.size() == BOX
    assert told == [("bomb.png", "it has more than 16 megapixels")]


@pytest.mark.parametrize(
    ("content", "name"), [(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "broken.png"), (b"words", "words.webp")]
)
def test_a_damaged_picture_is_a_placeholder_and_told_of_once(media: Path, content: bytes, name: str) -> None:
    (media / name).write_bytes(content)
    image, told = told_of(media, name)
    assert image.size() == BOX
    assert told == [(name, "the file is damaged, or not a picture")]


def test_half_a_picture_is_shown_or_told_of_but_never_raises(media: Path) -> None:
    whole = (media / "red.png").read_bytes()
    (media / "half.png").write_bytes(whole[: len(whole) // 2])
    image, _ = told_of(media, "half.png")
    assert not image.isNull()


def test_a_product_without_a_picture_is_nobodys_fault(media: Path) -> None:
    assert told_of(media, "")[1] == []
    assert told_of(media, "missing.png")[1] == [("missing.png", "there is no such file")]


@pytest.mark.parametrize("name", ["x" * 400 + ".png", "a\0b.png"])
def test_a_name_that_no_file_can_have_is_told_of(media: Path, name: str) -> None:
    image, told = told_of(media, name)
    assert image.size() == BOX
    assert [path for path, _ in told] == [name]
