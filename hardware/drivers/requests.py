"""A technician's requests by name: from a word and numbers to what a driver can carry out."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

REQUESTS_MAX: Final = 32
"""Requests waiting for one board."""

Made = TypeVar("Made")


class RequestRefused(ValueError):
    """It cannot even be asked; the words say why."""


def build(name: str, arguments: Mapping[str, int], builders: Mapping[str, Callable[..., Made]]) -> Made:
    """Call the builder of this name. Raises ``RequestRefused`` for a name, argument or value it has not."""
    builder = builders.get(name)
    if builder is None:
        raise RequestRefused(f"the board has no request {name}; it has {', '.join(builders)}")
    try:
        bound = inspect.signature(builder).bind(**arguments)
    except TypeError as error:
        raise RequestRefused(f"{name}: {error}") from error
    try:
        return builder(*bound.args, **bound.kwargs)
    except ValueError as error:
        raise RequestRefused(f"{name}: {error}") from error


def motors_of(arguments: Mapping[str, int]) -> tuple[int, ...]:
    """The lanes a request is about, for its answer."""
    return tuple(value for key, value in arguments.items() if key == "motor")
