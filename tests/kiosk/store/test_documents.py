"""A page of documents is on the disk whole, with the revision it reaches, or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.store.health import open_checked
from kiosk.store.records import DocumentChange, DocumentPlan, Position
from kiosk.store.store import Store

LISTENER = """
import sys
from pathlib import Path
from kiosk.clock import SystemClock
from kiosk.store.health import open_checked
from kiosk.store.records import DocumentChange, DocumentPlan, Position
store, _ = open_checked(Path(sys.argv[1]), SystemClock())
start = store.documents.position().revision
for revision in range(start + 1, start + 1000):
    body = '{"revision": %d}' % revision
    changes = tuple(DocumentChange("faq", f"k{n}", revision, body) for n in range(20))
    store.documents.apply(DocumentPlan(Position("c", revision), changes))
    print(revision, flush=True)
"""


@pytest.mark.parametrize("after", [1, 3, 8])
def test_a_page_survives_a_kill_whole_or_not_at_all(tmp_path: Path, after: int) -> None:
    confirmed = 0
    for _life in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", LISTENER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as listener:
            assert listener.stdout is not None
            for count, line in enumerate(listener.stdout):
                if not line.endswith("\n"):
                    break
                confirmed = int(line)
                if count + 1 == after:
                    listener.kill()
        store, _ = open_checked(tmp_path, ManualClock())
        reached = store.documents.position().revision
        bodies = store.documents.of("faq")
        events = store.outbox.pending(500)
        store.close()
        assert reached >= confirmed
        assert len(bodies) == 20 and {body["revision"] for body in bodies.values()} == {reached}
        assert events[-1].body["revision"] == reached, "the report is in the same transaction"


def test_the_end_of_a_round_takes_what_did_not_come_again(tmp_path: Path) -> None:
    store = Store.open(tmp_path, ManualClock())

    def told(round_: int, *keys: str, ends: bool = False) -> frozenset[str]:
        changes = tuple(DocumentChange("faq", key, 1, "{}") for key in keys)
        return store.documents.apply(DocumentPlan(Position("c", 1, round_), changes, ends))

    told(0, "a", "b")
    assert told(1, "a") == frozenset(), "the same body is no news"
    assert set(store.documents.of("faq")) == {"a", "b"}, "nothing is missing while all is told again"
    assert told(1, "c", ends=True) == {"faq"}
    assert set(store.documents.of("faq")) == {"a", "c"}
    store.close()
