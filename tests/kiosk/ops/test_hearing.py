from __future__ import annotations

import pytest

from kiosk.errors import ConfigError
from kiosk.ops.hearing import minutes
from kiosk.ops.settings import load


def test_times_are_minutes_after_midnight() -> None:
    assert [minutes(clock) for clock in ("00:00", "07:05", "23:59")] == [0, 425, 1439]


def test_volume_and_quiet_hours_are_set_and_checked() -> None:
    sound = load(None, ["sound.volume=40", "sound.quiet_from=21:30"], demo=True).sound
    assert (sound.volume, sound.quiet_from, sound.quiet_until) == (40, "21:30", "07:00")


@pytest.mark.parametrize(
    "wrong", ["sound.volume=101", "sound.quiet_from=24:00", "sound.quiet_until=7", "sound.loud=1"]
)
def test_what_is_wrong_is_refused_with_the_key(wrong: str) -> None:
    with pytest.raises(ConfigError, match=wrong.partition("=")[0]):
        load(None, [wrong], demo=True)
