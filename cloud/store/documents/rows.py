"""Documents: put, deleted, read page by page in the order of their revisions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from cloud.store.documents.models import (
    EVERY_MACHINE,
    DocumentCounter,
    MachineDocuments,
    StoredDocument,
)
from cloud.store.once import changed_rows, insert_once
from kiosk.wire import (
    DOCUMENT_LIMIT_BYTES,
    DOCUMENT_PAGE_MAX,
    Document,
    DocumentPage,
    DocumentsReport,
    documents_digest,
)

CHANGED_MAX = 1_000
"""Beyond so many changes between two looks everybody who waits is woken."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a merchant says about one document. ``machine`` empty: for all of them."""

    machine: str
    kind: str
    key: str
    body: str | None
    """JSON, checked by the caller; None: delete it."""


@dataclass(frozen=True, slots=True)
class KindStanding:
    """How far a machine is with one kind of documents."""

    kind: str
    newest: int
    """The newest revision that is meant for it."""
    confirmed: bool
    """It said itself that it works with exactly these."""


def put(session: Session, change: Change, now_ms: int) -> int:
    """The change's revision; the revision it already had when it says nothing new."""
    before = _find(session, change)
    if before is not None and before.body == change.body:
        return before.revision
    if before is None and change.body is None:
        return newest(session)
    revision = session.execute(
        update(DocumentCounter)
        .values(revision=DocumentCounter.revision + 1)
        .returning(DocumentCounter.revision)
    ).scalar_one()
    values = {"revision": revision, "body": change.body, "changed_at_ms": now_ms}
    name = {"machine_id": change.machine, "kind": change.kind, "key": change.key}
    if not insert_once(session, StoredDocument, name | values):
        session.execute(
            update(StoredDocument)
            .where(
                StoredDocument.machine == change.machine,
                StoredDocument.kind == change.kind,
                StoredDocument.key == change.key,
            )
            .values(values)
            .execution_options(synchronize_session=False)
        )
    return int(revision)


def put_if_new(session: Session, change: Change, now_ms: int) -> bool:
    """False when there is, or once was, a document of this name: a merchant's word is never overwritten."""
    if _find(session, change) is not None:
        return False
    put(session, change, now_ms)
    return True


def find(session: Session, machine: str, kind: str, key: str) -> str | None:
    """The document's JSON as this machine (empty: any) gets it."""
    for owner in dict.fromkeys((machine, EVERY_MACHINE)):
        row = session.get(StoredDocument, (owner, kind, key))
        if row is not None and row.body is not None:
            return row.body
    return None


def hold(session: Session) -> None:
    """Until the end of the transaction nobody else changes a document."""
    session.execute(select(DocumentCounter.id).with_for_update())


def newest(session: Session) -> int:
    return session.execute(select(DocumentCounter.revision)).scalar_one()


def page(session: Session, machine: str, since: int, *, whole: bool = False) -> DocumentPage:
    """What changed for ``machine`` after ``since``: at most ``DOCUMENT_PAGE_MAX`` documents, and no more
    than ``DOCUMENT_LIMIT_BYTES`` beside the first. ``whole``: all is told, and no
    deletion is missed."""
    # read before the rows: what is committed in between is found again by the next question
    counter = session.execute(select(DocumentCounter.revision, DocumentCounter.forgotten)).one()
    if since > counter.revision or (not (whole or since == 0) and since < counter.forgotten):
        return DocumentPage(revision=0, documents=[], more=True, reset=True)
    statement = (
        select(StoredDocument)
        .where(StoredDocument.machine.in_((EVERY_MACHINE, machine)), StoredDocument.revision > since)
        .order_by(StoredDocument.revision)
        .limit(DOCUMENT_PAGE_MAX + 1)
    )
    rows = session.execute(statement).scalars().all()
    kept = _that_fit(rows[:DOCUMENT_PAGE_MAX])
    more = len(kept) < len(rows)
    others = _counterparts(session, machine, kept)
    found = [
        _told(row, others.get((row.kind, row.key)), machine, gone_matters=not whole and since > 0)
        for row in kept
    ]
    last = kept[-1].revision if kept else since
    return DocumentPage(
        revision=last if more else max(counter.revision, last),
        documents=[document for document in found if document is not None],
        more=more,
    )


def changed(session: Session, since: int) -> tuple[int, frozenset[str] | None]:
    """The newest revision, and whom changes after ``since`` are for; None: too many to say."""
    rows = session.execute(
        select(StoredDocument.revision, StoredDocument.machine)
        .where(StoredDocument.revision > since)
        .order_by(StoredDocument.revision)
        .limit(CHANGED_MAX)
    ).all()
    if not rows:
        return since, frozenset()
    if len(rows) == CHANGED_MAX:
        return newest(session), None
    return rows[-1].revision, frozenset(row.machine for row in rows)


def forget_deleted(session: Session, before_ms: int) -> int:
    """Deletions older than ``before_ms``; a machine that was away so long begins anew."""
    old = (StoredDocument.body.is_(None), StoredDocument.changed_at_ms < before_ms)
    last = session.execute(select(func.max(StoredDocument.revision)).where(*old)).scalar()
    if last is None:
        return 0
    session.execute(update(DocumentCounter).where(DocumentCounter.forgotten < last).values(forgotten=last))
    return changed_rows(session.execute(delete(StoredDocument).where(*old)))


def confirm(session: Session, machine: str, seq: int, report: DocumentsReport, at_ms: int) -> None:
    """The machine says what it works with; an older word than the newest changes nothing."""
    values = {"seq": seq, "report": report.model_dump_json(), "at_ms": at_ms}
    if insert_once(session, MachineDocuments, {"machine_id": machine} | values):
        return
    session.execute(
        update(MachineDocuments)
        .where(MachineDocuments.machine == machine, MachineDocuments.seq < seq)
        .values(values)
    )


def confirmed(session: Session, machine: str) -> DocumentsReport | None:
    row = session.get(MachineDocuments, machine)
    return None if row is None else DocumentsReport.model_validate_json(row.report)


def standing(session: Session, machine: str) -> list[KindStanding]:
    """Each kind that is meant for ``machine``, and whether it confirmed it by a digest of its own."""
    report = confirmed(session, machine)
    statement = select(StoredDocument).where(StoredDocument.machine.in_((EVERY_MACHINE, machine)))
    mine: dict[str, dict[str, StoredDocument]] = {}
    last: dict[str, int] = {}
    for row in session.execute(statement).scalars():
        last[row.kind] = max(last.get(row.kind, 0), row.revision)
        others = mine.setdefault(row.kind, {})
        if row.body is not None and (row.machine or row.key not in others):
            others[row.key] = row
    said = report.digests if report is not None else {}
    nothing = documents_digest({})
    return [
        KindStanding(
            kind,
            last[kind],
            said.get(kind, nothing)
            == documents_digest({key: json.loads(row.body or "") for key, row in rows.items()})
            and report is not None,
        )
        for kind, rows in sorted(mine.items())
    ]


def _find(session: Session, change: Change) -> StoredDocument | None:
    """Its row as it is now, held until the end of the transaction."""
    return session.get(
        StoredDocument,
        (change.machine, change.kind, change.key),
        with_for_update=True,
        populate_existing=True,
    )


def _that_fit(rows: Sequence[StoredDocument]) -> list[StoredDocument]:
    kept: list[StoredDocument] = []
    size_bytes = 0
    for row in rows:
        if kept:
            size_bytes += len((row.body or "").encode())
        if size_bytes > DOCUMENT_LIMIT_BYTES:
            break
        kept.append(row)
    return kept


def _counterparts(
    session: Session, machine: str, rows: Sequence[StoredDocument]
) -> dict[tuple[str, str], tuple[StoredDocument | None, StoredDocument | None]]:
    """By name: the one for all and the machine's own, of every name in ``rows``."""
    names = sorted({(row.kind, row.key) for row in rows})
    if not names:
        return {}
    statement = select(StoredDocument).where(
        StoredDocument.machine.in_((EVERY_MACHINE, machine)),
        tuple_(StoredDocument.kind, StoredDocument.key).in_(names),
    )
    found: dict[tuple[str, str], list[Any]] = {name: [None, None] for name in names}
    for row in session.execute(statement).scalars():
        found[row.kind, row.key][0 if row.machine == EVERY_MACHINE else 1] = row
    return {name: (both[0], both[1]) for name, both in found.items()}


def _told(
    row: StoredDocument,
    both: tuple[StoredDocument | None, StoredDocument | None] | None,
    machine: str,
    *,
    gone_matters: bool,
) -> Document | None:
    """What ``machine`` hears of this row's change; None: nothing, another one counts for it."""
    for_all, own = both or (None, None)
    has_own = own is not None and own.body is not None
    if row.machine != machine and has_own:
        return None
    body = own.body if own is not None and has_own else for_all.body if for_all is not None else None
    if body is None and not gone_matters:
        return None
    content = None if body is None else json.loads(body)
    return Document(kind=row.kind, key=row.key, revision=row.revision, body=content)
