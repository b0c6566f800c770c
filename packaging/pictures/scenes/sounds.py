"""Four short sounds, synthesised: a tick for a touch, a rising pair for paid, a soft call to take the
goods, a kind sorry."""

from __future__ import annotations

import math
import struct
import wave
from dataclasses import dataclass
from pathlib import Path

RATE_HZ = 32_000
PEAK = 0.5  # of full scale; the machine's volume does the rest


@dataclass(frozen=True, slots=True)
class Note:
    """A struck bar: pitch, when it starts, how long it rings, how loud; `warm` mutes its overtones."""

    hertz: float
    start_s: float
    ring_s: float
    level: float = 1.0
    warm: bool = False


G4, A4, C5, D5, E5, G5, A5, C6, E6 = 392.0, 440.0, 523.25, 587.33, 659.25, 783.99, 880.0, 1046.5, 1318.5
SOUNDS: dict[str, list[Note]] = {
    "tick": [Note(1760, 0, 0.05, 0.5), Note(2637, 0, 0.02, 0.25)],
    "paid": [
        Note(C5, 0, 0.5),
        Note(E5, 0.09, 0.5),
        Note(G5, 0.18, 0.6),
        Note(C6, 0.28, 0.9),
        Note(E6, 0.3, 0.7, 0.3),
    ],
    "take": [Note(G5, 0, 0.5, 0.9), Note(E5, 0.16, 0.5, 0.8), Note(A5, 0.34, 0.8), Note(C6, 0.36, 0.6, 0.3)],
    "sorry": [Note(E5, 0, 0.5, 0.8, True), Note(C5, 0.2, 0.6, 0.8, True), Note(A4, 0.42, 0.9, 0.9, True)],
}


def samples(notes: list[Note]) -> list[float]:
    """The mixed sound, -1..1."""
    length = int(RATE_HZ * max(n.start_s + n.ring_s for n in notes))
    mixed = [0.0] * length
    for note in notes:
        begin = int(note.start_s * RATE_HZ)
        for i in range(int(note.ring_s * RATE_HZ)):
            t = i / RATE_HZ
            fade = math.exp(-5.2 * t / note.ring_s) * min(1.0, t / 0.004) * min(1.0, (note.ring_s - t) / 0.02)
            turn = 2 * math.pi * note.hertz * t
            tone = math.sin(turn) + (0.08 if note.warm else 0.2) * math.sin(2 * turn) * fade
            if not note.warm:
                tone += 0.14 * math.sin(3.93 * turn) * math.exp(-22 * t)
            mixed[begin + i] += note.level * fade * tone
    top = max(abs(v) for v in mixed) or 1.0
    return [v / top * PEAK for v in mixed]


def write(folder: Path) -> None:
    """All sounds as 16-bit mono WAV."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, notes in SOUNDS.items():
        data = samples(notes)
        with wave.open(str(folder / f"{name}.wav"), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE_HZ)
            out.writeframes(struct.pack(f"<{len(data)}h", *(round(v * 32767) for v in data)))
