"""The state of a simulated cabinet or till on disk, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from hardware.sim.served import Served

VERSION: Final = 1


class StateError(ValueError):
    """The state file cannot be used; the text says which and what to do."""


def save(path: Path, served: Served, now_ms: int) -> None:
    """Replace the file in one step. It need not survive a crash of this computer, only of this process,
    so it is not synced: that would cost more than the vend."""
    state = {"version": VERSION, "model": served.model, **served.to_state(now_ms)}
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(json.dumps(state, separators=(",", ":")), encoding="utf-8")
    fresh.replace(path)


def load(path: Path, served: Served, now_ms: int) -> bool:
    """Take over a saved state; False when there is none yet. Raises ``StateError`` when it is damaged."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    except (OSError, UnicodeDecodeError) as error:
        raise StateError(f"cannot read the state file {path}: {error}") from error
    try:
        state: dict[str, Any] = json.loads(text)
        if state["version"] != VERSION:
            raise StateError(f"the state file {path} has version {state['version']}, known is {VERSION}")
        if state.get("model", "xy") != served.model:
            raise StateError(f"the state file {path} is of another model, not of {served.model}")
        served.load_state(state, now_ms)
    except StateError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StateError(
            f"the state file {path} is damaged ({error}); remove it to start with a full cabinet"
        ) from error
    return True
