"""How loud, by the hour; and a sound made softer. Values only."""

from __future__ import annotations

import array
import io
import sys
import wave

from ui.settings import SoundSettings

DAY_MINUTES = 24 * 60
_FULL_PERCENT = 100
_SAMPLE_BYTES = 2


def is_quiet(settings: SoundSettings, minute: int) -> bool:
    """``minute`` of the day, 0 to 1439. The quiet hours may go over midnight; equal ends: there are none."""
    begins, ends = settings.quiet_from_min, settings.quiet_until_min
    if begins <= ends:
        return begins <= minute < ends
    return minute >= begins or minute < ends


def percent_at(settings: SoundSettings, minute: int) -> int:
    """0 to 100, of the loudness the files were made with."""
    return settings.quiet_percent if is_quiet(settings, minute) else settings.percent


def softer(wav: bytes, percent: int) -> bytes:
    """The same 16-bit WAV at ``percent`` of its height. Raises ``ValueError`` for another kind of file."""
    try:
        with wave.open(io.BytesIO(wav)) as sound:
            parameters, frames = sound.getparams(), sound.readframes(sound.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"not a WAV file: {error}") from None
    if parameters.sampwidth != _SAMPLE_BYTES:
        raise ValueError("only 16-bit WAV files are played")
    samples = array.array("h", frames)
    if sys.byteorder == "big":
        samples.byteswap()
    scaled = array.array("h", (sample * percent // _FULL_PERCENT for sample in samples))
    if sys.byteorder == "big":
        scaled.byteswap()
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams(parameters)
        sound.writeframes(scaled.tobytes())
    return out.getvalue()
