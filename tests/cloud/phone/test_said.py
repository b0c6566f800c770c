"""Ratings and tickets: from the machine, from the phone, answered, and heard again at both ends."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from cloud.phone.said import BLAME, KINDS, PRAISE
from cloud.phone.said_words import EN, ZH
from kiosk.orders import views
from kiosk.wire import TicketList
from tests.cloud import plain
from tests.cloud.reports import NUMBER, TOKEN, report
from tests.cloud.served import Machine, ServedCloud

TICKET = "T0123456789AB"


def ticket(**changed: Any) -> dict[str, Any]:
    return {
        "number": TICKET,
        "sale": NUMBER,
        "kind": "nothing_fell",
        "opened_at_s": 1_790_000_000,
        "due_at_s": 1_790_086_400,
        "evidence": {"order": {"lines": [{"lane": "A1", "board": [{"code": "0x03"}]}]}},
    } | changed


def told(machine: Machine, *events: tuple[str, dict[str, Any]], first: int = 1) -> Any:
    bodies = [
        {"seq": first + at, "kind": kind, "at_ms": 10 + at, "body": body}
        for at, (kind, body) in enumerate(events)
    ]
    return machine.post("/v1/events", {"events": bodies}).json()


def state(cloud: ServedCloud, language: str = "en") -> dict[str, Any]:
    answer = plain.get(f"{cloud.base_url}/o/{TOKEN}/state?lang={language}")
    assert answer.status_code == 200
    return dict(answer.json())


def say(cloud: ServedCloud, what: str, **body: Any) -> httpx.Response:
    return plain.post(f"{cloud.base_url}/o/{TOKEN}/{what}", json=body)


def heard(machine: Machine, after: int) -> TicketList:
    answer = machine.get(f"/v1/tickets?after={after}")
    assert answer.status_code == 200
    return TicketList.model_validate_json(answer.content)


def replied(cloud: ServedCloud, number: str, text: str) -> subprocess.CompletedProcess[str]:
    folder = cloud.url.removeprefix("sqlite:///").removesuffix("/cloud.sqlite")
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "cloud",
            "ticket",
            "reply",
            "--data",
            folder,
            "--number",
            number,
            "--text",
            text,
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_words_of_both_ends_are_the_same() -> None:
    assert set(ZH.kinds) == set(EN.kinds) == {kind.value for kind in views.Mishap}
    assert set(KINDS) <= set(ZH.kinds)
    assert set(ZH.tags) == set(EN.tags) == {tag.value for tag in views.Tag}
    assert tuple(tag.value for tag in views.PRAISE) == PRAISE
    assert tuple(tag.value for tag in views.BLAME) == BLAME


def test_a_ticket_from_the_machine_is_answered_on_the_page_and_at_the_machine(
    cloud: ServedCloud, machine: Machine
) -> None:
    body = report(stage="closed")
    assert told(machine, ("sale", body), ("ticket", ticket())) == {"acked": 2, "rejected": []}
    assert told(machine, ("sale", body), ("ticket", ticket()))["rejected"] == [], "sent twice is one ticket"
    shown = state(cloud)["tickets"]
    assert [one["title"] for one in shown] == [f"Ticket {TICKET}"]
    assert shown[0]["reply"] == "" and "2026" in shown[0]["text"], "until when it is answered"
    first = heard(machine, 0)
    assert [one.reply for one in first.tickets] == [""]
    assert heard(machine, first.revision).tickets == []

    assert replied(cloud, "T000", "x").returncode == 2
    done = replied(cloud, TICKET, "已退款 ¥3.50，<b>抱歉</b>。")
    assert done.returncode == 0, done.stderr
    again = heard(machine, first.revision)
    assert [one.reply for one in again.tickets] == ["已退款 ¥3.50，<b>抱歉</b>。"]
    assert again.revision > first.revision
    assert state(cloud)["tickets"][0]["reply"] == "已退款 ¥3.50，<b>抱歉</b>。"
    page = plain.get(f"{cloud.base_url}/o/{TOKEN}").text
    assert "&lt;b&gt;抱歉" in page and "<b>抱歉" not in page


def test_another_machine_hears_nothing_of_it(cloud: ServedCloud, machine: Machine) -> None:
    told(machine, ("ticket", ticket()))
    assert heard(cloud.machine(), 0).tickets == []
    assert plain.get(f"{cloud.base_url}/v1/tickets?after=0").status_code == 401


def test_the_newest_rating_counts(cloud: ServedCloud, machine: Machine) -> None:
    def rating(stars: int, *tags: str) -> tuple[str, dict[str, Any]]:
        return "rating", {"sale": NUMBER, "stars": stars, "tags": list(tags), "goods": {"S0": 5}}

    told(machine, ("sale", report(stage="closed")), rating(2), rating(5, "fast"))
    assert state(cloud)["stars"] == 5
    assert 'data-tag="fast" aria-pressed="true"' in state(cloud)["said_html"]
    assert say(cloud, "rating", stars=4, tags=["clean", "rude"]).json() == {"stars": 4}
    html = state(cloud, "zh")["said_html"]
    assert 'data-tag="clean" aria-pressed="true"' in html and "干净" in html and "rude" not in html
    told(machine, rating(1), first=4)
    assert state(cloud)["stars"] == 4, "a late word of the machine is older than the phone's"


def test_a_ticket_from_the_phone_is_one_for_each_mishap(cloud: ServedCloud, machine: Machine) -> None:
    told(machine, ("sale", report(stage="closed")))
    first = say(cloud, "ticket", kind="wrong_thing", words=" It was \n tea ").json()["number"]
    assert say(cloud, "ticket", kind="wrong_thing").json()["number"] == first
    assert say(cloud, "ticket", kind="damaged").json()["number"] != first
    assert {one.number for one in heard(machine, 0).tickets} >= {first}
    listed = subprocess.run(
        [
            sys.executable,
            "-m",
            "cloud",
            "ticket",
            "--data",
            cloud.url.removeprefix("sqlite:///")[: -len("/cloud.sqlite")],
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    assert "It was tea" in listed and '"fate": "delivered"' in listed and TOKEN not in listed


@pytest.mark.parametrize(
    ("what", "body", "status"),
    [
        ("ticket", {"kind": "rude"}, 422),
        ("ticket", {"kind": "damaged", "words": "a\x00b"}, 422),
        ("ticket", {"kind": "damaged", "words": "a" * 301}, 422),
        ("rating", {"stars": 6}, 422),
        ("rating", {"stars": True}, 422),
        ("rating", {}, 422),
    ],
)
def test_what_nobody_means_is_refused(
    cloud: ServedCloud, machine: Machine, what: str, body: dict[str, Any], status: int
) -> None:
    told(machine, ("sale", report(stage="closed")))
    assert say(cloud, what, **body).status_code == status
    assert state(cloud)["tickets"] == []


def test_without_an_order_nothing_can_be_said(cloud: ServedCloud) -> None:
    for what in ("rating", "ticket"):
        answer = plain.post(
            f"{cloud.base_url}/o/nobody-knows-this-one/{what}", json={"stars": 5, "kind": "other"}
        )
        assert answer.status_code == 404


def test_an_order_that_was_not_paid_is_neither_rated_nor_complained_of(
    cloud: ServedCloud, machine: Machine
) -> None:
    told(machine, ("sale", report(stage="paying", paid=False, fates=("waiting",))))
    page = plain.get(f"{cloud.base_url}/o/{TOKEN}").text
    assert 'id="say"' not in page and "data-stars=" not in page.split("<script")[0]


def test_what_cannot_be_read_is_kept_and_named(cloud: ServedCloud, machine: Machine) -> None:
    bad = ("rating", {"sale": NUMBER, "stars": 9}), ("ticket", {"number": "x"})
    assert told(machine, *bad) == {"acked": 2, "rejected": [1, 2]}


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "退款什么时候到"), ("en", "When does the refund arrive")]
)
def test_the_page_brings_its_answers_along(
    cloud: ServedCloud, machine: Machine, language: str, words: str
) -> None:
    told(machine, ("sale", report(stage="closed")))
    page = plain.get(f"{cloud.base_url}/o/{TOKEN}?lang={language}").text
    found = json.loads(page.split('id="faq"')[1].split(">", 1)[1].split("</script>")[0])
    assert any(words in asks for asks, _ in found)
    assert not any("{" in says for _, says in found)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no browser on this machine")
def test_a_browser_finds_the_answer_while_one_types(
    cloud: ServedCloud, machine: Machine, tmp_path: Path
) -> None:
    """The page's own field, answers and script in a real browser, with somebody who types."""
    told(machine, ("sale", report(stage="closed")))
    page = plain.get(f"{cloud.base_url}/o/{TOKEN}?lang=zh").text
    scripts = [part.split("</script>")[0].split(">", 1)[1] for part in page.split("<script")[1:]]
    faq = next(part for part in scripts if part.startswith("["))
    finder = next(part for part in scripts if 'getElementById("faq")' in part)
    field = page[
        page.index('<input type="search"') : page.index("</section>", page.index('<input type="search"'))
    ]
    (tmp_path / "page.html").write_text(
        f"""<meta charset=utf-8>{field}<script type="application/json" id="faq">{faq}</script>
        <script>{finder}</script><script>
        const question = document.getElementById("question"); question.value = "退款多久能到";
        question.dispatchEvent(new Event("input"));</script>""",
        encoding="utf-8",
    )
    command = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--dump-dom",
        str(tmp_path / "page.html"),
    ]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert "<b>退款什么时候到</b>" in shown


def test_the_page_tells_what_happened_when(cloud: ServedCloud, machine: Machine) -> None:
    refund = (f"{NUMBER}R0", 350)
    other = report(stage="closed") | {"number": "K9ZZZZZZZ", "truth_token": "another-order-000000"}
    steps = [
        report(stage="paying", paid=False, fates=("waiting", "waiting")),
        other,
        report(fates=("moving", "waiting")),
        report(fates=("delivered", "moving")),
        report(stage="refunding", fates=("delivered", "not_delivered"), refunds=((*refund, "sending"),)),
        report(stage="closed", fates=("delivered", "not_delivered"), refunds=((*refund, "done"),)),
    ]
    told(machine, *(("sale", one) for one in steps))
    html = state(cloud, "en")["said_html"]
    said = [part.split("</span>")[0] for part in html.split("<li><span>")[1:]]
    assert said == [
        "Ordered",
        "Paid ¥7.00",
        "Coca-Cola: delivered",
        "Spring water: not delivered",
        "Refund of ¥3.50 asked for",
        "Refunded ¥3.50",
    ]
    assert "已付款 ¥7.00" in state(cloud, "zh")["said_html"]
