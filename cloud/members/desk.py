"""The desk for members: codes on machines' screens, phones that sign in by them, and what a machine is told.

All state is in the database: two phones and any number of processes meet in one guarded update
(``cloud.store.members.sessions.sign_in``). Who waits here is woken at once by this process, and by a look
every ``look_every_s`` at what the others did.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
from dataclasses import dataclass
from datetime import date

from cloud.clock import Clock
from cloud.errors import Refusal
from cloud.members import programme
from cloud.members.programme import CONSENT_VERSION, YEAR_S, standing
from cloud.members.sealing import MemberKeys, Person
from cloud.members.senders import CodeSender
from cloud.store.answers import Keyed
from cloud.store.database import Database
from cloud.store.members import facts, ledger, people, sales, sessions
from cloud.store.members.facts import Facts
from cloud.store.members.people import NewMember
from cloud.store.members.sessions import KnownSession, SessionState, SignIn
from kiosk.payments.beijing import beijing_day
from kiosk.wire import MemberReserve, MemberSession, MemberSnapshot

TOKEN_BYTES = 16
"""128 random bits: a code on a screen cannot be guessed within its minute."""
DEVICE_BYTES = 32
CODE_DIGITS = 6
CODE_LIFE_S = 300
WINDOW_S = 3600
CODES_PER_PHONE = 5
CODES_PER_ADDRESS = 60
"""In one window: many phones share an address behind a carrier's NAT."""
NAME_MAX_CHARS = 20
_PHONE = re.compile(r"1[3-9][0-9]{9}")
"""A mobile number of mainland China."""
_BIRTHDAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_CODE = re.compile(r"[0-9]{6}")
LOOK_EVERY_S = 0.5
"""At what other processes did; this one's own doings wake at once."""


@dataclass(frozen=True, slots=True)
class Own:
    """One member's own data, opened."""

    facts: Facts
    person: Person


class MemberDesk:
    """Only used from the event loop's thread."""

    def __init__(
        self, db: Database, keys: MemberKeys | None, sender: CodeSender, clock: Clock, look_every_s: float
    ) -> None:
        """Without ``keys`` every door is closed in words; what machines report is booked all the same."""
        self._db = db
        self._sealing = keys
        self.sender = sender
        self._clock = clock
        self._look_every_s = max(look_every_s, LOOK_EVERY_S)
        self._changed = asyncio.Event()
        self._closed = False

    # --- machines ------------------------------------------------------------------------------------

    async def begin(self, keyed: Keyed) -> str:
        """A new session as JSON, its token included; the same for the same key."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        return await self._db.write(
            sessions.begin_keyed,
            keyed,
            secrets.token_hex(16),
            self._hash("token", token),
            self._clock.utc_ms(),
            lambda made: _message(made, token=token).model_dump_json(),
        )

    async def state(
        self, machine_id: str, session_id: str, wait_s: int, seen: SessionState | None
    ) -> MemberSession:
        """As it is, or with ``wait_s`` as soon as it is no longer ``seen``. Raises ``Refusal`` 404."""
        loop = asyncio.get_running_loop()
        until_s = loop.time() + wait_s
        while True:
            changed = self._changed
            found = await self._found(machine_id, session_id)
            left_s = until_s - loop.time()
            if seen is None or found.state is not seen or left_s <= 0 or self._closed:
                break
            pause_s = min(self._look_every_s, left_s, found.left_ms / 1000 + 0.01)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), pause_s)
        member = None
        if found.state is SessionState.SIGNED_IN and found.member_id is not None:
            member = await self._snapshot(found.member_id, machine_id)
        return _message(found, member=member)

    async def end(self, machine_id: str, session_id: str) -> MemberSession:
        await self._found(machine_id, session_id)
        await self._db.write(sessions.end, machine_id, session_id)
        self._ring()
        return _message(await self._found(machine_id, session_id))

    async def reserve(self, keyed: Keyed, session_id: str, asked: MemberReserve) -> str:
        """Hold points and coupons, all or nothing; as JSON. Raises ``Refusal`` 409."""
        return await self._db.write(sales.reserve_keyed, keyed, session_id, asked, self._clock.utc_ms())

    # --- phones --------------------------------------------------------------------------------------

    async def open_page(self, token: str) -> KnownSession | None:
        """A phone has scanned the code."""
        found = await self._db.write(sessions.open_page, self._hash("token", token), self._clock.utc_ms())
        self._ring()
        return found

    async def sign_in(self, token: str, member_id: str) -> SignIn:
        """The one use of a code; the birthday's coupon is issued when it is time."""
        now_ms = self._clock.utc_ms()
        done = await self._db.write(sessions.sign_in, self._hash("token", token), member_id, now_ms)
        if done is SignIn.DONE:
            await self._birthday(member_id)
            self._ring()
        return done

    async def send_code(self, phone: str, address: str) -> str:
        """Send a code; the text to show where no message is sent. Raises ``Refusal`` 422, 429 and 503."""
        if not self.sender.is_there:
            raise Refusal(503, "member.no_sender", "No messages can be sent.")
        if _PHONE.fullmatch(phone) is None:
            raise Refusal(422, "member.phone", "A mobile number has 11 digits.")
        now_s = self._now_s()
        phone_hash = self._hash("phone", phone)
        limits = {
            f"phone:{phone_hash}": CODES_PER_PHONE,
            f"address:{self._hash('address', address)}": CODES_PER_ADDRESS,
        }
        if not await self._db.write(people.count_within, limits, now_s - now_s % WINDOW_S):
            raise Refusal(429, "member.too_many", "Too many codes were asked for.", WINDOW_S)
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        code_hash = self._hash("code", phone + code)
        await self._db.write(people.keep_code, phone_hash, code_hash, now_s, CODE_LIFE_S)
        return self.sender.send(phone, code)

    async def enter(self, phone: str, code: str) -> tuple[str, str] | None:
        """Register, or come in by a new phone: the member's id and the phone's cookie. Whoever gets here has
        agreed to the text shown. None: the code is wrong, or too old."""
        if _PHONE.fullmatch(phone) is None or _CODE.fullmatch(code) is None:
            return None
        now_s = self._now_s()
        phone_hash, code_hash = self._hash("phone", phone), self._hash("code", phone + code)
        member_id, device = secrets.token_hex(12), secrets.token_urlsafe(DEVICE_BYTES)
        new = NewMember(member_id, phone_hash, self._keys.seal(member_id, Person(phone)), CONSENT_VERSION)
        if not await self._db.write(people.use_code, phone_hash, code_hash, now_s):
            return None
        found = await self._db.write(people.enter, new, self._hash("device", device), now_s)
        if found.id == member_id:
            until = programme.until(programme.WELCOME, self._today())
            piece = _piece(programme.WELCOME.coupon, "welcome", until)
            await self._db.write(ledger.issue, member_id, piece, now_s)
        return found.id, device

    async def whose(self, device: str) -> Own | None:
        """Whose phone shows this cookie."""
        if not device or len(device) > 64:
            return None
        found = await self._db.write(people.by_device, self._hash("device", device), self._now_s())
        return None if found is None else await self.own(found.id)

    async def own(self, member_id: str) -> Own | None:
        found = await self._db.read(facts.facts, member_id, self._now_s() - YEAR_S)
        return None if found is None else Own(found, self._keys.open(found.id, found.person))

    async def tell(self, own: Own, name: str, birthday: str) -> None:
        """Name and birthday, or neither. Raises ``Refusal`` 422."""
        name = name.strip()
        if len(name) > NAME_MAX_CHARS or not all(char.isprintable() for char in name):
            raise Refusal(422, "member.name", f"A name has at most {NAME_MAX_CHARS} characters.")
        if birthday and not _is_day(birthday):
            raise Refusal(422, "member.birthday", "A birthday is a month and a day.")
        if own.person.birthday:
            birthday = own.person.birthday  # told once: it is worth a coupon a year
        person = Person(own.person.phone, name, birthday)
        await self._db.write(people.tell, own.facts.id, self._keys.seal(own.facts.id, person))
        await self._birthday(own.facts.id)

    async def leave(self, device: str) -> None:
        """This phone asks for a code again the next time."""
        await self._db.write(people.forget_device, self._hash("device", device))

    async def erase(self, member_id: str) -> None:
        await self._db.write(people.erase, member_id)
        self._ring()

    def close(self) -> None:
        """Everybody who waits gets what is known now."""
        self._closed = True
        self._ring()

    # --- inside --------------------------------------------------------------------------------------

    async def _found(self, machine_id: str, session_id: str) -> KnownSession:
        found = await self._db.read(sessions.find, machine_id, session_id, self._clock.utc_ms())
        if found is None:
            raise Refusal(404, "member.unknown_session", "This machine has no such session.")
        return found

    async def _snapshot(self, member_id: str, machine_id: str) -> MemberSnapshot | None:
        own = await self.own(member_id)
        return None if own is None else snapshot(own, machine_id)

    async def _birthday(self, member_id: str) -> None:
        own = await self.own(member_id)
        why = "" if own is None else programme.birthday_issue(own.person.birthday, self._today())
        if why:
            until = programme.until(programme.BIRTHDAY, self._today())
            piece = _piece(programme.BIRTHDAY.coupon, why, until)
            await self._db.write(ledger.issue, member_id, piece, self._now_s())

    @property
    def _keys(self) -> MemberKeys:
        if self._sealing is None:
            raise Refusal(503, "member.no_key", "This cloud has no key for members; see docs/members.md.")
        return self._sealing

    def _hash(self, purpose: str, text: str) -> str:
        return self._keys.hashed(purpose, text)

    def _now_s(self) -> int:
        return self._clock.utc_ms() // 1000

    def _today(self) -> date:
        return beijing_day(self._now_s())

    def _ring(self) -> None:
        """Wake everybody who waits: each looks for itself."""
        self._changed.set()
        self._changed = asyncio.Event()


def snapshot(own: Own, machine_id: str) -> MemberSnapshot:
    """What this machine may know of a member: of their sales its own alone."""
    stands = standing(own.facts.year_points)
    held = [piece for piece in own.facts.pieces if piece.state == ledger.HELD]
    return MemberSnapshot.model_validate(
        {
            "name": own.person.masked,
            "level": stands.level.id,
            "level_names": dict(stands.level.names),
            "next_level_names": {} if stands.next is None else dict(stands.next.names),
            "level_percent": stands.percent,
            "missing_points": stands.missing_points,
            "points": own.facts.points,
            "birthday": own.person.birthday,
            "is_newcomer": not own.facts.has_bought,
            "has_priority": stands.level.has_priority,
            "coupons": [
                {"code": piece.code, "coupon": piece.coupon, "until_date": piece.until_date} for piece in held
            ],
            "history": list(own.facts.history),
            "orders": facts.orders_at(own.facts, machine_id),
            "uses": own.facts.uses,
        }
    )


def _message(found: KnownSession, token: str = "", member: MemberSnapshot | None = None) -> MemberSession:
    return MemberSession.model_validate(
        {
            "id": found.id,
            "state": found.state.value,
            "left_s": found.left_ms // 1000,
            "token": token,
            "member": member,
        }
    )


def _piece(coupon: str, why: str, until_date: str) -> dict[str, str]:
    return {"code": secrets.token_hex(6).upper(), "coupon": coupon, "why": why, "until_date": until_date}


def _is_day(birthday: str) -> bool:
    if _BIRTHDAY.fullmatch(birthday) is None:
        return False
    try:
        date.fromisoformat(f"2000-{birthday}")
    except ValueError:
        return False
    return True
