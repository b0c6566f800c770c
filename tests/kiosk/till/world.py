"""One payment by cash as a world: what the program believes and has written, apart from where the coins are.

Moves are everything that can happen next: a coin, the device's word heard, a coin paid out, a cable pulled,
the power cut before or after a deed, the customer gone. The laws are what must hold in every world.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from hardware.api import CashLevels, MoneyIn, MoneyKind, PaidOut, TillDown, TillInfo, TillUp, Tube
from kiosk.till.answers import Fate, fate
from kiosk.till.box import Box, DueState
from kiosk.till.deciding import accepting, decide
from kiosk.till.entries import Entry, What, Why
from kiosk.till.events import Began, Bus, Close, Happening, Moment, OpenCash, PayBack, PayOut, Told
from kiosk.till.step import PRESENT_MS
from kiosk.till.taking import NOTHING, Takes

ATTEMPT, REFUND = "K1A", "K1R0"
AMOUNT_FEN = 150
COINS = (50, 100)
INFO = TillInfo("scripted", "-", coins_fen=COINS)
START_MS = 1_790_000_000_000

Move = tuple[str, "World"]


@dataclass(frozen=True, slots=True)
class Budget:
    coins: int = 3
    crashes: int = 1
    cuts: int = 1
    """How often the cable is pulled."""
    cancels: int = 1
    jams: int = 1
    """How often the goods do not fall although they were paid."""
    shorts: int = 1
    """How often the changer cannot give all it was asked for."""
    unseen: int = 0
    """How many coins fall while the cable is out and are never reported."""


@dataclass(frozen=True, slots=True)
class PayingOut:
    """What the changer is doing; it goes on when the program is dead."""

    key: str
    left_fen: int
    given_fen: int = 0
    heard: bool = True
    """The program that asked for it still lives and hears its end."""


@dataclass(frozen=True, slots=True)
class World:
    budget: Budget = Budget()
    box: Box = field(default_factory=Box)
    """As stored; a power cut leaves it."""
    bus: Bus = Bus()  # noqa: RUF009 frozen
    journal: tuple[Entry, ...] = field(default=(), compare=False)
    facts: tuple[object, ...] = ()
    """What of the journal still matters: worlds that differ in nothing else are one."""
    tubes: tuple[int, ...] = (1, 1)
    """How many of each of ``COINS`` really lie there."""
    put_in_fen: int = 0
    came_out_fen: int = 0
    unheard_fen: int = 0
    """Fell, and the power or the cable went before the program heard of it."""
    enabled: Takes = NOTHING
    still: Takes = NOTHING
    """What the changer goes on taking while no program is there that could tell it otherwise."""
    paying: PayingOut | None = None
    is_up: bool = True
    mail: tuple[Told | Began, ...] = (Began(),)
    asks: tuple[Happening, ...] = ()
    """What the sale asks again and again until it is answered."""
    asked_back: bool = False
    gone: bool = False
    """The customer left long ago."""

    @property
    def levels(self) -> CashLevels:
        return CashLevels(tuple(Tube(value, count) for value, count in zip(COINS, self.tubes, strict=True)))

    @property
    def known(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.journal if entry.attempt == ATTEMPT)

    @property
    def now(self) -> Moment:
        later_ms = 2 * PRESENT_MS if self.gone else 0
        return Moment(START_MS + later_ms, 1_000 + later_ms)

    @property
    def at_rest(self) -> bool:
        """Nothing is on its way."""
        return self.is_up and not self.mail and self.paying is None and not self.asks


def first_world(budget: Budget) -> World:
    world = World(budget)
    return replace(world, mail=(Began(), TillUp(INFO, world.levels)), asks=(OpenCash(ATTEMPT, AMOUNT_FEN),))


# --- moves -------------------------------------------------------------------------------------------


def moves(world: World) -> Iterator[Move]:
    yield from _heard(world)
    yield from _asked(world)
    yield from _customer(world)
    yield from _changer(world)
    yield from _cable(world)
    if world.budget.crashes:
        yield "power cut", _crash(world)


def _step(world: World, happening: Happening) -> World:
    """Decided and written; the deeds are done."""
    decision = decide(world.box, world.bus, happening, world.known, world.now)
    after = replace(world, box=decision.box, bus=decision.bus, journal=(*world.journal, *decision.entries))
    after = replace(after, facts=_facts(after))
    for deed in decision.deeds:
        if isinstance(deed, PayOut):
            assert after.paying is None, f"{deed.key} is begun while {after.paying} goes on"
            after = replace(after, paying=PayingOut(deed.key, deed.amount_fen))
    return replace(after, enabled=accepting(after.box, after.bus))


def _facts(world: World) -> tuple[object, ...]:
    keys = frozenset(entry.key for entry in world.known if entry.key)
    strange_fen = sum(entry.amount_fen for entry in world.journal if entry.what is What.COUNTED)
    return fate(world.known), REFUND in keys, strange_fen


def _heard(world: World) -> Iterator[Move]:
    if not world.mail:
        return
    happening, *rest = world.mail
    after = _step(replace(world, mail=tuple(rest)), happening)
    yield f"hears {happening}", after
    if world.budget.crashes and after.journal != world.journal:
        written = replace(
            world,
            mail=tuple(rest),
            box=after.box,
            journal=after.journal,
            facts=after.facts,
            paying=world.paying,
        )
        yield f"hears {happening}, writes it, power cut before the deed", _crash(written)


def _asked(world: World) -> Iterator[Move]:
    for ask in world.asks:
        rest = tuple(other for other in world.asks if other != ask)
        yield f"asks {ask}", _step(replace(world, asks=rest), ask)
    taken = fate(world.known) is Fate.TAKEN
    if taken and world.budget.jams:
        budget = replace(world.budget, jams=world.budget.jams - 1)
        ask = PayBack(ATTEMPT, REFUND, AMOUNT_FEN)
        yield "the goods do not fall", replace(world, budget=budget, asks=(ask,), asked_back=True)


def _customer(world: World) -> Iterator[Move]:
    budget = world.budget
    if budget.coins and not world.gone:
        for index, value in enumerate(COINS):
            if value in (world.enabled if world.is_up else world.still).coins_fen:
                tubes = tuple(count + (at == index) for at, count in enumerate(world.tubes))
                after = replace(
                    world,
                    budget=replace(budget, coins=budget.coins - 1),
                    tubes=tubes,
                    put_in_fen=world.put_in_fen + value,
                )
                coin = MoneyIn(value, MoneyKind.COIN, after.levels)
                yield f"puts in {value}", replace(after, mail=(*after.mail, coin))
    if budget.unseen and not world.is_up:
        for index, value in enumerate(COINS):
            after = replace(
                world,
                budget=replace(budget, unseen=budget.unseen - 1),
                tubes=tuple(count + (at == index) for at, count in enumerate(world.tubes)),
                put_in_fen=world.put_in_fen + value,
                unheard_fen=world.unheard_fen + value,
            )
            yield f"a {value} falls in the dark", after
    if budget.cancels and fate(world.known) is Fate.OPEN:
        cancelled = replace(budget, cancels=budget.cancels - 1)
        yield "cancels", replace(world, budget=cancelled, asks=(*world.asks, Close(ATTEMPT)))
    if not world.gone and world.put_in_fen and world.budget.crashes != Budget().crashes:
        # Only after a power cut: a customer who leaves money in a running machine is the deadline's business.
        yield "goes away", replace(world, gone=True)


def _changer(world: World) -> Iterator[Move]:
    now = world.paying
    if now is None:
        return
    for index, value in enumerate(COINS):
        if value <= now.left_fen and world.tubes[index] and _can_end(world, now.left_fen - value, index):
            tubes = tuple(count - (at == index) for at, count in enumerate(world.tubes))
            paying = replace(now, left_fen=now.left_fen - value, given_fen=now.given_fen + value)
            came_fen = world.came_out_fen + value
            yield f"pays a coin of {value}", replace(world, tubes=tubes, paying=paying, came_out_fen=came_fen)
    if not now.left_fen:
        yield "has paid", _paid(world, now)
    elif world.budget.shorts:
        budget = replace(world.budget, shorts=world.budget.shorts - 1)
        yield "cannot pay more", _paid(replace(world, budget=budget), now)
    if not now.heard:
        yield "stops in the middle", replace(world, paying=None)


def _can_end(world: World, left_fen: int, used: int) -> bool:
    """Whether the rest can be made: the changer's driver never begins what it cannot end exactly."""
    small = world.tubes[0] - (used == 0)
    large = world.tubes[1] - (used == 1)
    return any(
        left_fen == COINS[0] * few + COINS[1] * many for few in range(small + 1) for many in range(large + 1)
    )


def _paid(world: World, now: PayingOut) -> World:
    asked_fen = now.left_fen + now.given_fen
    answer = PaidOut(now.key, asked_fen, now.given_fen, True, world.levels)
    return replace(world, paying=None, mail=(*world.mail, answer) if now.heard else world.mail)


def _cable(world: World) -> Iterator[Move]:
    if world.is_up and world.budget.cuts:
        budget = replace(world.budget, cuts=world.budget.cuts - 1)
        mail: tuple[Told | Began, ...] = (*world.mail, TillDown("pulled"))
        if world.paying is not None and world.paying.heard:
            unsure = PaidOut(
                world.paying.key, world.paying.left_fen + world.paying.given_fen, 0, False, CashLevels()
            )
            mail = (*mail, unsure)
            # The line may also be back before its driver gives up: then its end is heard ahead of ``TillUp``.
            soon = (*world.mail, TillDown("pulled"))
            yield "cable pulled for a moment", replace(world, budget=budget, is_up=False, mail=soon)
        paying = replace(world.paying, heard=False) if world.paying else None
        yield "cable pulled", replace(world, budget=budget, is_up=False, mail=mail, paying=paying)
    if not world.is_up and world.paying is None:
        mail = (*world.mail, TillUp(INFO, world.levels))
        yield "cable back", replace(world, is_up=True, still=NOTHING, mail=mail)


def _crash(world: World) -> World:
    """The program is dead and starts again; the changer lives on, and is heard once it stands still."""
    lost_fen = sum(told.amount_fen for told in world.mail if isinstance(told, MoneyIn))
    paying = replace(world.paying, heard=False) if world.paying else None
    asks: tuple[Happening, ...] = (Close(ATTEMPT),)
    if fate(world.known) is Fate.TAKEN:
        asks = (PayBack(ATTEMPT, REFUND, AMOUNT_FEN),)  # paid and not given out: the customer is gone
    return replace(
        world,
        budget=replace(world.budget, crashes=world.budget.crashes - 1),
        bus=Bus(),
        mail=(Began(),),
        asks=asks,
        asked_back=world.asked_back or fate(world.known) is Fate.TAKEN,
        enabled=NOTHING,
        still=world.enabled,
        paying=paying,
        is_up=False,
        unheard_fen=world.unheard_fen + lost_fen,
    )


# --- laws --------------------------------------------------------------------------------------------


def broken_always(world: World) -> str:
    """Never more out than in; decided once; the journal is the box."""
    decisions = [entry.what for entry in world.known if entry.what in (What.TAKEN, What.CLOSED)]
    if len(decisions) > 1:
        return f"decided twice: {decisions}"
    kept_fen = AMOUNT_FEN if What.TAKEN in decisions and not world.asked_back else 0
    if world.came_out_fen > world.put_in_fen - kept_fen:
        return f"{world.came_out_fen} came out of {world.put_in_fen} put in, {kept_fen} kept"
    return ""


def broken_at_rest(world: World) -> str:
    """Every fen that is in and not kept has a name: it is due, owed, in doubt, or its incident was raised."""
    taken_fen = sum(entry.amount_fen for entry in world.known if entry.what is What.TAKEN)
    refunds_fen = sum(
        entry.amount_fen for entry in world.known if entry.what is What.DUE and entry.word == Why.REFUND
    )
    held_fen = world.put_in_fen - world.came_out_fen - (taken_fen - refunds_fen)
    strange_fen = sum(entry.amount_fen for entry in world.journal if entry.what is What.COUNTED)
    doubt_fen = sum(due.amount_fen for due in world.box.dues if due.state is DueState.DOUBTED)
    sure_fen = world.box.credit_fen + strange_fen
    sure_fen += sum(due.amount_fen for due in world.box.dues if due.state is not DueState.DOUBTED)
    if not sure_fen <= held_fen <= sure_fen + doubt_fen:
        return f"{held_fen} fen of the customer's lie in the till, {sure_fen} (+{doubt_fen}) are known of"
    if strange_fen and not world.unheard_fen:
        return f"the counts are called wrong by {strange_fen} fen, though every coin was heard"
    if world.box.credit_fen and not world.box.attempt:
        return "money that nobody pays with is kept"
    if any(due.state in (DueState.WAITING, DueState.ACTIVE) for due in world.box.dues):
        return "money waits to come out, and nothing is under way"
    return ""
