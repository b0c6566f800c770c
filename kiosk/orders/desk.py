"""Where orders are looked up again, rated, complained of, cancelled and taken back to the cart."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hardware.api import PAYMENT_KINDS, ScannedCode
from kiosk.cabinet.code_desk import Asking
from kiosk.clock import Clock
from kiosk.errors import KnownError
from kiosk.front.counter import CANCELLED_WATCHED, Counter
from kiosk.front.sale_view import at_rest
from kiosk.front.snapshot import told
from kiosk.orders import picture
from kiosk.orders.evidence import ANSWER_WITHIN_MS, Seen, Word, evidence, is_let_go, ticket_number
from kiosk.orders.replies import Replies
from kiosk.orders.views import (
    LIST_MAX,
    LIST_SPAN_MS,
    NO_ORDERS,
    NUMBER_LEAST_CHARS,
    STARS_MAX,
    TAIL_CHARS,
    TAIL_SPAN_MS,
    WRONG_TAILS_MAX,
    Can,
    Mishap,
    OrdersView,
    OrderView,
    Tag,
)
from kiosk.sale.ending import RESTING
from kiosk.sale.state import Sale, Stage
from kiosk.tasks import Tasks
from kiosk.vend.live import Live

if TYPE_CHECKING:
    from kiosk.services import Services
    from kiosk.store.repositories.voices import History, ListedSale, TicketRecord
    from kiosk.store.store import Store

log = logging.getLogger(__name__)

TICKETS_MAX = 6
"""In one session: more is somebody playing."""
TYPED_MAX_CHARS = 23
ADDRESS_MARK = "/o/"
"""Before the token in the receipt's code."""


class OrderDesk:
    """Belongs to the loop's thread. ``services``: None before there are any; ``seen``: what the machine sees
    now; ``fill``: put these goods into an emptied cart; ``renew`` the snapshot."""

    def __init__(
        self,
        services: Callable[[], Services | None],
        counter: Counter,
        clock: Clock,
        seen: Callable[[], Seen],
        fill: Callable[[Sequence[str]], None],
    ) -> None:
        self._services = services
        self._counter = counter
        self._clock = clock
        self._seen = seen
        self._fill = fill
        self._tasks = Tasks()
        self._replies = Replies(services, self._heard, clock)
        self._watchers: list[Callable[[], None]] = []
        self._view = NO_ORDERS
        self._session: set[str] = set()
        """Orders of whoever stands here."""
        self._member: tuple[str, ...] = ()
        self._found: set[str] = set()
        """Their numbers were typed, or their codes read."""
        self._known: dict[str, History] = {}
        self._ratings: dict[str, dict[str, int]] = {}
        """As said in this session: the books may not have the newest word yet."""
        self._words: dict[str, tuple[Word, ...]] = {}
        self._changing = ""
        self._wrong = 0
        self._tickets = 0
        self._asking: Asking | None = None

    # --- life ------------------------------------------------------------------------------------------

    def start(self) -> None:
        """The services are up."""
        self._tasks.spawn(self._replies.run())
        if (earlier := self._counter.earlier) is not None:
            self._session.add(earlier.number)
            self._reload(earlier.number)

    @property
    def _before(self) -> Live | None:
        """The sale before its customer's eyes, or the one that was cut short."""
        return self._counter.front or self._counter.earlier

    async def end(self) -> None:
        await self._tasks.end()

    @property
    def view(self) -> OrdersView:
        return self._view

    def subscribe(self, changed: Callable[[], None]) -> None:
        self._watchers.append(changed)

    def _show(self, view: OrdersView) -> None:
        if view != self._view:
            self._view = view
            for changed in self._watchers:
                changed()

    # --- looking up ------------------------------------------------------------------------------------

    def look(self) -> None:
        self._show(replace(self._view, typed="", wrong=False))
        self._read(self._list)

    def own(self, numbers: Sequence[str]) -> None:
        self._member = tuple(numbers)
        if numbers or self._view.rows:
            self._read(self._list)

    async def _list(self, services: Services) -> None:
        since_ms = self._clock.utc_ms() - LIST_SPAN_MS
        own = tuple({*self._session, *self._member, *self._found})

        def work(store: Store) -> list[ListedSale]:
            found = {one.sale.number: one for one in store.voices.listed(since_ms, LIST_MAX)}
            found.update({one.sale.number: one for one in store.voices.named(own)})
            return sorted(found.values(), key=lambda one: one.opened_at_ms, reverse=True)

        listed = await services.store.run(work)
        rows = tuple(
            picture.row(one.sale, one.opened_at_ms, place, mine=self._is_mine(one.sale.number))
            for place, one in enumerate(listed[:LIST_MAX])
        )
        self._show(replace(self._view, rows=rows))

    def _is_mine(self, number: str) -> bool:
        return number in self._session or number in self._member or number in self._found

    def type(self, text: str) -> None:
        typed = "".join(one for one in text.upper() if one.isascii() and one.isalnum())[:TYPED_MAX_CHARS]
        self._show(replace(self._view, typed=typed, wrong=False))
        if self._view.locked:
            return
        if len(typed) == TAIL_CHARS or len(typed) >= NUMBER_LEAST_CHARS:
            self._read(lambda services: self._find(services, typed))

    async def _find(self, services: Services, typed: str) -> None:
        since_ms = 0 if len(typed) >= NUMBER_LEAST_CHARS else self._clock.utc_ms() - TAIL_SPAN_MS
        numbers = await services.store.run(lambda store: store.voices.ending(typed, since_ms))
        if len(typed) >= NUMBER_LEAST_CHARS:
            numbers = [number for number in numbers if typed in (number, f"{number}{typed[-1]}")]
        if not numbers:
            self._wrong += len(typed) == TAIL_CHARS
            locked = self._wrong >= WRONG_TAILS_MAX
            self._show(replace(self._view, wrong=self._view.typed == typed, locked=locked))
            return
        self._found.update(numbers)
        if len(numbers) == 1:
            await self._open(services, numbers[0])
        await self._list(services)

    def scan(self) -> None:
        services = self._services()
        if services is not None:
            self._asking = services.ask_code(self._scanned)

    def _scanned(self, code: ScannedCode) -> None:
        if code.kind in PAYMENT_KINDS:
            self.scan()
            return
        token = code.text.rpartition(ADDRESS_MARK)[2]
        self._read(lambda services: self._open_by_token(services, token))

    async def _open_by_token(self, services: Services, token: str) -> None:
        number = await services.store.run(lambda store: store.voices.by_token(token))
        if number:
            self._found.add(number)
            await self._open(services, number)
        else:
            self._show(replace(self._view, wrong=True))
            self.scan()

    def open(self, number: str) -> None:
        if self._is_mine(number):
            self._read(lambda services: self._open(services, number))

    async def _open(self, services: Services, number: str) -> None:
        history = await services.store.run(lambda store: store.voices.history(number))
        if history is None:
            return
        self._stop_asking()
        self._know(number, history)
        self._show(replace(self._view, open=self._order(number), wrong=False, typed="", ticket=None))
        self._replies.wake()

    def close(self) -> None:
        self._stop_asking()
        self._show(replace(self._view, open=None, typed="", wrong=False, ticket=None))

    def _stop_asking(self) -> None:
        if self._asking is not None:
            self._asking.end()
            self._asking = None

    # --- as it is shown --------------------------------------------------------------------------------

    def _order(self, number: str) -> OrderView | None:
        history, services = self._known.get(number), self._services()
        if history is None or services is None:
            return None
        live, front = services.live(number), self._counter.front
        facts = history.facts if live is None else replace(history.facts, sale=live.sale)
        url = services.outside.truth_url(history.truth_token)
        shown = told(live, services) if live is not None else at_rest(facts.sale, url)
        is_front = front is not None and front.number == number
        tickets = history.tickets
        return picture.order_view(facts, shown, history.states, history.ratings, tickets, front=is_front)

    def _reload(self, number: str) -> None:
        self._read(lambda services: self._load(services, number))

    async def _load(self, services: Services, number: str) -> None:
        history = await services.store.run(lambda store: store.voices.history(number))
        if history is not None:
            self._know(number, history)
            self._redraw()

    def _know(self, number: str, history: History) -> None:
        said = history.facts.words
        words = (*said, *(word for word in self._words.get(number, ()) if word not in said))
        ratings = self._ratings.get(number, history.ratings)
        self._known[number] = replace(history, ratings=ratings, facts=replace(history.facts, words=words))

    def _redraw(self) -> None:
        front, was = self._before, self._view.open
        self._show(
            replace(
                self._view,
                front=self._order(front.number) if front is not None else None,
                open=self._order(was.sale.number) if was is not None else None,
                changing=bool(self._changing),
            )
        )

    def _heard(self, sales: Iterable[str]) -> None:
        """The cloud has answered tickets about these orders."""
        for number in sales:
            if number in self._known:
                self._reload(number)

    # --- the sale on the screen ------------------------------------------------------------------------

    def serve(self, live: Live) -> None:
        """``live`` is the sale of whoever stands here."""
        self._session.add(live.number)

    def sale_changed(self, live: Live) -> None:
        """A step is on the disk; called before the snapshot is built anew."""
        number, sale = live.number, live.sale
        if number == self._changing:
            self._go_on_changing(sale)
        opened = self._view.open
        watched = opened is not None and opened.sale.number == number
        if watched or (self._before is live and sale.stage in RESTING and sale.funded_by):
            self._reload(number)
        elif self._before is None and self._view.front is not None:
            self._redraw()

    def cancel(self, number: str) -> None:
        front = self._counter.front
        if front is not None and front.number == number and front.cancellable:
            self._counter.cancel()

    def change(self, number: str) -> None:
        """The old attempt is closed first: only what can buy nothing any more goes back to the cart."""
        front = self._counter.front
        if front is not None and front.number == number:
            self._changing = number
            self._counter.cancel()
            self._redraw()
            return
        history = self._known.get(number)
        if front is None and history is not None and self._is_mine(number):
            live = (services := self._services()) and services.live(number)
            sale = live.sale if live else history.facts.sale
            if is_let_go(sale):
                self._put_back(sale)

    def _go_on_changing(self, sale: Sale) -> None:
        if sale.funded_by or sale.paid_fen:
            self._changing = ""  # it was paid at the last moment: the result says what becomes of that
        elif is_let_go(sale):
            self._changing = ""
            self._counter.leave()
            self._put_back(sale)
            if sale.stage is Stage.WATCHING:
                self._counter.aside = CANCELLED_WATCHED

    def _put_back(self, sale: Sale) -> None:
        self._fill([line.sku for line in sale.lines])
        self._show(replace(self._view, open=None, changing=False, changed=self._view.changed + 1))

    # --- what the customer says ------------------------------------------------------------------------

    def rate(self, number: str, stars: int) -> None:
        if 1 <= stars <= STARS_MAX:
            self._say(number, lambda values: picture.with_stars(values, stars))

    def tag(self, number: str, tag: str) -> None:
        if tag in set(Tag):
            self._say(number, lambda values: picture.with_tag(values, Tag(tag)))

    def rate_product(self, number: str, sku: str, stars: int) -> None:
        history = self._known.get(number)
        sold = {line.sku for line in history.facts.sale.lines} if history else set()
        if sku in sold and 1 <= stars <= STARS_MAX:
            self._say(number, lambda values: picture.with_product(values, sku, stars))

    def _say(self, number: str, change: Callable[[dict[str, int]], dict[str, int]]) -> None:
        from kiosk.store import OutboxEvent

        history, services = self._known.get(number), self._services()
        order = self._order(number)
        if history is None or services is None or order is None or Can.RATE not in order.can:
            return
        values = change(dict(history.ratings))
        self._ratings[number] = values
        self._know(number, history)
        event = OutboxEvent("rating", picture.rating_report(number, values))
        services.disk.later(lambda store: store.voices.rate(number, values, event))
        services.learning.more()
        self._redraw()

    def got(self, number: str, line: int, has_it: bool) -> None:
        history, services = self._known.get(number), self._services()
        order = self._order(number)
        if history is None or services is None or order is None or line in order.asked:
            return
        self._words[number] = (*self._words.get(number, ()), Word(line, has_it))
        self._know(number, history)
        services.note(number, "got", f"{line}:{'yes' if has_it else 'no'}")
        log.info("the customer of sale %s says of line %d: %s", number, line, "got it" if has_it else "no")
        self._redraw()

    def report(self, kind: str, number: str = "") -> None:
        if kind not in set(Mishap) or self._tickets >= TICKETS_MAX or (number and number not in self._known):
            return
        self._tickets += 1
        self._read(lambda services: self._open_ticket(services, Mishap(kind), number))

    async def _open_ticket(self, services: Services, kind: Mishap, number: str) -> None:
        from kiosk.store import OutboxEvent
        from kiosk.store.repositories.voices import TicketRecord

        now_ms, seen = self._clock.utc_ms(), self._seen()
        ticket = ticket_number(now_ms, secrets.randbits(20))

        def work(store: Store) -> TicketRecord:
            history = store.voices.history(number) if number else None
            same = (one for one in history.tickets if one.kind == kind.value) if history else iter(())
            if (made := next(same, None)) is not None:
                return made
            facts = evidence(kind, seen, history.facts if history else None)
            record = TicketRecord(ticket, number, kind.value, now_ms, now_ms + ANSWER_WITHIN_MS, facts)
            store.voices.open_ticket(record, OutboxEvent("ticket", ticket_report(record)))
            return record

        record = await services.disk.write(work)
        if record is not None:
            self._show(replace(self._view, ticket=picture.ticket_view(record)))
            if number:
                await self._load(services, number)

    def forget(self) -> None:
        self._stop_asking()
        self._session.clear()
        self._found.clear()
        self._member = ()
        for kept in (self._known, self._ratings, self._words):
            kept.clear()
        self._wrong = self._tickets = 0
        self._changing = ""
        self._show(replace(NO_ORDERS, changed=self._view.changed))

    # --- inside ----------------------------------------------------------------------------------------

    def _read(self, work: Callable[[Services], object]) -> None:
        """Ask the books beside; what cannot be read is not shown, and the machine says elsewhere why."""
        services = self._services()
        if services is not None and services.up:
            self._tasks.spawn(_safely(work, services))


async def _safely(work: Callable[[Services], object], services: Services) -> None:
    try:
        found = work(services)
        if asyncio.iscoroutine(found):
            await found
    except KnownError as error:
        log.warning("orders cannot be read: %s", error.text, extra={"code": error.code})


def ticket_report(record: TicketRecord) -> dict[str, object]:
    """The body of an event ``ticket`` (``wire.TicketReport``)."""
    return {
        "number": record.number,
        "sale": record.sale,
        "kind": record.kind,
        "opened_at_s": record.opened_at_ms // 1000,
        "due_at_s": record.due_at_ms // 1000,
        "evidence": dict(record.evidence),
    }
