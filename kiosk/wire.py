"""Messages between machine and cloud, as both ends read them (``cloud/CONTRACT.md`` says it in words).

Unknown fields are ignored by the reader (the other end may be newer); missing ones are errors.
Times are UTC seconds unless the name says otherwise; amounts are whole fen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_serializer

EVENT_BATCH_MAX = 100
DOCUMENT_PAGE_MAX = 200
PICK_UP_UNITS_MAX = 6
"""As many as a basket may hold (``catalog.basket.UNITS_MAX``)."""
DOCUMENT_LIMIT_BYTES = 262_144
"""Of one document's JSON: two hundred promotions are about 60 KiB. A page holds at most this much beside its
first document, so it stays below what the machine reads of any answer (1 MiB)."""
WAIT_MAX_S = 25
TOKEN_LIFE_MAX_S = 60

Number = Annotated[str, Field(pattern=r"^[0-9A-Z]{8,32}$")]
Fen = Annotated[int, Field(ge=1, le=10_000_000)]
PaidFen = Annotated[int, Field(ge=0, le=10_000_000_000)]
"""What a gateway says it took: more than any order may be, so that an odd figure is judged by the sale; not
more than the books can hold (the same limit as ``wechat_read.PAID_LIMIT_FEN``)."""


SALE_LINES_MAX = 20
USES_MAX = 40
Points = Annotated[int, Field(ge=0, le=1_000_000_000)]
SessionId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
CouponCode = Annotated[str, Field(pattern=r"^[0-9A-Z-]{4,24}$")]


class Message(BaseModel):
    """Read strictly: ``true`` is no number of fen and ``"300"`` neither, whoever sends it."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class EnrolRequest(Message):
    """POST /v1/enrol: the only call without a token."""

    code: Annotated[str, Field(min_length=4, max_length=64)]
    public_key: Annotated[str, Field(min_length=40, max_length=100)]
    """The machine's Ed25519 public key: 32 raw bytes, standard base64."""
    software: Annotated[str, Field(max_length=40)] = ""


class EnrolAnswer(Message):
    machine_id: str
    cloud_id: str
    """The ``aud`` of every token the machine signs."""
    site: str = ""


class PaymentCreate(Message):
    """POST /v1/payments. The same number with the same content is the same payment."""

    number: Number
    sale: Number
    method: Literal["wechat", "alipay", "unionpay"]
    amount_fen: Fen
    currency: Literal["CNY"]
    description: Annotated[str, Field(min_length=1, max_length=127)]
    created_at_s: int
    expires_at_s: int


class PaymentCharge(PaymentCreate):
    """POST /v1/payments/charges: the customer's own code was read. The gateway hears of it once, however
    often this is sent. ``pay_code`` is money for a minute: neither end stores it, or writes it into a log."""

    pay_code: Annotated[SecretStr, Field(min_length=8, max_length=64)]

    @field_serializer("pay_code", when_used="json")
    def _revealed(self, value: SecretStr) -> str:
        return value.get_secret_value()


class Wallet(Message):
    """One this cloud has an account of."""

    method: Literal["wechat", "alipay", "unionpay"]
    takes_pay_codes: bool = False
    """Codes that a machine has read can be charged."""


class WalletList(Message):
    """GET /v1/payments/wallets."""

    wallets: list[Wallet]


class ProblemMessage(Message):
    kind: str
    text: str
    code: str = ""


class PaymentState(Message):
    """GET /v1/payments/{number}?wait_s=25&version=N holds the call until ``version`` changes."""

    number: Number
    version: int
    state: Literal["creating", "open", "paid", "closed", "refused", "unknown"]
    code: str | None = None
    paid_fen: PaidFen | None = None
    gateway_reference: str = ""
    paid_at_s: int | None = None
    refunded: bool = False
    code_life_s: int = 7200
    problem: ProblemMessage | None = None


class RefundCreate(Message):
    """POST /v1/payments/{payment}/refunds. Repeating the same number never refunds twice."""

    number: Number
    amount_fen: Fen
    reason: Annotated[str, Field(max_length=80)]


class RefundState(Message):
    """GET /v1/payments/{payment}/refunds/{number} asks the gateway again when not final."""

    number: Number
    state: Literal["accepted", "done", "refused", "void", "unknown"]
    to: str = ""
    gateway_reference: str = ""
    problem: ProblemMessage | None = None


class SaleLineReport(Message):
    index: int
    sku: str
    name: dict[str, str]
    lane: str
    amount_fen: int
    fate: Literal["waiting", "moving", "delivered", "not_delivered", "unknown"]
    list_fen: int = 0
    """Before every saving; 0: not told, or nothing was saved on it."""
    gift: bool = False
    """Given, not bought: nothing goes back for it."""


class SaleSavingReport(Message):
    """One saving of the basket. ``name`` by language, where the merchant gave one; ``key``: its kind."""

    key: str
    name: dict[str, str]
    fen: int


class SaleRefundReport(Message):
    number: str
    amount_fen: int
    state: str


class SaleMemberReport(Message):
    """What the sale has to do with the member who was signed in (``cloud/CONTRACT.md``, members).

    Points are booked by line: earned when it falls, given back when it does not."""

    session: SessionId
    points_spent: Annotated[list[Points], Field(max_length=SALE_LINES_MAX)]
    """By line, in the order of ``lines``."""
    points_earned: Annotated[list[Points], Field(max_length=SALE_LINES_MAX)]
    coupons: Annotated[list[CouponCode], Field(max_length=SALE_LINES_MAX)] = []
    """Codes that served."""
    uses: Annotated[dict[str, int], Field(max_length=USES_MAX)] = {}
    """How often each promotion served."""


class SaleReport(Message):
    """The body of an event ``sale``: the sale as the machine knows it after one step; feeds ``o/``."""

    number: Number
    truth_token: Annotated[str, Field(min_length=16, max_length=64)]
    """Unguessable part of the order page's address ``o/<truth_token>``."""
    stage: str
    currency: str
    opened_at_s: int
    paid_fen: int
    lines: list[SaleLineReport]
    refunds: list[SaleRefundReport]
    method: str = ""
    member: SaleMemberReport | None = None
    savings: list[SaleSavingReport] = []
    """What the quote took off, one by one."""


class RatingReport(Message):
    """The body of an event ``rating``: all that the customer says of a sale now; the newest one counts."""

    sale: Number
    stars: Annotated[int, Field(ge=0, le=5)]
    """0: none given."""
    tags: Annotated[list[Annotated[str, Field(max_length=24)]], Field(max_length=12)] = []
    goods: dict[str, Annotated[int, Field(ge=1, le=5)]] = {}
    """Stars by SKU."""


class TicketReport(Message):
    """The body of an event ``ticket``: a customer says that something went wrong."""

    number: Number
    sale: Annotated[str, Field(pattern=r"^([0-9A-Z]{8,32})?$")]
    """Empty: about no order."""
    kind: Annotated[str, Field(max_length=24)]
    opened_at_s: int
    due_at_s: int
    """An answer was promised by then."""
    evidence: dict[str, object] = {}
    """What the machine knew, without a word about the customer."""


class TicketState(Message):
    """One ticket as the cloud has it."""

    number: Number
    sale: str
    kind: str
    opened_at_s: int
    due_at_s: int
    reply: str = ""
    replied_at_s: int = 0


class TicketList(Message):
    """GET /v1/tickets?after=N: what of this machine's tickets changed after revision N, oldest change first;
    ask again with ``revision``."""

    tickets: list[TicketState]
    revision: int


class Event(Message):
    """One thing that happened on a machine. ``seq`` counts up from 1 without gaps per machine."""

    seq: Annotated[int, Field(ge=1)]
    kind: Annotated[str, Field(max_length=40)]
    at_ms: int
    body: dict[str, object]


class EventBatch(Message):
    """POST /v1/events, oldest first, at most EVENT_BATCH_MAX."""

    events: Annotated[list[Event], Field(max_length=EVENT_BATCH_MAX)]


class EventAck(Message):
    """``acked`` is the highest number the cloud holds without a gap: all up to it may be forgotten."""

    acked: int
    rejected: list[int] = []
    """Events the cloud stored but could not read; the machine logs them once."""


Kind = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,19}$")]
"""Of documents: ``rules``, ``faq``, ``pickup`` ... A reader keeps kinds it does not know."""
DocumentKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
Revision = Annotated[int, Field(ge=0, le=2**53)]


class Document(Message):
    """Something the machine is told. ``revision`` grows with every change at the cloud, for all documents."""

    kind: Kind
    key: DocumentKey
    revision: Revision
    body: dict[str, object] | None
    """None: there is no such document any more."""


class DocumentPage(Message):
    """GET /v1/sync?since=R: what changed after ``since``, in the order of the revisions."""

    revision: Revision
    """The next ``since``: everything up to it is in this page or was in one before."""
    documents: Annotated[list[Document], Field(max_length=DOCUMENT_PAGE_MAX)]
    more: bool
    """Ask again at once."""
    reset: bool = False
    """The cloud cannot tell what changed since then: begin anew with 0; what does not come again is gone."""


class DocumentsReport(Message):
    """The body of an event ``documents``: what the machine works with from now on."""

    revision: Revision
    digests: Annotated[dict[Kind, str], Field(max_length=40)]
    """``documents_digest`` of each kind's documents in use."""
    unread: Annotated[list[str], Field(max_length=100)] = []
    """``kind/key`` of those that this machine's version cannot read; it goes on with what it had."""


def documents_digest(documents: Mapping[str, object]) -> str:
    """SHA-256 of one kind's documents by key: the same at both ends exactly if they hold the same."""
    text = json.dumps(documents, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class PickUpUnit(Message):
    """One thing to take: its value goes back to the code, or to whoever paid, when it does not fall."""

    sku: Annotated[str, Field(min_length=1, max_length=64)]
    amount_fen: Fen


class PickUpDocument(Message):
    """The body of a document ``pickup``; its key is the code's id. The code itself is in no document."""

    salt: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    rounds: Annotated[int, Field(ge=1, le=1_000_000)]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """``pick_up_digest`` of the code."""
    until_s: int
    currency: Literal["CNY"]
    units: Annotated[list[PickUpUnit], Field(min_length=1, max_length=PICK_UP_UNITS_MAX)]


class PickUpReport(Message):
    """The body of an event ``pickup``: units left a code for a sale, or came back to it because they did not
    fall. What left and did not come back was given out, or is in doubt and named in the sale."""

    code: DocumentKey
    what: Literal["taken", "back"]
    units: Annotated[
        list[Annotated[int, Field(ge=0, lt=PICK_UP_UNITS_MAX)]], Field(max_length=PICK_UP_UNITS_MAX)
    ]
    """Indices of the document's ``units``."""
    amount_fen: Fen
    sale: Number


def pick_up_digest(code: str, salt: str, rounds: int) -> str:
    """Slow on purpose: there are only 10^8 codes, and the digests lie on the machine's disk."""
    return hashlib.pbkdf2_hmac("sha256", code.encode(), bytes.fromhex(salt), rounds).hex()


class MemberCouponMessage(Message):
    """One issued piece; what it promises is the published coupon of that id."""

    code: CouponCode
    coupon: Annotated[str, Field(min_length=1, max_length=40)]
    until_date: str = ""


class MemberSnapshot(Message):
    """Who signed in, as far as a machine must know. Held in memory only; no phone number, no whole name."""

    name: Annotated[str, Field(max_length=40)]
    """Masked."""
    level: Annotated[str, Field(max_length=40)] = ""
    level_names: dict[str, str] = {}
    """By language."""
    next_level_names: dict[str, str] = {}
    """Empty at the highest one."""
    level_percent: Annotated[int, Field(ge=0, le=100)] = 100
    """How far on the way to it."""
    missing_points: Points = 0
    """What is to be earned until the next level."""
    points: Points = 0
    birthday: Annotated[str, Field(pattern=r"^(\d\d-\d\d)?$")] = ""
    is_newcomer: bool = False
    has_priority: bool = False
    """Lanes and sales that are kept for some are open to this one."""
    coupons: Annotated[list[MemberCouponMessage], Field(max_length=50)] = []
    history: Annotated[list[str], Field(max_length=12)] = []
    """SKUs bought before, the latest first."""
    orders: Annotated[list[Number], Field(max_length=12)] = []
    """Numbers of their sales at the machine that is told, the latest first."""
    uses: dict[str, int] = {}
    """Of promotions, in earlier sales, as ``rules.Caps`` counts them."""


class MemberSessionCreate(Message):
    """POST /v1/member-sessions: a new code for the screen."""


class MemberSession(Message):
    """GET /v1/member-sessions/{id}?wait_s=25&state=waiting holds the call until ``state`` is another one."""

    id: SessionId
    state: Literal["waiting", "opened", "signed_in", "over"]
    """``opened``: a phone is at it; ``over``: expired or ended."""
    left_s: int = 0
    """How long ``state`` can last."""
    token: str = ""
    """For the address ``m/<token>``; told once, in the answer to the POST."""
    member: MemberSnapshot | None = None


class MemberReserve(Message):
    """POST /v1/member-sessions/{id}/sales: hold points and coupons for a sale before it opens."""

    sale: Number
    points_spent: Annotated[list[Points], Field(min_length=1, max_length=SALE_LINES_MAX)]
    """By line."""
    coupons: Annotated[list[CouponCode], Field(max_length=SALE_LINES_MAX)] = []
    instead_of: Annotated[str, Field(pattern=r"^([0-9A-Z]{8,32})?$")] = ""
    """An earlier sale of the same session that nobody paid: what is held for it is let go first."""


class MemberReserved(Message):
    sale: Number
    points_left: Points


class ErrorAnswer(Message):
    """Every answer that is not 2xx."""

    code: str
    text: str
    problem: ProblemMessage | None = None
    """Why the account of the wallet that was asked about cannot be used now."""
    warnings: list[ProblemMessage] = []
    """What will need a person before long at that account, although it is well."""
