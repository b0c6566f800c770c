"""Idempotency keys: the same key and body get the same answer, another body is refused."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from cloud.errors import Refusal
from cloud.store.models import KeyedAnswer
from cloud.store.once import changed_rows, insert_once


@dataclass(frozen=True, slots=True)
class Keyed:
    """Who asked what under which key."""

    machine_id: str
    path: str
    key: str
    body_sha256: str


def claim(session: Session, keyed: Keyed, now_s: int) -> str | None:
    """The answer given before under this key, None when there is none yet.

    Raises ``Refusal`` 409 when the key was used for another body.
    """
    identity = (keyed.machine_id, keyed.path, keyed.key)
    made = insert_once(
        session,
        KeyedAnswer,
        {
            "machine_id": keyed.machine_id,
            "path": keyed.path,
            "key": keyed.key,
            "body_sha256": keyed.body_sha256,
            "answer": None,
            "created_at_s": now_s,
        },
    )
    if made:
        return None
    row = session.get_one(KeyedAnswer, identity)
    if row.body_sha256 != keyed.body_sha256:
        raise Refusal(
            409, "idempotency.other_body", "This Idempotency-Key was used before with another body."
        )
    return row.answer


def keep(session: Session, keyed: Keyed, answer: str) -> None:
    """From now on ``answer`` is what this key gets."""
    session.execute(
        update(KeyedAnswer)
        .where(
            KeyedAnswer.machine_id == keyed.machine_id,
            KeyedAnswer.path == keyed.path,
            KeyedAnswer.key == keyed.key,
        )
        .values(answer=answer)
    )


def forget(session: Session, before_s: int) -> int:
    return changed_rows(session.execute(delete(KeyedAnswer).where(KeyedAnswer.created_at_s < before_s)))
