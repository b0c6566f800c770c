"""What the members' pages say, in the member's language. Adding a language is adding one entry.

``consent`` is what is agreed to: whoever changes it in substance raises ``programme.CONSENT_VERSION``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cloud.phone.words import Words, words_for


@dataclass(frozen=True, slots=True)
class MemberWords:
    code: str
    key: str
    """Of names by language (``zh_CN``)."""
    other: str
    other_name: str
    title: str
    test: str
    register: tuple[str, str]
    phone: str
    phone_hint: str
    agree: str
    consent_title: str
    consent: tuple[str, ...]
    send: str
    code_title: tuple[str, str]
    code_field: str
    enter: str
    again: str
    shown_code: str
    here: tuple[str, str]
    """``{name}`` and ``{site}``."""
    here_button: str
    not_me: str
    machine: str
    """In place of a site without a name."""
    done: tuple[str, str]
    mine: str
    gone: tuple[str, str]
    taken: tuple[str, str]
    errors: Mapping[str, str]
    lost: tuple[str, str]
    points: str
    to_next: str
    """``{missing}`` and ``{level}``."""
    top_level: str
    coupons: str
    until: str
    no_coupons: str
    held_now: str
    ledger: str
    no_ledger: str
    kinds: Mapping[str, str]
    profile: str
    name: str
    birthday: str
    birthday_hint: str
    month: str
    day: str
    save: str
    saved: str
    privacy: str
    leave: str
    erase: str
    erase_text: str
    erase_sure: str
    erased: tuple[str, str]


ZH = MemberWords(
    code="zh-CN",
    key="zh_CN",
    other="en",
    other_name="English",
    title="会员",
    test="测试环境，不收取真实货款",
    register=("手机登录", "新号码会自动注册。不注册也能照常买东西。"),
    phone="手机号",
    phone_hint="11 位手机号",
    agree="我已满 14 周岁，并同意下面的个人信息说明",
    consent_title="个人信息说明",
    consent=(
        "我们只收：手机号（认出您）、您自愿填写的称呼和生日（问候和生日券），以及登录后买过的商品和积分。",
        "这些信息只用于会员服务，不卖给别人，也不用来给您打电话推销。手机号、称呼和生日加密保存。",
        "售货机的屏幕上只显示打码的称呼；您离开后，机器里的会员信息马上清除。",
        "购买记录保存两年；三年没有登录，所有信息自动删除。",
        "您随时可以在“我的会员”里查看、更正、退出或删除全部信息。删除后积分和优惠券一并作废。",
    ),
    send="获取验证码",
    code_title=("输入验证码", "已发送到 {phone}，5 分钟内有效。"),
    code_field="6 位验证码",
    enter="登录",
    again="换个号码或重发",
    shown_code="模拟手机收到短信：验证码 {code}",
    here=("{name}，您好", "在“{site}”的售货机上登录吗？请确认您就站在这台机器前。"),
    here_button="是我，登录",
    not_me="不是我",
    machine="您面前",
    done=("已登录", "请看售货机屏幕，会员价和优惠券已经可以用了。"),
    mine="我的会员",
    gone=("二维码已过期", "请扫售货机屏幕上的新二维码。"),
    taken=("这个二维码已经用过", "已有手机用它登录。请在售货机上换一个新的二维码。"),
    errors={
        "member.phone": "请填写 11 位手机号。",
        "member.agree": "请先阅读并勾选同意。",
        "member.too_many": "获取验证码太频繁，请一小时后再试。",
        "member.no_sender": "现在不能发送验证码，请稍后再试。不登录也能照常购买。",
        "member.code": "验证码不对或已过期，请核对或重新获取。",
        "member.name": "称呼最多 20 个字。",
        "member.birthday": "没有这个日子，请检查月和日。",
        "member.sure": "要删除，请先勾选确认。",
    },
    lost=("暂时连不上", "请稍后再试。"),
    points="积分",
    to_next="再得 {missing} 积分升级为{level}",
    top_level="已是最高等级",
    coupons="优惠券",
    until="有效期至 {date}",
    no_coupons="还没有优惠券",
    held_now="正在使用",
    ledger="积分记录",
    no_ledger="还没有记录。登录后购买，出货即得积分。",
    kinds={"earned": "购买", "spent": "抵扣", "returned": "退回", "unearned": "退款扣回"},
    profile="我的资料",
    name="称呼（选填）",
    birthday="生日（选填）",
    birthday_hint="只记月和日，填写后不能修改",
    month="月",
    day="日",
    save="保存",
    saved="已保存",
    privacy="隐私",
    leave="在这部手机上退出",
    erase="删除我的全部信息",
    erase_text="手机号、资料、积分、优惠券和购买记录都会立即删除，不能恢复。",
    erase_sure="我确认删除",
    erased=("已全部删除", "您的个人信息已经删除。以后想用时可以重新注册。"),
)

EN = MemberWords(
    code="en",
    key="en",
    other="zh",
    other_name="中文",
    title="Membership",
    test="Test system, no real money is taken",
    register=("Sign in with your phone", "A new number is registered. You can buy without it just as well."),
    phone="Mobile number",
    phone_hint="11 digits",
    agree="I am 14 or older and agree to the notice on personal data below",
    consent_title="Your personal data",
    consent=(
        "We keep: your mobile number (to know you), the name and birthday you choose to give (greeting and "
        "birthday coupon), and what you bought and the points you got while signed in.",
        "It serves your membership only. It is not sold, and nobody calls you with offers. Number, name and "
        "birthday are stored encrypted.",
        "The machine shows a masked name only, and forgets you as soon as you leave.",
        "Purchases are kept for two years; after three years without a sign-in everything is deleted.",
        "Under “My membership” you can see, correct or delete everything at any time. Points and "
        "coupons end with it.",
    ),
    send="Send me a code",
    code_title=("Enter the code", "Sent to {phone}, good for 5 minutes."),
    code_field="6-digit code",
    enter="Sign in",
    again="Other number, or send again",
    shown_code="Emulated phone, new message: your code is {code}",
    here=("Hello {name}", "Sign in at the machine “{site}”? Please make sure that you stand before it."),
    here_button="It is me, sign in",
    not_me="Not me",
    machine="before you",
    done=("Signed in", "Look at the machine: member prices and coupons are ready."),
    mine="My membership",
    gone=("This code is over", "Please scan the new one on the machine's screen."),
    taken=("This code was used", "A phone has signed in by it. Get a new code on the machine."),
    errors={
        "member.phone": "Please enter a mobile number of 11 digits.",
        "member.agree": "Please read the notice and agree first.",
        "member.too_many": "Too many codes were asked for. Try again in an hour.",
        "member.no_sender": "No codes can be sent now. You can buy without signing in.",
        "member.code": "The code is wrong or too old. Check it, or get a new one.",
        "member.name": "A name has at most 20 characters.",
        "member.birthday": "There is no such day: check month and day.",
        "member.sure": "To delete, tick the box first.",
    },
    lost=("No connection at the moment", "Please try again shortly."),
    points="Points",
    to_next="{missing} points more to {level}",
    top_level="The highest level",
    coupons="Coupons",
    until="Good until {date}",
    no_coupons="No coupons yet",
    held_now="In use",
    ledger="Points, line by line",
    no_ledger="Nothing yet. Buy while signed in: points come when the goods fall.",
    kinds={"earned": "Purchase", "spent": "Spent", "returned": "Given back", "unearned": "Refunded"},
    profile="About me",
    name="Name (if you like)",
    birthday="Birthday (if you like)",
    birthday_hint="Month and day only; cannot be changed later",
    month="Month",
    day="Day",
    save="Save",
    saved="Saved",
    privacy="Privacy",
    leave="Sign out on this phone",
    erase="Delete all my data",
    erase_text="Number, name, points, coupons and purchases are deleted at once and cannot be brought back.",
    erase_sure="Yes, delete it",
    erased=("Everything is deleted", "Your data is gone. You can register again whenever you like."),
)

_BY_CODE: Mapping[str, MemberWords] = {ZH.code: ZH, EN.code: EN}


def member_words_for(chosen: str | None, accept_language: str) -> MemberWords:
    """As the order's page chooses its language."""
    found: Words = words_for(chosen, accept_language)
    return _BY_CODE[found.code]
