"""The machine's voice to its cloud: typed calls over HTTP, each answer a message or a ``Problem`` in words.

Blocking; called from a pool thread. Nothing here raises for what the world does, but ``enrol``, which a
person is waiting for.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import ValidationError

from kiosk.clock import Clock
from kiosk.errors import ConfigError, KnownError
from kiosk.payments.gateways.cloud import problem_of
from kiosk.payments.gateways.exchange import READ_TIMEOUT_S, Answer, Exchange
from kiosk.payments.intent import Account, Problem, ProblemKind
from kiosk.payments.settings import LOOPBACK_HOSTS
from kiosk.sync.identity import Identity
from kiosk.wire import (
    WAIT_MAX_S,
    DocumentPage,
    EnrolAnswer,
    EnrolRequest,
    ErrorAnswer,
    EventAck,
    EventBatch,
    MemberReserve,
    MemberReserved,
    MemberSession,
    MemberSessionCreate,
    Message,
    PaymentCharge,
    PaymentCreate,
    PaymentState,
    ProblemMessage,
    RefundCreate,
    RefundState,
    TicketList,
    WalletList,
)

USER_AGENT = "huodao-kiosk/1"
CLOCK_TRUSTED_WITHIN_S = 5
"""Tokens live 45 s: a machine further off signs with the cloud's time."""
NO_ACCOUNT = "payment.no_account"
"""What a cloud says of a wallet that its merchant has no keys for."""
CREATE_TIMEOUT_S = 6.0
"""A cloud that is well answers a create within 4 s (``cloud/CONTRACT.md``), were it only ``creating``. The
customer who waits has seen three such calls after 20 s, not 32; a repeat bears the same number and bytes, so
a call given up too early that arrived all the same is no second order."""
TRIES_WHEN_CUT = 2
"""A connection that broke without an answer is tried once more; the Idempotency-Key is the same."""
CLOCK_CODE = "auth.clock"
"""The cloud's word for a token from another time (``cloud/CONTRACT.md``)."""
TEXT_LIMIT_CHARS = 160
URL_LIMIT_CHARS = 200
PROBLEM_LIMIT_CHARS = 400
"""Of the cloud's words about an account; as much as it stores of a gateway's."""
WARNINGS_MAX = 8
_CODE_REFUSALS = frozenset({400, 401, 403, 404, 409, 410, 422})
_ERROR_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")

M = TypeVar("M", bound=Message)


class CloudClient:
    """Calls as the machine ``machine_id``. Any number of threads may use it at once."""

    def __init__(
        self, base_url: str, identity: Identity, machine_id: str, cloud_id: str, clock: Clock
    ) -> None:
        """Raises ``ConfigError`` when ``base_url`` is not https (or loopback)."""
        self._exchange = Exchange(checked_url(base_url), clock)
        self._identity = identity
        self._machine_id = machine_id
        self._cloud_id = cloud_id

    @property
    def clock_offset_s(self) -> int | None:
        """The cloud's clock minus ours at the last answer, whole seconds; None before the first."""
        return self._exchange.clock_offset_s

    def close_connections(self) -> None:
        """Those no call uses."""
        self._exchange.close()

    def hang_up(self) -> None:
        """At the program's end: polls that the cloud still holds end at once. Nothing is sent any more."""
        self._exchange.hang_up()

    def probe(self, method: str = "") -> Problem | None:
        """Does the cloud answer? Also proves the machine's token, by asking for a payment that never was; and
        that the cloud has a usable account of this wallet, where one is named."""
        return self.account(method).problem

    def account(self, method: str) -> Account:
        """What ``probe`` says, and what the cloud warns of."""
        asked = f"?method={method}" if method else ""
        answer = self._exchanged("GET", f"/v1/payments/HUODAOPROBE0{asked}")
        found = answer if isinstance(answer, Problem) else _read(PaymentState, answer)
        if not isinstance(found, Problem):
            return Account()
        if found.code == NO_ACCOUNT:
            text = f"The cloud has no {method} account."
            return Account(Problem(ProblemKind.ABSENT, text, found.code))
        if found.kind is not ProblemKind.GATEWAY or found.code.startswith("HTTP_5"):
            return Account(found)
        assert isinstance(answer, Answer), "only an answer is a refusal of this kind"
        said = ErrorAnswer.model_validate_json(answer.body)  # it was read once for ``found``
        problem = None if said.problem is None else _at_the_cloud(said.problem)
        return Account(problem, tuple(_at_the_cloud(one) for one in said.warnings[:WARNINGS_MAX]))

    def create_payment(self, message: PaymentCreate) -> PaymentState | Problem:
        """The payment's number keeps it single; the key is new at every call, so an answer that was
        "unknown" the first time is not played back when the gateway could be asked again."""
        return self._call(
            PaymentState,
            "POST",
            "/v1/payments",
            message,
            key=_fresh_key(),
            read_timeout_s=CREATE_TIMEOUT_S,
        )

    def charge_payment(self, message: PaymentCharge) -> PaymentState | Problem:
        """As ``create_payment``; the message holds a secret and is kept by nobody."""
        return self._call(
            PaymentState,
            "POST",
            "/v1/payments/charges",
            message,
            key=_fresh_key(),
            read_timeout_s=CREATE_TIMEOUT_S,
        )

    def wallets(self) -> WalletList | Problem:
        """What this cloud has accounts of, and what they can do."""
        return self._call(WalletList, "GET", "/v1/payments/wallets")

    def payment(self, number: str, wait_s: int = 0, version: int | None = None) -> PaymentState | Problem:
        """Its state; with ``wait_s`` (0 to 25) the call is held until ``version`` is no longer the newest."""
        path = f"/v1/payments/{number}"
        wait_s = min(max(wait_s, 0), WAIT_MAX_S)
        if wait_s and version is not None:
            path += f"?wait_s={wait_s}&version={version}"
        return self._call(PaymentState, "GET", path, read_timeout_s=wait_s + READ_TIMEOUT_S)

    def close_payment(self, number: str) -> PaymentState | Problem:
        """Asks anew at every call: the key is new, so no older answer is played back."""
        return self._call(PaymentState, "POST", f"/v1/payments/{number}/close", key=_fresh_key())

    def create_refund(self, payment: str, message: RefundCreate) -> RefundState | Problem:
        """The refund's number keeps it single; the key is new, so a refused one may be tried again."""
        return self._call(RefundState, "POST", f"/v1/payments/{payment}/refunds", message, key=_fresh_key())

    def refund(self, payment: str, number: str) -> RefundState | Problem:
        return self._call(RefundState, "GET", f"/v1/payments/{payment}/refunds/{number}")

    def begin_member_session(self) -> MemberSession | Problem:
        """A new code for the screen."""
        return self._call(
            MemberSession, "POST", "/v1/member-sessions", MemberSessionCreate(), key=_fresh_key()
        )

    def member_session(self, session: str, wait_s: int = 0, state: str = "") -> MemberSession | Problem:
        """Who signed in by it; with ``wait_s`` (0 to 25) held until ``state`` is no longer so."""
        path = f"/v1/member-sessions/{session}"
        wait_s = min(max(wait_s, 0), WAIT_MAX_S)
        if wait_s and state:
            path += f"?wait_s={wait_s}&state={state}"
        return self._call(MemberSession, "GET", path, read_timeout_s=wait_s + READ_TIMEOUT_S)

    def end_member_session(self, session: str) -> MemberSession | Problem:
        return self._call(MemberSession, "POST", f"/v1/member-sessions/{session}/end", key=_fresh_key())

    def hold_for_sale(
        self, session: str, message: MemberReserve, read_timeout_s: float
    ) -> MemberReserved | Problem:
        """Points and coupons, all or nothing; the sale's number keeps it single."""
        path = f"/v1/member-sessions/{session}/sales"
        return self._call(
            MemberReserved, "POST", path, message, key=_fresh_key(), read_timeout_s=read_timeout_s
        )

    def post_events(self, batch: EventBatch) -> EventAck | Problem:
        return self._call(EventAck, "POST", "/v1/events", batch, key=_fresh_key())

    def tickets(self, after: int) -> TicketList | Problem:
        """What changed of this machine's tickets after that revision."""
        return self._call(TicketList, "GET", f"/v1/tickets?after={after}")

    def documents(self, since: int, wait_s: int = 0, *, whole: bool = False) -> DocumentPage | Problem:
        """What changed after revision ``since`` (0: all there is); held up to ``wait_s`` (0 to 25) while
        nothing did. ``whole``: a further page of what began with 0."""
        wait_s = min(max(wait_s, 0), WAIT_MAX_S)
        path = f"/v1/sync?since={since}&wait_s={wait_s}" + ("&whole=true" if whole and since else "")
        return self._call(DocumentPage, "GET", path, read_timeout_s=wait_s + READ_TIMEOUT_S)

    def _call(
        self,
        answer: type[M],
        method: str,
        path: str,
        message: Message | None = None,
        *,
        key: str = "",
        read_timeout_s: float = READ_TIMEOUT_S,
    ) -> M | Problem:
        body = message.model_dump_json().encode() if message is not None else None
        found = self._exchanged(method, path, body, key, read_timeout_s)
        return found if isinstance(found, Problem) else _read(answer, found)

    def _exchanged(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        key: str = "",
        read_timeout_s: float = READ_TIMEOUT_S,
    ) -> Answer | Problem:
        signed_with_s = self._exchange.correction_s(CLOCK_TRUSTED_WITHIN_S)
        found = self._send(method, path, body, key, read_timeout_s)
        if isinstance(found, Answer) and found.status == 401 and self._signed_wrongly(signed_with_s):
            # the refusal's Date has just told what our clock really lacks: once more with the cloud's time
            found = self._send(method, path, body, key, read_timeout_s)
        return found

    def _send(
        self, method: str, path: str, body: bytes | None, key: str, read_timeout_s: float
    ) -> Answer | Problem:
        found: Answer | Problem = Problem(ProblemKind.NETWORK, "Nothing was sent.")
        for _ in range(TRIES_WHEN_CUT):
            now_s = self._exchange.now_s(CLOCK_TRUSTED_WITHIN_S)
            token = self._identity.token(self._machine_id, self._cloud_id, now_s)
            headers = _headers(body) | {"Authorization": f"Bearer {token}"}
            if key:
                headers["Idempotency-Key"] = key
            found = self._exchange.send(method, path, headers, body, read_timeout_s=read_timeout_s)
            if isinstance(found, Answer) or found.kind is not ProblemKind.NETWORK:
                break
        return found

    def _signed_wrongly(self, correction_s: int) -> bool:
        """The newest answer tells another time than a token signed with this correction bore."""
        now_s = self._exchange.correction_s(CLOCK_TRUSTED_WITHIN_S)
        return abs(now_s - correction_s) > CLOCK_TRUSTED_WITHIN_S


def enrol(base_url: str, code: str, identity: Identity, clock: Clock, software: str = "") -> EnrolAnswer:
    """Redeem the one-time ``code``. Safe to repeat with the same key when the answer was lost.

    Raises ``KnownError`` with words for the installer.
    """
    url = checked_url(base_url)
    try:
        message = EnrolRequest(code=code.strip(), public_key=identity.public_key, software=software)
    except ValidationError:
        raise KnownError("enrol.code", "The enrolment code must have 4 to 64 characters.") from None
    body = message.model_dump_json().encode()
    exchange = Exchange(url, clock)
    try:
        found = exchange.send("POST", "/v1/enrol", _headers(body), body)
    finally:
        exchange.close()
    answer = found if isinstance(found, Problem) else _read(EnrolAnswer, found)
    if not isinstance(answer, Problem):
        return answer
    said_no = isinstance(found, Answer) and found.status in _CODE_REFUSALS
    if said_no and answer.kind is not ProblemKind.BAD_ANSWER:
        text = "The cloud does not accept this code: wrong, used or expired. Ask the merchant for a new one."
        raise KnownError("enrol.refused", text)
    raise KnownError("enrol.failed", f"The machine could not be enrolled at {url}. {answer.text}")


def checked_url(base_url: str) -> str:
    """The cloud's address without its last slash: https, or plain http on this machine itself.

    Raises ``ConfigError``.
    """
    try:
        parts = urlsplit(base_url)
        plain_ok = parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS
        good = bool(parts.hostname) and (parts.scheme == "https" or plain_ok) and parts.port != 0
    except ValueError:
        good = False
    if not good or len(base_url) > URL_LIMIT_CHARS or parts.query or parts.fragment or parts.username:
        raise ConfigError(
            "config.cloud_url",
            f"cloud.url is {base_url!r}. It should be the cloud's address, e.g. https://cloud.example.com; "
            "plain http is allowed only for 127.0.0.1.",
        )
    return base_url.rstrip("/")


def _headers(body: bytes | None) -> dict[str, str]:
    headers = {"Accept": "application/json", "User-Agent": USER_AGENT}
    if body is not None:
        headers["Content-Type"] = "application/json"
    return headers


def _fresh_key() -> str:
    return secrets.token_hex(16)


def _read(answer: type[M], found: Answer) -> M | Problem:
    if 200 <= found.status < 300:
        try:
            return answer.model_validate_json(found.body)
        except (ValidationError, RecursionError):
            return Problem(
                ProblemKind.BAD_ANSWER,
                "The cloud's answer cannot be read: another server, or cut off.",
                "JSON",
            )
    return _refusal(found)


def _at_the_cloud(message: ProblemMessage) -> Problem:
    """Whose keys are meant: an installer at the machine would look for them there."""
    found = problem_of(message, "The account cannot be used.")
    shown = "".join(char for char in found.text if char.isprintable())[:PROBLEM_LIMIT_CHARS]
    return replace(found, text=f"At the cloud: {shown}", code=found.code[:64])


def _refusal(found: Answer) -> Problem:
    """Words for an answer outside 2xx; what is not the cloud's own JSON comes from somebody else."""
    status = f"HTTP_{found.status}"
    if found.status >= 500:
        return Problem(ProblemKind.GATEWAY, "The cloud has a fault of its own.", status)
    try:
        error = ErrorAnswer.model_validate_json(found.body)
    except (ValidationError, RecursionError):
        text = "Not the cloud but another server answered: check cloud.url and the network."
        return Problem(ProblemKind.BAD_ANSWER, text, status)
    code = error.code if _ERROR_CODE.fullmatch(error.code) else status
    said = "".join(c for c in error.text if c.isprintable())[:TEXT_LIMIT_CHARS]
    if code == CLOCK_CODE:
        return Problem(
            ProblemKind.CLOCK, f'The machine\'s clock is wrong: set it right. It says: "{said}"', code
        )
    kinds = {401: ProblemKind.CONFIG, 403: ProblemKind.PERMISSION, 429: ProblemKind.LIMIT}
    words = {
        401: "The cloud does not accept this machine's key: enrol it again.",
        403: "The cloud does not allow this.",
        409: "The cloud holds something else under this number.",
        429: "The cloud asks for fewer calls.",
    }
    text = f'{words.get(found.status, "The cloud refused the call.")} It says: "{said}"'
    return Problem(kinds.get(found.status, ProblemKind.GATEWAY), text, code)
