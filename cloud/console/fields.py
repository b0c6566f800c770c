"""How values look in the console's tables: moments of Beijing, yuan, words with a colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from starlette.requests import Request
from starlette_admin.fields import EnumField, StringField
from starlette_admin.filters import FilterApplyContext
from starlette_admin.filters.base import BaseFilter, FilterDataType, FilterValidationError
from starlette_admin.types import RequestAction

from cloud.console.words import lazy, say
from cloud.phone.order import LOCAL_TIME
from kiosk.money import fen_from_yuan_text, yuan_text
from kiosk.payments.bills.bill import day_bounds_s

LAST_S = 253_402_214_400
"""The last second that has a year of four digits in Beijing."""


def moment_text(utc_s: int | None) -> str:
    """``2026-10-01 14:02:33`` in Beijing, where the wallets' days begin and end."""
    if utc_s is None:
        return ""
    moment = datetime.fromtimestamp(min(max(utc_s, 0), LAST_S), UTC) + LOCAL_TIME
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def money_text(fen: int | None) -> str:
    return "" if fen is None else f"¥{yuan_text(fen)}"


def _day(raw: Any) -> date:
    try:
        day = date.fromisoformat(str(raw))
    except ValueError:
        raise FilterValidationError(say("filter.day_unreadable")) from None
    if not 2000 <= day.year <= 2200:
        raise FilterValidationError(say("filter.day_unreadable"))
    return day


class OnDay(BaseFilter):
    """Within one day of Beijing."""

    name = "on_day"
    label = lazy("filter.on_day")
    data_type = FilterDataType.DATE

    def parse_value(self, raw: Any) -> Any:
        return _day(raw)

    def apply(self, ctx: FilterApplyContext) -> Any:
        return _between(ctx, ctx.value, ctx.value)


class BetweenDays(OnDay):
    """From the first day's first second to the second day's last."""

    name = "between_days"
    label = lazy("filter.between_days")
    has_value2 = True

    def apply(self, ctx: FilterApplyContext) -> Any:
        return _between(ctx, ctx.value, ctx.value2)


def _between(ctx: FilterApplyContext, first: date, last: date) -> Any:
    column = getattr(ctx.view.model, ctx.field_name)  # type: ignore[union-attr] # every view here has a model
    scale = 1000 if ctx.field_name.endswith("_ms") else 1
    return (column >= day_bounds_s(first)[0] * scale) & (column < day_bounds_s(last)[1] * scale)


class Yuan(BaseFilter):
    """Exactly this amount."""

    name = "yuan"
    label = lazy("filter.yuan")
    data_type = FilterDataType.STRING

    def parse_value(self, raw: Any) -> Any:
        try:
            return fen_from_yuan_text(str(raw))
        except ValueError:
            raise FilterValidationError(say("filter.yuan_unreadable")) from None

    def apply(self, ctx: FilterApplyContext) -> Any:
        return getattr(ctx.view.model, ctx.field_name) == ctx.value  # type: ignore[union-attr] # as above


@dataclass
class Moment(StringField):
    """A column of UTC seconds, or of milliseconds when its name ends in ``_ms``."""

    def __post_init__(self) -> None:
        self.filters = [OnDay, BetweenDays]
        super().__post_init__()

    async def serialize_value(self, _request: Request, value: Any) -> Any:
        return moment_text(value // 1000 if self.name.endswith("_ms") else value)


@dataclass
class Fen(StringField):
    """A column of whole fen."""

    def __post_init__(self) -> None:
        self.filters = [Yuan]
        self.list_template = "console/money.html"
        self.detail_template = "console/money.html"
        super().__post_init__()

    async def serialize_value(self, request: Request, value: Any) -> Any:
        return yuan_text(value) if request.state.action == RequestAction.EXPORT else money_text(value)


@dataclass
class Badge(EnumField):
    """One of a few stored names: shown as a word, and in a colour that says the same."""

    words: str = ""
    """The words' family: ``<words>.<value>``."""
    values: Sequence[str] = ()
    tones: Mapping[Any, str] = field(default_factory=dict)
    """A colour by value. Without any it is a plain word; a value that has none is grey."""
    texts: Callable[[str], str] | None = None

    def __post_init__(self) -> None:
        self.choices_loader = lambda _request: [(value, self.text(value)) for value in self.values]
        self.list_template = "console/badge.html"
        self.detail_template = "console/badge.html"
        super().__post_init__()

    def text(self, value: str) -> str:
        return self.texts(value) if self.texts is not None else say(f"{self.words}.{value}")

    async def serialize_value(self, request: Request, value: Any) -> Any:
        if request.state.action == RequestAction.EXPORT:
            return self.text(value)
        tone = self.tones.get(value, "secondary") if self.tones else ""
        return {"text": self.text(value), "tone": tone, "value": value}


def yes_or_no(name: str) -> Badge:
    """A column that is true or false, on the detail page."""
    return Badge(
        name,
        lazy(f"field.{name}"),
        words="answer",
        values=("yes", "no"),
        getter=lambda _request, row: "yes" if getattr(row, name) else "no",
        filters=[],
        exclude_from_list=True,
    )


@dataclass
class Section(StringField):
    """Something of its own below the table of a detail page; ``load`` makes what its template shows."""

    template: str = ""
    is_section: ClassVar[bool] = True

    def __post_init__(self) -> None:
        self.searchable = self.orderable = False
        self.exclude_from_list = self.exclude_from_export = True
        self.detail_template = self.template
        super().__post_init__()

    async def serialize_value(self, _request: Request, value: Any) -> Any:
        return value
