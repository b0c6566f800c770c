"""Who gets in, who does not, and how a browser is kept apart from other sites."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http.cookies import SimpleCookie

import httpx
from sqlalchemy import func, select

from cloud.console.passwords import token_hash
from cloud.console.sign_in import COOKIE, SESSION_S
from cloud.jobs.housekeeping import TRIES_KEPT_S, tidy
from cloud.store.console import people
from cloud.store.console.models import ConsoleDeed, ConsoleTry
from cloud.store.console.people import IDLE_S
from tests.cloud import plain
from tests.cloud.console.office import PASSWORD, TOKEN, Browser, add_person, browser, signed_in
from tests.cloud.served import ServedCloud


def is_in(one: Browser) -> bool:
    answer = one.get("/")
    assert answer.status_code in (200, 303), answer.text
    return answer.status_code == 200


def morsel(answer: httpx.Response, name: str) -> dict[str, str]:
    for header in answer.headers.get_list("set-cookie"):
        jar = SimpleCookie(header)
        if name in jar:
            return {key: str(value).lower() for key, value in jar[name].items()}
    raise AssertionError(f"no cookie {name}")


def test_nobody_gets_in_by_default(cloud: ServedCloud) -> None:
    stranger = browser(cloud)
    assert cloud.db.read_now(people.count_people) == 0
    assert not is_in(stranger)
    for name in ("admin", "owner", ""):
        assert stranger.sign_in(name, "admin").status_code == 400
    for path in ("/order/list", "/refund/detail?pk=X", "/people", "/_api/order/relation-lookup"):
        assert stranger.get(path).status_code == 303, path


def test_a_person_signs_in_and_out(cloud: ServedCloud) -> None:
    add_person(cloud, "li", "viewer")
    one = browser(cloud)
    answer = one.sign_in(" LI ")
    assert answer.status_code == 303
    kept = morsel(answer, COOKIE)
    assert (kept["httponly"], kept["samesite"], kept["path"], kept["secure"]) == (
        "true",
        "strict",
        "/console",
        "",
    ), "at this host itself there is no TLS to insist on"
    assert is_in(one)
    token = one.cookies[COOKIE]
    assert one.post("/logout").status_code == 303
    assert not is_in(one)
    one.cookies.set(COOKIE, token, path="/console")
    assert not is_in(one), "signed out is signed out, whoever kept the cookie"


def test_elsewhere_it_is_tls_or_nothing(cloud: ServedCloud) -> None:
    add_person(cloud, "li", "viewer")
    outside = {"Host": "cloud.example.com"}
    outdoors = plain.get(f"{cloud.base_url}/console/", headers=outside)
    assert outdoors.status_code == 403 and "HTTPS" in outdoors.text
    one = browser(cloud, **outside, **{"X-Forwarded-Proto": "https"})
    page = one.get("/login")
    assert 'href="https://cloud.example.com/console/static/' in page.text
    token = TOKEN.search(page.text)
    assert token is not None
    secret = page.cookies["starlette_admin_csrftoken"]
    form = {"username": "li", "password": PASSWORD, "csrftoken": token.group(1)}
    answer = one.ask("POST", "/login", data=form, headers={"Cookie": f"starlette_admin_csrftoken={secret}"})
    assert morsel(answer, COOKIE)["secure"] == "true"


def test_wrong_is_wrong_whatever_is_wrong(cloud: ServedCloud) -> None:
    add_person(cloud, "li", "viewer")
    answers = [
        browser(cloud).sign_in(name, word)
        for name, word in (("li", "no"), ("nobody", "no"), ("li", "x" * 300))
    ]
    assert {answer.status_code for answer in answers} == {400}
    assert all("用户名或密码不对" in answer.text for answer in answers)
    english = browser(cloud, **{"Accept-Language": "en-GB,en;q=0.9"}).sign_in("li", "no")
    assert "The name or the password is wrong." in english.text


def test_guessing_locks_and_time_unlocks(cloud: ServedCloud) -> None:
    add_person(cloud, "li", "viewer")
    one = browser(cloud)
    for _ in range(3):
        assert "不对" in one.sign_in("li", "guess").text
    assert "5 秒后再试" in one.sign_in("li", "guess").text
    assert "5 秒后再试" in one.sign_in("li").text, "the right one has to wait as well"
    cloud.clock.advance(5_000)
    assert "不对" in one.sign_in("li", "guess").text
    assert "10 秒后再试" in one.sign_in("li").text
    cloud.clock.advance(10_000)
    assert one.sign_in("li").status_code == 303
    assert "不对" in browser(cloud).sign_in("li", "guess").text, "and then the count begins anew"


def test_a_stranger_with_many_names_fills_nothing(cloud: ServedCloud) -> None:
    one = browser(cloud)
    answers = [one.sign_in(f"stranger{number}", "guess").text for number in range(40)]
    assert "秒后再试" in answers[-1], "one address is slowed whatever names it tries"
    kept = cloud.db.read_now(
        lambda session: [
            session.execute(select(func.count()).select_from(model)).scalar_one()
            for model in (ConsoleTry, ConsoleDeed)
        ]
    )
    assert kept[0] <= 2 * 30 + 1 and kept[1] == 0
    asyncio.run(tidy(cloud.db, cloud.clock.utc_ms() // 1000 + TRIES_KEPT_S + 1))
    left = select(func.count()).select_from(ConsoleTry)
    assert cloud.db.read_now(lambda session: session.execute(left).scalar_one()) == 0


def test_a_one_time_password_opens_one_page_only(cloud: ServedCloud) -> None:
    add_person(cloud, "li", "owner", must_change=True)
    one, other = browser(cloud), browser(cloud)
    assert one.sign_in("li").status_code == other.sign_in("li").status_code == 303
    for path in ("/", "/order/list", "/people", "/trail/list"):
        assert one.get(path).headers["location"] == "/console/account", path
    assert one.post("/people/add", name="x", role="owner").status_code == 303
    assert [person.name for person in cloud.db.read_now(people.everybody)] == ["li"]
    for new, again in (
        ("short", "short"),
        ("long enough 1", "other one 123"),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa"),
    ):
        refused = one.post("/account/password", old=PASSWORD, new=new, again=again)
        assert refused.status_code == 422
    assert (
        one.post("/account/password", old="wrong", new="new word 99", again="new word 99").status_code == 422
    )
    changed = one.post("/account/password", old=PASSWORD, new="new word 99", again="new word 99")
    assert changed.status_code == 303
    assert not is_in(one) and not is_in(other), "whoever had the old one is out, too"
    assert one.sign_in("li", "new word 99").status_code == 303
    assert one.get("/people").status_code == 200


def test_a_browser_nobody_touches_is_signed_out(cloud: ServedCloud) -> None:
    one = signed_in(cloud, "viewer")
    for _ in range(4):
        cloud.clock.advance((IDLE_S - 60) * 1000)
        assert is_in(one), "who works stays"
    cloud.clock.advance((IDLE_S + 60) * 1000)
    assert not is_in(one)
    assert one.sign_in("viewer").status_code == 303
    cloud.clock.advance(SESSION_S * 1000)
    now_s = cloud.clock.utc_ms() // 1000
    cloud.db.write_now(people.seen, token_hash(one.cookies[COOKIE]), now_s)
    assert not is_in(one), "a working day is the most"


def test_another_site_can_do_nothing(cloud: ServedCloud) -> None:
    one = signed_in(cloud, "owner")
    token = one.token()
    form = {"name": "thief", "role": "owner"}
    without = one.ask("POST", "/people/add", data=form)
    forged = one.ask("POST", "/people/add", data=form | {"csrftoken": "WyJhIl0.forged"})
    strangers = browser(cloud).token()
    other = one.ask("POST", "/people/add", data=form | {"csrftoken": strangers})
    assert {answer.status_code for answer in (without, forged, other)} == {403}
    good = form | {"csrftoken": token}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert one.ask("POST", "/people/add", data=good, headers=headers).status_code == 403
    assert len(cloud.db.read_now(people.everybody)) == 1
    own = {"Origin": cloud.base_url}
    assert one.ask("POST", "/people/add", data=good, headers=own).status_code == 200
    assert len(cloud.db.read_now(people.everybody)) == 2


def test_answers_stay_with_their_reader(cloud: ServedCloud) -> None:
    one = signed_in(cloud, "viewer")
    for answer in (one.get("/"), one.get("/order/list"), browser(cloud).get("/login")):
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "http://" not in answer.text.replace(cloud.base_url, "").replace("http://www.w3.org", "")
        assert "rsms.me" not in answer.text, "nothing is loaded from another host"


def test_what_is_not_the_console_is_answered_as_before(
    serve: Callable[..., ServedCloud],
) -> None:
    cloud = serve()
    assert plain.get(f"{cloud.base_url}/healthz").json()["ok"] is True
    assert plain.get(f"{cloud.base_url}/consoles").status_code == 404
    assert plain.get(f"{cloud.base_url}/console").headers["location"] == "/console/"
