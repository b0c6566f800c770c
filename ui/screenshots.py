"""Every screen in every state, language, size and contrast as a picture: ``python -m ui.screenshots``."""

from __future__ import annotations

from ui.app import Ui
from ui.showcase.shopping import StillShopping
from ui.showcase.states import State


def put(ui: Ui, shopping: StillShopping, state: State) -> None:
    """Bring the window into ``state`` from whatever it showed before."""
    backend = ui.backend
    backend.reset()
    shopping.show(state.view)
    for name in state.comfort:
        getattr(backend._comfort, name)()
    for name, *arguments in state.touches:
        owner = backend if hasattr(backend, name) else backend._catalogue
        getattr(owner, name)(*(int(part) if part.isdigit() else part for part in arguments))
