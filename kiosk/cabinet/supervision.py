"""All that watches over the cabinets: what may be sold from, what is wrong, what must outlive a restart."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Protocol

from hardware.api import Board, Reader, Result, VendOutcome
from kiosk.cabinet.climate_watch import ClimateWatch
from kiosk.cabinet.code_desk import CodeDesk
from kiosk.cabinet.lanes import SAID_NOTHING, LaneHealth
from kiosk.cabinet.ledger import Ledger
from kiosk.cabinet.supervisor import Cabinet, Heard
from kiosk.cabinet.trend import TURNS_KEPT, Forecast, Turn, forecast
from kiosk.cabinet.watch import BoardState, Finding, Now, ReaderState, findings
from kiosk.catalog.availability import LaneCondition
from kiosk.clock import Clock
from kiosk.profile.profile import Place, Zone
from kiosk.store.records import Incident

if TYPE_CHECKING:
    from kiosk.store.store import Store

log = logging.getLogger(__name__)

BOARD_GRACE_MS = 4_000
"""A board has this long to be heard after the start before the screen says that it is away."""
FIRST_LOOK_MS = 15_000
"""A board that is up has this long to report door and temperatures before what it did not say counts."""
LANE_HEALTH_KEY = "lane_health"
CLIMATE_KEY = "climate"
TURNS_KEY = "lane_turns:"
"""Followed by the lane's label."""

Later = Callable[[Callable[["Store"], object]], None]


class Listener(Protocol):
    """Who is told. All calls come on the loop's thread."""

    def cabinet_changed(self) -> None: ...

    def vend_started(self, key: str) -> None: ...

    def vend_finished(self, outcome: VendOutcome) -> None: ...

    def late_result(self, motors: tuple[int, ...]) -> None: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What the last run left on the disk."""

    health: Mapping[str, LaneHealth] = field(default_factory=dict)
    turns: Mapping[str, list[Turn]] = field(default_factory=dict)
    climate: object = None
    incidents: Sequence[Incident] = ()


def read_kept(store: Store, labels: Sequence[str]) -> Kept:
    """Runs on the store's thread."""
    get = store.machine.get
    health = {label: LaneHealth(**values) for label, values in get(LANE_HEALTH_KEY, {}).items()}
    turns = {label: [Turn(*row) for row in get(TURNS_KEY + label, [])] for label in labels}
    return Kept(health, turns, get(CLIMATE_KEY), store.machine.incidents(open_only=True))


class Supervision:
    """Belongs to the loop's thread. ``names``: of the cabinets, in the order of ``boards``."""

    def __init__(
        self,
        boards: Sequence[Board],
        names: Sequence[str],
        zones: Sequence[Zone],
        clock: Clock,
        listener: Listener,
        later: Later,
        post: Callable[[Callable[[], None]], None],
        reader: Reader | None = None,
        more: Callable[[], Iterable[Finding]] = lambda: (),
    ) -> None:
        """``more``: what is wrong with devices that are neither cabinets nor the code reader."""
        self._clock = clock
        self._more = more
        self._names = tuple(names)
        self._listener = listener
        self._later = later
        self._started_ms = clock.monotonic_ms()
        self._settled = False
        self._places: Mapping[str, Place] = {}
        self._strangers = ""
        self._reasons: dict[str, str] = {}
        self._turns: dict[str, list[Turn]] = {}
        self._forecasts: dict[str, Forecast] = {}
        self.cabinet = Cabinet(boards, clock, self, post)
        self.codes = CodeDesk(reader, post, self.cabinet_changed)
        self.ledger = Ledger(later)
        self.climate = ClimateWatch(zones, clock, self._keep_climate)

    def plan(self, places: Mapping[str, Place], kept: Kept, strangers: str = "") -> None:
        """Where the lanes are, and what is known from before. ``strangers``: what of the planogram does not
        fit the machine, in words."""
        self._places, self._strangers = places, strangers
        self.ledger.load(kept.incidents)
        self.cabinet.plan(places, kept.health)
        for number, name in enumerate(self._names):
            if self.ledger.is_open("drop_sensor", name):
                self.cabinet.distrust(number, self.ledger.detail("drop_sensor", name))
        self._turns = {label: list(turns) for label, turns in kept.turns.items()}
        for label in self._turns:
            self._look_ahead(label)
        self.climate.resume(kept.climate)

    def start(self) -> None:
        self.cabinet.start()
        self.codes.start()

    def close(self) -> None:
        self.codes.close()
        self.cabinet.close()

    def time_passed(self) -> None:
        """Every few seconds."""
        self.cabinet.time_passed()
        self.look()

    # --- asked -----------------------------------------------------------------------------------------

    def name_of(self, board: int) -> str:
        """Of the cabinet this board is in."""
        return self._names[board]

    def given_up(self, board: int) -> bool:
        """It had its time to come up at the start, or was up before."""
        return self.cabinet.heard[board].was_up or self._had_grace

    @property
    def _had_grace(self) -> bool:
        return self._clock.monotonic_ms() - self._started_ms > BOARD_GRACE_MS

    @property
    def all_given_up(self) -> bool:
        return any(self.given_up(number) for number in range(len(self._names)))

    def lane(self, label: str) -> LaneCondition:
        """What is known of one lane beyond the planogram. A board that is not up while no other is either is
        the machine's trouble, not the lane's."""
        health = self.cabinet.health(label)
        place = self._places.get(label)
        away = not self.cabinet.answers(label) and self.given_up(place.board if place else 0)
        return LaneCondition(
            board_up=not away or not self.cabinet.up,
            faulty=health.faulty or not self.cabinet.sees_drops(label),
            paused=health.paused(self._clock.utc_ms()),
            too_warm=place is not None and place.spoils and place.zone in self.climate.locked,
        )

    @property
    def all_too_warm(self) -> bool:
        return bool(self._places) and all(self.lane(label).too_warm for label in self._places)

    @property
    def all_blind(self) -> bool:
        """No lane can be sold from, because its drop sensor cannot be relied on."""
        return bool(self._places) and not any(self.cabinet.sees_drops(label) for label in self._places)

    @property
    def temperature_c(self) -> int | None:
        """Of the first zone; None: not known."""
        return self.climate.zones[0][1].known_c if self.climate.zones else None

    def forecasts(self) -> Mapping[str, Forecast]:
        """Lanes that are likely to fail, by label."""
        return self._forecasts

    def sign_off(self, zone: str, who: str) -> bool:
        """``who`` has looked at the goods and undoes the cut-off. False: not while it is not cold."""
        if not self.climate.sign_off(zone):
            return False
        log.warning("the cut-off of zone %s was signed off by %s", zone, who)
        self._later(lambda store: store.machine.trail(who, "climate.signed_off", {"zone": zone}))
        self.cabinet_changed()
        return True

    # --- told by the cabinet ---------------------------------------------------------------------------

    def cabinet_changed(self) -> None:
        self.look()
        self._listener.cabinet_changed()

    def vend_started(self, key: str) -> None:
        self._listener.vend_started(key)

    def vend_finished(self, outcome: VendOutcome) -> None:
        self._listener.vend_finished(outcome)

    def late_result(self, motors: tuple[int, ...]) -> None:
        self._listener.late_result(motors)

    def board_oddity(self, request: str, text: str) -> None:
        self.ledger.raise_(request, "board", text)

    def lane_health(self, label: str, health: LaneHealth, why: str) -> None:
        """A lane's health outlives a restart."""
        self._reasons[label] = why if health != LaneHealth() else ""
        kept = {name: asdict(one) for name, one in self.cabinet.all_health.items() if one != LaneHealth()}
        self._later(lambda store: store.machine.put(LANE_HEALTH_KEY, kept))

    def lane_turned(self, label: str, outcome: VendOutcome) -> None:
        """One more turn of its history, unless it says nothing of the lane."""
        turn = turn_of(outcome, self._clock.utc_ms())
        if turn is None:
            return
        turns = [*self._turns.get(label, []), turn][-TURNS_KEPT:]
        self._turns[label] = turns
        self._look_ahead(label)
        rows = [[one.run_ms, one.good, one.current_ma, one.at_ms] for one in turns]
        self._later(lambda store: store.machine.put(TURNS_KEY + label, rows))

    def _look_ahead(self, label: str) -> None:
        found = forecast(self._turns[label])
        if found is not None:
            self._forecasts[label] = found
        else:
            self._forecasts.pop(label, None)

    def _keep_climate(self, record: Mapping[str, object]) -> None:
        self._later(lambda store: store.machine.put(CLIMATE_KEY, record))

    # --- what is wrong ---------------------------------------------------------------------------------

    def look(self) -> None:
        """Count the time, and raise or end incidents. Before the boards had their say nothing is ended."""
        self.climate.look(self.cabinet.heard)
        self._settled = self._settled or self._has_settled()
        if self._settled:
            self.ledger.hold((*findings(self._now()), *self._more()))

    def _has_settled(self) -> bool:
        late = self._clock.monotonic_ms() - self._started_ms > FIRST_LOOK_MS
        return all(
            heard.reports > 0 or late if heard.up else self.given_up(number)
            for number, heard in enumerate(self.cabinet.heard)
        )

    def _now(self) -> Now:
        heard = self.cabinet.heard
        return Now(
            utc_ms=self._clock.utc_ms(),
            boards=[self._board(number, one) for number, one in enumerate(heard)],
            lanes=self.cabinet.all_health,
            reasons=self._reasons,
            places=self._places,
            zones=self.climate.zones,
            forecasts=self._forecasts,
            strangers=self._strangers,
            reader=self._reader(),
        )

    def _reader(self) -> ReaderState | None:
        codes = self.codes
        if not codes.has_reader:
            return None
        return ReaderState(codes.up, codes.was_up or self._had_grace, codes.why_down, codes.trouble)

    def _board(self, number: int, heard: Heard) -> BoardState:
        return BoardState(
            name=self._names[number],
            up=heard.up,
            given_up=self.given_up(number),
            why_down=heard.why_down,
            door_open=heard.door_open,
            probe_faults=heard.probe_faults,
            sensor_trouble=heard.sensor_trouble,
            motors=heard.motors,
        )


def turn_of(outcome: VendOutcome, at_ms: int) -> Turn | None:
    """A turn as the trend sees it; None where it says nothing of the lane: another vend ran, the line was
    away, the drop sensor failed, or nobody knows how it ended."""
    if outcome.sensor_fault or outcome.result is Result.UNKNOWN:
        return None
    if outcome.nothing_moved and outcome.raw_code == SAID_NOTHING:
        return None
    good = outcome.result in (Result.DELIVERED, Result.TURNED_UNCONFIRMED)
    return Turn(outcome.run_ms, good and not outcome.fault_although_delivered, outcome.current_ma, at_ms)
