"""What people see: the four ends told apart, an order's whole story, sums of a day, sheets that open."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest

from cloud.console.ends import TONES, End
from cloud.console.wordlist import WORDS
from cloud.store.console.models import ConsoleDeed
from cloud.store.models import Machine
from tests.cloud.console.office import DAY, Browser, Day, add_findings, signed_in
from tests.cloud.served import ServedCloud

ENDS = {"done": End.DONE, "accepted": End.ON_ITS_WAY, "unknown": End.BEING_TRIED, "refused": End.WITH_STAFF}
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def day(cloud: ServedCloud) -> Day:
    return Day(cloud, cloud.machine())


def rows(one: Browser, path: str) -> list[str]:
    """The table's rows, as text without marks."""
    answer = one.get(path)
    assert answer.status_code == 200, answer.text[:300]
    found = re.findall(r"<tr data-sa-pk=.*?</tr>", answer.text, re.DOTALL)
    texts = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]
    return [text.removeprefix("重新发送 ") for text in texts]


def test_the_four_ends_of_a_refund_differ_in_word_and_colour(cloud: ServedCloud, day: Day) -> None:
    for index, state in enumerate(ENDS):
        day.refund(day.paid(f"K7BACK{index:04d}"), state)
    one = signed_in(cloud, "viewer")
    page = one.get("/refund/list").text
    for state, end in ENDS.items():
        number = f"K7BACK{list(ENDS).index(state):04d}R0"
        row = next(part for part in page.split("<tr ") if f'data-sa-pk="{number}"' in part)
        assert f"bg-{TONES[end]}-lt" in row and WORDS[f"end.{end}"][0] in row
        assert rows(one, f"/refund/list?filter=end__is%3D{end}")[0].startswith(number)
        assert len(rows(one, f"/refund/list?filter=end__is%3D{end}")) == 1
    one.cookies.set("language", "en")
    assert all(WORDS[f"end.{end}"][1] in one.get("/refund/list").text for end in ENDS.values())
    cloud.clock.advance(24 * 3600 * 1000)
    one.sign_in("viewer")
    assert len(rows(one, f"/refund/list?filter=end__is%3D{End.WITH_STAFF}")) == 2, "a day is long enough"
    assert not rows(one, f"/refund/list?filter=end__is%3D{End.BEING_TRIED}")
    assert not rows(one, "/refund/list?filter=end__is%3Dnonsense")


def test_orders_are_found_by_machine_day_wallet_state_and_number(cloud: ServedCloud, day: Day) -> None:
    other = Day(cloud, cloud.machine())
    first, second = day.paid("K7SALE0001", 350), other.paid("K8SALE0002", 1_200)
    cloud.clock.advance(24 * 3600 * 1000)
    day.machine.post("/v1/payments", day.machine.order("K7SALE0003A", 500))
    one = signed_in(cloud, "viewer")

    def numbers(query: str) -> set[str]:
        return {row.split()[0] for row in rows(one, f"/order/list?{query}")}

    assert numbers("") == {first, second, "K7SALE0003A"}
    assert numbers(f"filter=machine_id__eq%3D{other.machine.id}") == {second}
    assert numbers("filter=created_at_s__on_day%3D2026-09-21") == {first, second}
    assert numbers("filter=created_at_s__between_days%3D2026-09-22..2026-09-23") == {"K7SALE0003A"}
    assert numbers("filter=state__eq%3Dopen") == {"K7SALE0003A"}
    assert numbers("filter=method__eq%3Dalipay") == set()
    assert numbers("filter=amount_fen__yuan%3D12.00") == {second}
    assert numbers("q=k8sale") == {second} == numbers("q=K8SALE0002A")
    assert numbers("q=TK8SALE0002A") == {second}, "the gateway's own number"
    assert numbers("q=%25") == set()
    for wrong in ("created_at_s__on_day%3Dyesterday", "amount_fen__yuan%3D1.234", "nonsense__eq%3D1"):
        assert one.get(f"/order/list?filter={wrong}").status_code == 400, wrong
    for path in ("/order/list?sort=state__desc&page=9", "/order/list?page_size=50"):
        assert one.get(path).status_code == 200


def test_an_order_tells_its_whole_story(cloud: ServedCloud, day: Day) -> None:
    sale = "K7SALE0001"
    payment = day.paid(sale, 1_050)
    cloud.notify({"id": "EV-1", "order": payment, "fen": 1_050})
    day.report(sale, ("delivered", "moving", "waiting"), "vending")
    number = day.refund(payment, "accepted")
    fates = ("delivered", "not_delivered", "unknown")
    day.report(sale, fates, "refunding", ((number, 350, "accepted"),))
    day.report("K7SALE0002", ("delivered",), "closed")
    one = signed_in(cloud, "viewer")
    page = one.get(f"/order/detail?pk={payment}").text
    for shown in (
        *("可口可乐", "已出货", "未出货", "正在核对", "¥10.50", "退款途中，尚未到账", "已按它处理", "出货中"),
        *(f"/o/truth-of-{sale}-long-enough", number),
    ):
        assert shown in page, shown
    assert "K7SALE0002" not in page, "another sale's steps are not told"
    assert "已到账" not in page, "on its way is never called refunded"
    assert "<b>茶</b>" not in page and "&lt;b&gt;茶&lt;/b&gt;" in page, "a machine's words are text"
    assert "这里不能新开退款" in page
    assert one.get("/order/detail?pk=K7NOBODY").status_code == 404


def test_an_order_its_machine_never_reported(cloud: ServedCloud, day: Day) -> None:
    payment = day.paid("K7SALE0001")
    assert "机器还没有上报这笔交易" in signed_in(cloud, "viewer").get(f"/order/detail?pk={payment}").text


def test_a_machine_tells_what_is_wrong_with_it_now(cloud: ServedCloud, day: Day) -> None:
    def incident(code: str, text: str) -> None:
        told = {"restocker": text, "technician": f"<i>{text}", "next_step": "请清理货道"}
        words = {"zh_CN": told, "en": told}
        day.told(
            "incident", {"code": code, "subject": "A3", "severity": "error", "text": text, "words": words}
        )

    incident("motor_jam", "卡住了")
    incident("too_warm", "太热了")
    day.told("incident_over", {"code": "too_warm", "subject": "A3"})
    one = signed_in(cloud, "viewer")
    page = one.get(f"/machine/detail?pk={day.machine.id}").text
    assert "&lt;i&gt;卡住了" in page and "请清理货道" in page
    assert "太热了" not in page, "what is over is over"
    assert rows(one, "/machine/list") == [
        f"{day.machine.id} 南门 已接入 2026-09-21 22:13:20 0.1 2026-09-21 22:13:20"
    ]
    events = rows(one, "/event/list?filter=kind__eq%3Dincident")
    assert len(events) == 2 and "卡住了 请清理货道" in " ".join(events)
    cloud.db.write_now(lambda session: setattr(session.get_one(Machine, day.machine.id), "revoked", True))
    assert "已停用" in one.get("/machine/list").text


def test_a_day_of_beijing_in_figures(cloud: ServedCloud, day: Day) -> None:
    for index, fen in enumerate((350, 1_200, 5)):
        day.paid(f"K7SALE{index:04d}", fen)
    day.refund("K7SALE0000A", "done")
    day.refund("K7SALE0001A", "unknown", 100)
    add_findings(cloud, day.machine.id)
    one = signed_in(cloud, "viewer")
    page = one.get(f"/?day={DAY.isoformat()}").text
    for shown in ("¥15.55", "3 笔已付款", "¥3.50", "¥12.05", "微信支付", f"南门 {day.machine.id}", "¥1.00"):
        assert shown in page, shown
    assert "这一天没有收款" in one.get("/?day=2026-09-20").text
    for odd in ("nonsense", "0001-01-01", "9999-12-31", ""):
        assert one.get(f"/?day={odd}").status_code == 200, odd


def test_a_sheet_opens_with_amounts_as_numbers(cloud: ServedCloud, day: Day) -> None:
    add_findings(cloud, day.machine.id)
    one = signed_in(cloud, "finance")
    fields = ["day", "order_number", "found", "deed", "ours_fen", "theirs_fen"]
    answer = one.export("finding", "xlsx", fields)
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert book.testzip() is None
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    texts = ["".join(item.itertext()) for item in shared]
    cells = [
        [
            texts[int(cell.findtext(f"{SHEET}v") or 0)]
            if cell.get("t") == "s"
            else cell.findtext(f"{SHEET}v")
            for cell in row
        ]
        for row in sheet.iter(f"{SHEET}row")
    ]
    assert cells[0] == ["账单日", "支付单号", "发现", "处理", "我方", "账单"]
    differs = next(row for row in cells if row[2] == "金额不一致")
    assert differs == ["2026-09-21", "K7FOUND001A", "金额不一致", "需要人工核对", "3.50", "3.51"]
    csv = one.export("finding", "csv", fields).content
    assert csv.startswith(b"\xef\xbb\xbf") and "金额不一致,需要人工核对,3.50,3.51" in csv.decode("utf-8-sig")
    exports = cloud.db.read_now(
        lambda session: session.query(ConsoleDeed.subject).filter(ConsoleDeed.deed == "export").all()
    )
    assert [tuple(row) for row in exports] == [("finding",), ("finding",)]


def test_a_cell_never_becomes_a_formula(cloud: ServedCloud) -> None:
    machine = cloud.machine()
    order = machine.order("K7SALE0001A", 350)
    assert machine.post("/v1/payments", order).status_code == 200
    formula = "=HYPERLINK(1)"
    cloud.db.write_now(lambda session: setattr(session.get_one(Machine, machine.id), "site", formula))
    one = signed_in(cloud, "finance")
    assert f"'{formula}" in one.export("machine", "csv", ["site"]).content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(one.export("machine", "xlsx", ["site"]).content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
