"""The machine's till as configured, and the two gateways it is seen by."""

from __future__ import annotations

from collections.abc import Callable

from hardware.api import SettingError, Till, TillSettings
from kiosk.errors import ConfigError
from kiosk.outfit import Addresses, Outfit
from kiosk.payments.intent import Gateway, Method
from kiosk.till.gateways import TillGateway
from kiosk.till.keeper import Listener, TillKeeper
from kiosk.vend.disk import Disk


def open_till(
    outfit: Outfit,
    addresses: Addresses,
    disk: Disk,
    listener: Listener,
    post: Callable[[Callable[[], None]], None],
) -> TillKeeper | None:
    """Not started; None where there is none. ``ConfigError`` for one that cannot be as configured."""
    if not addresses.till_port:
        return None
    return TillKeeper(make_till(outfit, addresses.till_port), disk, outfit.clock, listener, post)


def make_till(outfit: Outfit, port: str) -> Till:
    """The driver as configured; no port is opened. Raises ``ConfigError``."""
    keys = outfit.settings.till
    try:
        return outfit.open_till(TillSettings(keys.model, port, keys.baud, dict(keys.options)))
    except SettingError as error:
        raise ConfigError(error.code, error.text) from None


def till_gateways(keeper: TillKeeper | None) -> dict[Method, Gateway]:
    """Cash and cards, whether or not there is such a device: what earlier sales owe must find its gateway."""
    if keeper is None:
        return {}
    return {method: TillGateway(method, keeper) for method in (Method.CASH, Method.CARD)}
