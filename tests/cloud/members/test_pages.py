"""The members' pages: register with consent, see, correct and erase; in two languages, without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cloud.members.desk import CODES_PER_PHONE
from cloud.members.senders import NoSender
from tests.cloud.members.phones import PHONE, Phone, code_in
from tests.cloud.served import Machine, ServedCloud


def test_nobody_becomes_a_member_without_agreeing(phones: Callable[..., Phone]) -> None:
    phone = phones()
    answer = phone.ask_code(agree="")
    assert answer.status_code == 422
    assert "请先阅读并勾选同意" in answer.text
    assert 'class="sms"' not in answer.text


@pytest.mark.parametrize("number", ["", "12345", "23800001234", "1380000123x", "138 0000 12345"])
def test_a_number_that_is_none_is_said(phones: Callable[..., Phone], number: str) -> None:
    answer = phones(number).ask_code()
    assert answer.status_code == 422
    assert "11 位手机号" in answer.text


def test_wrong_codes_end_a_code(phones: Callable[..., Phone]) -> None:
    phone = phones()
    code = code_in(phone.ask_code())
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert phone.enter("me", wrong).status_code == 422
    assert phone.enter("me", code).status_code == 422, "it could be guessed otherwise"


def test_a_code_is_used_once_and_grows_old(cloud: ServedCloud, phones: Callable[..., Phone]) -> None:
    phone = phones()
    code = code_in(phone.ask_code())
    assert phone.enter("me", code).status_code == 200
    assert phones().enter("me", code).status_code == 422
    late = code_in(phone.ask_code())
    cloud.clock.advance(300_000)
    assert phone.enter("me", late).status_code == 422


def test_codes_are_not_sent_without_end(phones: Callable[..., Phone]) -> None:
    phone = phones()
    for _ in range(CODES_PER_PHONE):
        assert phone.ask_code().status_code == 200
    answer = phone.ask_code()
    assert answer.status_code == 429
    assert "太频繁" in answer.text


def test_without_a_sender_it_says_so_kindly(serve: Callable[..., ServedCloud]) -> None:
    phone = Phone(serve(sender=NoSender()).base_url)
    answer = phone.ask_code()
    phone.close()
    assert answer.status_code == 503
    assert "不登录也能照常购买" in answer.text


def test_a_member_sees_and_corrects(phones: Callable[..., Phone]) -> None:
    phone = phones()
    phone.register()
    assert "新人券" in phone.mine()
    assert PHONE not in phone.mine()
    saved = phone.http.post("/m/me/profile", data={"name": "<b>王</b>", "month": "2", "day": "29"})
    assert "已保存" in saved.text
    assert "&lt;b&gt;王&lt;/b&gt;" in saved.text
    phone.http.post("/m/me/profile", data={"name": "小明", "month": "3", "day": "1"})
    assert "02-29" in phone.mine(), "a birthday is told once"
    assert phone.http.post("/m/me/profile", data={"name": "x" * 21}).status_code == 422


@pytest.mark.parametrize(("month", "day"), [("2", "30"), ("13", "1"), ("a", "b"), ("4", "")])
def test_a_day_that_is_none_is_said(phones: Callable[..., Phone], month: str, day: str) -> None:
    phone = phones()
    phone.register()
    answer = phone.http.post("/m/me/profile", data={"name": "", "month": month, "day": day})
    assert answer.status_code == 422
    assert "没有这个日子" in answer.text


def test_a_member_is_erased_by_themself(machine: Machine, phones: Callable[..., Phone]) -> None:
    session = machine.post("/v1/member-sessions", {}).json()
    phone = phones()
    phone.register(session["token"])
    assert phone.http.post("/m/me/erase").status_code == 422
    assert "已全部删除" in phone.http.post("/m/me/erase", data={"sure": "yes"}).text
    assert machine.get(f"/v1/member-sessions/{session['id']}").json()["state"] == "over"
    assert "获取验证码" in phone.mine()
    phone.register()
    assert "新人券" in phone.mine(), "whoever comes again begins anew"


def test_who_signs_out_is_asked_for_a_code_again(phones: Callable[..., Phone]) -> None:
    phone = phones()
    phone.register()
    phone.http.post("/m/me/leave")
    assert "获取验证码" in phone.mine()


def test_in_english_by_the_toggle_and_back(phones: Callable[..., Phone]) -> None:
    phone = phones()
    assert "Sign in with your phone" in phone.http.get("/m/me?lang=en").text
    page = phone.http.post("/m/me/code?lang=en", data={"phone": PHONE, "agree": "yes"})
    assert "Enter the code" in page.text
    assert "/m/me/enter?lang=en" in page.text
    assert phone.http.get("/m/me/code?lang=zh").url.path == "/m/me"


def test_the_pages_run_no_script_and_are_kept_by_nobody(phones: Callable[..., Phone]) -> None:
    answer = phones().http.get("/m/me")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    phone = phones()
    cookie = phone.enter("me", code_in(phone.ask_code())).history[0].headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
