"""The one sale before its customer's eyes: what they press, what they are told, when they are let go."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.cabinet.code_desk import Asking, Taker
from kiosk.front import own_code
from kiosk.front.gone import GONE_NOTICES, gone
from kiosk.front.own_code import OwnCode
from kiosk.front.sale_view import nothing_to_tell
from kiosk.front.snapshot import told
from kiosk.payments.intent import PayCode
from kiosk.sale.events import CancelPressed, CodeRead, Event, MethodChosen, MoreTimePressed
from kiosk.sale.state import Sale, Stage
from kiosk.vend.live import Live
from kiosk.views import Mode, Phase, SaleView, Trouble

if TYPE_CHECKING:
    from kiosk.services import Services

log = logging.getLogger(__name__)

LAST_SECOND = "last_second"
CANCELLED_WATCHED = "cancelled_watched"
"""Nothing was paid, and what might still be goes back by itself."""


class Counter:
    """Belongs to the loop's thread. ``services``: None before there are any; ``renew`` the snapshot."""

    def __init__(self, services: Callable[[], Services | None], renew: Callable[[], None]) -> None:
        self._services = services
        self._renew = renew
        self._front: Live | None = None
        self._own_code = OwnCode(self._ask_code, self._code_read, self._odd_code)
        self.earlier: Live | None = None
        """The newest sale cut short before its customer's eyes, told of once."""
        self.aside = ""
        """A message key about a sale that has just left the screen."""

    # --- the customer --------------------------------------------------------------------------------

    @property
    def front(self) -> Live | None:
        return self._front

    def serve(self, live: Live) -> None:
        """``live`` is what the screen is about from now on."""
        self.aside = ""
        self._front = live

    def tell(self, event: Event) -> None:
        """Nothing happens when nobody is served, or the sale is over."""
        front, services = self._front, self._services()
        if front is not None and services is not None and services.live(front.number) is not None:
            services.runner.tell(front.number, event)

    def choose_method(self, method: str) -> None:
        front, services = self._front, self._services()
        if front and services and method in services.desk.offered_for(len(front.sale.lines)):
            self.tell(MethodChosen(method))

    def cancel(self) -> None:
        self.tell(CancelPressed())

    def more_time(self) -> None:
        self.tell(MoreTimePressed())

    def lever(self) -> None:
        """Pressed while money is being put in: as good as *cancel* on the screen."""
        front, services = self._front, self._services()
        if front and services and front.cancellable and told(front, services).till.shows:
            self.cancel()

    def leave(self) -> bool:
        """Away from the result; a sale that could not even be ordered ends here. False: it is not over."""
        front = self._front
        if front is not None:
            shown = self.view()
            if shown is None or shown.phase is not Phase.RESULT:
                return False
            if front.sale.stage is Stage.OPEN:
                self.cancel()
            self._front = None
        self.earlier = None
        return True

    # --- the sale ------------------------------------------------------------------------------------

    def dropped(self, live: Live) -> None:
        if live is self._front:
            self._front = None

    def changed(self, live: Live, before: Sale) -> None:
        """A step is on the disk: what is to be said about it, and whether its customer may go on shopping."""
        sale = live.sale
        if sale.funded_by and not before.funded_by:
            live.notice = LAST_SECOND if before.stage is Stage.CLOSING else ""
        _note_code(live, before)
        if live is self._front:
            self._let_go(live)

    def _let_go(self, live: Live) -> None:
        """Whoever has cancelled goes on shopping; where their code cannot be ended, with a word about it."""
        services = self._services()
        assert services is not None, "there is no sale before the services"
        back_fen = services.till_view(live.sale).back_fen
        waits = services.waits_for_end(live)
        if nothing_to_tell(live.sale, live.notice, back_fen, waits_for_end=waits):
            self._front = None
            self.aside = "" if live.sale.stage is Stage.CLOSED else CANCELLED_WATCHED

    def withdraw_what_is_gone(self, now_mode: Mode, trouble: Trouble) -> None:
        """Better no money than a refund."""
        front, services = self._front, self._services()
        if front is None or services is None or not front.cancellable or front.notice in GONE_NOTICES:
            return
        found = gone(front.sale, now_mode, trouble, services.lane)
        if found is not None:
            front.notice, why = found
            log.warning("sale %s is cancelled: %s", front.number, why)
            self.cancel()

    # --- the customer's own code ---------------------------------------------------------------------

    def _ask_code(self, taker: Taker) -> Asking | None:
        services = self._services()
        return services.ask_code(taker) if services is not None else None

    def _code_read(self, method: str, code: PayCode) -> None:
        front, services = self._front, self._services()
        if front is not None and services is not None and services.live(front.number) is not None:
            front.notice = "" if front.notice in own_code.NOTICES else front.notice
            services.runner.tell(front.number, CodeRead(method), code)

    def _odd_code(self, why: str) -> None:
        if self._front is not None:
            self._front.notice = why
            self._renew()

    # --- the screen ----------------------------------------------------------------------------------

    def view(self) -> SaleView | None:
        services = self._services()
        return told(self._front, services) if self._front is not None and services is not None else None

    def want_codes(self, shown: SaleView | None) -> None:
        """Of the wallets that ``shown`` asks for."""
        self._own_code.want(shown.own_codes if shown is not None else ())


def _note_code(live: Live, before: Sale) -> None:
    """What was said about a code that was read goes with the page; that one was refused is said."""
    sale, was = live.sale, before.current
    if sale.stage is not Stage.PAYING and live.notice in own_code.NOTICES:
        live.notice = ""
    elif was is not None and was.scanned and sale.stage is before.stage is Stage.PAYING:
        is_over = sale.current is not None and sale.current.number != was.number
        live.notice = own_code.REFUSED if is_over else live.notice
