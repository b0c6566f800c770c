"""Signing in at this machine: a code on the screen, a phone somewhere, the cloud between them.

Belongs to the loop's thread; calls to the cloud run on two threads of its own, so that a code that stands for
a minute never keeps a payment waiting. A call under way is not waited for: what it says about a code that is
no longer shown is let fall, and that code is ended at the cloud.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from kiosk.clock import Clock
from kiosk.members.booking import Held
from kiosk.members.member import has_birthday, member_of
from kiosk.members.views import GUEST_VIEW, Member, MemberView, SignIn
from kiosk.payments.intent import Problem, ProblemKind

if TYPE_CHECKING:
    from kiosk.sync.client import CloudClient
    from kiosk.wire import MemberSession

log = logging.getLogger(__name__)

THREADS = 2
"""One waits for the phone, the other ends what is over and holds points."""
WAIT_S = 20
"""How long one question is held; a code lives a minute."""
ASK_AGAIN_S = 5.0
"""Between two tries while the cloud is away and the screen stands."""
HOLD_TIMEOUT_S = 3.0
"""A customer who has pressed *pay* waits no longer for the points: then they pay without."""

_NO_CLOUD = Problem(ProblemKind.ABSENT, "This machine belongs to no cloud.")

T = TypeVar("T")


class MemberDesk:
    """``client``: None before the machine belongs to a cloud; ``page`` makes the address of a token;
    ``today`` is an ISO date here; ``changed`` the snapshot, after ``served`` heard who shops now."""

    def __init__(
        self,
        clock: Clock,
        client: Callable[[], CloudClient | None],
        page: Callable[[str], str],
        today: Callable[[], str],
        served: Callable[[Member | None], None],
        changed: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._client = client
        self._page = page
        self._today = today
        self._served = served
        self._changed = changed
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="member")
        self._asking: asyncio.Task[None] | None = None
        self._holding: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[object]] = set()
        self._shown = ""
        """The session whose code is on the screen, or by which somebody is signed in."""
        self._held_for = ""
        """The sale that points and coupons were held for last, as long as it is not paid."""
        self._view = GUEST_VIEW
        self._closed = False

    @property
    def view(self) -> MemberView:
        return self._view

    @property
    def member(self) -> Member | None:
        return self._view.member

    @property
    def has_priority(self) -> bool:
        """Who is signed in may have what is kept for members of such a level."""
        return self._view.member is not None and self._view.member.has_priority

    # --- verbs ---------------------------------------------------------------------------------------

    def sign_in(self) -> None:
        if self._asking is None and self._view.member is None and not self._closed:
            self._say(MemberView(SignIn.ASKING))
            self._asking = asyncio.get_running_loop().create_task(self._ask())
            self._asking.add_done_callback(self._hear_end)

    def leave(self) -> None:
        if self._view.member is None:
            self.sign_out()

    def sign_out(self) -> None:
        self.let_go()
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        self._end_shown()
        self._held_for = ""
        was_served = self._view.member is not None
        if self._view != GUEST_VIEW:
            self._view = GUEST_VIEW
            if was_served:
                self._served(None)
            self._changed()

    # --- the sale ------------------------------------------------------------------------------------

    async def hold(self, sale: str, held: Held) -> bool:
        """Have points and coupons held for a sale that is about to open. False: they cannot be used now."""
        from kiosk.wire import MemberReserve

        member, client = self._view.member, self._client()
        if member is None or client is None:
            return False
        message = MemberReserve(
            sale=sale,
            points_spent=list(held.points_spent),
            coupons=list(held.coupons),
            instead_of=self._held_for,
        )
        self._held_for = sale  # whatever is answered: it may be held
        call = self._call(lambda: client.hold_for_sale(member.session, message, HOLD_TIMEOUT_S))
        try:
            async with asyncio.timeout(2 * HOLD_TIMEOUT_S):
                found = await call
        except TimeoutError:
            return False
        if isinstance(found, Problem):
            log.warning("points and coupons are not held: %s", found.text)
            return False
        return True

    @property
    def holding(self) -> bool:
        """The customer has pressed *pay* and the cloud is being asked."""
        return self._holding is not None

    def hold_then(self, sale: str, held: Held, then: Callable[[bool], None]) -> None:
        """``hold``, and what comes of it, unless ``let_go`` is called first."""

        async def go() -> None:
            found = await self.hold(sale, held)
            self._holding = None
            then(found)

        self.let_go()
        self._holding = asyncio.get_running_loop().create_task(go())
        self._holding.add_done_callback(self._hear_end)

    def let_go(self) -> None:
        """The customer would rather not: what was held meanwhile goes to their next sale, or back."""
        if self._holding is not None:
            self._holding.cancel()
            self._holding = None

    def paid(self, sale: str) -> None:
        """What is held for it is its own; before that, the next sale of this member may have it instead."""
        if sale == self._held_for:
            self._held_for = ""

    def close(self) -> None:
        """At the program's end. Whoever was signed in is not waited for: the cloud ends it in time."""
        self._closed = True
        self.let_go()
        if self._asking is not None:
            self._asking.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    # --- inside --------------------------------------------------------------------------------------

    async def _ask(self) -> None:
        """One code after another until somebody has signed in."""
        while self._view.member is None:
            client = self._client()
            began = _NO_CLOUD if client is None else await self._call(client.begin_member_session)
            if isinstance(began, Problem):
                self._away(began)
                await asyncio.sleep(ASK_AGAIN_S)
                continue
            self._shown = began.id
            self._say(self._coded(SignIn.CODE, began, self._page(began.token)))
            assert client is not None, "it has just answered"
            if not await self._follow(client, began):
                self._end_shown()

    async def _follow(self, client: CloudClient, session: MemberSession) -> bool:
        """What becomes of one code. True: somebody signed in by it."""
        state = session.state
        while state in ("waiting", "opened"):
            ask = functools.partial(client.member_session, session.id, WAIT_S, state)
            found = await self._call(ask)
            if isinstance(found, Problem):
                self._away(found)
                await asyncio.sleep(ASK_AGAIN_S)
                return False
            state = found.state
            if state == "opened":
                self._say(self._coded(SignIn.OPENED, found, self._view.code))
            if state == "signed_in" and found.member is not None:
                self._serve(member_of(session.id, found.member))
                return True
        return False

    def _coded(self, state: SignIn, session: MemberSession, code: str) -> MemberView:
        span_ms = session.left_s * 1000
        return MemberView(state, code, self._clock.monotonic_ms() + span_ms, span_ms)

    def _serve(self, member: Member) -> None:
        is_birthday = has_birthday(member.birthday, self._today())
        self._view = MemberView(SignIn.SIGNED_IN, member=member, is_birthday=is_birthday)
        self._served(member)
        self._changed()

    def _away(self, problem: Problem) -> None:
        if self._view.state is not SignIn.AWAY:
            log.warning("members cannot sign in: %s", problem.text)
        self._say(MemberView(SignIn.AWAY))

    def _say(self, view: MemberView) -> None:
        if view != self._view:
            self._view = view
            self._changed()

    def _end_shown(self) -> None:
        """Nobody signs in by that code any more, and nobody is signed in by it."""
        session, client = self._shown, self._client()
        self._shown = ""
        if not session or client is None or self._closed:
            return
        ending: asyncio.Task[object] = asyncio.get_running_loop().create_task(
            self._call(lambda: client.end_member_session(session))
        )
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    def _hear_end(self, task: asyncio.Task[None]) -> None:
        if self._asking is task:
            self._asking = None
        if not task.cancelled() and (error := task.exception()) is not None:
            task.get_loop().call_exception_handler(
                {"message": "signing in died", "exception": error, "task": task}
            )

    async def _call(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)
