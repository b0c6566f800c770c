"""``[board] options`` of the M102 cards: what their documents leave open, to be chosen on the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hardware.drivers.asked.cards import Cards
from hardware.drivers.options import Options
from hardware.errors import SettingError
from hardware.wire.m102.codes import CARD_MAX, INPUTS, MOTORS_A_CARD_MAX, Curtain, Drive
from hardware.wire.m102.frames import PASSWORD_MAX_CHARS
from hardware.wire.m102.messages import CURRENT_MAX_MA, TIMEOUT_MAX_MS, Limits

MODEL: Final = "m102"
_LOCKS: Final = (Drive.LOCK, Drive.LOCK_WITH_FEEDBACK)


@dataclass(frozen=True, slots=True)
class M102Options:
    """``[board] options`` for this model. Section and words in brackets are those of boards.md 5.2."""

    lanes: int = 60
    """The highest lane there is. Each is scanned at the start."""
    lanes_a_card: int = 60
    """Lanes 1 to this are on card 1, the next ones on card 2, up to card 8. The manual says 60 motors of the
    run command and 100 elsewhere."""
    drive: int = Drive.TWO_WIRE
    """Y2 of lanes that are in none of the four lists below: 0 lock, 1 lock with feedback, 2 two-wire,
    3 three-wire. A motor without a home switch that is driven as three-wire turns until its time-out."""
    lock_lanes: frozenset[int] = frozenset()
    feedback_lock_lanes: frozenset[int] = frozenset()
    two_wire_lanes: frozenset[int] = frozenset()
    three_wire_lanes: frozenset[int] = frozenset()
    curtain: int = Curtain.STOP_AT_HOME
    """Y3 where the drop sensor is wanted: 1 the motor stops at home, 2 it stops at the drop or after 7 s."""
    over_current_ma: int = 0
    """Y4, in steps of 10; 0: the card's own default. So are the next two."""
    under_current_ma: int = 0
    run_timeout_ms: int = 0
    """Y6, in steps of 100."""
    crc_password: str = ""
    """The suffix that some firmware computes into its CRC; to be tried when a card stays silent."""
    scan: bool = True
    """Scan a lane (04) to check it; the makers of one app do not use this command."""
    temperature_zones: int = 1
    """Cards whose probe is read, from card 1 on; 0: none."""
    temperature_offset_tenths_c: int = 0
    """Taken off every temperature: 20 for the field firmware of one app's makers."""
    door_input: int = 0
    """Which input, from 1, the door's switch hangs at; 0: none."""
    door_open_value: int = 0
    """0: the switch is open when the door is; 1: it is closed then."""
    vend_timeout_ms: int = 20_000
    """A run ends by itself after 10 s at most."""
    poll_ms: int = 300
    """Between two polls of a running motor."""
    gap_ms: int = 100
    """Silence before every request (100 in the maker's own app; the manual asks for 50)."""

    @property
    def cards(self) -> Cards:
        return Cards(self.lanes, self.lanes_a_card)

    @property
    def limits(self) -> Limits:
        return Limits(self.over_current_ma, self.under_current_ma, self.run_timeout_ms)

    def drive_of(self, motor: int) -> Drive:
        lists = {
            Drive.LOCK: self.lock_lanes,
            Drive.LOCK_WITH_FEEDBACK: self.feedback_lock_lanes,
            Drive.TWO_WIRE: self.two_wire_lanes,
            Drive.THREE_WIRE: self.three_wire_lanes,
        }
        return next((drive for drive, lanes in lists.items() if motor in lanes), Drive(self.drive))

    def curtain_of(self, motor: int, drop_sensor: bool) -> Curtain:
        """Nothing falls out of a locker through the curtain."""
        is_watched = drop_sensor and self.drive_of(motor) not in _LOCKS
        return Curtain(self.curtain) if is_watched else Curtain.IGNORED

    @classmethod
    def read(cls, given: Mapping[str, object]) -> M102Options:
        """Raises ``SettingError`` for a key or value that does not exist."""
        options, usual = Options(f"board model {MODEL}", given), cls()
        lanes_a_card = options.number("lanes_a_card", usual.lanes_a_card, 1, MOTORS_A_CARD_MAX)
        most = CARD_MAX * lanes_a_card
        result = cls(
            lanes=options.number("lanes", min(usual.lanes, most), 1, most),
            lanes_a_card=lanes_a_card,
            drive=options.number("drive", usual.drive, min(Drive), max(Drive)),
            lock_lanes=options.motors("lock_lanes"),
            feedback_lock_lanes=options.motors("feedback_lock_lanes"),
            two_wire_lanes=options.motors("two_wire_lanes"),
            three_wire_lanes=options.motors("three_wire_lanes"),
            curtain=options.number("curtain", usual.curtain, Curtain.STOP_AT_HOME, Curtain.STOP_AT_DROP),
            over_current_ma=options.number("over_current_ma", 0, 0, CURRENT_MAX_MA),
            under_current_ma=options.number("under_current_ma", 0, 0, CURRENT_MAX_MA),
            run_timeout_ms=options.number("run_timeout_ms", 0, 0, TIMEOUT_MAX_MS),
            crc_password=options.text("crc_password", usual.crc_password, PASSWORD_MAX_CHARS),
            scan=options.flag("scan", usual.scan),
            temperature_zones=options.number("temperature_zones", usual.temperature_zones, 0, CARD_MAX),
            temperature_offset_tenths_c=options.number("temperature_offset_tenths_c", 0, 0, 100),
            door_input=options.number("door_input", usual.door_input, 0, INPUTS),
            door_open_value=options.number("door_open_value", usual.door_open_value, 0, 1),
            vend_timeout_ms=options.number("vend_timeout_ms", usual.vend_timeout_ms, 1_000, 240_000),
            poll_ms=options.number("poll_ms", usual.poll_ms, 50, 5_000),
            gap_ms=options.number("gap_ms", usual.gap_ms, 20, 1_000),
        )
        options.finish()
        result._refuse_zones_without_cards()
        return result

    def _refuse_zones_without_cards(self) -> None:
        if self.temperature_zones > self.cards.count:
            raise SettingError(
                "option.bad_value",
                f"The board model {MODEL} is set to {self.lanes} lanes, which is {self.cards.count} cards: "
                f"temperature_zones cannot be {self.temperature_zones}.",
            )
