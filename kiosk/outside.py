"""What lies beyond the machine: the cloud it belongs to, and the gateways of the route its owner chose."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from urllib.parse import urlsplit

from kiosk.cloud_link import CloudLink, Tie
from kiosk.errors import KnownError
from kiosk.outfit import Addresses, Outfit
from kiosk.payments.intent import Gateway, Method
from kiosk.payments.wallets import cloud_wallets, direct_wallets

log = logging.getLogger(__name__)

ENROL_AGAIN_MAX_MS = 30_000
"""An installer stands there: an un-enrolled machine looks more often than the outbox does."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Outside:
    """Belongs to the loop's thread; ``gateways`` is called on a worker, once, before anything else asks."""

    def __init__(self, outfit: Outfit, addresses: Addresses) -> None:
        self._outfit = outfit
        self._addresses = addresses
        self._payments = outfit.settings.payments
        self.link: CloudLink | None = None
        self.tie: Tie | None = None
        self.enrol_tried = True
        """The installer's code was redeemed or refused, or there is none."""
        self.test_money = False
        """No real money can move."""
        self.machine_id = outfit.settings.machine.id or "DEMO"

    @property
    def enrolled(self) -> bool:
        """It has all it needs of a cloud to sell."""
        return self._payments.route == "direct" or self.tie is not None

    def gateways(self, *, has_till: bool) -> dict[Method, Gateway]:
        """Loads the HTTP libraries, asks nobody. What is wrong with keys or addresses is for the installer to
        read; the machine stays up and says that nothing can be paid."""
        settings, clock = self._outfit.settings, self._outfit.clock
        url = self._addresses.cloud_url
        try:
            if url:
                key_file = settings.base / settings.cloud.key_file if settings.cloud.key_file else None
                self.link = CloudLink(self._outfit.data, key_file, url, self._addresses.enrol_code, clock)
                self._use(self.link.find())
                self.enrol_tried = self.tie is not None or not self.link.can_enrol
        except KnownError as error:
            log.error("%s", error.text, extra={"code": error.code})
        if self._payments.route == "cloud":
            self.test_money = urlsplit(url).hostname in LOOPBACK
            return self.cloud_wallets()
        tables = {**self._payments.tables, **self._addresses.wallets}
        if not tables and has_till:
            return {}  # a machine that takes cash and cards only
        try:
            wallets, self.test_money = direct_wallets(self._payments.methods, tables, settings.base, clock)
        except KnownError as error:
            log.error("%s", error.text, extra={"code": error.code})
            return {}
        return wallets

    def cloud_wallets(self) -> dict[Method, Gateway]:
        """Those behind the cloud; none before the machine belongs to it. On a worker."""
        return cloud_wallets(self._payments.methods, self.tie.client) if self.tie else {}

    async def enrol(self, link: CloudLink, tried: Callable[[], None]) -> Tie:
        """Until this machine belongs to its cloud: with the code handed in, or by somebody at the side.
        ``tried`` after each try in vain."""
        from kiosk.sync.plan import next_delay_ms

        failures = 0
        while (tie := await asyncio.to_thread(link.find_or_enrol)) is None:
            failures += 1
            self.enrol_tried = True
            tried()
            delay_ms = min(next_delay_ms(failures, random.randrange(1000)), ENROL_AGAIN_MAX_MS)  # noqa: S311 jitter
            await asyncio.sleep(delay_ms / 1000)
        self._use(tie)
        log.info("this machine is %s", tie.enrolment.machine_id)
        return tie

    def _use(self, tie: Tie | None) -> None:
        self.tie = tie
        if tie is not None and not self._outfit.settings.machine.id:
            self.machine_id = tie.enrolment.machine_id

    def truth_url(self, token: str) -> str:
        """Where the customer's phone follows the order; empty without a cloud."""
        url = self._addresses.cloud_url.rstrip("/")
        return f"{url}/o/{token}" if self.tie else ""

    def member_url(self, token: str) -> str:
        """Where a phone signs its owner in."""
        return f"{self._addresses.cloud_url.rstrip('/')}/m/{token}"

    def close(self) -> None:
        """At the program's end. Polls that the cloud still holds are not waited for."""
        if self.tie is not None:
            self.tie.client.hang_up()
