"""Writes bills as the gateways do, from rows: what the parsers are tried with. Shares nothing with them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from kiosk.payments.bills.bill import BillRow, RowKind, RowState

DAY = date(2026, 10, 1)
MIDNIGHT_S = int(datetime(2026, 9, 30, 16, tzinfo=UTC).timestamp())
"""The first second of ``DAY`` in Beijing."""

WECHAT_COLUMNS = {
    "ALL": (
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
        "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
        "手续费,费率,订单金额,申请退款金额,费率备注"
    ),
    "SUCCESS": (
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
        "应结订单金额,代金券金额,商品名称,商户数据包,手续费,费率,订单金额,费率备注"
    ),
    "REFUND": (
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
        "应结订单金额,代金券金额,退款申请时间,退款成功时间,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,"
        "退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
    ),
}
WECHAT_SUMS = {
    "ALL": "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额",
    "SUCCESS": "总交易单数,应结订单总金额,手续费总金额,订单总金额",
}
ALIPAY_COLUMNS = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
DETAILS, SHOPS = (f"20880000000000000156_20261001_业务明细{more}.csv" for more in ("", "(汇总)"))


@dataclass(frozen=True)
class Written:
    """A row and the words that stand beside it in the bill."""

    row: BillRow
    goods: str = "可乐 330ml"
    more: dict[str, str] = field(default_factory=dict)


def yuan(fen: int) -> str:
    digits = str(abs(fen)).rjust(3, "0")
    return f"{'-' if fen < 0 else ''}{digits[:-2]}.{digits[-2:]}"


def beijing(at_s: int) -> str:
    return (datetime.fromtimestamp(at_s, UTC) + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")


def wechat_bill(rows: Sequence[Written], kind: str = "ALL", end: str = "\r\n") -> bytes:
    names = WECHAT_COLUMNS[kind].split(",")
    lines = [WECHAT_COLUMNS[kind], *(_wechat_line(written, names) for written in rows)]
    paid = sum(one.row.amount_fen for one in rows if one.row.kind is RowKind.PAYMENT)
    back = sum(one.row.amount_fen for one in rows if one.row.kind is RowKind.REFUND)
    sums = {
        "总交易单数": str(len(rows)),
        "应结订单总金额": yuan(paid),
        "退款总金额": yuan(back),
        "充值券退款总金额": "0.00",
        "手续费总金额": "0.12000",
        "订单总金额": yuan(paid),
        "申请退款总金额": yuan(back),
    }
    head = WECHAT_SUMS["SUCCESS" if kind == "SUCCESS" else "ALL"]
    lines += [head, ",".join(f"`{sums[name]}" for name in head.split(","))]
    return ("\ufeff" + end.join(lines) + end).encode()


def _wechat_line(written: Written, names: Sequence[str]) -> str:
    row = written.row
    paid = row.kind is RowKind.PAYMENT
    revoked = row.state is RowState.REVOKED
    values = {
        "交易时间": beijing(row.at_s),
        "退款申请时间": beijing(row.at_s),
        "公众账号ID": "wx9dfe",
        "商户号": "1900000001",
        "特约商户号": "0",
        "微信订单号": row.gateway_reference if paid else "42000",
        "商户订单号": row.order_number,
        "交易类型": "NATIVE",
        "交易状态": "SUCCESS" if paid else "REVOKED" if revoked else "REFUND",
        "付款银行": "OTHERS",
        "货币种类": "CNY",
        "应结订单金额": yuan(row.amount_fen if paid else 0),
        "代金券金额": "0.00",
        "微信退款单号": "0" if paid else row.gateway_reference,
        "商户退款单号": "0" if paid else row.refund_number,
        "退款金额": yuan(0 if paid else row.amount_fen),
        "充值券退款金额": "0.00",
        "退款类型": "" if paid else "ORIGINAL",
        "退款状态": "" if paid or revoked else row.state.name,
        "商品名称": written.goods,
        "商户数据包": "m=K7;s=12",
        "手续费": "0.00000",
        "费率": "0.60%",
        "订单金额": yuan(row.amount_fen if paid else 0),
        "申请退款金额": yuan(0 if paid else row.amount_fen),
    } | written.more
    return ",".join(f"`{values.get(name, '')}" for name in names)


def alipay_text(rows: Sequence[Written]) -> str:
    """The file with the rows."""
    rule = "-" * 41
    lines = [
        "#支付宝业务明细查询",
        "#账号：[20880000000000000156]",
        "#起始日期：[2026年10月01日 00:00:00]   终止日期：[2026年10月02日 00:00:00]",
        f"#{rule}业务明细列表{rule[1:]}",
        ALIPAY_COLUMNS,
        *(_alipay_line(written) for written in rows),
        f"#{rule}业务明细列表结束{rule[3:]}",
    ]
    for word, more, kind in (("交易", "", RowKind.PAYMENT), ("退款", "退款", RowKind.REFUND)):
        fens = [one.row.amount_fen for one in rows if one.row.kind is kind]
        total = yuan(sum(fens) if kind is RowKind.PAYMENT else -sum(fens))
        lines.append(f"#{word}合计：{len(fens)}笔，商家实收{more}共{total}元，商家优惠{more}共0.00元")
    lines.append("#导出时间：[2026年10月02日 09:30:00]")
    return "\n".join(lines) + "\n"


def _alipay_line(written: Written) -> str:
    row = written.row
    paid = row.kind is RowKind.PAYMENT
    amount = yuan(row.amount_fen if paid else -row.amount_fen)
    values = {
        "支付宝交易号": f"{row.gateway_reference}\t",
        "商户订单号": f"{row.order_number}\t",
        "业务类型": ("交易" if paid else "退款") + "\t",
        "商品名称": written.goods,
        "创建时间": "2026-10-01 00:00:00",
        "完成时间": beijing(row.at_s),
        "门店编号": "\t",
        "门店名称": "\t",
        "操作员": "\t",
        "终端号": "\t",
        "对方账户": "*水(602***@example.com)\t",
        "订单金额（元）": amount,
        "商家实收（元）": amount,
        "券名称": "",
        "卡消费金额（元）": "0.00",
        "商家红包消费金额（元）": "0.00\t",
        "退款批次号/请求号": f"{row.refund_number}\t",
        "备注": written.goods,
    } | written.more
    return ",".join(values.get(name, "0.00") for name in ALIPAY_COLUMNS.split(","))


def alipay_bill(text: str, encoding: str = "gb18030") -> bytes:
    return zipped([(DETAILS, text.encode(encoding)), (SHOPS, "#支付宝业务汇总查询\n".encode(encoding))])


def zipped(files: Sequence[tuple[str, bytes]], name: Callable[[str], str] | None = None) -> bytes:
    """Names in GBK without the flag for UTF-8, as Alipay's are."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for title, content in files:
            info = _OldName(title if name is None else name(title))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return packed.getvalue()


class _OldName(zipfile.ZipInfo):
    """The library writes every name that is not ASCII in UTF-8; Alipay knows nothing of that."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


numbers = st.text("0123456789ABCDEFGHJKabcxyz_-", min_size=6, max_size=32)
fens = st.integers(0, 10_000_000)
times = st.integers(MIDNIGHT_S, MIDNIGHT_S + 86_399)


def rows(states: Sequence[RowState], kinds: Sequence[RowKind]) -> st.SearchStrategy[list[BillRow]]:
    """Rows of one day in any order."""
    payments = st.builds(
        BillRow,
        st.just(RowKind.PAYMENT),
        numbers,
        st.just(""),
        numbers,
        fens,
        times,
        st.just(RowState.SUCCESS),
    )
    refunds = st.builds(
        BillRow, st.just(RowKind.REFUND), numbers, numbers, numbers, fens, times, st.sampled_from(states)
    )
    of_kind = {RowKind.PAYMENT: payments, RowKind.REFUND: refunds}
    return st.lists(st.one_of([of_kind[kind] for kind in kinds]), max_size=8)


words = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), min_size=0, max_size=24).map(
    lambda text: f"{text}可乐"
)
"""Any characters but the end of a line, commas and the ends of lines that only Unicode knows among them."""


def payment(**changes: object) -> BillRow:
    values: dict[str, object] = {
        "kind": RowKind.PAYMENT,
        "order_number": "K7QX0P1",
        "refund_number": "",
        "gateway_reference": "4200002086202610010001",
        "amount_fen": 350,
        "at_s": MIDNIGHT_S + 36_003,
        "state": RowState.SUCCESS,
    } | changes
    return BillRow(**values)  # type: ignore[arg-type]  # names and types stand above


def refund(**changes: object) -> BillRow:
    values: dict[str, object] = {
        "kind": RowKind.REFUND,
        "refund_number": "K7QX0R1",
        "gateway_reference": "5030310856",
        "amount_fen": 150,
        "at_s": MIDNIGHT_S + 36_100,
    }
    return payment(**(values | changes))
