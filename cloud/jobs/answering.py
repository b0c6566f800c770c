"""``python -m cloud ticket``: what customers wait for, and the answer to one of them."""

from __future__ import annotations

import json

from cloud.clock import HostClock
from cloud.errors import SettingsError
from cloud.phone.order import local_time
from cloud.store import voices
from cloud.store.database import Database
from cloud.store.voices import REPLY_MAX_CHARS, WholeTicket


def waiting(url: str) -> str:
    """One line a ticket, the one that is due first on top, its evidence as JSON at the end."""
    db = Database(url)
    try:
        found = db.read_now(voices.tickets, open_only=True)
    finally:
        db.close()
    return "".join(_line(one) for one in found) or "No customer waits for an answer.\n"


def answer(url: str, number: str, text: str) -> None:
    """Raises ``SettingsError`` in words."""
    words = " ".join(text.split())
    if not words or len(words) > REPLY_MAX_CHARS:
        raise SettingsError(f"ticket reply needs --text of 1 to {REPLY_MAX_CHARS} characters.")
    db = Database(url)
    try:
        known = db.write_now(voices.reply, number, words, HostClock().utc_ms() // 1000)
    finally:
        db.close()
    if not known:
        raise SettingsError(f"There is no ticket {number!r}. See: python -m cloud ticket list")


def _line(one: WholeTicket) -> str:
    state = one.state
    parts = (
        state.number,
        local_time(state.due_at_s),
        one.machine_id,
        state.sale or "-",
        state.kind,
        one.words,
    )
    return "\t".join((*parts, json.dumps(one.evidence, ensure_ascii=False))) + "\n"
