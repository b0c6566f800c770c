"""The physical side of a simulated cabinet: spirals, goods, drop sensor, door, cold. The ground truth.

Pure: time is handed in (milliseconds of one monotonic clock) and nothing here knows what a board said
about it on a wire. Calls must come with times that never go back.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

from hardware.sim.cabinet import Cabinet
from hardware.sim.climate import Zone

FULL_TURN_PERMILLE: Final = 1000
DROP_AT_PERMILLE: Final = 700
"""How far a spiral has turned when the front item loses its hold."""
FELL_LOG_MAX_ENTRIES: Final = 1000
"""Falls remembered one by one; the counts never forget."""

LOG_SAVED_ENTRIES: Final = 200
"""Of a log, how much is written to the state file: it is written several times a vend."""


class Sensor(StrEnum):
    """The light curtain under the lanes."""

    WORKING = "working"
    BLOCKED = "blocked"
    """Something stands in the beam all the time: the board's self-check notices."""
    BLIND = "blind"
    """Sees nothing fall, and no self-check notices."""


class Hitch(StrEnum):
    """What goes wrong, physically, in one turn."""

    NONE = "none"
    JAM = "jam"
    """The motor stalls and never comes home; nothing falls."""
    NO_DROP = "no_drop"
    """The spiral turns as it should and the item stays hanging."""
    UNSEEN = "unseen"
    """The item falls past the sensor."""


@dataclass(slots=True)
class Lane:
    """One spiral. ``angle_permille`` is where a turn was cut off; 0 is home."""

    label: str
    motor: int
    capacity: int
    items: int
    jammed: bool = False
    angle_permille: int = 0
    turns: int = 0
    """How often its motor was driven, stalled turns included."""
    fell: int = 0


@dataclass(frozen=True, slots=True)
class Fell:
    """One thing that fell into the hatch. ``order`` is the number the turn was started with, 0 for none."""

    number: int
    lane: str
    motor: int
    order: int
    seen: bool
    at_ms: int
    utc_ms: int

    def to_record(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "lane": self.lane,
            "motor": self.motor,
            "order": self.order,
            "seen": self.seen,
            "at_ms": self.at_ms,
            "utc_ms": self.utc_ms,
        }


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """A motor stands still again. ``home`` is False when it stalled; ``seen`` is what the sensor saw."""

    motor: int
    order: int
    home: bool
    seen: bool


@dataclass(slots=True)
class Turn:
    motor: int
    order: int
    hitch: Hitch
    started_ms: int
    duration_ms: int
    """Of a whole turn, from home to home."""
    from_permille: int
    dropped: bool = False
    seen: bool = False

    def due_ms(self, permille: int) -> int:
        """When the spiral comes past this angle, were it free to turn."""
        return self.started_ms + (permille - self.from_permille) * self.duration_ms // FULL_TURN_PERMILLE


@dataclass(slots=True)
class World:
    """One cabinet's truth. ``utc_offset_ms`` added to a handed-in time gives the UTC time of records."""

    lanes: dict[int, Lane]
    zones: list[Zone]
    utc_offset_ms: int = 0
    sensor: Sensor = Sensor.WORKING
    door_open: bool = False
    turning: Turn | None = None
    fell: list[Fell] = field(default_factory=list)
    """The last ``FELL_LOG_MAX_ENTRIES``, oldest first."""
    fell_total: int = 0
    turns_total: int = 0
    revision: int = 0
    """Grows with every change worth keeping."""

    @classmethod
    def build(cls, cabinet: Cabinet, now_ms: int, utc_offset_ms: int = 0) -> World:
        """A cabinet as its file describes it: filled, cold, closed, everything at home."""
        lanes = {
            plan.motor: Lane(plan.label, plan.motor, plan.capacity, plan.items) for plan in cabinet.lanes
        }
        zones = [Zone.build(cabinet.temperature_c, cabinet.ambient_c, now_ms) for _ in range(cabinet.zones)]
        return cls(lanes, zones, utc_offset_ms)

    def start_turn(self, motor: int, order: int, duration_ms: int, hitch: Hitch, now_ms: int) -> None:
        """Drive one motor until it is home again. One at a time; the motor must exist."""
        assert self.turning is None, "one motor at a time: the board must wait for the last one"
        lane = self.lanes[motor]
        lane.turns += 1
        self.turns_total += 1
        self.turning = Turn(motor, order, hitch, now_ms, duration_ms, lane.angle_permille)
        self._changed()

    def advance(self, now_ms: int) -> TurnEnded | None:
        """Let time pass: what is due to fall falls, and the end of a turn is told once."""
        turn = self.turning
        if turn is None:
            return None
        self._drop_if_due(turn, now_ms)
        if now_ms < turn.due_ms(FULL_TURN_PERMILLE):
            return None
        stalled = self._stalls(turn)
        if not stalled:
            self.lanes[turn.motor].angle_permille = 0
        self.turning = None
        self._changed()
        return TurnEnded(turn.motor, turn.order, home=not stalled, seen=turn.seen)

    def cut_power(self, now_ms: int) -> None:
        """The motor stops where it stands; the next drive of that lane only finishes the turn."""
        turn = self.turning
        if turn is None:
            return
        self._drop_if_due(turn, now_ms)
        if not self._stalls(turn):
            gone = (now_ms - turn.started_ms) * FULL_TURN_PERMILLE // turn.duration_ms
            angle = min(turn.from_permille + gone, FULL_TURN_PERMILLE)
            self.lanes[turn.motor].angle_permille = angle % FULL_TURN_PERMILLE
        self.turning = None
        self._changed()

    def next_due_ms(self) -> int | None:
        """When ``advance`` has something to do, None while nothing moves."""
        turn = self.turning
        if turn is None:
            return None
        if not turn.dropped and turn.from_permille < DROP_AT_PERMILLE:
            return turn.due_ms(DROP_AT_PERMILLE)
        return turn.due_ms(FULL_TURN_PERMILLE)

    def fill(self, motor: int, items: int) -> None:
        """Somebody puts goods in until ``items`` are there, 0 to the lane's capacity."""
        lane = self.lanes[motor]
        assert 0 <= items <= lane.capacity, f"{items} items do not fit into lane {lane.label}"
        lane.items = items
        self._changed()

    def set_jammed(self, motor: int, jammed: bool) -> None:
        self.lanes[motor].jammed = jammed
        self._changed()

    def set_door(self, is_open: bool) -> None:
        self.door_open = is_open
        self._changed()

    def set_sensor(self, sensor: Sensor) -> None:
        self.sensor = sensor
        self._changed()

    def touch_zone(self, zone: int) -> Zone:
        """A zone about to be changed from outside (held, probe broken, other target)."""
        self._changed()
        return self.zones[zone]

    def repair(self) -> None:
        """Somebody put everything right: nothing jams, the sensor sees, the door is shut, probes work."""
        for lane in self.lanes.values():
            lane.jammed = False
        for zone in self.zones:
            zone.held_c, zone.probe_ok = None, True
        self.sensor, self.door_open = Sensor.WORKING, False
        self._changed()

    def temperatures_c(self, now_ms: int) -> list[int]:
        """By zone, main first, whole degrees, as a good thermometer would say."""
        return [zone.read_c(now_ms, self.door_open) for zone in self.zones]

    def to_state(self, now_ms: int) -> dict[str, Any]:
        """Everything that outlives a power cut, ready for JSON. A turn under way is cut off there."""
        return {
            "lanes": [asdict(lane) for lane in self.lanes.values()],
            "zones": [zone.to_state(now_ms, self.door_open) for zone in self.zones],
            "sensor": self.sensor,
            "door_open": self.door_open,
            "fell": [entry.to_record() for entry in self.fell[-LOG_SAVED_ENTRIES:]],
            "fell_total": self.fell_total,
            "turns_total": self.turns_total,
        }

    def load_state(self, state: dict[str, Any], now_ms: int) -> None:
        """Take over what ``to_state`` gave. Lanes the cabinet no longer has are left out.

        Raises ``KeyError``, ``TypeError`` or ``ValueError`` when the state is damaged.
        """
        for entry in state["lanes"]:
            lane = Lane(**entry)
            if lane.motor in self.lanes:
                lane.label = self.lanes[lane.motor].label
                self.lanes[lane.motor] = lane
        for zone, entry in zip(self.zones, state["zones"], strict=False):
            zone.load_state(entry, now_ms)
        self.sensor = Sensor(state["sensor"])
        self.door_open = bool(state["door_open"])
        self.fell = [Fell(**entry) for entry in state["fell"]]
        self.fell_total = int(state["fell_total"])
        self.turns_total = int(state["turns_total"])

    def _stalls(self, turn: Turn) -> bool:
        return turn.hitch is Hitch.JAM or self.lanes[turn.motor].jammed

    def _drop_if_due(self, turn: Turn, now_ms: int) -> None:
        due_ms = turn.due_ms(DROP_AT_PERMILLE)
        if turn.dropped or turn.from_permille >= DROP_AT_PERMILLE or now_ms < due_ms:
            return
        turn.dropped = True
        lane = self.lanes[turn.motor]
        if self._stalls(turn) or turn.hitch is Hitch.NO_DROP or lane.items == 0:
            return
        lane.items -= 1
        lane.fell += 1
        self.fell_total += 1
        turn.seen = self.sensor is Sensor.WORKING and turn.hitch is not Hitch.UNSEEN
        utc_ms = due_ms + self.utc_offset_ms
        self.fell.append(Fell(self.fell_total, lane.label, lane.motor, turn.order, turn.seen, due_ms, utc_ms))
        del self.fell[:-FELL_LOG_MAX_ENTRIES]
        self._changed()

    def _changed(self) -> None:
        self.revision += 1
