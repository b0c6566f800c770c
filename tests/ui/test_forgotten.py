"""When nobody is there any more, nothing of the last customer is left in any property of any view-model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from ui.backend.backend import Backend
from ui.screenshots import Stage, stage
from ui.showcase.states import all_states

PASSING = {"screen", "clock", "temperature", "objectName"}
"""What is the machine's and the moment's, not the customer's."""
LEFT_BEHIND = {"goods", "checkout", "staff"}
"""Show what was opened last until something else is; on no screen after the end of a session."""


def properties(owner: QObject, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Every property of ``owner`` and of the view-models in it, by dotted name."""
    meta = owner.metaObject()
    for at in range(meta.propertyCount()):
        name = cast(str, meta.property(at).name())  # the stub says bytes
        if name in PASSING or name in LEFT_BEHIND:
            continue
        value = getattr(owner, name)
        if isinstance(value, QObject):
            yield from rows(value, f"{prefix}{name}") or properties(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def rows(value: QObject, name: str) -> list[tuple[str, object]]:
    """A list model as one value."""
    kept = getattr(value, "rows", None)
    return [(name, tuple(kept))] if isinstance(kept, list | tuple) else []


def remembered(backend: Backend) -> dict[str, object]:
    return dict(properties(backend))


def leave_traces(made: Stage) -> None:
    """Everything a customer can change."""
    backend, states = made.ui.backend, {state.name: state for state in all_states(made.clock())}
    made.put(states["home-cart"])
    backend.speak("en")
    comfort = backend.parts.comfort
    for mode in ("LargePrint", "HighContrast", "DarkTheme", "LowReach", "ReducedMotion", "Voice"):
        getattr(comfort, f"toggle{mode}")()
    backend.parts.catalogue.chooseCategory("tea")
    backend.parts.catalogue.chooseSort("price")
    backend.openProduct("tea-black")
    backend.openAccess()
    backend._voice.type("A")


def test_everything_of_the_last_customer_is_forgotten(qapp: QGuiApplication) -> None:
    made = stage((1024, 600), "zh_CN", "light")
    backend = made.ui.backend
    before = remembered(backend)
    leave_traces(made)
    changed = {name for name, value in remembered(backend).items() if value != before[name]}
    at_least = {"language", "comfort.largePrint", "comfort.voice", "comfort.darkTheme", "catalogue.sort"}
    assert at_least <= changed, "else this test looks at nothing"
    made.shopping.show(next(state.view for state in all_states(made.clock()) if state.name == "home"))
    backend.session_over()
    after = remembered(backend)
    left = {name: after[name] for name in before if after[name] != before[name]}
    screen = backend.property("screen")
    asked = made.shopping.asked[-1]
    made.close()
    assert not left
    assert screen == "attract"
    assert asked == ("reset_session",), "the cart is the kiosk's to empty"
