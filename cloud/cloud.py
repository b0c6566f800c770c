"""The running cloud as one value: what every room is handed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cloud.clock import Clock
from cloud.documents import board
from cloud.documents.board import Board
from cloud.jobs.reconciling import Reconciling
from cloud.pay.accounts import Accounts
from cloud.pay.calls import GatewayCalls
from cloud.pay.desk import PaymentDesk, gateway_calls
from cloud.pay.notices import NoticeDesk
from cloud.pay.refunds import RefundDesk
from cloud.pay.watch import ASK_EVERY_S, LOOK_EVERY_S
from cloud.store.database import Database
from kiosk.payments.intent import Gateway, Method, NoticeReader


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how long, in seconds; only tests choose others."""

    look_every_s: float = LOOK_EVERY_S
    ask_every_s: float = ASK_EVERY_S
    answer_within_s: float = 8.0
    look_at_documents_every_s: float = board.LOOK_EVERY_S


@dataclass(frozen=True, slots=True)
class Support:
    """Whom a customer can turn to; shown on the order page."""

    phone: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Cloud:
    db: Database
    clock: Clock
    cloud_id: str
    desk: PaymentDesk
    refunds: RefundDesk
    notices: NoticeDesk
    accounts: Accounts
    calls: Mapping[Method, GatewayCalls]
    reconciling: Reconciling
    board: Board
    """What machines are told."""
    support: Support
    merchant_digest: str
    """SHA-256 of the merchant's token; empty: nobody speaks for the merchant over HTTP."""
    money: str
    """``real``, ``test`` (no money can move: an emulated gateway) or ``none`` (no gateway)."""

    def stop_waiting(self) -> None:
        """Answer everybody who waits; ends the desks' own tasks."""
        self.board.close()
        self.refunds.close()
        self.accounts.close()
        self.desk.close()


def open_cloud(
    db: Database,
    cloud_id: str,
    clock: Clock,
    gateways: Mapping[Method, Gateway],
    readers: Mapping[str, NoticeReader],
    money: str = "none",
    support: Support | None = None,
    pace: Pace | None = None,
    merchant_digest: str = "",
) -> Cloud:
    """Wire the rooms together. Call on the event loop that will serve."""
    pace = pace or Pace()
    calls = gateway_calls(gateways)
    desk = PaymentDesk(
        db,
        calls,
        clock,
        look_every_s=pace.look_every_s,
        ask_every_s=pace.ask_every_s,
        answer_within_s=pace.answer_within_s,
    )
    refund_desk = RefundDesk(db, calls, clock, pace.answer_within_s)
    return Cloud(
        db=db,
        clock=clock,
        cloud_id=cloud_id,
        desk=desk,
        refunds=refund_desk,
        notices=NoticeDesk(db, readers, desk, clock),
        accounts=Accounts(calls),
        calls=calls,
        reconciling=Reconciling(db, calls, desk, refund_desk, clock),
        board=Board(db, clock, pace.look_at_documents_every_s),
        support=support or Support(),
        money=money,
        merchant_digest=merchant_digest,
    )
