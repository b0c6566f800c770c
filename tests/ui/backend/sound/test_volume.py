from __future__ import annotations

import io
import struct
import wave

import pytest

from ui.backend.sound.volume import is_quiet, percent_at, softer
from ui.settings import SoundSettings

NIGHT = SoundSettings(percent=80, quiet_percent=10, quiet_from_min=22 * 60, quiet_until_min=7 * 60)


@pytest.mark.parametrize(
    ("clock", "percent"),
    [((21, 59), 80), ((22, 0), 10), ((23, 59), 10), ((0, 0), 10), ((6, 59), 10), ((7, 0), 80)],
)  # fmt: skip
def test_it_is_quiet_at_night_over_midnight(clock: tuple[int, int], percent: int) -> None:
    assert percent_at(NIGHT, clock[0] * 60 + clock[1]) == percent


def test_quiet_hours_within_a_day_and_none() -> None:
    noon = SoundSettings(quiet_from_min=12 * 60, quiet_until_min=14 * 60)
    assert [is_quiet(noon, minute) for minute in (719, 720, 839, 840)] == [False, True, True, False]
    none = SoundSettings(quiet_from_min=600, quiet_until_min=600)
    assert not any(is_quiet(none, minute) for minute in range(1440))


def wav(*samples: int, width: int = 2) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(width)
        sound.setframerate(8000)
        sound.writeframes(struct.pack(f"<{len(samples)}{'h' if width == 2 else 'b'}", *samples))
    return out.getvalue()


def samples_of(data: bytes) -> list[int]:
    with wave.open(io.BytesIO(data)) as sound:
        frames = sound.readframes(sound.getnframes())
    return list(struct.unpack(f"<{len(frames) // 2}h", frames))


def test_softer_is_lower_and_keeps_its_length() -> None:
    assert samples_of(softer(wav(0, 1000, -1000, 32767, -32768), 50)) == [0, 500, -500, 16383, -16384]
    assert samples_of(softer(wav(5, 6), 0)) == [0, 0]
    assert samples_of(softer(wav(5, 6), 100)) == [5, 6]


@pytest.mark.parametrize("data", [b"", b"RIFF", b"\0" * 4000, wav(1, 2, width=1)])
def test_another_kind_of_file_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(ValueError, match="WAV"):
        softer(data, 50)
