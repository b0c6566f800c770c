"""What one family of asked boards brings: its wire, its manners, and its errands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from hardware.api import Capabilities, LaneReport, MachineReport, ServiceAnswer, VendOrder
from hardware.drivers.asked.steps import Errand, Verdict
from hardware.session.requests import Manners, ReplyT

Service = Callable[..., Errand[ReplyT, ServiceAnswer]]
"""Makes the errand of one request; its arguments are the request's. Raises ``ValueError`` in words."""


class Family(Protocol[ReplyT]):
    """All of it pure; one object serves one board."""

    @property
    def model(self) -> str: ...

    @property
    def baud(self) -> int: ...

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def manners(self) -> Manners[ReplyT]: ...

    @property
    def refresh_every_ms(self) -> int: ...

    @property
    def turning(self) -> frozenset[str]:
        """Requests that turn a motor: none runs beside a vend."""

    def firmware(self, hello: ReplyT) -> str:
        """The version, as far as the answer to a hello tells it."""

    def impossible(self, motor: int) -> str:
        """Why this board cannot have such a lane, in words; empty when it can."""

    def vend(self, order: VendOrder, drop_sensor: bool) -> Errand[ReplyT, Verdict]:
        """One motor once. Its motor command is the one ``ask`` with ``drives=True``."""

    def check(self, motor: int) -> Errand[ReplyT, LaneReport | None]:
        """None: the board did not answer."""

    def scan(self) -> Errand[ReplyT, tuple[int, ...] | None]:
        """Tell a ``LaneReport`` of each lane and return the motors that are there; None: broken off."""

    def refresh(self) -> Errand[ReplyT, MachineReport | None]:
        """Door, temperatures; None: the board told nothing."""

    def services(self) -> Mapping[str, Service[ReplyT]]: ...
