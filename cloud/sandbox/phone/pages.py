"""The wallet's pages as text: one self-contained HTML each, everything from outside escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from cloud.sandbox.phone.words import Words
from cloud.sandbox.state import Code, Order
from kiosk.money import yuan_text

_SHELL = Template(Path(__file__).with_name("page.html").read_text(encoding="utf-8"))
_STROKE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
_MACHINE = (
    f'<svg viewBox="0 0 24 24" {_STROKE} aria-hidden="true"><rect x="4" y="2" width="16" height="20" rx="3"/>'
    '<path d="M8 6h4v8H8zM15.5 7v2M15.5 12v2M8 18h8"/></svg>'
)
_TICK = (
    f'<svg class="tick" viewBox="0 0 24 24" {_STROKE} aria-hidden="true">'
    '<path d="M5 12.5l4.5 4.5L19 7.5"/></svg>'
)
_INFO = (
    f'<svg viewBox="0 0 24 24" {_STROKE} aria-hidden="true"><circle cx="12" cy="12" r="9.5"/>'
    '<path d="M12 7.5v5.5M12 16.4v.1"/></svg>'
)
_ARROW = f'<svg viewBox="0 0 24 24" {_STROKE} aria-hidden="true"><path d="M9 5l7 7-7 7"/></svg>'
_COUNTDOWN = """
const left = document.querySelector("[data-left]");
if (left) {
  const end = performance.now() + Number(left.dataset.left) * 1000;
  const show = () => {
    const s = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    left.textContent = Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0");
    if (s === 0) location.reload(); else setTimeout(show, 250);
  };
  show();
}
"""
_LIVE_LIST = """
const list = document.getElementById("list");
let shown = list.innerHTML;
setInterval(async () => {
  try {
    const answer = await fetch("/p/?part=list", {cache: "no-store"});
    const fresh = await answer.text();
    if (answer.ok && fresh !== shown) { list.innerHTML = fresh; shown = fresh; }
  } catch { }
}, 1000);
"""


def _page(words: Words, nonce: str, title: str, body: str, script: str = "", refresh: str = "") -> str:
    tag = f'<script nonce="{nonce}">{script}</script>' if script else ""
    return _SHELL.substitute(
        lang=words.tag,
        title=escape(title),
        nonce=nonce,
        test=words.test,
        body=body,
        script=tag,
        refresh=refresh,
    )


def _price(fen: int) -> str:
    return f"<small>¥</small>{yuan_text(fen)}"


def _facts(words: Words, order: Order, left_s: int | None = None) -> str:
    rows = [(words.goods, "", escape(order.description)), (words.order, "number", escape(order.out_trade_no))]
    lines = [f'<div><dt>{name}</dt><dd class="{kind}">{value}</dd></div>' for name, kind, value in rows]
    if left_s is not None:
        text = f"{left_s // 60}:{left_s % 60:02d}"
        lines.append(f'<div><dt>{words.time_left}</dt><dd data-left="{left_s}">{text}</dd></div>')
    return f"<dl>{''.join(lines)}</dl>"


def cashier(words: Words, nonce: str, order: Order, code: Code, payer: str, left_s: int | None) -> str:
    """Asks the customer to confirm. ``left_s`` None: the order has no time limit of its own."""
    action = f"/p/{escape(code.token)}"
    body = f"""
<section class="card"><div class="badge">{_MACHINE}</div>
<p class="to">{words.pay_to} {words.merchant}</p>
<p class="amount">{_price(order.amount_fen)}</p>{_facts(words, order, left_s)}</section>
<div class="grow"></div>
<form method="post" action="{action}/pay"><input type="hidden" name="payer" value="{escape(payer)}">
<button class="button primary" id="pay">{words.confirm}</button></form>
<form method="post" action="{action}/cancel">
<button class="button quiet" id="cancel">{words.cancel}</button></form>
"""
    return _page(words, nonce, f"{words.confirm} ¥{yuan_text(order.amount_fen)}", body, _COUNTDOWN)


def paid(words: Words, nonce: str, order: Order) -> str:
    body = f"""
<section class="card" role="status"><div class="badge pop">{_TICK}</div><h1>{words.paid}</h1>
<p class="amount">{_price(order.amount_fen)}</p><p class="text">{words.paid_text}</p>
{_facts(words, order)}</section>
<div class="grow"></div><a class="button quiet" href="/p/">{words.all_codes}</a>
"""
    return _page(words, nonce, words.paid, body)


def cancelled(words: Words, nonce: str, order: Order, code: Code) -> str:
    body = f"""
<section class="card" role="status"><div class="badge">{_MACHINE}</div><h1>{words.cancelled}</h1>
<p class="text">{words.cancelled_text}</p>{_facts(words, order)}</section>
<div class="grow"></div><a class="button primary" href="/p/{escape(code.token)}">{words.pay_again}</a>
<a class="button quiet" href="/p/">{words.all_codes}</a>
"""
    return _page(words, nonce, words.cancelled, body)


def refusal(words: Words, nonce: str, code: str, order: Order | None) -> str:
    """Why this code cannot be paid, in words and with what to do."""
    headline, text = words.refusals[code]
    facts = "" if order is None else _facts(words, order)
    body = f"""
<section class="card warn" role="alert"><div class="badge pop">{_INFO}</div><h1>{headline}</h1>
<p class="text">{text}</p>{facts}</section>
<div class="grow"></div><a class="button quiet" href="/p/">{words.all_codes}</a>
"""
    return _page(words, nonce, headline, body)


def home(words: Words, nonce: str, payable: Sequence[tuple[Order, Code]], now_ms: int) -> str:
    """Every code that can be paid now."""
    body = f"""
<header class="head"><h1>{words.home_title}</h1><p class="to">{words.home_text}</p></header>
<div id="list">{home_list(words, payable, now_ms)}</div>
"""
    refresh = '<noscript><meta http-equiv="refresh" content="2"></noscript>'
    return _page(words, nonce, words.home_title, body, _LIVE_LIST, refresh)


def home_list(words: Words, payable: Sequence[tuple[Order, Code]], now_ms: int) -> str:
    """The part of the home page that keeps itself up to date."""
    if not payable:
        return (
            f'<section class="card empty"><div class="badge">{_MACHINE}</div><h1>{words.empty}</h1>'
            f'<p class="text">{words.empty_text}</p></section>'
        )
    items = []
    for order, code in payable:
        age = _age(words, max(0, now_ms - code.created_ms) // 1000)
        items.append(
            f'<a class="item" href="/p/{escape(code.token)}"><span class="what">'
            f"<b>{escape(order.description)}</b><span>{age} · {escape(order.out_trade_no)}</span></span>"
            f'<span class="price">{_price(order.amount_fen)}</span>{_ARROW}</a>'
        )
    return "".join(items)


def _age(words: Words, age_s: int) -> str:
    """In steps of five seconds, so that the list need not be drawn anew every second."""
    if age_s < 5:
        return words.just_now
    if age_s < 60:
        return words.seconds_ago.format(age_s // 5 * 5)
    return words.minutes_ago.format(age_s // 60)
