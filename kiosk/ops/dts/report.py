"""What the machine reports by EVA-DTS: from its counters to segments, in their order. Pure.

"Since initialisation" is all time, "since reset" the period that was asked for (boards.md 10). Amounts are
fen, and ID4 says where their decimal point is. Goods that were never sold are there with zeros; lanes that
are planned no more keep what they sold, so that the selections always add up to VA1.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from kiosk.catalog.products import Lane
from kiosk.ops.dts.events import EVENTS, FAILED_VEND, NOT_TOLD, SOLD_OUT
from kiosk.ops.dts.segments import Segment, safe, segment
from kiosk.store.counters import Count, Counters, Happened, SoldAt

DECIMALS = 2
CURRENCY_NUMBERS: Mapping[str, int] = {"CNY": 1156}
"""ISO 4217's number behind a 1, which says that it is one."""
CASH, CASHLESS = "CA", "DA"
DEVICES: Mapping[str, str] = {"cash": CASH}
"""By our payment method; every wallet is the cashless device."""
PRICE_LIST = 0
"""There is one."""
PRESENT, ABSENT = 0, 1
"""PA107: the selection can be chosen."""
SELECTION_MAX_CHARS = 6
PRODUCT_MAX_CHARS = 20
NAME_MAX_CHARS = 20
SITE_MAX_CHARS = 30
MINUTE_MS = 60_000

Sold = Iterable[tuple[SoldAt, Count]]


@dataclass(frozen=True, slots=True)
class About:
    """Which machine it is, as its settings say; texts in any language."""

    machine: str
    name: str
    site: str
    currency: str
    program: str
    version: str


@dataclass(frozen=True, slots=True)
class Reading:
    """When the counters were read, and the period their second half counts. UTC milliseconds, told in
    ``zone``."""

    read_ms: int
    since_ms: int
    until_ms: int
    zone: tzinfo

    def when(self, utc_ms: int) -> tuple[str, str]:
        """Date and time, ``yymmdd`` and ``hhmm``."""
        local = datetime.fromtimestamp(utc_ms // 1000, UTC).astimezone(self.zone)
        return local.strftime("%y%m%d"), local.strftime("%H%M")

    def has(self, utc_ms: int) -> bool:
        return self.since_ms <= utc_ms < self.until_ms


def report(about: About, counters: Counters, prices: Mapping[str, int], reading: Reading) -> list[Segment]:
    """Everything between ST and G85. ``prices``: fen by SKU."""
    names = selections([lane.label for lane in counters.lanes], _lanes_heard_of(counters))
    return [
        *_machine(about),
        *_totals(counters),
        *_selections(counters, prices, names, reading),
        *_events(counters, names, reading),
        *_event_counts(counters, names),
        segment("EA3", "", *reading.when(reading.read_ms), "", *reading.when(reading.since_ms)),
    ]


def selections(planned: Sequence[str], heard_of: Iterable[str]) -> dict[str, str]:
    """What each lane is called, the planned ones first. A label that is no safe text of
    ``SELECTION_MAX_CHARS`` is called by a number, its place's where that is free."""
    labels = list(dict.fromkeys((*planned, *heard_of)))
    taken = {label for label in labels if safe(label, SELECTION_MAX_CHARS) == label}
    names = {}
    for number, label in enumerate(labels, start=1):
        name = label
        if label not in taken:
            name = next(one for place in itertools.count(number) if (one := f"L{place}") not in taken)
            taken.add(name)
        names[label] = name
    return names


def _lanes_heard_of(counters: Counters) -> list[str]:
    """Every lane there ever was anything to count of."""
    return sorted({sold.lane for sold in counters.sold} | set(counters.emptied) | set(counters.failed))


def _machine(about: About) -> Iterator[Segment]:
    serial, version = safe(about.machine, NAME_MAX_CHARS), safe(about.version, NAME_MAX_CHARS)
    site, name = safe(about.site, SITE_MAX_CHARS), safe(about.name, NAME_MAX_CHARS)
    yield segment("ID1", serial, about.program, version, site, "", name)
    yield segment("ID4", DECIMALS, CURRENCY_NUMBERS.get(about.currency, ""), safe(about.currency, 3))
    yield segment("CB1", serial, about.program, version)


# --- money -------------------------------------------------------------------------------------------


def _totals(counters: Counters) -> Iterator[Segment]:
    by_device: defaultdict[str, list[tuple[SoldAt, Count]]] = defaultdict(list)
    for sold, count in counters.sold.items():
        by_device[_device(sold)].append((sold, count))
    for name, some in (
        ("VA1", counters.sold.items()),
        ("CA2", by_device[CASH]),
        ("DA2", by_device[CASHLESS]),
    ):
        units, fen = _sums(some)
        yield segment(name, fen.ever, units.ever, fen.period, units.period)


def _device(sold: SoldAt) -> str:
    return DEVICES.get(sold.method, CASHLESS)


def _sums(sold: Sold) -> tuple[Count, Count]:
    """Units, and fen."""
    units, fen = Count(), Count()
    for one, count in sold:
        units += count
        fen += count.times(one.amount_fen)
    return units, fen


def _selections(
    counters: Counters, prices: Mapping[str, int], names: Mapping[str, str], reading: Reading
) -> Iterator[Segment]:
    lanes = {lane.label: lane for lane in counters.lanes}
    by_lane: defaultdict[str, list[tuple[SoldAt, Count]]] = defaultdict(list)
    for one, count in counters.sold.items():
        by_lane[one.lane].append((one, count))
    for label, name in names.items():
        sold = by_lane[label]
        yield _selection(name, lanes.get(label), prices)
        units, fen = _sums(sold)
        yield segment("PA2", units.ever, fen.ever, units.period, fen.period)
        if label in counters.emptied:
            yield segment("PA5", *reading.when(counters.emptied[label].last_ms))
        yield from _by_price(name, sold)


def _selection(name: str, lane: Lane | None, prices: Mapping[str, int]) -> Segment:
    if lane is None:
        return segment("PA1", name, "", "", "", "", "", ABSENT)
    price = max(0, prices[lane.sku]) if lane.sku in prices else ""
    product = safe(lane.sku, PRODUCT_MAX_CHARS)
    return segment("PA1", name, price, product, lane.capacity, lane.par or lane.capacity, "", PRESENT)


def _by_price(name: str, sold: Sold) -> Iterator[Segment]:
    alike: defaultdict[tuple[str, int], Count] = defaultdict(Count)
    for one, count in sold:
        alike[_device(one), one.amount_fen] += count
    for (device, price_fen), units in sorted(alike.items()):
        fen = units.times(price_fen)
        counts = (units.ever, fen.ever, units.period, fen.period)
        yield segment("PA7", name, device, PRICE_LIST, price_fen, *counts)


# --- events ------------------------------------------------------------------------------------------


def _code(code: str, subject: str, names: Mapping[str, str]) -> str:
    """An event's whole code. A lane nobody has counted anything of is not among the names."""
    if not code.endswith("_"):
        return code
    return f"{code}{names.get(subject) or safe(subject, SELECTION_MAX_CHARS)}"


def _events(counters: Counters, names: Mapping[str, str], reading: Reading) -> Iterator[Segment]:
    """Each event of the period, in the order of time."""
    told = [event for one in counters.happened for event in _told(one, names, reading)]
    for at_ms, code, minutes in sorted(told, key=lambda event: event[0]):
        yield segment("EA1", code, *reading.when(at_ms), minutes)


def _told(one: Happened, names: Mapping[str, str], reading: Reading) -> Iterator[tuple[int, str, int | str]]:
    event = EVENTS.get(one.code, NOT_TOLD)
    if event.begins and reading.has(one.since_ms):
        minutes = "" if one.cleared_ms is None else max(0, one.cleared_ms - one.since_ms) // MINUTE_MS
        yield one.since_ms, _code(event.begins, one.subject, names), minutes
    if event.ends and one.cleared_ms is not None and reading.has(one.cleared_ms):
        yield one.cleared_ms, _code(event.ends, one.subject, names), ""


def _event_counts(counters: Counters, names: Mapping[str, str]) -> Iterator[Segment]:
    counts: defaultdict[str, Count] = defaultdict(Count)
    active: set[str] = set()
    for (code, subject), suffered in counters.suffered.items():
        event = EVENTS.get(code, NOT_TOLD)
        if event.begins:
            begins = _code(event.begins, subject, names)
            counts[begins] += suffered.begun
            active |= {begins} if suffered.is_open else set()
        if event.ends:
            counts[_code(event.ends, subject, names)] += suffered.ended
    for label, count in counters.failed.items():
        counts[_code(FAILED_VEND, label, names)] += count
    for label, emptied in counters.emptied.items():
        counts[_code(SOLD_OUT, label, names)] += emptied.count
    active |= {_code(SOLD_OUT, lane.label, names) for lane in counters.lanes if lane.stock <= 0}
    for code, count in sorted(counts.items()):
        yield segment("EA2", code, count.period, count.ever, "", int(code in active))
