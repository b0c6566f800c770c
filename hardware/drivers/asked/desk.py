"""A technician's requests to an asked board, one after another, each answered exactly once. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic

from hardware.api import ServiceAnswer
from hardware.drivers.asked.family import Service
from hardware.drivers.asked.steps import Errand
from hardware.drivers.requests import REQUESTS_MAX, RequestRefused, build, motors_of
from hardware.session.requests import ReplyT


@dataclass
class _Request(Generic[ReplyT]):
    name: str
    errand: Errand[ReplyT, ServiceAnswer]
    motors: tuple[int, ...]


class ErrandDesk(Generic[ReplyT]):
    """The driver starts ``next_errand`` and hands its result to ``finished``."""

    def __init__(self, services: Mapping[str, Service[ReplyT]], turning: frozenset[str]) -> None:
        self._services = services
        self._turning = turning
        self._waiting: deque[_Request[ReplyT]] = deque()
        self._current: _Request[ReplyT] | None = None

    @property
    def is_turning(self) -> bool:
        """A request that turns a motor is under way or waits: no vend may start beside it."""
        return any(request.name in self._turning for request in self._all())

    def turns(self, name: str) -> bool:
        return name in self._turning

    def ask(self, name: str, arguments: Mapping[str, int]) -> ServiceAnswer | None:
        """Take a request; an answer at once when it cannot even be asked."""
        try:
            errand = build(name, arguments, self._services)
        except RequestRefused as refused:
            return ServiceAnswer(name, False, str(refused))
        if len(self._waiting) >= REQUESTS_MAX:
            return ServiceAnswer(name, False, f"{REQUESTS_MAX} requests wait already")
        self._waiting.append(_Request(name, errand, motors_of(arguments)))
        return None

    def next_errand(self) -> Errand[ReplyT, ServiceAnswer] | None:
        """What is to be started now, once."""
        if self._current is not None or not self._waiting:
            return None
        self._current = self._waiting.popleft()
        return self._current.errand

    def finished(self) -> None:
        self._current = None

    def drop_all(self, text: str) -> list[ServiceAnswer]:
        """No more will be heard: every request is answered now."""
        dropped = [ServiceAnswer(request.name, False, text, request.motors) for request in self._all()]
        self._current = None
        self._waiting.clear()
        return dropped

    def _all(self) -> list[_Request[ReplyT]]:
        return [self._current, *self._waiting] if self._current else [*self._waiting]
