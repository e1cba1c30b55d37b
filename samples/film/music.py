"""The sound of the film: a music box over a soft pad, made of sines and envelopes."""

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
BAR_S = 2.0
LENGTH_S = 30.0

CHORDS = (
    (48, 64, 67, 71, 74),
    (45, 60, 64, 67, 72),
    (41, 60, 64, 69, 72),
    (43, 59, 62, 67, 71),
)
"""Cmaj9, Am7, Fmaj7, G6 as MIDI notes, bass first."""

Wave = NDArray[np.float64]


def music() -> NDArray[np.float32]:
    """The whole sound, (2, samples) at 44.1 kHz, peaks at 0.7."""
    sound = np.zeros((2, int((LENGTH_S + 4) * RATE)))
    bars = int(LENGTH_S / BAR_S)
    for bar in range(bars):
        start, chord = bar * BAR_S, CHORDS[bar % 4] if bar < bars - 1 else CHORDS[0]
        for note in chord:
            _add(sound, _pad(note), start, 0.045 if note > 50 else 0.11)
        for step, degree in enumerate((1, 3, 2, 4, 3, 2, 4, 3) if bar < bars - 1 else (1, 2, 3, 4)):
            _add(sound, _bell(chord[degree] + 12), start + step * BAR_S / 8, 0.12, pan=0.4 if step % 2 else -0.4)
    _add(sound, _rocket(), 14.4, 0.5)
    _add(sound, _meow(), 21.4, 0.16)
    echo = int(0.375 * RATE)
    sound[:, echo:] += 0.25 * sound[::-1, :-echo]
    sound = sound[:, : int(LENGTH_S * RATE)]
    fade = np.minimum(1, np.minimum(np.arange(sound.shape[1]), np.arange(sound.shape[1])[::-1] / 2) / RATE / 0.5)
    sound *= fade
    return np.asarray(sound / np.abs(sound).max() * 0.7, np.float32)


def _time(length_s: float) -> Wave:
    return np.arange(int(length_s * RATE)) / RATE


def _hertz(note: float) -> float:
    return 440.0 * float(2 ** ((note - 69) / 12))


def _add(sound: Wave, wave: Wave, start_s: float, gain: float, pan: float = 0.0) -> None:
    begin = int(start_s * RATE)
    end = min(begin + len(wave), sound.shape[1])
    sound[0, begin:end] += wave[: end - begin] * gain * (1 - pan) / 1.4
    sound[1, begin:end] += wave[: end - begin] * gain * (1 + pan) / 1.4


def _pad(note: int) -> Wave:
    t = _time(BAR_S + 0.9)
    envelope = np.minimum(1, t / 0.5) * np.clip((BAR_S + 0.9 - t) / 0.9, 0, 1)
    hertz = _hertz(note)
    tone: Wave = sum(
        (np.sin(2 * np.pi * hertz * detune * k * t) / k**2 for k in (1, 2, 3) for detune in (0.998, 1.002)),
        np.zeros_like(t),
    )
    return np.asarray(tone * envelope / 2)


def _bell(note: int) -> Wave:
    t = _time(1.4)
    hertz = _hertz(note)
    partials = ((1.0, 1.0, 4.0), (2.0, 0.4, 6.0), (3.01, 0.18, 9.0), (5.4, 0.06, 16.0))
    tone: Wave = sum(
        (level * np.exp(-decay * t) * np.sin(2 * np.pi * hertz * ratio * t) for ratio, level, decay in partials),
        np.zeros_like(t),
    )
    return tone * np.minimum(1, t / 0.004)


def _rocket() -> Wave:
    t = _time(3.2)
    noise = np.random.default_rng(2026).normal(size=len(t))
    kernel = np.hanning(160)
    rumble: Wave = np.convolve(noise, kernel / kernel.sum(), "same")
    return np.asarray(rumble * np.sin(np.pi * t / 3.2) ** 2)


def _meow() -> Wave:
    t = _time(0.7)
    hertz = 520 + 330 * np.sin(np.pi * t / 0.7) ** 2 - 120 * t
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    open_mouth = np.sin(np.pi * t / 0.7)
    voice = np.sin(phase) + 0.5 * open_mouth * np.sin(2 * phase) + 0.3 * open_mouth**2 * np.sin(3 * phase)
    return np.asarray(voice * np.sin(np.pi * t / 0.7) ** 1.5)
