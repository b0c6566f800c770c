"""Messages a gateway sends by itself: verified, kept as evidence, acted on once, only then acknowledged."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping

from cloud.clock import Clock
from cloud.errors import Refusal
from cloud.logs import log
from cloud.pay.desk import PaymentDesk
from cloud.pay.states import Change, RefundChange, change_of, refund_change_of
from cloud.store import notices
from cloud.store.database import Database, StoreUnavailable
from cloud.store.notices import NoticeRecord
from kiosk.payments.intent import (
    Closed,
    NoticeReader,
    NoticeRejected,
    Paid,
    QueryResult,
    RefundResult,
    Unpaid,
)

KEPT_HEADERS = (
    "wechatpay-serial",
    "wechatpay-signature",
    "wechatpay-signature-type",
    "wechatpay-timestamp",
    "wechatpay-nonce",
)
"""What is needed to verify the evidence again (payments.md 1.6); nothing else a stranger may send."""


class NoticeDesk:
    """Receives for every gateway that has a reader."""

    def __init__(
        self, db: Database, readers: Mapping[str, NoticeReader], desk: PaymentDesk, clock: Clock
    ) -> None:
        self._db = db
        self._readers = readers
        self._desk = desk
        self._clock = clock

    async def hear(self, gateway: str, headers: Mapping[str, str], body: bytes) -> None:
        """Returns when the notice is stored and acted on: then it may be acknowledged.

        Raises ``Refusal`` 404 for an unknown gateway and 401 for what is not signed by it.
        """
        reader = self._readers.get(gateway)
        if reader is None:
            raise Refusal(404, "notify.unknown_gateway", "No such gateway is served here.")
        # in a thread of its own: signatures cost milliseconds, and the gateway's threads may all hang
        notice = await asyncio.to_thread(reader.parse_notice, headers, body)
        if isinstance(notice, NoticeRejected):
            log.warning(
                "notify.rejected", gateway=gateway, text=notice.problem.text, code=notice.problem.code
            )
            raise Refusal(401, "notify.rejected", "The notice is not verified.")
        record = NoticeRecord(
            gateway=gateway,
            event_id=notice.event_id,
            order_number=notice.order_number,
            refund_number=notice.refund_number,
            headers=json.dumps({name: headers[name] for name in KEPT_HEADERS if name in headers}),
            body=reader.kept_notice(body),
        )
        await self._act(record, _change(notice.result))

    async def _act(self, record: NoticeRecord, change: Change | RefundChange) -> None:
        now_ms = self._clock.utc_ms()
        try:
            heard = await self._db.write(notices.act, record, change, now_ms)
        except StoreUnavailable:
            raise  # not acknowledged, so it comes again
        except Exception:
            # a bug of ours must not lose the evidence; not acknowledged, so it comes again
            await self._db.write(notices.record, record, now_ms)
            raise
        if not heard.known:
            log.warning("notify.foreign", gateway=record.gateway, order=record.order_number)
        if heard.payment is not None:
            self._desk.heard(heard.payment)


def _change(result: QueryResult | RefundResult) -> Change | RefundChange:
    if isinstance(result, Paid | Unpaid | Closed):
        return change_of(result)
    return refund_change_of(result)
