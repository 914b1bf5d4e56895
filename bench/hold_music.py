"""Hold music of several kinds, up to voices that sing no word; all from a seeded generator, float32 at 16 kHz."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from bench.synthesis import HZ, Rng, Sound, banded, clock, peaking, placed, resonance, samples_of

PENTATONIC = (0, 2, 4, 7, 9)
CHORDS = ((0, 4, 7), (-3, 0, 4), (-7, -3, 0), (-5, -1, 2), (2, 5, 9), (0, 4, 7, 11))
# First three formants in Hz of vowels: Peterson and Barney 1952, men and women.
VOWELS = (
    (730, 1090, 2440),
    (530, 1840, 2480),
    (270, 2290, 3010),
    (570, 840, 2410),
    (300, 870, 2240),
    (860, 2050, 2850),
)
PIANO = (1.0, 0.6, 0.3, 0.2, 0.1, 0.06)
STRINGS = (1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1)
FLUTE = (1.0, 0.25, 0.08)
BRASS = (0.6, 1.0, 0.9, 0.7, 0.6, 0.4, 0.3, 0.2)


def _hz(semitones: float) -> float:
    return float(261.63 * 2 ** (semitones / 12))


def _note(rng: Rng, hz: float, length: float, *, harmonics: tuple[float, ...], attack: float, decay: float,
          vibrato: float = 0.0) -> NDArray[np.float64]:  # fmt: skip
    t = clock(length)
    wobble = vibrato * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * t)
    phase = 2 * np.pi * np.cumsum(hz * 2 ** (wobble / 12)) / HZ
    tone = sum(level * np.sin(k * phase) for k, level in enumerate(harmonics, start=1) if k * hz < HZ / 2)
    envelope = np.minimum(1, t / attack) * np.exp(-t * decay) * np.minimum(1, (length - t) / 0.03)
    return np.asarray(tone * envelope)


def chords(rng: Rng, seconds: float) -> Sound:
    """Return held piano chords."""
    events, key = [], int(rng.integers(-6, 6))
    for at in np.arange(0, seconds, 2.0):
        chord = CHORDS[int(rng.integers(len(CHORDS)))]
        events.extend((at, _note(rng, _hz(s + key), 2.2, harmonics=PIANO, attack=0.01, decay=1.2)) for s in chord)
    return peaking(placed(events, seconds), 0.4)


def arpeggio(rng: Rng, seconds: float) -> Sound:
    """Return a broken chord on a plucked instrument, as on-hold players like it."""
    events, key, beat = [], int(rng.integers(-6, 6)), float(rng.uniform(0.12, 0.3))
    for count, at in enumerate(np.arange(0, seconds, beat)):
        chord = CHORDS[(count // 16) % 4]
        note = _hz(chord[count % len(chord)] + key + 12 * (count % 2))
        events.append((at, _note(rng, note, 0.6, harmonics=PIANO, attack=0.005, decay=5)))
    return peaking(placed(events, seconds), 0.4)


def drums(rng: Rng, seconds: float) -> Sound:
    """Return a drum kit: bass drum, snare and cymbals."""
    events, beat = [], float(rng.uniform(0.22, 0.3))
    for count, at in enumerate(np.arange(0, seconds, beat)):
        t = clock(0.2)
        if count % 4 == 0:
            events.append((at, np.sin(2 * np.pi * (60 + 60 * np.exp(-t * 30)) * t) * np.exp(-t * 12) * 1.5))
        if count % 4 == 2:
            events.append((at, rng.normal(0, 0.6, t.size) * np.exp(-t * 22)))
        events.append((at, np.diff(rng.normal(0, 0.2, t.size + 1)) * np.exp(-t * rng.uniform(25, 80))))
    return peaking(placed(events, seconds), 0.5)


def _melody(rng: Rng, seconds: float, *, harmonics: tuple[float, ...], attack: float, vibrato: float,
            octave: int = 0) -> NDArray[np.float64]:  # fmt: skip
    events, at, key = [], 0.0, int(rng.integers(-6, 6))
    while at < seconds:
        length = float(rng.choice((0.25, 0.5, 0.5, 1.0, 1.5)))
        if rng.uniform() > 0.12:
            hz = _hz(int(rng.choice(PENTATONIC)) + 12 * int(rng.integers(0, 2)) + key + 12 * octave)
            note = _note(rng, hz, length, harmonics=harmonics, attack=attack, decay=0.3, vibrato=vibrato)
            events.append((at, note * rng.uniform(0.5, 1)))
        at += length
    return placed(events, seconds)


def strings(rng: Rng, seconds: float) -> Sound:
    """Return two bowed voices with vibrato."""
    high = _melody(rng, seconds, harmonics=STRINGS, attack=0.08, vibrato=0.3)
    low = _melody(rng, seconds, harmonics=STRINGS, attack=0.1, vibrato=0.2, octave=-1)
    return peaking(high + low, 0.4)


def flute(rng: Rng, seconds: float) -> Sound:
    """Return a flute with its breath."""
    breath = 0.05 * banded(rng.normal(0, 1, samples_of(seconds)), 800, 5000)
    return peaking(_melody(rng, seconds, harmonics=FLUTE, attack=0.05, vibrato=0.25, octave=1) + breath, 0.4)


def brass(rng: Rng, seconds: float) -> Sound:
    """Return a horn, whose range and overtones are those of a man's voice."""
    return peaking(_melody(rng, seconds, harmonics=BRASS, attack=0.04, vibrato=0.15, octave=-1), 0.4)


def singing(rng: Rng, seconds: float) -> Sound:
    """Return vowels sung on a melody without a word: a voice's pulses through moving formants."""
    events, at, key = [], 0.0, int(rng.integers(-12, 4))
    while at < seconds:
        length = float(rng.choice((0.5, 0.8, 1.2, 2.0)))
        t = clock(length)
        hz = _hz(int(rng.choice(PENTATONIC)) + key) * 2 ** (0.3 * np.sin(2 * np.pi * 5.5 * t) / 12)
        pulses = np.diff(np.floor(np.cumsum(hz) / HZ), prepend=0.0)
        source = lfilter([1.0], [1.0, -0.95], pulses)
        vowel = VOWELS[int(rng.integers(len(VOWELS)))]
        voice = sum(resonance(source, centre, 60 + 0.05 * centre) / k for k, centre in enumerate(vowel, start=1))
        events.append((at, voice * np.hanning(t.size) ** 0.3 * rng.uniform(0.6, 1)))
        at += length + (float(rng.uniform(0.1, 1.0)) if rng.uniform() < 0.2 else 0.0)
    return peaking(placed(events, seconds), 0.4)


def scat(rng: Rng, seconds: float) -> Sound:
    """Return what is closest to speech without being any: gliding formants and bursts of noise at syllable rate."""
    events, at = [], 0.0
    while at < seconds:
        length = float(rng.uniform(0.12, 0.3))
        t = clock(length)
        pulses = np.diff(np.floor(np.cumsum(rng.uniform(90, 240) * (1 + 0.2 * t / length)) / HZ), prepend=0.0)
        pulses = np.resize(pulses, t.size) if pulses.size != t.size else pulses
        first, second = (VOWELS[int(rng.integers(len(VOWELS)))] for _ in range(2))
        source = lfilter([1.0], [1.0, -0.95], pulses)
        fade = t / length
        voice = sum(
            (resonance(source, a, 90) * (1 - fade) + resonance(source, b, 90) * fade) / k
            for k, (a, b) in enumerate(zip(first, second, strict=True), start=1)
        )
        noise = banded(rng.normal(0, 0.02, t.size), 2000, 6000) * np.exp(-t * 40)
        events.append((at, voice * np.hanning(t.size) ** 0.5 + noise))
        at += length + (float(rng.uniform(0.2, 1.5)) if rng.uniform() < 0.15 else 0.0)
    return peaking(placed(events, seconds), 0.4)


def band(rng: Rng, seconds: float) -> Sound:
    """Return drums, chords and a melody together."""
    lead = peaking(_melody(rng, seconds, harmonics=STRINGS, attack=0.03, vibrato=0.3), 0.4)
    return peaking((chords(rng, seconds) + 0.7 * drums(rng, seconds) + lead).astype(np.float64), 0.5)
