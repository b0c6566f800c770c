"""Every state fits in a language four tenths longer than English, in large print, and in each mode.

What must be read whole is all that is written: prices, buttons, titles, sentences. Only names longer than any
screen may end in dots.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

import ui.app
from tests.ui import pseudo
from tests.ui.test_screens import MAY_BE_CUT, in_sight, overflows
from ui import translations
from ui.backend import waiting
from ui.screenshots import stage
from ui.showcase.states import all_states

ONE_OF_EACH = (
    *("home-cart", "home-all-sold-out", "product", "cart-full", "cart-problem", "access", "help"),
    *("pay", "pay-last-seconds", "pay-reader-choice", "pay-reader-asked", "pay-reader-confirm"),
    *("pay-reader-refused", "pay-cash-begun", "pay-cash-away", "pay-card-denied", "pay-checking", "pay-paid"),
    *("vending-jam", "vending-settling", "result-partly", "result-refund-with_staff", "result-in_doubt"),
    *("result-change-with_staff", "result-paid-twice", "result-reported", "result-earlier", "result-refused"),
    *("offline", "out-of-service-drop_sensor", "attract", "idle-warning"),
)
"""A state for each face of each screen; the others differ by a word."""
MODES = {
    "low-1080x1920": ((1080, 1920), "en", ("toggleLowReach",)),
    "low-large-1024x600": ((1024, 600), "en", ("toggleLowReach", "toggleLargePrint")),
    "voice-1080x1920": ((1080, 1920), "en", ("toggleVoice",)),
    "voice-1024x600": ((1024, 600), "zh_CN", ("toggleVoice",)),
}


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The translations with one file added."""
    folder = tmp_path_factory.mktemp("i18n")
    pseudo.write(folder)
    for made in translations.FOLDER.glob("*.qm"):
        shutil.copy(made, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ui.app, "_TRANSLATIONS", folder)
        patch.setattr(waiting, "TRANSLATIONS", folder)
        yield folder


def wrong_in(
    qapp: QGuiApplication, size: tuple[int, int], language: str, modes: tuple[str, ...]
) -> list[str]:
    """What is cut or leaves the window, in one of each."""
    made = stage(size, language, "light")
    wrong = []
    for state in all_states(made.clock()):
        if state.name not in ONE_OF_EACH:
            continue
        made.put(state)
        for mode in modes:
            getattr(made.ui.backend.parts.comfort, mode)()
        qapp.processEvents()
        if any(overflows(made)):
            made.settle()
            wrong += [f"{state.name}: {words}" for words in overflows(made)]
    made.close()
    return sorted(set(wrong))


def test_one_of_each_is_there_and_none_may_be_cut() -> None:
    assert set(ONE_OF_EACH) <= {state.name for state in all_states(0)}
    assert not set(ONE_OF_EACH) & set(MAY_BE_CUT)


@pytest.mark.parametrize("print_size", ["normal", "large"])
@pytest.mark.parametrize("size", [(1080, 1920), (1024, 600)], ids=["1080x1920", "1024x600"])
def test_a_longer_language_fits(
    qapp: QGuiApplication, languages: Path, size: tuple[int, int], print_size: str
) -> None:
    modes = ("toggleLargePrint",) if print_size == "large" else ()
    wrong = wrong_in(qapp, size, pseudo.CODE, modes)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", MODES)
def test_every_mode_fits(qapp: QGuiApplication, name: str) -> None:
    wrong = wrong_in(qapp, *MODES[name])
    assert not wrong, "\n".join(wrong)


def test_adding_a_language_is_adding_one_file(qapp: QGuiApplication, languages: Path) -> None:
    """Its button appears, and every sentence comes from the new file."""
    made = stage((1080, 1920), pseudo.CODE, "light")
    state = next(state for state in all_states(made.clock()) if state.name == "pay")
    made.put(state)
    made.settle()
    said = {
        str(item.property("text"))
        for item in in_sight(made.ui.window.contentItem())
        if item.inherits("QQuickText")
    }
    greeted = made.ui.backend._waiting.property("greetings")
    made.close()
    assert {pseudo.longer("Cancel"), "XX"} <= said
    assert greeted == [pseudo.longer("Touch to start"), "触摸屏幕开始选购", "Touch to start"]


def test_the_longer_language_is_longer() -> None:
    assert len(pseudo.longer("Scan to pay")) >= len("Scan to pay") * (1 + pseudo.LONGER)
    assert pseudo.longer("¥%1") == "¥%1"
